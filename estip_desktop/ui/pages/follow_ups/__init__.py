"""Every agreed contact, by when it is due."""
