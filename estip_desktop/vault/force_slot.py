"""The slot of the force's recovery key: there where its profile wants it, and never quietly.

It is off unless the profile turns it on. Where that happens later, the slot is added the next time
the vault key is at hand anyway, by unlocking or by a change of keys, and the owner is told at once.
Where the profile turns it off again, it goes with the next change of keys.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from estip_desktop.errors import EstipError
from estip_desktop.kernel.clock import Clock, to_text
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import Header, SlotKind
from estip_desktop.vault.secret import Secret

ADDED, REMOVED = "force-slot-added", "force-slot-removed"
"""Events that say so in the audit trail."""
_log = logging.getLogger(__name__)


class ForceSlot:
    """Compares a header with what the profile says.

    Args:
        slots: Fill the slot.
        recipient: The force's recovery recipient; empty unless its profile turns it on.
        clock: For when it was added.
    """

    def __init__(self, slots: KeySlots, recipient: Callable[[], str], clock: Clock) -> None:
        self._slots = slots
        self._recipient = recipient
        self._clock = clock

    def is_wanted(self) -> bool | None:
        """Whether the profile wants it; ``None`` where nobody can say."""
        try:
            return bool(self._recipient())
        except EstipError as error:
            _log.warning("profile not read: %s", error.code)
            return None

    def added(self, header: Header, vault_key: Secret) -> Header:
        """The header with the slot, if it is wanted and not there.

        A profile with a recipient that is none keeps no owner out.
        """
        if not self.is_wanted() or header.slots_of(SlotKind.FORCE):
            return header
        since = to_text(self._clock.now())
        try:
            slot = self._slots.fill_for_force(header, self._recipient(), vault_key, since=since)
        except EstipError as error:
            _log.warning("force slot not added: %s", error.code)
            return header
        return replace(header, slots=(*header.slots, slot))

    def settled(self, header: Header, vault_key: Secret) -> tuple[Header, str]:
        """The header as the profile wants it, and the event that says what changed, if anything."""
        slots = tuple(slot for slot in header.slots if slot.kind is not SlotKind.FORCE)
        if self.is_wanted() is False and slots != header.slots:
            return replace(header, slots=slots), REMOVED
        after = self.added(header, vault_key)
        return after, ADDED if after != header else ""
