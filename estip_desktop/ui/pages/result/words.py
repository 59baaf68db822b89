"""From an outcome to plain words; the published figures decide, never the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from estip_desktop.casework import Concern, HeldBy
from estip_desktop.guidance import Asked
from estip_desktop.instruments import (
    TOTAL,
    UNHEARD,
    Instrument,
    Outcome,
    Points,
    ScaleScore,
    Side,
    Status,
    Verdict,
    WindowState,
    asks_from,
    change,
    unheard,
    where,
    where_in_short,
)
from estip_desktop.kernel.i18n import N_, _, format_time, ngettext
from estip_desktop.kernel.items import DECLINED

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.RELIABLE: N_("That is a reliable change."),
    Verdict.POSSIBLE: N_("That is a possible change."),
    Verdict.NONE: N_("That is no clear change."),
    Verdict.NO_RULE: "",
}
THOUGHTS_OF_DEATH = frozenset({"A1", "R1", "R6"})


@dataclass(frozen=True, slots=True)
class BandRow:
    """One range of the gauge."""

    low: Points
    high: Points
    name: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with its answer in words."""

    link_id: str
    text: str
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do next, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PinnedConcern:
    """An Immediate concern of this session; it stays above the score."""

    title: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the page shows.

    Args:
        instrument: Title of the questionnaire.
        reference: Of the person; never their name.
        at: When it was answered.
        score: The main total; ``None`` where there is none.
        low: The lowest possible total.
        top: The highest possible total.
        step: Between two neighbouring totals.
        heading: Range name, or where the score lies from the cut-off.
        sentence: One plain sentence.
        bands: For the gauge; empty where nothing may be read from the number.
        cut_off: From where something is offered, or ``None``.
        parts: Further scales, one sentence each.
        change: How it compares with the time before, or empty.
        say: Words that may be said; empty without a score.
        steps: What to do next, at most three.
        main: Words of the main button.
        answers: In the order asked.
        attribution: The line its owners ask for.
        missing: How many scored questions have no answer.
        concern: Of this session, or ``None``.
        care: Why the score is to be read with care; empty where it was read aloud in its window.
        early: It was used before its window: no range, and this is said first.
    """

    instrument: str
    reference: str
    at: datetime
    score: Points | None
    low: Points
    top: Points
    step: float
    heading: str
    sentence: str
    bands: tuple[BandRow, ...]
    cut_off: Points | None
    parts: tuple[str, ...]
    change: str
    say: str
    steps: tuple[NextStep, ...]
    main: str
    answers: tuple[AnswerLine, ...] = field(repr=False)
    attribution: str
    missing: int = 0
    concern: PinnedConcern | None = None
    care: tuple[str, ...] = ()
    early: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A questionnaire with everything its result is told from.

    Args:
        standing: Codes of the flags of the session that count.
        over: What it has reached of the rules for a next step, as sentences.
    """

    asked: Asked
    outcome: Outcome
    previous: Points | None
    concern: Concern | None
    now: datetime
    standing: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    @property
    def is_positive(self) -> bool:
        """Whether it asks for more: by a cut-off, or by a rule over single items."""
        return bool(self.over) or any(row.positive for row in self.outcome.scores)

    @property
    def is_raised(self) -> bool:
        """Whether the total lies above the two lowest of its ranges, though below its cut-off."""
        total, bands = self.outcome.total(), self.asked.instrument.scoring.scale().bands
        if total is None or self.asked.instrument.scoring.scale().higher_is_better:
            return False
        return total.band in {band.id for band in bands[2:]}

    @property
    def is_grave(self) -> bool:
        """Whether they said, here or in the conversation, that their life may be at risk."""
        return bool(self.outcome.flags) or not THOUGHTS_OF_DEATH.isdisjoint(self.standing)

    @property
    def is_acted_on(self) -> bool:
        """Whether anything red stands in the session: then no form says that nothing is needed."""
        return any(code.startswith("R") for code in self.standing)

    @property
    def is_unheard(self) -> bool:
        """Whether a gate was answered no and what follows it was not: no form says nothing then."""
        return bool(unheard(self.asked.instrument, self.asked.answers))


