"""From the records of a case to what a referral says; the least that is needed, unless chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from estip_desktop.casework import (
    Concern,
    ContactMethod,
    Decision,
    Flag,
    Incident,
    Person,
    Screening,
    Share,
    SupportSession,
    YesNoUnknown,
    cleared_words,
)
from estip_desktop.instruments import Instrument
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, ItemKind
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.referrals.content import (
    ESTIM_PATHWAY,
    AnswerLine,
    ConsentBlock,
    ContactBlock,
    DoneLine,
    EventBlock,
    FlagLine,
    PersonBlock,
    ReferralContent,
    ReferrerBlock,
    RequestBlock,
    SharedPart,
)
from estip_desktop.referrals.model import ReferralChoices
from estip_desktop.referrals.risk import risk_block
from estip_desktop.referrals.scores import score_line
from estip_desktop.referrals.summary import joined
from estip_desktop.stepped_care import Level, Pathways

LEAST = "P3"
"""The least urgent level of a referral. What was decided later may ask for less, or for an ESTIM:
a referral that is signed all the same is a routine one, and never a parcel that no desk can read.
"""
_METHODS: Mapping[ContactMethod, str] = {
    ContactMethod.PHONE: N_("Telephone call"),
    ContactMethod.TEXT: N_("Text message first"),
    ContactMethod.EMAIL: N_("Email"),
    ContactMethod.IN_PERSON: N_("In person"),
    ContactMethod.NONE: N_("Not to be contacted directly"),
}
_PIP: Mapping[YesNoUnknown, str] = {
    YesNoUnknown.YES: N_("Post-incident procedure applies"),
    YesNoUnknown.NO: N_("No post-incident procedure"),
    YesNoUnknown.UNKNOWN: N_("Post-incident procedure: not known"),
}
_LEFT_OUT: Mapping[SharedPart | None, str] = {
    None: N_("session notes"),
    SharedPart.SESSION_ANSWERS: N_("answers given in conversation"),
    SharedPart.ITEM_ANSWERS: N_("individual questionnaire answers"),
    SharedPart.FLAGS: N_("the supporter's flags"),
}
_NEVER = (N_("any account of the incident"), N_("other people present"))
ESTIM = "EM"
_CONSIDERED_AWAY = "answer-corrected"
_TO_SUPPORTER = ("C1.", "C3.", "C4.", "C8.worry", "C9.", "C12.")
"""Pages that ask the supporter, not the colleague: whether evidence came up is not a referral's."""
_WRITTEN_FOR_OH = frozenset({"EM3.note"})
"""Written for whoever books the meeting, and read by the person before it goes."""
_FOR_THE_APP = frozenset({"EM2.agrees", "EM4.summary", "EM6.route", "EM1.grounds"})
"""What an ESTIM request says elsewhere, or not at all."""
EXPOSURE = ".exposure"
"""What the page on kinds of exposure is called in every protocol; it is part of the event."""
_WRITTEN = frozenset({ItemKind.TEXT, ItemKind.PERSON, ItemKind.INFO})


