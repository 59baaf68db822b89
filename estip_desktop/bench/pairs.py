"""Pairs, not series: every round runs a floor and our own code, the order flipped each round.

The figure of a stage is the median of the per-round ratios, its spread their quartiles. A machine
that is too restless for a verdict gives none.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

SPIN_EVERY = 10
FEWEST_SPINS = 5
SPIN_SPREAD = 0.25
SPIN_STEPS = 60_000
SLOW_DISK_MS = 2.0
Clock = Literal["cpu", "wall", "pss"]
"""Milliseconds, or MiB of memory."""


class Verdict(StrEnum):
    """What the figures say about the goal."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    DISK_BOUND = "disk-bound"


@dataclass(frozen=True, slots=True)
class Stage:
    """Something measured against its floor in the same run.

    Args:
        id: E.g. ``start.unlock``.
        title: In words.
        floor: Runs the least the machine can do; returns milliseconds.
        ours: Runs our code; returns milliseconds.
        goal: The ratio promised.
        clock: Which milliseconds both return, or ``pss`` for MiB.
        rounds: Counted rounds after one that is dropped.
        repeats: A round alternates floor and ours this often and takes the median of each, so that
            neither works on with warm caches.
        disk_ms: Where a disk takes part: its fsync median, to tell a slow disk from slow code.
        is_disturbed: Whether somebody else made the figures useless; asked when they are taken.
    """

    id: str
    title: str
    floor: Callable[[], float]
    ours: Callable[[], float]
    goal: float
    clock: Clock
    rounds: int
    repeats: int = 1
    disk_ms: Callable[[], float] | None = None
    is_disturbed: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one stage measured; milliseconds are medians.

    Args:
        restless: Quartile spread of a fixed spin loop, as a share of its median.
    """

    id: str
    floor_ms: float
    ours_ms: float
    ratio_med: float
    ratio_q1: float
    ratio_q3: float
    n: int
    clock: Clock
    goal: float
    verdict: Verdict
    restless: float = 0.0

    @property
    def unit(self) -> str:
        """What ``floor_ms`` and ``ours_ms`` count; memory keeps those names in the report."""
        return "MiB" if self.clock == "pss" else "ms"


def measure(stage: Stage, spin: Callable[[], float] | None = None) -> Figures:
    """Run a stage; once more if the machine was restless.

    Args:
        stage: What to run.
        spin: Milliseconds of a fixed piece of work; a test has its own.
    """
    figures = _series(stage, spin or spin_ms)
    if figures.restless > SPIN_SPREAD:
        figures = _series(stage, spin or spin_ms)
    return figures


def _series(stage: Stage, spin: Callable[[], float]) -> Figures:
    floors: list[float] = []
    ours: list[float] = []
    spins: list[float] = []
    every = max(1, min(SPIN_EVERY, stage.rounds // FEWEST_SPINS))
    for number in range(stage.rounds + 1):
        floor, own = _round(stage, floor_first=number % 2 == 0)
        if number == 0:
            continue
        floors.append(floor)
        ours.append(own)
        if number % every == 0:
            spins.append(spin())
    q1, middle, q3 = quartiles([own / floor for own, floor in zip(ours, floors, strict=True)])
    low, median, high = quartiles(spins)
    restless = (high - low) / median
    return Figures(
        id=stage.id,
        floor_ms=statistics.median(floors),
        ours_ms=statistics.median(ours),
        ratio_med=middle,
        ratio_q1=q1,
        ratio_q3=q3,
        n=len(ours),
        clock=stage.clock,
        goal=stage.goal,
        verdict=_verdict(stage, q1, q3, restless),
        restless=restless,
    )


def _round(stage: Stage, *, floor_first: bool) -> tuple[float, float]:
    floors: list[float] = []
    ours: list[float] = []
    for _repeat in range(stage.repeats):
        if floor_first:
            floors.append(stage.floor())
            ours.append(stage.ours())
        else:
            ours.append(stage.ours())
            floors.append(stage.floor())
    return statistics.median(floors), statistics.median(ours)


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    q1, middle, q3 = statistics.quantiles(values, n=4, method="inclusive")
    return q1, middle, q3


def _verdict(stage: Stage, q1: float, q3: float, restless: float) -> Verdict:
    if stage.clock == "wall" and stage.disk_ms is not None and stage.disk_ms() > SLOW_DISK_MS:
        return Verdict.DISK_BOUND
    is_disturbed = stage.is_disturbed is not None and stage.is_disturbed()
    if is_disturbed or restless > SPIN_SPREAD:
        return Verdict.INCONCLUSIVE
    if q1 > stage.goal:
        return Verdict.FAIL
    return Verdict.PASS if q3 <= stage.goal else Verdict.INCONCLUSIVE


def spin_ms() -> float:
    """Wall milliseconds of a fixed loop: how restless the machine is right now."""
    before = time.perf_counter()
    total = 0
    for number in range(SPIN_STEPS):
        total += number & 7
    return (time.perf_counter() - before) * 1000
