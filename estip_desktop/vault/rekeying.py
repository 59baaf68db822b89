"""Replacing one secret of a vault by another, so that one of the two works at every instant."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class SlotMemory:
    """Ids of slots, as the vault itself remembers them.

    An older header that somebody puts back still opens with the secret of its time; the vault
    inside knows that this slot was replaced.
    """

    current: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()

    @classmethod
    def from_text(cls, text: str) -> SlotMemory:
        """Read back what :meth:`as_text` wrote; an empty text remembers nothing."""
        current, _bar, retired = text.partition("|")
        return cls(frozenset(current.split()), frozenset(retired.split()))

    def as_text(self) -> str:
        """As it is stored."""
        return f"{' '.join(sorted(self.current))}|{' '.join(sorted(self.retired))}"

    def after(self, header: Header) -> SlotMemory:
        """What there is to remember once ``header`` is the one in force."""
        ids = frozenset(slot.id for slot in header.slots)
        return SlotMemory(ids, self.retired | (self.current - ids))

    def put_back(self, ids: frozenset[str]) -> SlotMemory:
        """What there is to remember once a restore has let these slots be in force again.

        They may have been replaced after the backup; who restored it knew their secret.
        """
        return SlotMemory(ids, (self.retired | self.current) - ids)


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
    """

    def __init__(self, slots: KeySlots, shelf: VaultShelf) -> None:
        self._slots = slots
        self._shelf = shelf

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

        The new slot is first added beside the old one, read back from the disk and opened; only
        then the old one goes. Killed at any instant, each copy of the header is whole and has at
        least one of the two.

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
