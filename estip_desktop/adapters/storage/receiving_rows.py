"""A desk's inbox, its quarantine and the receipts it has made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from estip_desktop.adapters.storage.bodies import body_cell, body_from
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.receiving import InboxEntry, MadeReceipt, Quarantined

INBOX = MacTable(
    "inbox",
    kind="inbox",
    key=("id",),
    columns=("urgency_rank", "received_at", "body", "pdf", "data"),
)
OBJECTS = MacTable("inbox_objects", kind="inbox", key=("sha256",), columns=("entry",))
RECEIPTS = MacTable(
    "made_receipts",
    kind="inbox",
    key=("seq",),
    columns=("name", "object_sha256", "jws", "stored"),
)
QUARANTINE = MacTable(
    "quarantine", kind="inbox", key=("object_name",), columns=("reason", "size", "at")
)
_URGENT_FIRST = {"P5": 0, "P4": 1}
_ORDINARY = 2


class SqlInboxRepository:
    """Referrals at the desk."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, entry: InboxEntry) -> None:
        """Add or replace an entry, and remember every object that carried it."""
        INBOX.put(
            self._transaction,
            {
                "id": entry.id,
                "urgency_rank": _URGENT_FIRST.get(entry.urgency, _ORDINARY),
                "received_at": to_text(entry.received_at),
                "body": body_cell(replace(entry, pdf=b"", data=b"")),
                "pdf": entry.pdf,
                "data": entry.data,
            },
        )
        for sha256 in entry.objects:
            if OBJECTS.find(self._transaction, sha256) is None:
                OBJECTS.put(self._transaction, {"sha256": sha256, "entry": entry.id})

    def get(self, entry_id: str) -> InboxEntry:
        """One entry."""
        return _entry(INBOX.get(self._transaction, entry_id))

    def find(self, entry_id: str) -> InboxEntry | None:
        """One entry, or ``None``."""
        row = INBOX.find(self._transaction, entry_id)
        return None if row is None else _entry(row)

    def all(self) -> Sequence[InboxEntry]:
        """Urgent first, then newest."""
        rows = INBOX.select_sound(
            self._transaction, order="urgency_rank, received_at DESC, id DESC"
        )
        return [_entry(row) for row in rows]

    def known_objects(self) -> frozenset[str]:
        """SHA-256 of every object already taken in."""
        return frozenset(row["sha256"] for row in OBJECTS.select(self._transaction))

    def add_receipt(self, receipt: MadeReceipt) -> None:
        """Keep a receipt; the same number again marks it as stored."""
        RECEIPTS.put(
            self._transaction,
            {
                "seq": f"{receipt.seq:012d}",
                "name": receipt.name,
                "object_sha256": receipt.object_sha256,
                "jws": receipt.jws,
                "stored": receipt.stored,
            },
        )

    def count_receipts(self, object_sha256: str) -> int:
        """How many receipts were made for one object."""
        return RECEIPTS.count(self._transaction, "object_sha256 = ?", (object_sha256,))

    def last_receipt(self) -> MadeReceipt | None:
        """The newest receipt: the next one names its hash."""
        rows = RECEIPTS.select(self._transaction, order="seq DESC", limit=1)
        return _receipt(rows[0]) if rows else None

    def unstored_receipts(self) -> Sequence[MadeReceipt]:
        """Those that are not on the store yet, oldest first."""
        rows = RECEIPTS.select_sound(self._transaction, "stored = 0", order="seq")
        return [_receipt(row) for row in rows]


class SqlQuarantineRepository:
    """Objects that could not be taken in."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, item: Quarantined) -> None:
        """Put an object away with its reason."""
        QUARANTINE.put(
            self._transaction,
            {
                "object_name": item.object_name,
                "reason": item.reason,
                "size": item.size,
                "at": to_text(item.at),
            },
        )

    def remove(self, object_name: str) -> None:
        """Forget an object that could be taken in after all."""
        QUARANTINE.delete(self._transaction, object_name)

    def all(self) -> Sequence[Quarantined]:
        """Newest first."""
        rows = QUARANTINE.select_sound(self._transaction, order="at DESC, object_name")
        return [
            Quarantined(row["object_name"], row["reason"], row["size"], from_text(row["at"]))
            for row in rows
        ]


def _entry(row: Row) -> InboxEntry:
    return replace(body_from(row["body"], InboxEntry), pdf=row["pdf"], data=row["data"])


def _receipt(row: Row) -> MadeReceipt:
    return MadeReceipt(
        int(row["seq"]), row["name"], row["object_sha256"], row["jws"], bool(row["stored"])
    )
