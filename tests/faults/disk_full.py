"""Fill a small disk to the brim while answers are saved, and make room again.

``python -m tests.faults.disk_full --rounds N [--seed S]``. Needs leave to mount a disk in memory;
where that is missing the run says so, and ``io_errors --kind enospc-stays`` stands in for it. In a
round something else fills the disk while answers are saved: each is acknowledged or refused as
"full". On the full disk the vault opens and reads; with room again it saves on, without being
opened anew, and what was acknowledged is all there.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.errors import DiskFullError
from estip_desktop.vault import OpenVault
from tests.faults.scenarios import save_answer, text_of
from tests.vault_support import make_vault

SIZE_MIB = 16
_PATIENCE = 400
"""Answers that are tried before a disk must be full."""


@dataclass(slots=True)
class Outcome:
    """What a run found.

    Args:
        refused: Answers that were refused because the disk was full.
        resumed: Rounds in which saving went on once there was room.
    """

    rounds: int = 0
    acknowledged: int = 0
    refused: int = 0
    resumed: int = 0
    bad: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.rounds == self.resumed > 0 and self.refused > 0 and not self.bad


def not_run() -> str:
    """Why no disk can be mounted here; empty if one can."""
    if not sys.platform.startswith("linux") or shutil.which("mount") is None:
        return "only Linux mounts a disk in memory"
    try:
        with small_disk():
            return ""
    except subprocess.CalledProcessError:
        return "this process may not mount a disk in memory"


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", folder]
        subprocess.run(mount, check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)  # noqa: S607


def fill(disk: Path, left_bytes: int) -> Path:
    """Have something else take all but so much of the disk."""
    ballast = disk / "something-else"
    found = os.statvfs(disk)
    size = max(0, found.f_bavail * found.f_frsize - left_bytes)
    with ballast.open("ab") as file, suppress(OSError):
        file.write(bytes(size))
    return ballast


def _save_until_full(
    vault: OpenVault[SqlUnitOfWork], first: int, outcome: Outcome
) -> tuple[list[int], bool]:
    """Save until one is refused; returns those that were acknowledged."""
    told: list[int] = []
    for number in range(first, first + _PATIENCE):
        try:
            save_answer(vault, number)
        except DiskFullError:
            outcome.refused += 1
            return told, True
        told.append(number)
    return told, False


def _is_there(vault: OpenVault[SqlUnitOfWork], told: list[int]) -> bool:
    with vault.open_unit() as unit:
        found = unit.answers.of("session")
    return all(found.get(f"q{number}") == text_of(number) for number in told)


def one_round(disk: Path, left_bytes: int, outcome: Outcome) -> None:
    """Fill, save, read, make room, save on."""
    made = make_vault(disk)
    vault = made.open()
    ballast = fill(disk, left_bytes)
    told, full = _save_until_full(vault, 0, outcome)
    while not full:
        fill(disk, 0)
        more, full = _save_until_full(vault, len(told), outcome)
        told += more
    outcome.acknowledged += len(told)
    if not _is_there(vault, told):
        outcome.bad.append("not readable on the full disk")
    vault.close()
    vault = made.open()
    if not _is_there(vault, told):
        outcome.bad.append("not readable when opened on the full disk")
    ballast.unlink()
    save_answer(vault, _PATIENCE * 2)
    outcome.resumed += 1
    told.append(_PATIENCE * 2)
    vault.close()
    vault = made.open()
    findings = vault.check().findings
    if findings or not _is_there(vault, told):
        outcome.bad.append(f"afterwards: {findings[:3]}")
    vault.close()


def run(rounds: int, seed: int) -> Outcome:
    """``rounds`` times, each with another amount of room."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 - bytes left, not keys
    for _ in range(rounds):
        with small_disk() as disk:
            one_round(disk, chance.randrange(600_000), outcome)
        outcome.rounds += 1
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.disk_full")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not_run():
        sys.stdout.write(f"not run, because {not_run()}\n")
        return 0
    outcome = run(arguments.rounds, arguments.seed)
    for line in outcome.bad[:20]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{outcome.rounds} full disks, {outcome.acknowledged} acknowledged, {outcome.refused} "
        f"refused, {outcome.resumed} times saved on, {len(outcome.bad)} bad\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
