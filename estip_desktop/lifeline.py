"""The few words that pass between the launcher, a window and the standby behind it.

A window asks for a ``standby`` once it is idle, and when it locks it says ``show``, why, and which
vault it had open; the standby says ``shown`` once its lock page is there; ``quit`` ends a standby
that is not needed any more. One word more or less, and whoever reads it ends the conversation: a
window then goes on alone and locks by replacing itself, a standby ends.

Nothing here is a secret, and nothing here may become one: the id of a vault is the name of its
folder. Both ends are pipes that are inherited by a fork and closed by an ``execve``; a program that
is started to talk is told which two it inherits (``--window-fd``).
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence

REASONS = frozenset(
    {"manual", "idle", "sleep", "session", "limit", "fault", "hide", "repair", "ended", "handed"}
)
"""Why a window locks. ``idle`` may be followed by its minutes: ``idle:15``."""
HELD_SIGNALS = () if sys.platform == "win32" else (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a window that turns into the launcher holds back until that can act on it."""
STANDBY, SHOWN, QUIT = "standby", "shown", "quit"
LONGEST_LINE = 64
_VAULT_ID_LENGTH = 36
_MOST_MINUTES_DIGITS = 2


class Show(NamedTuple):
    """Show the lock page now.

    Args:
        reason: One of ``REASONS``, ``idle`` with its minutes too.
        vault: Id of the vault that was open, or empty.
    """

    reason: str
    vault: str = ""


def line_of(word: Show | str) -> bytes:
    """A word as it goes into a pipe; one that :func:`word_of` would refuse becomes ``quit``."""
    text = f"show {word.reason} {word.vault}".rstrip() if isinstance(word, Show) else word
    line = text.encode("ascii", errors="replace")
    return (line if word_of(line) is not None else QUIT.encode()) + b"\n"


def word_of(line: bytes) -> Show | str | None:
    """What a line says, without its end; ``None`` if it is none of the few words."""
    if len(line) > LONGEST_LINE or not line.isascii():
        return None
    text = line.decode("ascii")
    if text in {STANDBY, SHOWN, QUIT}:
        return text
    verb, *rest = text.split(" ")
    if verb != "show" or not rest or len(rest) > 2 or not is_reason(rest[0]):  # noqa: PLR2004
        return None
    if len(rest) == 1:
        return Show(rest[0])
    return Show(rest[0], rest[1]) if _is_vault_id(rest[1]) else None


def is_reason(text: str) -> bool:
    """Whether this is a reason to lock."""
    if text in REASONS:
        return True
    kind, colon, minutes = text.partition(":")
    return (
        kind == "idle"
        and colon == ":"
        and 0 < len(minutes) <= _MOST_MINUTES_DIGITS
        and minutes.isascii()
        and minutes.isdigit()
    )


def _is_vault_id(text: str) -> bool:
    return len(text) == _VAULT_ID_LENGTH and not text.strip("0123456789abcdef-")


class Lifeline:
    """One end of a conversation: a pipe to hear and a pipe to speak.

    Args:
        hears: File descriptor to read from.
        speaks: File descriptor to write to.
    """

    def __init__(self, hears: int, speaks: int) -> None:
        self.hears = hears
        self.speaks = speaks
        self.is_over = False
        """Whether the other side is known to be gone, or said what it may not say."""
        self.is_hung_up = False
        """Whether the other side has closed its end."""
        self._unread = b""

    def say(self, word: Show | str) -> bool:
        """Say something; ``False`` if nobody is there to hear it."""
        if self.is_over:
            return False
        try:
            os.write(self.speaks, line_of(word))
        except OSError:
            self.is_over = True
        return not self.is_over

    def hear(self) -> list[Show | str]:
        """What was said since the last time; blocks until there is something.

        Raises:
            EOFError: The other side is gone, or said something else.
        """
        try:
            more = os.read(self.hears, 4 * LONGEST_LINE)
        except OSError:
            more = b""
        self.is_hung_up = not more
        lines = (self._unread + more).split(b"\n")
        self._unread = lines.pop()
        words = [word_of(line) for line in lines]
        known = [word for word in words if word is not None]
        if not more or len(known) < len(words) or len(self._unread) > LONGEST_LINE:
            self.is_over = True
            raise EOFError
        return known

    def hears_shown_within(self, seconds: float) -> bool:
        """Wait until the other side says ``shown``.

        Raises:
            EOFError: As in :meth:`hear`.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if sys.platform == "win32":  # a pipe there cannot be waited for
                time.sleep(left)
                return False
            if select.select([self.hears], [], [], left)[0] and SHOWN in self.hear():
                return True
        return False

    def fall_silent(self) -> None:
        """Say nothing any more, which the other side notices; its own end can still be watched."""
        if self.speaks >= 0:
            os.close(self.speaks)
            self.speaks = -1
        self.is_over = True

    def close(self) -> None:
        """Hang up."""
        self.fall_silent()
        os.close(self.hears)


def pair() -> tuple[Lifeline, Lifeline]:
    """Both ends of a new conversation; no new program inherits them."""
    first_hears, second_speaks = os.pipe()
    second_hears, first_speaks = os.pipe()
    return Lifeline(first_hears, first_speaks), Lifeline(second_hears, second_speaks)


def inherited(text: str) -> Lifeline:
    """The end of a conversation that ``--window-fd`` names: to hear, to speak.

    Raises:
        ValueError: It names none.
        OSError: Nothing is open there.
    """
    hears, speaks = map(int, text.split(","))
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows only

        hears = msvcrt.open_osfhandle(hears, os.O_RDONLY)
        speaks = msvcrt.open_osfhandle(speaks, 0)
    else:
        for descriptor in (hears, speaks):
            os.set_inheritable(descriptor, False)  # no worker is to hold them
    return Lifeline(hears, speaks)


def start(theirs: Lifeline, command: Callable[[str], Sequence[str]]) -> subprocess.Popen[bytes]:
    """Start a program that inherits one end of a conversation.

    Args:
        theirs: Its end; the caller closes its own copy.
        command: From the name of that end to a command line.

    Raises:
        OSError: It cannot be started.
    """
    import subprocess  # noqa: PLC0415 - a window starts its standby long after its first paint

    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows only

        handles = [msvcrt.get_osfhandle(each) for each in (theirs.hears, theirs.speaks)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        information = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})
        return subprocess.Popen(command(",".join(map(str, handles))), startupinfo=information)
    return subprocess.Popen(command(name_of(theirs)), pass_fds=(theirs.hears, theirs.speaks))


def name_of(lifeline: Lifeline) -> str:
    """As :func:`inherited` understands it, on POSIX."""
    return f"{lifeline.hears},{lifeline.speaks}"
