"""The floor of a start: an empty window of the toolkit, up to its first paint."""

import os
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    """Ends the process once it has painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's
        """Paint nothing, then say what it cost."""
        super().paintEvent(event)
        QTimer.singleShot(0, end)


def end() -> None:
    """Print CPU milliseconds since the process began, and end at once."""
    sys.stdout.write(f'{{"cpu": {time.process_time() * 1000}}}')
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    application = QApplication(["bare"])
    window = Window()
    window.resize(1366, 690)
    window.show()
    application.exec()
