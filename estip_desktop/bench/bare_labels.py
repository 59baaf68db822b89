"""The floor of a page: forty bare labels, built and painted once for every line of input."""

import json
import sys
import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QVBoxLayout, QWidget

LABELS = 40


class FirstPaint(QObject):
    """Ends a loop once a page has painted, with everything on it."""

    def __init__(self, page: QWidget, loop: QEventLoop) -> None:
        super().__init__(page)
        self.loop = loop
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """Look on."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.loop.quit)
        return False


def page() -> QWidget:
    """Forty labels below one another."""
    made = QWidget()
    column = QVBoxLayout(made)
    for number in range(LABELS):
        column.addWidget(QLabel(f"Label number {number} with a few words"))
    return made


def build_and_paint(window: QMainWindow) -> None:
    """From nothing to painted."""
    loop = QEventLoop()
    made = page()
    FirstPaint(made, loop)
    window.setCentralWidget(made)
    loop.exec()


def serve() -> None:
    """Do it once for every line of input and print what it cost."""
    application = QApplication(["bare"])
    application.setStyle("Fusion")  # as ours; native styles differ from machine to machine
    window = QMainWindow()
    window.resize(1366, 690)
    window.show()
    for _line in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        build_and_paint(window)
        marks = {
            "cpu": (time.process_time() - cpu) * 1000,
            "wall": (time.perf_counter() - wall) * 1000,
        }
        sys.stdout.write(json.dumps(marks) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
