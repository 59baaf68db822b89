"""A thin line that shows how far something is; the words stand beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from estip_desktop.ui import paint, theme


class ProgressLine(QProgressBar):
    """A painted progress bar, 9 px high.

    Args:
        done: How much is done.
        total: Out of how much; 0 while nobody knows.
        name: What is under way, for screen readers.
    """

    def __init__(
        self, done: int = 0, total: int = 100, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(0, total)
        self.setValue(done)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, total: int) -> None:
        """Move on."""
        self.setRange(0, total)
        self.setValue(done)

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(theme.px(200), theme.px(9))

    def minimumSizeHint(self) -> QSize:
        """Thin."""
        return QSize(theme.px(40), theme.px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track and fill; no moving stripes where the total is unknown."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        area = QRectF(self.rect())
        paint.rounded(
            painter, area, 4.5, fill=theme.colour("sunken"), edge=theme.colour("control"), width=1
        )
        share = (self.value() - self.minimum()) / self.maximum() if self.maximum() > 0 else 0.35
        if share > 0:
            width = max(area.height(), area.width() * min(share, 1.0))
            paint.rounded(
                painter, QRectF(0, 0, width, area.height()), 4.5, fill=theme.colour("primary")
            )
