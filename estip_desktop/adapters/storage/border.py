"""From what SQLite reports to what the program may say: the only place that knows result codes.

Source: https://sqlite.org/rescode.html; extended codes carry the primary one in their lowest byte.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    EstipError,
    InputRefusedError,
    VaultDamagedError,
    VaultError,
    VaultInUseError,
)

_PRIMARY = 0xFF
_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT = 5, 6, 8, 10, 11
_FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 13, 14, 26
_IO_READ, _IO_SHORT_READ = 266, 522

_MEANINGS: dict[int, tuple[type[VaultError], str]] = {
    _BUSY: (VaultInUseError, "database-locked"),
    _LOCKED: (VaultInUseError, "database-locked"),
    _READ_ONLY: (DiskReadOnlyError, "database-read-only"),
    _IO: (VaultDamagedError, "disk-io"),
    _CORRUPT: (VaultDamagedError, "database-malformed"),
    _FULL: (DiskFullError, "database-full"),
    _CANNOT_OPEN: (VaultDamagedError, "database-cannot-be-opened"),
    _NOT_A_DATABASE: (VaultDamagedError, "database-unreadable"),
}

_CODES: dict[str, int] = {
    "database is locked": _BUSY,
    "attempt to write a readonly database": _READ_ONLY,
    "disk I/O error": _IO,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANNOT_OPEN,
    "file is not a database": _NOT_A_DATABASE,
}
"""By SQLite's own texts (``sqlite3_errstr``): what its backup raises carries no code."""


def result_code(error: BaseException) -> int:
    """SQLite's extended result code behind an exception; 0 if there is none."""
    source = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(source, "sqlite_errorcode", 0)
    return code if isinstance(code, int) else 0


def meaning(error: BaseException) -> EstipError | None:
    """The expected failure that ``error`` stands for; ``None`` means a bug of ours."""
    source = error.orig if isinstance(error, DBAPIError) else error
    code = result_code(error) & _PRIMARY or _CODES.get(str(source), 0)
    found = _MEANINGS.get(code)
    if found is not None:
        return found[0](found[1])
    if isinstance(source, MemoryError):  # the driver's word for SQLITE_NOMEM
        return VaultError("memory-short")
    if isinstance(source, UnicodeError):
        return InputRefusedError("text-not-unicode")
    return None


def is_lost_write(error: BaseException) -> bool:
    """Whether a write may not have reached the disk, so that the handle cannot be trusted.

    After a failed ``fsync`` the kernel may drop the pages it could not write and report success
    next time, so a retry proves nothing (https://wiki.postgresql.org/wiki/Fsync_Errors).
    """
    code = result_code(error)
    return code & _PRIMARY == _IO and code not in {_IO_READ, _IO_SHORT_READ}
