"""The page of one entry."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.casework.model import NOTE_LIMIT
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.considering import ask_what_was_found
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


class EntryPage(HomeFrame):
    """Question and answer, as they were kept.

    Signals:
        back_requested: The person's page.
        note_submitted: The words of a note of correction.
        contact_requested: Start a contact, or say how it went.
        look_again_submitted: How what a flag says is now.
        move_submitted: Reference and second identifier of the right person.
    """

    back_requested = Signal()
    note_submitted = Signal(str)
    contact_requested = Signal()
    look_again_submitted = Signal(str)
    move_submitted = Signal(str, str)

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
        self.contact_button = DefaultButton(_("Start it, or say how it went"), "phone-call")
        self.look_again_button = DefaultButton(_("Look at it again"), "pen-line")
        self.move_button = DefaultButton(_("Filed under the wrong person?"), "arrow-right-left")
        self.action_row = FlowBox()
        self._open_dialog: FormDialog | None = None
        self._noted = ""
        self.column.addWidget(SpreadRow([self.back_button]))
        for widget in (
            self.sealed_callout, self.title, self.card, self.notes_title, self.notes_card,
        ):  # fmt: skip
            self.column.addWidget(widget)
            widget.hide()
        self.column.addWidget(self.contact_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.action_row)
        for button in (self.look_again_button, self.note_button, self.move_button):
            self.action_row.add(button)
            button.hide()
        self.contact_button.hide()
        self.contact_button.clicked.connect(self.contact_requested)
        self.look_again_button.clicked.connect(self._on_look_again_clicked)
        self.move_button.clicked.connect(self._on_move_clicked)
        self.note_button.clicked.connect(self._on_note_clicked)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: EntryPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.back_requested.connect(presenter.back)
        self.note_submitted.connect(presenter.add_note)
        self.contact_requested.connect(presenter.open_contact)
        self.look_again_submitted.connect(presenter.look_again)
        self.move_submitted.connect(presenter.move)
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
        self._noted = sheet.noted
        self.set_title(sheet.reference, sheet.when)
        self.setAccessibleName(_("Entry"))
        self.title.setText(sheet.title)
        self.title.setVisible(bool(sheet.title))
        self.sealed_callout.setVisible(sheet.sealed)
        self._fill(self.card, sheet.lines)
        self._fill(self.notes_card, sheet.notes)
        self.notes_title.setVisible(bool(sheet.notes))
        self.note_button.setVisible(sheet.can_note)
        self.contact_button.setVisible(sheet.can_close)
        self.move_button.setVisible(sheet.can_move)
        self.look_again_button.setVisible(bool(sheet.noted))
        self.action_row.place()
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_note_clicked(self) -> None:
        edit = LineEdit()
        edit.setMaxLength(NOTE_LIMIT)
        self._open_dialog = dialog = FormDialog(
            _("Add a note of correction"),
            _("What was recorded stays as it is. The note stands beside it, with the date."),
            {
                "note": LabelledField(
                    _("What is right?"), edit, _("Up to 240 characters"), guarded=True
                )
            },
            verb=_("Add the note"),
            safe_verb=_("Not now"),
            check=_note_is_missing,
            parent=self,
        )
        dialog.submitted.connect(lambda given: self.note_submitted.emit(given["note"]))
        dialog.open()

    def _on_look_again_clicked(self) -> None:
        self._open_dialog = dialog = ask_what_was_found([self._noted], self)
        dialog.submitted.connect(lambda given: self.look_again_submitted.emit(given["why"]))
        dialog.open()

    def _on_move_clicked(self) -> None:
        reference, second = LineEdit(), LineEdit()
        self._open_dialog = dialog = FormDialog(
            _("Move this session to the right person"),
            _("Answers, flags and contacts go along. Both records keep a note that it was moved."),
            {
                "reference": LabelledField(
                    _("Reference of the right person"), reference, _("As in People: P-0417")
                ),
                "second": LabelledField(
                    _("A second identifier of theirs"),
                    second,
                    _("Name, staff number, or date of birth as 1986-11-23, as it stands there"),
                ),
            },
            verb=_("Move it"),
            safe_verb=_("Leave it here"),
            check=_identifier_is_missing,
            parent=self,
        )
        dialog.submitted.connect(
            lambda given: self.move_submitted.emit(given["reference"], given["second"])
        )
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


def _identifier_is_missing(answers: Mapping[str, str]) -> Mapping[str, str]:
    words = {
        "reference": _("Enter the reference, for example P-0417"),
        "second": _("Enter something that tells them from a namesake"),
    }
    return {name: said for name, said in words.items() if not answers[name].strip()}


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
