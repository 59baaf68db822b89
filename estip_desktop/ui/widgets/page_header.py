"""The header of every page: where you are, the status, Immediate concern and Lock."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.buttons import ConcernButton, DefaultButton, IconButton
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.status_pill import StatusPill

_BOTH_FIT = 960


class PageHeader(QWidget):
    """Title or one quiet line on the left, the exits on the right.

    Args:
        title: Large title of a home page, or empty.
        line: One quiet line: the context under a title, or the only text in focus mode.
        show_status: Whether the status pill is there.
        show_concern: Whether Immediate concern is there.
        show_lock: Whether Lock is there.

    Signals:
        concern_requested: Immediate concern was pressed.
        lock_requested: Lock was pressed.
        back_requested: The arrow of the condensed header was pressed.
    """

    concern_requested = Signal()
    lock_requested = Signal()
    back_requested = Signal()

    def __init__(
        self,
        title: str = "",
        line: str = "",
        *,
        show_status: bool = True,
        show_concern: bool = True,
        show_lock: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._has_back = False
        self._compact = False
        self._show_lock = show_lock
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.line_label = Text(line, "body2" if title else "line", parent=self)
        self.status_pill = StatusPill(self)
        self.concern_button = ConcernButton(_("Immediate concern"), "circle-alert", parent=self)
        self.lock_button = DefaultButton(_("Lock"), "lock", parent=self)
        self._build()
        if title:
            self.title_label.setText(title)
        set_shown(self.status_pill, show_status)
        set_shown(self.concern_button, show_concern)
        self.set_compact(compact=False)
        self.concern_button.clicked.connect(self.concern_requested)
        self.lock_button.clicked.connect(self.lock_requested)
        theme.hub().changed.connect(self._on_theme_changed)

    @cached_property
    def title_label(self) -> Heading:
        """The large title; made with the first one."""
        made = Heading("", "h1", parent=self)
        made.hide()
        self._words.insertWidget(self._words.indexOf(self.line_label), made)
        return made

    @cached_property
    def back_button(self) -> IconButton:
        """The arrow of the condensed header; made when it is first needed."""
        made = IconButton(_("Back"), "arrow-left", parent=self)
        made.hide()
        made.clicked.connect(self.back_requested)
        self._row.insertWidget(0, made, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    @cached_property
    def lock_icon_button(self) -> IconButton:
        """Lock without its word; made when it is first needed."""
        made = IconButton(_("Lock"), "lock", parent=self)
        made.hide()
        made.clicked.connect(self.lock_requested)
        self._row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def set_title(self, title: str, line: str) -> None:
        """Change title and line."""
        if title or self._has("title_label"):
            self.title_label.setText(title)
        self.line_label.setText(line)
        self._show_words()
        self._condense_pill()
        self._on_theme_changed()

    def set_has_back(self, has_back: bool) -> None:
        """Whether the condensed header offers an arrow back."""
        self._has_back = has_back
        self._show_back()

    def set_compact(self, compact: bool) -> None:
        """Condense to icons; title and line are shown by the body then."""
        self._compact = compact
        self._show_back()
        self._show_words()
        self._condense_pill()
        set_shown(self.lock_button, self._show_lock and not compact)
        shows_icon = self._show_lock and compact
        if shows_icon or self._has("lock_icon_button"):
            set_shown(self.lock_icon_button, shows_icon)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title comes first: the status keeps its icon and name where both do not fit."""
        super().resizeEvent(event)
        self._condense_pill()

    def _has(self, name: str) -> bool:
        """Whether one of the widgets that are made when first needed is there."""
        return name in self.__dict__

    def _title(self) -> str:
        return self.title_label.text() if self._has("title_label") else ""

    def _show_back(self) -> None:
        shows = self._compact and self._has_back
        if shows or self._has("back_button"):
            set_shown(self.back_button, shows)

    def _show_words(self) -> None:
        if self._has("title_label"):
            set_shown(self.title_label, not self._compact and bool(self._title()))
        set_shown(self.line_label, not self._compact and bool(self.line_label.text()))

    def _condense_pill(self) -> None:
        words = self._title() or self.line_label.text()
        has_width = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        crowded = bool(words) and has_width and self.width() < theme.px(_BOTH_FIT)
        self.status_pill.set_icon_only(self._compact or crowded)

    def _build(self) -> None:
        self._row = QHBoxLayout(self)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addStretch(1)
        self._words.addWidget(self.line_label)
        self._words.addStretch(1)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self.status_pill, 0, middle)
        for button in (self.concern_button, self.lock_button):
            self._row.addWidget(button, 0, middle)

    def _on_theme_changed(self) -> None:
        gutter = theme.px(theme.GUTTER_COMPACT if self._compact else theme.GUTTER)
        self._row.setContentsMargins(gutter, theme.px(8), gutter - theme.px(4), theme.px(8))
        self._row.setSpacing(theme.px(12))
        least = 64 if self._compact else 92 if self._title() else 72
        self.setMinimumHeight(theme.px(least))
