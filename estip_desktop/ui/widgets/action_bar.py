"""The bar at the bottom of focus mode: back on the left, the main action on the right."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from estip_desktop.ui import theme


class ActionBar(QWidget):
    """A fixed bar with two areas; the last widget on the right is the main action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._compact = False
        row = QHBoxLayout(self)
        self._row = row
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def add_left(self, widget: QWidget) -> None:
        """Put a widget behind those on the left."""
        self._left.addWidget(widget)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget behind those on the right."""
        self._right.addWidget(widget)

    def clear(self) -> None:
        """Take all widgets out; they are deleted."""
        for area in (self._left, self._right):
            while (entry := area.takeAt(0)) is not None:
                if (widget := entry.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()

    def set_compact(self, compact: bool) -> None:
        """Save height where there is little."""
        self._compact = compact
        self._on_theme_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and the line above it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))

    def _on_theme_changed(self) -> None:
        gutter = theme.px(theme.GUTTER_COMPACT if self._compact else theme.GUTTER)
        edge = theme.px(6)
        self._row.setContentsMargins(gutter, edge, gutter - theme.px(4), edge)
        for row in (self._row, self._left, self._right):
            row.setSpacing(theme.px(12))
        self._left.setSpacing(theme.px(14))
        self.setMinimumHeight(theme.px(60 if self._compact else theme.BAR))
        self.update()