@dataclass(frozen=True, slots=True)
class Taken:
    """A questionnaire that was answered, with its definition and the one before it."""

    screening: Screening
    instrument: Instrument
    answers: Mapping[str, AnswerValue] = field(repr=False)
    before: Screening | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a referral may draw on; what of it is shared, the choices decide.

    Args:
        session: The session from which it is made.
        earlier: Other sessions of the case, oldest first.
        checklists: Definition by session id, in the version the session was held with.
        answers: Answers of ``session`` by link id.
        exposures: Kinds that were ticked, in words, when they were last asked for.
        from_paper: The sessions that were typed in from paper.
    """

    person: Person
    incident: Incident
    session: SupportSession
    earlier: tuple[SupportSession, ...]
    checklists: Mapping[SessionId, Checklist]
    answers: Mapping[str, AnswerValue] = field(repr=False)
    exposures: tuple[str, ...] = field(default=(), repr=False)
    taken: tuple[Taken, ...] = ()
    flags: tuple[Flag, ...] = ()
    concerns: tuple[Concern, ...] = ()
    decision: Decision | None = None
    from_paper: frozenset[SessionId] = frozenset()
    background: tuple[AnswerLine, ...] = field(default=(), repr=False)
    """How they get along and who helps, as it was last asked; for an ESTIM request alone."""

    @property
    def asks_for_estim(self) -> bool:
        """Whether the session was held to ask for an ESTIM, and nothing more urgent was decided."""
        is_estim = self.session.protocol_id.partition("-")[0] == ESTIM
        return is_estim and (self.decision is None or self.decision.chosen == ESTIM_PATHWAY)


@dataclass(frozen=True, slots=True)
class DraftName:
    """Which referral and revision it is; ``replaces`` is the SHA-256 of the one before."""

    referral_id: str
    reference: str
    revision: int
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known about the document rather than the case."""

    referral_id: str
    reference: str
    revision: int
    created_at: datetime
    app: str
    recipient: str = ""
    force: str = ""
    replaces: str = ""
    exercise: bool = False
    crisis: tuple[tuple[str, str], ...] = ()


def compose(
    case: CaseFile, choices: ReferralChoices, heading: Heading, pathways: Pathways
) -> ReferralContent:
    """Say what goes to Occupational Health; a pure function of its arguments.

    Sharing starts at score and reason.
    """
    shared = choices.shared
    standing = [flag for flag in case.flags if not flag.considered.startswith(_CONSIDERED_AWAY)]
    consent = case.session.consent
    return ReferralContent(
        referral_id=heading.referral_id,
        reference=heading.reference,
        revision=heading.revision,
        created_at=heading.created_at,
        app=heading.app,
        recipient=heading.recipient,
        replaces=heading.replaces,
        exercise=heading.exercise,
        crisis=heading.crisis,
        protocol_version=f"{case.session.protocol_id} {case.session.protocol_version}",
        person=_person(case.person),
        contact=_contact(case.person),
        referrer=ReferrerBlock(
            name=choices.referrer_name or case.session.supporter,
            role=_("Peer supporter"),
            force=heading.force,
            contact=choices.referrer_contact,
            coordinator=choices.coordinator,
        ),
        consent=ConsentBlock(
            share=consent.share is Share.YES,
            record=consent.record,
            notice=consent.notice,
            at=consent.at,
            how=choices.consent_how,
            share_item_answers=SharedPart.ITEM_ANSWERS in shared,
            contact_gp=choices.contact_gp and consent.share is Share.YES,
            risk_ground=choices.risk_ground if consent.share is Share.NO else "",
            authorised_by=choices.authorised_by if consent.share is Share.NO else "",
        ),
        event=_event(case.incident, case.exposures if SharedPart.SESSION_ANSWERS in shared else ()),
        request=_request(case, choices, pathways),
        risk=risk_block(case.concerns, standing, pathways, local_day(case.session.started_at)),
        done=_done(case),
        scores=()
        if case.asks_for_estim
        else tuple(
            score_line(
                taken.instrument,
                taken.screening,
                taken.answers,
                with_items=SharedPart.ITEM_ANSWERS in shared,
                before=taken.before,
            )
            for taken in case.taken
        ),
        flags=_flags(standing, pathways) if SharedPart.FLAGS in shared else (),
        answers=(*_answers(case), *case.background) if SharedPart.SESSION_ANSWERS in shared else (),
        not_included=_not_included(case, choices),
    )


def _not_included(case: CaseFile, choices: ReferralChoices) -> tuple[str, ...]:
    parts = [_(words) for part, words in _LEFT_OUT.items() if part not in choices.shared]
    if case.asks_for_estim:
        parts.append(_("questionnaire totals"))
    return (*parts, *(_(words) for words in _NEVER))


