"""Files beside the database: private, whole or absent, and durable when we say so."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    InputRefusedError,
    VaultError,
)

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
_NEW, _LEFT_BEHIND_S = ".new", 3600.0
_BLOCK_BYTES = 1024 * 1024
_NEW_AS_WRITTEN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NEITHER_WAIT_NOR_TRANSLATE = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the operating system raises for files beside the database into our words."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError("file") from error
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise DiskReadOnlyError("file") from error
        raise VaultError(f"file-{errno.errorcode.get(error.errno or 0, 'unknown')}") from error


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, and those above it; existing ones stay."""
    with disk_errors():
        if folder.is_dir():
            return
        if not folder.parent.is_dir():
            make_private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        sync_folder(folder.parent)


def atomic_write(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: afterwards the disk holds the old bytes or the new ones, whole.

    Raises:
        DiskFullError, DiskReadOnlyError, VaultError: The old file is still there.

    Source: the order temporary file, fsync, rename, fsync of the folder is that of rename(2) and
    fsync(2), which promises nothing about the entry in the folder unless the folder is synced too.
    """
    with disk_errors():
        temporary, descriptor = new_beside(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)


def new_beside(path: Path) -> tuple[Path, int]:
    """A new private file in the folder of ``path`` that is nobody else's, open for writing.

    Its name is drawn, so no other process has the same, and nothing that lies there already, such
    as a link to somewhere else, is ever written through. What a run that was killed has left behind
    goes after an hour: nobody takes that long to write a small file.

    Raises:
        OSError: It could not be made.
    """
    _remove_left_behind(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NEW_AS_WRITTEN
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}{_NEW}")
    return temporary, os.open(temporary, flags, PRIVATE_FILE)


def _remove_left_behind(path: Path) -> None:
    oldest = time.time() - _LEFT_BEHIND_S
    with suppress(OSError):
        # By hand: a name may hold what means something to ``glob``.
        for found in path.parent.iterdir():
            is_ours = found.name.startswith(f".{path.name}.") and found.name.endswith(_NEW)
            if is_ours and found.lstat().st_mtime < oldest:
                found.unlink()


def write_new(path: Path, data: bytes) -> None:
    """Write a private file that must not be there yet, durably.

    Raises:
        InputRefusedError: It is there already (``file-exists``); it was left as it is.
        DiskFullError, DiskReadOnlyError, VaultError: It could not be written.
    """
    with disk_errors():
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        except FileExistsError as error:
            raise InputRefusedError("file-exists") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)


def copy_new(source: Path, target: Path) -> None:
    """Copy a file of any size to a private one that must not be there yet.

    One that the disk cannot read to its end is no use to anybody, and left out.

    Raises:
        DiskFullError, DiskReadOnlyError, VaultError: It could not be written; nothing is left.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NEW_AS_WRITTEN
    with disk_errors():
        descriptor = os.open(target, flags, PRIVATE_FILE)
        is_whole = False
        try:
            with os.fdopen(descriptor, "wb") as writer:
                is_read = _pour(source, writer)
                writer.flush()
                os.fsync(writer.fileno())
            is_whole = is_read
        finally:
            if not is_whole:
                with suppress(OSError):
                    target.unlink()


def _pour(source: Path, writer: IO[bytes]) -> bool:
    """Write what ``source`` holds; False where it cannot be read."""
    try:
        reader = open_regular(source)
    except OSError:
        return False
    with reader:
        while True:
            try:
                data = reader.read(_BLOCK_BYTES)
            except OSError:
                return False
            if not data:
                return True
            writer.write(data)


def sync_folder(folder: Path) -> None:
    """Make names in ``folder`` durable; Windows has no such call (NTFS journals names)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_capped(path: Path, limit_bytes: int) -> bytes | None:
    """The bytes of a small file; ``None`` if it is missing, unreadable or larger than it may be."""
    try:
        with open_regular(path) as file:
            data = file.read(limit_bytes + 1)
    except OSError:
        return None
    return data if len(data) <= limit_bytes else None


def open_regular(path: Path) -> IO[bytes]:
    """Open a file for reading, and nothing else: a pipe or a device could keep us for ever.

    Raises:
        OSError: It is not there, or no file (``EINVAL``).
    """
    descriptor = os.open(path, os.O_RDONLY | _NEITHER_WAIT_NOR_TRANSLATE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file")
    return os.fdopen(descriptor, "rb")
