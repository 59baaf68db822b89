"""Backups of the vault that is open: daily ones beside it, others wherever they are asked for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    InputRefusedError,
    NotFoundError,
    VaultDamagedError,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, from_text, local_day, to_text
from estip_desktop.kernel.i18n import _, format_date, ngettext
from estip_desktop.kernel.progress import Cancel, Progress, stepping
from estip_desktop.vault import backup
from estip_desktop.vault.backup import OWED_FACT, BackupManifest, KeptBackup
from estip_desktop.vault.backup_ports import BackupFiles, BackupUnitT, OpenedBackup
from estip_desktop.vault.keys import DRILL_FACT
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.ports import VaultPlaces

KEEP = 7
DRILL_EVERY_DAYS = 90
"""A recovery sheet that was not tried for a season is as good as unknown."""
ELSEWHERE_EVERY_DAYS = 14
_ELSEWHERE, _DRILLED = "backup-elsewhere-at", "backup-drilled-at"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupStanding:
    """How well the open vault is backed up.

    Args:
        kept: How many backups lie beside the vault.
        newest_on: Day of the newest of them.
        elsewhere_on: Day of the last one that was made on another disk.
        drilled_on: Day on which the recovery sheet was last tried on a backup.
    """

    kept: int
    newest_on: date | None
    elsewhere_on: date | None
    drilled_on: date | None
    today: date

    @property
    def is_drill_due(self) -> bool:
        """Whether it is time to try the recovery sheet."""
        return self.kept > 0 and _is_old(self.drilled_on, self.today, DRILL_EVERY_DAYS)

    @property
    def is_elsewhere_due(self) -> bool:
        """Whether it is time for a backup on another disk."""
        return _is_old(self.elsewhere_on, self.today, ELSEWHERE_EVERY_DAYS)


class Backups(Generic[BackupUnitT]):
    """Makes backups of one open vault.

    Args:
        vault: The open vault.
        files: Where backups lie and how they are written.
        clock: For the day.
        app: Program and version, as a backup names them.
    """

    def __init__(
        self, vault: OpenVault[BackupUnitT], files: BackupFiles, clock: Clock, app: str
    ) -> None:
        self._vault = vault
        self._files = files
        self._clock = clock
        self._app = app

    def kept(self) -> tuple[KeptBackup, ...]:
        """The backups beside the vault, newest first; nobody looked into them yet."""
        names = self._files.kept(self._vault.info.id)
        return tuple(KeptBackup(name) for name in reversed(names))

    def count(self) -> int:
        """How many backups lie beside the vault."""
        return len(self._files.kept(self._vault.info.id))

    def set_aside(self) -> tuple[str, ...]:
        """Folders of this vault as it was before each restore; what is removed stays in them."""
        return self._files.set_aside(self._vault.info.id)

    def remove_aside(self, name: str) -> None:
        """Remove one of those folders for good; call it only after the passphrase was given again.

        The entry comes first: a removal that is cut short is told of as well.

        Raises:
            NotFoundError: ``kept-aside``: this vault has no such folder.
            DiskFullError, DiskReadOnlyError, VaultError: Some of it is still there.
        """
        if name not in self.set_aside():
            raise NotFoundError("kept-aside")
        self._record("kept-aside-removed", name.removeprefix(f"{self._vault.info.id}."))
        self._files.remove_aside(self._vault.info.id, name)

    def standing(self) -> BackupStanding:
        """How well the vault is backed up."""
        kept = self._files.kept(self._vault.info.id)
        with self._vault.open_unit() as unit:
            elsewhere = _day_of(unit.settings.get(_ELSEWHERE))
            drilled = _day_of(unit.settings.get(_DRILLED))
        newest = backup.day_in(kept[-1]) if kept else None
        return BackupStanding(len(kept), newest, elsewhere, drilled, local_day(self._clock.now()))

    def is_daily_due(self) -> bool:
        """Whether none was made today, or since something was erased.

        A clock that was put back makes one more, not one less.
        """
        kept = self._files.kept(self._vault.info.id)
        if not kept or backup.day_in(kept[-1]) != local_day(self._clock.now()):
            return True
        return bool(self._owed())

    def make_daily(self, progress: Progress, cancel: Cancel) -> BackupManifest:
        """Make one beside the vault, and drop the oldest once it is whole; on any thread.

        Raises:
            CancelledError, VaultError: None was made, and none was dropped.
        """
        vault_id = self._vault.info.id
        owed = self._owed()
        name = self._files.next_name(vault_id, local_day(self._clock.now()))
        manifest = self._make(self._files.path_of(vault_id, name), progress, cancel)
        self._files.drop_oldest(vault_id, KEEP)
        self._record("backup-made", f"entry-{manifest.counter}")
        self._settle(owed)
        return manifest

    def _owed(self) -> str:
        with self._vault.open_unit() as unit:
            return unit.settings.get(OWED_FACT) or ""

    def _settle(self, owed: str) -> None:
        """The newest backup holds nothing of what was erased before it was begun."""
        with self._vault.open_unit() as unit:
            if owed and unit.settings.get(OWED_FACT) == owed:
                unit.settings.set(OWED_FACT, "")
                unit.commit()

    def make_elsewhere(self, target: Path, progress: Progress, cancel: Cancel) -> BackupManifest:
        """Make one where somebody asked for it, such as on a removable disk; on any thread.

        Args:
            target: A file that is not there yet, or a folder, in which it gets a neutral name.
            progress: Told how far it is.
            cancel: Asked between two steps.

        Raises:
            InputRefusedError: ``file-exists``, or ``backup-target`` if there is no such folder.
            CancelledError, VaultError: None was made.
        """
        target = self._files.target(target, self.neutral_name())
        try:
            manifest = self._make(target, progress, cancel)
        except (DiskFullError, DiskReadOnlyError):
            # Where the laptop's own disk has no room, a backup elsewhere is needed most.
            manifest = self._make(target, progress, cancel, beside=target)
        try:
            self._record("backup-made-elsewhere", f"entry-{manifest.counter}", _ELSEWHERE)
        except (DiskFullError, DiskReadOnlyError) as error:
            _log.warning("backup not recorded: %s", error.code)  # it is there all the same
        return manifest

    def disks(self) -> tuple[Path, ...]:
        """Top folders of removable disks that can be written now."""
        return self._files.disks()

    def newest(self) -> Path | None:
        """The newest backup beside the vault, or ``None``."""
        kept = self._files.kept(self._vault.info.id)
        return self._files.path_of(self._vault.info.id, kept[-1]) if kept else None

    def neutral_name(self) -> str:
        """What a file on another disk is called: a day and the start of the vault's random id."""
        day = local_day(self._clock.now()).isoformat()
        return f"backup-{day}-{self._vault.info.id[-6:]}.estip-backup"

    def record_drill(self, manifest: BackupManifest) -> None:
        """The recovery sheet opened this backup, which shows that the sheet itself works too."""
        self._record("backup-drilled", f"entry-{manifest.counter}", _DRILLED, DRILL_FACT)

    def _record(self, what: str, detail: str, *facts: str) -> None:
        with self._vault.open_unit() as unit:
            for fact in facts:
                unit.settings.set(fact, to_text(self._clock.now()))
            unit.audit.record(AuditEvent(what, self._vault.info.id, detail))
            unit.commit()

    def _make(
        self, target: Path, progress: Progress, cancel: Cancel, beside: Path | None = None
    ) -> BackupManifest:
        vault_id = self._vault.info.id
        made_at = self._clock.now()
        with self._files.workshop(vault_id, beside) as workshop:
            copy = workshop / backup.DATABASE_PART
            snapshot = self._vault.back_up(copy, progress, cancel)
            if not snapshot.report.is_sound:
                raise VaultDamagedError("backup-not-sound")
            made: list[BackupManifest] = []

            def manifest(parts: tuple[backup.Part, ...]) -> bytes:
                made.append(
                    backup.sealed(
                        BackupManifest(
                            vault_id,
                            made_at,
                            snapshot.counter,
                            snapshot.report.records,
                            snapshot.schema,
                            self._app,
                            parts,
                        ),
                        self._vault.tag_of_backup,
                    )
                )
                return backup.encode(made[0])

            def verify(written: OpenedBackup) -> None:
                data = written.small(backup.MANIFEST_PART, backup.MANIFEST_LIMIT_BYTES)
                if backup.decode(data) != made[0]:
                    raise InputRefusedError("backup-altered")
                backup.compare_sizes(made[0], written.sizes)
                for part in made[0].parts:
                    written.verify(part, on_bytes)

            on_bytes = stepping(snapshot.size_bytes * 2, _("Packing the backup…"), progress, cancel)
            places = VaultPlaces(copy, self._vault.places.spool)
            self._files.pack(target, self._vault.header, places, manifest, verify, on_bytes)
        _log.info("backup made")
        return made[0]


def aside_day(name: str) -> date:
    """The day of the restore that kept this folder aside."""
    return date.fromisoformat("-".join(name.split("-")[-4:-1]))


def still_held(aside: tuple[str, ...]) -> str:
    """In words: what these folders, kept aside by restores, still hold."""
    return ngettext(
        "What was removed may still be in what the repair of {days} kept aside. You can remove "
        "that too, in Settings under Backup.",
        "What was removed may still be in what these repairs kept aside: {days}. You can remove "
        "that too, in Settings under Backup.",
        len(aside),
    ).format(days=", ".join(format_date(aside_day(name)) for name in aside))


def _day_of(text: str | None) -> date | None:
    return local_day(from_text(text)) if text else None


def _is_old(day: date | None, today: date, days: int) -> bool:
    return day is None or not 0 <= (today - day).days < days
