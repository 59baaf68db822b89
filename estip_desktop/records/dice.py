"""Numbers that look like chance and are the same for the same seed, on every machine.

Not for secrets: those come from the operating system. A hash in counter mode is used instead of
``random`` so that nothing here can be taken for a source of keys.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")
_BLOCK_BYTES = 64
_ROLL_BYTES = 4


class Dice:
    """Rolls of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = str(seed).encode("ascii")
        self._counter = 0
        self._left = b""

    def bits(self, count: int) -> bytes:
        """So many bytes."""
        while len(self._left) < count:
            message = self._seed + b"/" + str(self._counter).encode("ascii")
            self._left += hashlib.blake2b(message, digest_size=_BLOCK_BYTES).digest()
            self._counter += 1
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def below(self, limit: int) -> int:
        """A number from 0 up to, not including, ``limit``; the bias is far below notice."""
        return int.from_bytes(self.bits(_ROLL_BYTES), "big") % limit

    def between(self, least: int, most: int) -> int:
        """A number within both ends."""
        return least + self.below(most - least + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[self.below(len(options))]

    def happens(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.below(100) < percent

    def new_id(self, at: datetime) -> str:
        """An id as ``UuidFactory`` makes it, of that moment."""
        value = int(at.timestamp() * 1000) << 80 | int.from_bytes(self.bits(10), "big")
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return str(uuid.UUID(int=value))
