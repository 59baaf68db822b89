"""Processes that are measured: started apart, asked line by line, answering with milliseconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - only a private folder in it is used
_LONGEST_S = 120


class BenchError(Exception):
    """A measured process did not do what it was asked for."""


def floor_command(script: str, *arguments: str) -> list[str]:
    """A script of this folder, started by its path: no package of ours is imported beside it."""
    return [sys.executable, "-P", str(HERE / script), *arguments]


def module_command(module: str, *arguments: str) -> list[str]:
    """A module of this package."""
    return [sys.executable, "-m", f"{__package__}.{module}", *arguments]


def own_command(*arguments: str) -> list[str]:
    """The real program, with marks at its paints."""
    return module_command("child", *arguments)


def environment(folder: Path) -> dict[str, str]:
    """Offscreen, and with compiled bytecode for both sides, kept in the throw-away folder."""
    chosen = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "PYTHONPATH": str(ROOT),
    }
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    return chosen


def run(command: Sequence[str], folder: Path) -> Mapping[str, float]:
    """One process from start to end; its marks in milliseconds.

    Raises:
        BenchError: It failed, or printed no marks.
    """
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            timeout=_LONGEST_S,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise BenchError(Path(command[1]).name) from error
    return _marks(done.stdout)


class Served:
    """A process that does one piece of work for every line, and answers with its marks."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(BrokenPipeError):
            self._process.__exit__(None, None, None)

    def __call__(self, mark: str) -> float:
        """Do the work once; the milliseconds of one of its marks.

        Raises:
            BenchError: The process has ended.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise BenchError("no pipes")
        try:
            stdin.write(b"\n")
            stdin.flush()
        except BrokenPipeError as error:
            raise BenchError("ended") from error
        return _marks(stdout.readline())[mark]


def cpu_ms(process_id: int) -> float:
    """CPU of another process so far, in all its threads (Linux).

    Source: ``MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)`` of ``linux/posix-timers.h``, which
    ``clock_getcpuclockid(3)`` returns.
    """
    return time.clock_gettime(~process_id << 3 | 2) * 1000


def _marks(line: bytes) -> dict[str, float]:
    try:
        return {name: float(value) for name, value in json.loads(line).items()}
    except (ValueError, AttributeError) as error:
        raise BenchError("no marks") from error
