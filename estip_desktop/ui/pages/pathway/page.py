"""Decide together: their wish first, then the ladder with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.pathway.presenter import Choice, PathwayPresenter, Sheet
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import Chip, ChipGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.number_list import NumberList
from estip_desktop.ui.widgets.pathway_ladder import PathwayLadder
from estip_desktop.ui.widgets.session_rail import fill_rail, line_of
from estip_desktop.ui.widgets.step_rail import StepRail

_LIMIT, _NAME_LIMIT = 200, 200


class PathwayPage(FocusFrame):
    """Six rungs; one is suggested, a person chooses.

    Signals:
        decide_requested: The choice as it stands.
        back_requested: The page before.
        page_requested: The id of a page, from the rail.
        close_requested: Save and close.
    """

    decide_requested = Signal(object)
    back_requested = Signal()
    page_requested = Signal(str)
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(rail=StepRail(""), parent=parent)
        self.setAccessibleName(_("Decide together"))
        self._sheet: Sheet | None = None
        self.ladder: PathwayLadder | None = None
        self._build_fields()
        self._build_phone()
        self._lay_out()
        self._build_bar()

    def attach(self, presenter: PathwayPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.decide_requested.connect(presenter.decide)
        self.back_requested.connect(presenter.back)
        self.page_requested.connect(presenter.revisit)
        self.close_requested.connect(presenter.close)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Their wish: it is asked first."""
        return self.wish_edit

    def on_command(self, command_id: str) -> bool:
        """Back goes back."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_session(self, guided: Guided, page_id: str) -> None:
        """Show where the session stands."""
        if self.rail is not None:
            fill_rail(self.rail, guided, page_id)
        self.set_line(line_of(guided, page_id))

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the ladder and what was decided before."""
        self._sheet = sheet
        self.title_label.setText(sheet.title)
        self.wish_edit.setText(sheet.wish)
        self.changed_callout.setVisible(sheet.changed)
        self.notice_callout.set_words(_("Before you go on"), " ".join(sheet.notices))
        self.notice_callout.setVisible(bool(sheet.notices))
        because = " ".join(sheet.because)
        if sheet.also:
            also = _("It also points to: {rungs}.").format(rungs=sheet.also)
            because = f"{because} {also}"
        titles = {rung.id: rung.title for rung in sheet.rungs}
        self.because_callout.set_words(
            _("Suggested: {title}").format(title=titles[sheet.suggested]), because
        )
        self._show_ladder(sheet)
        self.reason_edit.setText(sheet.reason)
        self._on_chosen(sheet.chosen)

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Numbers to ring before an urgent pathway is left."""
        self.number_list.show_contacts(contacts)

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing, at the top and beside its field."""
        known: dict[str, tuple[QWidget, str]] = {
            "choice": (self.ladder or self.title_label, _("Choose one of the six steps")),
            "reason": (
                self.reason_field,
                _("Say why it is lower than suggested: choose a reason or write one"),
            ),
            "phone": (
                self.phone_field,
                _("Phone first, then write who you spoke to, or that nobody answered"),
            ),
        }
        for field in (self.reason_field, self.phone_field):
            field.set_error("")
        self.error_summary.show_problems([known[each] for each in missing])

    def show_error(self, error: Exception) -> None:
        """Say at the top that it was not saved."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def choice(self) -> Choice:
        """What stands on the page."""
        pathway = self.ladder.chosen_code() if self.ladder is not None else ""
        urgent = not self.phone_box.isHidden()
        lower = not self.reason_box.isHidden()
        reasons = [*self.reason_group.chosen_codes(), self.reason_edit.text().strip()]
        return Choice(
            pathway,
            self.wish_edit.text(),
            "; ".join(part for part in reasons if part) if lower else "",
            self.phone_edit.text() if urgent else "",
            nobody_answered=urgent and self.nobody_chip.isChecked(),
        )

    def _show_ladder(self, sheet: Sheet) -> None:
        column = self.body.column
        place = column.indexOf(self.ladder_title) + 1
        if self.ladder is not None:
            column.removeWidget(self.ladder)
            self.ladder.hide()
            self.ladder.deleteLater()
        self.ladder = PathwayLadder(
            [Option(rung.id, rung.title, rung.words) for rung in sheet.rungs],
            suggested=sheet.suggested,
            chosen=sheet.chosen,
        )
        self.ladder.chosen.connect(self._on_chosen)
        column.insertWidget(place, self.ladder)

    def _on_chosen(self, pathway: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        rung = next((rung for rung in sheet.rungs if rung.id == pathway), None)
        self.reason_box.setVisible(bool(pathway) and pathway < sheet.suggested)
        self.phone_box.setVisible(rung is not None and rung.phone_first)
        self.dates_card.clear_rows()
        shown = rung is not None and bool(rung.contacts)
        for widget in (self.dates_title, self.dates_card):
            widget.setVisible(shown)
        for day, what in rung.contacts if rung is not None else ():
            self.dates_card.add_row(ListRow(day, what, icon="calendar"))

    def _build_fields(self) -> None:
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.title_label = Heading(_("Decide together"), "h1")
        self.wish_edit = LineEdit()
        self.wish_edit.setMaxLength(_LIMIT)
        self.wish_field = LabelledField(
            _("What would they like to happen?"),
            self.wish_edit,
            _("In their words. Ask this first."),
            optional=True,
            guarded=True,
        )
        self.changed_callout = Callout(
            "info",
            _("Answers have changed"),
            _("The suggestion is no longer the one you decided on. Look again."),
        )
        self.changed_callout.hide()
        self.notice_callout = Callout("warn", "")
        self.notice_callout.hide()
        self.because_callout = Callout("info", "", icon="lightbulb")
        self.ladder_title = Heading(_("What do you decide, the two of you?"), "h2")
        self.reason_group = ChipGroup(
            [
                Option(words, words)
                for words in (
                    _("It is their choice"),
                    _("Support is already in place"),
                    _("Agreed with the coordinator"),
                )
            ],
            name=_("Why is it lower than suggested?"),
        )
        self.reason_edit = LineEdit()
        self.reason_edit.setMaxLength(_LIMIT)
        self.reason_field = LabelledField(
            _("Why is it lower than suggested?"), self.reason_group, _("The coordinator sees this.")
        )
        self.reason_text_field = LabelledField(
            _("In a few words"),
            self.reason_edit,
            _("Support needs only. No details of the incident."),
            optional=True,
            guarded=True,
        )
        self.reason_box = _box(self.reason_field, self.reason_text_field)
        self.reason_box.hide()
        self.dates_title = Heading(_("Next contact, if you decide on this"), "h2")
        self.dates_card = ListCard()

    def _build_phone(self) -> None:
        self.number_list = NumberList()
        self.phone_edit = LineEdit()
        self.phone_edit.setMaxLength(_NAME_LIMIT)
        self.phone_field = LabelledField(
            _("Who did you speak to?"),
            self.phone_edit,
            _("Name or role. The time is added by the app."),
        )
        self.nobody_chip = Chip(Option("nobody", _("Nobody answered yet")))
        self.phone_box = _box(
            Callout(
                "warn",
                _("Phone first"),
                _("An urgent step starts with a call. Ring your duty clinician now, from here."),
                icon="phone-call",
            ),
            self.number_list,
            self.phone_field,
        )
        holder = self.phone_box.layout()
        if isinstance(holder, QVBoxLayout):
            holder.addWidget(self.nobody_chip)
        self.phone_box.hide()

    def _lay_out(self) -> None:
        rows: tuple[QWidget, ...] = (
            self.error_summary,
            self.error_callout,
            self.title_label,
            self.wish_field,
            self.changed_callout,
            self.notice_callout,
            self.because_callout,
            self.ladder_title,
            self.reason_box,
            self.phone_box,
            self.dates_title,
            self.dates_card,
            Text(_("A person decides. The suggestion is only a prompt to talk."), "hint"),
        )
        for row in rows:
            self.body.column.addWidget(row)
        self.dates_title.hide()
        self.dates_card.hide()

    def _build_bar(self) -> None:
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.continue_button = PrimaryButton(_("Continue"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        self.add_right(self.close_button)
        self.add_right(self.continue_button)
        self.set_main_button(self.continue_button)
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.continue_button.clicked.connect(lambda: self.decide_requested.emit(self.choice()))
        if self.rail is not None:
            self.rail.step_requested.connect(self.page_requested)


def _box(*widgets: QWidget) -> QWidget:
    """Widgets that appear together."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(14))
    for widget in widgets:
        column.addWidget(widget)
    return box


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for ``session``; ``back`` names a page to return to."""
    page = PathwayPage()
    presenter = PathwayPresenter(page, shell, arguments["session"], arguments.get("back", ""))
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
