"""Lock real windows again and again and look for what stayed behind.

``python -m tests.faults.locks --rounds N [--seed S]``. The program is started again after a few
rounds, for the first window locks in another way than those that follow. In each round the vault is
unlocked, a note with a canary typed and Ctrl+L pressed, with a standby behind the window or
without; then the whole memory of every process that is left is read: no canary,
passphrase, key or pixel may be in it. The launcher and the standby are read before the lock too.
Canaries are also looked for in every file of the laptop, in mid-session and later.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import Secret
from tests.faults.memory import hits, needles, why_not
from tests.faults.window import Window, texts, wait_for
from tests.vault_support import PASSPHRASE, MadeVault, make_vault, quick_vaults

_TOLD_EVERY = 10
LOCKS_OF_A_START = 5
FEWEST_COLOURS = 16
"""Of a row of pixels that no other page shows by chance."""


@dataclass(slots=True)
class Outcome:
    """What was found.

    Args:
        before: Hits in the window while unlocked, to show that the search finds what is there.
        beside: Hits in the launcher and the standby meanwhile.
        after: Hits in all processes that are left once locked.
        canaries: How many were looked for in each round, at least.
        standbys: Rounds in which a standby became the lock page.
        files: Files that held a canary at any time.
        workers: Workers that outlived the lock.
        not_run: Why memory was not searched, or empty.
    """

    before: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    canaries: int = 0
    standbys: int = 0
    files: list[str] = field(default_factory=list)
    workers: int = 0
    not_run: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.beside or self.after or self.files or self.workers)


def one_round(
    window: Window, folders: list[Path], keys: list[bytes], outcome: Outcome, *, with_standby: bool
) -> None:
    """Unlock, type, lock, look."""
    name, note = (f"{word}-{secrets.token_hex(6)}" for word in ("Canarina", "Canarium"))
    window.unlock()
    window.ask("begin", name=name, incident=f"{name} Lane")
    window.ask("type", text=note)
    window.ask("save")
    window.ask("warm")
    drawn = window.ask("pixels")
    assert drawn["colours"] >= FEWEST_COLOURS
    wanted = needles([name, f"{name} Lane", note, PASSPHRASE], keys, bytes.fromhex(drawn["pixels"]))
    outcome.canaries = min(outcome.canaries or len(wanted), len(wanted))
    if with_standby:
        window.ask("standby")
        wait_for(lambda: window.standby is not None, "standby")
    workers, standby = window.workers(), window.standby
    outcome.files += _files_with(folders, wanted)
    if not outcome.not_run:
        outcome.before.update(hits(window.pid, wanted))
        for process in filter(None, (window.launcher, standby)):
            outcome.beside.update(hits(process, wanted))
    window.lock()
    outcome.standbys += window.pid == standby
    outcome.workers += _still_there(workers)
    if not outcome.not_run:
        for process in window.family():
            outcome.after.update(hits(process, wanted))
    outcome.files += _files_with(folders, wanted)


def run(
    rounds: int, folder: Path, seed: int = 1, told: Callable[[int, Outcome], None] | None = None
) -> Outcome:
    """Lock ``rounds`` times; of the first three, the second is without a standby.

    Args:
        told: Hears of every round that is over.
    """
    chance = random.Random(seed)  # noqa: S311 - which way to lock, not keys
    home = folder / "home"
    home.mkdir()
    made = make_vault(home)
    keys = keys_of(made)
    outcome = Outcome()
    user = folder / "user"
    folders = [made.home, user]
    for start in range(0, rounds, LOCKS_OF_A_START):
        with Window(made.home, user) as window:
            outcome.not_run = why_not(window.pid)
            for number in range(start, min(start + LOCKS_OF_A_START, rounds)):
                with_standby = number != 1 and (number < 3 or chance.random() < 0.8)
                one_round(window, folders, keys, outcome, with_standby=with_standby)
                if told is not None:
                    told(number + 1, outcome)
    return outcome


class _Listener:
    """Opens databases and remembers the key."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.key = Secret(b"")

    def open(self, path: Path, key: Secret, vault_id: VaultId) -> Any:
        self.key = key
        return self._real.open(path, key, vault_id)


def keys_of(made: MadeVault) -> list[bytes]:
    """The keys of a vault that lie in the memory of whoever has it open."""
    vaults = quick_vaults(made.home)
    listener = _Listener(vaults._databases)
    vaults._databases = listener  # type: ignore[assignment]  # it only opens
    vaults.unlock(made.info.id, PASSPHRASE).close()
    return [
        listener.key.reveal(),
        *(subkey(listener.key, use, made.info.id).reveal() for use in ("database", "row-mac")),
    ]


def _files_with(folders: list[Path], wanted: dict[str, bytes]) -> list[str]:
    return [
        f"{path.name}: {name}"
        for folder in folders
        for path, data in texts(folder).items()
        for name, needle in wanted.items()
        if needle in data
    ]


def _still_there(processes: tuple[int, ...]) -> int:
    gone = [Path(f"/proc/{process}") for process in processes]
    try:
        wait_for(lambda: not any(path.exists() for path in gone), "workers")
    except TimeoutError:
        return sum(path.exists() for path in gone)
    return 0


def _summary(rounds: int, outcome: Outcome) -> str:
    return (
        f"{rounds} locks, {outcome.standbys} of them to a standby, "
        f"{outcome.canaries} canaries each; in memory {outcome.before.total()} hits before, "
        f"{outcome.after.total()} after, {outcome.beside.total()} in launcher and standby; "
        f"{len(outcome.files)} files, {outcome.workers} workers left"
    )


def _tell(rounds: int, outcome: Outcome) -> None:
    if rounds % _TOLD_EVERY == 0:
        sys.stderr.write(f"{_summary(rounds, outcome)}\n")


def main() -> int:
    """Run from the command line; exit status 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.locks")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, Path(folder), arguments.seed, _tell)
    sys.stdout.write(f"{_summary(arguments.rounds, outcome)}\n")
    if outcome.not_run:
        sys.stdout.write(f"memory not searched, because {outcome.not_run}\n")
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
