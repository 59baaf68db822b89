"""The only way to a connection: key, pragmas, and every one of them read back.

Source for the choice of pragmas: trials with simulated power cuts (WAL with FULL lost nothing,
NORMAL lost acknowledged answers), https://sqlite.org/pragma.html and
https://sqlite.org/security.html.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from estip_desktop.adapters.storage.files import disk_errors
from estip_desktop.errors import DiskReadOnlyError, VaultDamagedError
from estip_desktop.vault.secret import Secret

BUSY_TIMEOUT_S = 0.5
"""Long enough for a window that is just going away, short enough to be told."""
PAGE_BYTES = 4096
"""SQLCipher's own, since its version 4."""
_PLAIN_MAGIC = b"SQLite format 3\x00"
_OLDEST_SAFE_SQLITE = (3, 51, 3)
"""Older ones have the WAL-reset bug (https://sqlite.org/wal.html#walresetbug)."""

_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    # First, because it decides how the first page is read. SQLCipher's default is HMAC-SHA512; both
    # are full-length tags (RFC 2104, FIPS 198-1). Processors have instructions for SHA-256 since
    # about 2019: measured with them, a save cost 55 instead of 69 µs. Another reader of the file
    # must set this too.
    ("cipher_hmac_algorithm", "HMAC_SHA256", "HMAC_SHA256"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("temp_store", "MEMORY", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("mmap_size", "0", 0),
    ("cache_size", "-16000", -16000),
)


_READING_PRAGMAS = (
    *(one for one in _PRAGMAS if one[0] != "journal_mode"),
    ("query_only", "ON", 1),
)
"""For a file that cannot be written: nothing is journalled, and nothing may try."""
JOURNAL_SUFFIX = "-wal"

Driver: TypeAlias = Any
"""The DB-API module and its connections have no type information."""


def driver() -> Driver:
    """The DB-API module."""
    return importlib.import_module("sqlcipher3.dbapi2")


def look_at_file(path: Path) -> bool:
    """Refuse what SQLite would open all the same: a file without a key, or as good as empty.

    Called before the first connection: closing any other descriptor of the file would drop the
    POSIX locks of SQLite in this process (https://sqlite.org/howtocorrupt.html §2.2).

    Returns:
        Whether the file and its folder may be written.

    Raises:
        VaultDamagedError: It is missing, not encrypted, or shorter than its first page.
        DiskReadOnlyError: It may not even be read by this user, or only be read while its journal
            holds what is not in it yet (``journal``).
    """
    try:
        start, is_writable = _start_of(path, "r+b"), os.access(path.parent, os.W_OK)
    except DiskReadOnlyError:
        start, is_writable = _start_of(path, "rb"), False
    if len(start) < PAGE_BYTES:
        raise VaultDamagedError("database-cut-off")
    if start.startswith(_PLAIN_MAGIC):
        raise VaultDamagedError("database-not-encrypted")
    if not is_writable and _has_journal(path):
        raise DiskReadOnlyError("journal")
    return is_writable


def _start_of(path: Path, mode: str) -> bytes:
    with disk_errors():
        try:
            with path.open(mode) as file:
                return bytes(file.read(PAGE_BYTES))
        except FileNotFoundError as error:
            raise VaultDamagedError("database-missing") from error


def _has_journal(path: Path) -> bool:
    journal = path.with_name(path.name + JOURNAL_SUFFIX)
    try:
        return journal.stat().st_size > 0
    except OSError:
        return False


def open_connection(
    path: Path, key: Secret, *, create: bool = False, writable: bool = True
) -> Driver:
    """Open the database and set it up; the connection may be used from one thread at a time.

    One that may not be written is opened as ``immutable``: nothing else lets SQLite read a
    database in WAL mode where it can make no journal (https://sqlite.org/wal.html#readonly).

    ``check_same_thread`` is off because the vault lane and, on closing, the window's thread use the
    same connection; the unit of work holds a lock, so they never use it at once.

    Raises:
        VaultDamagedError: A pragma did not take effect (``pragma-<name>``).
    """
    module = driver()
    if module.sqlite_version_info < _OLDEST_SAFE_SQLITE:
        raise VaultDamagedError("pragma-sqlite_version")
    mode = ("rwc" if create else "rw") if writable else "ro&immutable=1"
    connection = module.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _set_up(connection, key, _PRAGMAS if writable else _READING_PRAGMAS)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: Driver, key: Secret, pragmas: Sequence[tuple[str, str, object]]) -> None:
    # Before the key: a wrong one would be told on standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.reveal().hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise VaultDamagedError("pragma-cipher_version")
    for name, value, _expected in pragmas:
        connection.execute(f"PRAGMA {name} = {value}")
    for name, _value, expected in pragmas:
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != expected:
            raise VaultDamagedError(f"pragma-{name}")
