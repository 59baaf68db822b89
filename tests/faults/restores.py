"""Back up and restore, again and again: by the recovery key alone, and under SIGKILL.

``python -m tests.faults.restores --rounds N [--seed S]``. Each round fills a vault differently,
makes a backup, restores it into a home that never saw it with nothing but the recovery key, and
compares every row, every sealed file and what is exported of it byte by byte. Then a child that
makes backups, and one that restores over a vault, are killed at a random instant: whatever goes by
the name of a backup must open, and the vault must be there, the old one or the restored one, whole.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.errors import EstipError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import Backups, Proof
from tests.backup_support import (
    APP,
    NEW_PASSPHRASE,
    BackedUp,
    a_backed_up_vault,
    by_passphrase,
    everything,
    save,
)
from tests.vault_support import NOON, MadeVault, quick_vaults

_LONGEST_S = 0.25
_WAIT = timedelta(hours=1)
_SIZES = (2, 40, 240, 3_950, 4_050, 14_000)


@dataclass(slots=True)
class Outcome:
    """What a run of rounds found."""

    restored: int = 0
    different: int = 0
    killed_backups: int = 0
    killed_restores: int = 0
    half: int = 0
    lost: int = 0

    @property
    def is_clean(self) -> bool:
        return self.restored > 0 and self.different + self.half + self.lost == 0


def _export(vault) -> bytes:
    """Every row as one canonical text, the facts about backups left out."""
    rows = {name: found for name, found in everything(vault).items() if name != "settings"}
    sealed = {path.name: path.read_bytes().hex() for path in sorted(vault.spool_dir.iterdir())}
    return strict_json.canonical([rows, sealed])


def _fill(world: BackedUp, chance: random.Random, first: int) -> None:
    for number in range(first, first + chance.randrange(1, 30)):
        save(world.vault, number, chance.choice("äxŵ") * chance.choice(_SIZES))
    for _ in range(chance.randrange(3)):
        name = f"{chance.getrandbits(256):064x}.age"
        (world.vault.spool_dir / name).write_bytes(chance.randbytes(chance.randrange(5000)))


def _restore_round(world: BackedUp, folder: Path, outcome: Outcome) -> None:
    path = world.to(folder / "one.estip-backup")
    expected = _export(world.vault)
    vaults = quick_vaults(folder / "other")
    proof = Proof.recovery_key(world.made.recovery_key)
    restored = vaults.restores.restore(path, proof, Progress(), NEW_PASSPHRASE)
    vault = vaults.unlock(restored.info.id, NEW_PASSPHRASE)
    try:
        outcome.restored += 1
        outcome.different += _export(vault) != expected or not vault.check().is_sound
    finally:
        vault.close()


def _killed(work: Callable[[], None], delay_s: float) -> bool:
    """Run ``work`` over and over in a child and kill it; whether it lived that long."""
    child = os.fork()
    if child == 0:
        try:
            while True:
                work()
        finally:
            os._exit(70)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _kill_backup(made: MadeVault, delay_s: float, outcome: Outcome) -> None:
    def work() -> None:
        vault = made.open()
        backups = Backups(vault, FolderBackups(made.home), SetClock(NOON), APP)
        while True:
            backups.make_daily(Progress(), Cancel())

    if not _killed(work, delay_s):
        raise RuntimeError("the child ended by itself")
    outcome.killed_backups += 1
    made.clock.move_on(_WAIT)  # a try that was killed counts as a wrong one
    for path in made.vaults.restores.kept_of(made.info.id):
        try:
            made.vaults.restores.test(path, by_passphrase(), Progress())
        except EstipError:
            outcome.half += 1


def _kill_restore(made: MadeVault, path: Path, delay_s: float, outcome: Outcome) -> None:
    def work() -> None:
        made.clock.move_on(_WAIT)
        made.vaults.restores.restore(path, by_passphrase(), Progress())

    if not _killed(work, delay_s):
        raise RuntimeError("the child ended by itself")
    outcome.killed_restores += 1
    try:
        vault = made.open()
    except EstipError:
        outcome.lost += 1
        return
    with contextlib.closing(vault):
        outcome.lost += not vault.check().is_sound


def run(rounds: int, seed: int, folder: Path) -> Outcome:
    """As many restores, killed backups and killed restores as ``rounds``."""
    chance = random.Random(seed)  # noqa: S311 - contents and instants, not keys
    outcome = Outcome()
    for number in range(rounds):
        place = folder / str(number)
        (place / "home").mkdir(parents=True)
        world = a_backed_up_vault(place / "home", answers=3)
        try:
            _fill(world, chance, 100)
            _restore_round(world, place, outcome)
        finally:
            world.vault.close()
        _kill_backup(world.made, 0.02 + chance.random() * _LONGEST_S, outcome)
        path = place / "one.estip-backup"
        _kill_restore(world.made, path, 0.02 + chance.random() * _LONGEST_S, outcome)
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if anything was lost, half or different."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.restores")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, arguments.seed, Path(folder))
    sys.stdout.write(
        f"{outcome.restored} restored by the recovery key alone, {outcome.different} different; "
        f"{outcome.killed_backups} backups killed, {outcome.half} half ones; "
        f"{outcome.killed_restores} restores killed, {outcome.lost} vaults lost\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
