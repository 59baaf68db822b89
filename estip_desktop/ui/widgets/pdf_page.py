"""One page of paper, whose picture is drawn elsewhere.

Paper stays white in dark themes, dimmed by 15 % until it is hovered or focused.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.kernel.page_pictures import BYTES_PER_PIXEL, PIXEL_LIMIT, DocumentPage
from estip_desktop.ui import theme

_PIXELS_PER_POINT = 96 / 72
_DIM = 0.15
_MARGIN = 24


class PdfPageView(QWidget):
    """One page of paper.

    Args:
        page: Its size and words.
        name: What a screen reader calls it.
        zoom: 1.0 is the size of the paper.

    Signals:
        picture_wanted: With its width and height in pixels; a picture larger than any that is
            drawn is wanted smaller, and stretched.
    """

    picture_wanted = Signal(int, int)
    ring_radius: float = 4

    def __init__(
        self, page: DocumentPage, name: str, zoom: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._zoom = zoom
        self._wanted: tuple[int, int] | None = None
        self.picture: QPixmap | None = None
        self.sentence = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(page.text)

    def set_zoom(self, zoom: float) -> None:
        """Show the paper larger or smaller."""
        self._zoom = zoom
        self.updateGeometry()
        self.update()

    def show_picture(self, width: int, height: int, data: bytes) -> None:
        """Show what was drawn; its length has been checked."""
        row = width * BYTES_PER_PIXEL
        image = QImage(data, width, height, row, QImage.Format.Format_ARGB32)
        self.picture = QPixmap.fromImage(image)
        self.update()

    def show_sentence(self, words: str) -> None:
        """Say why there is no picture; one of another size is better than none."""
        if self.picture is not None:
            return
        self.sentence = words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """The paper at this zoom."""
        factor = _PIXELS_PER_POINT * self._zoom
        width, height = self._page.width_pt * factor, self._page.height_pt * factor
        return QSize(max(round(width), 1), max(round(height), 1))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Full white."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Dimmed again."""
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Full white."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Dimmed again."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """White paper, the picture once it is there, perhaps dimmed.

        Pages off screen are never painted, and so never drawn.
        """
        del event
        self._want_picture()
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, QColor(theme.current().tokens.paper))
        if self.picture is not None:  # of another size until the one for this zoom is there
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRect(QPoint(), self.sizeHint()), self.picture)
        elif self.sentence:
            margin = theme.px(_MARGIN)
            painter.setPen(QColor(theme.LIGHT.text))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(
                self.rect().adjusted(margin, margin, -margin, -margin), flags, self.sentence
            )
        if theme.current().name != "light" and not (self.underMouse() or self.hasFocus()):
            dim = QColor(theme.colour("shadow"))
            dim.setAlphaF(_DIM)
            painter.fillRect(area, dim)
        painter.setPen(theme.colour("line"))
        painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _want_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        paper = self.sizeHint()  # before its layout a page has any size
        width, height = paper.width() * ratio, paper.height() * ratio
        share = min(1.0, math.sqrt(PIXEL_LIMIT / (width * height)))
        size = max(int(width * share), 1), max(int(height * share), 1)
        if size != self._wanted and not self.sentence:
            self._wanted = size
            self.picture_wanted.emit(*size)
