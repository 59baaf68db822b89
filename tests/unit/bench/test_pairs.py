"""Figures and verdicts from made-up milliseconds."""

from __future__ import annotations

from itertools import chain, cycle, repeat
from typing import Any

import pytest

from estip_desktop.bench.pairs import Stage, Verdict, measure, quartiles


def steady():
    return 5.0


def noting(seen, name, milliseconds=1.0):
    """Work that notes that it was done."""

    def work():
        seen.append(name)
        return milliseconds

    return work


def restless(milliseconds):
    values = iter(milliseconds)
    return lambda: next(values)


def a_stage(**changes):
    values: dict[str, Any] = {
        "id": "start.unlock",
        "title": "made up",
        "floor": lambda: 10.0,
        "ours": lambda: 12.0,
        "goal": 1.3,
        "clock": "cpu",
        "rounds": 20,
    }
    return Stage(**(values | changes))


def test_figure_is_the_median_of_ratios_not_the_ratio_of_medians():
    floors, ours = chain([0.0], cycle([10.0, 100.0])), chain([0.0], cycle([20.0, 110.0]))
    figures = measure(a_stage(floor=lambda: next(floors), ours=lambda: next(ours)), steady)
    assert figures.ratio_med == pytest.approx((2.0 + 1.1) / 2)
    assert (figures.floor_ms, figures.ours_ms) == (55.0, 65.0)


def test_first_round_is_dropped():
    ours = chain([900.0], repeat(12.0))
    figures = measure(a_stage(ours=lambda: next(ours)), steady)
    assert figures.ratio_q3 == pytest.approx(1.2)
    assert figures.n == 20


def test_order_is_flipped_every_round():
    seen: list[str] = []
    stage = a_stage(floor=noting(seen, "floor"), ours=noting(seen, "ours"), rounds=3)
    measure(stage, steady)
    assert seen == ["floor", "ours", "ours", "floor", "floor", "ours", "ours", "floor"]


def test_repeats_alternate_within_a_round():
    seen: list[str] = []
    stage = a_stage(
        floor=noting(seen, "floor"),
        ours=noting(seen, "ours"),
        rounds=1,
        repeats=2,
    )
    measure(stage, steady)
    assert seen[:4] == ["floor", "ours", "floor", "ours"]


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        ([12.0], Verdict.PASS),
        ([14.0], Verdict.FAIL),
        ([12.0, 14.0], Verdict.INCONCLUSIVE),
    ],
)
def test_verdict_depends_on_the_quartiles(ours, verdict):
    values = cycle(ours)
    assert measure(a_stage(ours=lambda: next(values)), steady).verdict is verdict


def test_restless_machine_is_tried_again():
    spins = restless(chain([1.0, 9.0, 1.0, 9.0, 1.0], repeat(5.0)))
    rounds: list[str] = []
    stage = a_stage(floor=noting(rounds, "floor", 10.0))
    assert measure(stage, spins).verdict is Verdict.PASS
    assert len(rounds) > stage.rounds + 1


def test_machine_that_stays_restless_gets_no_verdict():
    assert measure(a_stage(), restless(cycle([1.0, 9.0]))).verdict is Verdict.INCONCLUSIVE


def test_figures_that_somebody_else_disturbed_give_no_verdict():
    stage = a_stage(is_disturbed=lambda: True)
    assert measure(stage, steady).verdict is Verdict.INCONCLUSIVE
    stage = a_stage(is_disturbed=lambda: False)
    assert measure(stage, steady).verdict is Verdict.PASS


def test_slow_disk_gives_no_verdict_on_wall_time():
    assert measure(a_stage(clock="wall", disk_ms=lambda: 3.8), steady).verdict is Verdict.DISK_BOUND


def test_quick_disk_gives_a_verdict():
    assert measure(a_stage(clock="wall", disk_ms=lambda: 0.3), steady).verdict is Verdict.PASS


def test_one_value_is_its_own_quartiles():
    assert quartiles([3.0]) == (3.0, 3.0, 3.0)