def _person(person: Person) -> PersonBlock:
    return PersonBlock(
        person.reference, person.name, person.staff_number, person.date_of_birth, person.role,
        person.station,
    )  # fmt: skip


def _contact(person: Person) -> ContactBlock:
    method = person.contact_method
    return ContactBlock(
        method=_(_METHODS[method]) if method else "",
        method_code=method.value if method else "",
        phone=person.phone,
        email=person.email,
        safe_times=person.safe_times,
        message_ok=person.message_ok,
        language=person.language,
        access_needs=person.access_needs,
    )


def _event(incident: Incident, exposures: tuple[str, ...]) -> EventBlock:
    return EventBlock(
        title=incident.title,
        ended_on=local_day(incident.ended_at),
        place=incident.place,
        category=incident.category,
        exposures=exposures,
        post_incident_procedure=_(_PIP[incident.pip]),
        cleared_by=cleared_words(incident.pip_cleared_by),
    )


def undecided(content: ReferralContent) -> ReferralContent:
    """As it would be told before anybody decided: how urgent it is, is not known yet."""
    if content.is_estim:  # that is what the talk is held for
        return content
    return replace(content, request=replace(content.request, urgency="", pathway=""))


def _request(case: CaseFile, choices: ReferralChoices, pathways: Pathways) -> RequestBlock:
    decision = case.decision
    chosen = decision.chosen if decision else ""
    suggested = decision.suggested if decision else ""
    urgency = ESTIM_PATHWAY if case.asks_for_estim else max(chosen, LEAST)
    return RequestBlock(
        pathway=pathways.rung(urgency).words if urgency in pathways.rungs else "",
        urgency=urgency,
        reason=choices.reason,
        rule=decision.rule if decision else "",
        suggested=suggested if suggested != chosen else "",
        override_reason=decision.reason if decision and suggested != chosen else "",
        wish=decision.wish if decision else "",
        questions=choices.questions,
        adjustments=choices.adjustments,
        needed_by=choices.needed_by,
        phoned_to=choices.phoned_to,
        phoned_at=choices.phoned_at,
    )


def _flags(flags: Iterable[Flag], pathways: Pathways) -> tuple[FlagLine, ...]:
    lines: dict[str, FlagLine] = {}
    for flag in flags:
        definition = pathways.flags.get(flag.code)
        if definition is not None and definition.level is not Level.LEGAL:
            lines[flag.code] = FlagLine(
                flag.code, definition.meaning, definition.level.value, flag.considered
            )
    return tuple(lines.values())


def _done(case: CaseFile) -> tuple[DoneLine, ...]:
    lines = []
    for session in (*case.earlier, case.session):
        checklist = case.checklists.get(session.id)
        title = session.label or (checklist.short_title if checklist else session.protocol_id)
        paper = _("typed in from paper") if session.id in case.from_paper else ""
        how = joined(session.setting, paper)
        lines.append(DoneLine(local_day(session.started_at), title, how))
    return tuple(lines)


def _answers(case: CaseFile) -> tuple[AnswerLine, ...]:
    """Chips and ratings in words; free text and names never leave the laptop this way."""
    checklist = case.checklists.get(case.session.id)
    if checklist is None:
        return ()
    lines = []
    for page in checklist.pages:
        item, value = page.item, case.answers.get(page.id)
        written = item is not None and item.kind in _WRITTEN and page.id not in _WRITTEN_FOR_OH
        if item is None or page.private or written:
            continue
        if page.id in _FOR_THE_APP or page.id.endswith(EXPOSURE):
            continue  # stands with the event
        if page.id.startswith(_TO_SUPPORTER) or value in (None, SKIPPED) or isinstance(value, bool):
            continue
        words = _("Prefers not to say") if value == DECLINED else item.in_words(value)
        if item.kind is ItemKind.NUMBER and value != DECLINED:
            words = _("{value} of {maximum}").format(value=value, maximum=item.maximum)
        lines.append(AnswerLine(item.text, words))
    return tuple(lines)
