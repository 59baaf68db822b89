"""The lost-laptop sheet on the repair page: what was with the laptop, and where the sheet goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import DefaultButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.vault.lost_laptop import PASSPHRASE, SHEET, UNKNOWN

_LONGEST_PATH = 1000


class LostLaptopCard(QWidget):
    """A sheet of who was in the records, made from the chosen backup.

    Signals:
        sheet_requested: Folder, and what may be with the laptop.
    """

    sheet_requested = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self.open_button = QuietButton(_("The laptop is lost: make a sheet instead"))
        self.card = Card()
        options = [
            Option(PASSPHRASE, _("The passphrase")),
            Option(SHEET, _("The recovery sheet")),
            Option(UNKNOWN, _("I do not know yet")),
        ]
        self.with_chips = ChipGroup(options, name=_("What was with the laptop"))
        self.folder_edit = LineEdit()
        self.folder_edit.setMaxLength(_LONGEST_PATH)
        self.folder_field = LabelledField(_("Folder for the sheet"), self.folder_edit)
        self.make_button = DefaultButton(_("Write the sheet"), "file-text")
        self.done_line = StatusLine("", "circle-check", "ok")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.card)
        lead = _(
            "It names the people in this backup and the days of contact, so that they can be told. "
            "It is not encrypted. Nothing is put back."
        )
        self.card.column.addWidget(Text(lead, "body2"))
        self.card.column.addWidget(LabelledField(_("What was with the laptop"), self.with_chips))
        self.card.column.addWidget(self.folder_field)
        self.card.column.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.done_line)
        self.card.hide()
        self.open_button.clicked.connect(self._on_open_button_clicked)
        self.make_button.clicked.connect(self._on_make_button_clicked)

    def show_problem(self, text: str) -> None:
        """The folder cannot be taken."""
        self.folder_field.set_error(text)
        self.folder_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_written(self, text: str) -> None:
        """The sheet is there."""
        self.card.hide()
        self.done_line.set_words(text)
        self.done_line.announce()

    def _on_open_button_clicked(self) -> None:
        self.card.setVisible(not self.card.isVisible())
        self.done_line.set_words("")
        if self.card.isVisible():
            self.with_chips.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_make_button_clicked(self) -> None:
        self.folder_field.set_error("")
        codes = self.with_chips.chosen_codes()
        self.sheet_requested.emit(self.folder_edit.text().strip(), codes)
