"""Buttons: painted, 48 high, two lines when the words need it, with a calm busy state."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.tips import set_tip

_ICON, _GAP = 20, 8
State = Literal["rest", "hover", "press"]


class Button(QPushButton):
    """What all buttons share.

    Args:
        words: A verb with its object. Plain text: an ampersand is shown as it is.
        icon: Name of a leading icon, or empty.
        trailing: Name of an icon behind the words, such as ``arrow-right``.
    """

    padding: ClassVar[int] = 22
    weight: ClassVar[int] = theme.SEMIBOLD
    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(
        self, words: str, icon: str = "", *, trailing: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self._leading = icon
        self._trailing = trailing
        self._busy_words = ""
        self._named_by_words = True
        self._told_height = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.set_words(words)

    def words(self) -> str:
        """What the button says."""
        return self._words

    def set_words(self, words: str) -> None:
        """Change what the button says."""
        if not words or self.accessibleName() not in {"", self._words}:
            self._named_by_words = False
        self._words = words
        self.setText(words.replace("&", "&&"))
        if self._named_by_words:
            self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Change the leading icon."""
        self._leading = name
        self.updateGeometry()
        self.update()

    def set_busy(self, busy: bool, words: str = "") -> None:
        """Show that work is under way; the width stays and presses do nothing meanwhile.

        Args:
            busy: Whether work is under way.
            words: Instead of "Working…".
        """
        self._busy_words = (words or _("Working…")) if busy else ""
        self.setAccessibleDescription(self._busy_words)
        self.update()

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._busy_words)

    def sizeHint(self) -> QSize:
        """One line wide; as high as the words need at the present width."""
        self._told_height = self._height_now()
        return QSize(
            self._width_for(paint.text_width(self._words, self._face())), self._told_height
        )

    def minimumSizeHint(self) -> QSize:
        """Wide enough for two lines."""
        narrow = self._width_for(paint.two_line_width(self._words, self._face()))
        return QSize(max(narrow, theme.px(theme.CONTROL)), self._height_now())

    def nextCheckState(self) -> None:
        """Keep a plain button unchecked even while busy."""
        if not self.is_busy:
            super().nextCheckState()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width may need another number of lines.

        What counts is the height the layout was told, not the one it gave: a bar that is growing
        gives too little first, and would settle on a height that fits another width.
        """
        super().resizeEvent(event)
        has_new_width = event.size().width() != event.oldSize().width()
        if has_new_width and self._height_now() != self._told_height:
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            if not self.is_busy:
                self.click()
            return
        if self.is_busy and event.key() == Qt.Key.Key_Space:
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole rectangle, but nothing while work is under way."""
        return not self.is_busy and super().hitButton(pos)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover colour."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the resting colour."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, icon, words."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        state: State = "press" if self.isDown() else "hover" if self.underMouse() else "rest"
        ink_role = self._paint_box(painter, QRectF(self.rect()), state)
        self._paint_content(painter, ink_role)

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        """Paint the box and return the colour role of the words."""
        del painter, area, state
        return "text"

    def _face(self) -> QFont:
        return theme.font(theme.BODY, self.weight)

    def _extras(self) -> int:
        icons_shown = bool(self._leading) + bool(self._trailing)
        return icons_shown * (theme.px(_ICON) + theme.px(_GAP))

    def _width_for(self, words_width: int) -> int:
        if not self._words:
            return theme.px(theme.CONTROL)
        return words_width + self._extras() + 2 * theme.px(self.padding)

    def _words_width(self) -> int:
        return max(1, self.width() - self._extras() - 2 * theme.px(self.padding))

    def _height_now(self) -> int:
        least = theme.px(theme.CONTROL)
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return least
        words = paint.text_size(self._words, self._face(), self._words_width())
        return max(least, words.height() + 2 * theme.px(6))

    def _paint_content(self, painter: QPainter, ink_role: str) -> None:
        words = self._busy_words or self._words
        leading = "loader-circle" if self._busy_words and self._words else self._leading
        trailing = "" if self._busy_words else self._trailing
        side, gap = theme.px(_ICON), theme.px(_GAP)
        extras = sum(side + (gap if words else 0) for name in (leading, trailing) if name)
        room = self.width() - extras - (2 * theme.px(self.padding) if words else 0)
        size = paint.text_size(words, self._face(), max(room, 1)) if words else QSize(0, 0)
        left = self._content_left(extras + size.width())
        ink = theme.colour(ink_role)
        if leading:
            icons.draw(painter, leading, QRectF(left, (self.height() - side) / 2, side, side), ink)
            left += side + gap
        area = QRectF(left, 0, size.width() + 1, self.height())
        face = self._face()
        flags = paint.CENTRE | paint.MIDDLE | paint.WRAP
        paint.text(painter, area, words, face, ink, flags=flags)
        if trailing:
            left += size.width() + gap
            icons.draw(painter, trailing, QRectF(left, (self.height() - side) / 2, side, side), ink)

    def _content_left(self, content_width: int) -> float:
        return (self.width() - content_width) / 2


def _box(painter: QPainter, area: QRectF, fill: str, edge: str = "") -> None:
    paint.rounded(
        painter,
        area,
        theme.RADIUS_CONTROL,
        fill=theme.colour(fill),
        edge=theme.colour(edge) if edge else None,
        width=theme.border("control"),
    )


class PrimaryButton(Button):
    """The one main action of a page."""

    padding = 25

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        _box(
            painter,
            area,
            {"rest": "primary", "hover": "primary_hover", "press": "primary_press"}[state],
        )
        return "on_primary"


class DefaultButton(Button):
    """An outlined button for everything that is not the main action."""

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        _box(painter, area, {"rest": "surface", "hover": "bg", "press": "sunken"}[state], "control")
        return "text"


class QuietButton(Button):
    """Words without a box, 48 high, for the less likely way on."""

    padding = 12

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        if state != "rest":
            _box(painter, area, "primary_soft")
        return "primary"


@lru_cache
def _underlined(face: QFont) -> QFont:
    made = QFont(face)
    made.setUnderline(True)
    return made


class LinkButton(Button):
    """Underlined words that lead somewhere."""

    padding = 4

    def ring_rect(self) -> QRect:
        """Round the words, also where the button is wider than they are."""
        return QRect(0, 0, min(self.width(), self.sizeHint().width()), self.height())

    def _content_left(self, content_width: int) -> float:
        del content_width
        return theme.px(self.padding)

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        del painter, area
        return {"rest": "primary", "hover": "primary_hover", "press": "primary_press"}[state]

    def _face(self) -> QFont:
        return _underlined(theme.font(theme.BODY, self.weight))


class ConcernButton(Button):
    """Immediate concern: a soft red outline, never a solid red."""

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        _box(painter, area, "danger_soft" if state == "rest" else "surface", "danger_line")
        return "on_danger_soft"


class DangerButton(Button):
    """Destroys something; only where that is the decision."""

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        _box(painter, area, "on_danger_soft" if state != "rest" else "danger")
        return "on_danger"


class IconButton(DefaultButton):
    """A square button with an icon alone; the words become its name and tooltip."""

    def __init__(
        self, name: str, icon: str, *, boxed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__("", icon, parent=parent)
        self._boxed = boxed
        self.setAccessibleName(name)
        set_tip(self, name)

    def _paint_box(self, painter: QPainter, area: QRectF, state: State) -> str:
        if self._boxed or state != "rest":
            return super()._paint_box(painter, area, state)
        return "primary"
