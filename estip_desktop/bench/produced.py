"""The real way of a referral: the worker process, then the spool of the vault."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from estip_desktop import bootstrap
from estip_desktop.adapters.documents import DocumentWorkers
from estip_desktop.adapters.transports import FolderSpool
from estip_desktop.bench.made_up import Paper, a_paper
from estip_desktop.bench.processes import cpu_ms
from estip_desktop.kernel.clock import SystemClock


def serve(folder: Path) -> None:
    """Make one sealed referral for every line of input and print what it cost."""
    folder.mkdir(mode=0o700)
    spool = FolderSpool(folder / "spool")
    workers = DocumentWorkers(bootstrap.worker_command, SystemClock())
    workers.warm()
    paper = a_paper()
    for _line in sys.stdin:
        sys.stdout.write(json.dumps(_make(workers, spool, paper)) + "\n")
        sys.stdout.flush()
    workers.close()


def _make(workers: DocumentWorkers, spool: FolderSpool, paper: Paper) -> dict[str, float]:
    cpu, wall = _family_cpu_ms(), time.perf_counter()
    produced = workers.produce(
        paper.content, paper.identity, paper.keys, paper.content.created_at, paper.order
    )
    sha256 = spool.put(produced.sealed)
    marks = {"wall": (time.perf_counter() - wall) * 1000, "cpu": _family_cpu_ms() - cpu}
    spool.remove(sha256)
    return marks


def _family_cpu_ms() -> float:
    """CPU of this process and of the processes it started."""
    own = os.getpid()
    children = Path(f"/proc/self/task/{own}/children").read_text(encoding="ascii").split()
    return sum(cpu_ms(process) for process in (own, *map(int, children)))
