"""One group: what is kept of it, and the talks and check-ins that come of it."""
