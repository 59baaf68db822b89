"""The shape of every content file, checked by msgspec while it is read.

One class per JSON object, its fields spelt as in the file. Unknown keys and wrong types are
refused; what needs more than one field is checked by the features' own constructors. The JSON
schemas in ``resources/schemas`` say the same for people who write content, and tests hold the two
together.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Words = Annotated[str, Meta(min_length=1)]
Answer = str | int | bool | list[str]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nothing but what is named."""


class Sourced(Strict, frozen=True, kw_only=True):
    """Carries where it comes from and when somebody last looked."""

    source: Words
    reviewed: Day


class ConditionShape(Strict, frozen=True, kw_only=True):
    """One comparison."""

    question: Words
    operator: Literal["exists", "=", "!=", ">=", "<=", "contains"]
    answer: Answer


class OptionShape(Strict, frozen=True, kw_only=True):
    """One answer of a protocol item."""

    code: Words
    label: Words
    hint: str = ""
    exclusive: bool = False


class ItemShape(Strict, frozen=True, kw_only=True):
    """A protocol item; its link id is the page's id."""

    type: Literal["choice", "multi", "number", "tick", "yes_no", "text", "date", "person", "info"]
    text: Words
    options: list[OptionShape] = []
    hint: str = ""
    required: bool = False
    may_decline: bool = True
    minimum: int = 0
    maximum: int = 10
    low_label: str = ""
    high_label: str = ""
    max_length: Annotated[int, Meta(gt=0, le=240)] = 240


class FlagShape(Strict, frozen=True, kw_only=True):
    """A flag that answers raise."""

    code: Words
    when: Annotated[list[ConditionShape], Meta(min_length=1)]


class PageShape(Strict, frozen=True, kw_only=True):
    """One page."""

    id: Words
    kind: Literal[
        "item",
        "info",
        "consent",
        "screening",
        "pathway",
        "safety_card",
        "identity",
        "sharing",
    ]
    prompt: str = ""
    why: Words
    item: ItemShape | None = None
    words_that_help: list[Words] = []
    better_not: list[Words] = []
    show_when: list[ConditionShape] = []
    show_any: bool = False
    flags: list[FlagShape] = []
    private: bool = False
    instruments: list[Words] = []
    preselected: list[Words] = []
    options_from: str = ""
    fact: Literal["distress", "distress_end", "safety", "poor_nights", "screening"] | None = None


class BlocksFile(Strict, frozen=True, kw_only=True):
    """``protocols/blocks.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    blocks: dict[str, list[PageShape]]


class StepShape(Strict, frozen=True, kw_only=True):
    """A step; an entry with ``use`` takes over a block, or one page of it."""

    id: Words
    title: Words
    pages: Annotated[list[dict[str, Any]], Meta(min_length=1)]


class ProtocolFile(Strict, frozen=True, kw_only=True):
    """``protocols/<id>.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    title: Words
    short_title: Words
    aliases: list[Words] = []
    usual_minutes: Annotated[list[int], Meta(min_length=2, max_length=2)]
    source: Words
    steps: Annotated[list[StepShape], Meta(min_length=1)]


# --- Instruments: the part of a FHIR R4 Questionnaire that we use


class CodingShape(Strict, frozen=True, kw_only=True):
    """A FHIR Coding."""

    system: Words
    code: Words
    display: str = ""


class OrdinalShape(Strict, frozen=True, kw_only=True):
    """The points of an option."""

    url: Literal["http://hl7.org/fhir/StructureDefinition/ordinalValue"]
    value: int = field(name="valueDecimal")


class AnswerOptionShape(Strict, frozen=True, kw_only=True):
    """One published option."""

    extension: Annotated[list[OrdinalShape], Meta(max_length=1)] = []
    coding: CodingShape = field(name="valueCoding")


class EnableWhenShape(Strict, frozen=True, kw_only=True):
    """FHIR ``enableWhen`` on a coded answer."""

    question: Words
    operator: Literal["=", "!="]
    coding: CodingShape = field(name="answerCoding")


class QuestionShape(Strict, frozen=True, kw_only=True):
    """A FHIR Questionnaire item: a group or a choice."""

    link_id: Words = field(name="linkId")
    code: Annotated[list[CodingShape], Meta(max_length=1)] = []
    prefix: str = ""
    text: Words
    type: Literal["group", "choice"]
    enable_when: list[EnableWhenShape] = field(name="enableWhen", default=[])
    enable_behavior: Literal["any", "all"] = field(name="enableBehavior", default="all")
    required: bool = False
    options: list[AnswerOptionShape] = field(name="answerOption", default=[])
    item: list[QuestionShape] = []


class QuestionnaireFile(Strict, frozen=True, kw_only=True):
    """``instruments/<id>/questionnaire.json``."""

    resource_type: Literal["Questionnaire"] = field(name="resourceType")
    id: Words
    language: Words
    url: Words
    version: Words
    name: Words
    title: Words
    status: Literal["active", "draft", "retired"]
    subject_type: list[Words] = field(name="subjectType")
    date: Day
    copyright: Words
    code: Annotated[list[CodingShape], Meta(max_length=1)] = []
    item: Annotated[list[QuestionShape], Meta(min_length=1)]


