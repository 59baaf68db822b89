"""A small chart of one instrument's scores over time; the same scale always starts at 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.accessible import mark_graphic

_LEFT, _RIGHT, _TOP, _BOTTOM, _STEPS = 40, 92, 44, 28, 3


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One score.

    Args:
        when: Its day as it is read (*2 Nov*).
        score: The score.
    """

    when: str
    score: float


class TrendChart(QWidget):
    """Labelled points, a labelled cut-off; series differ by colour, marker and dash.

    Args:
        title: The instrument and what it is about.
        points: Oldest first.
        top: Highest possible score.
        cut_off: First score from which something is offered, or ``None``.
        series: 1 is round and solid, 2 is square and dashed.
    """

    def __init__(
        self,
        title: str,
        points: Sequence[TrendPoint],
        *,
        top: float,
        cut_off: float | None = None,
        series: Literal[1, 2] = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._points = tuple(points)
        self._highest = top
        self._cut_off = cut_off
        self._series = series
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        mark_graphic(self, self.text_equivalent())
        theme.hub().changed.connect(self._on_theme_changed)

    def text_equivalent(self) -> str:
        """The same numbers as a sentence."""
        scores = ", ".join(f"{point.when}: {point.score}" for point in self._points)
        words = _("{title}. {scores}. Highest possible {top}").format(
            title=self._title, scores=scores, top=self._highest
        )
        if self._cut_off is None:
            return words
        return f"{words}. " + _("cut-off {cut_off}").format(cut_off=self._cut_off)

    def table(self) -> list[tuple[str, str]]:
        """The same numbers as rows, for *Show as table*."""
        return [(point.when, str(point.score)) for point in self._points]

    def sizeHint(self) -> QSize:
        """A small chart."""
        return QSize(theme.px(560), theme.px(280))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(theme.px(320), theme.px(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, cut-off, line, points, labels."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        face = theme.font(theme.H2 - 2, theme.SEMIBOLD)
        title = QRectF(0, 0, self.width() - theme.px(110), theme.px(30))
        paint.text(
            painter, title, self._title, face, theme.colour("text"), flags=paint.LEFT | paint.MIDDLE
        )
        self._label(
            painter,
            QRectF(self.width() - theme.px(110), 0, theme.px(110), theme.px(30)),
            _("Lower is better"),
            "right",
        )
        self._paint_grid(painter)
        if self._cut_off is not None:
            self._paint_cut_off(painter, self._cut_off)
        self._paint_line(painter)

    def _y(self, score: float) -> float:
        height = self.height() - theme.px(_TOP + _BOTTOM)
        return theme.px(_TOP) + height * (1 - score / self._highest)

    def _x(self, index: int) -> float:
        left, right = theme.px(_LEFT + 28), self.width() - theme.px(_RIGHT + 20)
        count = len(self._points)
        return (left + right) / 2 if count == 1 else left + (right - left) * index / (count - 1)

    def _label(
        self, painter: QPainter, area: QRectF, words: str, side: Literal["left", "right", "centre"]
    ) -> None:
        across = {
            "left": Qt.AlignmentFlag.AlignLeft,
            "right": Qt.AlignmentFlag.AlignRight,
            "centre": Qt.AlignmentFlag.AlignHCenter,
        }
        face = theme.font(theme.KEY_CAP)
        paint.text(
            painter,
            area,
            words,
            face,
            theme.colour("text2"),
            flags=int(across[side]) | paint.MIDDLE,
        )

    def _paint_grid(self, painter: QPainter) -> None:
        for step in range(_STEPS + 1):
            score = self._highest * step / _STEPS
            height = self._y(score)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(
                QPointF(theme.px(_LEFT), height), QPointF(self.width() - theme.px(_RIGHT), height)
            )
            area = QRectF(0, height - theme.px(10), theme.px(_LEFT - 8), theme.px(20))
            self._label(painter, area, str(round(score)), "right")
        for index, point in enumerate(self._points):
            area = QRectF(
                self._x(index) - theme.px(40),
                self.height() - theme.px(24),
                theme.px(80),
                theme.px(22),
            )
            self._label(painter, area, point.when, "centre")

    def _paint_cut_off(self, painter: QPainter, cut_off: float) -> None:
        height = self._y(cut_off)
        pen = QPen(theme.colour("text2"), theme.px(2))
        pen.setDashPattern([4, 2.5])
        painter.setPen(pen)
        right = self.width() - theme.px(_RIGHT)
        painter.drawLine(QPointF(theme.px(_LEFT), height), QPointF(right, height))
        area = QRectF(
            right + theme.px(8), height - theme.px(11), theme.px(_RIGHT - 8), theme.px(22)
        )
        self._label(painter, area, _("Cut-off {cut_off}").format(cut_off=cut_off), "left")

    def _paint_line(self, painter: QPainter) -> None:
        ink = theme.colour(f"series{self._series}")
        places = [
            QPointF(self._x(index), self._y(point.score))
            for index, point in enumerate(self._points)
        ]
        pen = QPen(ink, theme.px(3))
        if self._series != 1:
            pen.setDashPattern([4, 1.6, 1.2, 1.6])
        painter.setPen(pen)
        painter.drawPolyline(places)
        for place, point in zip(places, self._points, strict=True):
            side = theme.px(7 if point is self._points[-1] else 6)
            marker = QRectF(place.x() - side, place.y() - side, 2 * side, 2 * side)
            painter.setPen(QPen(theme.colour("surface"), theme.px(2)))
            painter.setBrush(ink)
            if self._series == 1:
                painter.drawEllipse(marker)
            else:
                painter.drawRect(marker)
            area = QRectF(
                place.x() - theme.px(30), place.y() - theme.px(32), theme.px(60), theme.px(22)
            )
            face = theme.font(theme.SMALL, theme.SEMIBOLD)
            half = paint.text_width(str(point.score), face) / 2 + theme.px(3)
            behind = QRectF(area.center().x() - half, area.top(), 2 * half, area.height())
            painter.fillRect(behind, theme.colour("surface"))  # a cut-off must not cross the figure
            paint.text(
                painter,
                area,
                str(point.score),
                face,
                theme.colour("text"),
                flags=paint.CENTRE | paint.MIDDLE,
            )

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
