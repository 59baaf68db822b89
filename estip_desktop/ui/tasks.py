"""Work off the GUI thread.

One thread owns the vault's connection and does its work in order, another asks the store, and a
small pool does the rest. Outcomes return as queued signals, so receivers always run on the GUI
thread.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.kernel.tasks import Lane

T = TypeVar("T")
_POOL_THREADS = 2
STORE_PATIENCE_S = 2.0
"""How long closing waits for what asks a store."""


class _Job:
    """One piece of work and who waits for it; alive until its outcome is delivered."""

    def __init__(
        self,
        work: Callable[[Progress, Cancel], object],
        on_success: Callable[[object], None] | None,
        on_failure: Callable[[Exception], None] | None,
        on_progress: Callable[[str, float | None], None] | None,
    ) -> None:
        self.work = work
        self.on_success = on_success
        self.on_failure = on_failure
        self.on_progress = on_progress
        self.cancel = Cancel()
        self.result: object = None
        self.error: Exception | None = None


class _Lane:
    """Threads that take jobs from one queue; they start with the first job."""

    def __init__(self, name: str, size: int, finish: Callable[[_Job], None]) -> None:
        self._name = name
        self._size = size
        self._finish = finish
        self._jobs: SimpleQueue[tuple[_Job, Progress] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def put(self, job: _Job, progress: Progress) -> None:
        """Queue a job; one more thread starts while the lane is not at its size."""
        if len(self._threads) < self._size:
            name = f"{self._name}-{len(self._threads)}"
            thread = threading.Thread(target=self._work_through, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put((job, progress))

    def end(self) -> None:
        """Let each thread end after what it does now; nobody waits for that."""
        for _thread in self._threads:
            self._jobs.put(None)

    def close(self, patience_s: float | None = None) -> bool:
        """Let what is queued finish, then end the threads; False if that took too long."""
        self.end()
        for thread in self._threads:
            thread.join(patience_s)
        still_busy = any(thread.is_alive() for thread in self._threads)
        self._threads.clear()
        return not still_busy

    def _work_through(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, progress = entry
            try:
                job.result = job.work(progress, job.cancel)
            except Exception as error:  # noqa: BLE001 - carried to the GUI thread, not swallowed
                job.error = error
            self._finish(job)


class QtTaskRunner(QObject):
    """Runs work on threads and calls back on the GUI thread; make it there."""

    _finished = Signal(object)
    _progressed = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_jobs: set[_Job] = set()
        self._lanes: dict[Lane, _Lane] = {
            "vault": _Lane("vault", 1, self._finished.emit),
            "pool": _Lane("pool", _POOL_THREADS, self._finished.emit),
            "store": _Lane("store", 1, self._finished.emit),
        }
        self._closed = False
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Progress, Cancel], T],
        *,
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_progress: Callable[[str, float | None], None] | None = None,
        lane: Lane = "vault",
    ) -> Cancel:
        """Start ``work`` on a lane; see ``kernel.tasks.TaskRunner``.

        Raises:
            RuntimeError: The runner was closed; a bug of the caller.
        """
        if self._closed:
            raise RuntimeError("task runner is closed")
        job = _Job(work, on_success, on_failure, on_progress)  # type: ignore[arg-type]  # T meets itself again there
        self._open_jobs.add(job)
        progress = Progress(lambda words, share: self._progressed.emit(job, words, share))
        self._lanes[lane].put(job, progress)
        return job.cancel

    @property
    def is_busy(self) -> bool:
        """Whether an outcome is still to come."""
        return bool(self._open_jobs)

    def close(self) -> None:
        """Ask open work to stop and wait for the threads; open outcomes are dropped.

        What a store still has to say is waited for no longer than two seconds: nothing of it is
        recorded, so the next start takes it up.
        """
        self._stop()
        for name, lane in self._lanes.items():
            lane.close(STORE_PATIENCE_S if name == "store" else None)
        self._open_jobs.clear()

    def close_vault_lane(self, patience_s: float) -> bool:
        """For locking: wait for what the vault still has to write, and for nothing else.

        Returns:
            Whether the vault's thread has ended, so that its connection may be closed here. If it
            has not, what it committed is durable and the rest ends with the process.
        """
        self._stop()
        self._open_jobs.clear()
        self._lanes["pool"].end()
        self._lanes["store"].end()
        return self._lanes["vault"].close(patience_s)

    def _stop(self) -> None:
        self._closed = True
        for job in self._open_jobs:
            job.cancel.request()

    @Slot(object, str, object)
    def _on_progressed(self, job: _Job, words: str, share: float | None) -> None:
        if job in self._open_jobs and job.on_progress is not None:
            job.on_progress(words, share)

    @Slot(object)
    def _on_finished(self, job: _Job) -> None:
        if job not in self._open_jobs:
            return
        self._open_jobs.discard(job)
        if job.error is None:
            if job.on_success is not None:
                job.on_success(job.result)
        elif job.on_failure is not None:
            job.on_failure(job.error)
        else:
            sys.excepthook(type(job.error), job.error, job.error.__traceback__)