class BandShape(Sourced, frozen=True, kw_only=True):
    """A published range."""

    id: Words
    label: Words
    start: int = field(name="from")
    end: int = field(name="to")


class CutOffShape(Sourced, frozen=True, kw_only=True):
    """Where a screen is positive."""

    value: int


class ScaleShape(Sourced, frozen=True, kw_only=True):
    """Items that are added up."""

    id: Words
    label: Words
    items: Annotated[list[Words], Meta(min_length=1)]
    range: tuple[int, int]
    reverse_keyed: list[Words] = []
    loinc: str = ""
    bands: list[BandShape] = []
    cut_off: CutOffShape | None = None


class RequirementShape(Strict, frozen=True, kw_only=True):
    """So many items reach so many points."""

    items: Annotated[list[Words], Meta(min_length=1)]
    start: int = field(name="from")
    minimum: int
    maximum: int | None = None
    exceptions: dict[str, int] = {}


class CriterionShape(Sourced, frozen=True, kw_only=True):
    """A rule over single items."""

    id: Words
    label: Words
    requirements: Annotated[list[RequirementShape], Meta(min_length=1)]


class ChangeShape(Sourced, frozen=True, kw_only=True):
    """How large a change has to be."""

    reliable: int
    possible: int | None = None


class RedItemShape(Sourced, frozen=True, kw_only=True):
    """An item that raises a red flag at once."""

    item: Words
    start: int = field(name="from")
    flag: Words


class LicenceShape(Sourced, frozen=True, kw_only=True):
    """On what ground the wording is here."""

    licence_class: Literal["us_gov", "no_permission", "noncommercial", "by_permission"] = field(
        name="class"
    )
    attribution: Words
    notice: Words


class OpeningShape(Sourced, frozen=True, kw_only=True):
    """From which day on the instrument may be used."""

    opens_day: Annotated[int, Meta(gt=0)]
    reason: Words


class MissingShape(Sourced, frozen=True, kw_only=True):
    """How many items may be missing: none."""

    allowed: Literal[0]


class ScoringFile(Strict, frozen=True, kw_only=True):
    """``instruments/<id>/scoring.json``."""

    instrument: Words
    version: Words
    reviewed: Day
    name: Words
    topic: Words
    recall: Words
    usual_minutes: Annotated[int, Meta(gt=0)]
    tiers: Annotated[list[Literal["peer", "oh"]], Meta(min_length=1)]
    licence: LicenceShape
    languages: dict[str, Literal["official", "validated", "linguistically_checked"]]
    window: OpeningShape
    missing: MissingShape
    gates: list[Words]
    scales: Annotated[list[ScaleShape], Meta(min_length=1)]
    criteria: list[CriterionShape]
    change: ChangeShape | None
    red_items: list[RedItemShape]


# --- Pathways


class FlagDefinitionShape(Sourced, frozen=True, kw_only=True):
    """A flag."""

    code: Words
    level: Literal["red", "amber", "legal"]
    meaning: Words
    short: Words


class CompletionShape(Sourced, frozen=True, kw_only=True):
    """Figures at which flags are completed."""

    distress_high: int
    poor_nights: int
    end_rise: int


class ThresholdShape(Sourced, frozen=True, kw_only=True):
    """Where a screen is over."""

    id: Words
    instrument: Words
    domain: Literal["trauma", "mood"]
    reason: Words
    scale: str = "total"
    at_least: int | None = None
    criterion: str = ""


class ClauseShape(Strict, frozen=True, kw_only=True):
    """One alternative of a rule."""

    reason: Words
    flags_any: list[Words] = []
    flags_all: list[Words] = []
    amber_at_least: int = 0
    distress_at_least: int | None = None
    safety: Literal["no", "fleeting", "intent", "declined"] | None = None
    poor_nights_at_least: int = 0
    screening: Literal["done", "declined", "none"] | None = None
    over_any: list[Words] = []
    domains_at_least: int = 0
    from_day: int | None = None
    before_day: int | None = None
    estim_agreed_not: bool | None = None


class RuleShape(Sourced, frozen=True, kw_only=True):
    """One line of the ordered table."""

    id: Words
    pathway: Words
    reason: str
    any_of: list[ClauseShape]
    lists_others: bool = False


class NoticeShape(Strict, frozen=True, kw_only=True):
    """Something to do besides."""

    id: Words
    flags_any: Annotated[list[Words], Meta(min_length=1)]
    text: Words
    not_with_red: bool = False
    not_with_rule: str = ""


class WorseningShape(Sourced, frozen=True, kw_only=True):
    """A rise that lifts the proposal."""

    instrument: Words
    by_at_least: Annotated[int, Meta(gt=0)]
    ladder: Annotated[list[Words], Meta(min_length=2)]
    reason: Words


