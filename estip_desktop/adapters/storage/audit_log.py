"""The audit chain: numbered entries, each with a tag over itself and its predecessor's tag.

An entry also holds the tag of every row that its transaction wrote or removed (``rows``), so an old
copy of a row that is put back later disagrees with the log. The head stays in memory: it is read
and verified when the vault opens and moves on only when a transaction was committed. Each entry
also carries the sum over all rows as they are after it (``state``, see :mod:`set_hash`).

Source: B. Schneier, J. Kelsey, "Secure Audit Logs to Support Computer Forensics", ACM TISSEC 2(2),
1999, §3 (hash chain with a MAC on each link); here one key for all links, because whoever holds the
unlocked vault can write anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from estip_desktop.adapters.crypto.row_mac import CHAIN_MAC_BYTES, Authenticator
from estip_desktop.adapters.storage.set_hash import SetHash, unpack

GENESIS = bytes(CHAIN_MAC_BYTES)
COLUMNS = "seq, at, what, subject, detail, rows, state, mac"
INSERT = f"INSERT INTO audit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
LAST_TWO = f"SELECT {COLUMNS} FROM audit ORDER BY seq DESC LIMIT 2"  # noqa: S608 - constants
ALL = f"SELECT {COLUMNS} FROM audit ORDER BY seq"  # noqa: S608 - constants
AFTER = f"SELECT {COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - constants
ANCHOR = ("audit-shortened", "audit")
"""What and subject of the entry that says where the chain begins now."""
NEWEST_ANCHOR = (
    f"SELECT {COLUMNS} FROM audit WHERE subject = 'audit' AND what = 'audit-shortened' "  # noqa: S608
    "AND what <> 'answer-saved' ORDER BY seq DESC LIMIT 1"
)

RowName = tuple[str, str]
"""Table and id of a row."""

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Number and tag of the newest entry, and the rows as they are after it.

    Before the first entry number and tag are 0 and zeros, and there are no rows. ``rows`` is
    ``None`` in a vault whose rows an older program wrote, until they have been summed up once.
    """

    seq: int = 0
    mac: bytes = GENESIS
    rows: SetHash | None = field(default_factory=SetHash)

    @property
    def state(self) -> bytes:
        """The ``state`` of an entry after which the rows are these."""
        return b"" if self.rows is None else self.rows.packed()


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored entry.

    Args:
        seq: 1, 2, 3 … without gaps.
        at: Microseconds since 1970 in UTC; the clock may go back, ``seq`` may not.
        rows: MessagePack ``[[table, id, tag], …]``; an empty tag means removed.
        state: The sum over all rows after it; empty in entries of schema 0001.
    """

    seq: int
    at: int
    what: str
    subject: str
    detail: str
    rows: bytes
    state: bytes
    mac: bytes

    def message(self, previous: bytes) -> bytes:
        """What the tag covers."""
        event = (self.what, self.subject, self.detail)
        return _message(previous, self.seq, self.at, event, self.rows, self.state)

    @property
    def head(self) -> ChainHead:
        """The head of a chain that ends here."""
        return ChainHead(self.seq, self.mac, unpack(self.state))


def anchor_detail(last: ChainHead) -> str:
    """The detail of an anchor, when ``last`` is the newest entry that is dropped."""
    return f"{last.seq}:{last.mac.hex()}"


def anchored(entry: Entry) -> ChainHead:
    """The head of the dropped part, as an anchor tells it; all zeros if it is none."""
    number, _, tag = entry.detail.partition(":")
    try:
        return ChainHead(int(number), bytes.fromhex(tag))
    except ValueError:
        return ChainHead()


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
    state: bytes,
) -> bytes:
    """The tag of the entry that follows ``head``."""
    return authenticator.tag(_message(head.mac, head.seq + 1, at, event, rows, state))


def follows(entry: Entry, head: ChainHead, authenticator: Authenticator) -> bool:
    """Whether ``entry`` is genuine and comes right after ``head``."""
    return entry.seq == head.seq + 1 and authenticator.is_genuine(
        entry.message(head.mac), entry.mac
    )


def _message(
    previous: bytes, seq: int, at: int, event: tuple[str, str, str], rows: bytes, state: bytes
) -> bytes:
    # An entry without a sum is framed as schema 0001 did: an array of another length, so that no
    # entry can be taken for one of the other kind.
    if not state:
        return _encode((previous, seq, at, *event, rows))
    return _encode((previous, seq, at, *event, rows, state))
