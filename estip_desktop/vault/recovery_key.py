"""The recovery key: 160 bits on paper, in groups that can be read aloud.

Source: D. Crockford, "Base32", https://www.crockford.com/base32.html: no I, L, O, U; on reading, I
and L are 1, O is 0, case and hyphens do not matter. The last group is a checksum (20 bits of
SHA-256), so that a slip of the pen is told from a key of another vault.
"""

from __future__ import annotations

import hashlib
import secrets

from estip_desktop.errors import SecretRefusedError
from estip_desktop.vault.model import SlotKind
from estip_desktop.vault.secret import Secret

KEY_BYTES = 20
GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -\t\r\n\u2010\u2011\u2013\u2014")
_FORCE_KEY = "AGE-SECRET-KEY-1"
_BITS = 5
_DIGITS = KEY_BYTES * 8 // _BITS


def new() -> tuple[Secret, str]:
    """A fresh key, and how it is printed."""
    key = secrets.token_bytes(KEY_BYTES)
    return Secret(key), _printed(key)


def parse(text: str) -> Secret:
    """Read a key back from paper.

    Raises:
        SecretRefusedError: Mistyped: wrong length, wrong letters, or the checksum does not fit.
    """
    digits = text.upper().translate(_READ_AS)
    if len(digits) != _DIGITS + GROUP or any(digit not in _ALPHABET for digit in digits):
        raise SecretRefusedError("recovery-key-mistyped")
    number = 0
    for digit in digits[:_DIGITS]:
        number = number << _BITS | _ALPHABET.index(digit)
    key = number.to_bytes(KEY_BYTES, "big")
    if _checksum(key) != digits[_DIGITS:]:
        raise SecretRefusedError("recovery-key-mistyped")
    return Secret(key)


def read(text: str) -> tuple[SlotKind, bytes]:
    """A key that stands in for a passphrase: that of a recovery sheet, or of the force.

    Raises:
        SecretRefusedError: It is neither, or mistyped.
    """
    if text.strip().upper().startswith(_FORCE_KEY):
        return SlotKind.FORCE, text.strip().upper().encode("ascii", errors="replace")
    return SlotKind.RECOVERY, parse(text).reveal()


def _printed(key: bytes) -> str:
    digits = _digits(int.from_bytes(key, "big"), _DIGITS) + _checksum(key)
    return "-".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def _checksum(key: bytes) -> str:
    digest = hashlib.sha256(b"estip-desktop recovery key" + key).digest()
    return _digits(int.from_bytes(digest, "big") & ((1 << _BITS * GROUP) - 1), GROUP)


def _digits(number: int, count: int) -> str:
    return "".join(
        _ALPHABET[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(count))
    )
