"""The only way to a connection: key, pragmas, and every one of them read back.

Source for the choice of pragmas: trials with simulated power cuts (WAL with FULL lost nothing,
NORMAL lost acknowledged answers), https://sqlite.org/pragma.html and
https://sqlite.org/security.html.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, TypeAlias

from estip_desktop.adapters.storage.files import disk_errors
from estip_desktop.errors import VaultDamagedError
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


Driver: TypeAlias = Any
"""The DB-API module and its connections have no type information."""


def driver() -> Driver:
    """The DB-API module."""
    return importlib.import_module("sqlcipher3.dbapi2")


def look_at_file(path: Path) -> None:
    """Refuse what SQLite would open all the same: a file without a key, or as good as empty.

    Called before the first connection: closing any other descriptor of the file would drop the
    POSIX locks of SQLite in this process (https://sqlite.org/howtocorrupt.html §2.2).

    Raises:
        VaultDamagedError: It is missing, not encrypted, or shorter than its first page.
        DiskReadOnlyError: It cannot be read and written by this user.
    """
    with disk_errors():
        try:
            with path.open("r+b") as file:
                start = file.read(PAGE_BYTES)
        except FileNotFoundError as error:
            raise VaultDamagedError("database-missing") from error
    if len(start) < PAGE_BYTES:
        raise VaultDamagedError("database-cut-off")
    if start.startswith(_PLAIN_MAGIC):
        raise VaultDamagedError("database-not-encrypted")


def open_connection(path: Path, key: Secret, *, create: bool = False) -> Driver:
    """Open the database and set it up; the connection may be used from one thread at a time.

    ``check_same_thread`` is off because the vault lane and, on closing, the window's thread use the
    same connection; the unit of work holds a lock, so they never use it at once.

    Raises:
        VaultDamagedError: A pragma did not take effect (``pragma-<name>``).
    """
    module = driver()
    if module.sqlite_version_info < _OLDEST_SAFE_SQLITE:
        raise VaultDamagedError("pragma-sqlite_version")
    mode = "rwc" if create else "rw"
    connection = module.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _set_up(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: Driver, key: Secret) -> None:
    # Before the key: a wrong one would be told on standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.reveal().hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise VaultDamagedError("pragma-cipher_version")
    for name, value, _expected in _PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}")
    for name, _value, expected in _PRAGMAS:
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != expected:
            raise VaultDamagedError(f"pragma-{name}")
