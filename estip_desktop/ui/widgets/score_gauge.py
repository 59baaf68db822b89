"""The score gauge: bands sized by range, a dashed cut-off, a marker with the score.

Colour alone never carries the meaning: every band has an outline, a gap, its range in figures and
its name; the score's own band is bold. A text equivalent is the widget's accessible name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.accessible import mark_graphic

_MARKER, _BAR, _GAP, _SIDE = 48, 26, 3, 12


@dataclass(frozen=True, slots=True)
class GaugeBand:
    """One range of scores.

    Args:
        low: Lowest score in it.
        high: Highest score in it.
        name: Its published name.
    """

    low: float
    high: float
    name: str


class ScoreGauge(QWidget):
    """Where a score lies.

    Args:
        instrument: Its short name, for the text equivalent.
        bands: In ascending order; they cover the whole scale.
        score: The score; ``None`` shows the ranges alone.
        cut_off: First score from which something is offered, or ``None``.
        step: Between two neighbouring scores; each owns as much of the bar.
    """

    def __init__(
        self,
        instrument: str,
        bands: Sequence[GaugeBand],
        score: float | None,
        cut_off: float | None = None,
        *,
        step: float = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._instrument = instrument
        self._bands = tuple(bands)
        self._score = score
        self._cut_off = cut_off
        self._step = step
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        mark_graphic(self, self.text_equivalent())
        theme.hub().changed.connect(self._on_theme_changed)

    def text_equivalent(self) -> str:
        """The same as a sentence: *PHQ-9 score 14 of 27, moderate range, cut-off 10*."""
        top = self._bands[-1].high
        words = [
            _("{instrument} score {score} of {top}").format(
                instrument=self._instrument, score=self._score, top=top
            )
        ]
        if self._score is None:
            words = [
                _("{instrument} ranges from {low} to {top}").format(
                    instrument=self._instrument, low=self._bands[0].low, top=top
                )
            ]
        if (band := self._own_band()) is not None:
            words.append(_("{name} range").format(name=band.name[:1].lower() + band.name[1:]))
        if self._cut_off is not None:
            words.append(_("cut-off {cut_off}").format(cut_off=self._cut_off))
        return ", ".join(words)

    def sizeHint(self) -> QSize:
        """Room for marker, bar and the names under it."""
        return QSize(theme.px(620), theme.px(_MARKER + _BAR + 8) + self._names_height())

    def minimumSizeHint(self) -> QSize:
        """Names wrap, down to a point."""
        return QSize(theme.px(240), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names may need another line."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bands, cut-off, marker, names."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        top, height = theme.px(_MARKER), theme.px(_BAR)
        for index, band in enumerate(self._bands):
            left, right = self._span(band)
            area = QRectF(left, top, right - left - theme.px(_GAP), height)
            fill = theme.colour(f"band{self._shade(index)}")
            paint.rounded(painter, area, 5, fill=fill, edge=theme.colour("control"), width=1)
            self._paint_name(painter, band, left, right - theme.px(_GAP))
        if self._cut_off is not None:
            self._paint_cut_off(painter, self._cut_off)
        if self._score is not None:
            self._paint_marker(painter, self._score)

    def _own_band(self) -> GaugeBand | None:
        if self._score is None:
            return None
        return next((band for band in self._bands if band.low <= self._score <= band.high), None)

    def _shade(self, index: int) -> int:
        """Spread the five shades over however many bands there are."""
        count = len(self._bands)
        return 3 if count == 1 else 1 + round(index * 4 / (count - 1))

    def _x(self, score: float) -> float:
        side = theme.px(_SIDE)
        low, high = self._bands[0].low, self._bands[-1].high + self._step
        return side + (self.width() - 2 * side) * (score - low) / (high - low)

    def _span(self, band: GaugeBand) -> tuple[float, float]:
        return self._x(band.low), self._x(band.high + self._step)

    def _name_lines(self, band: GaugeBand) -> str:
        figures = f"{band.low}\N{EN DASH}{band.high}" if band.high > band.low else str(band.low)
        return f"{figures}\n{band.name}"

    def _names_height(self) -> int:
        bold = theme.font(theme.SMALL, theme.BOLD)
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else theme.px(620)
        scale = self._bands[-1].high + self._step - self._bands[0].low
        heights = [
            paint.text_size(
                self._name_lines(band),
                bold,
                (band.high + self._step - band.low) / scale * (width - 2 * theme.px(_SIDE)),
            ).height()
            for band in self._bands
        ]
        return max(heights)

    def _paint_name(self, painter: QPainter, band: GaugeBand, left: float, right: float) -> None:
        own = band is self._own_band()
        face = theme.font(theme.SMALL, theme.BOLD if own else theme.REGULAR)
        area = QRectF(
            left, theme.px(_MARKER + _BAR + 5), right - left, self._names_height() + theme.px(2)
        )
        ink = theme.colour("text" if own else "text2")
        paint.text(
            painter,
            area,
            self._name_lines(band),
            face,
            ink,
            flags=paint.CENTRE | paint.TOP | paint.WRAP,
        )

    def _paint_cut_off(self, painter: QPainter, cut_off: float) -> None:
        across = self._x(cut_off) - theme.px(_GAP) / 2
        pen = QPen(theme.colour("text"), theme.px(2))
        pen.setDashPattern([4, 2.5])
        painter.setPen(pen)
        painter.drawLine(
            QPointF(across, theme.px(_MARKER - 13)), QPointF(across, theme.px(_MARKER + _BAR + 3))
        )
        words = _("Cut-off {cut_off}").format(cut_off=cut_off)
        face = theme.font(theme.KEY_CAP, theme.SEMIBOLD)
        width = paint.text_width(words, face)
        marker = self._x((self._score or 0) + self._step / 2) if self._score is not None else None
        left = across - width - theme.px(6)
        if left < 0 or (marker is not None and left < marker + theme.px(22) and marker < across):
            left = across + theme.px(6)
        area = QRectF(left, theme.px(_MARKER - 34), width + 2, theme.px(22))
        paint.text(
            painter, area, words, face, theme.colour("text2"), flags=paint.LEFT | paint.MIDDLE
        )

    def _paint_marker(self, painter: QPainter, score: float) -> None:
        across = self._x(score + self._step / 2)
        face = theme.font(theme.LEAD, theme.BOLD)
        width = max(theme.px(40), paint.text_width(str(score), face) + theme.px(18))
        left = min(max(across - width / 2, 0), self.width() - width)
        box = QRectF(left, theme.px(4), width, theme.px(30))
        ink = theme.colour("text")
        paint.rounded(painter, box, 6, fill=ink)
        paint.text(
            painter, box, str(score), face, theme.colour("bg"), flags=paint.CENTRE | paint.MIDDLE
        )
        tip, wide = theme.px(_MARKER + 4), theme.px(8)
        down = QPolygonF(
            [
                QPointF(across - wide, box.bottom() + theme.px(3)),
                QPointF(across + wide, box.bottom() + theme.px(3)),
                QPointF(across, tip),
            ]
        )
        painter.setPen(QPen(QColor(theme.colour("surface")), theme.px(1)))
        painter.setBrush(ink)
        painter.drawPolygon(down)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