def describe(found: Found) -> Result:
    """Say what an outcome means in plain words; no word of it is a diagnosis."""
    asked, outcome, instrument = found.asked, found.outcome, found.asked.instrument
    total = outcome.total()
    scale = instrument.scoring.scale()
    steps = _steps(found)
    return Result(
        instrument=instrument.title,
        reference=asked.person.reference,
        at=asked.screening.finished_at or found.now,
        score=total.value if total else None,
        low=scale.range[0],
        top=scale.range[1],
        step=10**-scale.decimals,
        heading=_heading(outcome, total),
        sentence=_thanks() if found.is_grave else _sentence(found, total),
        bands=_bands(instrument) if total and not _is_early(outcome) else (),
        cut_off=total.cut_off if total else None,
        parts=() if _is_early(outcome) else _parts(instrument, outcome),
        change=_change(instrument, found.previous, total),
        say=_thanks() if found.is_grave else _say(found),
        steps=_with_today(outcome, steps) if found.is_grave else steps,
        main=steps[0].title,
        answers=tuple(_answers(asked)),
        attribution=instrument.attribution,
        missing=len(outcome.missing),
        concern=_pinned(found.concern),
        care=_care(asked, outcome),
        early=_is_early(outcome),
    )


def _is_early(outcome: Outcome) -> bool:
    return outcome.window is WindowState.BEFORE


def _care(asked: Asked, outcome: Outcome) -> tuple[str, ...]:
    """Why a score is to be read with care, most grave first."""
    note = asked.circumstances
    words = []
    if _is_early(outcome):
        opens = asked.instrument.window_day
        words.append(
            _(
                "It was used before day {day}, as Occupational Health authorised. Its time frame "
                "reaches back before the incident. Offer it again from that day."
            ).format(day=opens)
        )
    if outcome.scores and outcome.missing:
        words.append(
            ngettext(
                "Pro-rated: {count} answer was missing, and the mean of the others stands for it.",
                "Pro-rated: {count} answers were missing, and the mean of the others stands for "
                "them.",
                len(outcome.missing),
            ).format(count=len(outcome.missing))
        )
    if note.by_proxy:
        words.append(_("Somebody else answered for them."))
    if note.interpreter:
        words.append(_("Somebody interpreted. The wording was tested in its own language alone."))
    if note.held_by is HeldBy.PAPER:
        words.append(_("It was typed in from paper. Compare it with the sheet."))
    return tuple(words)


def _heading(outcome: Outcome, total: ScaleScore | None) -> str:
    if outcome.status is Status.INCOMPLETE:
        words = ngettext(
            "Not enough answers to score ({count} missing)",
            "Not enough answers to score ({count} missing)",
            len(outcome.missing),
        )
        return words.format(count=len(outcome.missing))
    if total is None or (not total.band_label and total.cut_off is None):
        return _("Not interpretable yet")
    if total.band_label:
        return _("{name} range").format(name=total.band_label)
    return where_in_short(total.side, reached=bool(total.positive))


def _sentence(found: Found, total: ScaleScore | None) -> str:
    outcome = found.outcome
    if outcome.status is Status.INCOMPLETE:
        return _("Go back to them, or keep the answers without a score.")
    if total is None or _is_early(outcome):
        return outcome.message
    if found.is_positive:
        return _("This suggests it would be worth a proper conversation with someone trained.")
    return _below(found)


def _below(found: Found) -> str:
    """Of a form that asks for nothing more by itself."""
    if found.is_acted_on:
        return _("What was said in this session needs action today, whatever this form says.")
    if found.is_unheard:
        return _(UNHEARD)
    if found.is_raised:
        return _("It is below the cut-off, and still raised. How they feel counts more.")
    return _("Nothing on this form needs action today. How they feel counts more.")


def _bands(instrument: Instrument) -> tuple[BandRow, ...]:
    scale = instrument.scoring.scale()
    if scale.bands:
        return tuple(BandRow(band.start, band.end, band.label) for band in scale.bands)
    low, high = scale.range
    if scale.cut_off is None:
        return ()
    cut, side, step = scale.cut_off.value, scale.cut_off.side, 10**-scale.decimals
    first = cut + step if side is Side.AT_OR_BELOW else cut
    lower, upper = (
        (_("Below the cut-off"), _("At or above it"))
        if side is not Side.AT_OR_BELOW
        else (_("At or below the cut-off"), _("Above it"))
    )
    last = round(first - step, scale.decimals) if scale.decimals else first - 1
    return BandRow(low, last, lower), BandRow(first, high, upper)


