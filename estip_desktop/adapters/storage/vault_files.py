"""The folders of a home's vaults, and the vaults in them put together.

Imports neither SQLAlchemy nor a cipher: the lock page lists vaults before anything heavy is there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.adapters.crypto.aead import AesGcmWrap
from estip_desktop.adapters.crypto.force_seal import AgeForceSeal
from estip_desktop.adapters.crypto.kdf import Argon2idDerivation, HkdfDerivation
from estip_desktop.adapters.crypto.words import MnemonicWords, ZxcvbnMeter
from estip_desktop.adapters.storage import ending, seen_note
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.files import (
    PRIVATE_FOLDER,
    atomic_write,
    disk_errors,
    make_private_folder,
    read_capped,
    sync_folder,
)
from estip_desktop.adapters.storage.folders import vault_names, vaults_folder
from estip_desktop.adapters.storage.restores import FolderRestores
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import UuidFactory, VaultId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import KeySlots, Restores, Secret, SlotKind, Vaults, attempts
from estip_desktop.vault import header as headers
from estip_desktop.vault.backup import Snapshot
from estip_desktop.vault.key_ports import KeyDerivation
from estip_desktop.vault.lost_laptop import PersonOnSheet
from estip_desktop.vault.model import KeySlot
from estip_desktop.vault.ports import VaultDatabase, VaultPlaces
from estip_desktop.vault.repair import CarriedOver, Later

if TYPE_CHECKING:
    from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork

_HEADER, _HEADER_COPY, _DATABASE, _SPOOL, _BACKUPS = (
    "header.json",
    "header.bak.json",
    "vault.db",
    "spool",
    "backups",
)
_ATTEMPTS = "attempts.json"


class FolderVaultShelf:
    """``vaults/<id>/`` in one home; folders 0700, files 0600."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = vaults_folder(home)

    def ids(self) -> tuple[VaultId, ...]:
        """Ids of all vaults; folders with other names, such as unfinished ones, do not count."""
        return tuple(map(VaultId, vault_names(self._home)))

    def headers(self, vault_id: VaultId) -> tuple[bytes | None, bytes | None]:
        """Both copies of the header."""
        folder = self._folder / vault_id
        return (
            read_capped(folder / _HEADER, headers.LIMIT_BYTES),
            read_capped(folder / _HEADER_COPY, headers.LIMIT_BYTES),
        )

    def write_header(self, vault_id: VaultId, data: bytes) -> None:
        """Replace both copies."""
        for name in (_HEADER, _HEADER_COPY):
            atomic_write(self._folder / vault_id / name, data)

    def attempts(self, vault_id: VaultId) -> bytes | None:
        """The note of wrong secrets."""
        return read_capped(self._folder / vault_id / _ATTEMPTS, attempts.LIMIT_BYTES)

    def write_attempts(self, vault_id: VaultId, data: bytes) -> None:
        """Replace that note."""
        atomic_write(self._folder / vault_id / _ATTEMPTS, data)

    def seen(self) -> bytes | None:
        """The note of how far each vault had got."""
        return seen_note.read_seen(self._home)

    def update_seen(self, change: Callable[[bytes | None], bytes]) -> None:
        """Replace that note, with no other window in between."""
        seen_note.update_seen(self._home, change)

    def write_elsewhere(self, path: Path, data: bytes) -> None:
        """Write a private file outside the home, whole or not at all."""
        atomic_write(path, data)

    def places(self, vault_id: VaultId) -> VaultPlaces:
        """Where the parts of a vault lie."""
        return self._places(self._folder / vault_id)

    def add(self, vault_id: VaultId, header: bytes, fill: Callable[[VaultPlaces], None]) -> None:
        """Make the folder of a new vault under another name, and rename it when it is complete."""
        make_private_folder(self._folder)
        unfinished = self._folder / f".new-{vault_id}"
        try:
            with disk_errors():
                unfinished.mkdir(mode=PRIVATE_FOLDER)
                for name in (_SPOOL, _BACKUPS):
                    (unfinished / name).mkdir(mode=PRIVATE_FOLDER)
            fill(self._places(unfinished))
            for name in (_HEADER, _HEADER_COPY):
                atomic_write(unfinished / name, header)
            with disk_errors():
                unfinished.rename(self._folder / vault_id)
                sync_folder(self._folder)
        except BaseException:
            # Ours alone, and nobody was told of it yet.
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def destroy_keys(self, vault_id: VaultId) -> None:
        """Remove all from which the key of a vault can be had."""
        ending.destroy_keys(self._folder, vault_id)

    def remove_ended(self, vault_id: VaultId) -> bool:
        """Remove what is left of it, and forget how far it had got."""
        return ending.remove(self._home, vault_id)

    @staticmethod
    def _places(folder: Path) -> VaultPlaces:
        return VaultPlaces(folder / _DATABASE, folder / _SPOOL)


