"""The sealed files that wait beside a vault: named by the SHA-256 of their bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    DocumentRefusedError,
    NotFoundError,
    VaultError,
)

_FILE = re.compile(r"([0-9a-f]{64})\.age")
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_LIMIT_BYTES = 8 * 1024 * 1024
"""Twice the largest parcel; whatever is larger was not put here by us."""


@contextmanager
def spool_errors() -> Iterator[None]:
    """Turn what the operating system raises into what the vault's pages understand."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError("spool") from error
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise DiskReadOnlyError("spool") from error
        raise VaultError(f"spool-{errno.errorcode.get(error.errno or 0, 'unknown')}") from error


def _sync_folder(folder: Path) -> None:
    """Make names in ``folder`` durable; Windows has no such call (NTFS journals names)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FolderSpool:
    """A private folder of sealed files.

    Args:
        folder: ``spool`` of the vault; made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Write durably: temporary name, fsync, rename, fsync of the folder."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._folder / f"{sha256}.age"
        temporary = self._folder / f"{sha256}.age.tmp"
        with spool_errors():
            if not self._folder.is_dir():
                self._folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
                _sync_folder(self._folder.parent)  # or a power cut takes the whole folder
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
                with os.fdopen(os.open(temporary, flags, _PRIVATE_FILE), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
            _sync_folder(self._folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The sealed bytes, hashed again.

        Raises:
            NotFoundError: There is no such file (``spool``).
            DocumentRefusedError: Its bytes no longer have this hash (``spool``).
        """
        with spool_errors():
            try:
                with (self._folder / f"{sha256}.age").open("rb") as file:
                    data = file.read(_LIMIT_BYTES + 1)
            except FileNotFoundError as error:
                raise NotFoundError("spool") from error
        if len(data) > _LIMIT_BYTES or hashlib.sha256(data).hexdigest() != sha256:
            raise DocumentRefusedError("spool")
        return data

    def remove(self, sha256: str) -> None:
        """Drop it; missing is fine."""
        with spool_errors():
            (self._folder / f"{sha256}.age").unlink(missing_ok=True)

    def sweep(self, keep: frozenset[str]) -> int:
        """Remove unfinished files and those that no row speaks of; returns how many."""
        removed = 0
        with spool_errors():
            if not self._folder.is_dir():
                return 0
            for path in list(self._folder.iterdir()):
                match = _FILE.fullmatch(path.name)
                if path.name.endswith(".age.tmp") or (match and match.group(1) not in keep):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed
