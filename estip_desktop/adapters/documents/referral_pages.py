"""The pages of a referral."""

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
from estip_desktop.kernel.i18n import N_, _, format_moment
from estip_desktop.provisioning import fingerprint_in_groups
from estip_desktop.referrals import (
    ReferralContent,
    ScoreLine,
    about_rows,
    covers,
    flag_words,
    joined,
    request_rows,
)

_HOW = {"in-person": N_("in person"), "phone": N_("by phone"), "writing": N_("in writing")}
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
            title=_title(content),
            reference=content.reference,
            line=_under_title(content),
            created_at=content.created_at,
            subject=_("{title}, version {revision}").format(
                title=_title(content), revision=content.revision
            ),
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


def _title(content: ReferralContent) -> str:
    return _("ESTIM request") if content.is_estim else _("Referral to Occupational Health")


def _under_title(content: ReferralContent) -> str:
    version = _("version {revision}").format(revision=content.revision)
    made = format_moment(content.created_at)
    parts = (content.referrer.force, content.reference, version, made)
    return " \u00b7 ".join(part for part in parts if part)


def _footer(content: ReferralContent) -> tuple[str, ...]:
    numbers = " \u00b7 ".join(f"{name} {number}" for name, number in content.crisis)
    return (numbers,) if numbers else ()


def _rows(*pairs: tuple[str, str]) -> list[Block]:
    return [block for label, value in pairs if value.strip() for block in row(label, value)]


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
    (first, who), *others = about_rows(content)
    return [space(2), *row(first, who, strong=True), *_rows(*others)]


def _request(content: ReferralContent) -> list[Block]:
    return [section(_("What is asked")), *_rows(*request_rows(content))]


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
            blocks += row(flag.code, flag_words(flag))
    if content.answers:
        blocks.append(section(_("Answers given in conversation")))
        blocks += [answer_row(answer.label, answer.text) for answer in content.answers]
    return blocks


def _consent(content: ReferralContent) -> list[Block]:
    consent, referrer = content.consent, content.referrer
    if consent.share:
        words = (
            _("Agreed to this request {moment}")
            if content.is_estim
            else (_("Agreed to this referral {moment}"))
        )
        given = words.format(moment=format_moment(consent.at))
    else:
        given = _("Not agreed. Sent because of risk: {ground}").format(ground=consent.risk_ground)
    return [
        section(_("Agreement and sender")),
        *_rows(
            (
                _("Consent"),
                joined(given, _(_HOW.get(consent.how, consent.how)) if consent.how else ""),
            ),
            (_("Covers"), covers(content) if consent.share else ""),
            (_("Authorised by"), consent.authorised_by),
            (_("Privacy notice"), consent.notice),
            (_("Withdrawal"), _("They may withdraw at any time; tell the referrer.")),
            (_("Referrer"), joined(referrer.name, referrer.role, referrer.contact)),
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
        paragraph(joined(key, check), 8, QUIET),
        paragraph(made, 8, HINT),
    ]
