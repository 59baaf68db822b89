"""``python -m tests.mutation``: try every change, list those that nobody noticed.

``--sample 100 --seed 7`` tries a hundred of each target, for an hour instead of an afternoon.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from tests.mutation import GOAL_PERCENT
from tests.mutation.equivalents import EQUIVALENT
from tests.mutation.mutants import Mutant, of_content, of_module
from tests.mutation.targets import TARGETS, Target
from tests.mutation.trial import is_noticed
from tests.paths import CHECKOUT


@dataclass(frozen=True)
class Trial:
    """One change of one file."""

    target: Target
    file: str
    mutant: Mutant

    @property
    def key(self) -> str:
        """As listed, and as named among the equivalents; without the line, which moves."""
        function = self.mutant.where.partition(":")[0]
        return f"{self.file} {function}: {self.mutant.what}"

    def run(self) -> bool:
        """Whether it is noticed."""
        return is_noticed(CHECKOUT / self.file, self.mutant.text, self.target.tests)


def trials(targets: Iterable[Target], only: str | None = None) -> Iterator[Trial]:
    """Every change of these targets, or of one file of theirs."""
    for target in targets:
        for file in target.files:
            if only not in {None, file}:
                continue
            text = (CHECKOUT / file).read_text("utf-8")
            for mutant in (of_module if file.endswith(".py") else of_content)(text):
                yield Trial(target, file, mutant)


def sample(found: Sequence[Trial], size: int | None, seed: int) -> Sequence[Trial]:
    """So many of them, the same ones for the same seed, in their order; all if there are fewer."""
    if size is None or size >= len(found):
        return found
    chosen = random.Random(seed).sample(range(len(found)), size)  # noqa: S311 - no secret
    return [found[place] for place in sorted(chosen)]


def main() -> int:
    """Exit code 1 if one target stays below the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", choices=sorted(TARGETS), action="append")
    parser.add_argument("--file", help="changes of this file alone")
    parser.add_argument("--limit", type=int, help="no more than so many changes of each target")
    parser.add_argument("--sample", type=int, help="so many changes of each target, at random")
    parser.add_argument("--seed", type=int, default=0, help="which ones are sampled")
    parser.add_argument("--tests", action="append", help="these tests instead of all that stand")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    chosen = {name: TARGETS[name] for name in args.only or TARGETS}
    if args.tests:
        chosen = {name: replace(each, tests=tuple(args.tests)) for name, each in chosen.items()}
    for name, target in chosen.items():
        file = CHECKOUT / target.files[0]
        if is_noticed(file, file.read_text("utf-8"), target.tests):
            say(f"The tests of {name} fail without any change.")
            return 1
    reached = True
    for name, target in chosen.items():
        wanted = (each for each in trials([target], args.file) if each.key not in EQUIVALENT)
        tried = sample(list(islice(wanted, args.limit)), args.sample, args.seed)
        if tried:
            say(f"{name}:")
            reached &= run(tried, args.jobs) >= GOAL_PERCENT
    return 0 if reached else 1


def run(tried: Sequence[Trial], jobs: int) -> float:
    """Try these changes, list those that nobody noticed, and say how many percent were."""
    survived = 0
    with ThreadPoolExecutor(jobs) as pool:
        for trial, noticed in zip(tried, pool.map(Trial.run, tried), strict=True):
            if not noticed:
                survived += 1
                say(f"survived: {trial.key} (line {trial.mutant.where.partition(':')[2]})")
    killed = len(tried) - survived
    percent = 100 * killed / len(tried)
    say(f"{killed} of {len(tried)} changes noticed, {percent:.1f} %")
    return percent


def say(words: str) -> None:
    """Say it now."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
