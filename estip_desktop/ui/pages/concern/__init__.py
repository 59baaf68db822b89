"""Immediate concern: the right four actions in order, and the numbers, with no searching."""
