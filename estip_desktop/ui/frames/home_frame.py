"""The frame of a place one comes back to: navigation beside the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.ui.frames.frame import Frame
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.body import Body
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.nav_rail import NavItem, NavRail
from estip_desktop.ui.widgets.page_header import PageHeader


class HomeFrame(Frame):
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
