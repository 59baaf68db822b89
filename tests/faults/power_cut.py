"""Cut the power of a laptop that exists on paper only, and count what was acknowledged and lost.

``python -m tests.faults.power_cut --rounds N [--seed S] [--only NAME] [--synchronous NORMAL]``.
A child does a piece of work while ``shim.c`` writes down every write, sync, rename and
acknowledgement in one order. Then disks are rebuilt as they may be after a cut at any point (see
``disk.py``), and each is opened: everything acknowledged before the cut has to be there, and the
check has to be content. With ``--synchronous NORMAL`` the same harness has to find losses.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.disk import Disk, Record, Unsynced, read_log
from tests.faults.scenarios import Scenario, all_scenarios
from tests.faults.shim import Loaded, Op, environment, not_run, quick_folder
from tests.paths import CHECKOUT

_PATIENCE_S = 300.0


@dataclass(slots=True)
class Outcome:
    """What a run of rounds found.

    Args:
        cuts: Disks that were rebuilt and opened, by piece of work.
        acknowledged: How many acknowledgements stood before those cuts, all together.
        losses: For each cut that lost anything: where, how, and what.
    """

    cuts: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    losses: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return bool(self.cuts) and not self.losses


def record(name: str, folder: Path, synchronous: str = "FULL") -> tuple[Path, list[Record]]:
    """Have a child do its work below ``folder``; returns its home and the log."""
    home, log = folder / f"{name}-home", folder / f"{name}.log"
    home.mkdir()
    command = [sys.executable, "-m", "tests.faults.power_cut"]
    command += ["--child", name, "--home", str(home), "--synchronous", synchronous]
    subprocess.run(
        command, cwd=CHECKOUT, env=environment(home, log), check=True, timeout=_PATIENCE_S
    )
    return home, read_log(log.read_bytes())


def _places(log: list[Record], rounds: int, chance: random.Random) -> list[int]:
    """After how many records to cut: each once if there are rounds enough, else some of them."""
    telling = [place for place, one in enumerate(log, 1) if one.op not in {Op.CLOSE, Op.READ}]
    if rounds < len(telling):
        return sorted(chance.sample(telling, rounds))
    more = [telling[number % len(telling)] for number in range(rounds)]
    return sorted(more)


def cut_everywhere(
    scenario: Scenario, home: Path, log: list[Record], places: list[int], chance: random.Random
) -> Iterator[tuple[int, Unsynced, list[str], list[str]]]:
    """Cut at each place; yields it, what became of the unsynced, what was told and what is lost."""
    disk, played = Disk(home), 0
    ways = list(Unsynced)
    for number, place in enumerate(places):
        for one in log[played:place]:
            disk.play(one)
        played = place
        how = ways[(number + place) % len(ways)]
        with quick_folder() as folder:
            disk.cut(Path(folder), how, chance)
            lost = scenario.losses(Path(folder), disk.acknowledged)
        yield place, how, disk.acknowledged, lost


def run(rounds: int, seed: int, names: tuple[str, ...] = (), synchronous: str = "FULL") -> Outcome:
    """Cut ``rounds`` times, shared out among the pieces of work by the length of their logs."""
    chance = random.Random(seed)  # noqa: S311 - instants, not keys
    outcome, scenarios = Outcome(), all_scenarios()
    chosen = names or tuple(scenarios)
    with quick_folder() as folder:
        logs = {name: record(name, Path(folder), synchronous) for name in chosen}
        total = sum(len(log) for _home, log in logs.values())
        for name, (home, log) in logs.items():
            share = max(1, round(rounds * len(log) / total))
            places = _places(log, share, chance)
            for place, how, told, lost in cut_everywhere(
                scenarios[name], home, log, places, chance
            ):
                outcome.cuts[name] += 1
                outcome.acknowledged += len(told)
                if lost:
                    outcome.losses.append(f"{name} after {place}, {how.value}: {lost[:3]}")
    return outcome


def _work(name: str, home: Path, synchronous: str) -> None:
    if synchronous != "FULL":
        from estip_desktop.adapters.storage import connection

        numbers = {"OFF": 0, "NORMAL": 1, "EXTRA": 3}
        connection._PRAGMAS = tuple(
            (pragma, synchronous, numbers[synchronous]) if pragma == "synchronous" else rest
            for rest in connection._PRAGMAS
            for pragma in rest[:1]
        )
    scenario = all_scenarios()[name]
    scenario.prepare(home)
    scenario.work(home, Loaded().acknowledge)


def main() -> int:
    """Run from the command line; exit status 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.power_cut")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], choices=list(all_scenarios()))
    parser.add_argument("--synchronous", default="FULL", choices=["OFF", "NORMAL", "FULL", "EXTRA"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        _work(arguments.child, arguments.home, arguments.synchronous)
        return 0
    if not_run():
        sys.stdout.write(f"not run, because {not_run()}\n")
        return 0
    outcome = run(arguments.rounds, arguments.seed, tuple(arguments.only), arguments.synchronous)
    for line in outcome.losses[:20]:
        sys.stdout.write(f"{line}\n")
    each = ", ".join(f"{name} {count}" for name, count in outcome.cuts.items())
    sys.stdout.write(
        f"{outcome.cuts.total()} power cuts ({each}), {outcome.acknowledged} acknowledgements "
        f"before them, {len(outcome.losses)} cuts with a loss\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
