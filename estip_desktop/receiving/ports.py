"""What a desk needs: its rows, its key, an inspecting process, and its receipts signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from estip_desktop.outbox import Receipt
from estip_desktop.provisioning import IdentityKeys, OwnIdentity, ProvisioningUnitOfWork
from estip_desktop.receiving.model import InboxEntry, MadeReceipt, OpenedParcel, Quarantined


class InboxRepository(Protocol):
    """Referrals at the desk."""

    def save(self, entry: InboxEntry) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def vouch(self, entry: InboxEntry) -> None:
        """Keep that its sender is known, whatever has become of its document."""
        ...

    def get(self, entry_id: str) -> InboxEntry:
        """One of them by its key."""
        ...

    def find(self, entry_id: str) -> InboxEntry | None:
        """One of them by its key, or ``None``."""
        ...

    def all(self) -> Sequence[InboxEntry]:
        """Urgent first, then newest; without ``pdf`` and ``data``."""
        ...

    def known_objects(self) -> frozenset[str]:
        """SHA-256 of every object already taken in."""
        ...

    def add_receipt(self, receipt: MadeReceipt) -> None:
        """Keep a receipt; the same number again marks it as stored."""
        ...

    def count_receipts(self, object_sha256: str) -> int:
        """How many receipts were made for one object."""
        ...

    def last_receipt(self) -> MadeReceipt | None:
        """The newest receipt: the next one names its hash."""
        ...

    def unstored_receipts(self) -> Sequence[MadeReceipt]:
        """Those that are not on the store yet, oldest first."""
        ...


class QuarantineRepository(Protocol):
    """Objects that could not be taken in."""

    def save(self, item: Quarantined) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def remove(self, object_name: str) -> None:
        """It could be taken in after all; missing is fine."""
        ...

    def all(self) -> Sequence[Quarantined]:
        """Newest first."""
        ...


class ReceivingUnitOfWork(ProvisioningUnitOfWork, Protocol):
    """The slice of the vault that a desk may touch."""

    @property
    def inbox(self) -> InboxRepository:
        """Referrals at this desk."""
        ...

    @property
    def quarantine(self) -> QuarantineRepository:
        """Objects that could not be taken in."""
        ...


class Opener(Protocol):
    """Opens sealed objects with the desk's key."""

    def open(self, sealed: bytes, age_key: str) -> bytes:
        """The plaintext.

        Raises:
            DocumentRefusedError: Not an age file for X25519 recipients, not for this key, or
            changed.
        """
        ...


class ParcelInspector(Protocol):
    """Looks into unsealed parcels, away from every key."""

    def inspect_parcel(
        self, plaintext: bytes, recipient: str, known: Sequence[bytes]
    ) -> OpenedParcel:
        """Unpack and check; a bad parcel is a finding, not an exception.

        Args:
            plaintext: The stored ZIP.
            recipient: This desk's own age recipient: the manifest must name it.
            known: Certificates (DER) that are pinned.
        """
        ...


class ReceiptMaker(Protocol):
    """Signs receipts."""

    def make_receipt(self, receipt: Receipt, identity: OwnIdentity, keys: IdentityKeys) -> bytes:
        """The receipt as a compact JWS."""
        ...
