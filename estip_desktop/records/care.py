"""Concerns, flags, decisions, contacts and referrals of a record, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from estip_desktop.casework import OUTCOMES, outcome_words
from estip_desktop.casework.model import (
    Concern,
    ConcernClosing,
    ContactMethod,
    Decision,
    Flag,
    FollowUp,
    FollowUpState,
)
from estip_desktop.errors import NotFoundError
from estip_desktop.guidance import CORRECTED
from estip_desktop.kernel.i18n import N_, _, format_date, format_moment
from estip_desktop.outbox import Parcel
from estip_desktop.records.entries import Book, Entry, EntryKind, Line, Party, filled
from estip_desktop.referrals import Referral, ReferralState

PURPOSES: Mapping[str, str] = {
    "call-back": N_("Call back"),
    "check-in": N_("Check-in"),
    "day-28": N_("Follow-up contact, day 28"),
    "day-91": N_("Follow-up contact, day 91"),
    "defusing": N_("Defusing"),
    "estim-outcome": N_("Ask what came of the ESTIM request"),
    "private-talk": N_("Private talk after the group"),
    "after-group": N_("Check-in after the group"),
    "after-concern": N_("Contact after an immediate concern"),
    "reminder": N_("One reminder"),
}
METHODS: Mapping[ContactMethod, str] = {
    ContactMethod.PHONE: N_("telephone"),
    ContactMethod.TEXT: N_("text message"),
    ContactMethod.EMAIL: N_("email"),
    ContactMethod.IN_PERSON: N_("in person"),
    ContactMethod.VIDEO: N_("video"),
    ContactMethod.NONE: N_("no contact"),
}
_STATES: Mapping[FollowUpState, str] = {
    FollowUpState.DUE: N_("Agreed"),
    FollowUpState.DONE: N_("Done"),
    FollowUpState.MISSED: N_("Not reached"),
    FollowUpState.DECLINED: N_("They declined"),
    FollowUpState.CANCELLED: N_("Cancelled"),
}
_CLOSINGS: Mapping[ConcernClosing, str] = {
    ConcernClosing.OPEN: N_("Still open"),
    ConcernClosing.RECORDED: N_("Recorded"),
    ConcernClosing.MISTAKE: N_("Opened by mistake"),
    ConcernClosing.CORRECTED: N_("They meant another answer"),
}
_ACTIONS: Mapping[str, str] = {
    "stay": N_("Stayed with them"),
    "ask": N_("Asked directly if they are safe"),
    "call": N_("Called for help"),
    "tell": N_("Told a supervisor"),
}
_SAID: Mapping[str, str] = {
    "no": N_("No"),
    "fleeting": N_("Passing thoughts, no intent"),
    "intent": N_("With intent or a plan"),
    "declined": N_("Prefers not to say"),
}

_OF_OTHERS: Mapping[str, str] = {
    "no": N_("No"),
    "yes": N_("Yes"),
    "declined": N_("Prefers not to say"),
}


def concern_entry(concern: Concern, book: Book) -> Entry:
    """One Immediate concern."""
    known = book.pathways().flags
    flags = ", ".join(known[code].short for code in concern.flags if code in known)
    lines = filled(
        Line(_("About"), flags),
        *(
            Line(_(_ACTIONS.get(action, action)), format_moment(moment))
            for action, moment in concern.marked.items()
        ),
        Line(_("Answer to the direct question"), _(_SAID.get(concern.direct_answer, ""))),
        Line(_("Asked of harming somebody else"), _(_OF_OTHERS.get(concern.of_others, ""))),
        Line(_("Called"), ", ".join(concern.called), Party.OTHER),
        Line(_("Told"), ", ".join(concern.told), Party.OTHER),
        Line(_("Taken over by"), concern.receiver, Party.OTHER),
        Line(_("Outcome"), concern.outcome, Party.FREE),
        Line(_("Note"), concern.note, Party.FREE),
        Line(_("How it ended"), _(_CLOSINGS[concern.closing])),
        Line(_("Ended"), format_moment(concern.closed_at) if concern.closed_at else ""),
        Line(_("Answer before"), concern.corrected_from),
        Line(_("Answer after"), concern.corrected_to),
    )
    return Entry(
        EntryKind.CONCERN,
        concern.id,
        concern.opened_at,
        _("Immediate concern"),
        flags or _(_CLOSINGS[concern.closing]),
        lines,
    )


def flag_entry(flag: Flag, book: Book) -> Entry:
    """One flag."""
    definition = book.pathways().flags.get(flag.code)
    meaning = definition.short if definition is not None else flag.code
    considered = _considered(flag)
    lines = filled(
        Line(_("Flag"), f"{flag.code} · {meaning}"),
        Line(_("Considered"), considered, Party.FREE),
        Line(_("Considered on"), format_moment(flag.considered_at) if flag.considered_at else ""),
    )
    return Entry(EntryKind.FLAG, flag.id, flag.raised_at, meaning, considered, lines)


def _considered(flag: Flag) -> str:
    """Why a flag was considered; of a corrected answer with what it was before and after."""
    if not flag.considered.startswith(CORRECTED):
        return flag.considered
    detail = flag.considered.removeprefix(CORRECTED).lstrip(": ")
    if not detail:
        return _("The answer was corrected.")
    return _("The answer was corrected: {detail}").format(detail=detail)


def decision_entry(decision: Decision, book: Book) -> Entry:
    """Which pathway was agreed."""
    suggested, chosen = _rung(book, decision.suggested), _rung(book, decision.chosen)
    lines = filled(
        Line(_("Agreed"), chosen),
        Line(_("Suggested"), suggested),
        Line(_("Rule"), decision.rule),
        Line(_("Version of the rules"), _version(decision)),
        Line(_("Reason for another choice"), decision.reason, Party.FREE),
        Line(_("Their wish"), decision.wish, Party.FREE),
    )
    line = decision.wish
    if decision.suggested != decision.chosen:
        line = _("{title} was suggested.").format(title=suggested)
    title = _("Agreed: {title}").format(title=chosen)
    return Entry(EntryKind.DECISION, decision.id, decision.at, title, line, lines)


def _version(decision: Decision) -> str:
    """Of the rules it was suggested by; the oldest decisions do not name it."""
    return str(decision.inputs.get("definition", "")).rpartition("|")[2]


def follow_up_entry(follow_up: FollowUp) -> Entry:
    """A contact that was agreed, and how it went."""
    purpose = _(PURPOSES.get(follow_up.purpose, N_("Contact")))
    method = _(METHODS[follow_up.method]) if follow_up.method else ""
    state = _(_STATES[follow_up.state])
    lines = filled(
        Line(_("Contact"), purpose),
        Line(_("Agreed for"), format_date(follow_up.due_on)),
        Line(_("How"), method),
        Line(_("Who calls"), follow_up.who, Party.OTHER),
        Line(_("Why"), follow_up.reason, Party.FREE),
        Line(_("State"), state),
        Line(_("Outcome"), outcome_words(follow_up.outcome), _party(follow_up.outcome)),
        Line(_("Ended"), format_moment(follow_up.closed_at) if follow_up.closed_at else ""),
    )
    return Entry(
        EntryKind.FOLLOW_UP,
        follow_up.id,
        _noon(follow_up.due_on),
        purpose,
        " · ".join(part for part in (state, method) if part),
        lines,
        day=follow_up.due_on,
    )


def referral_entry(referral: Referral, parcel: Parcel | None) -> Entry:
    """A referral, and where it stands."""
    title = _("Referral {reference}").format(reference=referral.reference)
    if referral.revision > 1:
        title = _("{title}, version {number}").format(title=title, number=referral.revision)
    is_signed = referral.state is ReferralState.SIGNED
    state = parcel.words if parcel is not None else _("Signed") if is_signed else _("Draft")
    choices = referral.choices
    lines = filled(
        Line(_("State"), state, Party.OTHER if parcel and parcel.accepted_by else Party.OWN),
        Line(_("Signed"), format_moment(referral.signed_at) if referral.signed_at else ""),
        Line(_("To"), referral.content.recipient),
        Line(_("Reason"), choices.reason, Party.FREE),
        Line(_("Questions"), "; ".join(choices.questions), Party.FREE),
        Line(_("Adjustments"), choices.adjustments, Party.FREE),
        Line(_("Referred by"), choices.referrer_name, Party.OTHER),
        Line(_("Their contact"), choices.referrer_contact, Party.OTHER),
        Line(_("Coordinator"), choices.coordinator, Party.OTHER),
        Line(_("Ground of risk"), choices.risk_ground, Party.FREE),
        Line(_("Authorised by"), choices.authorised_by, Party.OTHER),
        Line(_("Spoken to"), choices.phoned_to, Party.OTHER),
        Line(_("SHA-256 of the document"), referral.pdf_sha256),
    )
    at = referral.signed_at or referral.changed_at
    return Entry(EntryKind.REFERRAL, referral.key, at, title, state, lines)


def _rung(book: Book, pathway: str) -> str:
    try:
        return f"{pathway} · {book.pathways().rung(pathway).title}"
    except NotFoundError:
        return pathway


def _party(outcome: str) -> Party:
    return Party.OWN if outcome in OUTCOMES else Party.FREE


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