class SqlDatabaseOpener:
    """Makes and opens SQLCipher databases, importing what that needs on first use."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def create(self, path: Path, key: Secret, vault_id: VaultId, facts: Mapping[str, str]) -> None:
        """Make a database."""
        from estip_desktop.adapters.storage.sql_vault import create  # noqa: PLC0415 - heavy

        create(path, key, vault_id, facts, self._clock)

    def open_own(self, key: Secret, vault_id: VaultId, sealed: bytes) -> bytes:
        """Open what was sealed for whoever can unlock this vault."""
        from estip_desktop.adapters.crypto.own_copy import open_own  # noqa: PLC0415 - seldom

        return open_own(key, vault_id, sealed)

    def open(self, path: Path, key: Secret, vault_id: VaultId) -> VaultDatabase[SqlUnitOfWork]:
        """Open a database."""
        from estip_desktop.adapters.storage.sql_vault import SqlVault  # noqa: PLC0415 - heavy

        return SqlVault.open(path, key, vault_id, self._clock)

    def look_into(
        self,
        path: Path,
        key: Secret,
        vault_id: VaultId,
        progress: Progress,
        event: AuditEvent | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Snapshot:
        """Open a copy, record ``event`` and keep ``facts`` in it, read it whole, and close it."""
        from estip_desktop.adapters.storage.sql_vault import SqlVault  # noqa: PLC0415 - heavy

        copy = SqlVault.open(path, key, vault_id, self._clock, None)
        try:
            events = [] if event is None else [replace(event, subject=vault_id)]
            changed = {
                name: kept for name, kept in (facts or {}).items() if copy.fact(name) != kept
            }
            if events:  # they carry the date of now, believed or not
                changed |= copy.doubted(self._clock.now())
            if changed or events:
                copy.keep(changed, events)
            return copy.snapshot(progress)
        finally:
            copy.close()

    def people_in(self, path: Path, key: Secret, vault_id: VaultId) -> tuple[PersonOnSheet, ...]:
        """Everybody in a copy of a database."""
        from estip_desktop.adapters.storage import everybody  # noqa: PLC0415 - heavy

        return everybody.people_in(path, key, vault_id, self._clock)

    def fact_in(self, path: Path, key: Secret, vault_id: VaultId, name: str) -> str:
        """A small fact in a copy of a database."""
        from estip_desktop.adapters.storage.sql_vault import SqlVault  # noqa: PLC0415 - heavy

        copy = SqlVault.open(path, key, vault_id, self._clock, None)
        try:
            return copy.fact(name)
        finally:
            copy.close()

    def later_entries(
        self,
        damaged: Path,
        backup: Path,
        key: Secret,
        vault_id: VaultId,
        counter: int,
        slots: Sequence[KeySlot],
    ) -> Later:
        """What happened after an entry, from a copy of a damaged database."""
        from estip_desktop.adapters.storage import salvage  # noqa: PLC0415 - heavy

        return salvage.later_entries(damaged, backup, key, vault_id, counter, slots, self._clock)

    def carry_over(
        self,
        damaged: Path,
        restored: Path,
        key: Secret,
        vault_id: VaultId,
        counter: int,
        slot_ids: frozenset[str],
    ) -> CarriedOver:
        """Bring what is whole over from a copy of a damaged database."""
        from estip_desktop.adapters.storage import salvage  # noqa: PLC0415 - heavy

        return salvage.carry_over(damaged, restored, key, vault_id, counter, slot_ids, self._clock)

    def tag_of_backup(self, key: Secret, vault_id: VaultId, message: bytes) -> bytes:
        """The tag of a backup's manifest."""
        from estip_desktop.adapters.storage.database import backup_tag  # noqa: PLC0415 - heavy

        return backup_tag(key, vault_id, message)


def vaults_in(
    home: Path,
    clock: Clock,
    *,
    derivation: KeyDerivation | None = None,
    known_words: Callable[[], tuple[str, ...]] = tuple,
    force_recipient: Callable[[], str] = str,
) -> Vaults[SqlUnitOfWork]:
    """The vaults of one home, with the real parts.

    Args:
        home: Need not exist yet.
        clock: For ids and the audit trail.
        derivation: Only tests and the tour bring a cheaper one; a vault made with it does not open
            without it, because its parameters lie below the floor.
        known_words: What a guesser on this laptop would try first, such as the name of the force.
        force_recipient: The recovery recipient of the force's profile, or empty.
    """
    derivations: dict[SlotKind, KeyDerivation] = {
        SlotKind.PASSPHRASE: derivation or Argon2idDerivation(),
        SlotKind.RECOVERY: HkdfDerivation(),
    }
    shelf, databases = FolderVaultShelf(home), SqlDatabaseOpener(clock)
    slots, meter = KeySlots(AesGcmWrap(), derivations, AgeForceSeal()), ZxcvbnMeter()
    return Vaults(
        shelf,
        databases,
        slots,
        words=MnemonicWords(),
        meter=meter,
        ids=UuidFactory(clock),
        clock=clock,
        known_words=known_words,
        restores=Restores(
            shelf,
            FolderBackups(home),
            FolderRestores(home),
            databases,
            slots,
            meter,
            clock,
            known_words,
        ),
        force_recipient=force_recipient,
    )
