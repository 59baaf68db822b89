"""Memory in use at Today against a bare window: each shared page counts for its share (Linux).

One start is looked at for both stages: the process of the window, and all processes together with
the standby ready and the worker for documents warm.
"""

from __future__ import annotations

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


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``memory``."""
    home = plan.folder / "memory"
    vaults_in(home, SystemClock(), derivation=quick_derivation()).create(
        "Bench", VaultKind.SUPPORTER, PASSPHRASE
    )

    def ours(mark: str) -> float:
        return run(own_command("memory", str(home)), plan.folder)[mark]

    yield [
        Stage(
            id=f"memory.{mark}",
            title=title,
            floor=lambda: _held(floor_command("bare_held.py"), plan.folder),
            ours=lambda mark=mark: ours(mark),  # type: ignore[misc]  # the mark is bound here
            goal=goal,
            clock="pss",
            rounds=plan.rounds,
        )
        for mark, title, goal in (
            ("window", "memory of the window process at Today", WINDOW_GOAL),
            ("all", "memory of all processes, standby and worker ready", ALL_GOAL),
        )
    ]


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


def is_waiting(process: int) -> bool:
    """Whether a process waits for something to happen, and not for a core or a disk."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    return stat.rpartition(")")[2].split()[0] == "S"


def marks(window: int) -> Mapping[str, float]:
    """What is in use now."""
    return {"window": pss_mib([window]), "all": pss_mib(family(window))}


def _held(command: Sequence[str], folder: Path) -> float:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(folder),
    ) as process:
        if process.stdout is None or not process.stdout.readline():
            raise BenchError("no window")
        return pss_mib([process.pid])
