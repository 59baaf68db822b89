"""Lock real windows again and again and look for what stayed behind.

``python -m tests.faults.locks --rounds N``. Each round opens a window on one vault, types a note
with a canary, presses Ctrl+L and reads the whole memory of the process: no canary, passphrase or
key may be in it. It also counts canaries in every file of the laptop, in mid-session and later.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault import Secret
from tests.faults.memory import hits, needles, why_not
from tests.faults.window import Window, texts, wait_for
from tests.vault_support import PASSPHRASE, MadeVault, make_vault, quick_vaults


@dataclass(slots=True)
class Outcome:
    """What was found.

    Args:
        before: Hits in memory while unlocked, to show that the search finds what is there.
        after: Hits in memory once locked.
        files: Files that held a canary at any time.
        workers: Workers that outlived the lock.
        not_run: Why memory was not searched, or empty.
    """

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    workers: int = 0
    not_run: str = ""


def one_round(made: MadeVault, user_home: Path, keys: list[bytes], outcome: Outcome) -> None:
    """Unlock, type, lock, look."""
    name, note = (f"{word}-{secrets.token_hex(6)}" for word in ("Canarina", "Canarium"))
    wanted = needles([name, note, PASSPHRASE], keys)
    folders = [made.home, user_home]
    with Window(made.home, user_home) as window:
        window.unlock()
        window.ask("begin", name=name, incident=f"{name} Lane")
        window.ask("type", text=note)
        window.ask("save")
        window.ask("warm")
        workers = window.children()
        outcome.files += _files_with(folders, wanted)
        outcome.not_run = outcome.not_run or why_not(window.pid)
        if not outcome.not_run:
            outcome.before.update(hits(window.pid, wanted))
        window.lock()
        outcome.workers += _still_there(workers)
        if not outcome.not_run:
            outcome.after.update(hits(window.pid, wanted))
        outcome.files += _files_with(folders, wanted)
    outcome.files += _files_with(folders, wanted)


def run(rounds: int, folder: Path) -> Outcome:
    """Lock ``rounds`` times."""
    home = folder / "home"
    home.mkdir()
    made = make_vault(home)
    keys = keys_of(made)
    outcome = Outcome()
    for _round in range(rounds):
        one_round(made, folder / "user", keys, outcome)
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


def main() -> int:
    """Run from the command line; exit status 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.locks")
    parser.add_argument("--rounds", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, Path(folder))
    sys.stdout.write(
        f"{arguments.rounds} locks; in memory {sum(outcome.before.values())} hits before, "
        f"{sum(outcome.after.values())} after; {len(outcome.files)} files, "
        f"{outcome.workers} workers left\n"
    )
    if outcome.not_run:
        sys.stdout.write(f"memory not searched, because {outcome.not_run}\n")
    return 1 if outcome.after or outcome.files or outcome.workers else 0


if __name__ == "__main__":
    sys.exit(main())
