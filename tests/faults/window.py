"""The real window in processes of its own, used by hand from a test.

A :class:`Window` starts the program (``driven``) as a supporter does and asks for things line by
line. Canaries go through that pipe and never through arguments or the environment, which a new
process would inherit.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.paths import CHECKOUT
from tests.vault_support import PASSPHRASE

PATIENCE_S = 60.0
_QUIET_S = 0.15


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Look again and again until a condition holds.

    Raises:
        TimeoutError: It never did.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.01)


class Window:
    """A window process; leaving the block kills it.

    Args:
        home: Of a laptop with one vault (see ``vault_support.make_vault``).
        user_home: Stands for the home directory of the user; nothing may appear in it.
        before: Put before the command, such as a tracer.
        display: Of an X server; offscreen without.
    """

    def __init__(
        self, home: Path, user_home: Path, before: Sequence[str] = (), display: str = ""
    ) -> None:
        user_home.mkdir(exist_ok=True)
        (user_home / "run").mkdir(mode=0o700, exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(user_home),
            "XDG_RUNTIME_DIR": str(user_home / "run"),
            "QT_QPA_PLATFORM": "xcb" if display else "offscreen",
            "DISPLAY": display,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.faults.driven", "--home", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            env=environment,
        )
        self._unread = b""
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._stdout, selectors.EVENT_READ)
        self._pid = self.process.pid
        try:
            self._pid = self.answer()["pid"]
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Of the process in which the window is now."""
        return self._pid

    @property
    def _stdout(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def ask(self, what: str, **arguments: object) -> dict[str, Any]:
        """Have something done in the window, and wait for what comes of it."""
        self.tell(what, **arguments)
        return self.answer()

    def tell(self, what: str, **arguments: object) -> None:
        """Have something done; its answer is read later."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, arguments]).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next line that the window says.

        Raises:
            EOFError: It ended.
            TimeoutError: It says nothing.
        """
        while b"\n" not in self._unread:
            if not self._ready.select(PATIENCE_S):
                raise TimeoutError("window")
            more = os.read(self._stdout, 65536)
            if not more:
                raise EOFError("window")
            self._unread += more
        line, _newline, self._unread = self._unread.partition(b"\n")
        said = json.loads(line)
        assert isinstance(said, dict)
        assert "error" not in said, said["error"]
        return said

    def unlock(self) -> dict[str, Any]:
        """Type the passphrase and press Enter; answers with the page that opened."""
        return self.ask("unlock", passphrase=PASSPHRASE)

    def lock(self) -> dict[str, Any]:
        """Press Ctrl+L and wait until the next lock page is painted, in another process.

        Returns:
            What that window says of itself.
        """
        self.tell("lock")
        return self.next_window()

    def next_window(self) -> dict[str, Any]:
        """Wait until the lock page is painted and the window that locked is gone."""
        before = self._pid
        said = self.answer()
        self._pid = said["pid"]
        wait_for(lambda: not self.is_still_there(before), "end of the window that locked")
        return said

    def is_still_there(self, window: int) -> bool:
        """Whether a process still is a window: the first one turns into the launcher."""
        if window != self.process.pid:
            return Path(f"/proc/{window}").exists()
        return not {b"--adopt", b"--locked-because"} & set(_words_of(window))

    def make_standby(self) -> int:
        """Have a standby made, and wait until it has nothing left to do."""
        self.ask("standby")
        wait_for(lambda: self.standby is not None, "standby")
        standby = self.standby
        assert standby is not None
        spent = -1.0
        while (now := _cpu_s(standby)) != spent:
            spent = now
            time.sleep(_QUIET_S)
        return standby

    def family(self) -> tuple[int, ...]:
        """Every process of the program: launcher, windows, standby, workers."""
        found = [self.process.pid]
        for process in found:
            found += children_of(process)
        return tuple(found)

    def mappings(self) -> str:
        """Text of the memory map."""
        return Path(f"/proc/{self.pid}/maps").read_text(encoding="utf-8")

    def workers(self) -> tuple[int, ...]:
        """Processes that the window started and that still run, without a standby."""
        return tuple(each for each in children_of(self.pid) if not _stands_by(each))

    @property
    def launcher(self) -> int | None:
        """The process that answers for the window; the first window has none."""
        return self.process.pid if self.process.pid != self.pid else None

    @property
    def standby(self) -> int | None:
        """The process that waits behind the window: a child of the launcher, or of the first."""
        others = [each for each in children_of(self.process.pid) if each != self.pid]
        if self.launcher is None:
            others = [each for each in others if _stands_by(each)]
        return others[0] if others else None

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        for process in reversed(self.family() if self.process.poll() is None else ()):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._ready.close()


def _cpu_s(process: int) -> float:
    """CPU of another process so far; see ``bench.processes.cpu_ms``."""
    return time.clock_gettime(~process << 3 | 2)


def _stands_by(process: int) -> bool:
    return b"--stand-by" in _words_of(process)


def _words_of(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:  # it has ended
        return []


def children_of(process: int) -> tuple[int, ...]:
    """Processes that another one started and that still run."""
    found: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, tasks.read_text(encoding="ascii").split())
    return tuple(found)


def texts(folder: Path) -> Mapping[Path, bytes]:
    """Every file below a folder, as bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
