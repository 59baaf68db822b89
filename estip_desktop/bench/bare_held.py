"""The floor of memory: an empty window of the toolkit that has painted, and stays until told."""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    """Says so once it has painted, and ends with its input."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's
        """Paint nothing, then wait."""
        super().paintEvent(event)
        QTimer.singleShot(0, wait)


def wait() -> None:
    """Say that the memory may be looked at, and end when it was."""
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    application = QApplication(["bare"])
    window = Window()
    window.resize(1366, 690)
    window.show()
    application.exec()
