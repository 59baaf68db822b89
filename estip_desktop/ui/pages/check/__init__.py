"""Check answers: the end of every long form, and the place to which Change returns."""
