"""What a desk keeps: inbox entries, quarantined objects, and the receipts it has made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from estip_desktop.kernel.i18n import N_, _
from estip_desktop.outbox import Manifest


class InboxState(StrEnum):
    """What the desk has done with a referral."""

    NEW = "new"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    RETURNED = "returned"
    CLOSED = "closed"


_WORDS: Mapping[InboxState, str] = {
    InboxState.NEW: N_("New"),
    InboxState.ACCEPTED: N_("Accepted by {name}"),
    InboxState.BOOKED: N_("Appointment booked"),
    InboxState.RETURNED: N_("Sent back: {reason}"),
    InboxState.CLOSED: N_("Closed"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: a stable code, whether it holds, and plain words."""

    code: str
    passed: bool
    words: str


@dataclass(frozen=True, slots=True)
class OpenedParcel:
    """What the inspecting process found in an unsealed parcel.

    Args:
        refused: Why it goes to quarantine; empty for a good one.
        signer_kid: SHA-256 of the signing certificate.
        signer_certificate: That certificate, DER.
        known: The signer is pinned (or vouched for by the force).
        data: The embedded FHIR bundle, as its bytes.
    """

    refused: str = ""
    manifest: Manifest | None = None
    signer_kid: str = ""
    signer_name: str = field(default="", repr=False)
    signer_certificate: bytes = field(default=b"", repr=False)
    exercise: bool = False
    known: bool = False
    checks: tuple[Check, ...] = ()
    reference: str = ""
    pdf: bytes = field(default=b"", repr=False)
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One revision of one referral at the desk.

    Args:
        id: ``<referral id>.<revision>``; more where another sender, or other data, claims the same.
        objects: SHA-256 of every object that carried it; more than one after a second sealing.
    """

    id: str
    referral_id: str
    revision: int
    reference: str
    kind: str
    urgency: str
    received_at: datetime
    created_at: datetime
    device_id: str
    sender_kid: str
    objects: tuple[str, ...]
    sender_name: str = field(default="", repr=False)
    sender_certificate: bytes = field(default=b"", repr=False)
    sender_known: bool = False
    checks: tuple[Check, ...] = ()
    pdf: bytes = field(default=b"", repr=False)
    data: bytes = field(default=b"", repr=False)
    phoned_at: datetime | None = None
    phoned_to: str = field(default="", repr=False)
    answer_by: datetime | None = None
    state: InboxState = InboxState.NEW
    assignee: str = field(default="", repr=False)
    accepted_at: datetime | None = None
    reason: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        """Its state as a person reads it."""
        return _(_WORDS[self.state]).format(name=self.assignee, reason=self.reason)

    def vouched(self) -> Self:
        """The same once its sender's certificate is pinned."""
        checks = tuple(
            replace(check, passed=check.passed or check.code == "sender") for check in self.checks
        )
        return replace(self, sender_known=True, checks=checks)

    def bundle(self) -> Any:  # noqa: ANN401 - JSON is what it is
        """The data as parsed JSON."""
        from estip_desktop.kernel import strict_json  # noqa: PLC0415 - only when somebody looks

        return strict_json.load(self.data)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An object that could not be taken in; its bytes stay on the store."""

    object_name: str
    reason: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MadeReceipt:
    """A receipt of this desk: kept until it is on the store, and the link of a chain afterwards."""

    seq: int
    name: str
    object_sha256: str
    jws: bytes = field(repr=False)
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """What one look at the store brought, or one object of it."""

    new: int = 0
    merged: int = 0
    quarantined: int = 0
    receipts: int = 0
    refused: tuple[str, ...] = ()

    def __add__(self, other: Self) -> Self:
        return replace(
            self,
            new=self.new + other.new,
            merged=self.merged + other.merged,
            quarantined=self.quarantined + other.quarantined,
            receipts=self.receipts + other.receipts,
            refused=self.refused + other.refused,
        )
