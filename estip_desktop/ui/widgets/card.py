"""A card: a surface with a thin border; elevation comes from colour, never from a shadow."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.ui import paint, theme

Tone = Literal["surface", "soft", "sunken"]


class Card(QWidget):
    """A box for what belongs together; put widgets into ``self.column``.

    Args:
        tone: White surface, soft teal or a sunken well.
        padding: Room inside in effective pixels.
        spacing: Room between the rows.
    """

    def __init__(
        self,
        tone: Tone = "surface",
        *,
        padding: int = 22,
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._padding = padding
        self._spacing = spacing
        self.column = QVBoxLayout(self)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        fill = {"surface": "surface", "soft": "primary_soft", "sunken": "sunken"}[self._tone]
        edged = self._tone == "surface" or theme.current().name == "contrast"
        paint.rounded(
            painter,
            QRectF(self.rect()),
            theme.RADIUS_CARD,
            fill=theme.colour(fill),
            edge=theme.colour("line") if edged else None,
            width=theme.border("card"),
        )

    def _on_theme_changed(self) -> None:
        side = theme.px(self._padding)
        self.column.setContentsMargins(
            side, theme.px(self._padding - 4), side, theme.px(self._padding - 4)
        )
        self.column.setSpacing(theme.px(self._spacing))
        self.update()


class Divider(QWidget):
    """A thin line between rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        QPainter(self).fillRect(event.rect(), theme.colour("line"))
