"""Receipts: a desk's signed word about one object, and what it does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from estip_desktop.errors import InputRefusedError
from estip_desktop.outbox.model import Parcel, ParcelState

REASON_LIMIT = 240
_SHA256 = re.compile(r"[0-9a-f]{64}")
_EARLY = timedelta(days=1)


class ReceiptStatus(StrEnum):
    """What the desk says; all but the first are a named person's word."""

    COLLECTED = "collected"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    RETURNED = "returned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt; no personal data of the person referred.

    Args:
        seq: Counts up over all receipts of this desk's key.
        prev: SHA-256 of the previous receipt of this key; empty for the first.
    """

    object_sha256: str
    referral_id: str
    revision: int
    device_id: str
    status: ReceiptStatus
    at: datetime
    unit: str
    seq: int
    person: str = field(default="", repr=False)
    prev: str = ""
    oh_ref: str = ""
    reason: str = field(default="", repr=False)
    checks: tuple[tuple[str, bool], ...] = ()

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.object_sha256) or (
            self.prev and not _SHA256.fullmatch(self.prev)
        ):
            raise InputRefusedError("receipt-hash")
        if self.seq < 1 or self.revision < 1:
            raise InputRefusedError("receipt-number")
        if self.status is ReceiptStatus.ACCEPTED and not self.person.strip():
            raise InputRefusedError("receipt-without-person")
        if self.status is ReceiptStatus.RETURNED and not self.reason.strip():
            raise InputRefusedError("receipt-without-reason")
        if len(self.reason) > REASON_LIMIT or max(len(self.person), len(self.unit)) > REASON_LIMIT:
            raise InputRefusedError("receipt-too-long")


_STATES = {
    ReceiptStatus.COLLECTED: ParcelState.COLLECTED,
    ReceiptStatus.ACCEPTED: ParcelState.ACCEPTED,
    ReceiptStatus.BOOKED: ParcelState.BOOKED,
    ReceiptStatus.RETURNED: ParcelState.RETURNED,
    ReceiptStatus.CLOSED: ParcelState.CLOSED,
}


def finding(receipt: Receipt, parcel: Parcel) -> str:
    """Why a receipt whose signature fits is not about this parcel; empty if it is."""
    if receipt.object_sha256 != parcel.object_sha256:
        return "receipt-other-object"
    if (receipt.referral_id, receipt.revision) != (parcel.referral_id, parcel.revision):
        return "receipt-other-referral"
    if receipt.device_id != parcel.device_id:
        return "receipt-other-device"
    if receipt.at < parcel.created_at - _EARLY:
        return "receipt-too-early"
    if receipt.seq <= parcel.receipt_seq:
        return "receipt-replayed"
    return ""


def applied(parcel: Parcel, receipt: Receipt, jws: bytes, now: datetime) -> Parcel:
    """The parcel after a verified receipt that is about it."""
    changed = replace(
        parcel,
        state=_STATES[receipt.status],
        receipts=parcel.receipts + 1,
        receipt_seq=receipt.seq,
        receipt_jws=jws,
        oh_reference=receipt.oh_ref or parcel.oh_reference,
        collected_at=parcel.collected_at or receipt.at,
        last_error="",
        latest_moment=max(now, parcel.latest_moment or now),
    )
    match receipt.status:
        case ReceiptStatus.ACCEPTED:
            return replace(changed, accepted_at=receipt.at, accepted_by=receipt.person)
        case ReceiptStatus.BOOKED:  # tells as much, where the acceptance itself was not seen
            return replace(
                changed,
                accepted_at=parcel.accepted_at or receipt.at,
                accepted_by=parcel.accepted_by or receipt.person,
            )
        case ReceiptStatus.RETURNED:
            return replace(changed, returned_reason=receipt.reason)
        case _:
            return changed
