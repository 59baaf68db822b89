"""Immediate concern: four actions to mark, the numbers beside them, one way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.keep_elsewhere import keep_elsewhere
from estip_desktop.ui.messages import unsaved
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.concern.cards import (
    ActionCards,
    HeaderWithNumbers,
    about_options,
    outcome_options,
)
from estip_desktop.ui.pages.concern.presenter import ConcernPresenter, Sheet, missing_words
from estip_desktop.ui.pages.concern.whom import WhomField
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.number_list import NumberList

TYPING_MS = 500
_SIDE_WIDTH = 540
_STRIP = 2
_NOTE_LIMIT, _NAME_LIMIT = 240, 200


class ConcernPage(FocusFrame):
    """Stays until it is recorded; Lock works and comes back here.

    Signals:
        about_changed: Codes of what it is about.
        person_chosen: Key of a member of the group, and initials of somebody else.
        described: Receiver, outcome and note as they stand.
        record_requested: Record and return.
        mistake_requested: It was opened by mistake.
        correction_requested: They meant another answer.
        try_again_requested: Save what the disk did not take.
        copy_requested: What is on the screen should be kept elsewhere.
    """

    about_changed = Signal(list)
    person_chosen = Signal(str, str)
    described = Signal(str, str, str)
    record_requested = Signal()
    mistake_requested = Signal()
    correction_requested = Signal()
    try_again_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(align="left", max_width=1080, parent=parent)
        self.setAccessibleName(_("Immediate concern"))
        self._filled = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.flush)
        self._build_fields()
        self._build_body()
        self._build_bar()
        self.width_class_changed.connect(self._on_width_class_changed)
        self._on_width_class_changed(self.width_class)
        announce(self, _("Immediate concern. Make sure they are safe."), assertive=True)

    def attach(self, presenter: ConcernPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.action_cards.toggled.connect(presenter.toggle)
        self.action_cards.answered.connect(presenter.answer_directly)
        self.action_cards.answered_of_others.connect(presenter.answer_of_others)
        self.action_cards.called.connect(presenter.set_called)
        self.action_cards.told.connect(presenter.set_told)
        self.about_changed.connect(presenter.set_about)
        self.try_again_requested.connect(presenter.try_again)
        self.person_chosen.connect(presenter.is_about)
        self.described.connect(presenter.describe)
        self.record_requested.connect(presenter.record)
        self.mistake_requested.connect(presenter.close_as_mistake)
        self.correction_requested.connect(presenter.correct)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first action nobody has marked."""
        return self.action_cards.first_open()

    def flush(self) -> None:
        """Save what was typed."""
        self._typing.stop()
        if self._filled:
            outcome = next(iter(self.outcome_group.chosen_codes()), "")
            self.described.emit(self.receiver_edit.text(), outcome, self.note_edit.text())

    def on_command(self, command_id: str) -> bool:
        """It is open already, and Back is no way out."""
        return command_id in {"concern", "back"}

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what is recorded so far."""
        opened = _("Opened {time}").format(time=sheet.opened_at)
        self.concern_header.header.opened_label.setText(opened)
        self.action_cards.show_marks(sheet.actions, ask=sheet.asks)
        self.action_cards.show_names(sheet.direct_answer, sheet.of_others, sheet.called, sheet.told)
        self.about_group.set_chosen(sheet.about)
        self.whom.show_whom(sheet.whom, sheet.who)
        if not self._filled:
            self._filled = True
            self.receiver_edit.setText(sheet.receiver)
            self.outcome_group.set_chosen([sheet.outcome])
            self.note_edit.setText(sheet.note)
            self.first_focus().setFocus()
        self.handover.setVisible(sheet.hands_over)
        self.mistake_button.setVisible(sheet.may_be_mistake)
        self.correction_button.setVisible(sheet.may_be_corrected)
        self.marked_label.setText(sheet.marked)
        self._show_unsaved(unsaved=sheet.is_unsaved)

    def _show_unsaved(self, *, unsaved: bool) -> None:
        """Help comes first; that the disk takes nothing is said beside it."""
        was_shown = not self.error_callout.isHidden()
        self.error_callout.setVisible(unsaved)
        if unsaved:
            self.error_callout.set_words(
                _("This is not saved yet: the disk takes nothing"),
                _(
                    "Do what is on this page first. Keep this window open and do not lock: what "
                    "you mark here is kept in this window alone until it can be saved."
                ),
            )
            if not was_shown:
                announce(self, self.error_callout.accessibleName(), assertive=True)

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring, most urgent first."""
        self.action_cards.show_contacts(contacts)
        short = [replace(each, detail=_first_sentence(each.detail)) for each in contacts]
        self.side_list.show_contacts(short)  # it is narrow, and nothing in it may be far down
        self.number_list.show_contacts(contacts)
        calls = [each for each in contacts if not each.is_text_message]
        self.concern_header.strip.show_contacts(calls[:_STRIP])

    def show_missing(self, needs: Sequence[str]) -> None:
        """Say what has to be recorded first, each with a way to it."""
        if "concern-ask-directly" in needs:
            self.action_cards.details["ask"].show()
        places: Mapping[str, QWidget] = {
            "concern-ask-directly": self.action_cards.details["ask"],
            "concern-needs-outcome": self.outcome_field,
            "concern-needs-receiver": self.receiver_field,
            "concern-needs-person": self.whom.field,
            "concern-needs-action": self.action_cards.first_open(),
        }
        for labelled in (self.outcome_field, self.receiver_field, self.whom.field):
            labelled.set_error("")
        self.error_summary.show_problems([(places[need], missing_words(need)) for need in needs])

    def show_error(self, error: Exception) -> None:
        """Say at the top that something was not saved."""
        if not isinstance(error, EstipError):
            raise error
        self.error_callout.set_words(
            *unsaved(error, _("We could not save the last entry. Keep this window open."))
        )
        self.error_callout.show()
        announce(self, self.error_callout.accessibleName(), assertive=True)

    def _build_fields(self) -> None:
        self.action_cards = ActionCards()
        self.about_group = ChipGroup(about_options(), name=_("What is it about?"))
        self.about_field = LabelledField(_("What is it about?"), self.about_group)
        self.about_group.changed.connect(self.about_changed)
        self.whom = WhomField()
        self.whom.chosen.connect(self.person_chosen)
        self.receiver_edit = LineEdit()
        self.receiver_edit.setMaxLength(_NAME_LIMIT)
        self.receiver_field = LabelledField(
            _("Who has taken over?"), self.receiver_edit, _("Name and role")
        )
        self.outcome_group = ChipGroup(outcome_options(), single=True, name=_("How did it go?"))
        self.outcome_field = LabelledField(_("How did it go?"), self.outcome_group)
        self.note_edit = LineEdit()
        self.note_edit.setMaxLength(_NOTE_LIMIT)
        self.note_field = LabelledField(
            _("One line for the record"),
            self.note_edit,
            _("What was done and what they need. No details of the incident."),
            optional=True,
            guarded=True,
        )
        self.receiver_edit.textEdited.connect(lambda _text: self._typing.start())
        self.note_edit.textEdited.connect(lambda _text: self._typing.start())
        for edit in (self.receiver_edit, self.note_edit):
            edit.editingFinished.connect(self.flush)
        self.outcome_group.changed.connect(lambda _codes: self.flush())

    def _build_body(self) -> None:
        self.concern_header = HeaderWithNumbers()
        self.set_header(self.concern_header)
        self.concern_header.lock_requested.connect(self.lock_requested)
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.copy_button = DefaultButton(_("Save a copy elsewhere"))
        self.copy_button.clicked.connect(self.copy_requested)
        self.try_again_button = DefaultButton(_("Try again"))
        self.try_again_button.clicked.connect(self.try_again_requested)
        self.error_callout.add_action(self.try_again_button)
        self.error_callout.add_action(self.copy_button)
        self.error_callout.hide()
        self.handover = QWidget()
        column = QVBoxLayout(self.handover)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        column.addWidget(self.outcome_field)
        column.addWidget(self.receiver_field)
        self.handover.hide()
        self.numbers_title = Heading(_("Read the number out or dial it"), "h2")
        self.number_list = NumberList()
        rows: tuple[QWidget, ...] = (
            self.error_summary,
            self.error_callout,
            Heading(_("Do these now. Mark each one as you do it."), "h2"),
            self.action_cards,
            self.whom,
            self.about_field,
            self.handover,
            Callout(
                "info",
                _("You can share without consent here"),
                _(
                    "When there is a serious risk to life, telling the right person is allowed. "
                    "The app records who, when and why."
                ),
            ),
            self.note_field,
            self.numbers_title,
            self.number_list,
        )
        for row in rows:
            self.body.column.addWidget(row)
        self.side_list = NumberList()
        self.set_side(self._side_column(), from_class="regular", width=_SIDE_WIDTH)

    def _side_column(self) -> QWidget:
        """The numbers beside the actions, in a place of their own: they never scroll away."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(28), theme.px(8))
        column.setSpacing(theme.px(12))
        column.addWidget(Heading(_("Read the number out or dial it"), "h2"))
        column.addWidget(self.side_list)
        column.addStretch(1)
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setFocusPolicy(self.body.focusPolicy())
        side.setHorizontalScrollBarPolicy(self.body.horizontalScrollBarPolicy())
        side.viewport().setAutoFillBackground(False)
        side.setWidget(inner)
        inner.setAutoFillBackground(False)
        return side

    def _build_bar(self) -> None:
        self.mistake_button = DefaultButton(_("Opened by mistake"))
        self.correction_button = DefaultButton(_("They meant another answer"))
        self.marked_label = Text("", "body2", wrap=False)
        self.record_button = PrimaryButton(_("Record and return"), "check")
        for button in (self.mistake_button, self.correction_button):
            button.hide()
            self.add_left(button)
        self.add_right(self.marked_label)
        self.add_right(self.record_button)
        self.set_main_button(self.record_button)
        self.mistake_button.clicked.connect(self.mistake_requested)
        self.correction_button.clicked.connect(self.correction_requested)
        self.record_button.clicked.connect(self._on_record_button_clicked)

    def _on_record_button_clicked(self) -> None:
        self.flush()
        self.record_requested.emit()

    def _on_width_class_changed(self, width_class: str) -> None:
        compact = width_class == "compact"
        self.concern_header.set_compact(compact=compact)
        self.numbers_title.setVisible(compact)
        self.number_list.setVisible(compact)
        self.marked_label.setVisible(not compact)


def _first_sentence(words: str) -> str:
    return words.partition(". ")[0].removesuffix(".")


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for the concern named by ``concern``."""
    page = ConcernPage()
    presenter = ConcernPresenter(page, shell, arguments["concern"])
    page.attach(presenter)
    page.lock_requested.connect(shell.lock)
    page.copy_requested.connect(lambda: keep_elsewhere(shell, page, "concern", arguments))
    presenter.start()
    return page
