"""The header as bytes: canonical JSON with a digest of itself, kept twice.

The digest finds rot; it is no protection against a hand. That is given by the tag of each wrapped
key, which covers everything else in the header and its own slot: a label that was changed,
parameters that were lowered or slots that were exchanged no longer open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from estip_desktop.errors import InputRefusedError, VaultHeaderDamagedError, VaultTooNewError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import from_text
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault.model import FORMAT, Header, KeySlot, SlotKind, VaultKind

LIMIT_BYTES = 64 * 1024
_DIGEST = "digest"
SALT_BYTES = 16
NONCE_BYTES = 12
WRAPPED_BYTES = 32 + 16
_WRAPPED_SIZES = {
    SlotKind.PASSPHRASE: (WRAPPED_BYTES, WRAPPED_BYTES),
    SlotKind.RECOVERY: (WRAPPED_BYTES, WRAPPED_BYTES),
    SlotKind.FORCE: (WRAPPED_BYTES, 4096),  # an age file
}


def encode(header: Header) -> bytes:
    """The bytes of one copy."""
    value = {
        **_frame(header),
        "slots": [{**_slot(slot), "wrapped": slot.wrapped.hex()} for slot in header.slots],
    }
    return strict_json.canonical({**value, _DIGEST: _digest(value)})


def bound(header: Header, slot: KeySlot) -> bytes:
    """What the wrapped key of ``slot`` is bound to: the header without its slots, and this slot.

    Other slots are left out, or a new passphrase would need the recovery key as well.
    """
    return strict_json.canonical({**_frame(header), "slot": _slot(slot)})


def decode(data: bytes, is_acceptable: Callable[[KeySlot], bool]) -> Header:
    """Read one copy.

    Args:
        data: The whole file.
        is_acceptable: Whether the derivation of a slot lies between floor and ceiling.

    Raises:
        VaultHeaderDamagedError: It is not what was written, or a slot is not acceptable.
        VaultTooNewError: It is sound and of a newer format.
    """
    try:
        value = strict_json.load(data, limit_bytes=LIMIT_BYTES)
        if not isinstance(value, dict) or strict_json.canonical(value) != data:
            raise VaultHeaderDamagedError("header-not-canonical")
        digest = value.pop(_DIGEST, None)
        if digest != _digest(value):
            raise VaultHeaderDamagedError("header-digest")
        # From here on nothing rotted: what is wrong now was written so.
        if isinstance(value.get("format"), int) and value["format"] > FORMAT:
            raise VaultTooNewError("header-format")
        header = _header(value)
    except (AttributeError, InputRefusedError, KeyError, TypeError, ValueError) as error:
        raise VaultHeaderDamagedError("header-malformed") from error
    if not all(is_acceptable(slot) for slot in header.slots):
        raise VaultHeaderDamagedError("header-parameters")
    return header


def _frame(header: Header) -> dict[str, Any]:
    return {
        "format": header.format,
        "vault_id": header.vault_id,
        "label": header.label,
        "kind": header.kind.value,
    }


def _slot(slot: KeySlot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "kind": slot.kind.value,
        "kdf": slot.kdf,
        "params": dict(slot.params),
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        **({"since": slot.since} if slot.since else {}),
    }


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(strict_json.canonical(value)).hexdigest()


def _header(value: Mapping[str, Any]) -> Header:
    if set(value) != {"format", "vault_id", "label", "kind", "slots"} or value["format"] != FORMAT:
        raise ValueError("fields")
    if not isinstance(value["vault_id"], str) or not isinstance(value["label"], str):
        raise TypeError("text")
    return Header(
        vault_id=VaultId(value["vault_id"]),
        label=value["label"],
        kind=VaultKind(value["kind"]),
        slots=tuple(_slot_from(one) for one in value["slots"]),
    )


def _slot_from(value: Mapping[str, Any]) -> KeySlot:
    if set(value) - {"since"} != {"id", "kind", "kdf", "params", "salt", "nonce", "wrapped"}:
        raise ValueError("fields")
    if "since" in value:
        from_text(value["since"])
    slot = KeySlot(
        id=value["id"],
        kind=SlotKind(value["kind"]),
        kdf=value["kdf"],
        params={str(name): _whole(number) for name, number in value["params"].items()},
        salt=bytes.fromhex(value["salt"]),
        nonce=bytes.fromhex(value["nonce"]),
        wrapped=bytes.fromhex(value["wrapped"]),
        since=value.get("since", ""),
    )
    if (len(slot.salt), len(slot.nonce)) != (SALT_BYTES, NONCE_BYTES):
        raise ValueError("sizes")
    smallest, largest = _WRAPPED_SIZES[slot.kind]
    if not smallest <= len(slot.wrapped) <= largest:
        raise ValueError("sizes")
    return slot


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError("number")
    return number
