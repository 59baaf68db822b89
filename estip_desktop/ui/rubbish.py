"""Reference cycles are collected on the window's thread, and on no other.

Python collects on whatever thread happens to allocate. A cycle that holds a widget would then be
taken apart on the vault's thread, and Qt destroys widgets on the window's thread only: the heap is
damaged, and the process dies later, somewhere else.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000


class RubbishCollector(QObject):
    """Switches automatic collection off and collects by itself, by Python's own measure.

    Args:
        parent: The application.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def collect_due(self) -> None:
        """Collect the oldest generation that has grown past its threshold, if any."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return


def collect_on_this_thread(application: QObject) -> None:
    """Have one collector for the application."""
    if application.findChild(RubbishCollector) is None:
        RubbishCollector(application)
