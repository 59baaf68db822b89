"""Keeps the place of a window in the settings, so that the window after a lock stands there too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.services import PreferenceStore

_KEPT_AFTER_MS = 1000
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange}


class WindowPlace(QObject):
    """Writes the geometry down once a window has stood still for a second.

    Args:
        window: Whose place it is; also owns this.
        preferences: Where it is kept; nothing is said where that fails.
    """

    def __init__(self, window: QWidget, preferences: PreferenceStore) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEPT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        window.installEventFilter(self)

    def keep(self) -> None:
        """Write it down if it is another one than was written down before."""
        if self._window.isMinimized():
            return
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode("ascii")
        known = self._preferences.load()
        if known.geometry != geometry:
            try:
                self._preferences.save(known._replace(geometry=geometry))
            except (EstipError, OSError):
                return  # a place is not worth a word

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look on."""
        if event.type() in _MOVES:
            self._timer.start()
        return super().eventFilter(watched, event)
