"""Let every call to the disk fail once, one after another, and see what becomes of the work.

``python -m tests.faults.io_errors [--rounds N] [--seed S] [--only NAME] [--kind KIND]``. A child
does a piece of work with ``shim.c`` before its library, which lets the n-th call fail: with an
error of the disk, with no room left, on a disk that turned read-only, or by taking half of a write.
Nothing acknowledged may be lost, nothing may hang, and what the program says is one of its own
errors with a sentence. Without ``--rounds`` every position is tried.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import random
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from estip_desktop.errors import EstipError
from estip_desktop.ui.messages import message_for
from tests.faults.scenarios import (
    AFTERWARDS,
    Acknowledge,
    Answers,
    Backup,
    Creation,
    HeaderRewrite,
    Migration,
    Scenario,
    Spool,
    afterwards,
    open_and_check,
    save_answer,
    text_of,
)
from tests.faults.shim import SHORT_WRITE, Loaded, Op, environment, not_run, quick_folder
from tests.paths import CHECKOUT
from tests.vault_support import PASSPHRASE, make_vault

PATIENCE_S = 20
_CHANGES = frozenset(
    {Op.OPEN, Op.WRITE, Op.TRUNCATE, Op.SYNC, Op.RENAME, Op.UNLINK, Op.LINK, Op.MKDIR, Op.RMDIR}
)
_GROWS = frozenset({Op.OPEN, Op.WRITE, Op.SYNC, Op.RENAME, Op.LINK, Op.MKDIR})


@dataclass(frozen=True, slots=True)
class Kind:
    """One way for a disk to fail.

    Args:
        ops: Calls that can fail so.
        code: Error number, or half of a write.
        stays: Whether all later ones fail as well.
    """

    ops: frozenset[Op]
    code: int
    stays: bool


KINDS = {
    "eio": Kind(_CHANGES | {Op.READ}, errno.EIO, stays=False),
    "eio-stays": Kind(_CHANGES, errno.EIO, stays=True),
    "enospc": Kind(_GROWS, errno.ENOSPC, stays=False),
    "enospc-stays": Kind(_GROWS, errno.ENOSPC, stays=True),
    "erofs-stays": Kind(_CHANGES, errno.EROFS, stays=True),
    "short": Kind(frozenset({Op.WRITE}), SHORT_WRITE, stays=False),
    "short-then-full": Kind(frozenset({Op.WRITE}), SHORT_WRITE, stays=True),
}


class Stubborn(Answers):
    """Answers of a supporter who goes on after every error, and closes and unlocks once."""

    def __init__(self) -> None:
        super().__init__(8)

    def prepare(self, home: Path) -> None:
        make_vault(home)

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        failure: EstipError | None = None
        acknowledge("vault")
        for hours, half in enumerate((range(4), range(4, self._count))):
            try:
                vaults = afterwards(home, AFTERWARDS * hours)
                vault = vaults.unlock(vaults.list()[0].id, PASSPHRASE)
            except EstipError as error:
                failure = error
                continue
            for number in half:
                try:
                    save_answer(vault, number)
                    acknowledge(str(number))
                except EstipError as error:
                    failure = error
            vault.close()
        if failure is not None:
            raise failure

    def losses(self, home: Path, acknowledged: Sequence[str]) -> list[str]:
        if not acknowledged:
            return []
        vault, lost = open_and_check(afterwards(home, AFTERWARDS * 3))
        if vault is None:
            return lost
        with vault.open_unit() as unit:
            found = unit.answers.of("session")
        vault.close()
        told = {f"q{number}" for number in acknowledged[1:]}
        lost += sorted(told - found.keys())
        return lost + [key for key, text in found.items() if text != text_of(int(key[1:]))]


class Careless(Stubborn):
    """The same by a program that acknowledges before it saves: it has to be found out."""

    name = "careless"

    def work(self, home: Path, acknowledge: Acknowledge) -> None:
        for number in range(4):
            acknowledge("vault" if number == 0 else str(number - 1))
        super().work(home, lambda _text: None)


def scenarios() -> dict[str, Scenario]:
    """What is done on the failing disk, by name."""
    made: tuple[Scenario, ...] = (
        Stubborn(),
        Creation(),
        HeaderRewrite(2),
        Migration(),
        Spool(2),
        Backup(1),
    )
    return {one.name: one for one in made}


@dataclass(slots=True)
class Outcome:
    """What a run found.

    Args:
        places: Calls that can fail, each in each way.
        faults: Calls that were let fail, by piece of work and kind.
        refused: How often the program said so, by code; the rest of the faults cost nothing.
        bad: What must not be: losses, hangs, errors that are not ours or have no sentence.
    """

    places: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return bool(self.faults) and not self.bad


@dataclass(frozen=True, slots=True)
class Round:
    """One piece of work on a disk that failed once.

    Args:
        told: What was acknowledged.
        end: Code of the error it ended with; ``done`` or ``hang``; else the name of a bug.
        fired: How many calls were let fail.
        seen: How many could have.
    """

    told: Sequence[str]
    end: str
    fired: int
    seen: int


def one_round(scenario: Scenario, home: Path, kind: Kind, at: int) -> Round:
    """Do the work in a child, its ``at``-th call failing; 0 lets none fail."""
    scenario.prepare(home)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(PATIENCE_S)
        try:
            _work(scenario, home, kind, at, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        lines = [json.loads(line) for line in pipe.read().splitlines()]
    _, status = os.waitpid(child, 0)
    told = [line["told"] for line in lines if "told" in line]
    if os.WIFSIGNALED(status) or not lines or "end" not in lines[-1]:
        return Round(told, "hang" if os.WTERMSIG(status) == signal.SIGALRM else "died", 1, 0)
    return Round(told, lines[-1]["end"], lines[-1]["fired"], lines[-1]["seen"])


def _work(scenario: Scenario, home: Path, kind: Kind, at: int, writing: int) -> None:
    shim = Loaded()

    def say(**what: object) -> None:
        os.write(writing, json.dumps(what).encode() + b"\n")

    shim.arm(kind.ops, at, kind.code, stays=kind.stays)
    try:
        scenario.work(home, lambda text: say(told=text))
        end = "done"
    except EstipError as error:
        message = message_for(error)
        end = error.code if message.happened and message.words else f"no sentence: {error.code}"
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
        where = traceback.extract_tb(error.__traceback__)[-1]
        end = f"bug: {type(error).__name__} in {where.filename}:{where.lineno}"
    say(end=end, fired=shim.fired, seen=shim.seen)


def run(
    seed: int,
    rounds: int | None = None,
    names: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Outcome:
    """Let every call fail once in each way, or ``rounds`` of them."""
    outcome, chance = Outcome(), random.Random(seed)  # noqa: S311 - places, not keys
    plan: list[tuple[str, str, int]] = []
    known = scenarios() | {Careless.name: Careless()}
    for name in names or tuple(scenarios()):
        for kind in kinds or tuple(KINDS):
            with quick_folder() as folder:
                counted = one_round(known[name], Path(folder), KINDS[kind], 0)
            if counted.end != "done":
                raise RuntimeError(f"{name} fails on a disk without fault: {counted.end}")
            # What is drawn by chance moves a call or two; a place beyond the end never fires.
            plan += [(name, kind, at) for at in range(1, counted.seen + 1)]
    outcome.places = len(plan)
    if rounds is not None and rounds < len(plan):
        plan = chance.sample(plan, rounds)
    for name, kind, at in plan:
        _one_fault(known[name], kind, at, outcome)
    return outcome


def _one_fault(scenario: Scenario, kind: str, at: int, outcome: Outcome) -> None:
    where = f"{scenario.name}, {kind} at {at}"
    with quick_folder() as folder:
        home = Path(folder)
        found = one_round(scenario, home, KINDS[kind], at)
        lost = scenario.losses(home, found.told)
    outcome.faults[f"{scenario.name} {kind}"] += bool(found.fired)
    if found.end in {"hang", "died"} or found.end.startswith(("bug", "no sentence")):
        outcome.bad.append(f"{where}: {found.end}")
    elif found.end != "done":
        outcome.refused[found.end] += 1
    if lost:
        outcome.bad.append(f"{where}: {lost[:3]} (ended {found.end})")


def report(outcome: Outcome) -> str:
    """A few lines for people."""
    refused = ", ".join(f"{code} {count}" for code, count in outcome.refused.most_common())
    return "".join(f"{line}\n" for line in outcome.bad[:40]) + (
        f"{outcome.faults.total()} faults of {outcome.places} places, refused in words "
        f"{outcome.refused.total()} ({refused}), {len(outcome.bad)} bad\n"
    )


def main() -> int:
    """Run from the command line; exit status 1 if anything was bad."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.io_errors")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], choices=[*scenarios(), "careless"])
    parser.add_argument("--kind", action="append", default=[], choices=list(KINDS))
    arguments = parser.parse_args()
    if not_run():
        sys.stdout.write(f"not run, because {not_run()}\n")
        return 0
    if "SHIM_ROOT" not in os.environ:
        return _again_behind_the_shim()
    outcome = run(arguments.seed, arguments.rounds, arguments.only, arguments.kind)
    sys.stdout.write(report(outcome))
    return 0 if outcome.is_clean else 1


def _again_behind_the_shim() -> int:
    with quick_folder() as folder:
        watched = environment(Path(folder))
        command = [sys.executable, "-m", "tests.faults.io_errors", *sys.argv[1:]]
        return subprocess.run(command, cwd=CHECKOUT, env=watched, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
