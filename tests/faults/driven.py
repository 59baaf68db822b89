"""The program as a supporter starts it, except that it can be told what to do.

``python -m tests.faults.driven --home HOME``, for ``window.Window``. The key of its vaults is
derived quickly, and every window listens on the standard input once it has painted. This module
knows no passphrase: windows are forked from a process that imports it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

NOTE_PAGE = "DI9.note"
PROTOCOL = "DI"
INCIDENT_AGE = timedelta(days=3)
_PIXELS = 64


class _Driver:
    """Inside the child: does what the lines on standard input ask for."""

    def __init__(self) -> None:
        from PySide6.QtCore import QSocketNotifier
        from PySide6.QtWidgets import QApplication

        from estip_desktop.tour import hand
        from estip_desktop.ui.shell import Shell

        hand.PATIENCE_MS = 60_000  # long runs share their machine with others

        shells = [
            child
            for window in QApplication.topLevelWidgets()
            for child in window.children()
            if isinstance(child, Shell)
        ]
        self._shell = shells[0]
        self._hand = hand.Hand(self._shell)
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_line)
        self._typed = 0
        because = self._shell.context.locked_because
        say(page=self._shell.current_page, pid=os.getpid(), because=because)

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
            from estip_desktop.kernel.ids import SessionId

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

    def do_pixels(self) -> None:
        """64 pixels of the note as it is drawn, those with most colours."""
        edit = self._note_edit()
        at = edit.mapTo(self._shell.window, edit.rect().topLeft())
        image = self._shell.window.grab().toImage()
        best: tuple[int, bytes] = (0, b"")
        for y in range(at.y(), at.y() + edit.height()):
            row = memoryview(image.constScanLine(y)).tobytes()  # type: ignore[arg-type]  # a buffer, says Qt
            for x in range(at.x(), at.x() + edit.width() - _PIXELS, _PIXELS // 2):
                part = row[4 * x : 4 * (x + _PIXELS)]
                colours = len({part[i : i + 4] for i in range(0, len(part), 4)})
                best = max(best, (colours, part))
        say(colours=best[0], pixels=best[1].hex())

    def do_standby(self) -> None:
        """Ask for a standby now; nobody is idle here for that long."""
        self._shell.context.prepare_standby()
        say()

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

    def do_press(self, key: str) -> None:
        """Lock by a key, and say when it was pressed and when the curtain was painted."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        window, pressed = self._shell.window, time.monotonic()
        falls = window.curtain

        def curtain() -> None:
            falls()
            say(covered_s=time.monotonic() - pressed, pressed=pressed)

        window.curtain = curtain  # type: ignore[method-assign]  # the same, and says when
        native = window.windowHandle()
        if key == "F12":
            QTest.keyClick(native, Qt.Key.Key_F12)
        else:
            QTest.keyClick(native, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    def do_stumble(self, where: str) -> None:
        """Let something happen that nobody expected."""
        import threading

        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QWidget

        def stumble(*_: object) -> None:
            raise RuntimeError("Canarina sleeps badly")

        class Stumbling(QWidget):
            def paintEvent(self, _event: object) -> None:  # noqa: N802 - Qt's
                stumble()

        match where:
            case "slot":
                self._shell.first_painted.connect(stumble)
                self._shell.first_painted.emit()
            case "paint":
                self._stumbling = Stumbling(self._shell.window)
                self._stumbling.show()
            case "thread":
                threading.Thread(target=stumble).start()
            case "lane":
                self._shell.tasks.run(stumble)
            case _:
                QTimer.singleShot(0, stumble)

    def do_urgent(self) -> None:
        """Ask for the help numbers, and read the page."""
        from PySide6.QtWidgets import QAbstractButton, QLabel

        self._shell.window.trigger("concern")
        self._hand.wait_for("urgent")
        self._hand.settle()
        kinds = (QLabel, QAbstractButton)
        shown: list[Any] = [each for kind in kinds for each in self._hand.visible(kind)]
        words = [f"{each.text()} {each.accessibleName()}" for each in shown]
        say(page=self._shell.current_page, text=" ".join(words))

    def do_end_exercise(self, passphrase: str) -> None:
        """End the exercise from Settings; the window locks by itself."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QLineEdit

        from estip_desktop.ui.reauth import _open

        self._shell.open("settings")
        self._hand.wait_for("settings")
        page: Any = self._shell.window.page
        page.exercise.end_button.click()
        self._hand.wait(lambda: bool(_open), "passphrase dialog")
        dialog: Any = next(iter(_open))._dialog
        edit = dialog.findChild(QLineEdit)
        self._hand.keys(edit, passphrase)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def do_focus(self) -> None:
        """Read the field that has the focus."""
        from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

        window, kinds = self._shell.window, (QTextEdit, QPlainTextEdit)
        self._hand.wait(lambda: isinstance(window.focusWidget(), kinds), "focus")
        edit = window.focusWidget()
        assert isinstance(edit, kinds)
        say(text=edit.toPlainText())

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


def main(arguments: Sequence[str], module: str = "tests.faults.driven") -> int:
    """The child: the program, listening; windows that follow are started by ``module``."""
    from estip_desktop import __main__, bootstrap

    class DrivenContext(bootstrap.RealContext):
        driver: _Driver | None = None

        @cached_property
        def vaults(self) -> Any:
            from estip_desktop.adapters.crypto.kdf import Argon2Cost, Argon2idDerivation
            from estip_desktop.adapters.storage.vault_files import vaults_in

            cost = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
            derivation = Argon2idDerivation(floor=cost, fixed=cost)
            return vaults_in(self.home, self.clock, derivation=derivation)

        def painted(self, page: str) -> None:
            if DrivenContext.driver is None:
                DrivenContext.driver = _Driver()

    bootstrap.RealContext = DrivenContext  # type: ignore[misc]  # and this is all that differs
    bootstrap.own_command = lambda: [sys.executable, "-m", module]
    return __main__.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
