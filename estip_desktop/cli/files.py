"""Files that commands read and write."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from estip_desktop.errors import InputRefusedError, UsageError

_PRIVATE = 0o600
_SECRET_LIMIT_BYTES = 4096


def read_file(path: Path, limit_bytes: int) -> bytes:
    """The bytes of a file somebody named.

    Raises:
        InputRefusedError: It is not there, cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputRefusedError("file-unreadable") from error
    if len(data) > limit_bytes:
        raise InputRefusedError("file-too-large")
    return data


def write_new(path: Path, data: bytes) -> None:
    """Write a private file that must not be there yet, durably.

    Raises:
        InputRefusedError: It is there already (``file-exists``) or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise InputRefusedError("file-exists") from error
    except OSError as error:
        raise InputRefusedError("file-unwritable") from error


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
            with Path(name).open("rb") as file:
                data = file.read(_SECRET_LIMIT_BYTES)
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefusedError(option) from error
