"""A row of a timeline: icon disc, title, one line, date; the whole row opens."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.buttons import Button, State

_DISC, _LEFT = 44, 60


class TimelineRow(Button):
    """Something that happened.

    Args:
        icon: Lucide name.
        title: What happened.
        line: One line about it, or empty.
        when: Its date as it is read.
        is_last: Whether no row follows, so that no line leads on.
    """

    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(
        self,
        icon: str,
        title: str,
        line: str,
        when: str,
        *,
        is_last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._line = line
        self._when = when
        self._is_last = is_last
        super().__init__(title, icon, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(f"{line} {when}".strip())

    def sizeHint(self) -> QSize:
        """As high as its three texts."""
        return QSize(theme.px(380), self._height_now())

    def minimumSizeHint(self) -> QSize:
        """Texts wrap."""
        return QSize(theme.px(220), self._height_now())

    def _texts(self) -> tuple[tuple[str, int, int, str], ...]:
        return (
            (self._words, 15, theme.SEMIBOLD, "text"),
            (self._line, 15, theme.REGULAR, "text2"),
            (self._when, theme.SMALL, theme.REGULAR, "text2"),
        )

    def _height_now(self) -> int:
        resized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        room = (self.width() if resized else theme.px(380)) - theme.px(_LEFT + 8)
        heights = (
            paint.text_size(words, theme.font(size, weight), room).height()
            for words, size, weight, _ink in self._texts()
        )
        return max(theme.px(_DISC + 16), sum(heights) + theme.px(18))

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        if state != "rest":
            paint.rounded(painter, area, theme.RADIUS_CONTROL, fill=theme.colour("primary_soft"))
        return "text"

    def _paint_content(self, painter: QPainter, ink_role: str) -> None:
        del ink_role
        disc = QRectF(theme.px(4), theme.px(6), theme.px(_DISC), theme.px(_DISC))
        edge = theme.colour("line") if theme.current().name == "contrast" else None
        paint.rounded(
            painter, disc, _DISC / 2, fill=theme.colour("primary_soft"), edge=edge, width=2
        )
        inset = theme.px(12)
        icons.draw(
            painter,
            self._leading,
            disc.adjusted(inset, inset, -inset, -inset),
            theme.colour("on_primary_soft"),
        )
        if not self._is_last:
            painter.setPen(QPen(theme.colour("line"), theme.px(2)))
            across = disc.center().x()
            painter.drawLine(
                QPointF(across, disc.bottom() + theme.px(4)), QPointF(across, self.height())
            )
        top = float(theme.px(6))
        room = self.width() - theme.px(_LEFT + 8)
        flags = paint.LEFT | paint.TOP | paint.WRAP
        for words, size, weight, ink in self._texts():
            face = theme.font(size, weight)
            height = paint.text_size(words, face, room).height()
            area = QRectF(theme.px(_LEFT), top, room + 1, height)
            paint.text(painter, area, words, face, theme.colour(ink), flags=flags)
            top += height + (theme.px(2) if words else 0)
