"""The command: choose groups, run their stages, say and report what came out."""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from estip_desktop import __version__
from estip_desktop.bench.pairs import Figures, Stage, Verdict, measure
from estip_desktop.bench.processes import MEMORY_DISK, BenchError
from estip_desktop.errors import NotAvailableError, UsageError

GROUPS = ("start", "save", "page", "content", "referral", "people", "memory")
_DEFAULT_ROUNDS = {
    "start": 11, "save": 41, "page": 41, "content": 41, "referral": 21, "people": 21, "memory": 5,
}  # fmt: skip


class Printer(Protocol):
    """The part of a command's context that is wanted here."""

    @property
    def json_wanted(self) -> bool:
        """Whether one JSON object on standard output was asked for."""
        ...

    def print_result(self, result: dict[str, object], text: str) -> None:
        """Print one JSON object if it was asked for, else the text."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a group is told.

    Args:
        folder: Private, empty, removed afterwards.
        memory: The same on a memory disk, where there is one.
        rounds: Counted rounds of each stage.
        lifetime: Measure a lifetime's records too.
        peers: Name and command of other programs to start beside ours.
    """

    folder: Path
    memory: Path | None
    rounds: int
    lifetime: bool
    peers: tuple[tuple[str, str], ...]


def main(arguments: Sequence[str], context: object) -> int:
    """Measure and report; the exit status is 1 if a goal was missed."""
    printer = cast("Printer", context)
    options = _parse(arguments)
    groups = _groups(options.only)
    peers = tuple(_peer(text) for text in options.peer)
    figures: list[Figures] = []
    with _folders() as (folder, memory):
        for group in groups:
            rounds = options.rounds or _DEFAULT_ROUNDS[group]
            plan = Plan(folder, memory, rounds, options.size == "lifetime", peers)
            with import_module(f"estip_desktop.bench.{group}").stages(plan) as stages:
                figures += _measured(stages, quiet=printer.json_wanted)
    printer.print_result(report(figures), "")
    return 1 if any(row.verdict is Verdict.FAIL for row in figures) else 0


def report(figures: Iterable[Figures]) -> dict[str, object]:
    """The report as JSON: no host, user or path."""
    return {
        "schema": 1,
        "app": __version__,
        "python": platform.python_version(),
        "os": platform.system(),
        "cpu_model": _cpu_model(),
        "cores": os.cpu_count() or 1,
        "stages": [
            {
                "id": row.id,
                "floor_ms": round(row.floor_ms, 4),
                "ours_ms": round(row.ours_ms, 4),
                "ratio_med": round(row.ratio_med, 4),
                "ratio_q1": round(row.ratio_q1, 4),
                "ratio_q3": round(row.ratio_q3, 4),
                "n": row.n,
                "clock": row.clock,
                "goal": row.goal,
                "verdict": row.verdict.value,
            }
            for row in figures
        ],
    }


def _measured(stages: Iterable[Stage], *, quiet: bool) -> Iterator[Figures]:
    for stage in stages:
        try:
            figures = measure(stage)
        except (BenchError, OSError) as error:
            raise NotAvailableError(f"bench:{stage.id}") from error
        _say(stage, figures, quiet=quiet)
        yield figures


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="estip-desktop bench",
        description="Measure speed against floors taken in the same run.",
    )
    parser.add_argument("--only", default="", help=f"groups, comma separated: {', '.join(GROUPS)}")
    parser.add_argument("--rounds", type=int, default=0, help="counted rounds of each stage")
    parser.add_argument("--size", choices=("small", "lifetime"), default="small")
    parser.add_argument(
        "--peer",
        action="append",
        default=[],
        metavar="NAME=CMD",
        help="another program, paired with start.unlock where there is a display",
    )
    return parser.parse_args(list(arguments))


def _groups(only: str) -> Sequence[str]:
    groups = only.split(",") if only else list(GROUPS)
    unknown = [group for group in groups if group not in GROUPS]
    if unknown:
        raise UsageError(f"--only {unknown[0]}")
    return groups


def _peer(text: str) -> tuple[str, str]:
    name, equals, command = text.partition("=")
    if not equals or not name.isidentifier() or not command.strip():
        raise UsageError("--peer")
    return name, command


@contextmanager
def _folders() -> Iterator[tuple[Path, Path | None]]:
    """A private folder here and one on a memory disk; nothing is written anywhere else."""
    name = f".estip-bench-{secrets.token_hex(4)}"
    folder = Path.cwd() / name
    memory = MEMORY_DISK / name if os.access(MEMORY_DISK, os.W_OK) else None
    made = [folder] if memory is None else [folder, memory]
    try:
        for each in made:
            each.mkdir(mode=0o700)
        yield folder, memory
    finally:
        for each in made:
            shutil.rmtree(each, ignore_errors=True)


def _say(stage: Stage, row: Figures, *, quiet: bool) -> None:
    line = (
        f"{row.id:20} {row.ratio_med:6.2f} x ({row.ratio_q1:.2f}-{row.ratio_q3:.2f})  "
        f"goal {row.goal:.1f}  floor {row.floor_ms:8.3f} {row.unit}  "
        f"ours {row.ours_ms:8.3f} {row.unit}  "
        f"{row.clock:4}  n={row.n:<3} {row.verdict.value:12}  {stage.title}"
    )
    print(line, file=sys.stderr if quiet else sys.stdout, flush=True)


def _cpu_model() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return platform.machine()
    for line in text.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
