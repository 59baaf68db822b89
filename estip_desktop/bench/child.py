"""The real program in a process of its own, with marks at its paints.

``python -m estip_desktop.bench.child start|home|page|referral|memory HOME``; the groups do so.
Only two things differ from what a supporter starts: vaults of HOME have a derivation too cheap to
show, and somebody is told of paints.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from estip_desktop import __main__, bootstrap

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from estip_desktop.services import Services, VaultRegister
    from estip_desktop.ui.main_window import MainWindow
    from estip_desktop.ui.shell import Shell

_LOOK_MS = 20
_SETTLE_MS, _SETTLED_MS, _WHOLE_FAMILY = 700, 60.0, 3
"""Window, standby, worker; settled once they spend next to nothing, and not for want of a core."""
_QUIET_MS = 80


class MeasuredContext(bootstrap.RealContext):
    """The real parts; told of paints.

    Attributes:
        on_painted: Called with the id of each page that was painted.
        is_warm: Whether everything that unlocking needs is imported.
        has_worker: Whether the worker for documents has imported its libraries.
    """

    on_painted: ClassVar[Callable[[str], None]]
    is_warm: ClassVar[bool] = False
    has_worker: ClassVar[bool] = False

    @cached_property
    def vaults(self) -> VaultRegister:
        """The vaults of this home."""
        from estip_desktop.adapters.storage.vault_files import vaults_in
        from estip_desktop.bench.synthetic import quick_derivation

        return vaults_in(self.home, self.clock, derivation=quick_derivation())

    def painted(self, page: str) -> None:
        """Pass it on."""
        type(self).on_painted(page)

    def warm_up(self) -> None:
        """As ever, and say when it is done."""
        super().warm_up()
        MeasuredContext.is_warm = True

    def warm_documents(self, services: Services) -> None:
        """As ever, and say when it is done."""
        super().warm_documents(services)
        MeasuredContext.has_worker = True


def start(home: Path) -> None:
    """From the start of the process until Unlock is painted."""
    MeasuredContext.on_painted = lambda _page: _end({"cpu": _cpu_ms()})
    _run_program(home)


def to_home(home: Path) -> None:
    """The same; then type, press Enter, and wait until Today has painted for the last time.

    The CPU between Unlock and Enter does not count: that is typing, and imports on a thread.
    """
    Opening()
    _run_program(home)


class Opening:
    """One unlocking, watched."""

    def __init__(self) -> None:
        self._before_ms = 0.0
        self._enter_ms = 0.0
        self._last_ms = 0.0
        MeasuredContext.on_painted = self._painted

    def _painted(self, page: str) -> None:
        if page == "unlock" and not self._before_ms:
            self._before_ms = _cpu_ms()
            self._wait_until_warm()
        elif page == "today":
            self._painted_again()

    def _wait_until_warm(self) -> None:
        from PySide6.QtCore import QTimer

        if MeasuredContext.is_warm and _shell().is_ready:
            self._type()
        else:
            QTimer.singleShot(_LOOK_MS, self._wait_until_warm)

    def _type(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QLineEdit

        from estip_desktop.bench.synthetic import PASSPHRASE

        window = _window()
        field = next(e for e in _page(window).findChildren(QLineEdit) if e.isVisible())
        QTest.keyClicks(field, PASSPHRASE)
        self._watch = _paint_watch(window, self._painted_again)
        self._enter_ms = _cpu_ms()
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _painted_again(self) -> None:
        from PySide6.QtCore import QTimer

        mark = self._last_ms = _cpu_ms()
        QTimer.singleShot(_QUIET_MS, lambda: self._end_if_quiet(mark))

    def _end_if_quiet(self, mark: float) -> None:
        if mark != self._last_ms or _shell().current_page != "today":
            return
        if _shell().tasks.is_busy:
            self._painted_again()
            return
        _end({"cpu": self._before_ms + mark - self._enter_ms})


class Settling(Opening):
    """One unlocking, and the quiet after it."""

    def _end_if_quiet(self, mark: float) -> None:
        from PySide6.QtCore import QTimer

        if mark != self._last_ms or _shell().current_page != "today":
            return
        from estip_desktop.bench.memory import family

        self._family = family
        self._spent = -1.0
        QTimer.singleShot(_SETTLE_MS, self._look)

    def _look(self) -> None:
        from PySide6.QtCore import QTimer

        from estip_desktop.bench.memory import end_all, is_waiting, marks
        from estip_desktop.bench.processes import cpu_ms

        processes = self._family(os.getpid())
        spent = sum(map(cpu_ms, processes))
        is_quiet = spent - self._spent < _SETTLED_MS and all(map(is_waiting, processes[1:]))
        if MeasuredContext.has_worker and len(processes) >= _WHOLE_FAMILY and is_quiet:
            found = dict(marks(os.getpid()))
            end_all(processes[1:])
            _end(found)
        self._spent = spent
        QTimer.singleShot(_SETTLE_MS, self._look)


def memory(home: Path) -> None:
    """To Today, and on until the standby and the worker are ready; then say what is in use."""
    Settling()
    _run_program(home)


def page(home: Path) -> None:
    """A real question page, opened once for every line of input; then back to Today."""
    from estip_desktop.bench.question import serve

    MeasuredContext.on_painted = lambda _page: None
    serve(MeasuredContext(home))


def referral(folder: Path) -> None:
    """A real referral by the real worker, made once for every line of input."""
    from estip_desktop.bench.produced import serve

    serve(folder)


def _run_program(home: Path) -> None:
    bootstrap.RealContext = MeasuredContext  # type: ignore[misc]  # the one place that differs
    sys.exit(__main__.main(["--home", str(home)]))


def _window() -> MainWindow:
    from PySide6.QtWidgets import QApplication

    from estip_desktop.ui.main_window import MainWindow

    windows = QApplication.topLevelWidgets()
    return next(window for window in windows if isinstance(window, MainWindow))


def _shell() -> Shell:
    from estip_desktop.ui.shell import Shell

    return next(each for each in _window().children() if isinstance(each, Shell))


def _page(window: MainWindow) -> QWidget:
    page = window.page
    if page is None:
        raise RuntimeError("no page")
    return page


def _paint_watch(window: MainWindow, tell: Callable[[], None]) -> object:
    """Call ``tell`` after every frame of the window, for as long as the result is held."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
            if event.type() == QEvent.Type.UpdateRequest:
                QTimer.singleShot(0, tell)
            return super().eventFilter(watched, event)

    watch = Watch(window)
    window.installEventFilter(watch)
    return watch


def _cpu_ms() -> float:
    """CPU since the program was started, all threads."""
    return time.process_time() * 1000


def _end(marks: dict[str, float]) -> None:
    pairs = ", ".join(f'"{name}": {value}' for name, value in marks.items())
    sys.stdout.write(f"{{{pairs}}}")
    sys.stdout.flush()
    os._exit(0)


MODES: dict[str, Callable[[Path], None]] = {
    "start": start,
    "home": to_home,
    "page": page,
    "memory": memory,
    "referral": referral,
}

if __name__ == "__main__":
    MODES[sys.argv[1]](Path(sys.argv[2]))