def _parts(instrument: Instrument, outcome: Outcome) -> tuple[str, ...]:
    """Further scales; and rules over single items where a clinician reads them anyway.

    A rule and the total may disagree: both are shown, and neither is explained away.
    """
    parts = [_part(row) for row in outcome.scores if row.id != TOTAL]
    if instrument.interpretation:
        for rule in outcome.criteria:
            words = _("{label}: met") if rule.met else _("{label}: not met")
            parts.append(words.format(label=rule.label))
    return tuple(parts)


def _part(row: ScaleScore) -> str:
    words = _("{label}: {value} of {top}").format(
        label=row.label, value=row.value, top=row.range[1]
    )
    if row.cut_off is None:
        return words
    return f"{words}, {where(row.side, row.cut_off, reached=bool(row.positive))}"


def _change(instrument: Instrument, previous: Points | None, total: ScaleScore | None) -> str:
    if previous is None or total is None:
        return ""
    moved = change(instrument, previous, total.value)
    size = abs(moved.change)
    points = ngettext("{count} point", "{count} points", 1 if size == 1 else 2).format(count=size)
    if not moved.change:
        return _("The same as last time ({before}).").format(before=previous)
    words = (
        _("{points} higher than last time ({before}).")
        if moved.change > 0
        else _("{points} lower than last time ({before}).")
    ).format(points=points, before=previous)
    return f"{words} {_(_VERDICTS[moved.verdict])}".strip()


def _say(found: Found) -> str:
    outcome, positive = found.outcome, found.is_positive
    doubt = found.is_acted_on or found.is_unheard
    if outcome.total() is None or _is_early(outcome) or (doubt and not positive):
        return ""
    if positive:
        return _(
            "Your answers suggest it would be worth a proper conversation with someone trained. "
            "That's a prompt, not a label."
        )
    if found.is_raised:
        return _(
            "Your answers are higher than most people's, and below the line at which more is "
            "always offered. How you feel counts more: would you like to talk to someone?"
        )
    return _(
        "Nothing on this form needs action today. "
        "If you feel worse than this form says, that counts."
    )


def _thanks() -> str:
    """For anybody who said it, whatever the score."""
    return _(
        "Thank you for saying so. We won't pretend you didn't. "
        "Let's sort out who stays with you and who we call."
    )


def _with_today(outcome: Outcome, steps: Sequence[NextStep]) -> tuple[NextStep, ...]:
    """The conversation of today in place of one that is only offered."""
    reason = (
        _("A question about self-harm is above zero: this needs a conversation today.")
        if outcome.flags
        else _("They have thoughts of ending their life: this needs a conversation today.")
    )
    today = NextStep(_("Talk with Occupational Health today"), reason)
    return tuple(dict.fromkeys((today, steps[0], steps[-1])))


def _steps(found: Found) -> tuple[NextStep, ...]:
    if found.outcome.status is Status.INCOMPLETE:
        return (
            NextStep(
                _("Go back to the open questions"),
                _("A total needs every answer. Leaving them out is fine too."),
            ),
        )
    carry_on = NextStep(
        _("Carry on with the session"),
        _("You choose the next step together, and what they want comes first."),
    )
    again = NextStep(
        _("Offer it again at a later contact"), _("Two scores show whether things change.")
    )
    if not found.is_positive:
        return carry_on, again
    reason = _reason(found)
    return carry_on, NextStep(_("Offer a talk with Occupational Health"), reason), again


def _reason(found: Found) -> str:
    """Why more is offered: the cut-off, or else what was met beside it."""
    row = next((row for row in found.outcome.scores if row.positive), None)
    if row is None:
        return found.over[0]
    words = asks_from(row.side, row.cut_off or 0)
    return _("{title}: {reason}.").format(
        title=found.asked.instrument.title, reason=words[:1].lower() + words[1:]
    )


def _answers(asked: Asked) -> list[AnswerLine]:
    lines = []
    for item in asked.shown:
        value = asked.answers.get(item.link_id)
        words = item.item.in_words(value) if value is not None else ""
        if value == DECLINED:
            words = _("Prefers not to answer")
        lines.append(AnswerLine(item.link_id, item.item.text, words or _("Not answered")))
    return lines


def _pinned(concern: Concern | None) -> PinnedConcern | None:
    if concern is None:
        return None
    if concern.is_open:
        return PinnedConcern(
            _("Immediate concern is open"),
            _("It comes before the score. Record what was done, then return here."),
            is_open=True,
        )
    at = format_time(concern.closed_at or concern.opened_at)
    words = _("Recorded at {time}. It counts whatever the score says.").format(time=at)
    return PinnedConcern(_("Immediate concern in this session"), words, is_open=False)
