"""The pages of a referral (``CLINICAL.md`` 5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from estip_desktop.adapters.documents.gauge import score_card
from estip_desktop.adapters.documents.paper import (
    HINT,
    QUIET,
    Block,
    Heading,
    answer_row,
    notice,
    paragraph,
    print_pages,
    row,
    section,
    space,
)
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date, format_moment
from estip_desktop.provisioning import fingerprint_in_groups
from estip_desktop.referrals import ReferralContent, ScoreLine

_URGENT = frozenset({"P4", "P5"})
_CHECK_DIGITS = 8
BODY_NOTE = 9.0


@dataclass(frozen=True, slots=True)
class Seal:
    """What is printed to be compared by eye.

    Args:
        kid: SHA-256 of the signing certificate.
        bundle_sha256: SHA-256 of the embedded data.
        signed: False for a preview.
    """

    kid: str
    bundle_sha256: str
    signed: bool


def referral_pages(content: ReferralContent, seal: Seal) -> tuple[bytes, list[str]]:
    """Set a referral; returns the PDF without signature, and every text on it."""
    return print_pages(
        Heading(
            title=_("Referral to Occupational Health"),
            reference=content.reference,
            line=_under_title(content),
            created_at=content.created_at,
            subject=_("Referral, version {revision}").format(revision=content.revision),
            code=f"{content.reference} v{content.revision} {content.referral_id}",
            exercise=content.exercise,
            language=content.language,
            footer=_footer(content),
        ),
        [
            *_urgency(content),
            *_about(content),
            *_request(content),
            *_scores(content),
            *_more(content),
            *_consent(content),
            *_closing(content, seal),
        ],
    )


def _under_title(content: ReferralContent) -> str:
    version = _("version {revision}").format(revision=content.revision)
    made = format_moment(content.created_at)
    parts = (content.referrer.force, content.reference, version, made)
    return " \u00b7 ".join(part for part in parts if part)


def _footer(content: ReferralContent) -> tuple[str, ...]:
    numbers = " \u00b7 ".join(f"{name} {number}" for name, number in content.crisis)
    note = _("This tool supports a conversation. It does not diagnose. A person decides.")
    return (note, numbers) if numbers else (note,)


def _rows(*pairs: tuple[str, str]) -> list[Block]:
    return [block for label, value in pairs if value.strip() for block in row(label, value)]


def _joined(*parts: str) -> str:
    return " \u00b7 ".join(part for part in parts if part.strip())


def _urgency(content: ReferralContent) -> list[Block]:
    request = content.request
    if request.urgency not in _URGENT:
        return []
    phoned = ""
    if request.phoned_at is not None:
        phoned = _("Phoned first: {name}, {moment}.").format(
            name=request.phoned_to, moment=format_moment(request.phoned_at)
        )
    return [space(4), notice(request.pathway or request.urgency, phoned, danger=True)]


def _about(content: ReferralContent) -> list[Block]:
    person, contact, event = content.person, content.contact, content.event
    born = format_date(person.date_of_birth).partition(" ")[2] if person.date_of_birth else ""
    message = {True: _("A message may be left."), False: _("Leave no message."), None: ""}
    seen = "; ".join(
        _joined(f"{line.what} {format_date(line.day)}", line.how) for line in content.done
    )
    return [
        space(2),
        *row(_("Person"), _joined(person.name, person.reference), strong=True),
        *_rows(
            (_("Staff number"), person.staff_number),
            (_("Date of birth"), born),
            (_("Role and station"), _joined(person.role, person.station)),
            (_("Contact"), _joined(contact.method, contact.phone, contact.email)),
            (_("Safe times"), _joined(contact.safe_times, message[contact.message_ok])),
            (_("Language, access"), _joined(contact.language, contact.access_needs)),
            (_("Incident"), _joined(event.title, event.place, format_date(event.ended_on))),
            (_("Exposure"), _joined(event.category, *event.exposures)),
            (_("Procedure"), _joined(event.post_incident_procedure, event.cleared_by)),
            (_("Seen"), seen),
        ),
    ]


def _request(content: ReferralContent) -> list[Block]:
    request, risk = content.request, content.risk
    pathway = _joined(request.urgency, request.pathway)
    decided = ""
    if request.suggested:
        decided = _("{suggested} was suggested (rule {rule}); a person chose otherwise: {reason}")
        decided = decided.format(
            suggested=request.suggested, rule=request.rule, reason=request.override_reason
        )
    elif request.rule:
        decided = _("As suggested by rule {rule}; a person decided.").format(rule=request.rule)
    needed = format_date(request.needed_by) if request.needed_by else ""
    asked = " ".join(
        f"{number}. {question}" for number, question in enumerate(request.questions, start=1)
    )
    return [
        section(_("What is asked")),
        *_rows(
            (_("Pathway"), pathway),
            (_("Decision"), decided),
            (_("Reason"), request.reason),
            (_("They asked for"), request.wish),
            (_("Questions"), asked),
            (_("Needed by"), needed),
            (_("Arranged already"), request.adjustments),
            (_("Immediate risk"), risk.outcome),
            (_("Taken over by"), risk.receiver),
        ),
    ]


def _scores(content: ReferralContent) -> list[Block]:
    if not content.scores:
        return []
    caution = _("A range is a prompt for a conversation. A clinician interprets it.")
    blocks = [section(_("Screening")), paragraph(caution, 8.5, QUIET, keep_with_next=True)]
    for score in content.scores:
        blocks += [score_card(score), *_items(score)]
    return blocks


def _items(score: ScoreLine) -> list[Block]:
    blocks = [
        answer_row(
            item.text, item.answer if item.points is None else f"{item.answer} ({item.points})"
        )
        for item in score.items
    ]
    return [*blocks, space(6)] if blocks else []


def _more(content: ReferralContent) -> list[Block]:
    blocks: list[Block] = []
    if content.flags:
        blocks.append(section(_("Flags raised in conversation")))
        for flag in content.flags:
            considered = _("considered: {why}").format(why=flag.considered)
            blocks += row(flag.code, _joined(flag.meaning, considered if flag.considered else ""))
    if content.answers:
        blocks.append(section(_("Answers given in conversation")))
        blocks += [answer_row(answer.label, answer.text) for answer in content.answers]
    return blocks


def _consent(content: ReferralContent) -> list[Block]:
    consent, referrer = content.consent, content.referrer
    if consent.share:
        given = _("Agreed to this referral {moment}").format(moment=format_moment(consent.at))
    else:
        given = _("Not agreed. Sent because of risk: {ground}").format(ground=consent.risk_ground)
    parts = [
        _("questionnaire totals"),
        _("questionnaire answers") if consent.share_item_answers else "",
        _("contact with the GP") if consent.contact_gp else "",
    ]
    covers = ", ".join(part for part in parts if part)
    return [
        section(_("Agreement and sender")),
        *_rows(
            (_("Consent"), _joined(given, consent.how)),
            (_("Covers"), covers if consent.share else ""),
            (_("Authorised by"), consent.authorised_by),
            (_("Privacy notice"), consent.notice),
            (_("Withdrawal"), _("They may withdraw at any time; tell the referrer.")),
            (_("Referrer"), _joined(referrer.name, referrer.role, referrer.contact)),
            (_("Training"), referrer.training),
            (_("Coordinator"), referrer.coordinator),
            (_("Sent to"), content.recipient),
        ),
    ]


def _closing(content: ReferralContent, seal: Seal) -> list[Block]:
    left_out = _("Not included: {parts}.").format(parts=", ".join(content.not_included))
    limits = _(
        "For Occupational Health only. Do not forward. Do not disclose to line management "
        "without the person's agreement."
    )
    state = _("Signature: not signed yet")
    if seal.signed:
        state = _("Signed by {name}, {moment}").format(
            name=content.referrer.name, moment=format_moment(content.created_at)
        )
    check = _("Data check {digits}").format(digits=seal.bundle_sha256[:_CHECK_DIGITS].upper())
    key = _("Signing key {groups}").format(groups=fingerprint_in_groups(seal.kid))
    answer = _("When you answer, quote {reference} ({short}).").format(
        reference=content.reference, short=content.referral_id[:_CHECK_DIGITS]
    )
    replaces = ""
    if content.replaces:
        replaces = _("Replaces the version with SHA-256 {digits}\u2026").format(
            digits=content.replaces[:_CHECK_DIGITS]
        )
    made = _("{app} \u00b7 protocol {protocol} \u00b7 day {day}").format(
        app=content.app, protocol=content.protocol_version,
        day=(local_day(content.created_at) - content.event.ended_on).days,
    )  # fmt: skip
    return [
        space(6),
        paragraph(left_out, BODY_NOTE, QUIET),
        paragraph(limits, BODY_NOTE, QUIET),
        space(4),
        notice(state, "  ".join(part for part in (answer, replaces) if part)),
        paragraph(_joined(key, check), 8, QUIET),
        paragraph(made, 8, HINT),
    ]
