"""Scoring, deciding and reading all content, each against the time that was promised for it.

What is promised here is a time and no ratio: a person feels it, whatever the machine could do at
best. So the floor is the promise itself, and a ratio of 0.1 is a tenth of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from estip_desktop.adapters.content import Content
from estip_desktop.bench.pairs import Stage
from estip_desktop.instruments import score
from estip_desktop.stepped_care import Case, Previous, Screen, Screening, decide

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

PROMISED_MS, CONTENT_PROMISED_MS = 1.0, 50.0
_AT_ONCE = 20
"""One call is shorter than a clock can tell well."""
_LONGEST = "pcl-5"


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``content``."""
    content = Content()
    instruments = {each.id: each for each in content.instruments()}
    pathways = content.pathways()
    case = _a_case()
    longest = instruments[_LONGEST]
    answers = longest.answers_from_points(case.screens[0].answers)
    rows: list[tuple[str, str, Callable[[], object], float, int]] = [
        (
            "content.score",
            "score 20 items, with their pattern and range",
            lambda: score(longest, answers, day=case.day),
            PROMISED_MS,
            _AT_ONCE,
        ),
        (
            "content.decide",
            "decide on three questionnaires, their scoring included",
            lambda: decide(case, pathways, instruments),
            PROMISED_MS,
            _AT_ONCE,
        ),
        ("content.one", "one talk and its questionnaire, first use", _one, CONTENT_PROMISED_MS, 1),
        ("content.all", "everything there is, at once", _everything, CONTENT_PROMISED_MS, 1),
    ]
    yield [
        Stage(
            id=name,
            title=f"{title}; floor: the promised {promised:.0f} ms",
            floor=lambda promised=promised: promised,  # type: ignore[misc]  # bound here
            ours=lambda work=work, times=times: _timed(work, times),  # type: ignore[misc]  # as above
            goal=1.0,
            clock="wall",
            rounds=plan.rounds,
        )
        for name, title, work, promised, times in rows
    ]


def _a_case() -> Case:
    return Case(
        protocol="MR",
        day=28,
        flags=("A4", "A12"),
        distress=6,
        screening=Screening.DONE,
        screens=(
            Screen("pcl-5", (2, 0, 1, 3, 1) * 4),
            Screen("phq-9", (1, 2, 2, 1, 2, 1, 0, 1, 0)),
            Screen("gad-7", (1, 2, 1, 1, 2, 1, 0)),
        ),
        previous=Previous(5, {"pcl-5": 20}),
    )


def _one() -> None:
    content = Content()
    content.protocol("DI")
    content.instrument("phq-9")


def _everything() -> None:
    content = Content()
    content.protocols()
    content.instruments()
    content.pathways()
    content.profile()
    content.services(content.profile().nation)
    content.give_aways()
    content.help_sheets()
    content.hazards()
    content.evidential()


def _timed(work: Callable[[], object], times: int) -> float:
    before = time.perf_counter()
    for _time in range(times):
        work()
    return (time.perf_counter() - before) * 1000 / times
