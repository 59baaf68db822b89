"""New group: the incident, the procedure, the roster, the second supporter, the words to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.casework.groups import USUAL_MOST
from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.new_group.cards import PipCard, RosterCard, roster_heading
from estip_desktop.ui.pages.new_group.model import Coming, GroupForm, PipSheet, half_words
from estip_desktop.ui.pages.new_group.presenter import NewGroupPresenter
from estip_desktop.ui.starting.incident_card import IncidentCard
from estip_desktop.ui.starting.model import Timing
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, Select
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.prompt_card import PromptCard

_REASON_LIMIT, _NAME_LIMIT = 240, 100


class NewGroupPage(FocusFrame):
    """Whether a group may be held, who comes, and who watches.

    Signals:
        incident_chosen: Id of an incident.
        group_requested: Id of a group there was.
        person_requested: It is for one person after all.
        offer_requested: Start what is offered instead.
        cancel_requested: Leave; nothing was recorded.
        start_requested: The form as it stands.
    """

    incident_chosen = Signal(str)
    group_requested = Signal(str)
    person_requested = Signal()
    offer_requested = Signal()
    cancel_requested = Signal()
    start_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("New group"), parent=parent)
        self.setAccessibleName(_("New group"))
        self._count = 0
        self._build_incident()
        self._build_group()
        self._lay_out()
        self._build_bar()
        self._connect()

    def attach(self, presenter: NewGroupPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.incident_chosen.connect(presenter.choose_incident)
        self.incident_card.add_requested.connect(presenter.add_incident)
        self.pip_card.status_picked.connect(presenter.note_pip)
        self.pip_card.clear_requested.connect(presenter.clear_pip)
        self.pip_card.alone_requested.connect(presenter.one_person)
        self.roster_card.add_requested.connect(presenter.add)
        self.roster_card.remove_requested.connect(presenter.remove)
        self.roster_card.seen_picked.connect(presenter.add_seen)
        self.group_requested.connect(presenter.open_group)
        self.person_requested.connect(presenter.one_person)
        self.offer_requested.connect(presenter.offered)
        self.cancel_requested.connect(presenter.cancel)
        self.start_requested.connect(presenter.begin)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Who comes, as nearly always the incident is the last one used."""
        return self.roster_card.who_edit

    def on_command(self, command_id: str) -> bool:
        """Back leaves without recording anything."""
        if command_id == "back":
            self.cancel_requested.emit()
            return True
        return False

    def show_incidents(self, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the incidents; without any, the form for a new one is open."""
        self.incident_select.clear()
        for incident_id, words in entries:
            self.incident_select.addItem(words, incident_id)
        self.incident_select.setCurrentIndex(self.incident_select.findData(chosen))
        self._open_incident_card(opened=not entries)
        self.incident_card.close_button.setVisible(bool(entries))
        self.pip_card.setVisible(bool(entries))

    def show_pip(self, sheet: PipSheet) -> None:
        """Show whether a post-incident procedure locks it."""
        self.pip_card.show_sheet(sheet)

    def show_timing(self, timing: Timing) -> None:
        """Say whether it is the right time."""
        self.timing_callout.setVisible(bool(timing.words))
        self.timing_callout.set_words(timing.title, timing.words)
        self.offer_button.setVisible(bool(timing.offer))
        self.offer_button.set_words(_("Start {title} instead").format(title=timing.offer))
        self.reason_field.setVisible(timing.needs_reason)

    def show_roster(self, roster: Sequence[Coming]) -> None:
        """Show who comes; a large roster may be split."""
        self.roster_card.show_roster(roster)
        self._count = len(roster)
        self.split_label.setText(half_words(self._count))
        for widget in (self.split_group, self.split_label):
            widget.setVisible(self._count > USUAL_MOST)

    def show_seen(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer people already seen for the incident."""
        self.roster_card.show_seen(people)

    def show_groups(self, groups: Sequence[tuple[str, str]]) -> None:
        """List the groups there were."""
        self.groups_card.clear_rows()
        for group_id, words in groups:
            button = DefaultButton(_("Open"))
            button.setAccessibleName(_("Open the group of {words}").format(words=words))
            button.clicked.connect(
                lambda _checked=False, found=group_id: self.group_requested.emit(found)
            )
            self.groups_card.add_row(ListRow(words, trailing=(button,)))
        for widget in (self.groups_heading, self.groups_card):
            widget.setVisible(bool(groups))

    def show_roster_problem(self, words: str) -> None:
        """Say why somebody was not added."""
        self.roster_card.show_problem(words)

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing, at the top and beside each field."""
        known = self._fields()
        for labelled, _words in known.values():
            labelled.set_error("")
        self.error_summary.show_problems([known[each] for each in missing])

    def show_error(self, error: Exception) -> None:
        """Say at the top that it could not be done; everything typed stays."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def form(self) -> GroupForm:
        """What stands on the page."""
        return GroupForm(
            incident_id=str(self.incident_select.currentData() or ""),
            co_leader=self.co_leader_edit.text(),
            reason=self.reason_edit.text() if not self.reason_field.isHidden() else "",
            agreed=bool(self.told_group.chosen_codes()),
            in_two="two" in self.split_group.chosen_codes(),
        )

    def _build_incident(self) -> None:
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.person_button = LinkButton(_("For one person instead"))
        self.incident_select = Select()
        self.incident_field = LabelledField(_("Incident"), self.incident_select)
        self.add_incident_button = QuietButton(_("Add another incident"), "plus")
        self.incident_card = IncidentCard()
        self.incident_card.hide()
        self.pip_card = PipCard()
        self.timing_callout = Callout("warn", "", icon="timer")
        self.offer_button = DefaultButton("")
        self.timing_callout.add_action(self.offer_button)
        self.timing_callout.hide()
        self.reason_edit = LineEdit()
        self.reason_edit.setMaxLength(_REASON_LIMIT)
        self.reason_field = LabelledField(
            _("Why is it needed now?"), self.reason_edit, guarded=True
        )
        self.reason_field.hide()

    def _build_group(self) -> None:
        self.roster_card = RosterCard()
        self.split_group = ChoiceGroup(
            [
                Option("one", _("One group, all together")),
                Option("two", _("Two groups, one after the other")),
            ],
            chosen=["two"],
            number_keys=False,
            side_by_side=True,
            name=_("One group or two?"),
        )
        self.split_label = Text("", "small")
        for widget in (self.split_group, self.split_label):
            widget.hide()
        self.co_leader_edit = LineEdit()
        self.co_leader_edit.setMaxLength(_NAME_LIMIT)
        self.co_leader_field = LabelledField(
            _("Who watches with you?"),
            self.co_leader_edit,
            _("A second supporter, who goes after anybody who leaves"),
        )
        told = _("I will say this, and that the group is told what is kept")
        self.told_group = ChoiceGroup(
            [Option("told", told)], several=True, number_keys=False, name=told
        )
        self.told_field = LabelledField(_("Before you start, tell them"), self.told_group)
        self.groups_heading = Heading(_("Groups for this incident"), "h2")
        self.groups_card = ListCard()
        self.groups_heading.hide()
        self.groups_card.hide()

    def _lay_out(self) -> None:
        column = self.body.column
        for row in (self.error_summary, self.error_callout):
            column.addWidget(row)
        column.addWidget(Heading(_("Which group are you supporting?"), "h1"))
        column.addWidget(self.person_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.incident_field)
        column.addWidget(self.add_incident_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.incident_card)
        for widget in (
            self.pip_card,
            self.timing_callout,
            self.reason_field,
            roster_heading(),
            self.roster_card,
            self.split_group,
            self.split_label,
            self.co_leader_field,
            PromptCard(
                _(
                    "This is for how you are, not for what happened. Nobody has to speak. We note "
                    "who was here and what the group needs, and nothing that anybody says. If "
                    "someone is at serious risk, we act on that."
                ),
                large=False,
            ),
            self.told_field,
            self.groups_heading,
            self.groups_card,
        ):
            column.addWidget(widget)

    def _build_bar(self) -> None:
        self.cancel_button = DefaultButton(_("Cancel"))
        self.start_button = PrimaryButton(_("Start group"), trailing="arrow-right")
        self.promise_label = Text(_("Nothing is recorded until you press Start"), "small")
        self.add_left(self.cancel_button)
        self.add_right(self.promise_label)
        self.add_right(self.start_button)
        self.set_main_button(self.start_button)

    def _connect(self) -> None:
        self.incident_select.picked.connect(lambda data: self.incident_chosen.emit(str(data)))
        self.add_incident_button.clicked.connect(lambda: self._open_incident_card(opened=True))
        self.incident_card.closed.connect(lambda: self._open_incident_card(opened=False))
        self.person_button.clicked.connect(self.person_requested)
        self.offer_button.clicked.connect(self.offer_requested)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.start_button.clicked.connect(lambda: self.start_requested.emit(self.form()))
        self.width_class_changed.connect(
            lambda width_class: self.promise_label.setVisible(width_class != "compact")
        )

    def _fields(self) -> dict[str, tuple[LabelledField, str]]:
        is_adding = self.incident_field.isHidden()
        incident = self.incident_card.what_field if is_adding else self.incident_field
        return {
            "incident": (incident, _("Choose the incident, or add it")),
            "pip": (
                self.pip_card.status_field,
                _("Find out about the procedure, or record who has agreed to group support"),
            ),
            "clearer": (self.pip_card.name_field, _("Write the name of whoever has agreed")),
            "role": (self.pip_card.role_field, _("Choose their role")),
            "locked": (self.incident_field, _("This is not open for the incident now")),
            "reason": (self.reason_field, _("Say why it is needed now")),
            "roster": (self.roster_card.who_field, _("Add at least two people")),
            "co-leader": (self.co_leader_field, _("Write who watches with you")),
            "agreed": (self.told_field, _("Mark that you will say it")),
            **self.incident_card.fields(),
        }

    def _open_incident_card(self, *, opened: bool) -> None:
        self.incident_card.setVisible(opened)
        self.incident_field.setVisible(not opened)
        self.add_incident_button.setVisible(not opened)
        if opened and self.isVisible():
            self.incident_card.what_edit.setFocus()


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page, beginning with ``incident`` where one is named."""
    page = NewGroupPage()
    presenter = NewGroupPresenter(page, shell, arguments.get("incident", ""))
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
