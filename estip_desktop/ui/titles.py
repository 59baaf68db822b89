"""What the title of every window says: never whose records are open, nor what is on show."""

TITLE = "ESTIP Desktop"
EXERCISE_TITLE = f"EXERCISE \N{EN DASH} {TITLE}"
