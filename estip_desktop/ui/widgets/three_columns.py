"""Three columns that fall to two, then to one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from estip_desktop.ui import theme
from estip_desktop.ui.widgets.body import WidthClass, width_class_of

_SIDE, _LEFT = 372, 520


class ThreeColumns(QWidget):
    """Wide: left, middle and side by side. Regular: middle under left, side beside both.

    Compact: side first, because it holds what is done next, then left, then middle. Put widgets
    into ``self.left``, ``self.middle`` and ``self.side``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._class: WidthClass | None = None
        self._holders: list[QWidget] = []
        self.left, self.middle, self.side = (self._column() for _place in range(3))
        self._arrange()
        theme.hub().changed.connect(self._on_theme_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fall or rise with the window."""
        super().resizeEvent(event)
        self._arrange()

    def _column(self) -> QVBoxLayout:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        self._holders.append(holder)
        return column

    def _on_theme_changed(self) -> None:
        self._class = None
        self._arrange()

    def _arrange(self) -> None:
        now = width_class_of(self.window().width())
        if now == self._class:
            return
        self._class = now
        grid, (left, middle, side) = self._grid, self._holders
        for holder in self._holders:
            grid.removeWidget(holder)
        top = Qt.AlignmentFlag.AlignTop
        widest = 16_777_215
        side.setMaximumWidth(widest if now == "compact" else theme.px(_SIDE))
        side.setMinimumWidth(0 if now == "compact" else theme.px(_SIDE))
        left.setMaximumWidth(theme.px(_LEFT) if now == "wide" else widest)
        places, stretches = {
            "wide": (((left, 0, 0, 1), (middle, 0, 1, 1), (side, 0, 2, 1)), (5, 6, 0)),
            "regular": (((left, 0, 0, 1), (middle, 1, 0, 1), (side, 0, 1, 2)), (1, 0, 0)),
            "compact": (((side, 0, 0, 1), (left, 1, 0, 1), (middle, 2, 0, 1)), (1, 0, 0)),
        }[now]
        for holder, row, column, rows in places:
            grid.addWidget(holder, row, column, rows, 1, top)
        for column, stretch in enumerate(stretches):
            grid.setColumnStretch(column, stretch)
        for row in range(3):
            grid.setRowStretch(row, 0)
        grid.setRowStretch(max(row for _h, row, _c, _r in places), 1)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(16))
