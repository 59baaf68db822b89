"""Notices input to this application, in every window of it, and when there has been none.

A filter on the application would run Python for every event; filters on the native windows see the
same input at a fraction of the cost. Windows that open later (dialogs, popups, previews) are found
by the tick that also counts the seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from shiboken6 import isValid

from estip_desktop.ui.commands import COMMANDS, HIDE_NOW

_INPUT = {
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}  # fmt: skip
WARNING_S = 30
LONGEST_WORK_S = 10 * 60
"""How long after the last touch sending still keeps a window open."""
_ESCAPES, _ESCAPES_WITHIN_S = 3, 1.5


class InputWatch(QObject):
    """Watches input; says when there was none, and hears the urgent keys in every window.

    Signals:
        idle_warning: Nothing was touched and the limit is 30 seconds away.
        idle_ended: Input came after the warning.
        idle_elapsed: Nothing was touched for the whole limit; said once.
        session_warning: The limit for all the time together is 30 seconds away.
        session_elapsed: It is over; said once.
        urgent_pressed: The id of an urgent command whose keys were pressed.
    """

    idle_warning = Signal()
    idle_ended = Signal()
    idle_elapsed = Signal()
    session_warning = Signal()
    session_elapsed = Signal()
    urgent_pressed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit_s = 0
        self._last = self._touched = self._now()
        self._session_limit_s = 0
        self._session_began = self._last
        self._session_warned = False
        self._is_working: Callable[[], bool] = bool
        self._warned = False
        self._elapsed = False
        self._escapes: list[float] = []
        self._windows: list[QWindow] = []
        self._urgent = {
            QKeySequence(keys).toString(): command.id
            for command in COMMANDS
            if command.urgent
            for keys in command.keys
        }
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to watch; again after the windows were made."""
        self._find_windows()
        self._timer.start()

    def set_limit(self, seconds: int) -> None:
        """How long nothing may be touched; 0 never ends."""
        self._limit_s = seconds
        self.touch()

    def set_session_limit(self, seconds: int) -> None:
        """How long there may be input from now on, whatever is touched; 0 never ends."""
        self._session_limit_s = seconds
        self._session_began = self._now()
        self._session_warned = False

    def set_work_check(self, is_working: Callable[[], bool]) -> None:
        """Ask this every second: work counts as input, ten minutes after the last touch at most."""
        self._is_working = is_working

    def touch(self) -> None:
        """Count this moment as input."""
        self._touched = self._now()
        self._count()

    def _count(self) -> None:
        self._last = self._now()
        self._elapsed = False
        if self._warned:
            self._warned = False
            self.idle_ended.emit()

    def idle_seconds(self) -> float:
        """How long nothing was touched; sleep counts too."""
        return self._since(self._last)

    def _since(self, moment: tuple[float, float]) -> float:
        steady, wall = self._now()
        return max(steady - moment[0], wall - moment[1])

    def tick(self) -> None:
        """Look for new windows and compare the time; runs once a second."""
        self._find_windows()
        self._watch_session()
        if self._limit_s <= 0 or self._elapsed:
            return
        idle = self.idle_seconds()
        if idle >= self._limit_s:
            self._elapse()
        elif self._is_working() and self._since(self._touched) < LONGEST_WORK_S:
            self._count()
        elif idle >= self._limit_s - WARNING_S and not self._warned:
            self._warned = True
            self.idle_warning.emit()

    def _watch_session(self) -> None:
        left = self._session_limit_s - self._since(self._session_began)
        if not self._session_limit_s or left > WARNING_S:
            return
        if not self._session_warned:
            self._session_warned = True
            self.session_warning.emit()
        if left <= 0:
            self._session_limit_s = 0
            self.session_elapsed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note input; take the urgent keys before any widget sees them."""
        if event.type() in _INPUT:
            if self._limit_s and not self._elapsed:
                if self.idle_seconds() >= self._limit_s:
                    # Somebody wakes the laptop, and this comes before the tick.
                    self._elapse()
                    return True
                self.touch()
            if isinstance(event, QKeyEvent) and not event.isAutoRepeat() and self._take_key(event):
                return True
        return super().eventFilter(watched, event)

    def _elapse(self) -> None:
        self._elapsed = True
        self.idle_elapsed.emit()

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            now = time.monotonic()
            self._escapes = [
                *(when for when in self._escapes if now - when < _ESCAPES_WITHIN_S),
                now,
            ]
            if len(self._escapes) >= _ESCAPES:
                self._escapes.clear()
                self.urgent_pressed.emit(HIDE_NOW)
                return True
            return False
        wanted = self._urgent.get(QKeySequence(event.keyCombination()).toString())
        if wanted is None:
            return False
        self.urgent_pressed.emit(wanted)
        return True

    def _find_windows(self) -> None:
        self._windows = [window for window in self._windows if isValid(window)]
        for window in QGuiApplication.allWindows():
            if window not in self._windows:
                window.installEventFilter(self)
                self._windows.append(window)

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.monotonic(), time.time()
