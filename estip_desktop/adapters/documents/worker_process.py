"""One document process: how it is started, asked, and ended when it takes too long."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

import msgspec

from estip_desktop.adapters.documents import frames
from estip_desktop.errors import (
    ContentRefusedError,
    DocumentRefusedError,
    EstipError,
    InputRefusedError,
    NotAvailableError,
)

WORKER_MODULE = "estip_desktop.adapters.documents.worker"
STRANGERS_TIMEOUT_S = 10.0
"""How long one look at a stranger's document may take."""
_ROOT = Path(__file__).resolve().parents[3]
_ERRORS: dict[str, type[EstipError]] = {
    each.code: each for each in (ContentRefusedError, DocumentRefusedError, InputRefusedError)
}
WorkerCommand: TypeAlias = Callable[[str], Sequence[str]]
T = TypeVar("T")
_STARTER = ThreadPoolExecutor(1, "document-workers")
"""Starts every worker: Linux ends a worker with the thread that started it, and this one stays."""


def module_command(mode: str) -> Sequence[str]:
    """How a worker is started from a checkout or an installation."""
    return [sys.executable, "-m", WORKER_MODULE, mode]


def read_answer(pipe: IO[bytes]) -> frames.Answer | None:
    """What a worker says; ``None`` if it is gone, or says what no worker of ours would.

    A document may have taken it over, so its answer is a stranger's as well.
    """
    try:
        raw = frames.read_frame(pipe)
        return None if raw is None else msgspec.msgpack.decode(raw, type=frames.Answer)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


class Worker:
    """One process, its pipes, and the lock that keeps requests apart.

    Args:
        mode: ``produce``, ``inspect`` or ``render``.
        command: From a mode to a command line.
        timeout_s: How long one request may take.
    """

    def __init__(self, mode: str, command: WorkerCommand, timeout_s: float) -> None:
        self._mode = mode
        self._command = command
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def call(self, request: Any, kind: type[T], limit_bytes: int = frames.FRAME_LIMIT_BYTES) -> T:  # noqa: ANN401 - one of the request types
        """Send a request and wait for its answer.

        Args:
            request: What is asked.
            kind: Of the value that answers it.
            limit_bytes: No honest answer is larger encoded.

        Raises:
            DocumentRefusedError, InputRefusedError, ContentRefusedError: As the worker says; also
                when the process did not survive a stranger's document or took too long over it.
            NotAvailableError: The producer could not do its work (``documents-worker``).
        """
        frame = msgspec.msgpack.encode(request)
        with self._lock:
            answer = self._ask(frame)
        if isinstance(answer, frames.Done):
            with suppress(msgspec.MsgspecError):
                if len(answer.value) <= limit_bytes:
                    return msgspec.msgpack.decode(answer.value, type=kind)
            self.kill()
            answer = frames.Refused("died")
        if answer.code in _ERRORS:
            raise _ERRORS[answer.code](answer.detail)
        if self._mode != "produce":
            raise DocumentRefusedError("unreadable")
        raise NotAvailableError(f"documents-worker:{answer.detail or answer.code}")

    @property
    def is_alive(self) -> bool:
        """Whether there is a process that can be asked."""
        return self._process is not None

    def kill(self) -> None:
        """End the process, if there is one, also in the middle of a request."""
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for its answer lets go of the lock then
        with self._lock:
            self._end()

    def close(self) -> None:
        """End the process for good; waits for nothing but its end."""
        self._is_closed = True
        self.kill()

    def _ask(self, frame: bytes) -> frames.Answer:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise NotAvailableError("documents-worker")
        timer = threading.Timer(self._timeout_s, process.kill)
        timer.daemon = True
        timer.start()
        if self._is_closed:  # while the process was being started
            process.kill()
        try:
            frames.write_frame(process.stdin, frame)
            answer = read_answer(process.stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._end()
            return frames.Refused("died")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise NotAvailableError("documents-worker")
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = _STARTER.submit(_start, self._command(self._mode)).result()
            except OSError as error:  # no memory, too many processes
                raise NotAvailableError("documents-worker") from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # the unsent rest of a frame to a process that is gone


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """The environment, with this program importable from wherever it runs."""
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        known = environment.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), known)))
    return environment
