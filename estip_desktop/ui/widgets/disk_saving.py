"""Saving a sheet on a disk: the button, the disks that are plugged in, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.disks import DiskChooser, plugged_in_disks
from estip_desktop.ui.widgets.status_line import StatusLine


class DiskSaving(QWidget):
    """Disks to choose from once :attr:`button` was pressed; the button goes where it fits.

    Signals:
        chosen: The folder of a disk.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = DefaultButton(_("Save it on a disk…"), "hard-drive")
        self.chooser: DiskChooser | None = None
        self.line = StatusLine("", "circle-check", "ok")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.line)
        self._space()
        self.button.clicked.connect(self._on_button_clicked)
        theme.hub().changed.connect(self._space)
        self.hide()  # it takes no room before there is something to see

    def clear(self) -> None:
        """Nothing was saved yet."""
        self.line.set_words("")

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where it was saved, or why it was not."""
        icon, role = ("circle-check", "ok") if kept else ("circle-alert", "danger")
        self.line.set_words(words, icon, role)
        self.show()
        self.line.announce()

    def _on_button_clicked(self) -> None:
        if self.chooser is None:
            self.chooser = DiskChooser()
            self.chooser.chosen.connect(self.chosen)
            self._column.insertWidget(0, self.chooser)
            self.chooser.show()
        self.show()
        self.chooser.show_disks(plugged_in_disks())

    def _space(self) -> None:
        self._column.setSpacing(theme.px(8))
