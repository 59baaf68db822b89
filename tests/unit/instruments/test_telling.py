"""Where a figure lies, in words; which figures may be compared."""

from __future__ import annotations

import pytest

from estip_desktop.instruments import Side
from estip_desktop.instruments.telling import (
    asks_from,
    points_in,
    same_rules,
    where,
    where_in_short,
)

WORDS = {
    Side.AT_OR_ABOVE: ("at or above", "below", "Cut-off 10 or more"),
    Side.BELOW: ("below", "at or above", "Cut-off below 10"),
    Side.AT_OR_BELOW: ("at or below", "above", "Cut-off 10 or less"),
}


@pytest.mark.parametrize("side", list(Side))
def test_the_side_of_a_cut_off_is_said(side: Side) -> None:
    reached, not_reached, begins = WORDS[side]
    assert where(side, 10, reached=True) == f"{reached} the cut-off of 10"
    assert where(side, 10, reached=False) == f"{not_reached} the cut-off of 10"
    assert where_in_short(side, reached=True) == f"{reached.capitalize()} the cut-off"
    assert where_in_short(side, reached=False) == f"{not_reached.capitalize()} the cut-off"
    assert asks_from(side, 10) == begins


RESULT = {"instrument": "k6", "scoring_version": "1.0.0", "system": "0-4", "scores": []}


@pytest.mark.parametrize("key", ["instrument", "scoring_version", "system"])
def test_results_by_other_rules_are_not_compared(key: str) -> None:
    assert same_rules(RESULT, RESULT | {"scores": [1]})
    assert not same_rules(RESULT, RESULT | {key: "other"})
    lacking = {name: value for name, value in RESULT.items() if name != key}
    assert not same_rules(RESULT, lacking)
    assert same_rules(lacking, lacking)


def test_nothing_is_compared_with_nothing() -> None:
    assert not same_rules(None, None)
    assert not same_rules(RESULT, None)
    assert not same_rules(None, RESULT)


@pytest.mark.parametrize("value", [0, 10, 2.5])
def test_a_figure_comes_back_as_it_was_kept(value: float) -> None:
    found = points_in({"value": value})
    assert found == value
    assert type(found) is type(value)
    assert points_in({"value": "10"}) == 10
