"""Sheets to give away: read them together, print them, take them on a disk."""
