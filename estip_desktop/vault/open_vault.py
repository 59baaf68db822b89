"""A vault that is unlocked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Generic

from estip_desktop.errors import InputRefusedError, RuleError, SecretRefusedError, VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, to_text
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import emergency, recovery_key
from estip_desktop.vault import header as headers
from estip_desktop.vault.backup import Snapshot
from estip_desktop.vault.emergency import ScreenCopy
from estip_desktop.vault.force_slot import ForceSlot
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import (
    CheckReport,
    Finding,
    Header,
    KeySlot,
    PreparedKey,
    SlotInfo,
    SlotKind,
    VaultInfo,
    VaultKind,
)
from estip_desktop.vault.passphrases import to_bytes
from estip_desktop.vault.ports import (
    SlicedCheck,
    UnitT_co,
    VaultDatabase,
    VaultPlaces,
    VaultShelf,
)
from estip_desktop.vault.rekeying import SLOTS_FACT, Rekeying, SlotMemory
from estip_desktop.vault.secret import Secret
from estip_desktop.vault.watch import Notices, Watch

_COPIES = ("header.json", "header.bak.json")
_COMMITS_UNSEEN = 50
"""After so many changes the laptop notes anew how far the vault has got; locking notes it too."""
_log = logging.getLogger(__name__)


class OpenVault(Generic[UnitT_co]):
    """What everybody else sees of an unlocked vault; it knows neither passphrase nor key.

    Args:
        header: The header that opened it.
        slots: Opens and fills slots.
        shelf: Where headers and notes lie.
        database: The open database.
        watch: Slows wrong secrets down.
        clock: For when a slot was made.
        notices: What its owner is to be told.
    """

    def __init__(
        self,
        header: Header,
        slots: KeySlots,
        shelf: VaultShelf,
        database: VaultDatabase[UnitT_co],
        watch: Watch,
        clock: Clock,
        notices: Notices,
        force: ForceSlot,
    ) -> None:
        self._header = header
        self._slots = slots
        self._shelf = shelf
        self._database = database
        self._watch = watch
        self._clock = clock
        self._force = force
        self._unseen = 0
        self.notices = notices
        """Failed tries and the like since it was last opened."""
        database.on_committed(self._on_committed)

    @property
    def info(self) -> VaultInfo:
        """Id, label and kind."""
        return self._header.info

    @property
    def spool_dir(self) -> Path:
        """Folder for sealed files that wait to be sent."""
        return self._shelf.places(self._header.vault_id).spool

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can.

        Records that are there can be read all the same; that somebody looked is not recorded then.
        """
        return self._database.refuses_writes

    @property
    def last_used_at(self) -> datetime:
        """When it was last used before this unlocking, by the clock of that time."""
        return self._database.last_used_at

    def check_in_slices(self) -> SlicedCheck:
        """A check of rows and audit chain that lets others in between; for after unlocking."""
        return self._database.check_in_slices()

    def check_pages(self, cancel: Cancel) -> Sequence[Finding]:
        """Check every page of the file; takes seconds where there is much, so call it on a thread.

        Raises:
            VaultInUseError: Another process took the file meanwhile; unlock again.
            CancelledError: Somebody asked to stop.
        """
        return self._database.check_pages(cancel)

    @property
    def slots(self) -> tuple[SlotInfo, ...]:
        """What may open this vault; all of it, nothing is left out."""
        return self._header.slot_infos

    @property
    def damage_met(self) -> Sequence[Finding]:
        """The damaged records that anybody has met since it was opened."""
        return self._database.damage_met

    def free_bytes(self) -> int:
        """Room on its disk."""
        return self._database.free_bytes()

    def keep_reserve(self) -> bool:
        """Set a few MiB of the disk aside, to be given back when it is full; False without room."""
        return self._database.keep_reserve()

    def open_unit(self) -> UnitT_co:
        """A new transaction, to be used in a ``with`` block."""
        return self._database.open_unit()

    def on_committed(self, listener: Callable[[frozenset[str]], None]) -> None:
        """After each commit, tell ``listener`` which kinds of record changed (``people``, …).

        It is called on the committing thread and must not raise: the change is already durable.
        """
        self._database.on_committed(listener)

    def verify_passphrase(self, passphrase: str) -> bool:
        """Whether this is the passphrase; takes as long as unlocking, so call it on a thread.

        Raises:
            TryLaterError: Wrong ones were tried just now.
        """
        try:
            self._key(SlotKind.PASSPHRASE, to_bytes(passphrase))
        except SecretRefusedError:
            return False
        return True

    def verify_recovery_key(self, text: str) -> bool:
        """Whether this key, read from paper, would open the vault.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``).
            TryLaterError: Wrong ones were tried just now.
        """
        secret = recovery_key.parse(text).reveal()
        try:
            self._key(SlotKind.RECOVERY, secret)
        except SecretRefusedError:
            return False
        return True

    def change_passphrase(self, current: str, new: str) -> None:
        """Let ``new`` open the vault instead of ``current``; its strength is not looked at here.

        Raises:
            SecretRefusedError: ``current`` is not the passphrase.
            TryLaterError: Wrong ones were tried just now.
            DiskFullError, DiskReadOnlyError, VaultError: ``current`` still opens the vault.
        """
        self._replace(SlotKind.PASSPHRASE, to_bytes(current), SlotKind.PASSPHRASE, to_bytes(new))

    def recover(self, text: str, new: str) -> None:
        """Let ``new`` open the vault instead of the passphrase, by the sheet or the force's key.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``), or not the key.
            TryLaterError, DiskFullError, DiskReadOnlyError, VaultError: As `change_passphrase`.
        """
        kind, secret = recovery_key.read(text)
        self._replace(kind, secret, SlotKind.PASSPHRASE, to_bytes(new))

    def prepare_recovery_key(self, passphrase: str) -> PreparedKey:
        """Make another recovery key; the one before works until the new one is typed back.

        Raises:
            SecretRefusedError: This is not the passphrase.
            TryLaterError: Wrong ones were tried just now.
        """
        vault_key = self._key(SlotKind.PASSPHRASE, to_bytes(passphrase))
        key, printed = recovery_key.new()
        since = to_text(self._clock.now())
        slot = self._slots.fill(
            self._header, SlotKind.RECOVERY, key.reveal(), vault_key, since=since
        )
        return PreparedKey(printed, slot)

    def finish_recovery_key(self, prepared: PreparedKey, text: str) -> None:
        """Let the new key open the vault instead of the one before.

        Args:
            prepared: From :meth:`prepare_recovery_key`.
            text: The key as its owner typed it back from paper.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``), or another key.
            DiskFullError, DiskReadOnlyError, VaultError: The key before still works.
        """
        secret = recovery_key.parse(text).reveal()
        slot = prepared.slot
        pending = replace(self._header, slots=(*self._header.slots, slot))
        vault_key = self._slots.open_slot(pending, slot.id, secret)
        rekeying = Rekeying(self._slots, self._shelf, self._expect)
        self._header = rekeying.install(self._header, slot, secret, vault_key)
        self._settle_force_slot(vault_key)
        self.remember_slots([AuditEvent("recovery-changed", slot.id, "by-passphrase")])

    def _expect(self, header: Header, slot: KeySlot) -> None:
        memory = SlotMemory.from_text(self._database.fact(SLOTS_FACT))
        self._database.keep({SLOTS_FACT: memory.expecting(header, slot).as_text()}, ())

    def remember_slots(self, events: Sequence[AuditEvent] = ()) -> None:
        """Have the vault itself remember which slots are in force."""
        memory = SlotMemory.from_text(self._database.fact(SLOTS_FACT))
        after = memory.after(self._header)
        if after == memory and not events:
            return
        try:
            self._database.keep({SLOTS_FACT: after.as_text()}, events)
        except VaultError as error:  # both are known until the next unlocking notes it
            _log.warning("slots not remembered: %s", error.code)

    def fact(self, name: str) -> str:
        """A small fact of this vault, or empty."""
        return self._database.fact(name)

    def remember_drill(self, name: str) -> None:
        """Keep under this fact that the recovery sheet was tried just now, and worked."""
        event = AuditEvent("recovery-sheet-tried", self._header.vault_id)
        self._database.keep({name: to_text(self._clock.now())}, [event])

    def check(self, progress: Progress | None = None) -> CheckReport:
        """Read every page, row and entry of the audit chain, and both copies of the header."""
        report = self._database.check(progress or Progress())
        copies = zip(_COPIES, self._shelf.headers(self._header.vault_id), strict=True)
        damaged = tuple(
            Finding("header-copy-damaged", name) for name, data in copies if not self._is_ours(data)
        )
        return replace(report, findings=damaged + report.findings)

    @property
    def header(self) -> bytes:
        """The header as bytes, for a backup; without a secret it opens nothing."""
        return headers.encode(self._header)

    @property
    def places(self) -> VaultPlaces:
        """Where the parts of this vault lie."""
        return self._shelf.places(self._header.vault_id)

    def back_up(self, path: Path, progress: Progress, cancel: Cancel) -> Snapshot:
        """Copy the database into a new file and check that; from any thread."""
        return self._database.back_up(path, progress, cancel)

    def tag_of_backup(self, message: bytes) -> bytes:
        """The tag that vouches for a backup's manifest."""
        return self._database.tag_of_backup(message)

    def empty_journal(self) -> None:
        """Leave nothing of what was removed in the journal beside the file."""
        self._database.empty_journal()

    def save_elsewhere(self, copy: ScreenCopy, folder: Path) -> str:
        """Keep what could not be saved in a folder outside the vault; returns the file's name.

        Only who can unlock this vault, or a backup of it, can read it. Touches nothing of the vault
        itself, so it may run while the vault is at work.

        Raises:
            InputRefusedError: There is no such folder (``folder``).
            DiskFullError, DiskReadOnlyError, VaultError: It could not be written there.
        """
        if not folder.is_dir():
            raise InputRefusedError("folder")
        sealed = self._database.seal_own(emergency.encode(copy))
        self._shelf.write_elsewhere(folder / copy.file_name, sealed)
        return copy.file_name

    def end_exercise(self) -> None:
        """Remove all from which the key of this exercise can be had; afterwards close it.

        From now on no page lists it, and what is left of its folder goes when it is closed, or with
        the next start. Call it only after the passphrase was given again.

        Raises:
            RuleError: ``vault-is-live``: real records go by retention, one by one.
            DiskFullError, DiskReadOnlyError, VaultError: Some of it may be gone; call it again.
        """
        if self._header.info.kind is not VaultKind.EXERCISE:
            raise RuleError("vault-is-live")
        self._shelf.destroy_keys(self._header.vault_id)

    def close(self) -> None:
        """Close the database; units that are still open fail."""
        self._watch.saw(self._header.vault_id, self._database)
        self._database.close()

    def _key(self, kind: SlotKind, secret: bytes) -> Secret:
        vault_id = self._header.vault_id
        before = self._watch.begin(vault_id)
        try:
            found = self._slots.open(self._header, kind, secret)
        except SecretRefusedError:
            self._watch.refused(vault_id, before)
            raise
        except BaseException:
            self._watch.give_back(vault_id, before)
            raise
        self._watch.asked_again(vault_id, before)
        return found

    def _replace(self, by: SlotKind, secret: bytes, kind: SlotKind, new: bytes) -> None:
        vault_key = self._key(by, secret)
        # A laptop that was busy while it was measured must not make guesses cheaper for years.
        borne = self._header.slots_of(kind)[0].params if by is kind else None
        rekeying = Rekeying(self._slots, self._shelf, self._expect)
        self._header = rekeying.replace(
            self._header, kind, new, vault_key, self._clock.now(), at_least=borne
        )
        slot = self._header.slots_of(kind)[0]
        self._settle_force_slot(vault_key)
        self.remember_slots([AuditEvent(f"{kind.value}-changed", slot.id, f"by-{by.value}")])

    def _settle_force_slot(self, vault_key: Secret) -> None:
        """Whenever keys change, the force's slot becomes what its profile wants by now."""
        self._header, events = self._force.settled(self._header, vault_key, self._database)
        self.remember_slots(events)

    def _on_committed(self, _kinds: frozenset[str]) -> None:
        self._unseen += 1
        if self._unseen >= _COMMITS_UNSEEN:
            self._unseen = 0
            self._watch.saw(self._header.vault_id, self._database)

    def _is_ours(self, data: bytes | None) -> bool:
        try:
            return data is not None and headers.decode(data, self._slots.accepts) == self._header
        except VaultError:
            return False
