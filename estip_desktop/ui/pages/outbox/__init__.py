"""What was signed: what needs a person, what waits, what was sent."""
