"""The journal of one parcel in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from estip_desktop.kernel.i18n import N_, _, format_moment
from estip_desktop.outbox import (
    NOT_LEFT,
    OutboxEvent,
    Parcel,
    ParcelState,
    may_have_left,
)
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

_EVENTS: Mapping[str, str] = {
    "signed": N_("Signed"),
    "sealed": N_("Sealed for the desk"),
    "sending": N_("Sending began"),
    "stored": N_("Left at the store"),
    "needs_human": N_("Stopped; it needs you"),
    "may-be-stored": N_("The store may have it all the same"),
    "lost-by-store": N_("The store lost it; it is sent again"),
    "damaged-by-store": N_("The copy at the store is damaged"),
    "replaced": N_("Replaced by a newer version"),
    "receipt-collected": N_("Receipt checked: Occupational Health's computer has it"),
    "receipt-accepted": N_("Receipt checked: accepted by a named person"),
    "receipt-booked": N_("Receipt checked: appointment booked"),
    "receipt-returned": N_("Receipt checked: sent back"),
    "receipt-closed": N_("Receipt checked: closed"),
    "receipt-refused": N_("A receipt could not be verified and changed nothing"),
    "exported": N_("Copied to a folder"),
    "handed-over": N_("Handed over by hand"),
    "phoned": N_("Occupational Health was phoned"),
    "try-again": N_("You asked to try again"),
    "withdrawn": N_("Taken back before it left"),
}
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything the page shows.

    Args:
        title: Reference of the document.
        state: Where it stands, in words.
        tone: ``ok``, ``warn`` or ``info``.
        proof: What is known for certain, in one sentence.
        facts: Label and value, in order.
        events: Words and moment, oldest first.
        can_withdraw: It has not left the laptop.
        can_phone: Somebody may be phoned and that written down.
        can_hand_over: It may be carried there by hand and that written down.
    """

    title: str
    state: str
    tone: str
    proof: str
    facts: tuple[tuple[str, str], ...]
    events: tuple[tuple[str, str], ...]
    can_withdraw: bool
    can_phone: bool
    can_hand_over: bool = False


class ReceiptView(Protocol):
    """What the page can show."""

    def show_receipt(self, receipt: Receipt) -> None:
        """Show where it stands."""
        ...


class ReceiptPresenter(PagePresenter):
    """Show a parcel; phone, take back.

    Args:
        view: The page.
        shell: The window.
        key: Names the parcel.
    """

    def __init__(self, view: ReceiptView, shell: Navigator, key: str) -> None:
        super().__init__(shell)
        self._view = view
        self._key = key

    def start(self) -> None:
        """Read parcel and journal."""
        outbox = self.services.outbox
        self.run(lambda: (outbox.get(self._key), outbox.events(self._key)), self._found)

    def open_document(self) -> None:
        """Look at the signed pages."""
        self.shell.open("referral", draft=self._key)

    def withdraw(self) -> None:
        """Take it back before it leaves."""
        self.run(lambda: self.services.outbox.withdraw(self._key), lambda _parcel: self.start())

    def phoned(self, to: str) -> None:
        """Somebody was phoned about it just now."""
        if to.strip():
            self.run(
                lambda: self.services.outbox.phoned(self._key, to=to.strip()),
                lambda _parcel: self.start(),
            )

    def handed_over(self, to: str) -> None:
        """Somebody took it there by hand just now."""
        if to.strip():
            self.run(
                lambda: self.services.outbox.hand_over(self._key, to=to.strip(), how="by-hand"),
                lambda _parcel: self.start(),
            )

    def back(self) -> None:
        """The Outbox."""
        self.shell.open("outbox")

    def _found(self, found: tuple[Parcel, Sequence[OutboxEvent]]) -> None:
        parcel, events = found
        self._view.show_receipt(describe(parcel, events, self.services.clock.now()))


def describe(parcel: Parcel, events: Sequence[OutboxEvent], now: datetime) -> Receipt:
    """Say where a parcel stands and why we know."""
    overdue = parcel.is_overdue(now)
    return Receipt(
        title=parcel.reference,
        state=parcel.words,
        tone=_tone(parcel, overdue=overdue),
        proof=_proof(parcel, overdue=overdue),
        facts=tuple(_facts(parcel)),
        events=tuple((_event_words(event), format_moment(event.at)) for event in events),
        can_withdraw=parcel.state in NOT_LEFT and not may_have_left(events),
        can_phone=overdue or parcel.urgency in {"P4", "P5"},
        can_hand_over=parcel.can_be_carried,
    )


def _tone(parcel: Parcel, *, overdue: bool) -> str:
    if overdue or parcel.state in {ParcelState.RETURNED, ParcelState.NEEDS_HUMAN}:
        return "warn"
    arrived = {ParcelState.ACCEPTED, ParcelState.BOOKED, ParcelState.CLOSED}
    return "ok" if parcel.state in arrived else "info"


def _proof(parcel: Parcel, *, overdue: bool) -> str:
    if parcel.receipts:
        return _("The desk signed a receipt for exactly this document, and it was verified here.")
    if overdue:
        return _("No receipt came in time. Phone Occupational Health and say the reference.")
    if parcel.state is ParcelState.HANDED_OVER:
        return _("It was carried by hand. Only a receipt from the desk proves that it arrived.")
    if parcel.state is ParcelState.STORED:
        return _("The store has it. Only a receipt from the desk proves that it arrived.")
    return _("It is on this laptop, signed and encrypted.")


def _facts(parcel: Parcel) -> list[tuple[str, str]]:
    rows = [
        (_("Sent to"), parcel.desk_name or _("No desk yet")),
        (_("Version"), str(parcel.revision)),
        (_("Check code of the sealed file"), _code(parcel.object_sha256)),
        (_("Accepted by"), parcel.accepted_by),
        (_("Accepted"), _moment(parcel.accepted_at)),
        (_("Their reference"), parcel.oh_reference),
        (_("Sent back because"), parcel.returned_reason),
        (_("Answer expected by"), _moment(parcel.accept_by)),
        (_("Phoned"), _phoned(parcel)),
        (_("Handed over to"), _handed_over(parcel)),
    ]
    return [(label, value) for label, value in rows if value]


def _phoned(parcel: Parcel) -> str:
    if parcel.phoned_at is None:
        return ""
    return _("{who}, {when}").format(who=parcel.phoned_to, when=format_moment(parcel.phoned_at))


def _handed_over(parcel: Parcel) -> str:
    if parcel.handed_at is None:
        return ""
    return _("{who}, {when}").format(who=parcel.handed_to, when=format_moment(parcel.handed_at))


def _code(sha256: str) -> str:
    code = sha256[:_CODE_LENGTH].upper()
    return f"{code[:4]} {code[4:]}".strip()


def _moment(moment: datetime | None) -> str:
    return format_moment(moment) if moment is not None else ""


def _event_words(event: OutboxEvent) -> str:
    if event.what == "sealed" and event.detail:
        return _("Could not be sent; it is tried again")
    return _(_EVENTS.get(event.what, N_("Noted")))
