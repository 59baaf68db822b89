"""Whom to ring, for anybody who picks up the laptop: nothing has to be unlocked for it."""
