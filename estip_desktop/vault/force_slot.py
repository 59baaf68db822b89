"""The slot of the force's recovery key: there where its profile wants it, and never quietly.

It is off unless the profile turns it on. Where that happens later, the slot is added the next time
the vault key is at hand anyway, by unlocking or by a change of keys; where the profile names
another recipient, the slot is replaced in the same way. That its owner has still to be told is kept
in the vault before the header is written: a laptop that goes off in between leaves nothing unsaid.
Where the profile turns it off again, it goes with the next change of keys.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from estip_desktop.errors import EstipError, VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, to_text
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import Header, KeySlot, SlotKind
from estip_desktop.vault.ports import VaultDatabase, VaultShelf
from estip_desktop.vault.secret import Secret

ADDED, REPLACED, REMOVED = "force-slot-added", "force-slot-replaced", "force-slot-removed"
"""Events that say so in the audit trail."""
TOLD = "force-slot-told"
"""The event that its owner was told which of the first two happened."""
UNTOLD_FACT = "force-slot-untold"
"""Id of the slot and what happened, until the owner was told."""
RECIPIENT_FACT = "force-recipient"
"""Id of the slot and the recipient it was sealed to, which the slot itself does not show."""
_log = logging.getLogger(__name__)


def remembered(slot: KeySlot, recipient: str) -> dict[str, str]:
    """What a vault keeps of the slot's recipient."""
    return {RECIPIENT_FACT: f"{slot.id} {recipient}"}


class ForceSlot:
    """Makes a header what the profile says.

    Args:
        slots: Fill the slot.
        recipient: The force's recovery recipient; empty unless its profile turns it on.
        shelf: Where headers lie.
        clock: For when it was added.
    """

    def __init__(
        self, slots: KeySlots, recipient: Callable[[], str], shelf: VaultShelf, clock: Clock
    ) -> None:
        self._slots = slots
        self._recipient = recipient
        self._shelf = shelf
        self._clock = clock

    def added(self, header: Header, vault_key: Secret, database: VaultDatabase) -> Header:
        """The header that is in force once the wanted slot is there, for the wanted recipient.

        A profile with a recipient that is none, or a disk that cannot be written, keeps no owner
        out; the next time it is tried again.
        """
        recipient = self._wanted()
        (there,) = header.slots_of(SlotKind.FORCE) or (None,)
        if not recipient or (there is not None and _is_for(recipient, there, database)):
            return header
        since = to_text(self._clock.now())
        what = ADDED if there is None else REPLACED
        try:
            slot = self._slots.fill_for_force(header, recipient, vault_key, since=since)
            facts = {**remembered(slot, recipient), UNTOLD_FACT: f"{slot.id} {what}"}
            database.keep(facts, [AuditEvent(what, header.vault_id)])
            after = replace(header, slots=(*_without(header), slot))
            self._shelf.write_header(header.vault_id, headers.encode(after))
        except EstipError as error:
            _log.warning("force slot not added: %s", error.code)
            return header
        return after

    def settled(
        self, header: Header, vault_key: Secret, database: VaultDatabase
    ) -> tuple[Header, tuple[AuditEvent, ...]]:
        """The header as the profile wants it, and what has still to be recorded of that."""
        slots = _without(header)
        if self._wanted() != "" or slots == header.slots:
            return self.added(header, vault_key, database), ()
        after = replace(header, slots=slots)
        try:
            self._shelf.write_header(header.vault_id, headers.encode(after))
        except VaultError as error:  # the change of keys itself is in force all the same
            _log.warning("force slot not removed: %s", error.code)
            return header, ()
        return after, (AuditEvent(REMOVED, header.vault_id),)

    def _wanted(self) -> str | None:
        """The recipient, empty if it is turned off; ``None`` where nobody can say."""
        try:
            return self._recipient()
        except EstipError as error:
            _log.warning("profile not read: %s", error.code)
            return None


def untold(header: Header, database: VaultDatabase) -> str:
    """What happened to the slot of this header that its owner does not know of, or empty."""
    slots = header.slots_of(SlotKind.FORCE)
    if not slots:
        return ""
    slot_id, _space, what = database.fact(UNTOLD_FACT).partition(" ")
    return what if slot_id == slots[0].id else ""


def _is_for(recipient: str, slot: KeySlot, database: VaultDatabase) -> bool:
    return database.fact(RECIPIENT_FACT) == remembered(slot, recipient)[RECIPIENT_FACT]


def _without(header: Header) -> tuple[KeySlot, ...]:
    return tuple(slot for slot in header.slots if slot.kind is not SlotKind.FORCE)
