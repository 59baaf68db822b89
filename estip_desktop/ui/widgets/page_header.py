"""The header of every page: where you are, the status, Immediate concern and Lock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
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
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.back_button = IconButton(_("Back"), "arrow-left", parent=self)
        self.title_label = Heading(title, "h1")
        self.line_label = Text(line, "body2" if title else "line")
        self.status_pill = StatusPill(self)
        self.concern_button = ConcernButton(_("Immediate concern"), "circle-alert", parent=self)
        self.lock_button = DefaultButton(_("Lock"), "lock", parent=self)
        self.lock_icon_button = IconButton(_("Lock"), "lock", parent=self)
        self._build(title, line)
        self.status_pill.setVisible(show_status)
        self.concern_button.setVisible(show_concern)
        self._show_lock = show_lock
        self.set_compact(compact=False)
        self.back_button.clicked.connect(self.back_requested)
        self.concern_button.clicked.connect(self.concern_requested)
        self.lock_button.clicked.connect(self.lock_requested)
        self.lock_icon_button.clicked.connect(self.lock_requested)
        theme.hub().changed.connect(self._on_theme_changed)

    def set_title(self, title: str, line: str) -> None:
        """Change title and line."""
        self.title_label.setText(title)
        self.line_label.setText(line)
        self.set_compact(self._compact)

    def set_has_back(self, has_back: bool) -> None:
        """Whether the condensed header offers an arrow back."""
        self._has_back = has_back
        self.back_button.setVisible(has_back and self._compact)

    def set_compact(self, compact: bool) -> None:
        """Condense to icons; title and line are shown by the body then."""
        self._compact = compact
        self.back_button.setVisible(compact and self._has_back)
        self.title_label.setVisible(not compact and bool(self.title_label.text()))
        self.line_label.setVisible(not compact and bool(self.line_label.text()))
        self._condense_pill()
        self.lock_button.setVisible(self._show_lock and not compact)
        self.lock_icon_button.setVisible(self._show_lock and compact)
        self._row.setDirection(QHBoxLayout.Direction.LeftToRight)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title comes first: the status keeps its icon and name where both do not fit."""
        super().resizeEvent(event)
        self._condense_pill()

    def _condense_pill(self) -> None:
        words = self.title_label.text() or self.line_label.text()
        crowded = bool(words) and self.width() < theme.px(_BOTH_FIT)
        self.status_pill.set_icon_only(self._compact or crowded)

    def _build(self, title: str, line: str) -> None:
        del line
        self._row = QHBoxLayout(self)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addStretch(1)
        self._words.addWidget(self.title_label)
        self._words.addWidget(self.line_label)
        self._words.addStretch(1)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._row.addWidget(self.back_button, 0, middle)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self.status_pill, 0, middle)
        for button in (self.concern_button, self.lock_button, self.lock_icon_button):
            self._row.addWidget(button, 0, middle)
        self.title_label.setVisible(bool(title))

    def _on_theme_changed(self) -> None:
        gutter = theme.px(theme.GUTTER_COMPACT if self._compact else theme.GUTTER)
        self._row.setContentsMargins(gutter, theme.px(8), gutter - theme.px(4), theme.px(8))
        self._row.setSpacing(theme.px(12))
        least = 64 if self._compact else 92 if self.title_label.text() else 72
        self.setMinimumHeight(theme.px(least))
