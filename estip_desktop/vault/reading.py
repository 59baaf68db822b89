"""Opening a backup with a secret, and reading what is in it.

What comes out is believed only once the manifest was made with the vault key and every part is what
the manifest says.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from estip_desktop.errors import (
    InputRefusedError,
    SecretRefusedError,
    VaultDamagedError,
    VaultHeaderDamagedError,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import Progress, stepping
from estip_desktop.vault import backup
from estip_desktop.vault import header as headers
from estip_desktop.vault.backup import BackupManifest, Snapshot
from estip_desktop.vault.backup_ports import BackupFiles, OpenedBackup
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import Header, KeySlot
from estip_desktop.vault.ports import DatabaseOpener, UnitT_co, VaultPlaces, VaultShelf
from estip_desktop.vault.present import REPLACED, Present
from estip_desktop.vault.proof import Proof
from estip_desktop.vault.rekeying import SLOTS_FACT, SlotMemory
from estip_desktop.vault.secret import Secret
from estip_desktop.vault.tries import Tries
from estip_desktop.vault.watch import Watch


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that a secret has opened, and that was made with its vault key."""

    file: OpenedBackup
    header: Header
    slot: KeySlot
    key: Secret
    manifest: BackupManifest


class BackupReading(Generic[UnitT_co]):
    """Opens backups, counting the secrets that were tried.

    Args:
        shelf: Where tries are counted.
        files: Opens the files.
        databases: Opens what is inside.
        slots: Opens the slots of their headers.
        watch: Slows wrong secrets down.
        there: The headers of the vault that is there.
    """

    def __init__(
        self,
        shelf: VaultShelf,
        files: BackupFiles,
        databases: DatabaseOpener[UnitT_co],
        slots: KeySlots,
        watch: Watch,
        there: Present,
    ) -> None:
        self._shelf = shelf
        self._files = files
        self._databases = databases
        self._slots = slots
        self._watch = watch
        self._there = there

    def open(
        self,
        stack: ExitStack,
        path: Path,
        proof: Proof,
        progress: Progress,
        tries: Tries | None = None,
    ) -> Opened:
        """Open a backup for the length of a block, and read its manifest.

        Args:
            stack: Of the block.
            path: The file.
            proof: Passphrase or recovery key.
            progress: Told how far it is.
            tries: Counts the secret together with others; alone without it.

        Raises:
            InputRefusedError, SecretRefusedError, TryLaterError, VaultTooNewError
        """
        file = stack.enter_context(self._files.open(path))
        data = file.small(backup.HEADER_PART, headers.LIMIT_BYTES)
        manifest = backup.decode(file.small(backup.MANIFEST_PART, backup.MANIFEST_LIMIT_BYTES))
        try:
            header = headers.decode(data, self._slots.accepts)
        except VaultHeaderDamagedError as error:
            raise InputRefusedError("backup-altered") from error
        progress.tell(_("Working out the key…"))
        if tries is not None:
            slot, key = self._counted_key(header, proof, tries)
        else:
            with Tries(self._shelf, self._watch) as own:
                slot, key = self._counted_key(header, proof, own)
        tag = self._databases.tag_of_backup(key, header.vault_id, backup.message(manifest))
        if not backup.is_genuine(manifest, tag) or manifest.vault_id != header.vault_id:
            raise InputRefusedError("backup-altered")
        backup.compare_sizes(manifest, file.sizes)
        file.verify(manifest.part(backup.HEADER_PART), lambda _count: None)
        return Opened(file, header, slot, key, manifest)

    def copy(
        self, stack: ExitStack, opened: Opened, progress: Progress, *, with_spool: bool = False
    ) -> Path:
        """Its database in a private folder for the length of a block, with the newest schema.

        Raises:
            SecretRefusedError: The backup itself knows that the secret was replaced.
            InputRefusedError, VaultError: It is not what its manifest says.
        """
        workshop = stack.enter_context(self._files.workshop(opened.header.vault_id))
        copy = workshop / backup.DATABASE_PART
        self.extract(opened, VaultPlaces(copy, workshop), progress, with_spool=with_spool)
        self.slots_in(opened, copy)
        return copy

    def extract(
        self, opened: Opened, places: VaultPlaces, progress: Progress, *, with_spool: bool = True
    ) -> None:
        """Write its parts where a vault has them."""
        step = stepping(opened.manifest.size_bytes, _("Reading the backup…"), progress)
        database = opened.manifest.part(backup.DATABASE_PART)
        opened.file.extract(database, places.database, step)
        for part in opened.manifest.spool if with_spool else ():
            name = part.name.removeprefix(backup.SPOOL_PREFIX)
            opened.file.extract(part, places.spool / name, step)

    def slots_in(self, opened: Opened, database: Path) -> SlotMemory:
        """What a copy of its database remembers of its slots.

        Raises:
            SecretRefusedError: The secret was replaced before the backup was made
                (``secret-replaced``).
        """
        vault_id = opened.header.vault_id
        text = self._databases.fact_in(database, opened.key, vault_id, SLOTS_FACT)
        memory = SlotMemory.from_text(text)
        if opened.slot.id in memory.retired:
            # An older header was put back beside a backup that is newer than it.
            raise SecretRefusedError(REPLACED)
        return memory

    def require_sound(
        self,
        opened: Opened,
        path: Path,
        progress: Progress,
        event: AuditEvent | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Snapshot:
        """Record ``event`` and keep ``facts`` in a copy of its database, then read it whole.

        Raises:
            VaultDamagedError: Something in it is not sound (``backup-not-sound``).
        """
        vault_id = opened.header.vault_id
        snapshot = self._databases.look_into(path, opened.key, vault_id, progress, event, facts)
        if not snapshot.report.is_sound:
            raise VaultDamagedError("backup-not-sound")
        return snapshot

    def _counted_key(self, header: Header, proof: Proof, tries: Tries) -> tuple[KeySlot, Secret]:
        tries.begin(header.vault_id)
        try:
            found = self._there.find(header, proof)
        except SecretRefusedError:
            tries.found(header.vault_id, right=False)
            raise
        tries.found(header.vault_id, right=True)
        return found
