"""Whether every page is as it was encrypted, and the pages make up a database."""

from __future__ import annotations

import re
from collections.abc import Iterator

from estip_desktop.adapters.storage.database import Database
from estip_desktop.errors import VaultError, VaultInUseError
from estip_desktop.kernel.progress import Cancel
from estip_desktop.vault import Finding

_PAGE = re.compile(r"page (\d+)")
_MOST_PAGES = 100
"""Enough to know that a disk is failing; SQLCipher's own report is not shortened."""
_MALFORMED = Finding("database-malformed")


def page_findings(database: Database, cancel: Cancel | None = None) -> tuple[Finding, ...]:
    """Check all pages, by SQLCipher and by SQLite.

    SQLCipher's check reads the main file only, so the journal is moved there first. Each check has
    a connection of its own: one bad page that was met poisons what the same connection says later
    (https://github.com/sqlcipher/sqlcipher/issues/617).

    Raises:
        VaultInUseError: Another process took the file between two connections.
        CancelledError: Somebody asked to stop.
    """
    found: list[Finding] = []
    for check in (_by_sqlcipher, _by_sqlite):
        try:
            found += check(database, cancel or Cancel())
        except VaultInUseError:
            raise
        except VaultError:
            found.append(_MALFORMED)
    return tuple(dict.fromkeys(found))


def _by_sqlcipher(database: Database, cancel: Cancel) -> Iterator[Finding]:
    database.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    database.reconnect()
    for (text,) in database.examine("PRAGMA cipher_integrity_check", cancel)[:_MOST_PAGES]:
        page = _PAGE.search(str(text))
        yield Finding("page-damaged", page[1]) if page else _MALFORMED


def _by_sqlite(database: Database, cancel: Cancel) -> Iterator[Finding]:
    database.reconnect()
    if any(text != "ok" for (text,) in database.examine("PRAGMA integrity_check", cancel)):
        yield _MALFORMED
