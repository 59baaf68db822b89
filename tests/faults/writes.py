"""Which files does a day open for writing? Only those on a list.

``python -m tests.faults.writes``. The real window, its launcher, its standby and its workers run
behind ``shim.c``, which writes down every file that is opened for writing, made, renamed or linked
anywhere on the machine. A supporter writes a note, refers somebody, locks, and closes the window;
commands of the command line follow. Whatever is not on the list is a finding.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.canary_day import COMMANDS, Day, begin, run_command
from tests.faults.disk import read_log
from tests.faults.shim import Op, names_only, not_run
from tests.faults.window import Window

_OPENED_FOR_WRITING = 4
_HASH = "[0-9a-f]{64}"
_DATABASE = r"vault\.db(-wal|-journal)?"
_IN_A_VAULT = (
    r"\.?(attempts|header(\.bak)?)\.json(\.[0-9a-f]{16}\.new)?"
    rf"|{_DATABASE}|\.vault\.db\.[0-9]{{4}}(-wal|-journal)?"  # the copy that is brought up to date
    r"|\.?reserve\.bin(\.[0-9a-f]{16}\.new)?"
    rf"|spool(/{_HASH}\.age(\.tmp)?)?"
    r"|backups(/\.?[0-9]{6}-[0-9-]{10}\.estip-backup(\.new)?)?"
)
_ID = "[0-9a-f-]{36}"
_IN_VAULTS = rf"{_ID}(/({_IN_A_VAULT}))?|\.(new|work)-{_ID}(-[0-9a-f]+)?(/({_IN_A_VAULT}))?"
_IN_THE_STORE = rf"(in|rc|cards)(/({_HASH}(\.[0-9]+)?\.(age|jws)|[0-9a-f]{{16}}\.tmp))?"
ALLOWED = re.compile(
    r"LAPTOP(/(\.?(settings|seen)\.json(\.[0-9a-f]{16}\.new)?"
    rf"|store(/({_IN_THE_STORE}))?|vaults(/({_IN_VAULTS}))?))?"
    r"|/dev/(null|tty)"
)
"""Settings, vaults, the local store. Names say nothing about people."""
BYTECODE = re.compile(r".*/__pycache__/[^/]*")
"""Python's own, where an installation has not compiled it before; holds the program only."""


@dataclass(slots=True)
class Outcome:
    """What a day opened: names in short, and those that are not on the list."""

    opened: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return bool(self.opened) and not self.strange


@contextmanager
def _behind_the_shim(log: Path) -> Iterator[None]:
    added = names_only(log)
    before = {name: os.environ.get(name) for name in added}
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def spend(day: Day) -> None:
    """A note, a referral, a lock, some pages, commands."""
    before = (sys.executable, "-m", "tests.faults.canary_window")
    with Window(day.home, day.user, before) as window:
        window.ask("unlock", passphrase=day.passphrase)
        began = window.ask("begin", name=day.canary("name"), incident=day.canary("incident"))
        window.ask("type", text=day.canary("note"))
        window.ask("save")
        window.ask("copy")
        window.ask(
            "refer",
            session=began["session"],
            phone="01632 960123",
            reason=day.canary("reason"),
            passphrase=day.passphrase,
            card=day.card,
        )
        for page in ("people", "settings", "outbox", "today", "help"):
            with suppress(AssertionError):  # a page that is not there yet
                window.ask("open", page=page)
        window.lock()
        window.ask("unlock", passphrase=day.passphrase)
        window.tell("close")
        window.process.wait(timeout=60)
    for words in COMMANDS:
        run_command(day, words)


def run(folder: Path) -> Outcome:
    """Spend the day and read what was written down."""
    outcome, log = Outcome(), folder / "names.log"
    day = begin(folder / "day")
    with _behind_the_shim(log):
        spend(day)
    for one in read_log(log.read_bytes()):
        if one.op is Op.OPEN and not one.flag & _OPENED_FOR_WRITING:
            continue
        if one.op in {Op.UNLINK, Op.RMDIR, Op.ACK}:
            continue
        for name in filter(None, (one.path, one.other)):
            outcome.opened.add(_short(name, day))
    outcome.strange = sorted(
        name
        for name in outcome.opened
        if not ALLOWED.fullmatch(name) and not BYTECODE.fullmatch(name)
    )
    return outcome


def _short(name: str, day: Day) -> str:
    for folder, word in ((day.home, "LAPTOP"), (day.user, "USER")):
        name = name.replace(str(folder.resolve()), word).replace(str(folder), word)
    return re.sub(r"/proc/\d+/", "/proc/self/", name)


def main() -> int:
    """Run from the command line; exit status 1 if a file is not on the list."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.writes")
    parser.parse_args()
    if not_run():
        sys.stdout.write(f"not run, because {not_run()}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder))
    for name in sorted(outcome.opened):
        sys.stdout.write(f"{'  ' if name not in outcome.strange else '! '}{name}\n")
    sys.stdout.write(
        f"{len(outcome.opened)} files opened for writing, {len(outcome.strange)} not on the list\n"
    )
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
