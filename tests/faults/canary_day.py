"""One long day with twenty crashes, and then a search of everything that was written.

``python -m tests.faults.canary_day [--crashes N] [--seed S]``. People, places, notes, reasons and
telephone numbers of the day are canaries: texts that stand nowhere else. They are entered in the
real window, which crashes again and again in all the ways a process can; in between the command
line looks at the vault. Then every file below the home, the user's home, the folders for temporary
files and whatever else was written meanwhile is searched for each canary, the passphrase and the
recovery key, in three encodings.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.crypto.kdf import FLOOR, Argon2idDerivation
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault import VaultKind
from tests.faults.window import Window
from tests.paths import CHECKOUT

CRASHES = ("kill", "segv", "abrt", "raise")
CODES = ("utf-8", "utf-16-le", "utf-32-le")
COMMANDS = (
    ("vault", "list"),
    ("vault", "check"),
    ("identity", "show"),
    ("outbox", "list"),
    ("vault", "check", "--json"),
)
_ELSEWHERE = ("/tmp", "/var/tmp", "/dev/shm", "/var/crash", "/var/lib/systemd/coredump")  # noqa: S108
_LARGEST = 256 * 1024 * 1024


@dataclass(slots=True)
class Outcome:
    """What a day left.

    Args:
        files: Searched.
        found: Name of a file and which kind of canary it holds.
        canaries: How many texts were looked for.
    """

    crashes: int = 0
    commands: int = 0
    files: int = 0
    canaries: int = 0
    found: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.files > 0 and not self.found


@dataclass(slots=True)
class Day:
    """A laptop, its user, and what must not be found anywhere.

    Args:
        canaries: Kind by text.
    """

    folder: Path
    canaries: dict[str, str]
    began: float
    card: str
    passphrase: str = ""

    @property
    def home(self) -> Path:
        return self.folder / "laptop"

    @property
    def user(self) -> Path:
        return self.folder / "user"

    def canary(self, kind: str) -> str:
        """A text that stands nowhere else."""
        text = f"Canary{secrets.token_hex(6)}"
        self.canaries[text] = kind
        return text


def begin(folder: Path) -> Day:
    """A laptop with one vault, made as first run makes it."""
    day = Day(folder, {}, time.time(), "")
    day.home.mkdir(parents=True)
    day.user.mkdir()
    clock = SystemClock()
    vaults = vaults_in(day.home, clock, derivation=Argon2idDerivation(fixed=FLOOR))
    day.passphrase = vaults.generate_passphrase()
    made = vaults.create("Van 3", VaultKind.SUPPORTER, day.passphrase, "Priya Made-Up")
    day.canaries |= {
        day.passphrase: "passphrase",
        made.recovery_key: "recovery key",
        made.recovery_key.replace("-", ""): "recovery key",
    }
    maker = P256KeyMaker()
    store = (day.home / "store").as_uri()
    own, keys = maker.new_identity(
        "Northdale OH", now=clock.now(), desk=True, exercise=False, store=store
    )
    day.card = maker.card(own, keys, now=clock.now()).hex()
    return day


@contextmanager
def _temporary_files_in(day: Day) -> Iterator[None]:
    """Have children take a folder of the day for temporary files."""
    folder = day.folder / "tmp"
    folder.mkdir(exist_ok=True)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def work_and_crash(day: Day, how: str, *, refer: bool) -> None:
    """Unlock, write about somebody, perhaps refer them, and crash with the text on the screen."""
    before = (sys.executable, "-m", "tests.faults.canary_window")
    with Window(day.home, day.user, before) as window:
        window.ask("unlock", passphrase=day.passphrase)
        began = window.ask("begin", name=day.canary("name"), incident=day.canary("incident"))
        window.ask("type", text=f"{day.canary('note')} sleeps badly")
        window.ask("save")
        if refer:
            window.ask(
                "refer",
                session=began["session"],
                phone=f"01632 960{secrets.randbelow(1000):03}",
                reason=day.canary("reason"),
                passphrase=day.passphrase,
                card=day.card,
            )
        else:
            window.ask("copy")
            window.ask("type", text=f" {day.canary('unsaved')}")
            for page in ("people", "settings", "outbox", "today"):
                with suppress(AssertionError):  # a page that is not there yet
                    window.ask("open", page=page)
            window.ask("begin", name=day.canary("name"), incident=day.canary("incident"))
            window.ask("type", text=day.canary("note"))
        window.tell("crash", how=how)
        with suppress(EOFError, TimeoutError):
            window.answer()  # a window that locks instead of ending says where it is


def run_command(day: Day, words: Sequence[str]) -> int:
    """One command of the program, its passphrase on standard input."""
    command = [sys.executable, "-m", "estip_desktop", "--home", str(day.home)]
    done = subprocess.run(
        [*command, "--passphrase-file", "-", *words],
        input=day.passphrase.encode(),
        capture_output=True,
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "HOME": str(day.user)},
    )
    return done.returncode


def written(day: Day) -> Iterator[Path]:
    """Every file of the day, and every other that was written since it began."""
    for folder in {day.folder, *map(Path, _ELSEWHERE), Path.cwd()}:
        for place, _folders, names in os.walk(folder):
            for name in names:
                path = Path(place) / name
                with suppress(OSError):
                    found = path.lstat()
                    ours = path.is_relative_to(day.folder) or found.st_mtime >= day.began
                    if ours and path.is_file() and found.st_size <= _LARGEST:
                        yield path


def search(day: Day, outcome: Outcome) -> None:
    """Look for every canary in every file that was written."""
    needles = _needles(day.canaries)
    outcome.canaries = len(day.canaries)
    for path in set(written(day)):
        with suppress(OSError):
            data = path.read_bytes()
            outcome.files += 1
            kinds = {kind for needle, kind in needles.items() if needle in data}
            outcome.found += [f"{path.name}: {kind}" for kind in sorted(kinds)]


def _needles(canaries: Mapping[str, str]) -> Mapping[bytes, str]:
    return {text.encode(code): kind for text, kind in canaries.items() for code in CODES}


def run(crashes: int, seed: int, folder: Path) -> Outcome:
    """The whole day."""
    chance, outcome = random.Random(seed), Outcome()  # noqa: S311 - the order of crashes, not keys
    day = begin(folder)
    ways = [CRASHES[number % len(CRASHES)] for number in range(crashes)]
    chance.shuffle(ways)
    with _temporary_files_in(day):
        for number, how in enumerate(ways):
            work_and_crash(day, how, refer=number % 4 == 1)
            outcome.crashes += 1
            words = COMMANDS[number % len(COMMANDS)]
            if run_command(day, words):
                outcome.found.append(f"{' '.join(words)} failed after crash {number}")
            outcome.commands += 1
    search(day, outcome)
    return outcome


def main() -> int:
    """Run from the command line; exit status 1 if a canary was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.canary_day")
    parser.add_argument("--crashes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not sys.platform.startswith("linux"):
        sys.stdout.write("not run, because the windows are found through /proc\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.crashes, arguments.seed, Path(folder))
    for line in outcome.found[:20]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{outcome.crashes} crashes, {outcome.commands} commands, {outcome.canaries} canaries in "
        f"{len(CODES)} encodings, {outcome.files} files searched, {len(outcome.found)} found\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
