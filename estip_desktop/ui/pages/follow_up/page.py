"""One agreed contact: what helps to hold it, and how it went."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame, place_of_pages
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.follow_up.presenter import (
    ASKED,
    DECLINED,
    NOT_REACHED,
    PUT_OFF,
    REACHED,
    ContactForm,
    ContactSheet,
    FollowUpPresenter,
)
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import Chip, ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField
from estip_desktop.ui.widgets.key_value import AnswerRow, ListCard
from estip_desktop.ui.widgets.labels import Heading

_COLUMN = 820


class FollowUpPage(FocusFrame):
    """Starts a contact, or keeps how it went.

    Signals:
        hold_requested: Start the talk.
        keep_requested: How it went, as it stands.
        back_requested: Where it was opened.
    """

    hold_requested = Signal()
    keep_requested = Signal(object)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=_COLUMN, parent=parent)
        self.setAccessibleName(_("Agreed contact"))
        self._sheet: ContactSheet | None = None
        self._focused = False
        self.outcome_group: ChoiceGroup | None = None
        self.reason_group: ChipGroup | None = None
        self._build_rows()
        self._build_bar()

    def attach(self, presenter: FollowUpPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.hold_requested.connect(presenter.hold)
        self.keep_requested.connect(presenter.keep)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The main action, once it is known what it is."""
        return self.main_button if self._sheet is not None else self

    def on_command(self, command_id: str) -> bool:
        """Back goes back."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sheet(self, sheet: ContactSheet) -> None:
        """Show the contact; what is announced holds no reference."""
        self._sheet = sheet
        self.set_line(f"{sheet.reference} · {sheet.purpose}")
        self.title_label.setText(sheet.purpose)
        self.context_label.setText(sheet.context)
        self.facts_card.clear_rows()
        for label, value in sheet.facts:
            self.facts_card.add_row(AnswerRow(label, value))
        self.missed_callout.set_words(_("Not reached before"), sheet.missed)
        self.missed_callout.setVisible(bool(sheet.missed) and sheet.is_due)
        self.closed_callout.setVisible(not sheet.is_due)
        self._show_outcomes(sheet)
        self._on_outcome("")
        self.release()
        if not self._focused:
            self._focused = True
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_missing(self, missing: Mapping[str, str]) -> None:
        """Say what is missing, at the top and beside its field."""
        fields: dict[str, QWidget] = {"day": self.day_field}
        if self.outcome_group is not None:
            fields["outcome"] = self.outcome_group
        self.day_field.set_error("")
        self.error_summary.show_problems([(fields[name], words) for name, words in missing.items()])

    def show_error(self, error: Exception) -> None:
        """Say at the top that it was not kept; what was chosen stays."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.release()
        self.error_callout.show()

    def form(self) -> ContactForm:
        """What stands on the page."""
        outcome = self._outcome()
        asks_day = not self.day_field.isHidden()
        day = self.day_edit.day() if asks_day else None
        written = asks_day and bool(self.day_edit.text().strip())
        reasons = self.reason_group.chosen_codes() if self.reason_group is not None else []
        return ContactForm(
            outcome,
            next(iter(reasons), ""),
            day,
            next_is_readable=day is not None or not written,
            remind=not self.remind_chip.isHidden() and self.remind_chip.isChecked(),
        )

    def _build_rows(self) -> None:
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.title_label = Heading("", "h1")
        self.context_label = Heading("", "h2")
        self.missed_callout = Callout("info", "", icon="phone-call")
        self.closed_callout = Callout(
            "info", _("This contact has ended."), _("How it went stands in the record.")
        )
        self.facts_card = ListCard()
        self.asked_title = Heading(_("Or say how it went"), "h2")
        self.reason_title = Heading(_("In short"), "h2")
        self.day_edit = DateEdit()
        self.day_field = LabelledField(
            _("Next try on"), self.day_edit, _("For example 23 11 2026"), optional=True
        )
        self.remind_chip = Chip(Option("remind", _("They agree to one reminder in four weeks")))
        for row in (
            self.error_summary,
            self.error_callout,
            self.title_label,
            self.context_label,
            self.closed_callout,
            self.missed_callout,
            self.facts_card,
            self.asked_title,
            self.reason_title,
            self.remind_chip,
            self.day_field,
        ):
            self.column.addWidget(row)
        for row in (self.error_callout, self.closed_callout, self.missed_callout):
            row.hide()

    def _build_bar(self) -> None:
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.main_button = PrimaryButton(_("Start the contact"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)
        self.back_button.clicked.connect(self.back_requested)
        self.main_button.clicked.connect(self._on_main_clicked)

    def _show_outcomes(self, sheet: ContactSheet) -> None:
        if self.outcome_group is not None:
            self.column.removeWidget(self.outcome_group)
            self.outcome_group.hide()
            self.outcome_group.deleteLater()
        options = [
            Option(
                REACHED,
                _("There is an answer") if sheet.asks_of_estim else _("Reached, without a talk"),
            ),
            Option(NOT_REACHED, _("Not reached")),
            Option(PUT_OFF, _("They put it off")),
            Option(
                DECLINED,
                _("They want no more contacts"),
                _("That is fine. What was agreed after danger stays; tell them so")
                if sheet.was_urgent
                else _("That is fine. Nobody asks again"),
            ),
        ]
        if sheet.can_ask_coordinator:
            options.append(
                Option(ASKED, _("Not reached; I asked the coordinator"), _("Nobody tries for now"))
            )
        group = ChoiceGroup(options, number_keys=False, name=self.asked_title.text())
        group.chosen.connect(self._on_outcome)
        self.outcome_group = group
        self.column.insertWidget(self.column.indexOf(self.asked_title) + 1, group)
        for widget in (self.asked_title, group):
            widget.setVisible(sheet.is_due)

    def _on_outcome(self, outcome: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self._show_reasons(sheet, outcome)
        asks_day = outcome in {REACHED, NOT_REACHED, PUT_OFF}
        if asks_day:
            self.day_edit.set_day(sheet.next_days.get(outcome))
        self.day_field.setVisible(asks_day)
        of_estim = sheet.asks_of_estim and outcome == REACHED
        self.day_field.set_label(_("Day of the ESTIM") if of_estim else _("Next try on"))
        self.day_field.set_error("")
        self.remind_chip.setVisible(outcome == DECLINED and sheet.may_remind)
        self.main_button.setVisible(sheet.is_due)
        self.main_button.set_words(_("Keep this") if outcome else _("Start the contact"))

    def _show_reasons(self, sheet: ContactSheet, outcome: str) -> None:
        if self.reason_group is not None:
            self.column.removeWidget(self.reason_group)
            self.reason_group.hide()
            self.reason_group.deleteLater()
            self.reason_group = None
        reasons = sheet.reasons.get(outcome, ())
        self.reason_title.setVisible(bool(reasons))
        if reasons:
            options = [Option(code, words) for code, words in reasons]
            self.reason_group = ChipGroup(options, single=True, name=self.reason_title.text())
            self.column.insertWidget(self.column.indexOf(self.reason_title) + 1, self.reason_group)
            self.reason_group.show()

    def _outcome(self) -> str:
        chosen = self.outcome_group.chosen_codes() if self.outcome_group is not None else []
        return next(iter(chosen), "")

    def _on_main_clicked(self) -> None:
        if self._outcome():
            self.keep_requested.emit(self.form())
        else:
            self.hold_requested.emit()


def build(shell: Navigator, arguments: Mapping[str, str]) -> FollowUpPage:
    """The page for a ``follow_up``; ``back`` names where it was opened."""
    page = FollowUpPage(place_of_pages(shell))
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter = FollowUpPresenter(
        page, shell, arguments["follow_up"], arguments.get("back", "today")
    )
    page.attach(presenter)
    page.hold()
    presenter.start()
    return page
