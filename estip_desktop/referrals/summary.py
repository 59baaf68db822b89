"""What a referral tells, row by row: the page that asks and the paper that goes say the same.

The sharing page lists these rows before anything goes, and the document prints them; neither words
them anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from estip_desktop.casework import Share
from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import PageKind
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.referrals.content import FlagLine, ReferralContent, ScoreLine, SharedPart

Row = tuple[str, str]
"""A label and what stands beside it."""

_ASKED = N_("They chose this when they saw what would go")
_AGREED: Mapping[str, Share] = {
    "nothing": Share.NO,
    "oh-summary": Share.YES,
    "oh-full": Share.YES,
    "estim": Share.YES,
}
_MORE: Mapping[str, tuple[SharedPart, ...]] = {
    "oh-full": (SharedPart.FLAGS, SharedPart.SESSION_ANSWERS),
    "estim": (SharedPart.FLAGS, SharedPart.SESSION_ANSWERS),
}
OFFERED = tuple(answer for answer, share in _AGREED.items() if share is Share.YES)
"""Answers of a sharing page with which something goes."""


def share_of(answer: AnswerValue) -> Share | None:
    """What an answer on a sharing page means for their agreement, if it is one."""
    return _AGREED.get(answer) if isinstance(answer, str) else None


def parts_of(answer: AnswerValue | None) -> dict[SharedPart, str]:
    """What goes beyond the least with an answer on a sharing page, and why."""
    parts = _MORE.get(answer, ()) if isinstance(answer, str) else ()
    return dict.fromkeys(parts, _(_ASKED))


def answer_of(
    checklist: Checklist | None, answers: Mapping[str, AnswerValue]
) -> AnswerValue | None:
    """The answer on the sharing page of a checklist, if it has one and was asked."""
    pages = checklist.pages if checklist is not None else ()
    sharing = (page.id for page in pages if page.kind is PageKind.SHARING)
    return next((answers[page] for page in sharing if page in answers), None)


def about_rows(content: ReferralContent) -> tuple[Row, ...]:
    """Who it is about, how to reach them, and what they were exposed to."""
    person, contact, event = content.person, content.contact, content.event
    born = format_date(person.date_of_birth).partition(" ")[2] if person.date_of_birth else ""
    message = {True: _("A message may be left."), False: _("Leave no message."), None: ""}
    seen = "; ".join(
        joined(f"{line.what} {format_date(line.day)}", line.how) for line in content.done
    )
    return _filled(
        (_("Person"), joined(person.name, person.reference)),
        (_("Staff number"), person.staff_number),
        (_("Date of birth"), born),
        (_("Role and station"), joined(person.role, person.station)),
        (_("Contact"), joined(contact.method, contact.phone, contact.email)),
        (_("Safe times"), joined(contact.safe_times, message[contact.message_ok])),
        (_("Language, access"), joined(contact.language, contact.access_needs)),
        (_("Incident"), joined(event.title, event.place, format_date(event.ended_on))),
        (_("Exposure"), joined(event.category, *event.exposures)),
        (_("Procedure"), joined(event.post_incident_procedure, event.cleared_by)),
        (_("Seen"), seen),
    )


def request_rows(content: ReferralContent) -> tuple[Row, ...]:
    """What is asked, why, and what there was of immediate risk."""
    request, risk = content.request, content.risk
    decided = ""
    if request.suggested:
        decided = _("{suggested} was suggested (rule {rule}); a person chose otherwise: {reason}")
        decided = decided.format(
            suggested=request.suggested, rule=request.rule, reason=request.override_reason
        )
    elif request.rule:
        decided = _("As suggested by rule {rule}; a person decided.").format(rule=request.rule)
    asked = " ".join(
        f"{number}. {question}" for number, question in enumerate(request.questions, start=1)
    )
    return _filled(
        (_("Pathway"), joined(request.urgency, request.pathway)),
        (_("Decision"), decided),
        (_("Reason"), request.reason),
        (_("They asked for"), request.wish),
        (_("Questions"), asked),
        (_("Needed by"), format_date(request.needed_by) if request.needed_by else ""),
        (_("Arranged already"), request.adjustments),
        (_("Immediate risk"), risk.outcome),
        (_("Taken over by"), risk.receiver),
    )


def flag_words(flag: FlagLine) -> str:
    """A flag's meaning, and why it was considered if it was."""
    considered = _("considered: {why}").format(why=flag.considered) if flag.considered else ""
    return joined(flag.meaning, considered)


def covers(content: ReferralContent) -> str:
    """What their agreement covers, as nouns."""
    consent = content.consent
    parts = (
        _("questionnaire totals"),
        _("questionnaire answers") if consent.share_item_answers else "",
        _("flags") if content.flags else "",
        _("answers given in conversation") if content.answers else "",
        _("contact with the GP") if consent.contact_gp else "",
    )
    return ", ".join(part for part in parts if part)


def what_goes(content: ReferralContent) -> tuple[str, ...]:
    """Everything it tells about the person, one line each."""
    rows = [*about_rows(content), *request_rows(content)]
    rows += [(score.title, _score_words(score)) for score in content.scores]
    rows += [(flag.code, flag_words(flag)) for flag in content.flags]
    rows += [(line.label, line.text) for line in content.answers]
    lines = [_("{label}: {value}").format(label=label, value=value) for label, value in rows]
    left_out = ", ".join(content.not_included)
    return (*lines, _("Not included: {parts}.").format(parts=left_out))


def _score_words(score: ScoreLine) -> str:
    if score.score is None:
        return score.words
    total = _("{score} of {maximum}").format(score=score.score, maximum=score.maximum)
    return joined(total, score.words)


def joined(*parts: str) -> str:
    """Parts that are there, with a dot between them."""
    return " \u00b7 ".join(part for part in parts if part.strip())


def _filled(*rows: Row) -> tuple[Row, ...]:
    return tuple((label, value) for label, value in rows if value.strip())
