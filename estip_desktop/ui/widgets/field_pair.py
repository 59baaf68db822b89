"""Two short fields beside one another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from estip_desktop.ui import theme

_TWO_FIELDS = 560


class FieldPair(QWidget):
    """Two fields side by side, or stacked where there is no room.

    Args:
        left: The first in reading order.
        right: The second.
    """

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._fields = (left, right)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._stacked: bool | None = None
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack or unstack with the window."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._grid.setSpacing(theme.px(16))
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        stacked = self.width() / theme.current().scale < _TWO_FIELDS
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for position, field in enumerate(self._fields):
            row, column = (position, 0) if stacked else (0, position)
            self._grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if stacked else 1)
