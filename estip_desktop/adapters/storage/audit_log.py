"""The audit chain: numbered entries, each with a tag over itself and its predecessor's tag.

An entry also holds the tag of every row that its transaction wrote or removed (``rows``), so an old
copy of a row that is put back later disagrees with the log. The head stays in memory: it is read
and verified when the vault opens and moves on only when a transaction was committed.

Source: B. Schneier, J. Kelsey, "Secure Audit Logs to Support Computer Forensics", ACM TISSEC 2(2),
1999, §3 (hash chain with a MAC on each link); here one key for all links, because whoever holds the
unlocked vault can write anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from estip_desktop.adapters.crypto.row_mac import CHAIN_MAC_BYTES, Authenticator

GENESIS = bytes(CHAIN_MAC_BYTES)
INSERT = (
    "INSERT INTO audit (seq, at, what, subject, detail, rows, mac) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
LAST_TWO = "SELECT seq, at, what, subject, detail, rows, mac FROM audit ORDER BY seq DESC LIMIT 2"
ALL = "SELECT seq, at, what, subject, detail, rows, mac FROM audit ORDER BY seq"

RowName = tuple[str, str]
"""Table and id of a row."""

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Number and tag of the newest entry; before the first one, 0 and zeros."""

    seq: int = 0
    mac: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored entry.

    Args:
        seq: 1, 2, 3 … without gaps.
        at: Microseconds since 1970 in UTC; the clock may go back, ``seq`` may not.
        rows: MessagePack ``[[table, id, tag], …]``; an empty tag means removed.
    """

    seq: int
    at: int
    what: str
    subject: str
    detail: str
    rows: bytes
    mac: bytes

    def message(self, previous: bytes) -> bytes:
        """What the tag covers."""
        return _encode(
            (previous, self.seq, self.at, self.what, self.subject, self.detail, self.rows)
        )


def pack_rows(touched: Mapping[RowName, bytes]) -> bytes:
    """The ``rows`` field for the rows a transaction touched."""
    return _encode([(table, name, tag) for (table, name), tag in touched.items()])


def unpack_rows(packed: bytes) -> list[tuple[str, str, bytes]]:
    """Read back what :func:`pack_rows` wrote; call it for verified entries only."""
    return msgspec.msgpack.decode(packed, type=list[tuple[str, str, bytes]])


def tag_of(
    authenticator: Authenticator,
    head: ChainHead,
    at: int,
    event: tuple[str, str, str],
    rows: bytes,
) -> bytes:
    """The tag of the entry that follows ``head``."""
    return authenticator.tag(_encode((head.mac, head.seq + 1, at, *event, rows)))


def follows(entry: Entry, head: ChainHead, authenticator: Authenticator) -> bool:
    """Whether ``entry`` is genuine and comes right after ``head``."""
    return entry.seq == head.seq + 1 and authenticator.is_genuine(
        entry.message(head.mac), entry.mac
    )
