"""Replacing one secret of a vault by another, so that one of the two works at every instant."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from estip_desktop.errors import VaultError, VaultHeaderDamagedError
from estip_desktop.kernel.clock import to_text
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import Header, KeySlot, SlotKind
from estip_desktop.vault.ports import VaultShelf
from estip_desktop.vault.secret import Secret

SLOTS_FACT = "key-slots"
"""The fact under which a vault remembers its own slots."""
REPLACING = frozenset({"passphrase-changed", "recovery-changed"})
"""Events that name the slot which came instead of every other of its kind."""
_ORDER = tuple(SlotKind)
_BARS = 2
"""In a memory that is closed; older programs wrote fewer."""


@dataclass(frozen=True, slots=True)
class SlotMemory:
    """Ids of slots, as the vault itself remembers them.

    A header from another time, or made on another copy of the vault, still opens with its own
    secret; the vault inside knows that this slot is none of its own. So that a change which is cut
    short locks nobody out, a slot is expected here before any header has it.

    Args:
        current: In force.
        retired: Replaced.
        expected: About to be written into the header.
        is_closed: Whether no other slot is one of its own; not so as older programs wrote it, which
            noted a slot only after it was in force.
    """

    current: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()
    is_closed: bool = False

    @classmethod
    def from_text(cls, text: str) -> SlotMemory:
        """Read back what :meth:`as_text` wrote; an empty text remembers nothing."""
        current, retired, expected = (
            frozenset(part.split()) for part in (*text.split("|"), "", "")[:3]
        )
        return cls(current, retired, expected, text.count("|") >= _BARS)

    def as_text(self) -> str:
        """As it is stored."""
        parts = (self.current, self.retired, self.expected)
        return "|".join(" ".join(sorted(part)) for part in parts)

    def knows(self, slot: KeySlot) -> bool:
        """Whether what opens this slot may open the vault.

        The force's slot may be added at any time, and only by who has the vault open.
        """
        if slot.id in self.retired:
            return False
        ours = self.current | self.expected
        return not self.is_closed or slot.kind is SlotKind.FORCE or slot.id in ours

    def expecting(self, header: Header, slot: KeySlot) -> SlotMemory:
        """What there is to remember before ``slot`` is written into ``header``."""
        memory = self if self.is_closed else self.after(header)
        return replace(memory, expected=memory.expected | {slot.id})

    def after(self, header: Header) -> SlotMemory:
        """What there is to remember once ``header`` is the one in force."""
        ids = frozenset(slot.id for slot in header.slots if self.knows(slot))
        gone = (self.current | self.expected) - ids
        return SlotMemory(ids, self.retired | gone, is_closed=True)

    def put_back(self, ids: frozenset[str]) -> SlotMemory:
        """What there is to remember once a restore has let these slots be in force again.

        They may have been replaced after the backup; who restored it knew their secret.
        """
        known = self.retired | self.current | self.expected
        return SlotMemory(ids, known - ids, is_closed=True)


def settled(header: Header, used: KeySlot) -> Header:
    """The header without what a change that was cut short has left behind.

    Of two slots of one kind the one that was just used stays, else the newer one, which stands
    first: whoever asked for it had it in hand before anything was written.
    """
    kept: list[KeySlot] = []
    for slot in header.slots:
        rivals = header.slots_of(slot.kind)
        chosen = used if used in rivals else rivals[0]
        if slot is chosen:
            kept.append(slot)
    return replace(header, slots=tuple(kept))


class Rekeying:
    """Writes headers with another secret.

    Args:
        slots: Fills and opens slots.
        shelf: Where headers lie.
        expect: Has the vault itself expect a slot of a header; only then it is written. What this
            raises ends the change, with nothing changed.
    """

    def __init__(
        self, slots: KeySlots, shelf: VaultShelf, expect: Callable[[Header, KeySlot], None]
    ) -> None:
        self._slots = slots
        self._shelf = shelf
        self._expect = expect

    def replace(
        self,
        header: Header,
        kind: SlotKind,
        secret: bytes,
        vault_key: Secret,
        now: datetime,
        *,
        at_least: Mapping[str, int] | None = None,
    ) -> Header:
        """Let ``secret`` open the vault instead of every slot of its kind.

        The vault is first told to expect the new slot. That is added beside the old one, read back
        from the disk and opened; only then the old one goes. Killed at any instant, each copy of
        the header is whole and has at least one of the two, and the vault knows both.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultError: The old secret still opens the vault.
        """
        new = self._slots.fill(
            header, kind, secret, vault_key, since=to_text(now), at_least=at_least
        )
        return self.install(header, new, secret, vault_key)

    def install(self, header: Header, new: KeySlot, secret: bytes, vault_key: Secret) -> Header:
        """The same for a slot of ``header`` that was filled before."""
        kind = new.kind
        both = replace(header, slots=_in_order((new, *header.slots)))
        without = [slot for slot in header.slots if slot.kind is not kind]
        final = replace(header, slots=_in_order((new, *without)))
        self._expect(header, new)
        try:
            self._write(both)
            found = self._slots.open_slot(self._read(both), new.id, secret)
            if not hmac.compare_digest(found.reveal(), vault_key.reveal()):
                raise VaultHeaderDamagedError("header-not-kept")
        except VaultError:
            self._shelf.write_header(header.vault_id, headers.encode(header))
            raise
        self._write(final)
        return final

    def _write(self, header: Header) -> None:
        data = headers.encode(header)
        self._shelf.write_header(header.vault_id, data)
        if self._shelf.headers(header.vault_id) != (data, data):
            raise VaultHeaderDamagedError("header-not-kept")

    def _read(self, header: Header) -> Header:
        data = self._shelf.headers(header.vault_id)[0]
        if data is None:
            raise VaultHeaderDamagedError("header-not-kept")
        return headers.decode(data, self._slots.accepts)


def _in_order(slots: tuple[KeySlot, ...]) -> tuple[KeySlot, ...]:
    return tuple(sorted(slots, key=lambda slot: _ORDER.index(slot.kind)))
