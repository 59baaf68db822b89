"""Getting ready for Enter while somebody types the passphrase.

What Today needs for the first time costs more than Today itself: styles, icons, glyphs. They belong
to the window's thread, so they are made there in small pieces with pauses between them, on the lock
page, by building one page with nothing on it. The types that PySide6 sets up when they are first
touched are there by then: importing the page, off the window's thread, touches those that it uses.
Touching all that PySide6 has made nothing quicker and kept 1.4 MiB.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QWidget

_PIECE_S, _PAUSE_MS = 0.004, 10


class Rehearsal(QObject):
    """Builds a page that is never shown, piece by piece; begins when it is made.

    Args:
        page: The module of the page; its ``rehearse()`` makes one without anybody's data.
        size: Of the window.
        parent: Whoever needs the page later.
    """

    def __init__(self, page: str, size: QSize, parent: QObject) -> None:
        super().__init__(parent)
        self.is_over = False
        self._pieces = _pieces(page, size)
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def stop(self) -> None:
        """The real thing begins."""
        self._timer.stop()
        self._pieces.close()
        self.is_over = True

    def _go_on(self) -> None:
        until = time.perf_counter() + _PIECE_S
        while time.perf_counter() < until:
            if next(self._pieces, True):
                self.stop()
                return


def _pieces(module: str, size: QSize) -> Generator[bool]:
    """Work that yields ``False`` wherever it may pause."""
    rehearse: Callable[[], QWidget] | None
    rehearse = getattr(importlib.import_module(module), "rehearse", None)
    if rehearse is None:
        return
    page = rehearse()
    try:
        yield False
        page.resize(size)
        page.ensurePolished()
        yield False
        page.grab()
        yield False
    finally:  # also when it is stopped on the way
        page.deleteLater()
