"""What every page stands in: header, body, the exits, and the keys that lead through them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.ui import theme
from estip_desktop.ui.tab_order import move_focus
from estip_desktop.ui.widgets.body import Body, WidthClass, width_class_of
from estip_desktop.ui.widgets.buttons import Button
from estip_desktop.ui.widgets.page_header import PageHeader
from estip_desktop.ui.widgets.status_pill import PillKind

HOLD_MS = 150


class Frame(QWidget):
    """What both frames share: header, width class, regions, the exits.

    Signals:
        concern_requested: Immediate concern was asked for.
        lock_requested: Lock was asked for.
        navigation_requested: The id of a place, or ``back``.
        width_class_changed: ``compact``, ``regular`` or ``wide``.
    """

    concern_requested = Signal()
    lock_requested = Signal()
    navigation_requested = Signal(str)
    width_class_changed = Signal(str)

    header: PageHeader
    body: Body
    _held: bool = False
    """Painting waits for what the page shows first; also read while a page is being taken down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width_class: WidthClass = "regular"
        self._main_button: QPushButton | None = None
        self._held = False
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._whole = QWidget(self)
        whole.addWidget(self._whole)
        theme.hub().changed.connect(self._on_theme_changed)

    @property
    def width_class(self) -> WidthClass:
        """Window width ÷ text scale, in three classes."""
        return self._width_class

    @property
    def column(self) -> QVBoxLayout:
        """Where a page puts its rows."""
        return self.body.column

    def hold(self) -> None:
        """Leave the page before on the screen until ``release``: the content comes in a moment.

        So everything is laid out and painted once, not first empty and then filled. Where the vault
        is busy the page appears as it is after a short while: its exits are never missing for long.
        """
        self._held = True
        self._whole.hide()
        self._let_paint(allowed=False)
        QTimer.singleShot(HOLD_MS, self, self.release)

    def release(self) -> None:
        """Show what is on the page; nothing happens where it is on show already."""
        if self._held:
            self._held = False
            self._let_paint(allowed=True)  # before there is much to be marked for painting
            self._whole.show()

    def set_status(self, kind: PillKind, words: str = "") -> None:
        """Show whether the laptop is online; ``words`` replace the usual ones."""
        self.header.status_pill.set_kind(kind, words)

    def set_main_button(self, button: QPushButton | None) -> None:
        """Enter presses this button wherever no widget needs Enter itself."""
        self._main_button = button

    def regions(self) -> list[QWidget]:
        """The parts F6 walks through, in reading order."""
        return [self.header, self.body]

    def focus_region(self, step: int) -> None:
        """Move the focus to the first control of the next (1) or previous (-1) part."""
        parts = [part for part in self.regions() if part.isVisible()]
        focused: QWidget | None = self.window().focusWidget()
        here = next(
            (
                n
                for n, part in enumerate(parts)
                if focused is not None and part.isAncestorOf(focused)
            ),
            -1,
        )
        for distance in range(1, len(parts) + 1):
            part = parts[(here + step * distance) % len(parts)]
            target = next((each for each in part.findChildren(QWidget) if _takes_focus(each)), None)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on in reading order; Qt also asks a page that was just left."""
        return self.isVisible() and move_focus(self.window(), forward=forward)

    def press_main_button(self) -> bool:
        """Do the main action, once while it works; False where there is none now."""
        button = self._main_button
        if button is None or not button.isVisible():
            return False
        if not (isinstance(button, Button) and button.is_busy):
            button.click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the main action."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not (is_enter and not event.isAutoRepeat() and self.press_main_button()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fall to a narrower class where needed."""
        super().resizeEvent(event)
        self._update_class()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page took its place before it was released."""
        super().hideEvent(event)
        if self._held:
            self._let_paint(allowed=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page's ground."""
        QPainter(self).fillRect(event.rect(), theme.colour("bg"))

    def _let_paint(self, *, allowed: bool) -> None:
        place = self.parentWidget()
        if isinstance(place, QStackedWidget):
            place.setUpdatesEnabled(allowed)

    def _update_class(self) -> None:
        now = width_class_of(self.window().width())
        if now != self._width_class:
            self._width_class = now
            self._arrange()
            self.width_class_changed.emit(now)

    def _on_theme_changed(self) -> None:
        self._update_class()
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        self.header.set_compact(self._width_class == "compact")


def place_of_pages(shell: object) -> QWidget | None:
    """Where the window of ``shell`` holds its pages; a page that is built there is styled once.

    Built elsewhere, all its widgets would ask for their style again when it is put into the window.
    """
    page: object = getattr(getattr(shell, "window", None), "page", None)
    return page.parentWidget() if isinstance(page, QWidget) else None


def _takes_focus(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isEnabled() and widget.isVisible()
