"""A desk in memory, whose store complains if it is asked while a unit of work is open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from estip_desktop.errors import DocumentRefusedError, NotAvailableError, NotFoundError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.outbox import Manifest, ManifestConsent, Receipt, StoredObject
from estip_desktop.provisioning import IdentityKeys, KnownSender, OwnIdentity
from estip_desktop.receiving import (
    Check,
    Desk,
    InboxEntry,
    MadeReceipt,
    OpenedParcel,
    Quarantined,
)
from tests.builders import NOW
from tests.contracts.memory_transport import MemoryTransport

KID = "5b43" * 16
OWN = OwnIdentity("d" * 64, "Northdale OH", b"desk", NOW, recipient="age1desk", store="memory:")


def a_parcel(number: int = 1, *, copy: int = 1) -> bytes:
    """The sealed bytes of a referral; another copy is the same referral sealed once more."""
    return f"referral {number} copy {copy}".encode()


def name_of(sealed: bytes) -> str:
    return f"in/{hashlib.sha256(sealed).hexdigest()}.age"


@dataclass
class Tables:
    """What is committed."""

    entries: dict[str, InboxEntry] = field(default_factory=dict)
    receipts: dict[int, MadeReceipt] = field(default_factory=dict)
    aside: dict[str, Quarantined] = field(default_factory=dict)
    senders: dict[str, KnownSender] = field(default_factory=dict)
    audited: list[str] = field(default_factory=list)

    def copied(self) -> Tables:
        return Tables(**{name: value.copy() for name, value in vars(self).items()})


class _Rows:
    """One table: rows by the attribute that names them."""

    def __init__(self, rows: dict[str, Any], key: str) -> None:
        self._rows = rows
        self._key = key

    def save(self, row: Any) -> None:
        self._rows[getattr(row, self._key)] = row

    def find(self, key: str) -> Any:
        return self._rows.get(key)

    def get(self, key: str) -> Any:
        if key not in self._rows:
            raise NotFoundError("inbox")
        return self._rows[key]

    def remove(self, key: str) -> None:
        self._rows.pop(key, None)

    def all(self) -> Sequence[Any]:
        return list(self._rows.values())


class _Inbox(_Rows):
    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.entries, "id")
        self._receipts = tables.receipts

    def vouch(self, entry: InboxEntry) -> None:
        self.save(self.get(entry.id).vouched())

    def known_objects(self) -> frozenset[str]:
        return frozenset(sha256 for entry in self.all() for sha256 in entry.objects)

    def add_receipt(self, receipt: MadeReceipt) -> None:
        self._receipts[receipt.seq] = receipt

    def count_receipts(self, object_sha256: str) -> int:
        rows = self._receipts.values()
        return sum(receipt.object_sha256 == object_sha256 for receipt in rows)

    def last_receipt(self) -> MadeReceipt | None:
        return self._receipts[max(self._receipts)] if self._receipts else None

    def unstored_receipts(self) -> Sequence[MadeReceipt]:
        return [row for _seq, row in sorted(self._receipts.items()) if not row.stored]


class DeskUnit:
    """One unit of work: what is not committed is gone."""

    def __init__(self, bench: DeskBench) -> None:
        self._bench = bench
        self._tables = bench.tables.copied()
        self.audit = self.identities = self
        self.inbox = _Inbox(self._tables)
        self.quarantine = _Rows(self._tables.aside, "object_name")
        self.senders = _Rows(self._tables.senders, "kid")

    def __enter__(self):
        assert not self._bench.is_unit_open, "units do not nest"
        self._bench.is_unit_open = True
        return self

    def __exit__(self, *_error) -> None:
        self._bench.is_unit_open = False

    def commit(self) -> None:
        self._bench.tables = self._tables

    def record(self, event: AuditEvent) -> None:
        self._tables.audited.append(event.what)

    def own(self) -> OwnIdentity:
        return OWN

    def keys(self) -> IdentityKeys:
        return IdentityKeys(b"key", "AGE-SECRET-KEY-1")


class WatchedStore(MemoryTransport):
    """A store that no vault may wait for.

    Args:
        is_unit_open: Whether somebody is in the middle of a transaction.
    """

    def __init__(self, is_unit_open: Callable[[], bool]) -> None:
        super().__init__()
        self._is_unit_open = is_unit_open
        self.times: dict[str, str] = {}
        self.reads: list[str] = []
        self.before: Callable[[str, str], None] | None = None
        """Called with the verb and the name of every request, such as to hang there."""

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        self.reads.append(name)
        return super().get(name, limit_bytes)

    def list(self, prefix: str) -> Sequence[StoredObject]:
        return [
            StoredObject(found.name, found.size, self.times.get(found.name, ""))
            for found in super().list(prefix)
        ]

    def _asked(self, verb: str, name: str) -> None:
        assert not self._is_unit_open(), f"{verb} while a unit of work is open"
        if self.before is not None:
            self.before(verb, name)
        super()._asked(verb, name)


class DeskBench:
    """A desk and everything round it, in reach."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.is_unit_open = False
        self.store = WatchedStore(lambda: self.is_unit_open)
        self.worker_is_gone = False
        self.clock = SetClock(NOW)
        self.receipts: dict[bytes, Receipt] = {}
        self.desk = Desk(
            self._unit, lambda _address: self.store, self, self, self, self.clock, lambda: b"card"
        )

    def _unit(self) -> Any:
        return DeskUnit(self)

    def lay(self, *parcels: bytes) -> None:
        """Put parcels on the store."""
        for sealed in parcels:
            self.store.objects[name_of(sealed)] = sealed

    @property
    def entries(self) -> list[InboxEntry]:
        return list(self.tables.entries.values())

    def stored_receipts(self) -> list[Receipt]:
        """What supporters find, in the order in which it was signed."""
        rows = self.store.objects.items()
        found = [self.receipts[data] for name, data in rows if name.startswith("rc/")]
        return sorted(found, key=lambda receipt: receipt.seq)

    def open(self, sealed: bytes, age_key: str) -> bytes:
        if not sealed.startswith(b"referral "):
            raise DocumentRefusedError("seal-malformed")
        return sealed

    def inspect_parcel(
        self, plaintext: bytes, recipient: str, known: Sequence[bytes]
    ) -> OpenedParcel:
        if self.worker_is_gone:
            raise NotAvailableError("documents-worker")
        number = plaintext.split()[1].decode()
        manifest = Manifest(
            kind="referral",
            referral_id=f"r-{number}",
            revision=1,
            recipients=(recipient,),
            device_id="device",
            sender_role="peer-supporter",
            created_at=NOW,
            urgency="P3",
            consent=ManifestConsent(given=True, notice="notice/1", at=NOW),
            files=(),
            app="test",
        )
        is_known = b"supporter" in known
        return OpenedParcel(
            manifest=manifest,
            signer_kid=KID,
            signer_name="Priya Made-Up",
            signer_certificate=b"supporter",
            known=is_known,
            checks=(Check("sender", is_known, "Known"),),
            reference=f"R-2026-{number}",
            data=f"bundle {number}".encode(),
        )

    def make_receipt(self, receipt: Receipt, identity: OwnIdentity, keys: IdentityKeys) -> bytes:
        jws = f"{receipt.seq} {receipt.status} {receipt.object_sha256}".encode()
        self.receipts[jws] = receipt
        return jws
