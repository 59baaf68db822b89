"""The band that says, on every window: this is an exercise."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme

HEIGHT = 36
_TWO_LINES_FROM = 1.5


class ExerciseBand(QWidget):
    """36 px of plum with a diagonal hatch and the words in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exercise_band")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = _(
            "EXERCISE · Training records only. Nothing here is real and nothing is sent."
        )
        self.setAccessibleName(self._words)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch, plate, words."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        area = QRectF(self.rect())
        painter.fillRect(area, theme.colour("exercise"))
        painter.setPen(QPen(theme.colour("exercise_hatch"), theme.px(10)))
        height, step = self.height(), theme.px(28)
        for left in range(-height, self.width() + step, step):
            painter.drawLine(QPointF(left, height + 4), QPointF(left + height + 8, -4))
        words_width = min(paint.text_width(self._words, self._face()) + theme.px(40), self.width())
        plate = QRectF((self.width() - words_width) / 2, 0, words_width, height)
        painter.fillRect(plate, theme.colour("exercise"))
        flags = paint.CENTRE | paint.MIDDLE | paint.WRAP
        paint.text(
            painter, plate, self._words, self._face(), theme.colour("on_exercise"), flags=flags
        )
        painter.fillRect(QRectF(0, height - 2, self.width(), 2), theme.colour("exercise_line"))

    def _face(self) -> QFont:
        return theme.font(theme.SMALL, theme.BOLD)

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(
            max(
                theme.px(HEIGHT),
                2 * paint.line_height(self._face())
                if theme.current().scale > _TWO_LINES_FROM
                else 0,
            )
        )
        self.update()
