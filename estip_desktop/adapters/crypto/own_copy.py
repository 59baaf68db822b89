"""Sealing something for the owner of a vault alone, when the vault itself cannot take it.

An age file for one X25519 key, which is drawn from the vault key: whatever unlocks the vault, or
any backup of it, opens the file, on any laptop that has the header; nobody has to keep a further
key, and the database may be beyond reading.

Source: age-encryption.org/v1 for the file; Bech32 (BIP 173) for how age writes its keys down.
"""

from __future__ import annotations

from estip_desktop.adapters.crypto.age import AgeOpener, recipient_of, seal
from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.vault.secret import Secret

_PURPOSE = "own-copy"
_PREFIX = "age-secret-key-"
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_GROUPS = 6


def seal_own(key: Secret, vault_id: str, data: bytes) -> bytes:
    """Seal ``data`` for whoever can unlock the vault."""
    return seal(data, [recipient_of(_age_key(key, vault_id))])


def open_own(key: Secret, vault_id: str, sealed: bytes) -> bytes:
    """Open what :func:`seal_own` made.

    Raises:
        DocumentRefusedError: It is no such file, of another vault, or changed.
    """
    return AgeOpener().open(sealed, _age_key(key, vault_id))


def _age_key(key: Secret, vault_id: str) -> str:
    return bech32(_PREFIX, subkey(key, _PURPOSE, vault_id).reveal()).upper()


def bech32(prefix: str, data: bytes) -> str:
    """``data`` in Bech32 with its checksum."""
    groups = _in_fives(data)
    spread = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]
    rest = _remainder([*spread, *groups, *([0] * _CHECKSUM_GROUPS)]) ^ 1
    groups += [rest >> 5 * (_CHECKSUM_GROUPS - 1 - place) & 31 for place in range(_CHECKSUM_GROUPS)]
    return f"{prefix}1{''.join(_ALPHABET[group] for group in groups)}"


def _in_fives(data: bytes) -> list[int]:
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    return [number >> shift & 31 for shift in range(bits + padding - 5, -1, -5)]


def _remainder(groups: list[int]) -> int:
    rest = 1
    for group in groups:
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ group
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                rest ^= generator
    return rest
