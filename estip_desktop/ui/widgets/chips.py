"""Chips: small toggles that wrap to as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from estip_desktop.kernel.items import Option
from estip_desktop.ui import paint, theme

_SIDE, _TICK, _ABOVE = 20, 20, 10
_CAP, _CAP_GAP = 26, 10
_KEYS = "1234567890"
_WRAPS_FROM = 280
"""A chip wider than this breaks its words where a line is too short for them."""


class FlowBox(QWidget):
    """Places its widgets in lines, as words are placed in a paragraph."""

    def __init__(
        self, gap: int = 10, parent: QWidget | None = None, *, line_gap: int | None = None
    ) -> None:
        super().__init__(parent)
        self._gap = gap
        self._line_gap = gap if line_gap is None else line_gap
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.hub().changed.connect(self._on_theme_changed)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others; in a box on show it shows at once."""
        widget.setParent(self)
        self._widgets.append(widget)
        self._place()
        self.updateGeometry()
        if self.isVisible():
            widget.show()

    def clear(self) -> None:
        """Take all widgets out; they are deleted."""
        while self._widgets:
            widget = self._widgets.pop()
            widget.hide()
            widget.deleteLater()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are together."""
        return self._flow(width, move=False)

    def sizeHint(self) -> QSize:
        """All in one line, as far as a page allows."""
        gap = theme.px(self._gap)
        wanted = sum(widget.sizeHint().width() + gap for widget in self._widgets) - gap
        width = min(max(wanted, 0), theme.px(theme.FORM_WIDTH))
        return QSize(width, self._flow(width, move=False))

    def minimumSizeHint(self) -> QSize:
        """The widest chip; the height of the present width."""
        widest = max((widget.minimumSizeHint().width() for widget in self._widgets), default=0)
        return QSize(widest, self._flow(max(self.width(), widest), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._place()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _flow(self, width: int, *, move: bool) -> int:
        gap = theme.px(self._gap)
        left = top = line = 0
        for widget in self._widgets:
            size = widget.sizeHint()
            wide = min(size.width(), max(width, widget.minimumSizeHint().width()))
            high = size.height()
            if wide < size.width() and widget.hasHeightForWidth():
                high = max(high, widget.heightForWidth(wide))
            if left and left + wide > width:
                left, top, line = 0, top + line + theme.px(self._line_gap), 0
            if move:
                widget.setGeometry(QRect(left, top, wide, high))
            left += wide + gap
            line = max(line, high)
        return top + line

    def place(self) -> None:
        """Break the lines anew; the sizes of the widgets have changed."""
        self._place()
        self.updateGeometry()

    def _place(self) -> None:
        self._flow(self.width(), move=True)

    def _on_theme_changed(self) -> None:
        self._place()
        self.updateGeometry()


class Chip(QCheckBox):
    """One toggle, 48 high, with a tick when on.

    Args:
        option: What it stands for.
        on: Whether it is on already.
        key: The digit that toggles it, shown as a key cap. Enter then belongs to the page.
    """

    def __init__(
        self, option: Option, *, on: bool = False, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.option = option
        self._key = key
        self.ring_radius: float = theme.CONTROL / 2
        self.setText(option.label.replace("&", "&&"))
        self.setObjectName(f"chip_{option.code}")
        self.setAccessibleName(option.label)
        self.setAccessibleDescription(option.hint)
        self.setChecked(on)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self.updateGeometry)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole chip."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """The tick's room is always kept, so that nothing jumps."""
        width = (
            paint.text_width(self.option.label, self._face())
            + 2 * theme.px(_SIDE)
            + theme.px(2)
            + self._cap_room()
        )
        return QSize(width + (theme.px(_TICK) if self.isChecked() else 0), theme.px(theme.CONTROL))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut off; those of a long chip may take more lines."""
        whole = self.sizeHint()
        word = max((paint.text_width(each, self._face()) for each in self._words()), default=0)
        least = max(theme.px(_WRAPS_FROM), word + self._beside())
        return QSize(min(whole.width(), least), whole.height())

    def hasHeightForWidth(self) -> bool:
        """Narrower may mean higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """One line, or as many as the words need."""
        if width >= self.sizeHint().width():
            return theme.px(theme.CONTROL)
        words = paint.text_size(self.option.label, self._face(), width - self._beside())
        return max(theme.px(theme.CONTROL), words.height() + 2 * theme.px(_ABOVE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter toggles as Space does, unless digits do; arrows move."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self._key:
            self.click()
        elif event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Down}:
            self.focusNextChild()
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Up}:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Rest."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pill, tick, word."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        on = self.isChecked()
        fill = "primary_soft" if on or self.isDown() else "bg" if self.underMouse() else "surface"
        area = QRectF(self.rect())
        edge = theme.colour("primary" if on else "control")
        width = theme.border(
            "selected" if on and theme.current().name == "contrast" else "control"
        ) + (0.5 if on else 0)
        paint.rounded(
            painter, area, theme.CONTROL / 2, fill=theme.colour(fill), edge=edge, width=width
        )
        ink = theme.colour("on_primary_soft" if on else "text")
        left = theme.px(_SIDE)
        if self._key:
            self._paint_cap(painter, on=on)
            left += self._cap_room()
        if on:
            side = theme.px(18)
            paint.tick(
                painter,
                QRectF(left - theme.px(3), (self.height() - side) / 2, side, side),
                ink,
                width=2,
            )
            left += theme.px(_TICK)
        wraps = self.width() < self.sizeHint().width()
        paint.text(
            painter,
            area.adjusted(left, 0, -theme.px(_SIDE) if wraps else 0, 0),
            self.option.label,
            self._face(),
            ink,
            flags=paint.LEFT | paint.MIDDLE | (paint.WRAP if wraps else 0),
        )

    def _paint_cap(self, painter: QPainter, *, on: bool) -> None:
        side = theme.px(_CAP)
        cap = QRectF(theme.px(_CAP_GAP + 2), (self.height() - side) / 2, side, side)
        fill, ink = ("primary", "on_primary") if on else ("bg", "text2")
        edge = None if on else theme.colour("control")
        paint.rounded(painter, cap, 5, fill=theme.colour(fill), edge=edge, width=1.5)
        paint.text(
            painter,
            cap,
            self._key,
            theme.font(theme.KEY_CAP, theme.SEMIBOLD),
            theme.colour(ink),
            flags=paint.CENTRE | paint.MIDDLE,
        )

    def _cap_room(self) -> int:
        return theme.px(_CAP) if self._key else 0

    def _words(self) -> list[str]:
        return self.option.label.split()

    def _beside(self) -> int:
        return 2 * theme.px(_SIDE) + theme.px(2) + theme.px(_TICK) + self._cap_room()

    def _face(self) -> QFont:
        return theme.font(theme.BODY, theme.SEMIBOLD)


