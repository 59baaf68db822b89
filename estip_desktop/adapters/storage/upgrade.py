"""Bringing the database of an older program up to date: on a copy that is checked first.

The copy is made, changed and looked through while the original stays locked as it is; then the copy
takes its name. Whenever it ends early, the original is there untouched, and the next opening begins
anew.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.files import PRIVATE_FILE, disk_errors, sync_folder
from estip_desktop.adapters.storage.head import verified_end
from estip_desktop.adapters.storage.migrations import HEAD, REVISIONS, VERSION_TABLE
from estip_desktop.adapters.storage.page_check import page_findings
from estip_desktop.errors import DiskReadOnlyError, VaultDamagedError, VaultTooNewError

_REVISION = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 - a constant of ours
_log = logging.getLogger(__name__)


def is_due(database: Database) -> bool:
    """Whether an older program made the schema.

    Raises:
        VaultTooNewError: A newer one did.
        VaultDamagedError: It cannot be told.
    """
    database.begin()
    try:
        stored = [row[0] for row in database.fetch(_REVISION)]
    finally:
        database.rollback()
    if len(stored) != 1:
        raise VaultDamagedError("schema-version")
    if stored[0] not in REVISIONS:
        raise VaultTooNewError("schema-version")
    return bool(stored[0] != HEAD)


def upgrade(database: Database, path: Path) -> None:
    """Put a copy with the newest schema in the place of ``path``, and close ``database``.

    A file with a damaged page cannot be copied. It is changed as it lies, in one transaction, so
    that what can be read of it still opens.

    Raises:
        VaultDamagedError: The copy does not hold what the original holds.
        DiskFullError: There is no room for it.
        DiskReadOnlyError: There may be none (``schema``).
    """
    if database.refuses_writes is not None:
        raise DiskReadOnlyError("schema")
    copy = path.with_name(f".{path.name}.{HEAD}")
    _remove(copy)
    try:
        if _prepare(database, copy):
            database.leave_journal()
            _put_in_place(database, copy, path)
        else:
            database.reconnect()
            database.migrate()
    finally:
        database.close()
        _remove(copy)
    _log.info("schema brought to %s", HEAD)


def _prepare(database: Database, copy: Path) -> bool:
    # Before copying: a page that fails its check was seen to be copied as zeros, with a check of
    # its own that fits.
    if page_findings(database):
        _log.warning("schema changed without a copy: a page is damaged")
        return False
    held = _held(database, _tables(database))
    with disk_errors():
        copy.touch(mode=PRIVATE_FILE, exist_ok=False)
    other = database.copied_to(copy)
    try:
        other.migrate()
        verified_end(other)
        if _held(other, held) != held or page_findings(other):
            raise VaultDamagedError("upgrade-not-sound")
    finally:
        other.close()
    return True


def _tables(database: Database) -> list[str]:
    return [
        row[0] for row in database.pragma("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]


def _held(database: Database, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        name: database.pragma(f'SELECT count(*) FROM "{name}"')[0][0]  # noqa: S608 - our own schema
        for name in tables
    }


def _put_in_place(database: Database, copy: Path, path: Path) -> None:
    with disk_errors():
        with copy.open("r+b") as file:
            os.fsync(file.fileno())
        if os.name == "nt":  # where an open file cannot be replaced
            database.close()
        copy.replace(path)
        sync_folder(path.parent)


def _remove(copy: Path) -> None:
    for name in (copy.name, f"{copy.name}-wal", f"{copy.name}-journal"):
        with disk_errors():
            copy.with_name(name).unlink(missing_ok=True)
