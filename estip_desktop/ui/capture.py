"""Windows of this application are left out of recordings and shared screens, where that exists.

Windows has it since version 10 (2004): ``SetWindowDisplayAffinity`` with
``WDA_EXCLUDEFROMCAPTURE``. Written from its documentation and not tried there yet. X11 and Wayland
have nothing of the kind; Settings says so.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

CAN_EXCLUDE = sys.platform == "win32"
EXCLUDE_FROM_CAPTURE = 0x11
SetAffinity: TypeAlias = Callable[[int, int], object]


class CaptureGuard(QObject):
    """Keeps every window out of pictures from the moment it gets the focus.

    Args:
        parent: Who owns it.
        set_affinity: From a window's handle and an affinity; the system's, unless a test has one.
    """

    def __init__(self, parent: QObject, set_affinity: SetAffinity | None = None) -> None:
        super().__init__(parent)
        self._set_affinity = set_affinity if set_affinity is not None else _of_system()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)
        self.exclude()

    def exclude(self) -> None:
        """Leave out every window that there is."""
        for window in QGuiApplication.topLevelWindows():
            if window.isVisible():
                self._set_affinity(int(window.winId()), EXCLUDE_FROM_CAPTURE)

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            self.exclude()


def _of_system() -> SetAffinity:
    if sys.platform == "win32":
        affinity: SetAffinity = ctypes.WinDLL("user32").SetWindowDisplayAffinity
        return affinity
    return lambda _handle, _affinity: None
