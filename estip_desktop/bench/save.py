"""One durable answer, row tag and audit entry included, against an upsert of plain SQLite."""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.bench.pairs import Clock, Stage
from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault import Secret

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

WALL_GOAL, CPU_GOAL = 1.7, 3.8
SMALL, LIFETIME = 1_000, 500_000
PER_OWNER = 20
REPEATS = 15
_APPENDS = 30
_OWNERS_AT_ONCE = 500
_RAW_SCHEMA = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    """CREATE TABLE answers (owner TEXT, link_id TEXT, value TEXT, at TEXT,
    PRIMARY KEY (owner, link_id)) WITHOUT ROWID""",
)
_RAW_SAVE = (
    "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT (owner, link_id) "
    "DO UPDATE SET value = excluded.value, at = excluded.at"
)
_RAW_MOMENT = "2026-11-23T21:53:08.000000Z"
_STEP = 7919
"""A prime: owners are visited out of order, so that pages are not always the ones just read."""


class Pair:
    """Two databases with the same answers in one folder, each in a file of its own.

    Values differ from the stored ones every time: an upsert of the same value never reaches the
    disk.
    """

    def __init__(self, folder: Path, answers: int) -> None:
        folder.mkdir(mode=0o700)
        self._folder = folder
        self._owners = max(1, answers // PER_OWNER)
        self._counts = {"raw": 0, "ours": 0}
        self._raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
        for statement in _RAW_SCHEMA:
            self._raw.execute(statement)
        self._database = Database.open(
            folder / "vault.db", Secret(os.urandom(32)), "bench", SystemClock(), create=True
        )
        self._database.migrate()
        self._fill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._raw.close()
        self._database.close()

    def raw(self) -> None:
        """Save one answer plainly."""
        owner, link, value = self._next("raw")
        self._raw.execute("BEGIN IMMEDIATE")
        self._raw.execute(_RAW_SAVE, (owner, link, value, _RAW_MOMENT))
        self._raw.execute("COMMIT")

    def ours(self) -> None:
        """Save one answer as the program does."""
        owner, link, value = self._next("ours")
        with SqlUnitOfWork(self._database) as unit:
            unit.answers.save(Answer(owner, link, value, datetime.now(UTC)))
            unit.audit.record(AuditEvent("answer-saved", owner, link))
            unit.commit()

    def fsync_ms(self) -> float:
        """Median of a durable append of 256 bytes."""
        times = []
        with (self._folder / "append").open("ab", buffering=0) as file:
            for _round in range(_APPENDS):
                before = time.perf_counter()
                file.write(os.urandom(256))
                os.fsync(file.fileno())
                times.append((time.perf_counter() - before) * 1000)
        return statistics.median(times)

    def _next(self, whose: str) -> tuple[str, str, str]:
        self._counts[whose] += 1
        count = self._counts[whose]
        return _owner(count * _STEP % self._owners), f"item-{count % PER_OWNER}", f"option-{count}"

    def _fill(self) -> None:
        links = [f"item-{number}" for number in range(PER_OWNER)]
        rows = (
            (_owner(owner), link, "option-0", _RAW_MOMENT)
            for owner in range(self._owners)
            for link in links
        )
        self._raw.execute("BEGIN")
        self._raw.executemany(_RAW_SAVE, rows)
        self._raw.execute("COMMIT")
        moment = datetime.now(UTC)
        for first in range(0, self._owners, _OWNERS_AT_ONCE):
            with SqlUnitOfWork(self._database) as unit:
                for owner in range(first, min(first + _OWNERS_AT_ONCE, self._owners)):
                    for link in links:
                        unit.answers.save(Answer(_owner(owner), link, "option-0", moment))
                unit.audit.record(AuditEvent("filled"))
                unit.commit()


def _owner(number: int) -> str:
    return f"01930000-0000-7000-8000-{number:012d}"


def _timed(work: Callable[[], None], clock: Callable[[], float]) -> Callable[[], float]:
    def run() -> float:
        before = clock()
        work()
        return (clock() - before) * 1000

    return run


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``save``."""
    places: list[tuple[str, Path, Clock, float]] = [("disk", plan.folder, "wall", WALL_GOAL)]
    if plan.memory is not None:
        places.append(("memory", plan.memory, "cpu", CPU_GOAL))
    with ExitStack() as pairs:
        found = []
        for stored in [SMALL, LIFETIME] if plan.lifetime else [SMALL]:
            for where, folder, clock, goal in places:
                pair = pairs.enter_context(Pair(folder / f"save-{stored}", stored))
                timer = time.perf_counter if clock == "wall" else time.thread_time
                found.append(
                    Stage(
                        id=f"save.{where}.{stored}",
                        title=f"one answer saved on {where}, {stored:,} stored",
                        floor=_timed(pair.raw, timer),
                        ours=_timed(pair.ours, timer),
                        goal=goal,
                        clock=clock,
                        rounds=plan.rounds,
                        repeats=REPEATS,
                        disk_ms=pair.fsync_ms if clock == "wall" else None,
                    )
                )
        yield found
