"""Start tiles: large buttons with an icon, a title, a line and their keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.buttons import Button, State

_HEIGHT, _PAD, _DISC, _NARROW = 130, 16, 44, 190


class Tile(Button):
    """Starts something.

    Args:
        title: What it starts.
        line: When or how long.
        icon: Lucide name.
        keys: Its keys, shown as a key cap.
        locked: Not open now: the line says why and from when; pressing it explains.
    """

    ring_radius: float = theme.RADIUS_CARD

    def __init__(
        self,
        title: str,
        line: str,
        icon: str,
        keys: str = "",
        *,
        locked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._line = line
        self._keys = keys
        self._locked = locked
        super().__init__(title, icon, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(f"{line}. {keys}" if keys else line)

    def sizeHint(self) -> QSize:
        """Icon, title, line under one another."""
        wide = paint.text_width(self._words, self._title_face()) + 2 * theme.px(_PAD)
        return QSize(max(wide, theme.px(220)), self._height_now())

    def minimumSizeHint(self) -> QSize:
        """Title and line wrap."""
        words = [*self._words.split(), *self._line.split()]
        longest = max((paint.text_width(word, self._title_face()) for word in words), default=0)
        return QSize(max(theme.px(140), longest + 2 * theme.px(_PAD)), self._height_now())

    def _title_face(self) -> QFont:
        return theme.font(theme.LEAD, theme.SEMIBOLD)

    def _height_now(self) -> int:
        resized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        room = (self.width() if resized else theme.px(256)) - 2 * theme.px(_PAD)
        title = paint.text_size(self._words, self._title_face(), room).height()
        line = paint.text_size(self._line, theme.font(theme.SMALL), room).height()
        return max(theme.px(_HEIGHT), title + line + theme.px(2 * _PAD + _DISC + 10))

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        fill = {"rest": "surface", "hover": "bg", "press": "sunken"}[state]
        paint.rounded(
            painter,
            area,
            theme.RADIUS_CARD,
            fill=theme.colour("bg" if self._locked and state == "rest" else fill),
            edge=theme.colour("control"),
            width=theme.border("control"),
            dashed=self._locked,
        )
        return "text2" if self._locked else "text"

    def _paint_content(self, painter: QPainter, ink_role: str) -> None:
        pad, disc = theme.px(_PAD), theme.px(_DISC)
        square = QRectF(pad, pad, disc, disc)
        edge = theme.colour("line") if theme.current().name == "contrast" else None
        fill = theme.colour("sunken" if self._locked else "primary_soft")
        paint.rounded(painter, square, theme.RADIUS_CONTROL, fill=fill, edge=edge, width=2)
        inner = square.adjusted(theme.px(11), theme.px(11), -theme.px(11), -theme.px(11))
        icon = "lock" if self._locked else self._leading
        icons.draw(painter, icon, inner, theme.colour("text2" if self._locked else "primary"))
        if self._keys:
            self._paint_keys(painter)
        room = self.width() - 2 * pad
        title = paint.text_size(self._words, self._title_face(), room)
        flags = paint.LEFT | paint.TOP | paint.WRAP
        top = pad + disc + theme.px(8)
        area = QRectF(pad, top, room + 1, title.height())
        paint.text(
            painter, area, self._words, self._title_face(), theme.colour(ink_role), flags=flags
        )
        below = QRectF(pad, top + title.height() + 1, room + 1, self.height())
        paint.text(
            painter, below, self._line, theme.font(theme.SMALL), theme.colour("text2"), flags=flags
        )

    def _paint_keys(self, painter: QPainter) -> None:
        face = theme.font(theme.KEY_CAP)
        width = paint.text_width(self._keys, face) + theme.px(14)
        cap = QRectF(self.width() - width - theme.px(13), theme.px(17), width, theme.px(25))
        paint.rounded(
            painter,
            cap,
            theme.RADIUS_KEY,
            fill=theme.colour("surface"),
            edge=theme.colour("control"),
        )
        paint.text(
            painter, cap, self._keys, face, theme.colour("text2"), flags=paint.CENTRE | paint.MIDDLE
        )


class TileRow(QWidget):
    """Tiles of equal width side by side, in as many columns as the width allows.

    Args:
        tiles: In reading order.
    """

    def __init__(self, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = list(tiles)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def minimumSizeHint(self) -> QSize:
        """One tile wide; the grid adds rows where it is narrow."""
        widest = max((tile.minimumSizeHint().width() for tile in self._tiles), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = theme.px(14)
        self._grid.setSpacing(gap)
        fitting = max(1, (self.width() + gap) // (theme.px(_NARROW) + gap))
        columns = min(len(self._tiles), fitting)
        if columns == self._columns or not self._tiles:
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
