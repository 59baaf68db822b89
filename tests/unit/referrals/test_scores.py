"""A stored result in the words of a referral: nothing is said of it that was not worked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.casework import Screening, ScreeningState
from estip_desktop.guidance import as_record
from estip_desktop.instruments import score
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.referrals.content import ItemLine, ScoreLine
from estip_desktop.referrals.scores import score_line
from tests.builders import NOW, a_screening

CONTENT = Content()
PATTERN = [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0]


def taken(
    name: str, points: list[int | None], *, day: int = 28, override: bool = False, **more: Any
) -> tuple[Screening, dict[str, Any]]:
    instrument = CONTENT.instrument(name)
    answers = instrument.answers_from_points(points)
    outcome = score(instrument, answers, day=day, override=override)
    values = {
        "instrument_id": name, "day": day, "state": ScreeningState.SCORED, "finished_at": NOW,
        "result": as_record(outcome),
    } | more  # fmt: skip
    return a_screening(**values), dict(answers)


def line(
    name: str, points: list[int | None], *, before: Screening | None = None, **more: Any
) -> ScoreLine:
    screening, answers = taken(name, points, **more)
    instrument = CONTENT.instrument(name)
    return score_line(instrument, screening, answers, with_items=True, before=before)


def adding_up(name: str, total: int) -> list[int | None]:
    points: list[int | None] = []
    for item in CONTENT.instrument(name).listed:
        most = max(option.value or 0 for option in item.item.options)
        points.append(min(most, total - sum(each or 0 for each in points)))
    return points


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (45, 36, "No clear change since before"),
        (45, 31, "14 points lower than before: a possible change"),
        (45, 29, "16 points lower than before: a reliable change"),
        (31, 45, "14 points higher than before: a possible change"),
        (29, 45, "16 points higher than before: a reliable change"),
        (45, 45, "No clear change since before"),
    ],
)
def test_a_change_is_told_by_its_published_rule(first: int, second: int, words: str) -> None:
    before, _answers = taken("pcl-5", adding_up("pcl-5", first))
    assert line("pcl-5", adding_up("pcl-5", second), before=before).change == words


def test_no_change_is_told_without_a_rule_or_without_two_totals() -> None:
    before, _answers = taken("gad-2", [3, 3])
    assert line("gad-2", [0, 0], before=before).change == ""
    unfinished, _answers = taken("phq-9", [None] * 9)
    assert line("phq-9", [0] * 9, before=unfinished).change == ""
    assert line("phq-9", [None] * 9, before=taken("phq-9", [3] * 9)[0]).change == ""
    assert line("phq-9", [0] * 9).change == ""
    assert line("phq-9", [0] * 9, before=a_screening(result=None)).change == ""


def test_without_a_result_there_is_no_figure() -> None:
    results: list[dict[str, Any] | None] = [None, {}, {"scores": None}, {"scores": []}]
    for result in results:
        found = line("phq-9", [0] * 9, result=result)
        assert (found.score, found.words) == (None, "Incomplete: no total, no range")


def test_a_figure_before_its_window_is_not_judged() -> None:
    found = line("phq-9", [3] * 9, day=5, override=True)
    assert found.score == 27
    assert not found.interpretable
    assert found.words == "Not interpretable yet: taken before its window"
    assert (found.bands, found.cut_off, found.cut_off_words) == ((), None, "")


@pytest.mark.parametrize(
    ("points", "words"),
    [([1, 1, 1, 1, 0, 0], "At or above the cut-off"), ([1, 1, 1, 0, 0, 0], "Below the cut-off")],
)
def test_where_no_range_is_published_the_side_of_the_cut_off_is_told(
    points: list[int | None], words: str
) -> None:
    found = line("pc-ptsd-5", points)
    assert (found.words, found.cut_off, found.cut_off_words) == (words, 3, "Cut-off 3 or more")
    assert found.cut_off_source


def test_clusters_and_the_rule_stand_beside_the_total() -> None:
    found = line("pcl-5", list(PATTERN))
    parts = [(part.id, part.words, part.value, part.met) for part in found.parts]
    assert parts == [
        ("b", "2 of 20", 2, None),
        ("c", "2 of 8", 2, None),
        ("d", "4 of 28", 4, None),
        ("e", "4 of 24", 4, None),
        ("provisional", "met", None, True),
    ]
    assert found.words == "Below the cut-off"
    assert line("pcl-5", [0] * 20).parts[-1].words == "not met"
    assert line("pcl-5", [0] * 20).parts[-1].met is False


def test_each_item_is_told_with_what_was_chosen() -> None:
    screening, answers = taken("gad-2", [1, 0])
    instrument = CONTENT.instrument("gad-2")
    answered = score_line(instrument, screening, answers, with_items=True).items
    assert [(item.answer, item.points) for item in answered] == [
        ("Several days", 1),
        ("Not at all", 0),
    ]
    assert answered[0].system == "http://loinc.org"
    for left_open in (SKIPPED, DECLINED, None, 3):
        given = answers | {"gad-2-1": left_open}
        found = score_line(instrument, screening, given, with_items=True)
        text = instrument.item("gad-2-1").item.text
        assert found.items[0] == ItemLine("gad-2-1", text, "Not answered")
        if left_open != 3:
            assert (found.answered, found.asked) == (1, 2)
    assert score_line(instrument, screening, answers, with_items=False).items == ()


def test_how_and_when_it_was_taken_is_told() -> None:
    found = line("phq-9", [0] * 9, mode="paper", finished_at=None, started_at=NOW)
    assert found.day == NOW.date()
    assert found.mode == "on paper"
    assert "with care" in found.caution
    later = line("phq-9", [0] * 9, mode="handover", finished_at=NOW + timedelta(days=1))
    assert later.day == NOW.date() + timedelta(days=1)
    assert (later.mode, later.caution) == ("filled in by the colleague", "")
    assert line("phq-9", [0] * 9, mode="by-raven").mode == "by-raven"
    assert later.window.startswith("Day 28; this form asks about ")
    assert (later.minimum, later.maximum, later.step) == (0, 27, 1)


@pytest.mark.parametrize(
    ("missing", "mode", "words"),
    [
        (1, "handover", "Pro-rated: 1 missing answer counts as the mean of the others."),
        (2, "handover", "Pro-rated: 2 missing answers count as the mean of the others."),
        (0, "handover", ""),
    ],
)
def test_a_total_with_answers_missing_is_to_be_read_with_care(
    missing: int, mode: str, words: str
) -> None:
    screening, answers = taken("phq-9", [1] * 9)
    result: dict[str, Any] = dict(screening.result or {})
    (total,) = result["scores"]
    told = {**result, "scores": [{**total, "prorated": missing}]}
    instrument = CONTENT.instrument("phq-9")
    for how, more in ((mode, ""), ("paper", "Read this score with care")):
        kept, _answers = taken("phq-9", [1] * 9, mode=how, result=told)
        caution = score_line(instrument, kept, answers, with_items=False).caution
        assert caution.startswith(words)
        assert ("Read this score with care" in caution) is bool(more)
        assert bool(caution) is bool(words or more)
