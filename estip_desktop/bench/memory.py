"""Memory in use at Today against a bare window: each shared page counts for its share (Linux).

One start is looked at for both stages: the process of the window, and all processes together with
the standby ready and the worker for documents warm. While some other program has the same toolkit
open, the floor loses more to it than ours does, as nearly all of it is pages of the toolkit (22 MiB
were left of 32); there is no verdict then.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.bench.pairs import Stage
from estip_desktop.bench.processes import BenchError, environment, floor_command, own_command, run
from estip_desktop.bench.synthetic import PASSPHRASE, quick_derivation
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault import VaultKind

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

WINDOW_GOAL, ALL_GOAL = 2.5, 5.0
_MIB = 1024.0
_TOOLKIT, _SHARED_MIB = "PySide6", 1.0
"""A program that is alone shares nothing of its toolkit."""


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``memory``."""
    home = plan.folder / "memory"
    vaults_in(home, SystemClock(), derivation=quick_derivation()).create(
        "Bench", VaultKind.SUPPORTER, PASSPHRASE
    )

    others = Others()

    def floor() -> float:
        return _held(floor_command("bare_held.py"), plan.folder, others)

    def ours(mark: str) -> float:
        return run(own_command("memory", str(home)), plan.folder)[mark]

    yield [
        Stage(
            id=f"memory.{mark}",
            title=title,
            floor=floor,
            ours=lambda mark=mark: ours(mark),  # type: ignore[misc]  # the mark is bound here
            goal=goal,
            clock="pss",
            rounds=plan.rounds,
            is_disturbed=others.were_there,
        )
        for mark, title, goal in (
            ("window", "memory of the window process at Today", WINDOW_GOAL),
            ("all", "memory of all processes, standby and worker ready", ALL_GOAL),
        )
    ]


class Others:
    """Whether another program has the toolkit open that the floor is made of."""

    def __init__(self) -> None:
        self._seen = False

    def look(self, process: int) -> None:
        """Look at what a process shares that should be alone."""
        maps = Path(f"/proc/{process}/smaps").read_text(encoding="utf-8", errors="replace")
        self._seen |= shared_mib(maps, _TOOLKIT) > _SHARED_MIB

    def were_there(self) -> bool:
        """Whether there was one at any look since this was asked last."""
        seen, self._seen = self._seen, False
        return seen


def shared_mib(maps: str, part: str) -> float:
    """What is shared with other processes of the files whose path has a part, in MiB."""
    total, is_meant = 0.0, False
    for line in maps.splitlines():
        name, _, value = line.partition(":")
        if " " in name:  # the head of a mapping: addresses, rights, offset, device, inode, path
            is_meant = part in line
        elif is_meant and name in {"Shared_Clean", "Shared_Dirty"}:
            total += float(value.split()[0])
    return total / _MIB


def pss_mib(processes: Sequence[int]) -> float:
    """Proportional set size of some processes together, in MiB."""
    total = 0.0
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += next(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / _MIB


def family(process: int) -> list[int]:
    """A process and all that it started and that still run."""
    found = [process]
    for each in found:
        for tasks in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, tasks.read_text(encoding="ascii").split())
    return found


def end_all(children: Sequence[int]) -> None:
    """End what this process started, so that the floor after it shares nothing with them."""
    for each in children:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    for each in children:
        with suppress(ChildProcessError):
            os.waitpid(each, 0)


def is_waiting(process: int) -> bool:
    """Whether a process waits for something to happen, and not for a core or a disk."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    return stat.rpartition(")")[2].split()[0] == "S"


def marks(window: int) -> Mapping[str, float]:
    """What is in use now."""
    return {"window": pss_mib([window]), "all": pss_mib(family(window))}


def _held(command: Sequence[str], folder: Path, others: Others) -> float:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(folder),
    ) as process:
        if process.stdout is None or not process.stdout.readline():
            raise BenchError("no window")
        others.look(process.pid)
        return pss_mib([process.pid])
