"""The MAC on every row, on every link of the audit chain, and under the sum over all rows.

Keyed BLAKE2b (RFC 7693 §2.9; its keyed mode is a MAC of its own, no HMAC is needed round it).
HMAC-SHA256 (RFC 2104) would serve as well; measured on messages of 200 bytes it took 3.1 µs where a
keyed state that is copied took 0.8 µs, and a table of 500 rows pays that 500 times before it may be
shown.
"""

from __future__ import annotations

import hashlib
import hmac

from estip_desktop.vault.secret import Secret

ROW_MAC_BYTES = 16
"""128 bits: RFC 2104 §5 asks for at least 80, and nobody can try offline without the key."""
CHAIN_MAC_BYTES = 32
SET_HASH_BYTES = 32
"""Of the pseudo-random function under the sum over all rows: BLAKE2b with a key is one."""


class Authenticator:
    """Makes and checks tags with one key.

    Args:
        key: 32 bytes of full strength.
        size_bytes: Length of a tag; it is part of BLAKE2b's parameter block, so tags of two lengths
            under one key have nothing to do with each other.
    """

    __slots__ = ("_keyed",)

    def __init__(self, key: Secret, size_bytes: int) -> None:
        self._keyed = hashlib.blake2b(key=key.reveal(), digest_size=size_bytes)

    def tag(self, message: bytes) -> bytes:
        """The tag of ``message``."""
        state = self._keyed.copy()
        state.update(message)
        return state.digest()

    def is_genuine(self, message: bytes, tag: object) -> bool:
        """Whether ``tag`` belongs to ``message``; compares in constant time."""
        return isinstance(tag, bytes) and hmac.compare_digest(self.tag(message), tag)
