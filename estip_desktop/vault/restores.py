"""Putting a vault back from a backup, and looking into backups without putting anything back.

The file may come from anywhere. In this order: its form is right; its header opens with the secret;
its manifest was made with the vault key; every part is what the manifest says; the database opens,
and every page, row and entry in it is sound. Only then does a folder take the vault's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Generic

from estip_desktop.errors import (
    InputRefusedError,
    SecretRefusedError,
    VaultError,
    VaultTooNewError,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day, to_text
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import VaultId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import header as headers
from estip_desktop.vault import passphrases
from estip_desktop.vault.backup import BackupManifest, BackupState
from estip_desktop.vault.backup_ports import BackupFiles, RestorePlace
from estip_desktop.vault.key_ports import PassphraseMeter
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.lost_laptop import LostLaptopSheet
from estip_desktop.vault.model import OWNER_NAME, Header, SlotKind, VaultKind
from estip_desktop.vault.ports import DatabaseOpener, UnitT_co, VaultPlaces, VaultShelf
from estip_desktop.vault.present import Present, without
from estip_desktop.vault.proof import Proof
from estip_desktop.vault.reading import BackupReading, Opened
from estip_desktop.vault.rekeying import SLOTS_FACT
from estip_desktop.vault.repair import KEYS_BACK_FACT, CarriedOver, KeysBack, Later
from estip_desktop.vault.restored import (
    Restored,
    Tested,
    keys_back,
)
from estip_desktop.vault.secret import Secret
from estip_desktop.vault.tries import Tries
from estip_desktop.vault.watch import Watch


class Restores(Generic[UnitT_co]):
    """Backups as they are seen while the vault is closed."""

    def __init__(
        self,
        shelf: VaultShelf,
        files: BackupFiles,
        place: RestorePlace,
        databases: DatabaseOpener[UnitT_co],
        slots: KeySlots,
        meter: PassphraseMeter,
        clock: Clock,
        known_words: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self._shelf = shelf
        self._files = files
        self._place = place
        self._databases = databases
        self._slots = slots
        self._meter = meter
        self._clock = clock
        self._known_words = known_words
        self._watch = Watch(shelf, clock)
        self._there = Present(shelf, slots)
        self._reading = BackupReading(shelf, files, databases, slots, self._watch, self._there)

    def kept_of(self, vault_id: str) -> tuple[Path, ...]:
        """The backups in a vault's own folder, newest first."""
        own = VaultId(vault_id)
        return tuple(self._files.path_of(own, name) for name in reversed(self._files.kept(own)))

    def found_on_disks(self) -> tuple[Path, ...]:
        """Backups at the top of the removable disks that are plugged in."""
        return tuple(path for disk in self._files.disks() for path in self._files.found_on(disk))

    def test_each(
        self, paths: Sequence[Path], proof: Proof, progress: Progress
    ) -> tuple[Tested, ...]:
        """Test several backups with one secret; together they count as one try of it.

        Raises:
            TryLaterError: Wrong ones were tried just now.
            InputRefusedError: The only one cannot be read (``file-unreadable``).
        """
        found = []
        with Tries(self._shelf, self._watch) as tries:
            for number, path in enumerate(paths):
                words = _("Testing backup {number} of {count}…")
                words = words.format(number=number + 1, count=len(paths))
                progress.tell(words, number / len(paths))
                try:
                    found.append(self._tested(path, proof, tries))
                except InputRefusedError:
                    if len(paths) == 1:
                        raise
                    found.append(Tested(path, BackupState.DAMAGED))
        return tuple(found)

    def _tested(self, path: Path, proof: Proof, tries: Tries) -> Tested:
        try:
            return Tested(path, BackupState.GOOD, self._test(path, proof, Progress(), tries))
        except SecretRefusedError:
            return Tested(path, BackupState.OTHER_KEY)
        except VaultTooNewError:
            return Tested(path, BackupState.TOO_NEW)
        except InputRefusedError as error:
            if error.detail == "file-unreadable":
                raise
            return Tested(path, BackupState.DAMAGED)
        except VaultError:
            return Tested(path, BackupState.DAMAGED)

    def test(self, path: Path, proof: Proof, progress: Progress) -> BackupManifest:
        """Open a backup, read it whole, and change nothing.

        A copy of the database, as encrypted as the original, lies in a private folder meanwhile.

        Raises:
            InputRefusedError, SecretRefusedError, VaultError: It is no use, and why.
            TryLaterError: Wrong secrets were tried just now.
        """
        return self._test(path, proof, progress, None)

    def _test(
        self, path: Path, proof: Proof, progress: Progress, tries: Tries | None
    ) -> BackupManifest:
        with ExitStack() as stack:
            opened = self._reading.open(stack, path, proof, progress, tries)
            copy = self._reading.copy(stack, opened, progress, with_spool=True)
            self._reading.require_sound(opened, copy, progress)
            return opened.manifest

    def lost_laptop(
        self, path: Path, proof: Proof, progress: Progress, with_laptop: tuple[str, ...]
    ) -> LostLaptopSheet:
        """Who was in the records of a laptop that is gone; nothing is put back.

        Args:
            path: Its newest backup.
            proof: Passphrase or recovery key of the backup.
            progress: Told how far it is.
            with_laptop: What that opens the records may be with the laptop.

        Raises:
            InputRefusedError, SecretRefusedError, VaultError: It is no use, and why.
        """
        with ExitStack() as stack:
            opened = self._reading.open(stack, path, proof, progress)
            vault_id = opened.header.vault_id
            copy = self._reading.copy(stack, opened, progress, with_spool=True)
            self._reading.require_sound(opened, copy, progress)
            return LostLaptopSheet(
                label=opened.header.label,
                made_at=self._clock.now(),
                backed_up_at=opened.manifest.made_at,
                people=self._databases.people_in(copy, opened.key, vault_id),
                records=opened.manifest.records,
                with_laptop=with_laptop,
                exercise=opened.header.kind is VaultKind.EXERCISE,
            )

    def restore(
        self,
        path: Path,
        proof: Proof,
        progress: Progress,
        new_passphrase: str = "",
        *,
        carry_over: bool = False,
        before: Callable[[KeysBack, BackupManifest, int], None] | None = None,
    ) -> Restored:
        """Put a vault back; the one that is there, if any, is kept under another name.

        Args:
            path: The backup.
            proof: Passphrase or recovery key of the backup.
            progress: Told how far it is.
            new_passphrase: From now on; needed after a recovery key, whose owner has lost the old
                one.
            carry_over: Bring over what was saved after the backup, where the vault that is there
                can still be read and what is read is genuine.
            before: Told what will open it, and how many people come back that were erased since,
                once that is known and before anything is put back.

        Raises:
            InputRefusedError: The file is no backup, or was altered, or the new passphrase may not
                be chosen.
            SecretRefusedError: The secret does not open it, or the vault that is there knows that
                it was replaced since (``secret-replaced``).
            TryLaterError: Wrong ones were tried just now.
            VaultInUseError: The vault that is there is open.
            VaultError: It could not be put back. In every case all is as it was before.
        """
        with ExitStack() as stack:
            opened = self._reading.open(stack, path, proof, progress)
            present, later = self._later(stack, opened, progress, reads_later=carry_over)
            header, keys = self._header_for(
                opened, proof, later.replaced, new_passphrase=bool(new_passphrase)
            )
            # What is carried over takes them out again.
            erased = 0 if carry_over else later.erased
            if before is not None:
                before(keys, opened.manifest, erased)
            if new_passphrase:
                progress.tell(_("Making the new key…"))
                header = self._with_passphrase(header, new_passphrase, opened.key)
            told = f"entry-{opened.manifest.counter} keys-{keys.value}"
            event = AuditEvent("vault-restored", detail=told)
            told_back = "" if new_passphrase or keys is KeysBack.SAME else keys.value
            slot_ids = frozenset(slot.id for slot in header.slots)
            carried: list[CarriedOver] = []

            def fill(places: VaultPlaces) -> None:
                self._reading.extract(opened, places, progress)
                memory = self._reading.slots_in(opened, places.database)
                # What is in force once it is back, whatever the backup itself knew of.
                in_force = memory.put_back(slot_ids).as_text()
                facts = {KEYS_BACK_FACT: told_back, SLOTS_FACT: in_force}
                self._reading.require_sound(opened, places.database, progress, event, facts)
                if new_passphrase:  # who it belongs to is known only now
                    self._require_strong(new_passphrase, header, self._owner(opened, places))
                if carry_over and present is not None:
                    carried.append(self._carry_over(opened, slot_ids, present, places, progress))
                    facts = {KEYS_BACK_FACT: told_back}
                    self._reading.require_sound(opened, places.database, progress, facts=facts)

            day = local_day(self._clock.now())
            data = headers.encode(header)
            aside = self._place.restore(header.vault_id, data, day, fill)
            return Restored(
                header.info,
                opened.manifest,
                aside,
                carried[0] if carried else None,
                keys,
                has_new_passphrase=bool(new_passphrase),
                erased_back=erased,
            )

    def later(self, path: Path, proof: Proof, progress: Progress) -> Later:
        """What was done after this backup, as far as the vault that is there still tells.

        Raises:
            SecretRefusedError: ``secret-replaced``, as :meth:`restore` with ``carry_over``.
            InputRefusedError, TryLaterError, VaultError: As there.
        """
        with ExitStack() as stack:
            opened = self._reading.open(stack, path, proof, progress)
            later = self._later(stack, opened, progress, reads_later=True)[1]
            keys = self._header_for(opened, proof, later.replaced, new_passphrase=False)[1]
            return replace(later, keys=keys)

    def _carry_over(
        self,
        opened: Opened,
        slot_ids: frozenset[str],
        damaged: Path,
        places: VaultPlaces,
        progress: Progress,
    ) -> CarriedOver:
        progress.tell(_("Carrying over what can still be read…"))
        vault_id, key, counter = opened.header.vault_id, opened.key, opened.manifest.counter
        carried = self._databases.carry_over(
            damaged, places.database, key, vault_id, counter, slot_ids
        )
        self._place.take_sealed_files(vault_id, places.spool)
        return carried

    def _later(
        self, stack: ExitStack, opened: Opened, progress: Progress, *, reads_later: bool
    ) -> tuple[Path | None, Later]:
        """A copy of the vault that is there, and what it tells.

        Its owner has to have shown a secret of today.
        """
        header, counter = opened.header, opened.manifest.counter
        vault_id = header.vault_id
        is_there = vault_id in self._shelf.ids()
        if not is_there and not reads_later:
            return None, Later()
        backup_copy = self._reading.copy(stack, opened, progress)
        if not is_there:
            return None, Later()
        present = self._place.copy_of_present(vault_id, backup_copy.parent)
        if present is None:
            return None, Later()
        later = self._databases.later_entries(
            present, backup_copy, opened.key, vault_id, counter, header.slots
        )
        backup_copy.unlink()  # a disk that is nearly full has no room for it twice
        self._there.require_of_today(header, opened.slot, later.replaced, reads_later=reads_later)
        return present, later

    def _header_for(
        self, opened: Opened, proof: Proof, replaced: frozenset[str], *, new_passphrase: bool
    ) -> tuple[Header, KeysBack]:
        header = self._there.header_for(opened.header, opened.key, proof)
        found = self._there.headers(header.vault_id)
        keys = keys_back(header, found, new_passphrase=new_passphrase)
        if opened.slot.id not in replaced:
            header = without(header, replaced)
        return header, keys

    def _with_passphrase(self, header: Header, passphrase: str, key: Secret) -> Header:
        self._require_strong(passphrase, header)
        secret = passphrases.to_bytes(passphrase)
        since = to_text(self._clock.now())
        slot = self._slots.fill(header, SlotKind.PASSPHRASE, secret, key, since=since)
        others = tuple(one for one in header.slots if one.kind is not SlotKind.PASSPHRASE)
        return replace(header, slots=(slot, *others))

    def _require_strong(self, passphrase: str, header: Header, owner: str = "") -> None:
        known = (header.label, owner, *self._known_words())
        passphrases.require_strong(passphrase, known, self._meter)

    def _owner(self, opened: Opened, places: VaultPlaces) -> str:
        vault_id = opened.header.vault_id
        return self._databases.fact_in(places.database, opened.key, vault_id, OWNER_NAME)
