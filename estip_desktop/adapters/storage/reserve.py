"""Some of the disk, set aside so that the work at hand can still be saved when it is full."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from estip_desktop.adapters.storage.files import atomic_write
from estip_desktop.errors import VaultError

RESERVE_BYTES = 4 * 1024 * 1024
"""A thousand pages: some hundred answers, journal included."""
_NAME = "reserve.bin"
_log = logging.getLogger(__name__)


class Reserve:
    """A file of noise in the folder of a vault; it says nothing and is not backed up.

    Noise, because a file system that compresses would keep zeros for nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def free_bytes(self) -> int:
        """Room on the disk; 0 where it cannot be told."""
        try:
            return shutil.disk_usage(self._path.parent).free
        except OSError:
            return 0

    def keep(self) -> bool:
        """Set the room aside, unless that would take most of what there is; whether it is there."""
        if self._size() == RESERVE_BYTES:
            return True
        if self.free_bytes() < 4 * RESERVE_BYTES:
            return False
        try:
            atomic_write(self._path, os.urandom(RESERVE_BYTES))
        except VaultError as error:
            _log.warning("no room set aside: %s", error.code)
            return False
        return True

    def release(self) -> bool:
        """Give the room back; False if there was none."""
        try:
            self._path.unlink()
        except OSError:
            return False
        _log.warning("the disk is full: reserve given back")
        return True

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0
