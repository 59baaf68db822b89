"""From answers to published figures: one pure function, no rule of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments.model import Instrument, InstrumentItem
from estip_desktop.instruments.scales import TOTAL, Criterion, Points, Scale, Side
from estip_desktop.kernel.i18n import N_
from estip_desktop.kernel.items import SKIPPED, AnswerValue

UNHEARD = N_("Later answers were not counted and hold a yes: ask the first question again.")
"""What is said of a total behind a gate that :func:`unheard` doubts."""


class Status(StrEnum):
    """Whether there is a result."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    LOCKED = "locked"


class WindowState(StrEnum):
    """Where the day lies; there is no "late" for instruments."""

    BEFORE = "before"
    IN = "in"
    NONE = "none"


class Verdict(StrEnum):
    """What a change between two totals is worth."""

    NONE = "none"
    POSSIBLE = "possible"
    RELIABLE = "reliable"
    NO_RULE = "no-rule"


class Direction(StrEnum):
    """Which way a total moved."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One total.

    Args:
        id: The scale; ``total`` for the main one.
        label: The scale in words.
        value: Points within ``range``.
        range: Lowest and highest possible total.
        band: Id of the published range name; ``None`` where none is published or shown.
        band_label: As printed; empty likewise.
        cut_off: Points from which the screen asks for more; ``None`` where there is none.
        positive: On the cut-off's side; ``None`` where there is none or it may not be read yet.
        side: The cut-off's side.
        prorated: How many items were missing and taken as the mean of the others.
    """

    id: str
    label: str
    value: Points
    range: tuple[Points, Points]
    band: str | None
    band_label: str
    cut_off: Points | None
    positive: bool | None
    side: Side = Side.AT_OR_ABOVE
    prorated: int = 0


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A rule over single items, met or not."""

    id: str
    label: str
    met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a set of answers gives.

    Args:
        instrument: Id.
        version: Of the wording.
        scoring_version: Of the rules.
        status: ``locked`` before the window without authorisation, whatever the answers.
        window: Where the day lies; ``none`` when no day was given.
        scores: Empty unless complete.
        criteria: Empty unless complete and inside the window.
        flags: Codes raised by single items, also when incomplete or locked.
        missing: Link ids of enabled scored items without an answer.
        message: One plain sentence.
        system: Which system of scoring, where several are in circulation; else empty.
    """

    instrument: str
    version: str
    scoring_version: str
    status: Status
    window: WindowState
    scores: tuple[ScaleScore, ...]
    criteria: tuple[CriterionResult, ...]
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    message: str
    system: str = ""

    def total(self) -> ScaleScore | None:
        """The main scale, where there is a result."""
        return next((score for score in self.scores if score.id == TOTAL), None)


@dataclass(frozen=True, slots=True)
class Change:
    """From a first total to a second."""

    change: Points
    verdict: Verdict
    direction: Direction


def score(
    instrument: Instrument,
    answers: Mapping[str, AnswerValue],
    *,
    day: int | None,
    override: bool = False,
) -> Outcome:
    """Add up the answers by the published rules.

    A missing item means no total and no band, unless the rules allow some to be missing. What a
    gate or a section has closed is not asked, and counts as little as its items can.

    Args:
        instrument: The version that was answered.
        answers: Option codes by link id.
        day: Calendar days from the incident's end (that day is 0); ``None`` when there is no
            incident to count from, and then no window is applied.
        override: Occupational Health authorised use before the window: the number is given without
            band, cut-off or criteria.

    Raises:
        InputRefusedError: An answer names no option of its item, or no item of the instrument.
    """
    points = _points(instrument, answers)
    shown = [item for item in instrument.shown(answers) if item.scored]
    missing = tuple(item.link_id for item in shown if points.get(item.link_id) is None)
    window = window_state(instrument, day)
    early = window is WindowState.BEFORE
    status = Status.COMPLETE if _may_be_missing(instrument, missing) else Status.INCOMPLETE
    if early and not override:
        status = Status.LOCKED
    scores: tuple[ScaleScore, ...] = ()
    criteria: tuple[CriterionResult, ...] = ()
    if status is Status.COMPLETE:
        known = _with_closed(instrument, shown, points)
        scores = tuple(
            _score_scale(instrument, scale, known, bare=early)
            for scale in instrument.scoring.scales
        )
        if not early and not missing:
            criteria = _judge_all(instrument, known, {item.link_id for item in shown})
    return Outcome(
        instrument.id,
        instrument.version,
        instrument.scoring.version,
        status,
        window,
        scores,
        criteria,
        red_flags(instrument, answers),
        missing,
        _message(instrument, status, window, missing, unheard=bool(unheard(instrument, answers))),
        instrument.scoring.system,
    )


