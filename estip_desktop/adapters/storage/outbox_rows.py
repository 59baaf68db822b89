"""Parcels and their journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from estip_desktop.adapters.storage.bodies import body_cell, body_from
from estip_desktop.adapters.storage.cells import moment_cell
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import ReferralId
from estip_desktop.outbox import OutboxEvent, Parcel

PARCELS = MacTable(
    "parcels",
    kind="outbox",
    key=("key",),
    columns=(
        "state",
        "urgency_rank",
        "created_at",
        "next_try_at",
        "next_poll_at",
        "object_sha256",
        "body",
    ),
)
EVENTS = MacTable(
    "outbox_events",
    kind="outbox",
    key=("id",),
    columns=("parcel", "revision", "at", "monotonic_ms", "what", "detail"),
)
_URGENT_FIRST = {"P5": 0, "P4": 1}
_ORDINARY = 2
_URGENT_THEN_OLDEST = "urgency_rank, created_at, key"
_DUE = "state IN ('sealed', 'sending')"
_AWAITING = (
    "object_sha256 <> '' AND state IN "
    "('sealed', 'stored', 'collected', 'accepted', 'booked', 'handed_over', 'needs_human')"
)
_OPEN = "state NOT IN ('accepted', 'booked', 'withdrawn', 'closed')"


class SqlParcelRepository:
    """Parcels in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, parcel: Parcel) -> None:
        """Add or replace a parcel."""
        PARCELS.put(
            self._transaction,
            {
                "key": parcel.key,
                "state": parcel.state.value,
                "urgency_rank": _URGENT_FIRST.get(parcel.urgency, _ORDINARY),
                "created_at": to_text(parcel.created_at),
                "next_try_at": moment_cell(parcel.next_try_at),
                "next_poll_at": moment_cell(parcel.next_poll_at),
                "object_sha256": parcel.object_sha256,
                "body": body_cell(parcel),
            },
        )

    def get(self, key: str) -> Parcel:
        """One parcel."""
        return body_from(PARCELS.get(self._transaction, key)["body"], Parcel)

    def find(self, key: str) -> Parcel | None:
        """One parcel, or ``None``."""
        row = PARCELS.find(self._transaction, key)
        return None if row is None else body_from(row["body"], Parcel)

    def all(self) -> Sequence[Parcel]:
        """Newest first; none is left out: sealed files that no parcel speaks of are removed."""
        rows = PARCELS.select(self._transaction, order="created_at DESC, key DESC")
        return [body_from(row["body"], Parcel) for row in rows]

    def page(self, limit: int, offset: int = 0) -> Sequence[Parcel]:
        """A page of them, newest first."""
        return self._select("1", (), "created_at DESC, key DESC", limit + offset)[offset:]

    def due(self, now: datetime, limit: int, *, ignore_delay: bool = False) -> Sequence[Parcel]:
        """Those to be sent now: urgent first, then oldest."""
        where = f"{_DUE} AND (? OR next_try_at IS NULL OR next_try_at <= ?)"
        return self._select(where, (int(ignore_delay), to_text(now)), _URGENT_THEN_OLDEST, limit)

    def awaiting_receipt(
        self, now: datetime, limit: int, *, ignore_delay: bool = False
    ) -> Sequence[Parcel]:
        """Those whose receipts should be looked for now."""
        where = f"{_AWAITING} AND (? OR next_poll_at IS NULL OR next_poll_at <= ?)"
        return self._select(where, (int(ignore_delay), to_text(now)), _URGENT_THEN_OLDEST, limit)

    def count_open(self) -> int:
        """Parcels that still wait for something."""
        return PARCELS.count(self._transaction, _OPEN)

    def add_event(self, event: OutboxEvent) -> None:
        """Append to the journal."""
        number = EVENTS.count(self._transaction, "parcel = ?", (event.referral_id,))
        EVENTS.put(
            self._transaction,
            {
                "id": f"{event.referral_id}/{number:08d}",
                "parcel": event.referral_id,
                "revision": event.revision,
                "at": to_text(event.at),
                "monotonic_ms": int(event.monotonic_s * 1000),
                "what": event.what,
                "detail": event.detail,
            },
        )

    def events(self, key: str) -> Sequence[OutboxEvent]:
        """Journal of one parcel, oldest first."""
        referral_id, _, revision = key.rpartition(".")
        rows = EVENTS.select(
            self._transaction,
            "parcel = ? AND revision = ?",
            (referral_id, int(revision)),
            order="id",
        )
        return [
            OutboxEvent(
                ReferralId(row["parcel"]),
                row["revision"],
                from_text(row["at"]),
                row["monotonic_ms"] / 1000,
                row["what"],
                row["detail"],
            )
            for row in rows
        ]

    def _select(
        self, where: str, parameters: tuple[int | str, ...], order: str, limit: int
    ) -> list[Parcel]:
        rows = PARCELS.select_sound(self._transaction, where, parameters, order=order, limit=limit)
        return [body_from(row["body"], Parcel) for row in rows]
