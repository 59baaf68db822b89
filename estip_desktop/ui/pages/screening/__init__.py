"""Which questionnaires a session offers, and the introduction of the one that was chosen."""
