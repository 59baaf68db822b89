"""Making, listing and unlocking the vaults of one home."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Generic

from estip_desktop.errors import (
    NotFoundError,
    SecretRefusedError,
    VaultDamagedError,
    VaultError,
    VaultHeaderDamagedError,
    VaultTooNewError,
)
from estip_desktop.kernel.clock import Clock, to_text
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IdFactory, VaultId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import emergency, passphrases, recovery_key
from estip_desktop.vault import header as headers
from estip_desktop.vault.attempts import Attempts
from estip_desktop.vault.emergency import ScreenCopy
from estip_desktop.vault.force_slot import ForceSlot, remembered, untold
from estip_desktop.vault.key_ports import PassphraseMeter, WordList
from estip_desktop.vault.key_slots import KeySlots, new_vault_key
from estip_desktop.vault.model import (
    OWNER_NAME,
    Created,
    Header,
    HeaderState,
    KeySlot,
    SlotInfo,
    SlotKind,
    VaultInfo,
    VaultKind,
    checked_label,
)
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.ports import (
    DatabaseOpener,
    UnitT_co,
    VaultDatabase,
    VaultPlaces,
    VaultShelf,
)
from estip_desktop.vault.rekeying import SLOTS_FACT, SlotMemory, settled
from estip_desktop.vault.restores import Restores
from estip_desktop.vault.secret import Secret
from estip_desktop.vault.watch import Watch

NAME_LIMIT = 200
_log = logging.getLogger(__name__)


class Vaults(Generic[UnitT_co]):
    """The vaults in one home; each knows nothing of the others.

    Args:
        shelf: Their folders.
        databases: Makes and opens what is inside.
        slots: Wraps and unwraps vault keys.
        words: For generated passphrases.
        meter: For self-chosen ones.
        ids: For new vaults.
        clock: For waits, and for when a slot was made.
        known_words: What a guesser on this laptop would try first.
        restores: Puts vaults back from their backups.
        force_recipient: The force's recovery recipient; empty unless its profile turns it on.
    """

    def __init__(
        self,
        shelf: VaultShelf,
        databases: DatabaseOpener[UnitT_co],
        slots: KeySlots,
        *,
        words: WordList,
        meter: PassphraseMeter,
        ids: IdFactory,
        clock: Clock,
        known_words: Callable[[], tuple[str, ...]] = tuple,
        restores: Restores[UnitT_co],
        force_recipient: Callable[[], str] = str,
    ) -> None:
        self._shelf = shelf
        self._databases = databases
        self._slots = slots
        self._words = words
        self._meter = meter
        self._ids = ids
        self._clock = clock
        self._known_words = known_words
        self._force_recipient = force_recipient
        self._force = ForceSlot(slots, force_recipient, shelf, clock)
        self._watch = Watch(shelf, clock)
        self.restores = restores

    def list(self) -> tuple[VaultInfo, ...]:
        """All vaults, by label; those whose header cannot be read come last."""
        found = [self._info(vault_id) for vault_id in self._shelf.ids()]
        return tuple(sorted(found, key=lambda one: (not one.label, one.label.casefold(), one.id)))

    def trouble(self, vault_id: str) -> VaultError | None:
        """Why a vault cannot be opened whatever is typed, or ``None``; opens nothing."""
        try:
            self._sound_copies(VaultId(vault_id))
        except VaultError as error:
            return error
        if not self._shelf.places(VaultId(vault_id)).database.exists():
            return VaultDamagedError("database-missing")
        return None

    def generate_passphrase(self) -> str:
        """Five words, drawn anew each time."""
        return passphrases.generate(self._words)

    def passphrase_problem(self, passphrase: str, *known: str) -> str:
        """Why this passphrase may not be chosen, as a code; empty if it may.

        Args:
            passphrase: What somebody would like to use.
            known: Label, names and numbers of the owner: what a colleague would guess first.
        """
        return passphrases.problem(passphrase, (*known, *self._known_words()), self._meter)

    def wait_s(self, vault_id: str) -> float:
        """Seconds until a secret may be tried; more than 0 after wrong ones."""
        return self._watch.wait_s(VaultId(vault_id))

    def slots(self, vault_id: str) -> tuple[SlotInfo, ...]:
        """What may open a vault, as its header says; only unlocking shows that it is genuine.

        Raises:
            NotFoundError: There is no such vault.
            VaultHeaderDamagedError, VaultTooNewError: Neither copy can be read.
        """
        if vault_id not in self._shelf.ids():
            raise NotFoundError("vault")
        return self._sound_copies(VaultId(vault_id))[0].slot_infos

    def create(
        self,
        label: str,
        kind: VaultKind,
        passphrase: str,
        person_name: str = "",
        progress: Progress | None = None,
    ) -> Created:
        """Make a vault; takes a few seconds, so call it on a thread.

        Raises:
            InputRefusedError: The label or the passphrase cannot be chosen.
            DiskFullError, DiskReadOnlyError: Nothing was left behind.
        """
        progress = progress or Progress()
        label = checked_label(label)
        person_name = person_name.strip()[:NAME_LIMIT]
        context = (label, person_name, *self._known_words())
        passphrases.require_strong(passphrase, context, self._meter)
        vault_id = VaultId(self._ids.new())
        vault_key = new_vault_key()
        recovery, printed = recovery_key.new()
        progress.tell(_("Measuring this laptop and making the keys…"))
        frame = Header(vault_id, label, kind, ())
        secrets = {
            SlotKind.PASSPHRASE: passphrases.to_bytes(passphrase),
            SlotKind.RECOVERY: recovery.reveal(),
        }
        since = to_text(self._clock.now())
        filled = [
            self._slots.fill(frame, kind, secret, vault_key, since=since)
            for kind, secret in secrets.items()
        ]
        if recipient := self._force_recipient():
            filled.append(self._slots.fill_for_force(frame, recipient, vault_key, since=since))
        header = replace(frame, slots=tuple(filled))
        progress.tell(_("Making the vault…"))
        facts = {SLOTS_FACT: SlotMemory().after(header).as_text()}
        if recipient:
            facts |= remembered(filled[-1], recipient)
        if person_name:
            facts[OWNER_NAME] = person_name

        def fill(places: VaultPlaces) -> None:
            self._databases.create(places.database, vault_key, vault_id, facts)

        self._shelf.add(vault_id, headers.encode(header), fill)
        return Created(header.info, printed)

    def unlock(
        self, vault_id: str, passphrase: str, progress: Progress | None = None
    ) -> OpenVault[UnitT_co]:
        """Open a vault with its passphrase; takes about a second, so call it on a thread.

        Raises:
            NotFoundError: There is no such vault.
            SecretRefusedError: Wrong passphrase.
            VaultHeaderDamagedError, VaultDamagedError, VaultTooNewError, VaultInUseError,
            DiskFullError, DiskReadOnlyError
        """
        secret = passphrases.to_bytes(passphrase)
        return self._unlock(VaultId(vault_id), SlotKind.PASSPHRASE, secret, progress or Progress())

    def unlock_with_recovery_key(
        self, vault_id: str, text: str, progress: Progress | None = None
    ) -> OpenVault[UnitT_co]:
        """Open a vault with the key on its recovery sheet, or with the force's recovery key.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``), or of another vault.
            NotFoundError, VaultError: As :meth:`unlock`.
        """
        kind, secret = recovery_key.read(text)
        return self._unlock(VaultId(vault_id), kind, secret, progress or Progress())

    def _unlock(
        self, vault_id: VaultId, kind: SlotKind, secret: bytes, progress: Progress
    ) -> OpenVault[UnitT_co]:
        header, slot, vault_key, before = self._tried(vault_id, kind, secret, progress)
        progress.tell(_("Opening the vault…"))
        try:
            places = self._shelf.places(vault_id)
            database = self._databases.open(places.database, vault_key, vault_id)
        except BaseException:
            self._watch.give_back(vault_id, before)
            raise
        try:
            return self._enter(settled(header, slot), slot, vault_key, before, database)
        except BaseException:
            database.close()
            raise

    def _tried(
        self, vault_id: VaultId, kind: SlotKind, secret: bytes, progress: Progress
    ) -> tuple[Header, KeySlot, Secret, Attempts]:
        """What a secret opens; a wrong one is counted, a right one is counted until given back."""
        if vault_id not in self._shelf.ids():
            raise NotFoundError("vault")
        copies = self._sound_copies(vault_id)
        before = self._watch.begin(vault_id)
        progress.tell(_("Working out the key…"))
        try:
            return (*self._find_key(copies, kind, secret), before)
        except SecretRefusedError:
            self._watch.refused(vault_id, before)
            raise
        except BaseException:
            self._watch.give_back(vault_id, before)
            raise

    def _find_key(
        self, copies: tuple[Header, ...], kind: SlotKind, secret: bytes
    ) -> tuple[Header, KeySlot, Secret]:
        try:
            return (copies[0], *self._slots.find(copies[0], kind, secret))
        except SecretRefusedError:
            # A sound copy may still be a forged or an older one; its twin decides.
            if len(set(map(headers.encode, copies))) == 1:
                raise
            return (copies[1], *self._slots.find(copies[1], kind, secret))

    def _enter(
        self,
        header: Header,
        slot: KeySlot,
        vault_key: Secret,
        before: Attempts,
        database: VaultDatabase[UnitT_co],
    ) -> OpenVault[UnitT_co]:
        """The vault is open: does it know this header, and what is there to tell?"""
        vault_id = header.vault_id
        memory = SlotMemory.from_text(database.fact(SLOTS_FACT))
        self._require_current(slot, memory, vault_id, before)
        is_older = not all(map(memory.knows, header.slots))
        if slot.kind is not SlotKind.FORCE:  # what has just opened it may be needed once more
            header = self._force.added(header, vault_key, database)
        notices = self._watch.opened(
            vault_id,
            before,
            database,
            older_header=is_older,
            opened_by=slot.kind,
            force_change=untold(header, database),
        )
        vault = OpenVault(
            header,
            self._slots,
            self._shelf,
            database,
            self._watch,
            self._clock,
            notices,
            self._force,
        )
        if self._repair(header):
            # Only now: a slot that a change cut short has left in the header goes from there first.
            vault.remember_slots()
        else:
            vault.notices = replace(vault.notices, header_not_repaired=True)
        return vault

    def read_copy(
        self, vault_id: str, passphrase: str, sealed: bytes, progress: Progress | None = None
    ) -> ScreenCopy:
        """Read what was kept elsewhere because it could not be saved.

        A database that is damaged, or open in another window, does not stand in the way: the key is
        in the header. The vault itself stays as it is; what it has to tell waits.

        Raises:
            NotFoundError, SecretRefusedError, VaultHeaderDamagedError: As :meth:`unlock`, which
                counts failed tries here as well.
            DocumentRefusedError: It is not of this vault, or changed.
        """
        which, secret = VaultId(vault_id), passphrases.to_bytes(passphrase)
        opening = which, SlotKind.PASSPHRASE, secret, progress or Progress()
        _header, slot, vault_key, before = self._tried(*opening)
        try:
            path = self._shelf.places(which).database
            memory = self._databases.fact_in(path, vault_key, which, SLOTS_FACT)
        except VaultError as error:
            _log.info("copy read without the database: %s", error.code)
            memory = ""
        except BaseException:
            self._watch.give_back(which, before)
            raise
        self._require_current(slot, SlotMemory.from_text(memory), which, before)
        self._watch.give_back(which, before)
        return emergency.decode(self._databases.open_own(vault_key, which, sealed))

    def remove_ended(self, vault_id: str) -> bool:
        """Remove what an exercise has left once it was ended and closed.

        Returns:
            False where another process still holds some of it: the next start goes on.
        """
        return self._shelf.remove_ended(VaultId(vault_id))

    def _require_current(
        self, slot: KeySlot, memory: SlotMemory, vault_id: VaultId, before: Attempts
    ) -> None:
        if not memory.knows(slot):
            # Right once and replaced since, or on another copy of this vault: somebody has put a
            # header or a database of another time back.
            self._watch.refused(vault_id, before)
            raise VaultHeaderDamagedError("header-older")

    def _sound_copies(self, vault_id: VaultId) -> tuple[Header, ...]:
        sound: list[Header] = []
        failures: list[VaultError] = []
        for data in self._shelf.headers(vault_id):
            try:
                if data is None:
                    raise VaultHeaderDamagedError("header-missing")
                header = headers.decode(data, self._slots.accepts)
                if header.vault_id != vault_id:
                    raise VaultHeaderDamagedError("header-of-another-vault")
                sound.append(header)
            except VaultError as error:
                failures.append(error)
        if not sound:
            raise next((one for one in failures if isinstance(one, VaultTooNewError)), failures[0])
        return tuple(sound)

    def _repair(self, header: Header) -> bool:
        """Make both copies equal to the one that has just opened the vault.

        One copy is enough to get in, so that the other cannot be written keeps nobody out.
        """
        data = headers.encode(header)
        if self._shelf.headers(header.vault_id) == (data, data):
            return True
        try:
            self._shelf.write_header(header.vault_id, data)
        except VaultError as error:
            _log.warning("header not repaired: %s", error.code)
            return False
        return True

    def _info(self, vault_id: VaultId) -> VaultInfo:
        try:
            info = self._sound_copies(vault_id)[0].info
        except VaultTooNewError:
            return VaultInfo(vault_id, "", VaultKind.SUPPORTER, HeaderState.TOO_NEW)
        except VaultError:
            return VaultInfo(vault_id, "", VaultKind.SUPPORTER, HeaderState.DAMAGED)
        if not self._shelf.places(vault_id).database.exists():
            return replace(info, state=HeaderState.DAMAGED)
        return info
