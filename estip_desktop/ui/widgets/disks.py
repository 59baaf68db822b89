"""Disks that were plugged in, as places to save on.

No file dialog: that of Qt keeps the folders somebody visited in a file of its own, and that of the
desktop a list of recent files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QDir, QStorageInfo, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Text

_PLUGGED_IN = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


class Disk(NamedTuple):
    """A disk that can be written.

    Args:
        folder: Its top folder.
        name: As its owner called it.
    """

    folder: str
    name: str


def plugged_in_disks() -> list[Disk]:
    """Sticks and disks beside the one the system is on, by name."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        folder = QDir.toNativeSeparators(volume.rootPath())
        is_drive = folder[1:2] == ":" and not volume.isRoot()
        usable = volume.isValid() and volume.isReady() and not volume.isReadOnly()
        if usable and (is_drive or volume.rootPath().startswith(_PLUGGED_IN)):
            found.append(Disk(folder, volume.displayName()))
    return sorted(found, key=lambda disk: disk.name.casefold())


class DiskChooser(Card):
    """Which of the plugged-in disks to save on.

    Signals:
        chosen: The top folder of one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("soft", padding=20, spacing=10, parent=parent)
        self.disk_buttons: list[DefaultButton] = []
        self.hint_label = Text("", "body2")
        self.column.addWidget(self.hint_label)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(theme.px(10))
        self.column.addLayout(self._buttons)
        self.again_button = DefaultButton(_("Look again"), "refresh-cw")
        self.column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.again_button.clicked.connect(lambda _on=False: self.show_disks(plugged_in_disks()))

    def show_disks(self, disks: Sequence[Disk]) -> None:
        """Offer these."""
        for button in self.disk_buttons:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.disk_buttons = []
        self.hint_label.setText(
            _("Choose the disk. Take it away from the laptop afterwards.")
            if disks
            else _("No stick or other disk is plugged in. Plug one in, then look again.")
        )
        for disk in disks:
            button = DefaultButton(_("Save on {disk}").format(disk=disk.name), "hard-drive")
            button.clicked.connect(lambda _on=False, folder=disk.folder: self.chosen.emit(folder))
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.disk_buttons.append(button)
        (self.disk_buttons or [self.again_button])[0].setFocus()
