"""What is over its time, what holds it back, and letting it go."""
