"""Referrals, parcels and inbox entries of obviously made-up people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter

from estip_desktop.kernel.ids import DeskId, IncidentId, PersonId, ReferralId, SessionId
from estip_desktop.outbox import Parcel, ParcelState
from estip_desktop.receiving import Check, InboxEntry
from estip_desktop.referrals import (
    ConsentBlock,
    ContactBlock,
    EventBlock,
    PersonBlock,
    Referral,
    ReferralChoices,
    ReferralContent,
    ReferralState,
    ReferrerBlock,
    RequestBlock,
    RiskBlock,
)
from tests.builders import NOW

KEY = "referral-1.1"
KID = "5b43" * 16


def a_pdf() -> bytes:
    """One page, made here."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.drawText(100, 100, "Referral")
    painter.end()
    return bytes(buffer.data().data())


def a_content(*, share: bool = True, urgency: str = "P3", recipient: str = "Northdale OH") -> Any:
    """What a referral of Robin Sample says."""
    return ReferralContent(
        referral_id="referral-1",
        reference="R-2026-0001",
        revision=1,
        created_at=NOW,
        app="test",
        person=PersonBlock("P-0417", "Robin Sample", "N1234"),
        contact=ContactBlock("Telephone call", "phone", "01632 960123"),
        referrer=ReferrerBlock("Priya Made-Up", "Peer supporter"),
        consent=ConsentBlock(share, "estip-privacy/1", NOW, how="in-person"),
        event=EventBlock("Ferry Lane collision", date(2026, 11, 23)),
        request=RequestBlock("Occupational Health", urgency, "Poor sleep"),
        risk=RiskBlock("No immediate concern was raised."),
        recipient=recipient,
    )


def a_referral(**changes: Any) -> Referral:
    """A draft, complete and agreed."""
    values: dict[str, Any] = {
        "id": ReferralId("referral-1"),
        "reference": "R-2026-0001",
        "revision": 1,
        "person_id": PersonId("person-1"),
        "incident_id": IncidentId("incident-1"),
        "session_id": SessionId("session-1"),
        "choices": ReferralChoices(desk_id=DeskId(KID), reason="Poor sleep"),
        "content": a_content(),
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Referral(**(values | changes))


def a_signed_referral() -> Referral:
    """The same, signed."""
    return replace(
        a_referral(),
        state=ReferralState.SIGNED,
        signed_at=NOW,
        pdf=a_pdf(),
        bundle_sha256="7f3a91c2" + "0" * 56,
    )


def a_parcel(**changes: Any) -> Parcel:
    """Sealed and waiting."""
    values: dict[str, Any] = {
        "referral_id": ReferralId("referral-1"),
        "revision": 1,
        "reference": "R-2026-0001",
        "state": ParcelState.SEALED,
        "urgency": "P3",
        "created_at": NOW - timedelta(minutes=30),
        "object_sha256": "ab685246" + "0" * 56,
        "sealed_size": 86_016,
        "desk_name": "Northdale OH",
        "store": "file:///store",
    }
    return Parcel(**(values | changes))


def an_entry(**changes: Any) -> InboxEntry:
    """New at the desk, from a sender nobody has compared yet."""
    values: dict[str, Any] = {
        "id": KEY,
        "referral_id": "referral-1",
        "revision": 1,
        "reference": "R-2026-0001",
        "kind": "referral",
        "urgency": "P3",
        "received_at": NOW,
        "created_at": NOW,
        "device_id": "device",
        "sender_kid": KID,
        "sender_name": "Priya Made-Up",
        "objects": ("ab" * 32,),
        "checks": (Check("pdf", passed=True, words="The pages were not changed"),),
        "pdf": a_pdf(),
    }
    return InboxEntry(**(values | changes))
