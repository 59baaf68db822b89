"""What the page says about the record itself: how long it is kept, and what holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from estip_desktop.casework import Person
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.outbox import ParcelState
from estip_desktop.outbox.model import AWAITING_RECEIPT
from estip_desktop.records import (
    HOLD_KINDS,
    HOW,
    Hold,
    PersonFile,
    PersonKeeping,
    TakenBack,
)

_WAITING: Mapping[str, str] = {
    "draft": N_("a session is not finished"),
    "contact": N_("a contact is still due"),
    "closing": N_("the contact of day 91 is not recorded"),
    "parcel": N_("a referral is not accepted yet"),
}


_OUT = AWAITING_RECEIPT | {ParcelState.NEEDS_HUMAN}


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold that stands."""

    id: str
    title: str
    line: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """What the card about the record shows.

    Args:
        kept: Label and value of how long it is kept.
        holds: Those that stand.
        banner: Title and words where consent was taken back; else empty.
        person: Whose details may be put right.
        is_sealed: Consent was taken back.
    """

    kept: tuple[str, str]
    holds: tuple[HoldRow, ...]
    banner: tuple[str, str]
    person: Person = field(repr=False)
    is_sealed: bool


def record_sheet(file: PersonFile, keeping: PersonKeeping) -> RecordSheet:
    """Draw the card."""
    return RecordSheet(
        kept=(_("Kept"), kept_words(keeping, file.standing_holds)),
        holds=tuple(_hold_row(hold) for hold in file.standing_holds),
        banner=_banner(file, keeping),
        person=file.person,
        is_sealed=file.withdrawal is not None,
    )


def kept_words(keeping: PersonKeeping, holds: tuple[Hold, ...]) -> str:
    """Until when a record is kept, or what its clock waits for."""
    if holds:
        return _("Held back. It stays until every hold is lifted.")
    if keeping.until is not None:
        return _("Until {day}").format(day=format_date(keeping.until))
    reasons = list(dict.fromkeys(code for case in keeping.cases for code in case.dates.waiting))
    if not reasons:
        return _("No last day yet")
    words = "; ".join(_(_WAITING[code]) for code in reasons)
    return _("No last day yet: {reasons}.").format(reasons=words)


def taken_back_words(outcome: TakenBack) -> str:
    """What was stopped, and whom somebody has to ring."""
    words = [_("Notes are sealed and nothing more is shared.")]
    if outcome.stopped:
        references = ", ".join(outcome.stopped)
        words.append(_("Withdrawn before it left: {references}.").format(references=references))
    if outcome.left:
        words.append(_ring_words([parcel.reference for parcel in outcome.left]))
    return " ".join(words)


def _banner(file: PersonFile, keeping: PersonKeeping) -> tuple[str, str]:
    withdrawal = file.withdrawal
    if withdrawal is None:
        return "", ""
    title = _("They took their consent back on {day}, {how}").format(
        day=format_date(local_day(withdrawal.at)), how=_(HOW[withdrawal.how])
    )
    words = [_("Notes are sealed: not shown, not shared.")]
    if file.standing_holds:
        words.append(_("A hold keeps them for now."))
    elif keeping.until is not None:
        day = format_date(keeping.until)
        words.append(_("What law and policy require is kept until {day}.").format(day=day))
    gone = {ParcelState.RETURNED, ParcelState.CLOSED}
    out = [
        each.reference
        for key, each in file.parcels.items()
        if each.state not in gone and (key in file.may_be_out or each.state in _OUT)
    ]
    if out:
        words.append(_ring_words(sorted(set(out))))
    return title, " ".join(words)


def _ring_words(references: list[str]) -> str:
    return _(
        "Phone Occupational Health and say that consent for {references} was taken back."
    ).format(references=", ".join(references))


def _hold_row(hold: Hold) -> HoldRow:
    return HoldRow(
        hold.id,
        _("Held: {kind}").format(kind=_(HOLD_KINDS[hold.kind])),
        _("{reason} · answers for it: {owner}").format(reason=hold.reason, owner=hold.owner),
    )
