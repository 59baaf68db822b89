"""Flip a bit on every page of a vault, and read it in every way there is.

``python -m tests.faults.bit_flips --rounds N [--seed S]``. A round is one flipped bit on one page
and one way of reading, on a connection of its own; without ``--rounds`` every page meets every way.
What is read is what was written, or an error: never anything else, and never less of it. Opening or
the check has to notice every one of the flips.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estip_desktop.errors import NotFoundError, VaultError
from estip_desktop.kernel.progress import Progress
from tests.faults.shim import quick_folder
from tests.faults.sound_file import PAGE_BYTES, open_file, readings, write


@dataclass(slots=True)
class Outcome:
    """What a run found.

    Args:
        pages: Of the database.
        read: Rounds in which the record came back as it was written.
        refused: Rounds in which an error took its place.
        wrong: Rounds in which anything else was read.
        unnoticed: Flips that neither opening nor the check found.
    """

    pages: int = 0
    flips: int = 0
    read: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.refused > 0 and not self.wrong and not self.unnoticed


def expected(path: Path) -> Mapping[str, Any]:
    """What each way of reading gives while nothing is damaged."""
    vault = open_file(path)
    found = {}
    for name, read in readings().items():
        with vault.open_unit() as unit:
            found[name] = read(unit)
    vault.close()
    assert all(value not in (None, {}, [], ()) for value in found.values())
    return found


def put(path: Path, data: bytes) -> None:
    """Make these bytes the whole database."""
    for journal in path.parent.glob(f"{path.name}-*"):
        journal.unlink()
    path.write_bytes(data)


def flipped(data: bytes, page: int, chance: random.Random) -> bytes:
    """The same with one bit of one page the other way."""
    damaged = bytearray(data)
    damaged[page * PAGE_BYTES + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def read_one(path: Path, name: str) -> tuple[bool, Any]:
    """Whether it could be read, and what it was."""
    try:
        vault = open_file(path)
    except VaultError:
        return False, None
    try:
        with vault.open_unit() as unit:
            return True, readings()[name](unit)
    except (VaultError, NotFoundError):
        return False, None
    finally:
        vault.close()


def is_noticed(path: Path) -> bool:
    """Whether opening or the check finds fault."""
    try:
        vault = open_file(path)
    except VaultError:
        return True
    try:
        return not vault.check(Progress()).is_sound
    except VaultError:
        return True
    finally:
        vault.close()


def run(seed: int, rounds: int | None = None) -> Outcome:
    """Every page with every way of reading, or ``rounds`` of these."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 - places for damage, not keys
    with quick_folder() as folder:
        path = Path(folder) / "vault.db"
        write(path)
        sound, wanted = path.read_bytes(), expected(path)
        outcome.pages = len(sound) // PAGE_BYTES
        plan = [(page, name) for page in range(outcome.pages) for name in wanted]
        if rounds is not None and rounds < len(plan):
            plan = sorted(chance.sample(plan, rounds))
        for page, name in plan:
            put(path, flipped(sound, page, chance))
            could, found = read_one(path, name)
            outcome.read += could
            outcome.refused += not could
            if could and found != wanted[name]:
                outcome.wrong.append(f"{name}, page {page}")
        _check_each(path, sound, sorted({page for page, _name in plan}), chance, outcome)
    return outcome


def _check_each(
    path: Path, sound: bytes, pages: Sequence[int], chance: random.Random, outcome: Outcome
) -> None:
    for page in pages:
        put(path, flipped(sound, page, chance))
        outcome.flips += 1
        if not is_noticed(path):
            outcome.unnoticed.append(f"page {page}")


def main() -> int:
    """Run from the command line; exit status 1 if anything wrong was read or unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bit_flips")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = run(arguments.seed, arguments.rounds)
    for line in [*outcome.wrong[:20], *outcome.unnoticed[:20]]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{outcome.pages} pages, {len(readings())} ways of reading: {outcome.read} read as "
        f"written, {outcome.refused} refused, {len(outcome.wrong)} wrong; {outcome.flips} flips "
        f"for the check, {len(outcome.unnoticed)} unnoticed\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
