"""The real window in a process of its own, used by hand from a test.

The parent holds a :class:`Window` and asks; the child is the program as a supporter starts it,
except that the key of its vaults is derived quickly and that it listens on its standard input.
Canaries go through that pipe and never through arguments or the environment, which a new process
would inherit.
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
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from estip_desktop.kernel.ids import SessionId
from tests.paths import CHECKOUT
from tests.vault_support import PASSPHRASE, quick_derivation

PATIENCE_S = 60.0
NOTE_PAGE = "DI9.note"
PROTOCOL = "DI"
INCIDENT_AGE = timedelta(days=3)


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
    """

    def __init__(self, home: Path, user_home: Path, before: Sequence[str] = ()) -> None:
        user_home.mkdir(exist_ok=True)
        (user_home / "run").mkdir(mode=0o700, exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(user_home),
            "XDG_RUNTIME_DIR": str(user_home / "run"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.faults.window", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            env=environment,
        )
        self._unread = b""
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._stdout, selectors.EVENT_READ)
        try:
            self.answer()
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
        """Of the process that was started."""
        return self.process.pid

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

    def lock(self) -> None:
        """Press Ctrl+L and wait until the next lock page is there, in the same process.

        Warming up begins once a page has painted, so the cipher's library tells of a painted page;
        it is counted anew, because the new image starts without it.
        """
        self.tell("lock")
        arguments = Path(f"/proc/{self.pid}/cmdline")
        wait_for(lambda: b"--locked-because" in arguments.read_bytes(), "new image")
        wait_for(lambda: "sqlcipher3" in self.mappings(), "painted lock page")

    def mappings(self) -> str:
        """Text of the memory map."""
        return Path(f"/proc/{self.pid}/maps").read_text(encoding="utf-8")

    def children(self) -> tuple[int, ...]:
        """Processes that it started and that still run."""
        return tuple(
            int(child)
            for tasks in Path(f"/proc/{self.pid}/task").glob("*/children")
            for child in tasks.read_text(encoding="ascii").split()
        )

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._ready.close()


class _Driver:
    """Inside the child: does what the lines on standard input ask for."""

    def __init__(self) -> None:
        from PySide6.QtCore import QSocketNotifier
        from PySide6.QtWidgets import QApplication

        from estip_desktop.tour.hand import Hand
        from estip_desktop.ui.shell import Shell

        shells = [
            child
            for window in QApplication.topLevelWidgets()
            for child in window.children()
            if isinstance(child, Shell)
        ]
        self._shell = shells[0]
        self._hand = Hand(self._shell)
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_line)
        self._typed = 0
        say(page=self._shell.current_page)

    def _on_line(self) -> None:
        line = sys.stdin.readline()
        if not line:
            self._shell.window.close()
            return
        what, arguments = json.loads(line)
        try:
            getattr(self, f"do_{what}")(**arguments)
        except Exception as error:  # noqa: BLE001 - told to the parent
            say(error=repr(error))

    def do_unlock(self, passphrase: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QLineEdit

        field = next(self._hand.visible(QLineEdit))
        self._hand.keys(field, passphrase)
        self._hand.key(Qt.Key.Key_Return)
        self._hand.wait(lambda: self._shell.current_page != "unlock", "unlocked")
        self.do_place()

    def do_place(self) -> None:
        self._hand.settle()
        said: dict[str, object] = {
            "page": self._shell.current_page,
            "arguments": dict(self._shell.current_arguments),
        }
        session = self._shell.current_arguments.get("session")
        if session:
            said["step"] = self._shell.services.guide.open(SessionId(session)).session.page_id
        say(**said)

    def do_begin(self, name: str, incident: str) -> None:
        from estip_desktop.casework import Consent, NewSession, Share, YesNoUnknown

        services = self._shell.services
        now = services.clock.now()
        happened = services.casework.add_incident(
            incident, incident, now - INCIDENT_AGE, YesNoUnknown.NO
        )
        session = services.casework.start(
            NewSession(
                protocol_id=PROTOCOL,
                protocol_version=services.content.protocol(PROTOCOL).version,
                incident_id=happened.id,
                consent=Consent(talk=True, record=True, share=Share.YES, notice="test", at=now),
                person_name=name,
            )
        )
        self._shell.open("guided", session=session.id, page=NOTE_PAGE)
        self._hand.settle()
        say(session=session.id)

    def do_type(self, text: str) -> None:
        self._hand.keys(self._note_edit(), text)
        self._hand.settle()
        say()

    def do_save(self) -> None:
        self._shell.window.trigger("saved")
        self._hand.settle()
        say()

    def do_type_on(self, interval_ms: int) -> None:
        """Type numbers without a pause, and tell each with the moment it was typed."""
        from PySide6.QtCore import QTimer
        from PySide6.QtTest import QTest

        edit = self._note_edit()

        def type_one() -> None:
            # Few characters stay within what a note may hold for long enough.
            QTest.keyClicks(edit, f"{self._typed % 10}")
            self._typed += 1
            say(typed=self._typed, at=time.monotonic())

        self._typing = QTimer()
        self._typing.setInterval(interval_ms)
        self._typing.timeout.connect(type_one)
        self._typing.start()

    def do_warm(self) -> None:
        self._shell.services.warm()
        say()

    def do_open(self, page: str) -> None:
        self._shell.open(page)
        self._hand.wait_for(page)
        say()

    def do_lock(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        window = self._shell.window
        window.activateWindow()
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    def do_close(self) -> None:
        self._shell.window.close()

    def _note_edit(self) -> Any:
        from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

        self._hand.wait(
            lambda: any(
                True for kind in (QTextEdit, QPlainTextEdit) for _ in self._hand.visible(kind)
            ),
            "note",
        )
        return next(
            edit for kind in (QTextEdit, QPlainTextEdit) for edit in self._hand.visible(kind)
        )


def say(**what: object) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """The child: the program, listening."""
    from estip_desktop import __main__, bootstrap

    class DrivenContext(bootstrap.RealContext):
        driver: _Driver | None = None

        @cached_property
        def vaults(self) -> Any:
            from estip_desktop.adapters.storage.vault_files import vaults_in

            return vaults_in(self.home, self.clock, derivation=quick_derivation())

        def painted(self, page: str) -> None:
            if DrivenContext.driver is None:
                DrivenContext.driver = _Driver()

    bootstrap.RealContext = DrivenContext  # type: ignore[misc]  # the only thing that differs
    return __main__.main(["--home", *arguments])


def texts(folder: Path) -> Mapping[Path, bytes]:
    """Every file below a folder, as bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
