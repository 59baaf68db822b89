"""The launcher where nothing can be forked: each window is a program of its own.

Windows has no ``fork`` and no ``execve``, so there the launcher is what a supporter starts, and
windows are started with ``--window-fd``, which names the two pipes that
they inherit, and each pipe is read by a thread, because nothing there waits for several of them.
All the rest is the launcher's. This runs on Linux too, where it is tested; nobody has tried it on
Windows yet.
"""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence

from estip_desktop.launcher import DYING_S, Birth, Child, Launcher
from estip_desktop.lifeline import Show, pair, start

Command = Callable[[str, bool, Show | None], Sequence[str]]
"""From the pipes, whether it stands by, and what it is to show, to a command line."""


class SpawningLauncher(Launcher):
    """Starts windows as programs, and hears them on threads.

    Args:
        command: How a window is started.
    """

    def __init__(self, command: Command) -> None:
        super().__init__(_nothing_is_forked)
        self._command = command
        self._heard: queue.SimpleQueue[tuple[Child, list[Show | str] | None]] = queue.SimpleQueue()

    def _serve(self) -> Birth | None:
        due = [child.deadline for child in self._children if child.deadline]
        patience = max(0.0, min(due) - time.monotonic()) if due else None
        try:
            child, words = self._heard.get(timeout=patience)
        except queue.Empty:
            pass
        else:
            if child in self._children:
                self._take(child, words)
        self._end_the_late()
        return None

    def _take(self, child: Child, words: list[Show | str] | None) -> None:
        if words is None and child.lifeline.is_hung_up:
            self._buried(child)
        elif words is None:
            self._end_conversation(child)
        elif not child.lifeline.is_over:
            for word in words:
                self._heard_from(child, word)

    def _give_birth(
        self,
        *,
        is_standby: bool = False,
        owner: Child | None = None,
        order: Show | None = None,
        attempts: int = 0,
    ) -> Birth | None:
        ours, theirs = pair()
        try:
            process = start(theirs, lambda pipes: self._command(pipes, is_standby, order))
        except OSError:
            ours.close()
            self._could_not_open(owner, order)
            return None
        finally:
            theirs.close()
        child = Child(
            process.pid, ours, is_standby=is_standby, order=order, owner=owner,
            attempts=attempts + 1,
        )  # fmt: skip
        child.kill = process.kill  # type: ignore[method-assign]  # Windows knows no signals
        child.code = lambda: _code(process)  # type: ignore[method-assign]  # as above
        self._children.append(child)
        threading.Thread(target=self._listen, args=(child,), daemon=True).start()
        return None

    def _listen(self, child: Child) -> None:
        while not child.lifeline.is_hung_up:
            try:
                self._heard.put((child, child.lifeline.hear()))
            except EOFError:
                self._heard.put((child, None))


def _code(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(DYING_S)
    except subprocess.TimeoutExpired:
        return None


def _nothing_is_forked(_birth: Birth) -> int:
    raise RuntimeError("a spawned window is another program")
