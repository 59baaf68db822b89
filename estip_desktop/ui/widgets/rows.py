"""Widgets beside one another: some at the left, some at the right, each no wider than it needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.ui import theme
from estip_desktop.ui.widgets.labels import Text


class SpreadRow(QWidget):
    """A heading with a button at the end, a link with a hint, a few buttons.

    Args:
        left: Widgets from the left edge on.
        right: Widgets up to the right edge.
        spacing: Room between two in effective pixels.
    """

    def __init__(
        self,
        left: Sequence[QWidget],
        right: Sequence[QWidget] = (),
        *,
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        for widget in left:
            # Wrapping text takes the width that is left; aligned, it would keep its hint.
            if isinstance(widget, Text) and widget is left[-1]:
                self._row.addWidget(widget, 1)
            else:
                self._row.addWidget(widget, 0, middle)
        if not left or not isinstance(left[-1], Text):
            self._row.addStretch(1)
        for widget in right:
            self._row.addWidget(widget, 0, middle)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self._row.setSpacing(theme.px(self._spacing))
