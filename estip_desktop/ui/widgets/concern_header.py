"""The soft red header of Immediate concern."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.body import width_class_of
from estip_desktop.ui.widgets.buttons import DefaultButton, IconButton
from estip_desktop.ui.widgets.key_value import IconBadge
from estip_desktop.ui.widgets.labels import Heading, Text


class ConcernHeader(QWidget):
    """Title, one line, when it was opened, Lock.

    Signals:
        lock_requested: Lock was pressed.
    """

    lock_requested = Signal()

    def __init__(self, title: str, line: str, opened: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.title_label = Heading(title, "danger_h1")
        self.line_label = Text(line, "danger")
        self.opened_label = Text(opened, "danger", wrap=False)
        self.lock_button = DefaultButton(_("Lock"), "lock", parent=self)
        self.lock_icon_button = IconButton(_("Lock"), "lock", parent=self)
        self._badge = IconBadge("life-buoy", "danger")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title_label)
        words.addWidget(self.line_label)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._badge)
        self._row.addLayout(words, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        for widget in (self.opened_label, self.lock_button, self.lock_icon_button):
            self._row.addWidget(widget, 0, middle)
        self.lock_button.clicked.connect(self.lock_requested)
        self.lock_icon_button.clicked.connect(self.lock_requested)
        self._arrange()
        theme.hub().changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Condense where the window is compact."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Soft red with one line under it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("danger_soft"))
        line = theme.px(3)
        painter.fillRect(0, self.height() - line, self.width(), line, theme.colour("danger_line"))

    def _arrange(self) -> None:
        compact = width_class_of(self.window().width()) == "compact"
        self.line_label.setVisible(not compact)
        self.opened_label.setVisible(not compact)
        self.lock_button.setVisible(not compact)
        self.lock_icon_button.setVisible(compact)
        gutter = theme.px(theme.GUTTER_COMPACT if compact else theme.GUTTER)
        edge = theme.px(8 if compact else 14)
        self._row.setContentsMargins(gutter, edge, gutter - theme.px(4), edge)
        self._row.setSpacing(theme.px(16))
