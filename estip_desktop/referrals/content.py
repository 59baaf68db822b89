"""What one referral says: the single source of its pages and of its data.

No field takes a narrative, a witness's account or a diagnosis. Labels and words are already in the
language of the document; codes stand beside them where the data needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

ESTIM_PATHWAY = "P2"
"""The pathway whose request is an ESTIM request; every other one is a referral."""


class SharedPart(StrEnum):
    """Parts a person may add to the least that is needed; each needs a reason."""

    ITEM_ANSWERS = "item-answers"
    SESSION_ANSWERS = "session-answers"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class PersonBlock:
    """The colleague; ``reference`` cannot be traced to a surname."""

    reference: str
    name: str = field(default="", repr=False)
    staff_number: str = field(default="", repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    role: str = field(default="", repr=False)
    station: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ContactBlock:
    """How the colleague would like to be reached."""

    method: str = ""
    method_code: str = ""
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    safe_times: str = field(default="", repr=False)
    message_ok: bool | None = None
    language: str = ""
    access_needs: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReferrerBlock:
    """The supporter who signs."""

    name: str = field(default="", repr=False)
    role: str = ""
    force: str = ""
    contact: str = field(default="", repr=False)
    training: str = ""
    coordinator: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConsentBlock:
    """What was agreed, or on what ground the referral goes without agreement."""

    share: bool
    notice: str
    at: datetime
    how: str = ""
    record: bool = True
    share_item_answers: bool = False
    contact_gp: bool = False
    risk_ground: str = field(default="", repr=False)
    authorised_by: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EventBlock:
    """What the person was exposed to: facts and ticks, no account."""

    title: str = field(repr=False)
    ended_on: date
    place: str = field(default="", repr=False)
    category: str = ""
    exposures: tuple[str, ...] = ()
    post_incident_procedure: str = ""
    cleared_by: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One meeting that took place."""

    day: date
    what: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag with its plain meaning."""

    code: str
    meaning: str
    level: str = "amber"
    considered: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A chip or rating of a session, in words."""

    label: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """A published range of totals, both ends inclusive."""

    label: str
    start: int | float
    end: int | float


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One answered item of a questionnaire; printed only by the switch.

    Args:
        link_id: Of the item.
        text: As it was asked.
        answer: In words.
        code: Of the answer; empty where there is none.
        points: That the answer is worth.
        system: Code system of ``code``.
        groups: Link ids of the groups around the item, outermost first.
    """

    link_id: str
    text: str
    answer: str = field(repr=False)
    code: str = field(default="", repr=False)
    points: int | None = field(default=None, repr=False)
    system: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartLine:
    """A further scale, or a rule over single items, beside the main total.

    Args:
        id: Of the scale or the criterion.
        label: In words.
        words: The figure or what came of the rule, in words.
        value: The figure; ``None`` for a rule.
        met: Whether the rule is met; ``None`` for a scale.
    """

    id: str
    label: str
    words: str = field(repr=False)
    value: int | float | None = field(default=None, repr=False)
    met: bool | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One questionnaire's outcome.

    Args:
        score: ``None`` where it is incomplete: then ``words`` says so and no range is drawn.
        interpretable: False before the window (bare number, no range) even with authorisation.
        words: The range's published name, or why there is none.
        loinc_panel: Confirmed LOINC code of the panel, or empty; ``loinc_score`` of the total.
        step: Between two neighbouring totals.
        cut_off_words: From where on the screen asks for more, without the source.
        parts: Further scales and rules; a rule stands beside the total and is never reconciled.
    """

    instrument_id: str
    title: str
    version: str
    day: date
    answered: int
    asked: int
    minimum: int | float
    maximum: int | float
    words: str
    attribution: str
    score: int | float | None = field(default=None, repr=False)
    interpretable: bool = True
    bands: tuple[ScoreBand, ...] = ()
    cut_off: int | float | None = None
    cut_off_source: str = ""
    window: str = ""
    mode: str = ""
    change: str = ""
    caution: str = ""
    items: tuple[ItemLine, ...] = field(default=(), repr=False)
    url: str = ""
    loinc_panel: str = ""
    loinc_score: str = ""
    step: float = 1
    cut_off_words: str = ""
    parts: tuple[PartLine, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class RiskBlock:
    """The outcome of the safety questions and what was done; always printed."""

    outcome: str = field(repr=False)
    actions: tuple[str, ...] = field(default=(), repr=False)
    receiver: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RequestBlock:
    """What is asked of Occupational Health."""

    pathway: str
    urgency: str
    reason: str = field(repr=False)
    rule: str = ""
    suggested: str = ""
    override_reason: str = field(default="", repr=False)
    wish: str = field(default="", repr=False)
    questions: tuple[str, ...] = field(default=(), repr=False)
    adjustments: str = field(default="", repr=False)
    needed_by: date | None = None
    phoned_to: str = field(default="", repr=False)
    phoned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralContent:
    """Everything one revision of a referral says.

    Args:
        referral_id: UUIDv7; ``reference`` (``R-2026-0001``) is what people say and print.
        not_included: What was left out, in words; printed.
        crisis: Name and number of each crisis contact; printed in the footer.
        exercise: An exercise document: watermarked, and marked in the data.
    """

    referral_id: str
    reference: str
    revision: int
    created_at: datetime
    app: str
    person: PersonBlock
    contact: ContactBlock
    referrer: ReferrerBlock
    consent: ConsentBlock
    event: EventBlock
    request: RequestBlock
    risk: RiskBlock
    recipient: str = ""
    done: tuple[DoneLine, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    flags: tuple[FlagLine, ...] = ()
    answers: tuple[AnswerLine, ...] = ()
    not_included: tuple[str, ...] = ()
    crisis: tuple[tuple[str, str], ...] = ()
    replaces: str = ""
    protocol_version: str = ""
    language: str = "en-GB"
    exercise: bool = False

    @property
    def is_estim(self) -> bool:
        """Whether it asks for an ESTIM: its title and its parcel are of a kind of their own."""
        return self.request.urgency == ESTIM_PATHWAY
