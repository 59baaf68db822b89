"""Records as they were before a repair, in the backup section of the settings page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.settings.backup_presenter import AsideWords
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Divider
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.status_line import StatusLine


class AsideRows(QWidget):
    """A row for each, where there are any.

    Signals:
        remove_requested: Name of the one to remove.
    """

    remove_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[DefaultButton] = []
        self.rows = QWidget()
        self._list = QVBoxLayout(self.rows)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(8))
        self.done_line = StatusLine("", "circle-check", "ok")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.rows)
        column.addWidget(self.done_line)
        self.hide()

    def show_rows(self, rows: Sequence[AsideWords]) -> None:
        """List them anew."""
        while (entry := self._list.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for row in rows:
            button = DefaultButton(_("Remove…"))
            button.setAccessibleName(_("Remove: {title}").format(title=row.title))
            button.clicked.connect(
                lambda _checked=False, name=row.name: self.remove_requested.emit(name)
            )
            self._list.addWidget(ListRow(row.title, row.line, icon="archive", trailing=(button,)))
            self._list.addWidget(Divider())
            self.buttons.append(button)
        self.rows.setVisible(bool(rows))
        self.setVisible(bool(rows) or bool(self.done_line.words()))

    def set_busy(self, *, busy: bool) -> None:
        """Whether one is being removed."""
        for button in self.buttons:
            button.setEnabled(not busy)

    def end(self, words: str, *, good: bool) -> None:
        """Say what came of it."""
        self.done_line.set_words(
            words, "circle-check" if good else "circle-alert", "ok" if good else "danger"
        )
        self.show()
        self.done_line.announce()
