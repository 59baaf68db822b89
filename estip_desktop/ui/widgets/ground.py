"""The calm ground of the lock page: wide soft arcs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from estip_desktop.ui import paint, theme

_ARCS = ((0.62, 1.05), (0.49, 0.78), (0.39, 0.54), (0.28, 0.36))


class CalmGround(QWidget):
    """Paints its ground; children are placed by a layout as usual."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Arcs that rise from the bottom edge."""
        paint_ground(self, event)


def paint_ground(widget: QWidget, event: QPaintEvent) -> None:
    """Paint arcs that rise from the bottom edge of a widget."""
    painter = QPainter(widget)
    painter.fillRect(event.rect(), theme.colour("bg"))
    if theme.current().name == "contrast":
        return
    paint.start(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    ink = QColor(theme.colour("primary_soft"))
    ink.setAlphaF(0.42)
    painter.setBrush(ink)
    centre = QPointF(widget.width() / 2, widget.height())
    for across, up in _ARCS:
        painter.drawEllipse(centre, widget.width() * across, widget.height() * up)
