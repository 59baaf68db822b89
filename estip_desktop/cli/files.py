"""Files that commands read and write."""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
from contextlib import suppress
from pathlib import Path

from estip_desktop.errors import InputRefusedError, UsageError

_PRIVATE = 0o600
_SECRET_LIMIT_BYTES = 4096
_LONGEST_WAIT_S = 10.0
"""For somebody to write into a pipe that has a name."""
_AS_WRITTEN = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_file(path: Path, limit_bytes: int) -> bytes:
    """The bytes of a file somebody named, or of a pipe such as ``/dev/stdin`` or ``<(…)``.

    Raises:
        InputRefusedError: It is not there, cannot be read, or is too large.
    """
    try:
        data = _read(path, limit_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputRefusedError("file-unreadable") from error
    if len(data) > limit_bytes:
        raise InputRefusedError("file-too-large")
    return data


def _read(path: Path, limit_bytes: int) -> bytes:
    """At most so many bytes of a file, a terminal, or a pipe into which somebody writes."""
    # Without O_NONBLOCK, opening a pipe with a name waits until somebody writes, if ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _AS_WRITTEN)
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode) and not _is_open_already(path):
            readable, _writable, _failed = select.select([descriptor], [], [], _LONGEST_WAIT_S)
            if not readable:
                raise OSError(errno.ETIMEDOUT, "nobody writes into this pipe")
        if os.name != "nt":
            os.set_blocking(descriptor, True)
        return file.read(limit_bytes)


def _is_open_already(path: Path) -> bool:
    """Whether this is a pipe that was handed to us, such as standard input: it is waited for."""
    return os.path.realpath(path).startswith(("/proc/", "/dev/"))


def write_new(path: Path, data: bytes) -> None:
    """Write a private file that must not be there yet, durably.

    Raises:
        InputRefusedError: It is there already (``file-exists``) or cannot be written.
    """
    NewFile(path).write(data)


class NewFile:
    """A private file that is made now and filled later: what cannot be written is known in time.

    Args:
        path: Where; nothing may be there yet.

    Raises:
        InputRefusedError: It is there already (``file-exists``) or cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_WRITTEN, _PRIVATE)
        except FileExistsError as error:
            raise InputRefusedError("file-exists") from error
        except OSError as error:
            raise InputRefusedError("file-unwritable") from error
        self._file = os.fdopen(descriptor, "wb")

    def write(self, data: bytes) -> None:
        """Fill it, durably.

        Raises:
            InputRefusedError: It cannot be written.
        """
        try:
            with self._file as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise InputRefusedError("file-unwritable") from error

    def discard(self) -> None:
        """Leave nothing of it: there was nothing to say."""
        self._file.close()
        with suppress(OSError):
            self._path.unlink()


def read_secret_file(name: str, option: str) -> str:
    """The secret in a file, ``-`` for standard input; its last line break does not count.

    Raises:
        UsageError: No file was named.
        InputRefusedError: It cannot be read, or is no text.
    """
    if not name:
        raise UsageError(option)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_SECRET_LIMIT_BYTES)
        else:
            data = _read(Path(name), _SECRET_LIMIT_BYTES)
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefusedError(option) from error