class OfferShape(Sourced, frozen=True, kw_only=True):
    """A session offered besides."""

    after_protocol: Words
    pathways: list[Words]
    protocol: Words
    day: int


class AnchorsShape(Sourced, frozen=True, kw_only=True):
    """The fixed days of contact."""

    days: Annotated[list[int], Meta(min_length=1)]


class AcknowledgementShape(Strict, frozen=True, kw_only=True):
    """Deadlines of a parcel."""

    collected_days: int | None = None
    accepted_days: int | None = None
    phone_first: bool = False
    phone_again_minutes: int | None = None


class ContactShape(Strict, frozen=True, kw_only=True):
    """When somebody gets in touch."""

    in_days: int | None = None
    in_days_from: int | None = None
    anchor: bool = False
    only_before: int | None = None
    only_from: int | None = None
    what: str = ""


class RungShape(Sourced, frozen=True, kw_only=True):
    """One pathway."""

    id: Words
    title: Words
    words: Words
    contacts: Annotated[list[ContactShape], Meta(min_length=1)]
    acknowledgement: AcknowledgementShape


class SpanShape(Strict, frozen=True, kw_only=True):
    """A stretch of a window."""

    start: Annotated[int, Meta(ge=0)] = field(name="from")
    unit: Literal["hour", "day"]
    status: Literal["open", "locked", "needs_reason", "late"]
    label: str = ""
    reason: str = ""
    offer: str = ""


class WindowShape(Sourced, frozen=True, kw_only=True):
    """The window of a protocol."""

    protocol: Words
    spans: Annotated[list[SpanShape], Meta(min_length=1)]
    needs_any_of: list[Words] = []
    before_text: str = ""
    offer_before: str = ""
    locked_by_pip: bool = False
    pip_text: str = ""


class WorkingDayShape(Sourced, frozen=True, kw_only=True):
    """When an office closes, local time."""

    ends: Annotated[str, Meta(pattern=r"^\d{2}:\d{2}$")]


class PathwaysFile(Strict, frozen=True, kw_only=True):
    """``pathways/estip.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    flags: Annotated[list[FlagDefinitionShape], Meta(min_length=1)]
    completion: CompletionShape
    thresholds: list[ThresholdShape]
    notices: list[NoticeShape]
    rules: Annotated[list[RuleShape], Meta(min_length=1)]
    worsening: list[WorseningShape]
    offers: list[OfferShape]
    anchors: AnchorsShape
    rungs: Annotated[list[RungShape], Meta(min_length=1)]
    windows: Annotated[list[WindowShape], Meta(min_length=1)]
    group_locked: Words
    working_day: WorkingDayShape


class HolidayShape(Strict, frozen=True, kw_only=True):
    """One bank holiday."""

    date: Day
    name: Words


class HolidaysFile(Strict, frozen=True, kw_only=True):
    """``pathways/bank_holidays.json``."""

    id: Words
    version: Words
    checked_on: Day
    source: Words
    note: str = ""
    years: list[int]
    nations: dict[Literal["england", "wales", "scotland", "northern_ireland"], list[HolidayShape]]


# --- Services and profile


class ServiceShape(Strict, frozen=True, kw_only=True):
    """A contact."""

    id: Words
    name: Words
    kind: Literal["emergency", "crisis", "listening", "counselling", "gp", "internal"]
    phone: str
    text: str
    url: str
    nations: list[Literal["england", "wales", "scotland", "northern_ireland"]]
    hours: Words
    audience: Literal["anyone", "police"]
    note: Words
    urgent: bool
    confirmed: bool
    checked_on: Day
    source: Words


class ServicesFile(Strict, frozen=True, kw_only=True):
    """``services/national.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    warn_after_days: Annotated[int, Meta(gt=0)]
    services: Annotated[list[ServiceShape], Meta(min_length=1)]


class RetentionShape(Sourced, frozen=True, kw_only=True):
    """How long what is kept."""

    session_days_after_accepted: int
    referral_days_after_accepted: int
    group_days: int
    tally_months: int
    audit_months: int


class TransportShape(Strict, frozen=True, kw_only=True):
    """Where parcels are left."""

    kind: Literal["folder", "s3", "webdav", "sftp"]
    path: str = ""


class PhoneShape(Strict, frozen=True, kw_only=True):
    """A number of the force."""

    name: Words
    phone: Words


class ProfileFile(Strict, frozen=True, kw_only=True):
    """``profiles/default.json``."""

    id: Words
    version: Words
    reviewed: Day
    built_in: bool
    name: Words
    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    banner: str
    peer_instruments: list[Words]
    default_battery: list[Words]
    cut_offs: dict[str, int]
    follow_up_days: list[int]
    suppression_limit: Annotated[int, Meta(ge=5)]
    profile_warn_after_days: Annotated[int, Meta(gt=0)]
    retention: RetentionShape
    transport: TransportShape
    phones: list[PhoneShape]
    recovery_recipient: str | None
