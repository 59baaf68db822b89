"""From a checked parcel to an entry of the inbox, and from an entry to its receipt."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from estip_desktop.outbox import Manifest, Receipt, ReceiptStatus
from estip_desktop.receiving.collecting import Looked
from estip_desktop.receiving.model import InboxEntry, MadeReceipt
from estip_desktop.receiving.ports import InboxRepository

_OTHER_SENDER_DIGITS = 8


def taken_in(
    inbox: InboxRepository, looked: Looked, manifest: Manifest, now: datetime
) -> tuple[InboxEntry, bool]:
    """The entry of a good parcel, and whether it only joins one that is there.

    The same referral and revision from the same sender is one entry, however often it was sealed.
    From another sender it is another entry: nobody can slip something under a known one.
    """
    opened = looked.opened
    entry_id = f"{manifest.referral_id}.{manifest.revision}"
    known = inbox.find(entry_id)
    if known is not None and known.sender_kid != opened.signer_kid:
        entry_id = f"{entry_id}.{opened.signer_kid[:_OTHER_SENDER_DIGITS]}"
        known = inbox.find(entry_id)
    if known is not None:
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
