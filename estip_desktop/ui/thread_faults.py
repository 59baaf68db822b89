"""Faults in threads, brought to the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from threading import ExceptHookArgs


class ThreadFaults(QObject):
    """The last-resort hook of threads.

    Args:
        parent: Lives as long as this is needed.
        log: Writes down what happened; called on the thread where it did.
        stop: Called on the window's thread then.
    """

    _happened = Signal()

    def __init__(
        self, parent: QObject, log: Callable[[ExceptHookArgs], None], stop: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._log = log
        self._stop = stop
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)
        threading.excepthook = self._on_fault

    def _on_fault(self, fault: ExceptHookArgs, /) -> None:
        self._log(fault)
        self._happened.emit()

    def _on_happened(self) -> None:
        self._stop()
