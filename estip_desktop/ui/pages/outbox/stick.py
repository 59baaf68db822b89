"""Carrying sealed parcels on a stick, and receipts back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.disks import Disk, plugged_in_disks
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.status_line import StatusLine


class StickCard(QWidget):
    """A button that opens to the disks that are plugged in.

    Signals:
        export_requested: Folder of a disk to copy what is not accepted yet to.
        import_requested: Folder of a disk to take receipts from.
    """

    export_requested = Signal(str)
    import_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.open_button = DefaultButton(_("Carry it on a stick…"), "usb")
        self.card = Card("soft", padding=20, spacing=10)
        self.hint_label = Text("", "body2")
        self.again_button = DefaultButton(_("Look again"), "refresh-cw")
        self.done_line = StatusLine("", "circle-check", "ok")
        self.buttons: list[DefaultButton] = []
        self._rows: list[QWidget] = []
        self._disks = QVBoxLayout()
        self._disks.setSpacing(theme.px(10))
        self.card.column.addWidget(Heading(_("On a stick"), "h2"))
        self.card.column.addWidget(self.hint_label)
        self.card.column.addLayout(self._disks)
        self.card.column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.column.addWidget(self.done_line)
        self.card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.card)
        self.open_button.clicked.connect(self._on_open_button_clicked)
        self.again_button.clicked.connect(lambda _on=False: self.show_disks(plugged_in_disks()))

    def show_disks(self, disks: Sequence[Disk]) -> None:
        """Offer these."""
        for row in self._rows:
            self._disks.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self.buttons = [], []
        self.hint_label.setText(
            _(
                "What waits, or is not accepted yet, goes on the stick as sealed copies. When it "
                "comes back, its receipts are read here."
            )
            if disks
            else _("No stick or other disk is plugged in. Plug one in, then look again.")
        )
        for disk in disks:
            row = FlowBox(gap=12)
            for words, wish in (
                (_("Copy to {disk}"), self.export_requested),
                (_("Take receipts from {disk}"), self.import_requested),
            ):
                button = DefaultButton(words.format(disk=disk.name), "usb")
                button.clicked.connect(
                    lambda _on=False, wish=wish, folder=disk.folder: wish.emit(folder)
                )
                row.add(button)
                self.buttons.append(button)
            self._disks.addWidget(row)
            self._rows.append(row)
        (self.buttons or [self.again_button])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_done(self, words: str, *, good: bool) -> None:
        """Say what came of it."""
        icon, role = ("circle-check", "ok") if good else ("circle-alert", "danger")
        self.done_line.set_words(words, icon, role)
        self.done_line.announce()

    def _on_open_button_clicked(self) -> None:
        shown = self.card.isHidden()
        self.card.setVisible(shown)
        self.done_line.set_words("")
        if shown:
            self.show_disks(plugged_in_disks())
