"""Every scorer agrees with the published rules, written a second time in ``oracle``.

All answer sets where there are few enough; elsewhere every total by two ways of reaching it, every
combination that a rule can tell apart, and whatever Hypothesis thinks of.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.adapters.content import Content
from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments import Outcome, Side, Status, WindowState, score
from tests.content import oracle

INSTRUMENTS = {instrument.id: instrument for instrument in Content().instruments()}
POINTS = {
    "phq-9": [(0, 3)] * 9,
    "phq-2": [(0, 3)] * 2,
    "gad-7": [(0, 3)] * 7,
    "gad-2": [(0, 3)] * 2,
    "phq-4": [(0, 3)] * 4,
    "pc-ptsd-5": [(0, 1)] * 6,
    "pcl-5": [(0, 4)] * 20,
    "k6": [(0, 4)] * 6,
    "k10": [(1, 5)] * 10,
}
"""The lowest and the highest answer of each item, as printed."""
FIRST_DAY = {
    **dict.fromkeys(["phq-9", "phq-2", "gad-7", "gad-2", "phq-4"], 14),
    **dict.fromkeys(["pc-ptsd-5", "pcl-5", "k6", "k10"], 28),
}

Figures = dict[str, tuple[int, tuple[int, int], str | None, int | None, bool | None]]


def published(  # noqa: PLR0911 - one answer for each instrument
    name: str, a: list[int]
) -> tuple[Figures, dict[str, bool]]:
    """Value, range, range name, cut-off and its side by scale; and what rules are met."""
    match name:
        case "phq-9":
            total, band, major, other = oracle.phq9(a)
            rules = {"major": major, "other": other}
            return {"total": (total, (0, 27), band, 10, total >= 10)}, rules
        case "gad-7":
            total, band = oracle.gad7(a)
            return {"total": (total, (0, 21), band, 10, total >= 10)}, {}
        case "phq-4":
            total, band, anxious, low = oracle.phq4(a)
            return {
                "total": (total, (0, 12), band, 6, total >= 6),
                "gad-2": (a[0] + a[1], (0, 6), None, 3, anxious),
                "phq-2": (a[2] + a[3], (0, 6), None, 3, low),
            }, {}
        case "pc-ptsd-5":
            total, over = oracle.pcptsd5(a[0], a[1:])
            return {"total": (total, (0, 5), None, 3, over)}, {}
        case "pcl-5":
            values, over = oracle.pcl5(a)
            ends = {"b": 20, "c": 8, "d": 28, "e": 24}
            parts: Figures = {
                part: (values[part], (0, ends[part]), None, None, None) for part in ends
            }
            total = values["total"]
            return {"total": (total, (0, 80), None, 31, over), **parts}, {
                "provisional": oracle.pcl5_pattern(a)
            }
        case "k6":
            total, over = oracle.k6(a)
            return {"total": (total, (0, 24), None, 13, over)}, {}
        case "k10":
            total, band, over = oracle.k10(a)
            return {"total": (total, (10, 50), band, 30, over)}, {}
        case _:
            total, over = {"phq-2": oracle.phq2, "gad-2": oracle.gad2}[name](a)
            return {"total": (total, (0, 6), None, 3, over)}, {}


def scored(name: str, points: Sequence[int | None], day: int | None = 30) -> Outcome:
    instrument = INSTRUMENTS[name]
    return score(instrument, instrument.answers_from_points(points), day=day)


def agrees(name: str, points: Sequence[int]) -> bool:
    outcome = scored(name, points)
    figures, rules = published(name, list(points))
    assert outcome.status is Status.COMPLETE
    assert outcome.missing == ()
    assert outcome.flags == (("R6",) if name == "phq-9" and points[8] else ())
    assert {each.id: each.met for each in outcome.criteria} == rules
    assert all(each.side is Side.AT_OR_ABOVE and not each.prorated for each in outcome.scores)
    found = {
        each.id: (each.value, each.range, each.band, each.cut_off, each.positive)
        for each in outcome.scores
    }
    return found == figures


def every(name: str) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(range(low, high + 1) for low, high in POINTS[name]))


def adding_up(name: str, total: int) -> Iterator[tuple[int, ...]]:
    """Answers with this total: heaped on the first items, on the last, and spread evenly."""
    ends = POINTS[name]
    for order in (range(len(ends)), reversed(range(len(ends)))):
        points = [low for low, _high in ends]
        for place in order:
            points[place] += min(ends[place][1] - ends[place][0], total - sum(points))
        yield tuple(points)
    even, rest = divmod(total, len(ends))
    yield tuple(even + (place < rest) for place in range(len(ends)))


def test_all_nine_are_here_with_their_items_and_points() -> None:
    assert set(INSTRUMENTS) == set(POINTS) == set(FIRST_DAY)
    for name, ends in POINTS.items():
        found = [
            sorted(option.value for option in item.item.options if option.value is not None)
            for item in INSTRUMENTS[name].listed
        ]
        assert found == [list(range(low, high + 1)) for low, high in ends]


@pytest.mark.parametrize("name", ["phq-2", "gad-2", "phq-4", "pc-ptsd-5", "gad-7"])
def test_every_answer_set_comes_out_as_published(name: str) -> None:
    assert [points for points in every(name) if not agrees(name, points)] == []


@pytest.mark.parametrize("name", ["phq-9", "gad-7", "phq-4", "pcl-5", "k6", "k10"])
def test_every_total_comes_out_as_published(name: str) -> None:
    low, high = (sum(ends) for ends in zip(*POINTS[name], strict=True))
    for total in range(low, high + 1):
        for points in adding_up(name, total):
            assert sum(points) == total
            assert agrees(name, points), points


def test_every_pattern_of_the_phq9_comes_out_as_published() -> None:
    """Items 1, 2 and 9 in full, the six between on either side of "more than half the days"."""
    for first, second, last in itertools.product(range(4), repeat=3):
        for between in itertools.product((1, 2), repeat=6):
            points = (first, second, *between, last)
            assert agrees("phq-9", points), points


def test_every_pattern_of_the_pcl5_comes_out_as_published() -> None:
    """So many symptoms in each of the four clusters, from its first item on and from its last."""
    ends = (0, 5, 7, 14, 20)
    sizes = [later - earlier for earlier, later in itertools.pairwise(ends)]
    for counts in itertools.product(*(range(size + 1) for size in sizes)):
        for turned in (False, True):
            points: list[int] = []
            for count, size in zip(counts, sizes, strict=True):
                part = [2] * count + [1] * (size - count)
                points += reversed(part) if turned else part
            assert agrees("pcl-5", points), points


def test_each_answer_of_the_pcl5_can_make_the_pattern() -> None:
    """One item at a time, the other clusters being met: 1 is no symptom, 2 is."""
    clusters = (range(1, 6), range(6, 8), range(8, 15), range(15, 21))
    for cluster, wanted in zip(clusters, (1, 1, 2, 2), strict=True):
        for item in cluster:
            others = [number for number in cluster if number != item][: wanted - 1]
            for other, enough in zip(clusters, (1, 1, 2, 2), strict=True):
                if other is not cluster:
                    others += other[:enough]
            for points in range(5):
                answers = [2 if number in others else 0 for number in range(1, 21)]
                answers[item - 1] = points
                outcome = scored("pcl-5", answers)
                assert [each.met for each in outcome.criteria] == [points >= 2], (item, points)
                assert agrees("pcl-5", answers)


@st.composite
def whole(draw: st.DrawFn) -> tuple[str, list[int]]:
    name = draw(st.sampled_from(sorted(POINTS)))
    return name, [draw(st.integers(low, high)) for low, high in POINTS[name]]


@given(whole())
def test_any_answer_set_comes_out_as_published(answered: tuple[str, list[int]]) -> None:
    assert agrees(*answered)


@pytest.mark.parametrize("name", sorted(POINTS))
@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_whatever_item_is_missing_there_is_no_total(name: str, end: int) -> None:
    for place, item in enumerate(INSTRUMENTS[name].listed):
        points: list[int | None] = [ends[end] for ends in POINTS[name]]
        points[place] = None
        outcome = scored(name, points)
        if (
            name == "pc-ptsd-5" and not end and place
        ):  # the event did not happen: nothing is missing
            assert outcome.status is Status.COMPLETE
            continue
        assert outcome.status is Status.INCOMPLETE
        assert (outcome.scores, outcome.criteria) == ((), ())
        assert outcome.missing == (item.link_id,)
        assert outcome.flags == (("R6",) if name == "phq-9" and end and place != 8 else ())


def test_the_item_about_self_harm_counts_whatever_else_is_blank() -> None:
    for known in itertools.product((None, 3), repeat=8):
        for last in (None, 0, 1, 2, 3):
            for day in (None, 5, 30):
                outcome = scored("phq-9", [*known, last], day)
                assert outcome.flags == (("R6",) if last else ())
                blanks = [*known, last].count(None)
                assert len(outcome.missing) == blanks
                assert bool(outcome.scores) is (not blanks and day != 5)


def test_no_such_event_ends_the_pc_ptsd_5() -> None:
    for rest in ((), *itertools.product((None, 0, 1), repeat=5)):
        outcome = scored("pc-ptsd-5", [0, *rest])
        assert outcome.status is Status.COMPLETE
        assert outcome.missing == ()
        (total,) = outcome.scores
        assert (total.value, total.positive) == (0, False)
        if rest:
            unknown = scored("pc-ptsd-5", [None, *rest])
            assert (unknown.status, unknown.missing) == (Status.INCOMPLETE, ("pc-ptsd-5-gate",))


@pytest.mark.parametrize("name", sorted(POINTS))
def test_it_is_locked_until_its_first_day(name: str) -> None:
    points = [high for _low, high in POINTS[name]]
    for day in range(60):
        outcome = scored(name, points, day)
        early = day < FIRST_DAY[name]
        assert outcome.status is (Status.LOCKED if early else Status.COMPLETE)
        assert outcome.window is (WindowState.BEFORE if early else WindowState.IN)
        assert bool(outcome.scores) is not early
        assert outcome.flags == (("R6",) if name == "phq-9" else ())


@pytest.mark.parametrize("name", sorted(POINTS))
def test_points_that_are_not_printed_are_refused(name: str) -> None:
    lowest = [low for low, _high in POINTS[name]]
    for place, (low, high) in enumerate(POINTS[name]):
        for value in (low - 1, high + 1, 99):
            with pytest.raises(InputRefusedError):
                scored(name, [*lowest[:place], value, *lowest[place + 1 :]])
    for wrong in ([], [*lowest, 0], [None] * (len(lowest) + 1)):
        with pytest.raises(InputRefusedError):
            scored(name, wrong)
    for short in range(1, len(lowest)):
        if (name, short) != ("pc-ptsd-5", 1):
            with pytest.raises(InputRefusedError):
                scored(name, [high for _low, high in POINTS[name]][:short])
