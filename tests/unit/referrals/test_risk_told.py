"""How a concern went, in one line that leaves nothing out and adds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import ConcernClosing
from estip_desktop.referrals.risk import risk_block
from tests.builders import NOW, a_concern, a_flag

PATHWAYS = Content().pathways()


def told(*concerns: Any, flags: tuple[str, ...] = ()) -> Any:
    raised = [a_flag(code=code) for code in flags]
    return risk_block(concerns, raised, PATHWAYS, NOW.date())


def story(**changes: Any) -> str:
    values: dict[str, Any] = {"closing": ConcernClosing.RECORDED} | changes
    return str(told(a_concern(**values)).outcome)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"closing": ConcernClosing.MISTAKE}, "; closed as opened by mistake"),
        ({"closing": ConcernClosing.CORRECTED}, "; answer corrected, both values kept"),
        ({"corrected_to": "0"}, "; answer corrected, both values kept"),
        ({"direct_answer": "intent"}, "; asked directly: yes, with intent or a plan"),
        ({"direct_answer": "declined"}, "; asked directly: prefers not to say"),
        ({"called": ("999",)}, "; called: 999"),
        ({"called": ("999", "111"), "actions": {"call": NOW}}, "; called: 999, 111"),
        ({"actions": {"call": NOW}}, "; help called"),
        ({"told": ("Sgt Made Up",)}, "; told: Sgt Made Up"),
        ({"actions": {"tell": NOW}}, "; supervisor told"),
        ({"actions": {"stay": NOW, "ask": NOW}}, ""),
        ({"outcome": "Taken home"}, "; Taken home"),
        ({"closing": ConcernClosing.OPEN}, "; still open when this was signed"),
    ],
)
def test_each_thing_that_happened_is_told_once(changes: dict[str, Any], words: str) -> None:
    found = story(**changes)
    opened = found.split(";")[0].rstrip(".")
    assert opened.startswith("Opened by hand ")
    assert found == f"{opened}{words}."


def test_where_it_came_from_and_when_is_told() -> None:
    raised = story(opened_by="session-1#C8", flags=("R6", "R6", "Z9"))
    meaning = PATHWAYS.flag("R6").meaning.rstrip(".")
    assert raised.startswith("Raised ")
    assert raised.endswith(f"; {meaning}.")
    same_day, other_day = story(), story(opened_at=NOW - timedelta(days=1))
    assert len(other_day) > len(same_day)


def test_a_red_flag_without_a_concern_is_named_and_an_amber_one_is_not() -> None:
    none = "No immediate concern was raised."
    assert told().outcome == told(flags=("A4", "Z9")).outcome == none
    assert told(flags=("R6", "R6", "A4")).outcome == PATHWAYS.flag("R6").meaning.rstrip(".") + "."
    both = told(a_concern(flags=("R6",)), flags=("R6", "R1")).outcome
    assert both.startswith(PATHWAYS.flag("R1").meaning)
    assert both.count(PATHWAYS.flag("R6").meaning.rstrip(".")) == 1


def test_whoever_was_called_or_told_is_named_once_and_the_newest_receiver_counts() -> None:
    first = a_concern(called=("999",), told=("Kim",), receiver="A. First")
    second = a_concern(called=("999", "111"), receiver="B. Second")
    found = told(first, second, a_concern())
    assert found.actions == ("999", "Kim", "111")
    assert found.receiver == "B. Second"
