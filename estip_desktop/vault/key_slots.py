"""Wrapping the vault key under a secret, and getting it back.

Source: AES-256-GCM, NIST SP 800-38D; Argon2id, RFC 9106; the parameters travel in the slot and are
bound by the tag, so that nobody can weaken them unnoticed (OWASP ASVS 5.0, V11.4).
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections.abc import Mapping
from dataclasses import replace

from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.vault.header import NONCE_BYTES, SALT_BYTES, bound
from estip_desktop.vault.key_ports import ForceSeal, KeyDerivation, KeyWrap
from estip_desktop.vault.model import Header, KeySlot, SlotKind
from estip_desktop.vault.secret import Secret

SLOT_ID_BYTES = 8
VAULT_KEY_BYTES = 32


def new_vault_key() -> Secret:
    """256 random bits, independent of every passphrase."""
    return Secret(secrets.token_bytes(VAULT_KEY_BYTES))


class KeySlots:
    """Fills and opens slots.

    Args:
        wrap: The cipher.
        derivations: By the kind of slot: which derivation it must use. A slot that names another
            one is refused, so a passphrase never meets a derivation meant for full-strength keys.
        force: Seals to the force's recovery recipient; without it no such slot is accepted.
    """

    def __init__(
        self,
        wrap: KeyWrap,
        derivations: Mapping[SlotKind, KeyDerivation],
        force: ForceSeal | None = None,
    ) -> None:
        self._wrap = wrap
        self._derivations = derivations
        self._force = force

    def accepts(self, slot: KeySlot) -> bool:
        """Whether the slot uses the derivation of its kind within floor and ceiling."""
        if slot.kind is SlotKind.FORCE:
            return self._force is not None and slot.kdf == self._force.name and not slot.params
        derivation = self._derivations.get(slot.kind)
        return (
            derivation is not None
            and slot.kdf == derivation.name
            and derivation.accepts(slot.params)
        )

    def fill(
        self,
        header: Header,
        kind: SlotKind,
        secret: bytes,
        vault_key: Secret,
        *,
        since: str = "",
        at_least: Mapping[str, int] | None = None,
    ) -> KeySlot:
        """A slot of ``header`` that ``secret`` opens, with salt and nonce of its own.

        Args:
            header: Whose slot it will be.
            kind: Which derivation it uses.
            secret: What opens it.
            vault_key: What it wraps.
            since: When it is made.
            at_least: Cost below which it does not go, because this machine has just borne it.
        """
        derivation = self._derivations[kind]
        params = derivation.calibrate()
        if at_least is not None and _work(at_least) > _work(params):
            params = at_least
        slot = KeySlot(
            id=secrets.token_hex(SLOT_ID_BYTES),
            kind=kind,
            kdf=derivation.name,
            params=dict(params),
            salt=secrets.token_bytes(SALT_BYTES),
            nonce=secrets.token_bytes(NONCE_BYTES),
            wrapped=b"",
            since=since,
        )
        key = derivation.derive(secret, slot.salt, slot.params)
        wrapped = self._wrap.wrap(key, slot.nonce, vault_key, bound(header, slot))
        return replace(slot, wrapped=wrapped)

    def fill_for_force(
        self, header: Header, recipient: str, vault_key: Secret, *, since: str = ""
    ) -> KeySlot:
        """A slot of ``header`` that the force's recovery key opens.

        age has no associated data, so what the slot is bound to is sealed along with the key.

        Raises:
            InputRefusedError: That is no recipient.
        """
        if self._force is None:
            raise InputRefusedError("recipient-malformed")
        slot = KeySlot(
            id=secrets.token_hex(SLOT_ID_BYTES),
            kind=SlotKind.FORCE,
            kdf=self._force.name,
            params={},
            salt=secrets.token_bytes(SALT_BYTES),
            nonce=secrets.token_bytes(NONCE_BYTES),
            wrapped=b"",
            since=since,
        )
        sealed = self._force.seal(_bound_digest(header, slot) + vault_key.reveal(), recipient)
        return replace(slot, wrapped=sealed)

    def open(self, header: Header, kind: SlotKind, secret: bytes) -> Secret:
        """The vault key.

        Raises:
            SecretRefusedError: The secret opens no slot of this kind, or the slot was changed:
                which of the two is not told apart, because nothing but the right key could.
        """
        return self.find(header, kind, secret)[1]

    def find(self, header: Header, kind: SlotKind, secret: bytes) -> tuple[KeySlot, Secret]:
        """The slot that ``secret`` opens, and the vault key; raises as :meth:`open`."""
        for slot in header.slots_of(kind):
            found = self._try(header, slot, secret)
            if found is not None:
                return slot, found
        raise SecretRefusedError(kind.value)

    def open_slot(self, header: Header, slot_id: str, secret: bytes) -> Secret:
        """The vault key by way of one slot; raises as :meth:`open`."""
        for slot in header.slots:
            found = self._try(header, slot, secret) if slot.id == slot_id else None
            if found is not None:
                return found
        raise SecretRefusedError("slot")

    def _try(self, header: Header, slot: KeySlot, secret: bytes) -> Secret | None:
        if slot.kind is SlotKind.FORCE:
            return self._try_force(header, slot, secret)
        key = self._derivations[slot.kind].derive(secret, slot.salt, slot.params)
        return self._wrap.unwrap(key, slot.nonce, slot.wrapped, bound(header, slot))

    def _try_force(self, header: Header, slot: KeySlot, secret: bytes) -> Secret | None:
        if self._force is None:
            return None
        found = self._force.open(slot.wrapped, secret.decode("ascii", errors="replace"))
        digest = _bound_digest(header, slot)
        if found is None or not hmac.compare_digest(found[: len(digest)], digest):
            return None
        return Secret(found[len(digest) :])


def _work(params: Mapping[str, int]) -> int:
    """How much a guess costs, for comparing: memory times passes; lanes only share it out."""
    return math.prod(number for name, number in params.items() if name != "lanes")


def _bound_digest(header: Header, slot: KeySlot) -> bytes:
    return hashlib.sha256(bound(header, slot)).digest()
