"""What the outbox needs: the vault, a spool of sealed files, stores, a reader of receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from estip_desktop.kernel.unit_of_work import UnitOfWork
from estip_desktop.outbox.model import OutboxEvent, Parcel
from estip_desktop.outbox.receipt import Receipt


class Stored(StrEnum):
    """What a store says to a new object; neither proves anything until ``stat`` agrees."""

    CREATED = "created"
    EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One name on a store and its size in bytes.

    Args:
        name: Of the object.
        size: In bytes.
        changed: When it was last written, as the store says it; only good for comparing, and empty
            where a store says nothing.
    """

    name: str
    size: int
    changed: str = field(default="", compare=False)


class Transport(Protocol):
    """A store of immutable objects; each method raises StoreUnreachableError if it cannot look.

    Names are ``in/<sha256>.age``, ``rc/<sha256>.jws``, ``rc/<sha256>.<n>.jws`` and
    ``cards/<sha256>.jws``; anything else is InputRefusedError (``store-name``).
    """

    def create(self, name: str, data: bytes) -> Stored:
        """Add an object; one that is there already stays as it is."""
        ...

    def stat(self, name: str) -> int | None:
        """Its size in bytes, or ``None``."""
        ...

    def get(self, name: str, limit_bytes: int) -> bytes | None:
        """Its bytes, or ``None``.

        Raises:
            DocumentRefusedError: It is larger than ``limit_bytes``; nothing was read.
        """
        ...

    def list(self, prefix: str) -> Sequence[StoredObject]:
        """What is there under ``in``, ``rc`` or ``cards``, by name; the desk's side only."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


TransportOpener: TypeAlias = Callable[[str], Transport]
"""From a store's address (``file:///…``) to a transport."""


class Spool(Protocol):
    """Sealed files waiting beside the vault, named by the SHA-256 of their bytes."""

    def put(self, data: bytes) -> str:
        """Write durably (temporary name, fsync, rename, fsync of the folder); gives the SHA-256."""
        ...

    def get(self, sha256: str) -> bytes:
        """The sealed bytes, hashed again.

        Raises:
            NotFoundError: There is no such file.
            DocumentRefusedError: Its bytes no longer have this hash.
        """
        ...

    def remove(self, sha256: str) -> None:
        """Drop it; missing is fine."""
        ...

    def sweep(self, keep: frozenset[str]) -> int:
        """Remove unfinished files and those nobody speaks of any more; returns how many."""
        ...


class ReceiptReader(Protocol):
    """Verifies and reads receipts, away from every key."""

    def read_receipt(self, jws: bytes, certificate: bytes) -> Receipt:
        """Read a receipt that ``certificate`` (DER) signed.

        Raises:
            DocumentRefusedError: It is no receipt, or somebody else signed it.
        """
        ...


class ParcelRepository(Protocol):
    """Parcels and their journal."""

    def save(self, parcel: Parcel) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def get(self, key: str) -> Parcel:
        """One of them by its key."""
        ...

    def find(self, key: str) -> Parcel | None:
        """One of them by its key, or ``None``."""
        ...

    def all(self) -> Sequence[Parcel]:
        """Newest first."""
        ...

    def page(self, limit: int, offset: int = 0) -> Sequence[Parcel]:
        """A page of them, newest first."""
        ...

    def due(self, now: datetime, limit: int, *, ignore_delay: bool = False) -> Sequence[Parcel]:
        """Sealed or sending ones whose next try has come: urgent first, then oldest."""
        ...

    def awaiting_receipt(
        self, now: datetime, limit: int, *, ignore_delay: bool = False
    ) -> Sequence[Parcel]:
        """Those whose receipts should be looked for now."""
        ...

    def count_open(self) -> int:
        """Parcels that still wait for something: the number beside Outbox."""
        ...

    def add_event(self, event: OutboxEvent) -> None:
        """Append to the journal."""
        ...

    def events(self, key: str) -> Sequence[OutboxEvent]:
        """Journal of one parcel, oldest first."""
        ...


class OutboxUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault that the outbox may touch."""

    @property
    def parcels(self) -> ParcelRepository:
        """Parcels and their journal."""
        ...
