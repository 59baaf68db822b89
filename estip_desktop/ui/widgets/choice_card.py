"""Answer cards: the whole card is the target; keys choose only when they say so.

In Qt's own radio groups an arrow key chooses as it moves, which would answer a question by
accident. Here arrows move the focus alone; Space, Enter, a number or a click chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import paint, theme
from estip_desktop.ui.widgets.body import width_class_of

_PLAIN, _HINTED, _CAP, _DISC, _KEYS = 72, 76, 32, 22, 9
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_FORWARD, _BACKWARD = {Qt.Key.Key_Down, Qt.Key.Key_Right}, {Qt.Key.Key_Up, Qt.Key.Key_Left}


# Two Qt bases cannot meet in one Python class, so the mixin is a button for the checker alone.
if TYPE_CHECKING:
    _Base = QAbstractButton
else:
    _Base = object


class _CardFace(_Base):
    """How an answer card looks and moves; mixed into a radio button or a check box."""

    ring_radius: float = theme.RADIUS_CARD

    def _set_up(self, option: Option, position: int, count: int, key_cap: str) -> None:
        self.option = option
        self._key_cap = key_cap
        self._told_height = 0
        self.setText(option.label.replace("&", "&&"))
        self.setObjectName(f"choice_{option.code}")
        self.setAccessibleName(option.label)
        place = _("answer {number} of {count}").format(number=position, count=count)
        self.setAccessibleDescription(f"{place}. {option.hint}" if option.hint else place)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_key_cap(self, key_cap: str) -> None:
        """Show another key, or none."""
        self._key_cap = key_cap
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        """The whole card."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """As high as label and hint need at the present width."""
        room = self._room(
            self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else theme.px(600)
        )
        label = paint.text_size(self.option.label, self._label_font(bold=True), room)
        hint = paint.text_size(self.option.hint, theme.font(theme.SMALL), room)
        least = theme.px(_HINTED if self.option.hint else _PLAIN)
        width = max(label.width(), hint.width()) + self._left() + self._right()
        self._told_height = max(least, label.height() + hint.height() + theme.px(24))
        return QSize(width, self._told_height)

    def minimumSizeHint(self) -> QSize:
        """The longest word must fit."""
        words = [*self.option.label.split(), ""]
        longest = max(paint.text_width(word, self._label_font(bold=True)) for word in words)
        return QSize(longest + self._left() + self._right(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width may need more lines than the layout was told; in a row it may be higher."""
        super().resizeEvent(event)
        told = self._told_height
        has_new_width = event.size().width() != event.oldSize().width()
        if has_new_width and self.sizeHint().height() != told:
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose, arrows move, the rest goes to the group.

        On the one answer that is chosen already Enter does the main action of the page, as it does
        elsewhere; on a page without one it chooses again.
        """
        key = event.key()
        if key in _ENTER or key == Qt.Key.Key_Space:
            if event.isAutoRepeat():
                return
            is_done = key in _ENTER and self.isChecked() and isinstance(self, QRadioButton)
            if not (is_done and press_main_button(self)):
                self.click()
        elif key in _FORWARD | _BACKWARD:
            group = self.parent()
            if isinstance(group, ChoiceGroup):
                group.move_focus(self, 1 if key in _FORWARD else -1)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space already chose when it went down."""
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Rest."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, key cap, words, tick."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        chosen = self.isChecked()
        area = QRectF(self.rect())
        fill = (
            "primary_soft" if chosen or self.isDown() else "bg" if self.underMouse() else "surface"
        )
        width = theme.border("selected" if chosen else "control")
        edge = theme.colour("primary" if chosen else "control")
        paint.rounded(
            painter, area, theme.RADIUS_CARD, fill=theme.colour(fill), edge=edge, width=width
        )
        if self._key_cap:
            self._paint_cap(painter, chosen=chosen)
        self._paint_words(painter, chosen=chosen)
        if chosen:
            side = theme.px(_DISC)
            disc = QRectF(
                self.width() - theme.px(24) - side, (self.height() - side) / 2, side, side
            )
            paint.tick_disc(painter, disc, theme.colour("primary"), theme.colour("on_primary"))

    def _paint_cap(self, painter: QPainter, *, chosen: bool) -> None:
        side = theme.px(_CAP)
        cap = QRectF(theme.px(18), (self.height() - side) / 2, side, side)
        if chosen:
            paint.rounded(painter, cap, 7, fill=theme.colour("primary"))
        else:
            paint.rounded(
                painter, cap, 7, fill=theme.colour("bg"), edge=theme.colour("control"), width=1.5
            )
        ink = theme.colour("on_primary" if chosen else "text2")
        face = theme.font(15, theme.SEMIBOLD)
        paint.text(painter, cap, self._key_cap, face, ink, flags=paint.CENTRE | paint.MIDDLE)

    def _paint_words(self, painter: QPainter, *, chosen: bool) -> None:
        room = self._room(self.width())
        face = self._label_font(bold=chosen)
        label = paint.text_size(self.option.label, face, room)
        hint = paint.text_size(self.option.hint, theme.font(theme.SMALL), room)
        top = (self.height() - label.height() - hint.height()) / 2
        ink = theme.colour("on_primary_soft" if chosen else "text")
        flags = paint.LEFT | paint.TOP | paint.WRAP
        area = QRectF(self._left(), top, room + 1, label.height())
        paint.text(painter, area, self.option.label, face, ink, flags=flags)
        if self.option.hint:
            below = QRectF(self._left(), top + label.height(), room + 1, hint.height())
            ink = theme.colour("text2")
            paint.text(painter, below, self.option.hint, theme.font(theme.SMALL), ink, flags=flags)

    def _label_font(self, *, bold: bool) -> QFont:
        return theme.font(theme.H2, theme.BOLD if bold else theme.SEMIBOLD)

    def _left(self) -> int:
        return theme.px(18 + _CAP + 17) if self._key_cap else theme.px(20)

    def _right(self) -> int:
        return theme.px(24 + _DISC + 14)

    def _room(self, width: int) -> int:
        return max(1, width - self._left() - self._right())


