"""Kill a window while somebody types, and count how much of the typing is lost.

``python -m tests.faults.kill_typing --rounds N [--seed S]``. A note is typed without a pause; each
character is told with the moment it was typed. At some character the process is killed. Then the
vault is opened again: characters typed more than a second before the last one must all be there,
and unlocking must lead back to the very page.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.driven import NOTE_PAGE
from tests.faults.window import Window
from tests.vault_support import MadeVault, make_vault

ALLOWED_S = 1.0
INTERVAL_MS = 20
FEWEST, MOST = 80, 220
"""Characters; a note holds 240."""


@dataclass(slots=True)
class Outcome:
    """What a run of rounds found.

    Args:
        lost_s: For each round, how long before the last character the first lost one was typed.
        elsewhere: Rounds after which unlocking led to another page.
    """

    lost_s: list[float] = field(default_factory=list)
    elsewhere: int = 0

    @property
    def is_clean(self) -> bool:
        return bool(self.lost_s) and max(self.lost_s) <= ALLOWED_S and not self.elsewhere


def one_round(made: MadeVault, user_home: Path, characters: int, outcome: Outcome) -> None:
    """Type, kill, look."""
    typed: list[float] = []
    with Window(made.home, user_home) as window:
        window.unlock()
        session = window.ask("begin", name="Robin Sample", incident="Ferry Lane")["session"]
        window.tell("type_on", interval_ms=INTERVAL_MS)
        while len(typed) < characters:
            typed.append(window.answer()["at"])
        window.kill()
    with Window(made.home, user_home) as window:
        place = window.unlock()
        if (place["page"], place["arguments"].get("session"), place.get("step")) != (
            "guided",
            session,
            NOTE_PAGE,
        ):
            outcome.elsewhere += 1
    kept = len(_note(made, session))
    outcome.lost_s.append(typed[-1] - typed[kept] if kept < len(typed) else 0.0)


def _note(made: MadeVault, session: str) -> str:
    vault = made.open()
    try:
        with vault.open_unit() as unit:
            note = unit.answers.of(session).get(NOTE_PAGE, "")
    finally:
        vault.close()
    assert isinstance(note, str)
    return note


def run(rounds: int, seed: int, folder: Path) -> Outcome:
    """Kill ``rounds`` times."""
    chance = random.Random(seed)  # noqa: S311 - instants, not keys
    outcome = Outcome()
    for number in range(rounds):
        home = folder / f"home-{number}"
        home.mkdir()
        one_round(make_vault(home), folder / "user", chance.randint(FEWEST, MOST), outcome)
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if more was lost than a second of typing."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_typing")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, arguments.seed, Path(folder))
    sys.stdout.write(
        f"{len(outcome.lost_s)} kills, at most {max(outcome.lost_s):.2f} s of typing lost, "
        f"{outcome.elsewhere} times back on another page\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
