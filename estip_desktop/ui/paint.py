"""Small painting tools shared by the painted widgets."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from estip_desktop.ui import theme

WRAP = int(Qt.TextFlag.TextWordWrap)
LEFT = int(Qt.AlignmentFlag.AlignLeft)
CENTRE = int(Qt.AlignmentFlag.AlignHCenter)
MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
TOP = int(Qt.AlignmentFlag.AlignTop)
_KEPT = 512


def start(painter: QPainter) -> None:
    """Smooth edges, as every painted widget wants them; text is smooth anyway."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def line_width(painter: QPainter, effective: float) -> float:
    """A border width as whole device pixels, so that edges stay sharp."""
    ratio = painter.device().devicePixelRatioF()
    return max(1, int(effective * theme.current().scale * ratio + 0.5)) / ratio


def rounded(
    painter: QPainter,
    area: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    edge: QColor | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box inside ``area``; ``radius`` and ``width`` are effective pixels."""
    line = line_width(painter, width) if edge is not None else 0.0
    inner = area.adjusted(line / 2, line / 2, -line / 2, -line / 2)
    corner = max(0.0, min(theme.px(radius) - line / 2, inner.height() / 2, inner.width() / 2))
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(edge, line)
        if dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, corner, corner)


def rounded_path(area: QRectF, radius: float) -> QPainterPath:
    """The outline of a rounded box, to clip with; ``radius`` in effective pixels."""
    path = QPainterPath()
    corner = theme.px(radius)
    path.addRoundedRect(area, corner, corner)
    return path


def text(
    painter: QPainter,
    area: QRectF,
    words: str,
    face: QFont,
    ink: QColor,
    *,
    flags: int = LEFT | MIDDLE | WRAP,
) -> None:
    """Plain text; ampersands and tags are just characters."""
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(area, flags, words)


@lru_cache(_KEPT)
def text_width(words: str, face: QFont) -> int:
    """How wide a text is on one line, rounded up."""
    return int(QFontMetricsF(face).horizontalAdvance(words)) + 2  # laying out rounds each word up


@lru_cache(_KEPT)
def _text_box(words: str, face: QFont, width: float) -> tuple[int, int]:
    box = QFontMetricsF(face).boundingRect(
        QRectF(0, 0, max(width, 1), 1_000_000), LEFT | TOP | WRAP, words
    )
    return int(box.width()) + 1, int(box.height() + 0.999)


def text_size(words: str, face: QFont, width: float) -> QSize:
    """The room a text needs when it may be at most ``width`` wide (a long word may be wider)."""
    if not words:
        return QSize(0, 0)
    return QSize(*_text_box(words, face, width))


@lru_cache(_KEPT)
def line_height(face: QFont) -> int:
    """The height of one line."""
    return int(QFontMetricsF(face).lineSpacing() + 0.999)


@lru_cache(_KEPT)
def two_line_width(words: str, face: QFont) -> int:
    """The smallest width at which a text takes at most two lines."""
    parts = words.split()
    if len(parts) <= 1:
        return text_width(words, face)
    return min(
        max(text_width(" ".join(parts[:cut]), face), text_width(" ".join(parts[cut:]), face))
        for cut in range(1, len(parts))
    )


def tick(painter: QPainter, area: QRectF, ink: QColor, width: float = 2.5) -> None:
    """A tick drawn as a shape: the bundled face has no such letter."""
    pen = QPen(ink, theme.px(width * 10) / 10)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath()  # drawPolyline with a Python list has been seen to crash
    path.moveTo(area.x() + area.width() * 0.26, area.y() + area.height() * 0.53)
    for across, down in ((0.43, 0.69), (0.75, 0.34)):
        path.lineTo(area.x() + area.width() * across, area.y() + area.height() * down)
    painter.drawPath(path)


def tick_disc(painter: QPainter, area: QRectF, fill: QColor, ink: QColor) -> None:
    """A filled disc with a tick: done, chosen, all well."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(area)
    tick(painter, area, ink, width=area.width() / theme.current().scale / 11)


def fitting(words: str, face: QFont, width: int) -> str:
    """The words, or as many of them as one line holds; for places where a name says the rest."""
    return QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, width)


def shadow(painter: QPainter, area: QRectF, radius: float, reach: int) -> None:
    """A soft shadow for what floats; painted, because the effect slows every repaint."""
    ink = QColor(theme.colour("shadow"))
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(reach, 0, -2):
        ink.setAlphaF(0.012)
        painter.setBrush(ink)
        corner = theme.px(radius) + step
        painter.drawRoundedRect(area.adjusted(-step, -step + reach / 4, step, step), corner, corner)