def red_flags(instrument: Instrument, answers: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """The flags of single items: asked for after every answer, before anything is added up.

    Raises:
        InputRefusedError: An answer names no option of its item.
    """
    raised: dict[str, None] = {}
    for red in instrument.scoring.red_items:
        if red.link_id in answers:
            points = instrument.item(red.link_id).points(answers[red.link_id])
            if points is not None and points >= red.at_least_points:
                raised[red.flag] = None
    return tuple(raised)


def unheard(instrument: Instrument, answers: Mapping[str, AnswerValue]) -> tuple[str, ...]:
    """Items that were answered above the lowest though the gate before them was answered no.

    The published rule does not count them; from paper or a list they are there all the same, and
    the gate may have been misread.

    Raises:
        InputRefusedError: An answer names no option of its item.
    """
    points = {
        item.link_id: item.points(answers.get(item.link_id, SKIPPED)) for item in instrument.listed
    }
    if not any(item.gate and points[item.link_id] == _fewest(item) for item in instrument.listed):
        return ()
    shown = {item.link_id for item in instrument.shown(answers)}
    return tuple(
        item.link_id
        for item in instrument.listed
        if item.link_id not in shown and (points[item.link_id] or 0) > _fewest(item)
    )


def window_state(instrument: Instrument, day: int | None) -> WindowState:
    """Where a day lies: the whole recall period has to come after the incident."""
    if day is None:
        return WindowState.NONE
    return WindowState.BEFORE if day < instrument.window_day else WindowState.IN


def change(instrument: Instrument, first: Points, second: Points) -> Change:
    """Judge the change between two totals of the same scoring version by the published rule.

    Raises:
        InputRefusedError: A total lies outside the scale's range.
    """
    scale = instrument.scoring.scale()
    low, high = scale.range
    for total in (first, second):
        if not low <= total <= high:
            raise InputRefusedError(f"{instrument.id}:total-out-of-range")
    difference = round(second - first, scale.decimals) if scale.decimals else second - first
    direction = Direction.SAME
    if difference:
        is_better = (difference > 0) is scale.higher_is_better
        direction = Direction.BETTER if is_better else Direction.WORSE
    return Change(difference, _verdict(instrument, abs(difference)), direction)


def _verdict(instrument: Instrument, size: Points) -> Verdict:
    rule = instrument.scoring.change
    if rule is None:
        return Verdict.NO_RULE
    if size >= rule.reliable:
        return Verdict.RELIABLE
    if rule.possible is not None and size >= rule.possible:
        return Verdict.POSSIBLE
    return Verdict.NONE


def _may_be_missing(instrument: Instrument, missing: tuple[str, ...]) -> bool:
    """Whether there is a result all the same; never without a gate, or an item that may be red."""
    if not missing:
        return True
    most = instrument.scoring.most_missing
    red = {each.link_id for each in instrument.scoring.red_items}
    gates = {item.link_id for item in instrument.items if item.gate}
    lost = set(missing)
    if not most or lost & (red | gates):
        return False
    return all(
        len(lost.intersection(scale.items)) <= most  # fewer than it has, or it is not loaded
        for scale in instrument.scoring.scales
    )


def _with_closed(
    instrument: Instrument, shown: list[InstrumentItem], points: Mapping[str, int | None]
) -> dict[str, int]:
    """Points by link id: of what was answered, and the fewest of what was never asked."""
    asked = {item.link_id for item in shown}
    known: dict[str, int] = {}
    for item in instrument.listed:
        value = points.get(item.link_id) if item.link_id in asked else _fewest(item)
        if value is not None:
            known[item.link_id] = value
    return known


def _fewest(item: InstrumentItem) -> int:
    return min(option.value for option in item.item.options if option.value is not None)


def _points(instrument: Instrument, answers: Mapping[str, AnswerValue]) -> dict[str, int | None]:
    known = {item.link_id for item in instrument.items}
    for link in answers:
        if link not in known:
            raise InputRefusedError(f"{instrument.id}:no-such-item")
    return {
        item.link_id: item.points(answers[item.link_id])
        for item in instrument.items
        if item.link_id in answers
    }


def _score_scale(
    instrument: Instrument, scale: Scale, points: Mapping[str, int], *, bare: bool
) -> ScaleScore:
    answered = [link for link in scale.items if link in points]
    total = sum(_keyed(instrument, scale, link, points[link]) for link in answered)
    value = scale.figure(total, len(answered))
    band = None if bare else scale.band_of(value)
    cut_off = None if bare else scale.cut_off
    return ScaleScore(
        scale.id,
        scale.label,
        value,
        scale.range,
        band.id if band else None,
        band.label if band else "",
        None if cut_off is None else cut_off.value,
        None if cut_off is None else cut_off.is_reached(value),
        Side.AT_OR_ABOVE if cut_off is None else cut_off.side,
        len(scale.items) - len(answered),
    )


def _keyed(instrument: Instrument, scale: Scale, link: str, points: int) -> int:
    if link not in scale.reverse_keyed:
        return points
    values = [o.value for o in instrument.item(link).item.options if o.value is not None]
    return min(values) + max(values) - points


def _judge_all(
    instrument: Instrument, points: Mapping[str, int], asked: set[str]
) -> tuple[CriterionResult, ...]:
    """Every criterion in order; each may look at those before it."""
    met: dict[str, bool] = {}
    for criterion in instrument.scoring.criteria:
        met[criterion.id] = _is_met(criterion, points, asked, met)
    labels = {each.id: each.label for each in instrument.scoring.criteria}
    return tuple(CriterionResult(name, labels[name], holds) for name, holds in met.items())


def _is_met(
    criterion: Criterion, points: Mapping[str, int], asked: set[str], met: Mapping[str, bool]
) -> bool:
    """Whether a rule is met; one over items that were never asked is not."""
    return (
        all(asked.issuperset(rule.items) and rule.holds(points) for rule in criterion.requirements)
        and all(met[name] for name in criterion.needs)
        and not any(met[name] for name in criterion.excludes)
    )


def _message(
    instrument: Instrument,
    status: Status,
    window: WindowState,
    missing: tuple[str, ...],
    *,
    unheard: bool,
) -> str:
    if status is Status.LOCKED:
        return (
            f"{instrument.title} opens on day {instrument.window_day} after the incident. "
            f"{instrument.window_reason}"
        )
    if status is Status.INCOMPLETE:
        return f"Not enough answers to score ({len(missing)} missing)."
    again = f" {UNHEARD}" if unheard else ""
    if window is WindowState.BEFORE:
        early = "Not interpretable yet: the time frame reaches back before the incident."
        return f"{early}{again}"
    words = f"A screening score, not a diagnosis.{again}"
    if missing:
        words = f"{words} Pro-rated: {len(missing)} missing."
    return f"{words} {instrument.interpretation}".rstrip()
