"""An outbox in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from estip_desktop.errors import DocumentRefusedError, NotFoundError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import ReferralId
from estip_desktop.outbox import (
    Outbox,
    OutboxEvent,
    Parcel,
    ParcelState,
    Receipt,
    ReceiptStatus,
)
from estip_desktop.outbox.model import AWAITING_RECEIPT, WAITING
from tests.builders import NOW
from tests.contracts.memory_transport import MemoryTransport

SEALED = b"sealed bytes"
SHA256 = hashlib.sha256(SEALED).hexdigest()


def a_parcel(**changes) -> Parcel:
    values: dict[str, Any] = {
        "referral_id": ReferralId("r-1"),
        "revision": 1,
        "reference": "R-2026-0001",
        "state": ParcelState.SEALED,
        "urgency": "P3",
        "created_at": NOW,
        "object_sha256": SHA256,
        "sealed_size": len(SEALED),
        "device_id": "device",
        "store": "memory:",
        "desk_certificate": b"desk",
    }
    return Parcel(**(values | changes))


def a_receipt(**changes) -> Receipt:
    values: dict[str, Any] = {
        "object_sha256": SHA256,
        "referral_id": "r-1",
        "revision": 1,
        "device_id": "device",
        "status": ReceiptStatus.COLLECTED,
        "at": NOW,
        "unit": "OH",
        "seq": 1,
    }
    return Receipt(**(values | changes))


class MemoryParcels:
    def __init__(self) -> None:
        self.rows: dict[str, Parcel] = {}
        self.journal: list[OutboxEvent] = []

    def save(self, parcel: Parcel) -> None:
        self.rows[parcel.key] = parcel

    def get(self, key: str) -> Parcel:
        if key not in self.rows:
            raise NotFoundError("parcels")
        return self.rows[key]

    def find(self, key: str) -> Parcel | None:
        return self.rows.get(key)

    def all(self) -> Sequence[Parcel]:
        return sorted(self.rows.values(), key=lambda parcel: parcel.created_at, reverse=True)

    def page(self, limit: int, offset: int = 0) -> Sequence[Parcel]:
        return self.all()[offset : offset + limit]

    def due(self, now: datetime, limit: int, *, ignore_delay: bool = False) -> Sequence[Parcel]:
        rows = [
            row
            for row in self.rows.values()
            if row.state in WAITING
            and (ignore_delay or row.next_try_at is None or row.next_try_at <= now)
        ]
        return sorted(rows, key=lambda r: (r.urgency not in {"P4", "P5"}, r.created_at))[:limit]

    def awaiting_receipt(self, now, limit, *, ignore_delay=False) -> Sequence[Parcel]:
        return [
            row
            for row in self.rows.values()
            if row.state in AWAITING_RECEIPT | {ParcelState.SEALED, ParcelState.NEEDS_HUMAN}
            and (ignore_delay or row.next_poll_at is None or row.next_poll_at <= now)
        ][:limit]

    def count_open(self) -> int:
        return len([row for row in self.rows.values() if row.state is not ParcelState.ACCEPTED])

    def add_event(self, event: OutboxEvent) -> None:
        self.journal.append(event)

    def events(self, key: str) -> Sequence[OutboxEvent]:
        return [e for e in self.journal if f"{e.referral_id}.{e.revision}" == key]


class MemorySpool:
    def __init__(self) -> None:
        self.files = {SHA256: SEALED}

    def put(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.files[name] = data
        return name

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.files:
            raise NotFoundError("spool")
        return self.files[sha256]

    def remove(self, sha256: str) -> None:
        self.files.pop(sha256, None)

    def sweep(self, keep: frozenset[str]) -> int:
        return 0


class Unit:
    def __init__(self, parcels: MemoryParcels, audited: list[str]) -> None:
        self.parcels = parcels
        self.audit = self
        self._audited = audited

    def record(self, event: AuditEvent) -> None:
        self._audited.append(event.what)

    def __enter__(self):
        return self

    def __exit__(self, *_error) -> None:
        """Nothing is undone: faults of the vault are tested on a real one."""

    def commit(self) -> None:
        """Everything is kept at once."""


class Receipts:
    """Reads receipts that were put into it; anything else is refused."""

    def __init__(self) -> None:
        self.known: dict[bytes, Receipt] = {}

    def read_receipt(self, jws: bytes, certificate: bytes) -> Receipt:
        if certificate != b"desk" or jws not in self.known:
            raise DocumentRefusedError("jws-signature")
        return self.known[jws]


class Bench:
    """An outbox with one parcel and everything round it in reach."""

    def __init__(self, **changes) -> None:
        self.parcels, self.spool = MemoryParcels(), MemorySpool()
        self.store, self.receipts = MemoryTransport(), Receipts()
        self.clock = SetClock(NOW)
        self.audited: list[str] = []
        self.parcels.save(a_parcel(**changes))
        self.outbox = Outbox(
            lambda: Unit(self.parcels, self.audited),
            lambda _address: self.store,
            self.spool,
            self.receipts,
            self.clock,
            lambda limit: limit,
        )

    @property
    def parcel(self) -> Parcel:
        return self.parcels.get("r-1.1")

    @property
    def state(self) -> ParcelState:
        return self.parcel.state

    def put_receipt(self, name: str, receipt: Receipt, jws: bytes | None = None) -> None:
        jws = jws or f"{name} {receipt.seq}".encode()
        self.receipts.known[jws] = receipt
        self.store.objects[name] = jws

    def send(self):
        return self.outbox.send_due(now_please=True)

    def change(self, **changes) -> None:
        self.parcels.save(replace(self.parcel, **changes))
