"""One process at a time, for the few files that several windows share."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from estip_desktop.adapters.storage.files import PRIVATE_FILE, disk_errors
from estip_desktop.errors import VaultError

_log = logging.getLogger(__name__)
_LONGEST_S, _EVERY_S = 2.0, 0.01
"""A change takes milliseconds; whoever holds the turn longer was stopped in the middle."""


@contextmanager
def turn_in(folder: Path, name: str) -> Iterator[None]:
    """Wait until no other process has its turn in a folder; ends with the process, too.

    On POSIX the folder itself is locked (``flock(2)``), so nothing is left lying about. On a share
    that has no such locks everybody has a turn at once, as before there were any.

    Args:
        folder: Where the shared file lies.
        name: Of a file to lock where folders cannot be: on Windows.

    Raises:
        VaultError: ``turn-not-given``: another process does not let go.
        DiskReadOnlyError: The folder cannot be entered, or on Windows not be written.
    """
    with disk_errors():
        if sys.platform == "win32":
            descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        else:
            descriptor = os.open(folder, os.O_RDONLY)
    try:
        until_s = time.monotonic() + _LONGEST_S
        while not _takes(descriptor):
            if time.monotonic() > until_s:
                raise VaultError("turn-not-given")
            time.sleep(_EVERY_S)
        yield
    finally:
        os.close(descriptor)


def _takes(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        _log.info("no turns to be had here: %s", type(error).__name__)
    return True
