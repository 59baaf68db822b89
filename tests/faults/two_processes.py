"""Let two windows want one vault: one gets it, the other is told, and nothing is lost.

``python -m tests.faults.two_processes --rounds N [--seed S]``. Two processes unlock the same vault
at about the same time and save while they have it. At no moment do both have it; who comes second
hears "already open" and tries again. In the end all that either acknowledged is there.
In every third round the first keeps it until the second has been told.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.errors import VaultInUseError
from tests.faults.scenarios import save_answer, text_of
from tests.faults.shim import quick_folder
from tests.vault_support import MadeVault, make_vault

_EACH = 5
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Outcome:
    """What a run found."""

    rounds: int = 0
    acknowledged: int = 0
    told_so: int = 0
    bad: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.rounds > 0 and self.told_so > 0 and not self.bad


def _one_window(
    made: MadeVault, first: int, wait_s: float, writing: int, holding: tuple[int | None, int | None]
) -> None:
    """Unlock, save, close; says ``+``/``-`` when it has the vault, ``busy``, and each number."""

    def say(text: str) -> None:
        os.write(writing, f"{text}\n".encode())

    held_until, let_go = holding
    time.sleep(wait_s)
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            vault = made.open()
        except VaultInUseError:
            say("busy")
            if let_go is not None:
                os.write(let_go, b".")
            continue
        say("+")
        for number in range(first, first + _EACH):
            save_answer(vault, number)
            say(str(number))
        if held_until is not None:
            os.read(held_until, 1)
        say("-")
        vault.close()
        return


def one_round(made: MadeVault, first: int, chance: random.Random, outcome: Outcome) -> None:
    """Two windows, one after the other or at once."""
    reading, writing = os.pipe()
    held_until, let_go = os.pipe()
    keeps = outcome.rounds % 3 == 0
    children = []
    for window in range(2):
        wait_s = window * 0.3 if keeps else chance.random() * 0.02
        holding = ((held_until, None), (None, let_go))[window] if keeps else (None, None)
        child = os.fork()
        if child == 0:
            status = 70
            if holding[1] is None:
                os.close(let_go)  # the first waits for the second to say so, or to end
            try:
                _one_window(made, first + window * _EACH, wait_s, writing, holding)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    for end in (writing, held_until, let_go):
        os.close(end)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode().split()
    if any(os.waitpid(child, 0)[1] for child in children):
        outcome.bad.append(f"round {outcome.rounds}: a window failed")
    holders = 0
    for line in said:
        holders += (line == "+") - (line == "-")
        if holders > 1:
            outcome.bad.append(f"round {outcome.rounds}: both had it")
    outcome.told_so += said.count("busy")
    told = [int(line) for line in said if line.isdigit()]
    outcome.acknowledged += len(told)
    vault = made.open()
    with vault.open_unit() as unit:
        found = unit.answers.of("session")
    findings = vault.check().findings
    vault.close()
    if findings or any(found.get(f"q{number}") != text_of(number) for number in told):
        outcome.bad.append(f"round {outcome.rounds}: {findings[:3]}")
    if len(told) != 2 * _EACH:
        outcome.bad.append(f"round {outcome.rounds}: {len(told)} saved")
    outcome.rounds += 1


def run(rounds: int, seed: int) -> Outcome:
    """``rounds`` times on one vault."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 - instants, not keys
    with quick_folder() as folder:
        made = make_vault(Path(folder))
        made.open().close()
        for number in range(rounds):
            one_round(made, number * 2 * _EACH, chance, outcome)
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if both had it, or anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.two_processes")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = run(arguments.rounds, arguments.seed)
    for line in outcome.bad[:20]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{outcome.rounds} rounds, {outcome.acknowledged} acknowledged, {outcome.told_so} times "
        f'"already open", {len(outcome.bad)} bad\n'
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
