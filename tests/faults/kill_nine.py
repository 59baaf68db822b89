"""Kill a process that saves answers, again and again, and count what was acknowledged and lost.

``python -m tests.faults.kill_nine --rounds N [--seed S]``. A child saves answers and writes each
number to a pipe only after ``commit`` has returned; it is killed with SIGKILL at a random instant.
Then the vault is opened and every acknowledged answer must be there, whole, and the check must be
content. This proves the logic; whether the disk keeps what it acknowledged is another experiment
(power cuts).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import struct
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from tests.vault_support import NOON, MadeVault, make_vault

_NUMBER = struct.Struct("<Q")
_LONGEST_S = 0.12
_ROUNDS_OF_A_VAULT = 100
"""Then a new one begins: every round reads all of it, and it grows."""
_SIZES = (2, 40, 240, 3_950, 4_050, 14_000)


@dataclass(slots=True)
class Outcome:
    """What a run of rounds found."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    slowest_open_s: float = 0.0

    @property
    def is_clean(self) -> bool:
        return self.rounds > 0 and self.lost == 0 and self.unsound == 0


def text_of(number: int) -> str:
    """The answer that is saved under ``number``."""
    return f"{number}:" + "x" * _SIZES[number % len(_SIZES)]


def _save_until_killed(made: MadeVault, first: int, acknowledge: int) -> None:
    vault = made.open()
    number = first
    while True:
        with vault.open_unit() as unit:
            unit.answers.save(Answer("session", f"q{number}", text_of(number), NOON))
            unit.settings.set("newest", str(number))
            unit.audit.record(AuditEvent("answer-saved", "session", f"q{number}"))
            unit.commit()
        os.write(acknowledge, _NUMBER.pack(number))
        number += 1


def _one_round(made: MadeVault, first: int, delay_s: float) -> int:
    """Run a child and kill it; returns the last number it acknowledged, or ``first - 1``."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _save_until_killed(made, first, writing)
        finally:
            os._exit(70)
    os.close(writing)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the child ended by itself")
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    if len(data) < _NUMBER.size:
        return first - 1
    whole = len(data) // _NUMBER.size * _NUMBER.size
    last: int = _NUMBER.unpack_from(data, whole - _NUMBER.size)[0]
    return last


def run(rounds: int, seed: int, home: Path) -> Outcome:
    """Kill ``rounds`` times; everything acknowledged in any round must stay."""
    chance = random.Random(seed)  # noqa: S311 - instants, not keys
    outcome = Outcome()
    for start in range(0, rounds, _ROUNDS_OF_A_VAULT):
        folder = home / f"{start}"
        folder.mkdir()
        _kill_writers_of(
            make_vault(folder), min(_ROUNDS_OF_A_VAULT, rounds - start), chance, outcome
        )
    return outcome


def _kill_writers_of(made: MadeVault, rounds: int, chance: random.Random, outcome: Outcome) -> None:
    # Warm imports, so that a child is saving soon after it was forked.
    made.open().close()
    newest = -1
    for _ in range(rounds):
        last = _one_round(made, newest + 1, 0.02 + chance.random() * _LONGEST_S)
        outcome.rounds += 1
        outcome.acknowledged += last - newest
        start = time.perf_counter()
        vault = made.open()
        outcome.slowest_open_s = max(outcome.slowest_open_s, time.perf_counter() - start)
        with vault.open_unit() as unit:
            found = unit.answers.of("session")
            told = int(unit.settings.get("newest") or -1)
        outcome.lost += sum(
            found.get(f"q{number}") != text_of(number) for number in range(last + 1)
        )
        # The one that was being saved is there with everything, or not at all.
        outcome.unsound += (len(found) != told + 1) + (not vault.check().is_sound)
        vault.close()
        newest = told


def main() -> int:
    """Run from the command line; exit status 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_nine")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, arguments.seed, Path(folder))
    sys.stdout.write(
        f"{outcome.rounds} rounds, {outcome.acknowledged} acknowledged, {outcome.lost} lost, "
        f"{outcome.unsound} unsound, slowest opening {outcome.slowest_open_s:.3f} s\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
