"""New session: one page, four answers, two of them filled in already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from estip_desktop.casework import RECORD, SHARE, TALK, TOLD, Choice
from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.new_session.held_form import HeldForm
from estip_desktop.ui.pages.new_session.model import Form, FormChoice, Seen
from estip_desktop.ui.pages.new_session.presenter import NewSessionPresenter
from estip_desktop.ui.starting.incident_card import IncidentCard
from estip_desktop.ui.starting.model import Timing
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, Select
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.prompt_card import PromptCard

_REASON_LIMIT, _AGREED_LIMIT, _NAME_LIMIT = 160, 60, 200


class NewSessionPage(FocusFrame):
    """Who, for which incident, and what they agree to.

    Signals:
        incident_chosen: Id of an incident.
        person_chosen: Id of an earlier record, or empty.
        form_chosen: Id of the usual or the short form.
        held_changed: Whether it is typed in from paper, and when it was held.
        offer_requested: Start what is offered instead.
        group_requested: It is for a group.
        cancel_requested: Leave; nothing was recorded.
        start_requested: The form as it stands.
    """

    incident_chosen = Signal(str)
    person_chosen = Signal(str)
    form_chosen = Signal(str)
    held_changed = Signal(object)
    offer_requested = Signal()
    group_requested = Signal()
    cancel_requested = Signal()
    start_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("New session"), parent=parent)
        self.setAccessibleName(_("New session"))
        self._name_from = ""
        self.form_group: ChoiceGroup | None = None
        self._seen_group: ChipGroup | None = None
        self._build_who()
        self._build_timing()
        self._build_consent()
        self._lay_out()
        self._build_bar()
        self._connect()

    def attach(self, presenter: NewSessionPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.incident_chosen.connect(presenter.choose_incident)
        self.person_chosen.connect(presenter.continue_with)
        self.form_chosen.connect(presenter.choose_form)
        self.held_changed.connect(presenter.hold_at)
        self.incident_card.add_requested.connect(presenter.add_incident)
        self.offer_requested.connect(presenter.offered)
        self.group_requested.connect(presenter.for_group)
        self.cancel_requested.connect(presenter.cancel)
        self.start_requested.connect(presenter.begin)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The name, as nearly always the incident is the last one used."""
        return self.name_edit

    def on_command(self, command_id: str) -> bool:
        """Back leaves without recording anything."""
        if command_id == "back":
            self.cancel_requested.emit()
            return True
        return False

    def show_protocol(self, title: str) -> None:
        """Name what is about to start, in the words of rails and lists."""
        self.set_line(_("New session · {title}").format(title=title))
        self.start_button.set_words(_("Start {title}").format(title=title))

    def show_group_way(self, *, offered: bool) -> None:
        """Offer a group instead of one person."""
        self.group_button.setVisible(offered)

    def show_forms(self, forms: Sequence[FormChoice], chosen: str) -> None:
        """Offer the forms of the protocol, the usual one first."""
        options = [Option(form.protocol_id, form.words) for form in forms]
        self.form_group = ChoiceGroup(
            options,
            chosen=[chosen],
            number_keys=False,
            side_by_side=True,
            name=_("Which form?"),
        )
        self.form_group.chosen.connect(self.form_chosen)
        column = self.body.column
        column.insertWidget(
            column.indexOf(self.told_heading), LabelledField(_("Which form?"), self.form_group)
        )

    def show_incidents(self, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the incidents; without any, the form for a new one is open."""
        self.incident_select.clear()
        for incident_id, words in entries:
            self.incident_select.addItem(words, incident_id)
        self.incident_select.setCurrentIndex(self.incident_select.findData(chosen))
        self._open_incident_card(opened=not entries)
        self.incident_card.close_button.setVisible(bool(entries))
        if not entries:
            self.incident_card.what_edit.setFocus()

    def show_reference(self, reference: str, name: str = "", *, earlier: bool = False) -> None:
        """Show the reference; an earlier record brings its name along."""
        self.reference_edit.setText(reference)
        if earlier or self._name_from:
            self.name_edit.setText(name)
        self._name_from = reference if earlier else ""
        self.name_edit.setReadOnly(earlier)  # it is changed on the page of their details

    def show_seen(self, people: Sequence[Seen]) -> None:
        """Offer the records of people already seen for the incident."""
        if self._seen_group is not None:
            self._seen_group.hide()
            self._seen_group.deleteLater()
            self._seen_group = None
        self.seen_label.setVisible(bool(people))
        if people:
            group = ChipGroup(
                [Option(each.person_id, each.words) for each in people],
                single=True,
                name=self.seen_label.text(),
            )
            group.changed.connect(lambda codes: self.person_chosen.emit(next(iter(codes), "")))
            self._seen_group = group
            column = self.body.column
            column.insertWidget(column.indexOf(self.seen_label) + 1, group)

    def show_timing(self, timing: Timing) -> None:
        """Say whether it is the right time."""
        self.timing_callout.setVisible(bool(timing.words))
        self.timing_callout.set_words(timing.title, timing.words)
        self.offer_button.setVisible(bool(timing.offer))
        self.offer_button.set_words(_("Start {title} instead").format(title=timing.offer))
        self.reason_field.setVisible(timing.needs_reason)
        self.agreed_field.setVisible(timing.needs_agreement)
        if timing.needs_agreement:
            self.offer_button.set_words(_("Refer to Occupational Health instead"))
            self.offer_button.show()

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing, at the top and beside each field."""
        known = self._fields()
        for labelled, _words in known.values():
            labelled.set_error("")
        self.error_summary.show_problems([known[each] for each in missing])

    def show_error(self, error: Exception) -> None:
        """Say at the top that it could not be started; everything typed stays."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def form(self) -> Form:
        """What stands on the page."""
        return Form(
            incident_id=str(self.incident_select.currentData() or ""),
            name=self.name_edit.text(),
            reason=self.reason_edit.text() if not self.reason_field.isHidden() else "",
            agreed_by=self.agreed_edit.text() if not self.agreed_field.isHidden() else "",
            talk=_first(self.talk_group),
            record=_first(self.record_group),
            share=_first(self.share_group),
            held=self.held_form.held(),
        )

    def _build_who(self) -> None:
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.group_button = LinkButton(_("For a group instead"))
        self.group_button.hide()
        self.incident_select = Select()
        self.incident_field = LabelledField(_("Incident"), self.incident_select)
        self.add_incident_button = QuietButton(_("Add another incident"), "plus")
        self.incident_card = IncidentCard()
        self.incident_card.hide()
        self.seen_label = Text(
            _("Already seen for this incident. Continue with that record?"), "strong"
        )
        self.seen_label.hide()
        self.reference_edit = LineEdit()
        self.reference_edit.setReadOnly(True)
        self.reference_field = LabelledField(
            _("Reference"), self.reference_edit, _("Made for you. Carries no personal detail.")
        )
        self.name_edit = LineEdit()
        self.name_edit.setMaxLength(_NAME_LIMIT)
        self.name_field = LabelledField(
            _("Name or initials"),
            self.name_edit,
            _("Stays encrypted on this laptop. Initials are enough."),
            optional=True,
        )

    def _build_timing(self) -> None:
        self.held_form = HeldForm()
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
        self.agreed_edit = LineEdit()
        self.agreed_edit.setMaxLength(_AGREED_LIMIT)
        self.agreed_field = LabelledField(
            _("Who at Occupational Health agreed?"), self.agreed_edit, _("Their name")
        )
        self.agreed_field.hide()

    def _build_consent(self) -> None:
        def ask(choice: Choice) -> tuple[ChoiceGroup, LabelledField]:
            question = _(choice.question)
            options = [Option(code, _(words)) for code, words in choice.answers]
            group = ChoiceGroup(options, number_keys=False, side_by_side=True, name=question)
            return group, LabelledField(question, group)

        self.talk_group, self.talk_field = ask(TALK)
        self.record_group, self.record_field = ask(RECORD)
        self.share_group, self.share_field = ask(SHARE)

    def _lay_out(self) -> None:
        self._person_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._person_row.addWidget(self.reference_field, 1)
        self._person_row.addWidget(self.name_field, 2)
        column = self.body.column
        for row in (self.error_summary, self.error_callout):
            column.addWidget(row)
        column.addWidget(Heading(_("Who are you supporting?"), "h1"))
        column.addWidget(self.group_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.incident_field)
        column.addWidget(self.add_incident_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.incident_card)
        column.addWidget(self.held_form)
        column.addWidget(self.timing_callout)
        column.addWidget(self.reason_field)
        column.addWidget(self.agreed_field)
        column.addWidget(self.seen_label)
        column.addLayout(self._person_row)
        column.addSpacing(theme.px(8))
        self.told_heading = Heading(_("Before you start, tell them"), "h2")
        column.addWidget(self.told_heading)
        column.addWidget(PromptCard(_(TOLD), large=False))
        for field in (self.talk_field, self.record_field, self.share_field):
            column.addWidget(field)

    def _build_bar(self) -> None:
        self.cancel_button = DefaultButton(_("Cancel"))
        self.start_button = PrimaryButton(_("Start"), trailing="arrow-right")
        self.promise_label = Text(_("Nothing is recorded until you press Start"), "small")
        self.add_left(self.cancel_button)
        self.add_right(self.promise_label)
        self.add_right(self.start_button)
        self.set_main_button(self.start_button)

    def _connect(self) -> None:
        self.incident_select.picked.connect(lambda data: self.incident_chosen.emit(str(data)))
        self.add_incident_button.clicked.connect(lambda: self._open_incident_card(opened=True))
        self.incident_card.closed.connect(lambda: self._open_incident_card(opened=False))
        self.held_form.changed.connect(self.held_changed)
        self.offer_button.clicked.connect(self.offer_requested)
        self.group_button.clicked.connect(self.group_requested)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.start_button.clicked.connect(lambda: self.start_requested.emit(self.form()))
        self.record_group.chosen.connect(
            lambda code: self.share_field.setVisible(code == "yes")  # else nothing is there
        )
        self.width_class_changed.connect(self._on_width_class_changed)

    def _fields(self) -> dict[str, tuple[LabelledField, str]]:
        is_adding = self.incident_field.isHidden()
        incident = self.incident_card.what_field if is_adding else self.incident_field
        return {
            "incident": (incident, _("Choose the incident, or add it")),
            "locked": (self.incident_field, _("This is not open for the incident now")),
            "reason": (self.reason_field, _("Say why it is needed now")),
            "agreed-by": (self.agreed_field, _("Write who at Occupational Health agreed")),
            "talk": (self.talk_field, _("Ask whether they want to talk")),
            "talk-no": (
                self.talk_field,
                _("They said not now. Cancel, and offer it again another day"),
            ),
            "record": (self.record_field, _("Ask whether you may keep a short note")),
            "share": (self.share_field, _("Ask about sharing; “Ask me later” is an answer")),
            **self.incident_card.fields(),
            **self.held_form.fields(),
        }

    def _open_incident_card(self, *, opened: bool) -> None:
        focused: QWidget | None = self.window().focusWidget()
        is_inside = focused is not None and self.incident_card.isAncestorOf(focused)
        self.incident_card.setVisible(opened)
        self.incident_field.setVisible(not opened)
        self.add_incident_button.setVisible(not opened)
        if opened and self.isVisible():
            self.incident_card.what_edit.setFocus()
        elif is_inside:  # what was added stands there, and below it whether it is the right time
            self.incident_select.setFocus()

    def _on_width_class_changed(self, width_class: str) -> None:
        compact = width_class == "compact"
        direction = QBoxLayout.Direction
        self._person_row.setDirection(direction.TopToBottom if compact else direction.LeftToRight)
        self._person_row.setSpacing(theme.px(16 if compact else 18))
        self.promise_label.setVisible(not compact)


def _first(group: ChipGroup | ChoiceGroup) -> str:
    """The code chosen in a group of which one may be chosen, or empty."""
    return next(iter(group.chosen_codes()), "")


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for ``protocol``, for an agreed ``follow_up`` or a ``person``.

    Without ``protocol`` it is what the follow-up asks for, else monitor and refer.
    """
    page = NewSessionPage()
    presenter = NewSessionPresenter(
        page,
        shell,
        arguments.get("protocol", ""),
        arguments.get("follow_up", ""),
        arguments.get("person", ""),
    )
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
