"""From a checked parcel to an entry of the inbox, and from an entry to its receipt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from estip_desktop.errors import DocumentRefusedError, EstipError, StoreRefusedError
from estip_desktop.outbox import (
    RECEIPT_LIMIT_BYTES,
    RECEIPT_NUMBERS,
    Manifest,
    Receipt,
    ReceiptStatus,
    Transport,
)
from estip_desktop.receiving.collecting import Looked
from estip_desktop.receiving.model import InboxEntry, MadeReceipt
from estip_desktop.receiving.ports import InboxRepository

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Answers:
    """Receipts that are to be left at a store."""

    store: str
    receipts: tuple[MadeReceipt, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """How leaving receipts at the store went.

    Args:
        kept: Those that are there now, each under the name it has there.
        error: Why the others are not.
    """

    kept: tuple[MadeReceipt, ...] = field(default=(), repr=False)
    error: EstipError | None = None


def taken_in(
    inbox: InboxRepository, looked: Looked, manifest: Manifest, now: datetime
) -> tuple[InboxEntry, bool] | None:
    """The entry of a good parcel, and whether it only joins one that is there.

    ``None`` if this very object was taken in before.

    The same data from the same sender is one entry, however often it was sealed. From another
    sender, or with other data (a restored vault may sign the same revision again), it is another
    entry: nothing is slipped under a known one, and nothing is answered that nobody has seen.
    """
    opened = looked.opened
    first = f"{manifest.referral_id}.{manifest.revision}"
    content = hashlib.sha256(opened.signer_kid.encode() + opened.data).hexdigest()[:_DIGITS]
    for entry_id in (first, f"{first}.{content}", f"{first}.{looked.sha256}"):
        known = inbox.find(entry_id)
        if known is None:
            break
        if (known.sender_kid, known.data) == (opened.signer_kid, opened.data):
            if looked.sha256 in known.objects:
                return None
            return replace(known, objects=(*known.objects, looked.sha256)), True
    return InboxEntry(
        id=entry_id,
        referral_id=manifest.referral_id,
        revision=manifest.revision,
        reference=opened.reference,
        kind=manifest.kind,
        urgency=manifest.urgency,
        received_at=now,
        created_at=manifest.created_at,
        device_id=manifest.device_id,
        sender_kid=opened.signer_kid,
        sender_name=opened.signer_name,
        sender_certificate=opened.signer_certificate,
        sender_known=opened.known,
        objects=(looked.sha256,),
        checks=opened.checks,
        pdf=opened.pdf,
        data=opened.data,
        phoned_at=manifest.phoned_at,
        phoned_to=manifest.phoned_to,
        answer_by=manifest.ack_by,
    ), False


def receipt_for(
    last: MadeReceipt | None,
    entry: InboxEntry,
    sha256: str,
    status: ReceiptStatus,
    now: datetime,
    *,
    unit: str,
    person: str = "",
    reason: str = "",
) -> Receipt:
    """The next receipt of this desk: numbered, and naming the hash of the one before."""
    return Receipt(
        object_sha256=sha256,
        referral_id=entry.referral_id,
        revision=entry.revision,
        device_id=entry.device_id,
        status=status,
        at=now,
        unit=unit,
        person=person,
        reason=reason,
        seq=(last.seq if last else 0) + 1,
        prev=hashlib.sha256(last.jws).hexdigest() if last else "",
        checks=(("hash", True), ("unsealed", True), ("sender", entry.sender_known), ("pdf", True)),
    )


def receipt_name(sha256: str, number: int) -> str:
    """The name of an object's receipt on a store; the machine's is number 0."""
    return f"rc/{sha256}.{number}.jws" if number else f"rc/{sha256}.jws"


def carry(answers: Answers, transport: Transport) -> Carried:
    """Put receipts on the store, oldest first, as far as it goes; the same again does no harm."""
    kept: list[MadeReceipt] = []
    try:
        for receipt in answers.receipts:
            name = stored_as(receipt, transport)
            if name:
                kept.append(replace(receipt, name=name, stored=True))
    except EstipError as error:
        return Carried(tuple(kept), error)
    return Carried(tuple(kept))


def stored_as(receipt: MadeReceipt, transport: Transport) -> str:
    """Put a receipt on the store; gives the name it has there, or nothing if it is not kept.

    Where something else lies under its name (half a receipt, a stranger's file, one that may not
    be read), the next one is taken: the supporter looks at all and believes those that verify.
    """
    for name in (receipt.name, *(receipt_name(receipt.object_sha256, n) for n in RECEIPT_NUMBERS)):
        transport.create(name, receipt.jws)
        try:
            kept = transport.get(name, RECEIPT_LIMIT_BYTES)
        except (DocumentRefusedError, StoreRefusedError):
            continue
        if kept is None or kept == receipt.jws:
            return name if kept else ""
    return ""
