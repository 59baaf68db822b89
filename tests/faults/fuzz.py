"""Spoil documents, and see whether their parser says so in its own words and in time.

``python -m tests.faults.fuzz [--target T]... [--rounds N] [--seed S]``. With ``atheris`` installed
(it is in no lock file) coverage guides what is tried next; without it the changes are drawn from
the seed, and the report says so. Unhandled is whatever a parser raises that is not one of our
errors; two seconds of the processor are too long for any document, however busy the machine is.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import logging
import random
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

from estip_desktop.errors import EstipError
from tests.faults.fuzz_mutations import mutate
from tests.faults.fuzz_targets import Target, all_targets

LIMIT_S = 2.0
_KEPT = 200
"""Accepted documents that are spoilt further."""
_TRIED = 200
"""Spoilt documents that show which functions are worth watching."""


@dataclass(slots=True)
class Outcome:
    """What one target made of its documents.

    Args:
        unhandled: What was raised, with the place and the document, each place once.
        slow: Documents that took too long.
    """

    target: str
    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    unhandled: dict[str, bytes] = field(default_factory=dict)
    slow: list[bytes] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.inputs > 0 and not self.unhandled and not self.slow

    def try_one(self, parse: Any, data: bytes) -> bool:
        """Parse one document; whether it was accepted."""
        start = time.thread_time()
        accepted = False
        try:
            parse(data)
            accepted = True
        except EstipError:
            self.refused += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            frame = traceback.extract_tb(error.__traceback__)[-1]
            name = f"{type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}"
            self.unhandled.setdefault(name, data)
        took = time.thread_time() - start
        self.inputs += 1
        self.accepted += accepted
        self.slowest_s = max(self.slowest_s, took)
        if took > LIMIT_S:
            self.slow.append(data)
        return accepted


def run(target: Target, rounds: int, seed: int) -> Outcome:
    """Spoil the target's documents ``rounds`` times, and those that it still accepts further."""
    chance, outcome = random.Random(f"{target.name} {seed}"), Outcome(target.name)  # noqa: S311
    seeds = list(target.seeds())
    for good in seeds:
        outcome.try_one(target.parse, good)
    pool = list(seeds)
    while outcome.inputs < rounds:
        data = mutate(chance.choice(pool), chance, seeds)
        if outcome.try_one(target.parse, data) and len(pool) < _KEPT:
            pool.append(data)
    return outcome


def run_guided(target: Target, rounds: int, seed: int) -> None:
    """The same guided by coverage; does not return. ``atheris`` prints what it finds."""
    atheris = importlib.import_module("atheris")
    outcome = Outcome(target.name)

    def one(data: bytes) -> None:
        outcome.try_one(target.parse, data)
        if not outcome.is_clean:
            raise RuntimeError(*outcome.unhandled or ["slow"])

    def spoil(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)  # noqa: S311 - documents, not keys
        start = data if len(data) > 1 else chance.choice(seeds)  # it begins with a line's end
        return mutate(start, chance, seeds)[:most]

    seeds = list(target.seeds())
    watched = _watched(target, seeds)
    for function in watched:
        atheris.instrument_func(function)
    sys.stdout.write(f"{target.name}: guided by coverage of {len(watched)} functions\n")
    sys.stdout.flush()
    settings = {"runs": rounds, "seed": seed, "max_len": 65_536, "verbosity": 0}
    settings["print_final_stats"] = 1  # how many were executed, and the slowest in whole seconds
    arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in settings.items())]
    atheris.Setup(arguments, one, custom_mutator=spoil)
    atheris.Fuzz()


def _watched(target: Target, seeds: Sequence[bytes]) -> list[FunctionType]:
    """The functions that its documents reach: to watch all that are loaded takes minutes."""
    chance, outcome = random.Random(target.name), Outcome(target.name)  # noqa: S311
    codes: set[CodeType] = set()
    spoilt = [mutate(chance.choice(seeds), chance, seeds) for _ in range(_TRIED)]
    sys.setprofile(lambda frame, _event, _argument: codes.add(frame.f_code))
    try:
        for data in (*seeds, *spoilt):
            outcome.try_one(target.parse, data)
    finally:
        sys.setprofile(None)
    codes.discard(Outcome.try_one.__code__)
    found = (each for each in gc.get_objects() if isinstance(each, FunctionType))
    return [each for each in found if each.__code__ in codes]


def has_atheris() -> bool:
    """Whether documents can be chosen by coverage here."""
    return importlib.util.find_spec("atheris") is not None


def main() -> int:
    """Run from the command line; exit status 1 if anything was unhandled or slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz")
    parser.add_argument("--target", action="append", default=[], choices=list(all_targets()))
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true", help="by coverage, one target, no return")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what libraries say of a spoilt document
    targets = [all_targets()[name] for name in arguments.target or all_targets()]
    if arguments.guided and has_atheris():
        run_guided(targets[0], arguments.rounds, arguments.seed)
    if arguments.guided:
        sys.stdout.write("not guided by coverage, because atheris is not installed\n")
    clean = True
    for target in targets:
        outcome = run(target, arguments.rounds, arguments.seed)
        clean = clean and outcome.is_clean
        sys.stdout.write(
            f"{outcome.target:<16}{outcome.inputs:>8} inputs, {outcome.accepted:>6} accepted, "
            f"{len(outcome.unhandled)} unhandled, {len(outcome.slow)} over {LIMIT_S:g} s, "
            f"slowest {outcome.slowest_s:.3f} s\n"
        )
        for name, data in outcome.unhandled.items():
            sys.stdout.write(f"    {name}: {data[:400]!r}\n")
        sys.stdout.flush()
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