def press_main_button(inside: QWidget) -> bool:
    """Have the page do its main action; False where it has none."""
    above: QWidget | None = inside.parentWidget()
    while above is not None:
        press: Callable[[], bool] | None = getattr(above, "press_main_button", None)
        if press is not None:
            return press()
        above = above.parentWidget()
    return False


class ChoiceCard(_CardFace, QRadioButton):
    """One of several answers; exposed as a radio button."""

    def __init__(
        self,
        option: Option,
        position: int = 1,
        count: int = 1,
        key_cap: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._set_up(option, position, count, key_cap)


class MultiCard(_CardFace, QCheckBox):
    """An answer that may stand beside others; exposed as a check box."""

    def __init__(
        self,
        option: Option,
        position: int = 1,
        count: int = 1,
        key_cap: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._set_up(option, position, count, key_cap)


class ChoiceGroup(QWidget):
    """Answer cards, one or several of which may be chosen.

    Args:
        options: In published order.
        several: Whether more than one may be chosen.
        chosen: The codes chosen before.
        number_keys: Whether 1 to 9 choose and key caps are shown.
        side_by_side: Put the cards in one row where the window is not compact.
        name: What the group is about, for screen readers.

    Signals:
        chosen: The code of a card, each time somebody picks it; arrows never do.
        decline_requested: N was pressed.
    """

    chosen = Signal(str)
    decline_requested = Signal()

    def __init__(
        self,
        options: Sequence[Option],
        *,
        several: bool = False,
        chosen: Sequence[str] = (),
        number_keys: bool = True,
        side_by_side: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._several = several
        self._number_keys = number_keys
        self._side_by_side = side_by_side
        self.setAccessibleName(name)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        make = MultiCard if several else ChoiceCard
        self.cards: list[ChoiceCard | MultiCard] = []
        for position, option in enumerate(options, 1):
            cap = str(position) if number_keys and position <= _KEYS else ""
            card = make(option, position, len(options), cap, self)
            card.setChecked(option.code in chosen)
            self.add_card(card)
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def add_card(self, card: ChoiceCard | MultiCard) -> None:
        """Put a card behind the others."""
        self._layout.addWidget(card, 1 if self._side_by_side else 0)
        self.cards.append(card)
        card.clicked.connect(lambda _checked=False, picked=card: self._on_card_clicked(picked))
        self._choose_proxy()

    def chosen_codes(self) -> list[str]:
        """The codes chosen now, in the order of the options."""
        return [card.option.code for card in self.cards if card.isChecked()]

    def set_chosen(self, codes: Sequence[str]) -> None:
        """Choose without a signal."""
        for card in self.cards:
            card.setAutoExclusive(False)  # Qt refuses to uncheck the last one of an exclusive group
            card.setChecked(card.option.code in codes)
            card.setAutoExclusive(not self._several)
        self._choose_proxy()

    def move_focus(self, card: QAbstractButton, step: int) -> None:
        """Move the focus to a neighbour; nothing is chosen."""
        here = next(n for n, each in enumerate(self.cards) if each is card)
        self.cards[(here + step) % len(self.cards)].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers choose, N declines; only while the group has the focus."""
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if not plain or event.isAutoRepeat() or not self._number_keys:
            super().keyPressEvent(event)
            return
        position = event.key() - Qt.Key.Key_0.value
        if 1 <= position <= min(_KEYS, len(self.cards)):
            card = self.cards[position - 1]
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            card.click()
        elif event.key() == Qt.Key.Key_N:
            self.decline_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards in a row stack where the window is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        row = self._side_by_side and width_class_of(self.window().width()) != "compact"
        direction = QBoxLayout.Direction.LeftToRight if row else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
            vertical = QSizePolicy.Policy.Preferred if row else QSizePolicy.Policy.Fixed
            for card in self.cards:  # in a row all are as high as the highest
                card.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self._layout.setSpacing(theme.px(14 if row else 10))

    def _choose_proxy(self) -> None:
        checked = next((card for card in self.cards if card.isChecked()), None)
        if self.cards:
            self.setFocusProxy(checked or self.cards[0])

    def _on_card_clicked(self, card: ChoiceCard | MultiCard) -> None:
        if self._several and card.isChecked():
            for other in self.cards:
                if other is not card and (card.option.exclusive or other.option.exclusive):
                    other.setChecked(False)
        self._choose_proxy()
        self.chosen.emit(card.option.code)
