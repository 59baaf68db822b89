"""How a window sees to it that a lock page follows when it ends.

The window that a supporter started has no launcher behind it: that would cost every start a second
process (12 ms of CPU, a tenth of what a bare window costs). Once it is unlocked and idle, it starts
its standby itself; when it locks, it tells the standby to show, and turns into the launcher, which
adopts the lock page. Turning into another program discards all memory, as ending does, and whoever
started the program still waits for the same process. Every later window has the launcher, which
answers for the lock page; if the launcher has died, such a window does as the first one.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence

    from estip_desktop.lifeline import Lifeline

SHOWN_WITHIN_S = 0.2
"""How long a window that locks waits for the standby; then it ends all the same."""
QUITS_WITHIN_S = 1.0
"""How long a standby that is not needed any more may still run."""


class Succession:
    """What follows one window.

    Args:
        lifeline: To the launcher; ``None`` for a window that was not started by one.
        command: How this program is started on the same home.
    """

    def __init__(self, lifeline: Lifeline | None, command: Callable[[], Sequence[str]]) -> None:
        self._launcher = lifeline
        self._command = command
        self._standby: tuple[Lifeline, subprocess.Popen[bytes]] | None = None

    def prepare(self) -> None:
        """Have a locked window made ready behind this one, if there is none; may be repeated."""
        from estip_desktop.lifeline import STANDBY, pair, start

        if self._launcher is not None and self._launcher.say(STANDBY):
            return
        if sys.platform == "win32" or self._stands_by():
            return
        ours, theirs = pair()
        try:
            words = [*self._command(), "--stand-by", "--window-fd"]
            self._standby = (ours, start(theirs, lambda pipes: [*words, pipes]))
        except OSError:  # too many processes; locking then starts the lock page
            ours.close()
        finally:
            theirs.close()

    def _stands_by(self) -> bool:
        if self._standby is None:
            return False
        lifeline, process = self._standby
        if process.poll() is None:
            return True
        lifeline.close()
        self._standby = None
        return False

    def shown(self) -> None:
        """Tell the window that locked that this one is there."""
        if self._launcher is not None:
            from estip_desktop.lifeline import SHOWN

            self._launcher.say(SHOWN)

    def hand_over(self, reason: str, vault: str) -> None:
        """Have the lock page shown; the caller ends this process if it is still there after that.

        Args:
            reason: Why this window locks.
            vault: Id of the vault that it had open, or empty.

        Raises:
            OSError: Nothing could be started.
        """
        from estip_desktop.lifeline import HELD_SIGNALS, Show, name_of

        order = Show(reason, vault)
        if self._launcher is not None and self._launcher.say(order):
            with suppress(EOFError):
                self._launcher.hears_shown_within(SHOWN_WITHIN_S)
                return
        words = [*self._command()]
        is_shown = False
        if self._standby is not None:
            lifeline, process = self._standby
            with suppress(EOFError):
                if lifeline.say(order):
                    is_shown = lifeline.hears_shown_within(SHOWN_WITHIN_S)
                    for descriptor in (lifeline.hears, lifeline.speaks):
                        os.set_inheritable(descriptor, True)
                    words += ["--adopt", str(process.pid), "--window-fd", name_of(lifeline)]
        if not is_shown:  # it is for the launcher to see that it is
            words += ["--locked-because", reason]
            words += ["--vault", vault] if vault else []
        if sys.platform == "win32":
            import subprocess

            subprocess.Popen(words)
        else:
            import signal

            signal.pthread_sigmask(signal.SIG_BLOCK, HELD_SIGNALS)  # the launcher unblocks them
            os.execv(words[0], words)  # noqa: S606 - our own program, no shell

    def dismiss(self) -> None:
        """The window was closed: nothing follows."""
        if self._standby is None:
            return
        import subprocess

        from estip_desktop.lifeline import QUIT

        lifeline, process = self._standby
        lifeline.say(QUIT)
        try:
            process.wait(QUITS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
