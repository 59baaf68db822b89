"""A row of a long list: cells side by side, one under the other where room is short; it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from estip_desktop.ui import paint, theme
from estip_desktop.ui.widgets.body import width_class_of
from estip_desktop.ui.widgets.buttons import Button, State
from estip_desktop.ui.widgets.tips import set_tip

_HEIGHT, _SIDE, _GAP, _EDGE = 56, 14, 16, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        words: What it says; may be empty.
        share: How much of the width it gets, beside the others.
        strong: Whether it leads the row.
        ink: Colour role.
    """

    words: str
    share: int = 1
    strong: bool = False
    ink: str = "text2"


class CellRow(Button):
    """One line of a list.

    Args:
        cells: In reading order; the first names the row.
        name: What a screen reader says; the cells' words otherwise.
    """

    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(
        self, cells: Sequence[Cell], name: str = "", parent: QWidget | None = None
    ) -> None:
        self._cells = tuple(cells)
        words = ". ".join(cell.words for cell in cells if cell.words)
        super().__init__(cells[0].words, parent=parent)
        self.setAccessibleName(name or words)
        set_tip(self, "" if len(words) < _HEIGHT else words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line high, or as high as its cells under one another."""
        self._told_height = self._height_now()
        return QSize(theme.px(320), self._told_height)

    def minimumSizeHint(self) -> QSize:
        """Cells are shortened or wrapped."""
        return QSize(theme.px(200), self._height_now())

    def changeEvent(self, event: QEvent) -> None:
        """Another face has other heights."""
        super().changeEvent(event)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower window stacks the cells."""
        super().resizeEvent(event)
        if self._height_now() != self._told_height:
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move in the list."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        parent = self.parentWidget()
        if step is None or parent is None:
            super().keyPressEvent(event)
            return
        rows = [row for row in parent.findChildren(CellRow) if row.isVisible()]
        rows.sort(key=lambda row: row.y())
        place = rows.index(self) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def _is_stacked(self) -> bool:
        return width_class_of(self.window().width()) == "compact"

    def _room(self) -> int:
        resized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        return (self.width() if resized else theme.px(320)) - 2 * theme.px(_SIDE)

    def _height_now(self) -> int:
        if not self._is_stacked:
            return theme.px(_HEIGHT)
        heights = (
            paint.text_size(cell.words, _face(cell), self._room()).height()
            for cell in self._cells
            if cell.words
        )
        return max(theme.px(_HEIGHT), sum(heights) + 2 * theme.px(_EDGE))

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        if state != "rest":
            paint.rounded(painter, area, theme.RADIUS_CONTROL, fill=theme.colour("primary_soft"))
        return "text"

    def _paint_content(self, painter: QPainter, ink_role: str) -> None:
        del ink_role
        if self._is_stacked:
            self._paint_stacked(painter)
            return
        gap = theme.px(_GAP)
        room = self._room() - gap * (len(self._cells) - 1)
        total = sum(cell.share for cell in self._cells)
        left = float(theme.px(_SIDE))
        for cell in self._cells:
            width = room * cell.share / total
            face = _face(cell)
            area = QRectF(left, 0, width, self.height())
            words = paint.fitting(cell.words, face, int(width))
            flags = paint.LEFT | paint.MIDDLE
            paint.text(painter, area, words, face, theme.colour(cell.ink), flags=flags)
            left += width + gap

    def _paint_stacked(self, painter: QPainter) -> None:
        top, room = float(theme.px(_EDGE)), self._room()
        for cell in self._cells:
            if not cell.words:
                continue
            face = _face(cell)
            height = paint.text_size(cell.words, face, room).height()
            area = QRectF(theme.px(_SIDE), top, room + 1, height)
            flags = paint.LEFT | paint.TOP | paint.WRAP
            paint.text(painter, area, cell.words, face, theme.colour(cell.ink), flags=flags)
            top += height


def _face(cell: Cell) -> QFont:
    return theme.font(theme.BODY, theme.SEMIBOLD if cell.strong else theme.REGULAR)
