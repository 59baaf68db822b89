"""The screening page: cards to choose from, then the introduction of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _, format_date, ngettext
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.screening.presenter import (
    HAND_OVER,
    PAPER,
    READ_ALOUD,
    Beginning,
    Introduction,
    OfferRow,
    Offers,
    ScreeningPresenter,
)
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import ChipGroup, FlowBox
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.form_dialog import FormDialog
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.prompt_card import PromptCard

_COLUMN, _NAME_LIMIT, _WHY_LIMIT = 820, 200, 240


class ScreeningPage(FocusFrame):
    """Offers questionnaires, or introduces the chosen one.

    Signals:
        picked: Id of the questionnaire somebody chose.
        begin_requested: Id of the questionnaire to start, and how.
        authorised: Id of a locked one, who at Occupational Health agreed, and why.
        contact_requested: A day on which locked ones open.
        declined: They would rather not.
        carry_on_requested: On with the session.
        back_requested: The list, or the page before.
        close_requested: Save and close.
    """

    picked = Signal(str)
    begin_requested = Signal(str, object)
    authorised = Signal(str, str, str)
    contact_requested = Signal(object)
    declined = Signal()
    carry_on_requested = Signal()
    back_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=_COLUMN, parent=parent)
        self.setAccessibleName(_("Questionnaires"))
        self._content: QWidget | None = None
        self._main_action: tuple[Signal, str] | None = None
        self._reference = ""
        self.offer_group: ChoiceGroup | None = None
        self.mode_group: ChoiceGroup | None = None
        self.authorise_buttons: dict[str, QuietButton] = {}
        self.contact_buttons: dict[date, DefaultButton] = {}
        self._open_dialog: FormDialog | None = None
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.decline_button = QuietButton(_("They would rather not"))
        self.close_button = DefaultButton(_("Save and close"))
        self.main_button = PrimaryButton(_("Continue"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        self.add_left(self.decline_button)
        self.add_right(self.close_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)
        self._next_id = ""
        self._introduced = ""
        self.back_button.clicked.connect(self.back_requested)
        self.decline_button.clicked.connect(self.declined)
        self.close_button.clicked.connect(self.close_requested)
        self.main_button.clicked.connect(self._on_main_button_clicked)

    def attach(self, presenter: ScreeningPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.picked.connect(presenter.pick)
        self.begin_requested.connect(presenter.begin)
        self.authorised.connect(presenter.authorise)
        self.contact_requested.connect(presenter.add_contact)
        self.declined.connect(presenter.decline)
        self.carry_on_requested.connect(presenter.carry_on)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.save_and_close)
        self.concern_requested.connect(presenter.concern)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The main action, once there is something to decide."""
        return self.main_button if self._content is not None else self

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_offers(self, offers: Offers) -> None:
        """List the questionnaires."""
        self._introduced, self._next_id, self._reference = "", offers.next_id, offers.reference
        self.set_line(_("Questionnaires · {ref}").format(ref=offers.reference))
        column = self._fresh_column()
        done = any(row.is_done for row in offers.rows)
        title = _("Would they like another one?") if done else _("Would they like a questionnaire?")
        column.addWidget(Heading(title, "h1"))
        if not offers.is_kept:
            column.addWidget(
                Callout(
                    "info",
                    _("Questionnaires are left out today."),
                    _("They chose to talk without a record. A score would be a record."),
                )
            )
        else:
            again = _("Thank you. Would you like to do another one? Saying no is fine.")
            first = _(
                "Here are some short questionnaires. They can show things that are hard to say. "
                "Would you like to go through one? Saying no is fine."
            )
            column.addWidget(PromptCard(again if done else first))
        self.offer_group = None
        if offers.rows:
            group = ChoiceGroup(
                [_option(row) for row in offers.rows], name=_("Questionnaires for today")
            )
            group.chosen.connect(self.picked)
            column.addWidget(group)
            self.offer_group = group
        self.authorise_buttons.clear()
        self.contact_buttons.clear()
        later = tuple(row for row in offers.locked if row.opens_on is not None)
        asking = tuple(row for row in offers.locked if row.opens_on is None)
        self._add_locked(column, _("Not open yet"), later)
        self._add_contacts(column, later)
        self._add_locked(column, _("With Occupational Health's agreement"), asking)
        self._dress_bar(offers)

    def show_introduction(self, introduction: Introduction) -> None:
        """Introduce one of them; Start has the focus."""
        self._introduced = introduction.id
        column = self._fresh_column()
        column.addWidget(Heading(introduction.title, "h1"))
        column.addWidget(Text(introduction.name, "lead"))
        if introduction.early:
            column.addWidget(
                Callout(
                    "warn",
                    _("Used early, as Occupational Health authorised"),
                    _(
                        "The time frame reaches back before the incident. The number will be shown "
                        "without a range, and it decides nothing."
                    ),
                )
            )
        column.addWidget(
            PromptCard(
                _(
                    "You can answer on the screen yourself, or I read each question aloud. It asks "
                    "about {recall}. You can skip any question, and we can stop at any time."
                ).format(recall=introduction.recall)
            )
        )
        if introduction.preface:
            column.addWidget(PromptCard(introduction.preface))
        self.mode_group = ChoiceGroup(_modes(), chosen=[READ_ALOUD], name=_("How to answer"))
        column.addWidget(self.mode_group)
        self.care_group = ChipGroup(
            [
                Option("interpreter", _("Somebody interprets")),
                Option("proxy", _("Somebody else answers for them")),
            ],
            name=_("How it is answered"),
        )
        column.addWidget(self.care_group)
        card = ListCard()
        for title, line, icon in _facts(introduction):
            card.add_row(ListRow(title, line, icon=icon, icon_role="primary"))
        column.addWidget(card)
        column.addWidget(Text(introduction.attribution, "hint"))
        self.decline_button.hide()
        self.main_button.set_words(_("Carry on") if introduction.is_begun else _("Start"))
        self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress_bar(self, offers: Offers) -> None:
        waiting = next((row for row in offers.rows if row.id == offers.next_id), None)
        self.decline_button.setVisible(waiting is not None)
        done = any(row.is_done for row in offers.rows)
        self.decline_button.set_words(_("No more today") if done else _("They would rather not"))
        if waiting is None:
            self.main_button.set_words(_("Carry on with the session"))
        elif waiting.is_begun:
            self.main_button.set_words(_("Carry on with {title}").format(title=waiting.title))
        else:
            self.main_button.set_words(_("Start with {title}").format(title=waiting.title))
        self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _beginning(self) -> Beginning:
        modes = self.mode_group.chosen_codes() if self.mode_group is not None else []
        care = self.care_group.chosen_codes()
        return Beginning(next(iter(modes), READ_ALOUD), "interpreter" in care, "proxy" in care)

    def _add_locked(self, column: QVBoxLayout, title: str, rows: Sequence[OfferRow]) -> None:
        if not rows:
            return
        column.addSpacing(theme.px(8))
        column.addWidget(Heading(title, "h2"))
        card = ListCard()
        for row in rows:
            button = QuietButton(_("Occupational Health agreed"))
            button.setAccessibleName(
                _("Occupational Health agreed to {title}").format(title=row.title)
            )
            button.clicked.connect(lambda _checked=False, wanted=row: self._ask_who(wanted))
            self.authorise_buttons[row.id] = button
            card.add_row(_locked_row(row, button))
        column.addWidget(card)

    def _add_contacts(self, column: QVBoxLayout, rows: Sequence[OfferRow]) -> None:
        days = sorted({row.opens_on for row in rows if row.opens_on is not None})
        if not days:
            return
        box = FlowBox()
        for day in days:
            words = _("Add a contact for {day}").format(day=format_date(day))
            button = DefaultButton(words, "calendar-plus")
            button.clicked.connect(lambda _checked=False, day=day: self.contact_requested.emit(day))
            self.contact_buttons[day] = button
            box.add(button)
        column.addWidget(box)

    def _ask_who(self, row: OfferRow) -> None:
        """Use outside the usual needs a name and a reason; both are kept with the result."""
        by, why = LineEdit(), LineEdit()
        by.setMaxLength(_NAME_LIMIT)
        why.setMaxLength(_WHY_LIMIT)
        words = _("Both are kept with the result. A clinician interprets it, not you.")
        if row.opens_on is not None:
            words = _(
                "Both are kept with the result. It is early: the number has no range, and no "
                "referral is suggested on it alone."
            )
        self._open_dialog = dialog = FormDialog(
            _("Occupational Health agreed to {title}").format(title=row.title),
            words,
            {
                "by": LabelledField(_("Who agreed?"), by, _("Name and role")),
                "why": LabelledField(_("Why now?"), why, _("Support needs only"), guarded=True),
            },
            verb=_("Go on"),
            safe_verb=_("Not now"),
            check=_who_is_missing,
            parent=self,
        )
        dialog.submitted.connect(
            lambda given: self.authorised.emit(row.id, given["by"], given["why"])
        )
        dialog.open()

    def _fresh_column(self) -> QVBoxLayout:
        """An empty column in place of what was on show."""
        old, self._content = self._content, QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        self.column.addWidget(self._content)
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.body.verticalScrollBar().setValue(0)
        return column

    def _on_main_button_clicked(self) -> None:
        if self._introduced:
            self.begin_requested.emit(self._introduced, self._beginning())
        elif self._next_id:
            self.picked.emit(self._next_id)
        else:
            self.carry_on_requested.emit()


