"""The page of one entry."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.casework.model import NOTE_LIMIT
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.entry.presenter import EntryPresenter, EntrySheet
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.form_dialog import FormDialog
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow

_OUTCOMES: Mapping[str, str] = {
    "done": N_("It was held"),
    "missed": N_("Not reached"),
    "declined": N_("They declined"),
}


class EntryPage(HomeFrame):
    """Question and answer, as they were kept.

    Signals:
        back_requested: The person's page.
        note_submitted: The words of a note of correction.
        outcome_picked: How a contact went.
    """

    back_requested = Signal()
    note_submitted = Signal(str)
    outcome_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "people", _("Entry"), max_width=1060, parent=parent)
        self.back_button = DefaultButton(_("Back to the person"), "arrow-left")
        self.sealed_callout = Callout(
            "info",
            _("Sealed"),
            _("They took their consent back. Nothing of it is shown or shared."),
            icon="lock",
        )
        self.title = Heading("", "h2")
        self.card = ListCard()
        self.notes_title = Heading(_("Corrected"), "h2")
        self.notes_card = ListCard()
        self.note_button = DefaultButton(_("Add a note of correction"), "pen-line")
        self.outcome_buttons = {
            state: DefaultButton(_(words)) for state, words in _OUTCOMES.items()
        }
        self.outcome_title = Heading(_("How did it go?"), "h2")
        self.outcome_row = FlowBox()
        self._open_dialog: FormDialog | None = None
        self.column.addWidget(SpreadRow([self.back_button]))
        for widget in (
            self.sealed_callout, self.title, self.outcome_title, self.outcome_row, self.card,
            self.notes_title, self.notes_card,
        ):  # fmt: skip
            self.column.addWidget(widget)
            widget.hide()
        self.column.addWidget(self.note_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.note_button.hide()
        for state, button in self.outcome_buttons.items():
            self.outcome_row.add(button)
            button.clicked.connect(
                lambda _checked=False, picked=state: self.outcome_picked.emit(picked)
            )
        self.note_button.clicked.connect(self._on_note_clicked)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: EntryPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.back_requested.connect(presenter.back)
        self.note_submitted.connect(presenter.add_note)
        self.outcome_picked.connect(presenter.close_contact)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Back: nothing that was recorded can be changed here."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to the person."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sheet(self, sheet: EntrySheet) -> None:
        """Show the entry; what is announced holds neither name nor reference."""
        self.set_title(sheet.reference, sheet.when)
        self.setAccessibleName(_("Entry"))
        self.title.setText(sheet.title)
        self.title.setVisible(bool(sheet.title))
        self.sealed_callout.setVisible(sheet.sealed)
        self._fill(self.card, sheet.lines)
        self._fill(self.notes_card, sheet.notes)
        self.notes_title.setVisible(bool(sheet.notes))
        self.note_button.setVisible(sheet.can_note)
        for widget in (self.outcome_title, self.outcome_row):
            widget.setVisible(sheet.can_close)
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_note_clicked(self) -> None:
        edit = LineEdit()
        edit.setMaxLength(NOTE_LIMIT)
        self._open_dialog = dialog = FormDialog(
            _("Add a note of correction"),
            _("What was recorded stays as it is. The note stands beside it, with the date."),
            {"note": LabelledField(_("What is right?"), edit, _("Up to 240 characters"))},
            verb=_("Add the note"),
            safe_verb=_("Not now"),
            check=_note_is_missing,
            parent=self,
        )
        dialog.submitted.connect(lambda given: self.note_submitted.emit(given["note"]))
        dialog.open()

    def _fill(self, card: ListCard, lines: tuple[tuple[str, str], ...]) -> None:
        card.clear_rows()
        for label, value in lines:
            row = ListRow(label, value)
            card.add_row(row)
            row.show()
        card.setVisible(bool(lines))


def _note_is_missing(answers: Mapping[str, str]) -> Mapping[str, str]:
    return {} if answers["note"].strip() else {"note": _("Write what is right")}


def build(shell: Navigator, arguments: Mapping[str, str]) -> EntryPage:
    """The page for an ``entry`` of a ``person``."""
    page = EntryPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = EntryPresenter(
        page, shell, arguments["person"], arguments["kind"], arguments["entry"]
    )
    page.attach(presenter)
    presenter.start()
    return page
