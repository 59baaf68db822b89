"""Answers and the results they have to give: how an instrument proves its own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments.model import Instrument
from estip_desktop.instruments.scales import Points
from estip_desktop.instruments.scoring import change, score


@dataclass(frozen=True, slots=True)
class Vector:
    """One set of answers.

    Args:
        id: As published.
        answers: Points in item order; ``None`` is not answered.
        day: Of the case; ``None`` leaves the window out.
        refused: The answers do not fit, so there is nothing to expect.
        status: ``complete``, ``incomplete`` or ``locked``.
        flags: Red flags, in order.
        scores: Of some scales: value, band and whether it is positive.
        criteria: Of some criteria: whether they are met.
        missing: Items that are not answered; ``None`` expects nothing of them.
    """

    id: str
    answers: tuple[int | None, ...]
    day: int | None = None
    refused: bool = False
    status: str = ""
    flags: tuple[str, ...] = ()
    scores: Mapping[str, tuple[Points, str | None, bool | None]] = field(default_factory=dict)
    criteria: Mapping[str, bool] = field(default_factory=dict)
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ChangeVector:
    """Two totals, and what the change between them has to be called."""

    first: Points
    second: Points
    change: Points
    verdict: str
    direction: str


def disagreements(
    instrument: Instrument, vectors: Sequence[Vector], changes: Sequence[ChangeVector]
) -> tuple[str, ...]:
    """Which of them come out otherwise; nothing means that all agree.

    Args:
        instrument: Whose rules are tried.
        vectors: Its published answer sets.
        changes: Its published changes.

    Returns:
        The ids of vectors, and ``45>31`` for a change from 45 to 31.
    """
    wrong = [vector.id for vector in vectors if not _agrees(instrument, vector)]
    wrong += [
        f"{each.first}>{each.second}" for each in changes if not _change_agrees(instrument, each)
    ]
    return tuple(wrong)


def _agrees(instrument: Instrument, vector: Vector) -> bool:
    try:
        answers = instrument.answers_from_points(vector.answers)
    except InputRefusedError:
        return vector.refused
    if vector.refused:
        return False
    outcome = score(instrument, answers, day=vector.day)
    found = {each.id: (each.value, each.band, each.positive) for each in outcome.scores}
    met = {each.id: each.met for each in outcome.criteria}
    return (
        outcome.status == vector.status
        and outcome.flags == vector.flags
        and all(found.get(scale) == values for scale, values in vector.scores.items())
        and all(met.get(name) is holds for name, holds in vector.criteria.items())
        and vector.missing in {None, outcome.missing}
    )


def _change_agrees(instrument: Instrument, expected: ChangeVector) -> bool:
    try:
        found = change(instrument, expected.first, expected.second)
    except InputRefusedError:
        return False
    return (found.change, found.verdict, found.direction) == (
        expected.change,
        expected.verdict,
        expected.direction,
    )
