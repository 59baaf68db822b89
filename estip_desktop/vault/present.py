"""The vault that is there, as far as it has a say in which secret may put a backup in its place.

A backup opens with the secret of its day. Where that was replaced since, perhaps because somebody
had seen it, it must not open what was recorded later: the vault that is there remembers what was
replaced, and then only a secret of today will do.
"""

from __future__ import annotations

from dataclasses import replace

from estip_desktop.errors import SecretRefusedError, VaultError
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import Header, KeySlot
from estip_desktop.vault.ports import VaultShelf
from estip_desktop.vault.proof import Proof
from estip_desktop.vault.secret import Secret

REPLACED = "secret-replaced"
"""The secret was right once, and something else opens the vault by now."""


class Present:
    """The headers that are there.

    Args:
        shelf: Where they lie.
        slots: Opens their slots.
    """

    def __init__(self, shelf: VaultShelf, slots: KeySlots) -> None:
        self._shelf = shelf
        self._slots = slots

    def headers(self, vault_id: VaultId) -> list[Header]:
        """The sound copies of a vault's header, each once."""
        found: list[Header] = []
        for data in self._shelf.headers(vault_id):
            try:
                header = headers.decode(data or b"", self._slots.accepts)
            except VaultError:
                continue
            if header.vault_id == vault_id and header not in found:
                found.append(header)
        return found

    def find(self, header: Header, proof: Proof) -> tuple[KeySlot, Secret]:
        """The slot that opens a backup with this header, and the key.

        Raises:
            SecretRefusedError: Neither the backup nor the vault that is there opens with it.
        """
        try:
            return self._slots.find(header, proof.kind, proof.secret)
        except SecretRefusedError:
            # After a change of passphrase, older backups still have the old slot. Whoever knows the
            # new one proves it on the header that is here; the key behind both is the same.
            for present in self.headers(header.vault_id):
                try:
                    return self._slots.find(present, proof.kind, proof.secret)
                except SecretRefusedError:
                    continue
            raise

    def header_for(self, header: Header, key: Secret, proof: Proof) -> Header:
        """The header that is here, if the secret opens it: its slots are newer than the backup's.

        A passphrase that was changed because somebody had seen it must not come back this way.
        """
        for present in self.headers(header.vault_id):
            try:
                found = self._slots.open(present, proof.kind, proof.secret)
            except SecretRefusedError:
                continue
            if found.reveal() == key.reveal():
                return present
        return header

    def require_of_today(
        self, header: Header, slot: KeySlot, replaced: frozenset[str], *, reads_later: bool
    ) -> None:
        """Refuse a secret that was replaced after the backup.

        Where nothing opens the vault that is there any more, the secret of the backup may still
        bring back what the backup itself holds, and nothing of what came later.

        Args:
            header: Of the backup.
            slot: Which the secret opened.
            replaced: Ids of the slots that the vault that is there knows were replaced.
            reads_later: Whether something is wanted that was recorded after the backup.

        Raises:
            SecretRefusedError: ``secret-replaced``.
        """
        if slot.id not in replaced:
            return
        there = self.headers(header.vault_id)
        if reads_later or any(without(one, replaced).slots for one in there):
            raise SecretRefusedError(REPLACED)


def without(header: Header, replaced: frozenset[str]) -> Header:
    """The header without the slots that were replaced."""
    return replace(header, slots=tuple(one for one in header.slots if one.id not in replaced))
