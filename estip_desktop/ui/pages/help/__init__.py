"""Help: sheets to read without a network, and every key."""
