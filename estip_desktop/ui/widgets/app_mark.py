"""The mark: two people side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.ui import paint, theme


def paint_mark(painter: QPainter, area: QRectF) -> None:
    """Paint the mark into a square."""
    painter.save()
    paint.start(painter)
    unit = area.width() / 52
    painter.translate(area.topLeft())
    box = QRectF(0, 0, area.width(), area.height())
    paint.rounded(painter, box, 14 * unit / theme.current().scale, fill=theme.colour("primary"))
    front, back = QColor(theme.colour("on_primary")), QColor(theme.colour("on_primary"))
    back.setAlphaF(0.72)
    for centre, ink in ((34.5, back), (17.0, front)):
        painter.setBrush(ink)
        head = QRectF((centre - 5) * unit, 13.5 * unit, 10 * unit, 10 * unit)
        painter.drawEllipse(head)
        body = QPainterPath()
        left, right = (centre - 8.5) * unit, (centre + 8.5) * unit
        body.moveTo(left, 41 * unit)
        body.lineTo(left, 33 * unit)
        body.cubicTo(left, 22.5 * unit, right, 22.5 * unit, right, 33 * unit)
        body.lineTo(right, 41 * unit)
        body.closeSubpath()
        painter.drawPath(body)
    painter.restore()


def mark_pixmap(side: int) -> QPixmap:
    """The mark as a picture, for window icons."""
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_mark(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


class AppMark(QWidget):
    """The mark on a page; says nothing to a screen reader.

    Args:
        side: Side in effective pixels.
    """

    def __init__(self, side: int = 46, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.hub().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme.px(self._side), theme.px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark."""
        del event
        painter = QPainter(self)
        paint_mark(painter, QRectF(0, 0, theme.px(self._side), theme.px(self._side)))
