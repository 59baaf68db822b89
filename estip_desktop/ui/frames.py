"""The two frames of every page: home, with navigation, and focus mode, without."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.ui import theme
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.tab_order import move_focus
from estip_desktop.ui.widgets.action_bar import ActionBar
from estip_desktop.ui.widgets.body import Align, Body, WidthClass, width_class_of
from estip_desktop.ui.widgets.buttons import Button
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.nav_rail import NavItem, NavRail
from estip_desktop.ui.widgets.page_header import PageHeader
from estip_desktop.ui.widgets.status_pill import PillKind
from estip_desktop.ui.widgets.step_rail import StepMenuButton, StepRail

__all__ = ["FocusFrame", "HomeFrame", "NavItem", "place_of_pages"]
HOLD_MS = 150
_ORDER: tuple[WidthClass, ...] = ("compact", "regular", "wide")


class _Frame(QWidget):
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


class HomeFrame(_Frame):
    """Navigation rail, page header, body.

    Args:
        nav: The places, in order.
        current: The id of the place this page belongs to.
        title: The page's title; no names.
        context: One line under it.
        max_width: Widest body in effective pixels; 0 for no limit.
    """

    def __init__(
        self,
        nav: Sequence[NavItem],
        current: str,
        title: str,
        context: str = "",
        *,
        max_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._title, self._context = title, context
        self.rail = NavRail(nav, current, self._whole)
        self.header = PageHeader(title, context, parent=self._whole)
        self.body = Body(max_width=max_width, parent=self._whole)
        row = QHBoxLayout(self._whole)
        right = QVBoxLayout()
        for layout in (row, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        right.addWidget(self.header)
        right.addWidget(self.body, 1)
        self.rail.navigation_requested.connect(self.navigation_requested)
        self.header.concern_requested.connect(self.concern_requested)
        self.header.lock_requested.connect(self.lock_requested)
        self._arrange()

    def set_title(self, title: str, context: str = "") -> None:
        """Change title and context."""
        self.setAccessibleName(title)
        self._title, self._context = title, context
        self.header.set_title(title, context)
        self._show_compact_words()

    def set_badge(self, item_id: str, badge: str) -> None:
        """Show a count at one place."""
        self.rail.button(item_id).set_badge(badge)

    def regions(self) -> list[QWidget]:
        """Rail, header, body."""
        return [self.rail, self.header, self.body]

    def _arrange(self) -> None:
        super()._arrange()
        compact = self._width_class == "compact"
        self.rail.set_compact(compact)
        self._show_compact_words()

    @cached_property
    def _compact_words(self) -> tuple[Heading, Text]:
        """Title and context above the rows; made where room is short for the first time."""
        title = Heading("", "h1", parent=self.body.inner)
        context = Text("", "body2", parent=self.body.inner)
        for place, label in enumerate((title, context)):
            label.hide()
            self.body.column.insertWidget(place, label)
        return title, context

    def _show_compact_words(self) -> None:
        compact = self._width_class == "compact"
        if not compact and "_compact_words" not in self.__dict__:
            return
        title, context = self._compact_words
        title.setText(self._title)
        context.setText(self._context)
        set_shown(title, compact)
        set_shown(context, compact and bool(self._context))


class FocusFrame(_Frame):
    """Focus mode: an optional step rail, a scrolling body and a fixed bar; no navigation.

    Args:
        line: The quiet line in the header (*Step 3 of 8*).
        rail: The step rail, for guided sessions.
        align: Where the column stands; beside a rail usually left, else in the middle.
        max_width: Widest column in effective pixels; 0 for no limit.
        show_status: Whether the status pill is there.
        show_concern: Whether Immediate concern is there.
        show_lock: Whether Lock is there.
    """

    def __init__(
        self,
        line: str = "",
        *,
        rail: StepRail | None = None,
        align: Align | None = None,
        max_width: int = theme.FORM_WIDTH,
        show_status: bool = True,
        show_concern: bool = True,
        show_lock: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rail = rail
        self.header = PageHeader(
            "",
            line,
            show_status=show_status,
            show_concern=show_concern,
            show_lock=show_lock,
            parent=self._whole,
        )
        self.header_area: QWidget = self.header
        self.body = Body(
            max_width=max_width, align=align or ("left" if rail else "centre"), parent=self._whole
        )
        self.bar = ActionBar(self._whole)
        self._back_button: QPushButton | None = None
        self._step_menu: StepMenuButton | None = None
        self._side: QWidget | None = None
        self._side_from: WidthClass = "wide"
        self._build()
        self.header.concern_requested.connect(self.concern_requested)
        self.header.lock_requested.connect(self.lock_requested)
        self.header.back_requested.connect(self._on_header_back_requested)
        self._arrange()

    def set_line(self, line: str) -> None:
        """Change the quiet line in the header."""
        self.header.set_title("", line)

    def set_header(self, widget: QWidget) -> None:
        """Use another header (Immediate concern, hand-over); it lies above the whole width."""
        self.header.hide()
        self.header_area = widget
        self._right.insertWidget(0, widget)

    def add_left(self, widget: QWidget) -> None:
        """Put a widget into the left of the bar."""
        self.bar.add_left(widget)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget into the right of the bar; the main action comes last."""
        self.bar.add_right(widget)

    def set_back_button(self, button: QPushButton) -> None:
        """Put Back first in the bar; where room is short it becomes the header's arrow."""
        self._back_button = button
        self.bar.add_left(button)
        self.header.set_has_back(has_back=True)
        self._arrange()

    def set_side(
        self, widget: QWidget, *, from_class: WidthClass = "wide", width: int = 352
    ) -> None:
        """Show a helper column right of the body, from a width class on; hidden below it."""
        self._side = widget
        self._side_from = from_class
        widget.setFixedWidth(theme.px(width))
        if isinstance(widget, QScrollArea):  # scrolls by itself, so it takes the whole height
            self._middle.addWidget(widget)
        else:
            self._middle.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._arrange()

    def regions(self) -> list[QWidget]:
        """Rail, header, body, helper column, bar."""
        parts: list[QWidget | None] = [self.rail, self.header_area, self.body, self._side, self.bar]
        return [part for part in parts if part is not None]

    def _build(self) -> None:
        row = QHBoxLayout(self._whole)
        self._right = QVBoxLayout()
        self._middle = QHBoxLayout()
        for layout in (row, self._right, self._middle):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        if self.rail is not None:
            row.addWidget(self.rail)
        row.addLayout(self._right, 1)
        self._right.addWidget(self.header)
        self._right.addLayout(self._middle, 1)
        self._middle.addWidget(self.body, 1)
        self._right.addWidget(self.bar)

    def _arrange(self) -> None:
        super()._arrange()
        compact = self._width_class == "compact"
        self.bar.set_compact(compact)
        if self.rail is not None:
            set_shown(self.rail, not compact)
            if compact and self._step_menu is None:
                self._step_menu = StepMenuButton(self.rail, self.body.inner)
                self.body.column.insertWidget(0, self._step_menu, 0, Qt.AlignmentFlag.AlignLeft)
            if self._step_menu is not None:
                set_shown(self._step_menu, compact)
        if self._back_button is not None:
            set_shown(self._back_button, not compact or self.header_area is not self.header)
        if self._side is not None:
            is_wide = _ORDER.index(self._width_class) >= _ORDER.index(self._side_from)
            set_shown(self._side, is_wide)

    def _on_header_back_requested(self) -> None:
        if self._back_button is not None:
            self._back_button.click()
        else:
            self.navigation_requested.emit("back")
