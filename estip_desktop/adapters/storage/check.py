"""Reads everything there is, and reports whatever is not as it was written.

Three checks, because each is blind to something: SQLCipher's page check does not see a page that is
missing or an old one put back; SQLite's own check does not see a changed text; the rows and the
audit chain see both, but nothing of free pages and indexes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.errors import VaultError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import CheckReport, Finding

_PAGE = re.compile(r"page (\d+)")
_MOST_PAGES = 100
"""Enough to know that a disk is failing; SQLCipher's own report is not shortened."""


class Check:
    """One run over an open database."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress
        self._findings: list[Finding] = []
        self._records = 0
        self._entries = 0
        self._chain_is_whole = True
        self._vouched: dict[audit_log.RowName, bytes] = {}
        """Tag of each row after the newest entry that speaks of it. Memory grows with the vault:
        about 250 bytes a row."""

    def run(self) -> CheckReport:
        """Read everything."""
        self._database.begin()
        try:
            self._progress.tell(_("Checking the audit trail…"), 0.0)
            self._guarded("audit", self._walk_chain)
            transaction = Transaction(self._database)
            for number, table in enumerate(ALL_TABLES):
                self._progress.tell(_("Checking records…"), 0.2 + 0.5 * number / len(ALL_TABLES))
                self._guarded(table.name, partial(self._walk, table, transaction))
        finally:
            self._database.rollback()
        if self._chain_is_whole:
            self._find_missing()
        self._progress.tell(_("Checking pages…"), 0.7)
        self._check_pages()
        return CheckReport(tuple(self._findings), self._records, self._entries)

    def _guarded(self, subject: str, walk: Callable[[], None]) -> None:
        try:
            walk()
        except VaultError:
            self._chain_is_whole = False
            self._find("table-unreadable", subject)

    def _walk_chain(self) -> None:
        head = audit_log.ChainHead()
        for stored in self._database.stream(audit_log.ALL):
            entry = audit_log.Entry(*stored)
            self._entries += 1
            if not audit_log.follows(entry, head, self._database.chain_tags):
                self._chain_is_whole = False
                self._find("audit-broken", str(entry.seq))
                return
            for table, name, tag in audit_log.unpack_rows(entry.rows):
                self._vouched[table, name] = tag
            head = audit_log.ChainHead(entry.seq, entry.mac)
        if head != self._database.head:
            self._chain_is_whole = False
            self._find("audit-broken", str(head.seq + 1))

    def _walk(self, table: MacTable, transaction: Transaction) -> None:
        for stored in self._database.stream(table.all_stored()):
            self._records += 1
            name, tag = table.verify(transaction, stored)
            vouched = self._vouched.pop((table.name, name), b"")
            if tag is None:
                self._find("record-damaged", f"{table.name}:{name}")
            elif self._chain_is_whole and tag != vouched:
                code = "record-stale" if vouched else "record-unaccounted"
                self._find(code, f"{table.name}:{name}")

    def _find_missing(self) -> None:
        for (table, name), tag in self._vouched.items():
            if tag:
                self._find("record-missing", f"{table}:{name}")

    def _check_pages(self) -> None:
        # SQLCipher's check reads the main file only, so the journal must be in it first.
        for sql in ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA cipher_integrity_check"):
            for text in self._pragma(sql):
                page = _PAGE.search(text)
                if page is not None:
                    self._find("page-damaged", page[1])
        if any(text != "ok" for text in self._pragma("PRAGMA integrity_check")):
            self._find("database-malformed")

    def _pragma(self, sql: str) -> Iterator[str]:
        try:
            rows = self._database.pragma(sql)
        except VaultError:
            self._find("database-malformed")
            return
        yield from (str(row[0]) for row in rows[:_MOST_PAGES])

    def _find(self, code: str, subject: str = "") -> None:
        found = Finding(code, subject)
        if found not in self._findings:
            self._findings.append(found)
