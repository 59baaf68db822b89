"""The frame of a page that asks for one thing: no navigation, a fixed bar below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.ui import theme
from estip_desktop.ui.frames.frame import Frame
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.action_bar import ActionBar
from estip_desktop.ui.widgets.body import Align, Body, WidthClass
from estip_desktop.ui.widgets.page_header import PageHeader
from estip_desktop.ui.widgets.step_rail import StepMenuButton, StepRail

_ORDER: tuple[WidthClass, ...] = ("compact", "regular", "wide")


class FocusFrame(Frame):
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
        self._lay_out_frame()
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

    def _lay_out_frame(self) -> None:
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
