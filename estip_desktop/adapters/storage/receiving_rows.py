"""A desk's inbox, its quarantine and the receipts it has made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from estip_desktop.adapters.storage.bodies import body_cell, body_from
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.errors import RecordDamagedError
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.receiving import InboxEntry, MadeReceipt, Quarantined

INBOX = MacTable(
    "inbox",
    kind="inbox",
    key=("id",),
    columns=("urgency_rank", "received_at", "body", "pdf", "data"),
)
DOCUMENTS = MacTable("inbox_documents", kind="inbox", key=("id",), columns=("pdf", "data"))
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
                "pdf": b"",  # where documents lay in vaults of before
                "data": b"",
            },
        )
        kept = DOCUMENTS.find(self._transaction, entry.id)
        if kept is None or (kept["pdf"], kept["data"]) != (entry.pdf, entry.data):
            document: Row = {"id": entry.id, "pdf": entry.pdf, "data": entry.data}
            DOCUMENTS.put(self._transaction, document)
        for sha256 in entry.objects:
            if OBJECTS.find(self._transaction, sha256) is None:
                OBJECTS.put(self._transaction, {"sha256": sha256, "entry": entry.id})

    def vouch(self, entry: InboxEntry) -> None:
        """Keep that its sender is known; its document is not looked at."""
        row = INBOX.get(self._transaction, entry.id)
        kept = body_from(row["body"], InboxEntry).vouched()
        INBOX.put(self._transaction, {**row, "body": body_cell(kept)})

    def get(self, entry_id: str) -> InboxEntry:
        """One entry."""
        return self._with_document(INBOX.get(self._transaction, entry_id))

    def find(self, entry_id: str) -> InboxEntry | None:
        """One entry, or ``None``."""
        row = INBOX.find(self._transaction, entry_id)
        return None if row is None else self._with_document(row)

    def all(self) -> Sequence[InboxEntry]:
        """Urgent first, then newest; without their documents."""
        rows = INBOX.select_sound(
            self._transaction, order="urgency_rank, received_at DESC, id DESC"
        )
        return [body_from(row["body"], InboxEntry) for row in rows]

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

    def _with_document(self, row: Row) -> InboxEntry:
        """The entry and what it holds.

        Raises:
            RecordDamagedError: Its document is gone.
        """
        lies_in = DOCUMENTS.find(self._transaction, row["id"])
        if lies_in is None and row["pdf"]:
            lies_in = row
        if lies_in is None:
            name = f"{DOCUMENTS.name}:{row['id']}"
            self._transaction.note_damage(name)
            raise RecordDamagedError(name)
        entry = body_from(row["body"], InboxEntry)
        return replace(entry, pdf=lies_in["pdf"], data=lies_in["data"])


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


def _receipt(row: Row) -> MadeReceipt:
    return MadeReceipt(
        int(row["seq"]), row["name"], row["object_sha256"], row["jws"], bool(row["stored"])
    )
