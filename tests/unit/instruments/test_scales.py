"""Scales by themselves: cut-offs on either side, figures, what is looked at, what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.instruments import (
    CutOff,
    Direction,
    Instrument,
    Method,
    Requirement,
    Scale,
    Scoring,
    Section,
    Side,
    Source,
    Status,
    Verdict,
    change,
    score,
)

SOURCE = Source("Made up for a test", "2026-11-27")


def a_scale(**changes: Any) -> Scale:
    values: dict[str, Any] = {
        "id": "total", "label": "Total", "items": ("a", "b", "c"), "range": (0, 9),
        "source": SOURCE,
    }  # fmt: skip
    return Scale(**(values | changes))


@pytest.fixture(scope="module")
def phq9() -> Instrument:
    return Content().instrument("phq-9")


@pytest.mark.parametrize(
    ("side", "reached"),
    [
        (Side.AT_OR_ABOVE, (False, True, True)),
        (Side.BELOW, (True, False, False)),
        (Side.AT_OR_BELOW, (True, True, False)),
    ],
)
def test_a_cut_off_is_reached_on_its_side(side: Side, reached: tuple[bool, ...]) -> None:
    cut_off = CutOff(10, SOURCE, side)
    assert tuple(cut_off.is_reached(total) for total in (9, 10, 11)) == reached


def test_a_scale_counts_once_without_decimals_and_higher_is_worse() -> None:
    scale = a_scale()
    assert (scale.figure(5, 3), scale.steps(5), scale.higher_is_better) == (5, 5, False)


def test_a_sum_is_pro_rated_and_halves_are_rounded_up() -> None:
    assert a_scale().figure(5, 2) == 8  # 7.5
    assert a_scale(multiplier=4).figure(5, 3) == 20


def test_a_mean_has_its_decimals() -> None:
    scale = a_scale(method=Method.MEAN, decimals=2)
    assert scale.figure(5, 3) == 1.67
    assert scale.steps(1.67) == 167
    whole = a_scale(method=Method.MEAN)
    assert whole.figure(5, 3) == 2
    assert isinstance(whole.figure(5, 3), int)


def test_what_opens_a_section_is_looked_at() -> None:
    section = Section(("d",), Requirement(("e",), 1, 1), SOURCE)
    scoring = Scoring("1.0.0", (a_scale(),), sections=(section,))
    assert scoring.counted == {"a", "b", "c", "d", "e"}
    assert scoring.most_missing == 0


def test_no_change_is_neither_better_nor_worse(phq9: Instrument) -> None:
    same = change(phq9, 12, 12)
    assert (same.change, same.direction, same.verdict) == (0, Direction.SAME, Verdict.NONE)
    assert change(phq9, 12, 13).direction is Direction.WORSE
    assert change(phq9, 12, 11).change == -1


def test_without_a_rule_a_change_is_only_told(phq9: Instrument) -> None:
    bare = replace(phq9, scoring=replace(phq9.scoring, change=None))
    assert change(bare, 0, 27).verdict is Verdict.NO_RULE


def test_a_change_of_means_has_their_decimals(phq9: Instrument) -> None:
    first, *rest = phq9.scoring.scales
    mean = replace(first, method=Method.MEAN, decimals=2, range=(0, 3), bands=(), cut_off=None)
    means = replace(phq9, scoring=replace(phq9.scoring, scales=(mean, *rest), change=None))
    assert change(means, 0.1, 0.3).change == 0.2


def test_where_parts_are_missing_every_scale_has_to_be_whole_enough(phq9: Instrument) -> None:
    first, *_rest = phq9.scoring.scales
    three = a_scale(id="three", items=first.items[:3])
    scales = (replace(first, bands=(), cut_off=None), three)
    loose = replace(phq9, scoring=replace(phq9.scoring, scales=scales, most_missing=2))

    def status(*points: int | None) -> Status:
        return score(loose, loose.answers_from_points([*points, 1, 1, 1, 1, 0]), day=30).status

    assert status(None, None, 1, 1) is Status.COMPLETE
    assert status(None, None, None, 1) is Status.INCOMPLETE
    assert status(None, None, 1, None) is Status.INCOMPLETE  # three of the nine
    assert status(None, 1, 1, None) is Status.COMPLETE


def test_it_says_why_there_is_no_total(phq9: Instrument) -> None:
    answers = phq9.answers_from_points([1] * 8 + [None])
    assert score(phq9, answers, day=30).message == "Not enough answers to score (1 missing)."
    locked = score(phq9, answers, day=5).message
    assert locked.startswith(f"{phq9.title} opens on day 14 after the incident. ")
    whole = score(phq9, phq9.answers_from_points([0] * 9), day=30)
    assert {each.prorated for each in whole.scores} == {0}
