"""Deciding together: the proposal with its reasons, and what a person chooses."""