def _option(row: OfferRow) -> Option:
    """A card: what it asks about, how long, and where it stands."""
    length = ngettext(
        "{count} question, about {minutes} min", "{count} questions, about {minutes} min", row.count
    ).format(count=row.count, minutes=row.minutes)
    parts = [row.topic[:1].upper() + row.topic[1:], length]
    if row.is_done:
        parts.append(_("done"))
    elif row.is_begun:
        parts.append(_("begun"))
    elif row.is_usual:
        parts.append(_("usual set"))
    return Option(row.id, row.title, " · ".join(parts))


def _locked_row(row: OfferRow, button: QuietButton) -> ListRow:
    words = _("A clinician reads this one. Peers use it once Occupational Health has agreed.")
    if row.opens_on is not None:
        opens = _("From {date}.").format(date=format_date(row.opens_on))
        words = f"{opens} {row.reason}".strip()
    title = f"{row.title} · {row.topic}"
    return ListRow(title, words, icon="lock", trailing=(button,))


def _modes() -> list[Option]:
    return [
        Option(READ_ALOUD, _("I will read aloud")),
        Option(HAND_OVER, _("Hand over"), _("They answer alone; only your passphrase leads back")),
        Option(PAPER, _("Type in from paper"), _("In the order of the printed form")),
    ]


