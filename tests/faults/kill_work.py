"""Kill a process in the middle of each piece of work, and count what was acknowledged and lost.

``python -m tests.faults.kill_work --rounds N [--seed S] [--only NAME]``. ``kill_nine`` kills the
saving of answers; this kills what happens less often: a vault being made, its passphrase
being changed, its schema being brought up to date, a whole case with a signed referral being sent.
The child acknowledges on a pipe; how long a piece of work takes is measured first, and the instant
of the kill is drawn from all of that.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.scenarios import Scenario, all_scenarios
from tests.faults.shim import quick_folder

LEFT_OUT = "answers"
"""What ``kill_nine`` kills."""


@dataclass(slots=True)
class Outcome:
    """What a run of rounds found.

    Args:
        kills: By piece of work; those that came when it was over already are not counted.
        acknowledged: Before those kills, all together.
        losses: For each kill that lost anything, what.
    """

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    losses: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return bool(self.kills) and not self.losses


def interrupted(scenario: Scenario, home: Path, after_s: float) -> tuple[list[str], bool]:
    """Do it in a child and kill that; returns what it acknowledged and whether it was cut short."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setpgid(0, 0)
        status = 70
        try:
            scenario.work(home, lambda text: _told(writing, text))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"{scenario.name} failed by itself")
    return lines, os.WIFSIGNALED(status)


def _told(writing: int, text: str) -> None:
    os.write(writing, text.encode() + b"\n")


def run(rounds: int, seed: int, names: tuple[str, ...] = ()) -> Outcome:
    """Kill ``rounds`` times, each piece of work in turn."""
    chance = random.Random(seed)  # noqa: S311 - instants, not keys
    scenarios, outcome = all_scenarios(), Outcome()
    chosen = names or tuple(name for name in scenarios if name != LEFT_OUT)
    longest = {name: _duration_s(scenarios[name]) for name in chosen}
    done = 0
    while done < rounds:
        name = chosen[done % len(chosen)]
        with quick_folder() as folder:
            home = Path(folder) / "home"
            home.mkdir()
            scenarios[name].prepare(home)
            told, cut_short = interrupted(scenarios[name], home, chance.random() * longest[name])
            if not cut_short:
                longest[name] *= 0.95
                continue
            lost = scenarios[name].losses(home, told)
        done += 1
        outcome.kills[name] += 1
        outcome.acknowledged += len(told)
        if lost:
            outcome.losses.append(f"{name} after {len(told)} acknowledged: {lost[:3]}")
    return outcome


def _duration_s(scenario: Scenario) -> float:
    """How long it takes, imports out of the way: those of this process are inherited."""
    took = 0.0
    for _ in range(2):
        with quick_folder() as folder:
            scenario.prepare(Path(folder))
            start = time.perf_counter()
            scenario.work(Path(folder), lambda _text: None)
            took = time.perf_counter() - start
    return took


def main() -> int:
    """Run from the command line; exit status 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_work")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], choices=list(all_scenarios()))
    arguments = parser.parse_args()
    outcome = run(arguments.rounds, arguments.seed, tuple(arguments.only))
    for line in outcome.losses[:20]:
        sys.stdout.write(f"{line}\n")
    each = ", ".join(f"{name} {count}" for name, count in outcome.kills.items())
    sys.stdout.write(
        f"{outcome.kills.total()} kills ({each}), {outcome.acknowledged} acknowledged before them, "
        f"{len(outcome.losses)} kills with a loss\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
