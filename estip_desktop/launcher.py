"""The launcher: what the first window turns into. It sees to it that a lock page follows each lock.

It knows no Qt and no secret. Every window is forked from its small memory before anything heavy is
imported, so a window costs no second interpreter, and the standby behind an unlocked window shares
nothing with it. A window that locks says ``show`` and dies: from then on the launcher answers for
the lock page. It tells the standby, or opens a new window where there is none; it tries again where
one dies or hangs, and it ends the window that was locked if that does not end by itself.

Decisions
    *Forked, not spawned.* ``fork`` of a process without threads and without Qt is safe, takes under
    a millisecond, and keeps "not dumpable", which every ``execve`` would undo.

    *Not there at the start.* The first window is the process that was started, and turns into the
    launcher when it locks (``succession``); it brings the standby that it started itself.

    *The launcher may die.* Windows go on without it, and lock as the first window does.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from estip_desktop.lifeline import HELD_SIGNALS, QUIT, SHOWN, STANDBY, Lifeline, Show, pair

if TYPE_CHECKING:
    from types import FrameType

DYING_S = 1.0
"""How long a window that locked may still run; it ends by itself well before."""
SHOWING_S = 8.0
"""How long a new window may take to show the lock page."""
STANDBY_SHOWING_S = 3.0
"""The same for a standby, which needs a twentieth of a second."""
ATTEMPTS = 3
_ENDED_BY_SIGNAL = 128
_LOOK_S, _LOOKS = 0.002, 500
_SIGNALS_READ = 64
_LARGEST_PID = 2**31 - 1


class Birth(NamedTuple):
    """What a new window process is told.

    Args:
        lifeline: To the launcher.
        is_standby: Stay hidden until told to show.
        show: Why the window before it locked; ``None`` for one that follows nothing.
    """

    lifeline: Lifeline
    is_standby: bool = False
    show: Show | None = None


class Child:
    """One window process.

    Args:
        pid: Its process.
        lifeline: To it.
        is_standby: It is hidden and waits.
        order: What it was told to show and has not shown yet.
        owner: The window behind which it waits, or whose lock page it shows.
        attempts: How many processes have tried to show it, this one included.
    """

    def __init__(
        self,
        pid: int,
        lifeline: Lifeline,
        *,
        is_standby: bool,
        order: Show | None,
        owner: Child | None,
        attempts: int,
    ) -> None:
        self.pid = pid
        self.lifeline = lifeline
        self.is_standby = is_standby
        self.order = order
        self.owner = owner
        self.attempts = attempts
        self.has_locked = False
        self.deadline = 0.0 if order is None else time.monotonic() + SHOWING_S

    @property
    def is_window(self) -> bool:
        """Whether somebody may be working in it."""
        return not self.is_standby and not self.has_locked

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)

    def code(self) -> int | None:
        """How it ended, once it has hung up; ``None`` if it still runs."""
        for _look in range(_LOOKS):  # pipes close a moment before a process can be waited for
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                return _exit_code(status)
            time.sleep(_LOOK_S)
        return None


class Launcher:
    """Opens windows until the last one has ended.

    Args:
        open_window: Becomes the window, in the process that was forked for it; returns the exit
            status of that process.
    """

    def __init__(self, open_window: Callable[[Birth], int]) -> None:
        self._open_window = open_window
        self._children: list[Child] = []
        self._gone_alone: list[int] = []
        self._status = 0
        self._ends_on = [signal.SIGTERM]
        self._wakes: tuple[int, int] | None = None

    def run(self, order: Show | None = None) -> int:
        """Open a window and stay until the last one has ended.

        Args:
            order: Why the window before it locked.

        Returns:
            In the launcher, the exit status of the last window; in each forked process, its own.
        """
        self._listen_to_signals()
        return self._stay(self._give_birth(order=order))

    def run_with(self, pid: int, lifeline: Lifeline, order: Show | None = None) -> int:
        """Adopt a window, and stay until the last one has ended; returns as :meth:`run`.

        Args:
            pid: Its process, a child of this one.
            lifeline: To it.
            order: What it was told to show and is not known to have shown.

        Raises:
            ChildProcessError: It is no child of this process.
        """
        if pid > _LARGEST_PID:
            raise ChildProcessError
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        self._listen_to_signals()
        window = Child(pid, lifeline, is_standby=False, order=order, owner=None, attempts=1)
        if order is not None:
            window.deadline = time.monotonic() + STANDBY_SHOWING_S
        self._children.append(window)
        return self._stay(None)

    def _listen_to_signals(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it means the window, which hears it too
        if sys.platform == "win32":
            signal.signal(signal.SIGTERM, self._pass_on)
            return
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup(1) wants it
            self._ends_on.append(signal.SIGHUP)
        self._wakes = os.pipe()  # a signal just before poll() would wait for the next word
        for end in self._wakes:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wakes[1])
        for number in self._ends_on:
            signal.signal(number, self._pass_on)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_SIGNALS)

    def _stay(self, birth: Birth | None) -> int:
        while birth is None and self._children:
            birth = self._serve()
        if birth is not None:
            return self._open_window(birth)
        for pid in self._gone_alone:
            self._status = _exit_code(os.waitpid(pid, 0)[1])
        return self._status

    def _serve(self) -> Birth | None:
        """Wait, and do what is due; not ``None`` in a process that was forked meanwhile."""
        self._reap_strangers()
        for child in self._ready():
            if (birth := self._attend(child)) is not None:
                return birth
        self._end_the_late()
        return None

    def _reap_strangers(self) -> None:
        """Let go of what the window that became this launcher had started, once it has ended."""
        known = {child.pid for child in self._children}.union(self._gone_alone)
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None or ended.si_pid in known:
                return
            os.waitpid(ended.si_pid, 0)

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.deadline and child.deadline <= now:
                child.deadline = 0.0
                child.kill()

    def _ready(self) -> list[Child]:
        poll = select.poll()
        for child in self._children:
            poll.register(child.lifeline.hears, select.POLLIN)
        if self._wakes is not None:
            poll.register(self._wakes[0], select.POLLIN)
        due = [child.deadline for child in self._children if child.deadline]
        patience_ms = max(0.0, min(due) - time.monotonic()) * 1000 + 1 if due else None
        ready = {descriptor for descriptor, _events in poll.poll(patience_ms)}
        if self._wakes is not None and self._wakes[0] in ready:
            os.read(self._wakes[0], _SIGNALS_READ)
        return [child for child in self._children if child.lifeline.hears in ready]

    def _attend(self, child: Child) -> Birth | None:
        was_over = child.lifeline.is_over
        try:
            words = child.lifeline.hear()
        except EOFError:
            if child.lifeline.is_hung_up:
                return self._buried(child)
            words = []
            self._end_conversation(child)
        if was_over:
            return None
        for word in words:
            if (birth := self._heard_from(child, word)) is not None:
                return birth
        return None

    def _heard_from(self, child: Child, word: Show | str) -> Birth | None:
        if word == STANDBY and child.is_window:
            if self._standby_of(child) is None:
                return self._give_birth(is_standby=True, owner=child)
        elif isinstance(word, Show) and child.is_window:
            return self._lock(child, word)
        elif word == SHOWN and not child.is_standby:
            self._shown(child)
        else:
            self._end_conversation(child)
        return None

    def _lock(self, child: Child, order: Show) -> Birth | None:
        """A window locks: its standby shows the lock page, or a new window does."""
        child.has_locked = True
        child.deadline = time.monotonic() + DYING_S
        standby = self._standby_of(child)
        if standby is None or not standby.lifeline.say(order):
            return self._give_birth(owner=child, order=order)
        standby.is_standby = False
        standby.order = order
        standby.deadline = time.monotonic() + STANDBY_SHOWING_S
        return None

    def _shown(self, child: Child) -> None:
        child.order = None
        child.deadline = 0.0
        if child.owner is not None:
            child.owner.lifeline.say(SHOWN)
            child.owner = None

    def _buried(self, child: Child) -> Birth | None:
        """A process has hung up: it has ended, or goes on alone as another program."""
        self._children.remove(child)
        child.lifeline.close()
        code = child.code()
        if code is None:
            self._gone_alone.append(child.pid)
        elif child.is_window:
            self._status = code
        standby = self._standby_of(child)
        if standby is not None:
            standby.lifeline.say(QUIT)
            standby.deadline = time.monotonic() + DYING_S
        for other in self._children:
            if other.owner is child:
                other.owner = None
        if child.order is not None and child.attempts < ATTEMPTS:  # it has not shown the lock page
            return self._give_birth(owner=child.owner, order=child.order, attempts=child.attempts)
        return None

    def _standby_of(self, child: Child) -> Child | None:
        mine = (each for each in self._children if each.is_standby and each.owner is child)
        return next(mine, None)

    def _end_conversation(self, child: Child) -> None:
        """It said what it may not say. A standby ends then, a window goes on alone."""
        child.lifeline.fall_silent()
        if not child.is_window:
            child.kill()

    def _give_birth(
        self,
        *,
        is_standby: bool = False,
        owner: Child | None = None,
        order: Show | None = None,
        attempts: int = 0,
    ) -> Birth | None:
        """Fork a window; ``None`` in the launcher, its birth in the new process."""
        ours, theirs = pair()
        # Until the launcher knows the child, and the child has handlers of its own.
        signal.pthread_sigmask(signal.SIG_BLOCK, HELD_SIGNALS)
        try:
            pid = os.fork()
        except OSError:  # too many processes
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_SIGNALS)
            ours.close()
            theirs.close()
            self._could_not_open(owner, order)
            return None
        if pid == 0:
            ours.close()
            for child in self._children:
                child.lifeline.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for number in self._ends_on:
                signal.signal(number, signal.SIG_DFL)
            if self._wakes is not None:
                signal.set_wakeup_fd(-1)
                for end in self._wakes:
                    os.close(end)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_SIGNALS)
            return Birth(theirs, is_standby, order)
        theirs.close()
        child = Child(
            pid, ours, is_standby=is_standby, order=order, owner=owner, attempts=attempts + 1
        )
        self._children.append(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_SIGNALS)
        return None

    def _could_not_open(self, owner: Child | None, order: Show | None) -> None:
        """A window that locks does so by replacing itself, which takes no other process."""
        if owner is not None and order is not None:
            owner.deadline = 0.0
            owner.lifeline.fall_silent()

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Whoever ends the launcher means its windows."""
        for pid in [*(child.pid for child in self._children), *self._gone_alone]:
            os.kill(pid, number)


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else _ENDED_BY_SIGNAL - code
