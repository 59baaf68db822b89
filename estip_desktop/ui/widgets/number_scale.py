"""A number from 0 to 10: eleven buttons, or digits and Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.choice_card import press_main_button
from estip_desktop.ui.widgets.labels import Text

_SIDE, _LEAST_SIDE, _GAP, _TYPING_MS = 56, 44, 8, 1_500


class NumberButton(QRadioButton):
    """One number; arrows move, Space and Enter choose."""

    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(self, number: int, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(str(number), parent)
        self.number = number
        self.side = _SIDE
        self.setObjectName(f"number_{number}")
        self.setAccessibleName(str(number))
        self.setAccessibleDescription(_("from {low} to {high}").format(low=low, high=high))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole square."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """A square target."""
        return QSize(theme.px(self.side), theme.px(self.side))

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose; the scale does the rest."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.click()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space already chose."""
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
        """A square with its number; chosen ones are filled and bold."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        chosen = self.isChecked()
        fill = "primary" if chosen else "bg" if self.underMouse() else "surface"
        edge = theme.colour("primary" if chosen else "control")
        area = QRectF(self.rect())
        width = theme.border("control")
        paint.rounded(
            painter, area, theme.RADIUS_CONTROL, fill=theme.colour(fill), edge=edge, width=width
        )
        face = theme.font(theme.H2, theme.BOLD if chosen else theme.SEMIBOLD)
        ink = theme.colour("on_primary" if chosen else "text")
        paint.text(painter, area, self.text(), face, ink, flags=paint.CENTRE | paint.MIDDLE)


class NumberScale(QWidget):
    """Numbers in a row: smaller where that keeps them in one line, wrapped where it must be.

    Args:
        low: Smallest number.
        high: Largest number.
        low_label: What the smallest means.
        high_label: What the largest means.
        value: The number chosen before.
        number_keys: Whether digits may be typed.

    Signals:
        chosen: The number somebody picked.
        decline_requested: N was pressed.
    """

    chosen = Signal(int)
    decline_requested = Signal()

    def __init__(
        self,
        low: int = 0,
        high: int = 10,
        *,
        low_label: str = "",
        high_label: str = "",
        value: int | None = None,
        number_keys: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._number_keys = number_keys
        self._typed = ""
        self._is_typed = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._forget_typed)
        self._flow = FlowBox(_GAP, self)
        self.buttons = {
            number: NumberButton(number, low, high, self._flow) for number in range(low, high + 1)
        }
        for number, button in self.buttons.items():
            self._flow.add(button)
            button.setChecked(number == value)
            button.clicked.connect(lambda _checked=False, picked=number: self._on_picked(picked))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self._flow)
        self._ends = QWidget(self)
        if low_label or high_label:
            ends = QHBoxLayout()
            ends.addWidget(Text(low_label, "small"))
            ends.addStretch(1)
            ends.addWidget(Text(high_label, "small"))
            ends.setContentsMargins(0, 0, 0, 0)
            self._ends.setLayout(ends)
            row = QHBoxLayout()
            row.addWidget(self._ends, 100_000)  # as wide as the numbers, where there is room
            row.addStretch(1)
            column.addLayout(row)
            words = _("{low} means {low_label}, {high} means {high_label}")
            self.setAccessibleDescription(
                words.format(low=low, low_label=low_label, high=high, high_label=high_label)
            )
        self.setFocusProxy(self.buttons[low if value is None else value])
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def value(self) -> int | None:
        """The number chosen, or ``None``."""
        return next((number for number, button in self.buttons.items() if button.isChecked()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and arrows move, Enter chooses, N declines.

        After digits Enter also does the main action of the page: the number was said in full.
        """
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            goes_on = self._is_typed
            self._choose_focused()
            if goes_on:
                press_main_button(self)
        elif key in {Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down}:
            self._move(1 if key in {Qt.Key.Key_Right, Qt.Key.Key_Up} else -1)
        elif self._number_keys and event.text().isdigit():
            self._type(event.text())
        elif self._number_keys and key == Qt.Key.Key_N:
            self.decline_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The ends of a scale belong into one line."""
        super().resizeEvent(event)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        count = len(self.buttons)
        room = (self.width() + theme.px(_GAP)) / count - theme.px(_GAP)
        fitting = int(room / theme.current().scale)
        side = min(fitting, _SIDE) if fitting >= _LEAST_SIDE else _SIDE
        for button in self.buttons.values():
            if button.side != side:
                button.side = side
                button.updateGeometry()
        self._flow.place()
        self._ends.setMaximumWidth(self._flow.sizeHint().width())

    def _focused(self) -> NumberButton | None:
        return next((button for button in self.buttons.values() if button.hasFocus()), None)

    def _choose_focused(self) -> None:
        self._forget_typed()
        focused = self._focused()
        if focused is not None:
            focused.click()

    def _move(self, step: int) -> None:
        self._is_typed = False
        focused = self._focused()
        if focused is not None and focused.number + step in self.buttons:
            self.buttons[focused.number + step].setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(self, digit: str) -> None:
        wanted = self._typed + digit
        if int(wanted) not in self.buttons:
            wanted = digit
        if int(wanted) in self.buttons:
            self._typed, self._is_typed = wanted, True
            self._typing.start()
            self.buttons[int(wanted)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_typed(self) -> None:
        self._typed = ""

    def _on_picked(self, number: int) -> None:
        self._is_typed = False
        self.setFocusProxy(self.buttons[number])
        self.chosen.emit(number)
