"""Whether every page is as it was encrypted, and the pages make up a database."""

from __future__ import annotations

import re
from collections.abc import Iterator

from estip_desktop.adapters.storage.database import Database
from estip_desktop.errors import VaultError, VaultInUseError
from estip_desktop.vault import Finding

_PAGE = re.compile(r"page (\d+)")
_MOST_PAGES = 100
"""Enough to know that a disk is failing; SQLCipher's own report is not shortened."""
_MALFORMED = Finding("database-malformed")


def page_findings(database: Database) -> tuple[Finding, ...]:
    """Check all pages, by SQLCipher and by SQLite.

    SQLCipher's check reads the main file only, so the journal is moved there first. Each check has
    a connection of its own: one bad page that was met poisons what the same connection says later
    (https://github.com/sqlcipher/sqlcipher/issues/617).

    Raises:
        VaultInUseError: Another process took the file between two connections.
    """
    found: list[Finding] = []
    for check in (_by_sqlcipher, _by_sqlite):
        try:
            found += check(database)
        except VaultInUseError:
            raise
        except VaultError:
            found.append(_MALFORMED)
    return tuple(dict.fromkeys(found))


def _by_sqlcipher(database: Database) -> Iterator[Finding]:
    database.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    database.reconnect()
    for (text,) in database.pragma("PRAGMA cipher_integrity_check")[:_MOST_PAGES]:
        page = _PAGE.search(str(text))
        yield Finding("page-damaged", page[1]) if page else _MALFORMED


def _by_sqlite(database: Database) -> Iterator[Finding]:
    database.reconnect()
    if any(text != "ok" for (text,) in database.pragma("PRAGMA integrity_check")):
        yield _MALFORMED
