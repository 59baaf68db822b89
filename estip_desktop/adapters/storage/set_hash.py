"""One number that stands for all rows: changed with each row, compared with all of them by a check.

The sum of a set is the XOR of a keyed pseudo-random function over each of its members, beside their
number; adding and removing a member are the same step, so a save costs two of them, however many
rows there are. A row is a member by table, name and tag, and its tag covers its version: an older
copy of a row is another member, and so is a row that was taken away or brought in.

Source: D. Clarke, S. Devadas, M. van Dijk, B. Gassend, G. E. Suh, "Incremental Multiset Hash
Functions and Their Application to Memory Integrity Checking", ASIACRYPT 2003, §4 (MSet-XOR-Hash).
The random mask of the paper, which hides sums from whoever may see them, is left out: ours stand
only inside the encrypted file, and in each audit entry under its tag. The paper's multisets need
the count, because a member that is there twice cancels out; here no row can be there twice, and the
count is kept because it tells what kind of change it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from estip_desktop.adapters.crypto.row_mac import SET_HASH_BYTES, Authenticator

_COUNT_BYTES = 8
_SIZE_BYTES = _COUNT_BYTES + SET_HASH_BYTES
_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class SetHash:
    """How many rows there are, and their sum.

    Args:
        count: From 0.
        sum: 256 bits; 0 where there are no rows.
    """

    count: int = 0
    sum: int = 0

    def packed(self) -> bytes:
        """As an audit entry stores it."""
        return self.count.to_bytes(_COUNT_BYTES, "big") + self.sum.to_bytes(SET_HASH_BYTES, "big")


def unpack(stored: bytes) -> SetHash | None:
    """Read back what :meth:`SetHash.packed` made; ``None`` before the first sum was made.

    Call it for verified entries only.
    """
    if len(stored) != _SIZE_BYTES:
        return None
    count, total = stored[:_COUNT_BYTES], stored[_COUNT_BYTES:]
    return SetHash(int.from_bytes(count, "big"), int.from_bytes(total, "big"))


def member(members: Authenticator, table: str, name: str, tag: bytes) -> int:
    """What one row adds to the sum."""
    return int.from_bytes(members.tag(_encode((table, name, tag))), "big")


def replaced(
    members: Authenticator, rows: SetHash, row: tuple[str, str], old: bytes, new: bytes
) -> SetHash:
    """The set after a row went from one tag to another.

    Args:
        members: Makes the members of this vault's set.
        rows: The set before.
        row: Table and name.
        old: Its tag before; empty if there was no such row.
        new: Its tag now; empty if it was removed.
    """
    count, total = rows.count, rows.sum
    if old:
        count, total = count - 1, total ^ member(members, *row, old)
    if new:
        count, total = count + 1, total ^ member(members, *row, new)
    return SetHash(count, total)