def _who_is_missing(answers: Mapping[str, str]) -> Mapping[str, str]:
    words = {
        "by": _("Enter who at Occupational Health agreed"),
        "why": _("Enter why it is needed now"),
    }
    return {name: said for name, said in words.items() if not answers[name].strip()}


def _facts(introduction: Introduction) -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("What it asks"),
            _("{topic}, over {recall}.").format(
                topic=introduction.topic[:1].upper() + introduction.topic[1:],
                recall=introduction.recall,
            ),
            "clipboard-list",
        ),
        (
            _("How long"),
            ngettext(
                "{count} question, about {minutes} minutes.",
                "{count} questions, about {minutes} minutes.",
                introduction.count,
            ).format(count=introduction.count, minutes=introduction.minutes),
            "timer",
        ),
        (
            _("Who sees it"),
            _("You, on this laptop. Occupational Health sees the score only if they agree to it."),
            "eye",
        ),
    )


def build(shell: Navigator, arguments: Mapping[str, str]) -> ScreeningPage:
    """The page for ``session`` and the protocol's ``page``."""
    page = ScreeningPage()
    page.lock_requested.connect(shell.lock)
    presenter = ScreeningPresenter(page, shell, arguments["session"], arguments.get("page", ""))
    page.attach(presenter)
    presenter.start()
    return page
