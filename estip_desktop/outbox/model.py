"""Parcels, their states and the words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.ids import DeskId, ReferralId


class ParcelState(StrEnum):
    """Where a parcel stands; a parcel never goes back, except that a lost one is offered again."""

    DRAFT = "draft"
    SIGNED = "signed"
    SEALED = "sealed"
    SENDING = "sending"
    STORED = "stored"
    COLLECTED = "collected"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    NEEDS_HUMAN = "needs_human"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


NO_DESK = DeskId("")
_WORDS: Mapping[ParcelState, str] = {
    ParcelState.DRAFT: N_("Draft"),
    ParcelState.SIGNED: N_("Signed"),
    ParcelState.SEALED: N_("Waiting"),
    ParcelState.SENDING: N_("Sending"),
    ParcelState.STORED: N_("Left at the store"),
    ParcelState.COLLECTED: N_("OH's computer has it"),
    ParcelState.ACCEPTED: N_("Accepted by {name}"),
    ParcelState.BOOKED: N_("Appointment booked"),
    ParcelState.RETURNED: N_("Sent back: {reason}"),
    ParcelState.HANDED_OVER: N_("Handed over by hand"),
    ParcelState.NEEDS_HUMAN: N_("Needs you"),
    ParcelState.WITHDRAWN: N_("Withdrawn"),
    ParcelState.CLOSED: N_("Closed"),
}

WAITING = frozenset({ParcelState.SEALED, ParcelState.SENDING})
AWAITING_RECEIPT = frozenset({ParcelState.STORED, ParcelState.COLLECTED, ParcelState.ACCEPTED,
                              ParcelState.BOOKED, ParcelState.HANDED_OVER})  # fmt: skip
ENDED = frozenset({ParcelState.WITHDRAWN, ParcelState.CLOSED, ParcelState.RETURNED})
ARRIVED = frozenset({ParcelState.ACCEPTED, ParcelState.BOOKED, ParcelState.CLOSED})
NOT_LEFT = frozenset({ParcelState.SIGNED, ParcelState.SEALED, ParcelState.NEEDS_HUMAN})
"""States in which a parcel is on this laptop, and only there unless its journal says more."""

CONSENT_TAKEN_BACK = "consent-taken-back"
"""``last_error`` of a parcel that is out and must not be offered again."""

_CAN_BE_CARRIED = NOT_LEFT | {ParcelState.SENDING, ParcelState.STORED, ParcelState.HANDED_OVER}


class ParcelGroup(StrEnum):
    """The three lists of the Outbox page."""

    NEEDS_YOU = "needs-you"
    WAITING = "waiting"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One revision of one document on its way to one desk.

    Args:
        object_sha256: Name of the sealed object; empty while no desk is known (state ``signed``).
        sealed_size: Bytes of the sealed object.
        desk_certificate: X.509 DER of the desk it was sealed to: its receipts verify with this
            and with nothing else, whatever happens to the desk's card later.
        store: Address of the store, as printed on the desk's card.
        collect_by: Until when the desk's computer should have it; ``None`` where no rule says so.
        accept_by: Until when a named person should have accepted it.
        receipt_seq: ``seq`` of the newest receipt; an older one never overrides it.
    """

    referral_id: ReferralId
    revision: int
    reference: str
    state: ParcelState
    urgency: str
    created_at: datetime
    kind: str = "referral"
    object_sha256: str = ""
    sealed_size: int = 0
    document_size: int = 0
    device_id: str = ""
    desk_id: DeskId = NO_DESK
    desk_name: str = ""
    desk_certificate: bytes = field(default=b"", repr=False)
    store: str = ""
    recipients: tuple[str, ...] = ()
    collect_by: datetime | None = None
    accept_by: datetime | None = None
    next_try_at: datetime | None = None
    tries: int = 0
    last_error: str = ""
    stored_at: datetime | None = None
    collected_at: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: str = field(default="", repr=False)
    returned_reason: str = field(default="", repr=False)
    oh_reference: str = ""
    receipts: int = 0
    receipt_seq: int = 0
    receipt_jws: bytes = field(default=b"", repr=False)
    next_poll_at: datetime | None = None
    polls: int = 0
    handed_to: str = field(default="", repr=False)
    handed_at: datetime | None = None
    phoned_to: str = field(default="", repr=False)
    phoned_at: datetime | None = None
    latest_moment: datetime | None = None

    @property
    def key(self) -> str:
        """What names it in the Outbox and on the command line."""
        return f"{self.referral_id}.{self.revision}"

    @property
    def object_name(self) -> str:
        """Its name on a store."""
        return f"in/{self.object_sha256}.age"

    @property
    def is_stopped_for_good(self) -> bool:
        """Whether consent was taken back while it was out: no further copy may follow it."""
        return self.last_error == CONSENT_TAKEN_BACK

    @property
    def can_be_carried(self) -> bool:
        """Whether somebody may take it to the desk by hand."""
        return self.state in _CAN_BE_CARRIED and not self.is_stopped_for_good

    @property
    def words(self) -> str:
        """Its state as a person reads it."""
        return _(_WORDS[self.state]).format(name=self.accepted_by, reason=self.returned_reason)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the desk has not answered in time.

        The latest moment ever recorded counts where the clock was set back since: a wrong clock
        must not silence an alarm.
        """
        moment = max(now, self.latest_moment or now)
        if self.state in ENDED or self.state in ARRIVED:
            return False
        if self.accept_by is not None and moment > self.accept_by:
            return True
        return (
            self.state is not ParcelState.COLLECTED
            and self.collect_by is not None
            and moment > self.collect_by
        )


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """One line of a parcel's journal, append only; codes, never content."""

    referral_id: ReferralId
    revision: int
    at: datetime
    monotonic_s: float
    what: str
    detail: str = ""


_LEFT = frozenset({"stored", "exported", "may-be-stored"})


def may_have_left(events: Iterable[OutboxEvent]) -> bool:
    """Whether a copy of a parcel may be out of the laptop, going by its journal."""
    return any(event.what in _LEFT for event in events)


def once_replaced(parcel: Parcel, events: Iterable[OutboxEvent]) -> ParcelState:
    """The state of a parcel once a newer version of it was sealed, going by its journal.

    What may have left goes its way, so that its receipts are still believed; but what cannot go on
    by itself would ask for somebody for ever, and the newer version answers for it.
    """
    if parcel.state in NOT_LEFT and not may_have_left(events):
        return ParcelState.WITHDRAWN
    if parcel.state in {ParcelState.RETURNED, ParcelState.NEEDS_HUMAN}:
        return ParcelState.CLOSED
    return parcel.state


def group_of(parcel: Parcel, now: datetime) -> ParcelGroup:
    """The list of the Outbox page a parcel belongs to."""
    if parcel.state in {ParcelState.RETURNED, ParcelState.NEEDS_HUMAN, ParcelState.SIGNED}:
        return ParcelGroup.NEEDS_YOU
    if parcel.is_overdue(now):
        return ParcelGroup.NEEDS_YOU
    return ParcelGroup.WAITING if parcel.state in WAITING else ParcelGroup.SENT
