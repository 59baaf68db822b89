"""Pathways: flags, rules, rungs, windows and the days on which nobody works."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from estip_desktop.adapters.content.shapes.base import Day, Sourced, Strict, Words


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


class ClosureShape(Sourced, frozen=True, kw_only=True):
    """When a case may be closed as clear."""

    first_day: Annotated[int, Meta(ge=0)]
    clear_contacts: Annotated[int, Meta(ge=1)]
    counted_from_day: Annotated[int, Meta(ge=0)]
    always_considered: list[Words]
    answered_by_next_step: list[Words]


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

    collected_days: Annotated[int, Meta(ge=1)] | None = None
    accepted_days: Annotated[int, Meta(ge=1)] | None = None
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
    closure: ClosureShape | None = None  # versions before 1.2.0 had none
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
