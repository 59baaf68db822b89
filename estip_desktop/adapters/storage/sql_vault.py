"""Making and opening the database of a vault: schema, audit head, first entry."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from estip_desktop.adapters.storage import audit_log, upgrade
from estip_desktop.adapters.storage.cells import moment_from_number
from estip_desktop.adapters.storage.check import Check
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.files import PRIVATE_FILE, disk_errors, sync_folder
from estip_desktop.adapters.storage.head import sum_from_trail, verified_end
from estip_desktop.adapters.storage.migrations import HEAD
from estip_desktop.adapters.storage.page_check import page_findings
from estip_desktop.adapters.storage.reserve import Reserve
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.errors import DiskFullError, RecordDamagedError, VaultError, VaultInUseError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import CheckReport, Finding, Secret
from estip_desktop.vault.backup import Snapshot
from estip_desktop.vault.health import DOUBT_FACT, doubt_to_keep

OPENED = AuditEvent("vault-opened")
_PUT_BACK = frozenset({"vault-restored", "records-carried-over"})
_log = logging.getLogger(__name__)


def create(path: Path, key: Secret, vault_id: str, facts: Mapping[str, str], clock: Clock) -> None:
    """Make the database at ``path`` with the newest schema, and close it.

    Raises:
        DiskFullError, DiskReadOnlyError, VaultError: It could not be made.
    """
    with disk_errors():
        path.touch(mode=PRIVATE_FILE, exist_ok=False)
    database = Database.open(path, key, vault_id, clock, create=True)
    try:
        database.migrate()
        with SqlUnitOfWork(database) as unit:
            for name, value in facts.items():
                unit.settings.set(name, value)
            unit.audit.record(AuditEvent("vault-created", vault_id))
            unit.commit()
    finally:
        database.close()
    with disk_errors():
        sync_folder(path.parent)


class SqlVault:
    """An open database with its newest schema and a verified audit head."""

    def __init__(self, database: Database, found: audit_log.Entry, reserve: Reserve) -> None:
        self._database = database
        self._last_used_at = moment_from_number(found.at)
        self._reserve = reserve
        self.found_counter = found.seq
        """Number of the newest audit entry before this opening was recorded."""
        self.was_put_back = found.what in _PUT_BACK
        """Whether a restore was the last thing that happened to it."""

    @classmethod
    def open(
        cls, path: Path, key: Secret, vault_id: str, clock: Clock, event: AuditEvent | None = OPENED
    ) -> Self:
        """Open the database and record that it was opened.

        Args:
            path: Its file.
            key: The vault key.
            vault_id: Of the vault.
            clock: For the audit trail.
            event: What to record; nothing, where a copy is only looked at.

        Raises:
            VaultInUseError: Another process has it open.
            VaultDamagedError: It cannot be read, or the end of the audit chain does not hold.
            VaultTooNewError: A newer program changed its schema.
            DiskReadOnlyError: It cannot be written, and not be read as it is either.
        """
        reserve = Reserve(path.parent)
        database = Database.open(path, key, vault_id, clock)
        try:
            if upgrade.is_due(database):
                upgrade.upgrade(database, path)
                database = Database.open(path, key, vault_id, clock)
            database.on_full(reserve.release)
            found = _find_end(database)
            if event is not None:
                used_at = moment_from_number(found.at)
                _record(database, replace(event, subject=vault_id), used_at, clock.now())
        except BaseException:
            database.close()
            raise
        return cls(database, found, reserve)

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can."""
        return self._database.refuses_writes

    @property
    def last_used_at(self) -> datetime:
        """When the newest entry before this opening was made, by the clock of that time."""
        return self._last_used_at

    @property
    def counter(self) -> int:
        """Number of the newest audit entry."""
        return self._database.head.seq

    def seal(self, message: bytes) -> bytes:
        """A tag for a note that lies outside the vault."""
        return self._database.note_tags.tag(message)

    def fact(self, name: str) -> str:
        """A small fact of this vault, or empty."""
        with SqlUnitOfWork(self._database) as unit:
            return unit.settings.get(name) or ""

    def doubted(self, now: datetime) -> dict[str, str]:
        """The fact to be kept with the next entry, if the clock ran ahead since the newest one."""
        with SqlUnitOfWork(self._database) as unit:
            return _doubted(unit, self._last_used_at, now)

    def keep(self, facts: Mapping[str, str], events: Sequence[AuditEvent]) -> None:
        """Keep facts and record events, in one transaction."""
        with SqlUnitOfWork(self._database) as unit:
            for name, value in facts.items():
                unit.settings.set(name, value)
            for event in events:
                unit.audit.record(event)
            unit.commit()

    @property
    def damage_met(self) -> tuple[Finding, ...]:
        """The damaged records that anybody has met since it was opened."""
        return tuple(Finding("record-damaged", name) for name in self._database.damage_met)

    def open_unit(self) -> SqlUnitOfWork:
        """A new transaction."""
        return SqlUnitOfWork(self._database)

    def on_committed(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Tell ``listener`` after each commit which kinds of record changed."""
        self._database.on_committed(listener)

    def check(self, progress: Progress) -> CheckReport:
        """Read everything and report what is wrong."""
        return Check(self._database, progress).run()

    def check_in_slices(self) -> Check:
        """A check of rows and audit chain that lets others in between."""
        return Check(self._database)

    def check_pages(self, cancel: Cancel) -> tuple[Finding, ...]:
        """Check every page of the file, and how they hang together."""
        return page_findings(self._database, cancel)

    def back_up(self, path: Path, progress: Progress, cancel: Cancel) -> Snapshot:
        """Copy the database into a new file, then open and check that file."""
        with disk_errors():
            path.touch(mode=PRIVATE_FILE, exist_ok=False)

        def tell(words: str, share: float | None) -> None:
            cancel.check()
            progress.tell(words, share)

        def on_pages(left: int, total: int) -> None:
            tell(_("Copying the records…"), 1 - left / max(total, 1))

        self._database.back_up(path, on_pages)
        copy = self._database.sibling(path)
        try:
            read = SqlVault(copy, _find_end(copy), Reserve(path.parent))
            found = read.snapshot(Progress(tell))
        finally:
            copy.close()
        with disk_errors():
            return replace(found, size_bytes=path.stat().st_size)

    def snapshot(self, progress: Progress) -> Snapshot:
        """Read everything; say what was found and up to which entry it reaches."""
        report = self.check(progress)
        return Snapshot(self._database.head.seq, HEAD, report)

    def tag_of_backup(self, message: bytes) -> bytes:
        """The tag of a backup's manifest."""
        return self._database.tag_of_backup(message)

    def empty_journal(self) -> None:
        """Move what the journal holds into the file, and cut it to nothing."""
        (state,) = self._database.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
        if state[0]:
            raise VaultInUseError("journal-busy")

    def free_bytes(self) -> int:
        """Room on the disk."""
        return self._reserve.free_bytes()

    def keep_reserve(self) -> bool:
        """Set a few MiB of the disk aside, to be given back when it is full."""
        return self._reserve.keep()

    def seal_own(self, data: bytes) -> bytes:
        """Seal something for whoever can unlock this vault; reads nothing of the file."""
        return self._database.seal_own(data)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _doubted(unit: SqlUnitOfWork, used_at: datetime, now: datetime) -> dict[str, str]:
    """The fact to be kept with an entry of now, if the clock ran ahead since ``used_at``."""
    try:
        kept = unit.settings.get(DOUBT_FACT) or ""
    except RecordDamagedError:  # it stays as it is, and is met again before a removal
        return {}
    wanted = doubt_to_keep(kept, used_at, now)
    return {} if wanted == kept else {DOUBT_FACT: wanted}


def _find_end(database: Database) -> audit_log.Entry:
    """Find the head of the chain and the sum over the rows; returns the newest entry."""
    newest = verified_end(database)
    head = newest.head
    database.head = head if head.rows else replace(head, rows=sum_from_trail(database))
    return newest


def _record(database: Database, event: AuditEvent, used_at: datetime, now: datetime) -> None:
    """Record the opening, and with it whether its date can be believed."""
    try:
        with SqlUnitOfWork(database) as unit:
            if database.refuses_writes is None:
                for name, value in _doubted(unit, used_at, now).items():
                    unit.settings.set(name, value)
            unit.audit.record(event)
            unit.commit()
    except DiskFullError:
        # What is there must stay readable on a full disk; the first save will tell.
        _log.warning("opening not recorded: the disk is full")
