"""The audit chain: numbered entries, each with a tag over itself and its predecessor's tag.

An entry also holds the tag of every row that its transaction wrote or removed (``rows``), so an old
copy of a row that is put back later disagrees with the log. The head stays in memory: it is read
and verified when the vault opens and moves on only when a transaction was committed.

Source: B. Schneier, J. Kelsey, "Secure Audit Logs to Support Computer Forensics", ACM TISSEC 2(2),
1999, §3 (hash chain with a MAC on each link); here one key for all links, because whoever holds the
unlocked vault can write anyway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from estip_desktop.adapters.crypto.row_mac import CHAIN_MAC_BYTES, Authenticator

GENESIS = bytes(CHAIN_MAC_BYTES)
INSERT = (
    "INSERT INTO audit (seq, at, what, subject, detail, rows, mac) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
LAST_TWO = "SELECT seq, at, what, subject, detail, rows, mac FROM audit ORDER BY seq DESC LIMIT 2"
ALL = "SELECT seq, at, what, subject, detail, rows, mac FROM audit ORDER BY seq"

RowName = tuple[str, str]
"""Table and id of a row."""

_encode = json.JSONEncoder(separators=(",", ":")).encode


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
        rows: JSON ``[[table, id, tag in hex or ""], …]``; an empty tag means removed.
    """

    seq: int
    at: int
    what: str
    subject: str
    detail: str
    rows: str
    mac: bytes

    def message(self, previous: bytes) -> bytes:
        """What the tag covers."""
        fields = [
            previous.hex(),
            self.seq,
            self.at,
            self.what,
            self.subject,
            self.detail,
            self.rows,
        ]
        return _encode(fields).encode()


def rows_text(touched: Mapping[RowName, bytes]) -> str:
    """The ``rows`` field for the rows a transaction touched."""
    if not touched:
        return ""
    return _encode([(table, name, mac.hex()) for (table, name), mac in touched.items()])


def rows_of(text: str) -> list[tuple[str, str, bytes]]:
    """Read back what :func:`rows_text` wrote; call it for verified entries only."""
    if not text:
        return []
    return [(table, name, bytes.fromhex(mac)) for table, name, mac in json.loads(text)]


def next_entry(
    head: ChainHead, at: int, event: tuple[str, str, str], rows: str, authenticator: Authenticator
) -> Entry:
    """The entry that follows ``head``."""
    what, subject, detail = event
    draft = Entry(head.seq + 1, at, what, subject, detail, rows, b"")
    tag = authenticator.tag(draft.message(head.mac))
    return Entry(draft.seq, at, what, subject, detail, rows, tag)


def follows(entry: Entry, head: ChainHead, authenticator: Authenticator) -> bool:
    """Whether ``entry`` is genuine and comes right after ``head``."""
    return entry.seq == head.seq + 1 and authenticator.is_genuine(
        entry.message(head.mac), entry.mac
    )
