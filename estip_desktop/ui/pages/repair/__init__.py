"""Putting a backup back: which there are, which are good, and what would be missing.

It is reached while everything is locked, from the lock page and from the first run. From open
records it shows and tests backups, and locks before anything is put back: the records have to be
shut for that, and a process that had them open holds them no longer.
"""
