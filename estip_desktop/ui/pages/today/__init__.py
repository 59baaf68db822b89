"""Today: in three seconds, what is unfinished, what is due and what is stuck."""
