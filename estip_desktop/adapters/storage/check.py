"""Reads everything there is, and reports whatever is not as it was written.

Three checks, because each is blind to something: SQLCipher's page check does not see a page that is
missing or an old one put back; SQLite's own check does not see a changed text; rows, their sum and
the audit chain see all of that, but nothing of free pages and indexes.

The rows and the chain are read in slices, so that whoever waits for the vault meanwhile waits for
one slice. Memory does not grow with the vault, unless the sum differs: only then is the whole audit
trail replayed (about 250 bytes a row) to tell which record it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage.chain_walk import ChainWalk
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.page_check import page_findings
from estip_desktop.adapters.storage.row_walk import RowWalk
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.errors import VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import CheckReport, Finding

SUMMED_AGAIN = AuditEvent("rows-summed-again")
SLICE = 400
"""Rows or entries read at a time: two to three milliseconds."""


class Check:
    """One run over an open database: either :meth:`run`, or :meth:`advance` until it is done."""

    def __init__(self, database: Database, progress: Progress | None = None) -> None:
        self._database = database
        self._progress = progress or Progress()
        self._findings: list[Finding] = []
        self._chain = ChainWalk(database)
        self._chain_is_read = False
        self._rows = RowWalk(database)
        self._is_only_the_sum = False

    def run(self) -> CheckReport:
        """Read everything: chain, rows and pages."""
        try:
            while self.advance():
                pass
            self._progress.tell(_("Checking pages…"), 0.7)
            for finding in page_findings(self._database):
                self._find(finding.code, finding.subject)
        finally:
            self.close()
        return self.report

    def close(self) -> None:
        """Give up, or have done."""
        self._rows.close()

    def settle(self) -> None:
        """Take the rows as they are for right, where the trail vouches for each of them.

        An old copy of a row that was put back and then written over leaves the sum wrong for good,
        although nothing that is there now is. That was reported; the next check begins from here.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: It is to be done another time.
        """
        if not self._is_only_the_sum:
            return
        database = self._database
        before = database.head
        with SqlUnitOfWork(database) as unit:
            database.head = replace(database.head, rows=self._rows.sum)
            try:
                unit.audit.record(SUMMED_AGAIN)
                unit.commit()
            except BaseException:
                database.head = before
                raise

    @property
    def report(self) -> CheckReport:
        """What was read and found so far."""
        return CheckReport(tuple(self._findings), self._rows.rows, self._chain.entries)

    def advance(self) -> bool:
        """Read one slice of chain and rows; False when both were read and compared."""
        self._database.begin()
        try:
            if not self._chain_is_read:
                self._progress.tell(_("Checking the audit trail…"), 0.0)
                self._read_chain()
                return True
            self._progress.tell(_("Checking records…"), 0.2 + 0.5 * self._rows.share)
            if self._rows.advance(SLICE):
                return True
            self._compare()
        finally:
            self._database.rollback()
        return False

    def _read_chain(self) -> None:
        try:
            if self._chain.advance(SLICE):
                return
            self._chain.finish()
        except VaultError:
            self._chain.broken_at = -1
            self._find("table-unreadable", "audit")
        else:
            if self._chain.broken_at:
                self._find("audit-broken", str(self._chain.broken_at))
        self._chain_is_read = True

    def _compare(self) -> None:
        for finding in self._rows.findings:
            self._find(finding.code, finding.subject)
        if not self._rows.is_complete or self._rows.sum == self._database.head.rows:
            return
        before = len(self._findings)
        if not self._chain.broken_at:
            self._trace()
        if len(self._findings) == before and not self._rows.findings:
            self._find("records-differ")
            self._is_only_the_sum = not (self._chain.broken_at or self._chain.starts_after)

    def _trace(self) -> None:
        """Tell which rows are not those that the audit trail vouches for."""
        vouched: dict[audit_log.RowName, bytes] = {}
        try:
            for entry in self._chain.all():
                for table_name, name, tag in audit_log.unpack_rows(entry.rows):
                    vouched[table_name, name] = tag
            for table in ALL_TABLES:
                for stored in self._database.stream(table.all_stored()):
                    name = table.name_of(stored)
                    self._compare_row(table.name, name, stored, vouched)
        except VaultError:
            self._find("table-unreadable", "audit")
            return
        for (table_name, name), tag in vouched.items():
            if tag:
                self._find("record-missing", f"{table_name}:{name}")

    def _compare_row(
        self,
        table: str,
        name: str,
        stored: Sequence[Any],
        vouched: dict[audit_log.RowName, bytes],
    ) -> None:
        known = vouched.pop((table, name), None)
        subject = f"{table}:{name}"
        if known == stored[-1] or Finding("record-damaged", subject) in self._findings:
            return
        if known is not None:
            self._find("record-stale" if known else "record-unaccounted", subject)
        elif stored[-2] > self._chain.starts_after:
            self._find("record-unaccounted", subject)

    def _find(self, code: str, subject: str = "") -> None:
        found = Finding(code, subject)
        if found not in self._findings:
            self._findings.append(found)
