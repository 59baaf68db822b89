"""A callout: something that must be read, in the page and in words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.labels import Text

CalloutKind = Literal["info", "ok", "warn", "danger"]
_ICONS: dict[CalloutKind, str] = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
}
_BAR = 6


class Callout(QWidget):
    """Soft fill, a 6 px line at the left, an icon, a title and one or two sentences.

    Args:
        kind: What it means.
        title: A few words.
        words: One or two sentences.
        icon: Another icon than the kind's own.
    """

    def __init__(
        self,
        kind: CalloutKind,
        title: str,
        words: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: CalloutKind = kind
        self._icon = icon or _ICONS[kind]
        self.title_label = Text(title, "strong")
        self.words_label = Text(words, "body", selectable=True)
        self._row = QHBoxLayout(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self.title_label)
        self._column.addWidget(self.words_label)
        self._actions: QHBoxLayout | None = None
        self._row.addLayout(self._column, 1)
        self.words_label.setVisible(bool(words))
        self.setAccessibleName(_read_out(title, words))
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def add_action(self, button: QWidget) -> None:
        """Put a button under the words."""
        if self._actions is None:  # an empty layout would hold the words to no width at all
            self._actions = QHBoxLayout()
            self._actions.setContentsMargins(0, theme.px(8), 0, 0)
            self._actions.setSpacing(theme.px(12))
            self._actions.addStretch(1)
            self._column.addLayout(self._actions)
        self._actions.insertWidget(self._actions.count() - 1, button)

    def set_words(self, title: str, words: str = "") -> None:
        """Say something else."""
        self.title_label.setText(title)
        self.words_label.setText(words)
        self.words_label.setVisible(bool(words))
        self.setAccessibleName(_read_out(title, words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, bar clipped to the rounded box, icon."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        area = QRectF(self.rect())
        painter.save()
        painter.setClipPath(paint.rounded_path(area, theme.RADIUS_CALLOUT))
        painter.fillRect(area, theme.colour(f"{self._kind}_soft"))
        painter.fillRect(
            QRectF(0, 0, theme.px(_BAR), area.height()), theme.colour(f"{self._kind}_line")
        )
        painter.restore()
        if theme.current().name == "contrast":
            paint.rounded(painter, area, theme.RADIUS_CALLOUT, edge=theme.colour("line"), width=2)
        side = theme.px(22)
        ink = "on_danger_soft" if self._kind == "danger" else self._kind
        place = QRectF(
            theme.px(22), self.title_label.y() + (self.title_label.height() - side) / 2, side, side
        )
        if self.title_label.height() > theme.px(30):
            place.moveTop(self.title_label.y())
        icons.draw(painter, self._icon, place, theme.colour(ink))

    def _on_theme_changed(self) -> None:
        self._row.setContentsMargins(theme.px(58), theme.px(12), theme.px(20), theme.px(12))
        self.update()


def _read_out(title: str, words: str) -> str:
    """Both in one go; a title that is a sentence already gets no second full stop."""
    if not words:
        return title
    return f"{title} {words}" if title.endswith((".", "?", "!")) else f"{title}. {words}"
