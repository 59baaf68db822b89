"""A folder as a store: a stick, a network share, or a folder that another program synchronises.

An object is written to a temporary name, flushed to the disk, and then linked to its own name,
which fails if somebody was quicker; where there are no hard links (FAT, many shares) it is renamed
after a look. Names are hashes, so even a lost race can only put the same bytes there. ``*.tmp`` is
what synchronising programs leave alone.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from estip_desktop.adapters.transports.names import FOLDERS, is_name, require_folder, require_name
from estip_desktop.errors import (
    DocumentRefusedError,
    StoreFullError,
    StoreRefusedError,
    StoreUnreachableError,
)
from estip_desktop.outbox import Stored, StoredObject

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NEITHER_WAIT_NOR_FOLLOW = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV})


@contextmanager
def folder_errors() -> Iterator[None]:
    """Turn what the operating system raises into what the outbox understands."""
    try:
        yield
    except OSError as error:
        raised = StoreUnreachableError
        if error.errno in _NO_ROOM:
            raised = StoreFullError
        elif error.errno in _NOT_ALLOWED:
            raised = StoreRefusedError
        raise raised(errno.errorcode.get(error.errno or 0, "unknown")) from error


class FolderTransport:
    """One folder with ``in``, ``rc`` and ``cards`` inside.

    Args:
        root: The folder; it is made if its parent is there, so that a missing stick is noticed.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        with folder_errors():
            root.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            for name in FOLDERS:
                (root / name).mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)

    @classmethod
    def at(cls, address: str) -> Self:
        """The store at a ``file://`` address."""
        parts = urlsplit(address)
        host = f"//{parts.netloc}" if parts.netloc and parts.netloc != "localhost" else ""
        return cls(Path(url2pathname(host + parts.path)))

    def create(self, name: str, data: bytes) -> Stored:
        """Add an object; one that is there already stays as it is."""
        path = self._root / require_name(name)
        with folder_errors():
            if path.exists():
                return Stored.EXISTS
            temporary = path.with_name(f"{secrets.token_hex(8)}.tmp")
            try:
                _write_through(temporary, data)
                return self._publish(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)

    def stat(self, name: str) -> int | None:
        """Its size in bytes, or ``None``."""
        path = self._root / require_name(name)
        with folder_errors():
            self._must_be_there()
            try:
                return path.stat().st_size
            except FileNotFoundError:
                return None

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        """Its bytes, or ``None``.

        Raises:
            DocumentRefusedError: It is larger than ``limit_bytes`` (``object-too-large``), or no
                file but a folder or a link (``object-not-a-file``).
        """
        path = self._root / require_name(name)
        with folder_errors():
            self._must_be_there()
            try:
                with open(path, "rb", opener=_open_at_once) as file:
                    data = file.read(limit_bytes + 1) or b""  # None: a pipe that nobody fills
            except FileNotFoundError:
                return None
            except OSError as error:
                if error.errno not in {errno.EISDIR, errno.ELOOP}:
                    raise
                raise DocumentRefusedError("object-not-a-file") from error
        if len(data) > limit_bytes:
            raise DocumentRefusedError("object-too-large")
        return data

    def list(self, prefix: str) -> Sequence[StoredObject]:
        """Objects under ``in``, ``rc`` or ``cards``, by name; other files are ignored."""
        folder = self._root / require_folder(prefix)
        found = []
        with folder_errors():
            for entry in os.scandir(folder):
                name = f"{prefix}/{entry.name}"
                if is_name(name) and entry.is_file(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        facts = entry.stat()
                        changed = f"{facts.st_mtime_ns}.{facts.st_ctime_ns}"
                        found.append(StoredObject(name, facts.st_size, changed))
        return sorted(found, key=lambda each: each.name)

    def close(self) -> None:
        """Nothing is held open."""

    def _must_be_there(self) -> None:
        """A stick that was pulled out is not a store without objects."""
        if not self._root.is_dir():
            raise FileNotFoundError(errno.ENOENT, "store")

    def _publish(self, temporary: Path, path: Path) -> Stored:
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return Stored.EXISTS
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if path.exists():
                return Stored.EXISTS
            temporary.rename(path)
        _sync_folder(path.parent)
        return Stored.CREATED


def _open_at_once(path: str, flags: int) -> int:
    """Open a file; a pipe with a file's name must not hold anybody up, nor a link lead away."""
    return os.open(path, flags | _NEITHER_WAIT_NOR_FOLLOW)


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # NTFS journals names
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(
                descriptor
            )  # some shares refuse; the object is verified by ``stat`` and receipt
    finally:
        os.close(descriptor)