class ChipGroup(FlowBox):
    """Chips for one question.

    Args:
        options: In order.
        chosen: Codes that are on.
        single: Whether at most one may be on.
        number_keys: Whether 1 to 9, and 0 for the tenth, toggle and key caps are shown.
        name: What they are about, for screen readers.

    Signals:
        changed: The codes that are on now, in the order of the options.
        decline_requested: N was pressed.
    """

    changed = Signal(list)
    decline_requested = Signal()

    def __init__(
        self,
        options: Sequence[Option],
        chosen: Sequence[str] = (),
        *,
        single: bool = False,
        number_keys: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._single = single
        self._number_keys = number_keys
        self.setAccessibleName(name)
        self.chips: list[Chip] = []
        for place, option in enumerate(options):
            key = _KEYS[place : place + 1] if number_keys else ""
            chip = Chip(option, on=option.code in chosen, key=key, parent=self)
            self.add(chip)
            self.chips.append(chip)
            chip.clicked.connect(
                lambda _checked=False, pressed=chip: self._on_chip_clicked(pressed)
            )
            chip.toggled.connect(self._on_theme_changed)
        if self.chips:
            self.setFocusProxy(self.chips[0])

    def chosen_codes(self) -> list[str]:
        """The codes that are on."""
        return [chip.option.code for chip in self.chips if chip.isChecked()]

    def set_chosen(self, codes: Sequence[str]) -> None:
        """Switch on without a signal."""
        for chip in self.chips:
            chip.setChecked(chip.option.code in codes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits toggle, N declines; only while the group has the focus."""
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        place = _KEYS.find(event.text()) if event.text() else -1
        if not plain or event.isAutoRepeat() or not self._number_keys:
            super().keyPressEvent(event)
        elif 0 <= place < len(self.chips):
            self.chips[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self.chips[place].click()
        elif event.key() == Qt.Key.Key_N:
            self.decline_requested.emit()
        else:
            super().keyPressEvent(event)

    def _on_chip_clicked(self, pressed: Chip) -> None:
        if pressed.isChecked():
            for other in self.chips:
                alone = self._single or pressed.option.exclusive or other.option.exclusive
                if other is not pressed and alone:
                    other.setChecked(False)
        self.changed.emit(self.chosen_codes())
