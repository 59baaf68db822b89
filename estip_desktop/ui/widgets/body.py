"""The scrolling middle of a page, and columns that stack where there is no room."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from estip_desktop.ui import theme

Align = Literal["left", "centre"]
WidthClass = Literal["compact", "regular", "wide"]
COMPACT_BELOW, WIDE_FROM = 1000, 1600
_CLEAR, _RING_CLEAR = 24, 8
_TOUCH_MS = 200


def width_class_of(pixels: int) -> WidthClass:
    """The width class of a window this wide, at the text scale in use."""
    effective = pixels / theme.current().scale
    if effective < COMPACT_BELOW:
        return "compact"
    return "wide" if effective >= WIDE_FROM else "regular"


class Body(QScrollArea):
    """A vertical scroll area with a column that never grows past a readable width.

    Put widgets into ``self.column``; a stretch at its end keeps them together at the top. They are
    children of ``self.inner``.

    Args:
        max_width: Widest column in effective pixels; 0 for no limit.
        align: Where a narrower column stands.
        spacing: Room between the rows in effective pixels.
    """

    def __init__(
        self,
        *,
        max_width: int = theme.FORM_WIDTH,
        align: Align = "left",
        spacing: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._max_width = max_width
        self._spacing = spacing
        self._followed: QWidget | None = None
        self._follow_from = 0
        self._is_following = False
        self.setObjectName("body")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._content = QWidget(self.viewport())
        self._content.setObjectName("body_content")
        self._row = QHBoxLayout(self._content)
        self._row.setSpacing(0)
        self.inner = QWidget(self._content)
        self.inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        outer = QVBoxLayout(self.inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.column = QVBoxLayout()
        outer.addLayout(self.column)
        outer.addStretch(1)
        if align == "centre":
            self._row.addStretch(1)
        self._row.addWidget(self.inner, 100_000)  # the column takes all up to its limit
        self._row.addStretch(1)
        self.setWidget(self._content)
        self._content.setAutoFillBackground(False)  # setWidget turned it on
        QTimer.singleShot(_TOUCH_MS, self, self._take_touch)
        self._on_theme_changed()
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.hub().changed.connect(self._on_theme_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a widget fully into view, clear of header and bar.

        What has the focus above it stays in view: its ring is never hidden behind a bar.
        """
        bar = self.verticalScrollBar()
        wanted = self._value_showing(widget, bar.value())
        focused: QWidget | None = self.window().focusWidget()
        if focused is not None and focused is not widget and self._content.isAncestorOf(focused):
            least = max(0, self._top_of(focused) - theme.px(_CLEAR))
            if bar.value() <= least < wanted:
                wanted = least
        bar.setValue(wanted)

    def minimumSizeHint(self) -> QSize:
        """A body may be small; it scrolls."""
        return QSize(theme.px(200), theme.px(80))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gutters follow the width class."""
        super().resizeEvent(event)
        self._apply_gutter()

    def _value_showing(self, widget: QWidget, value: int) -> int:
        """The value nearest to the given one at which the widget and its ring are in view."""
        room, near = theme.px(_CLEAR), theme.px(_RING_CLEAR)
        top, height = self._top_of(widget), self.viewport().height()
        if top - near < value or widget.height() + 2 * room > height:
            return max(0, top - room)
        if top + widget.height() + near > value + height:
            return top + widget.height() + room - height
        return value

    def _take_touch(self) -> None:
        """Scroll by a finger; nobody has one there before the page has painted."""
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def _top_of(self, widget: QWidget) -> int:
        return widget.mapTo(self._content, QPoint(0, 0)).y()

    def _apply_gutter(self) -> None:
        compact = width_class_of(self.window().width()) == "compact"
        gutter = theme.px(theme.GUTTER_COMPACT if compact else theme.GUTTER)
        # The header has no scroll bar: give its width back, so that right edges meet.
        bar = self.verticalScrollBar()
        taken = bar.width() if bar.isVisible() else 0
        right = max(theme.px(_RING_CLEAR), gutter - theme.px(4) - taken)
        margins = (gutter, theme.px(8), right, theme.px(24))
        now = self._row.contentsMargins()
        if margins != (now.left(), now.top(), now.right(), now.bottom()):
            self._row.setContentsMargins(*margins)

    def _on_theme_changed(self) -> None:
        self.column.setSpacing(theme.px(self._spacing))
        self.inner.setMaximumWidth(theme.px(self._max_width) if self._max_width else 16_777_215)
        self._apply_gutter()

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        del old
        self._followed = None
        if now is not None and self._content.isAncestorOf(now):
            self._followed = now
            self._follow_from = self.verticalScrollBar().value()
            # A page that was just shown has no geometry yet; its layout is done by then.
            QTimer.singleShot(0, self, self._follow)

    def _on_range_changed(self) -> None:
        self._apply_gutter()
        self._follow()

    def _on_scrolled(self) -> None:
        if not self._is_following:  # somebody reads elsewhere: the focus pulls no longer
            self._followed = None

    def _follow(self) -> None:
        """Keep what has the focus in view while the rows around it still find their places."""
        widget = self._followed
        if widget is None:
            return
        if not isValid(widget) or widget.window().focusWidget() is not widget:
            self._followed = None
        elif widget.isVisible() and self._content.isAncestorOf(widget):
            self._is_following = True
            # From where the page stood: a row that was too high for a moment must not move it.
            self.verticalScrollBar().setValue(self._value_showing(widget, self._follow_from))
            self._is_following = False


class Columns(QWidget):
    """A main and a side column that stand side by side, or stack below a width class.

    Put widgets into ``self.main`` and ``self.side``.

    Args:
        side_width: Width of the side column in effective pixels.
        stack_below: The smallest width class in which they stand side by side.
        spacing: Room between rows in effective pixels.
    """

    def __init__(
        self,
        *,
        side_width: int = 372,
        stack_below: WidthClass = "regular",
        spacing: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side_width = side_width
        self._stack_below: WidthClass = stack_below
        self._spacing = spacing
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._main_holder, self.main = self._holder()
        self._side_holder, self.side = self._holder()
        self._row.addWidget(self._main_holder, 1)
        self._row.addWidget(self._side_holder)
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack or unstack with the window."""
        super().resizeEvent(event)
        self._arrange()

    def _holder(self) -> tuple[QWidget, QVBoxLayout]:
        holder = QWidget(self)
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        column = QVBoxLayout()
        outer.addLayout(column)
        outer.addStretch(1)
        return holder, column

    def _arrange(self) -> None:
        order = ("compact", "regular", "wide")
        here = width_class_of(self.window().width())
        stacked = order.index(here) < order.index(self._stack_below)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if stacked else direction.LeftToRight)
        self._row.setSpacing(theme.px(24))
        for column in (self.main, self.side):
            column.setSpacing(theme.px(self._spacing))
        widest = 16_777_215 if stacked else theme.px(self._side_width)
        self._side_holder.setMaximumWidth(widest)
        self._side_holder.setMinimumWidth(0 if stacked else theme.px(self._side_width))
