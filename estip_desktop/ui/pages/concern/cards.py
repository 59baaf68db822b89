"""The parts of Immediate concern: its header, the four actions, the numbers that always show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.chips import ChipGroup, FlowBox
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.concern_header import ConcernHeader
from estip_desktop.ui.widgets.labels import Text

ACTIONS = ("stay", "ask", "call", "tell")
_DUTY_CLINICIAN = "duty-clinician"
"""Id of the service whose number stands in the force's settings, where it stands at all."""


def action_options() -> list[Option]:
    """The four actions, in order."""
    return [
        Option(
            "stay",
            _("Stay with them"),
            _("Do not leave them alone. Move somewhere quieter if you can."),
        ),
        Option(
            "ask",
            _("Ask directly if they are safe"),
            _("“Are you thinking about ending your life?” Then ask about harming anyone else."),
        ),
        Option(
            "call",
            _("Call for help"),
            _(
                "In danger now: 999. Otherwise a crisis line. Ask your control room for the duty "
                "clinician."
            ),
        ),
        Option(
            "tell",
            _("Tell your supervisor or Gold wellbeing lead"),
            _("Share only what they need to keep the person safe."),
        ),
    ]


def direct_options() -> list[Option]:
    """What they may say to the direct question."""
    return [
        Option("no", _("No")),
        Option("fleeting", _("Passing thoughts")),
        Option("intent", _("Yes, with intent or a plan")),
        Option("declined", _("Prefers not to say")),
    ]


def of_others_options() -> list[Option]:
    """What they may say of harming somebody else."""
    return [
        Option("no", _("No")),
        Option("yes", _("Yes")),
        Option("declined", _("Prefers not to say")),
    ]


def _named(words: Sequence[str]) -> list[Option]:
    """Options that are kept, and printed, in the words shown."""
    return [Option(each, each) for each in words]


def called_options() -> list[Option]:
    """Who can have been called."""
    return _named(
        [
            _("999"),
            _("Duty clinician"),
            _("NHS 111, option 2"),
            _("Police crisis line"),
            _("GP"),
            _("Family or friend"),
            _("Nobody answered yet"),
        ]
    )


def told_options() -> list[Option]:
    """Who can have been told."""
    return _named(
        [
            _("Duty supervisor"),
            _("Gold wellbeing lead"),
            _("Occupational Health"),
            _("ESTIP coordinator"),
        ]
    )


def about_options() -> list[Option]:
    """What it can be about: the red flags that the supporter may raise."""
    return [
        Option("R1", _("Thoughts of ending their life")),
        Option("R2", _("May harm someone else")),
        Option("R3", _("A child or adult at risk")),
        Option("R4", _("Needs a medic")),
        Option("R5", _("Cannot be reached or left safely")),
    ]


def outcome_options() -> list[Option]:
    """How it can have gone."""
    return _named(
        [
            _("Ambulance or police came"),
            _("Taken to hospital"),
            _("With a clinician now"),
            _("With family or a friend"),
            _("With a colleague"),
            _("Duty supervisor has taken over"),
        ]
    )


class _Details(QWidget):
    """The question under a marked action, with its chips."""

    def __init__(self, question: str, options: Sequence[Option], *, single: bool) -> None:
        super().__init__()
        self.question_label = Text(question, "strong")
        self.chip_group = ChipGroup(options, single=single, name=question)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.question_label)
        self._column.addWidget(self.chip_group)
        self.setFocusProxy(self.chip_group)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self._column.setContentsMargins(theme.px(20), theme.px(2), 0, theme.px(10))
        self._column.setSpacing(theme.px(8))


class ActionCards(ChoiceGroup):
    """Four actions; three of them ask something short once they are marked.

    Signals:
        toggled: The action somebody touched.
        answered: What they said to the direct question.
        answered_of_others: What they said of harming somebody else.
        called: Who was called.
        told: Who was told.
    """

    toggled = Signal(str)
    answered = Signal(str)
    answered_of_others = Signal(str)
    called = Signal(list)
    told = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._options = {option.code: option for option in action_options()}
        self._said, self._of_others = "", ""
        self._times: Mapping[str, str] = {}
        self._asks = False
        super().__init__(
            list(self._options.values()),
            several=True,
            name=_("Do these now. Mark each one as you do it."),
            parent=parent,
        )
        self.details = {
            "ask": _Details(_("About ending their life, they said"), direct_options(), single=True),
            "call": _Details(_("Who did you call?"), called_options(), single=False),
            "tell": _Details(_("Who did you tell?"), told_options(), single=False),
        }
        self.of_others = _Details(
            _("“Are you thinking about harming anyone else?” They said"),
            of_others_options(),
            single=True,
        )
        self.of_others.hide()
        for action, details in self.details.items():
            details.hide()
            self._layout.insertWidget(self._layout.indexOf(self.card(action)) + 1, details)
        self._layout.insertWidget(self._layout.indexOf(self.details["ask"]) + 1, self.of_others)
        self.chosen.connect(self.toggled)
        self.details["ask"].chip_group.changed.connect(self._on_direct_answer)
        self.of_others.chip_group.changed.connect(self._on_of_others)
        self.details["call"].chip_group.changed.connect(self.called)
        self.details["tell"].chip_group.changed.connect(self.told)

    def card(self, action: str) -> QWidget:
        """The card of one action."""
        return next(card for card in self.cards if card.option.code == action)

    def show_marks(self, times: Mapping[str, str], *, ask: bool) -> None:
        """Show which actions are marked, when, and the questions that belong to them."""
        self._times, self._asks = times, ask
        self.set_chosen(list(times))
        for card in self.cards:
            option = self._options[card.option.code]
            time = times.get(option.code, "")
            hint = _("Marked {time}. {hint}").format(time=time, hint=option.hint)
            card.option = replace(option, hint=hint if time else option.hint)
            card.setAccessibleDescription(card.option.hint)
            card.updateGeometry()
            card.update()
        for action, details in self.details.items():
            details.setVisible(action in times or (action == "ask" and ask))
        self.of_others.setVisible(not self.details["ask"].isHidden())

    def show_contacts(self, contacts: Sequence[Contact]) -> None:
        """Say whom to call: the duty clinician if the number is known, else who knows it."""
        if any(each.id == _DUTY_CLINICIAN for each in contacts):
            words = _("In danger now: 999. Otherwise the duty clinician or a crisis line.")
            self._options["call"] = replace(self._options["call"], hint=words)
        self.show_marks(self._times, ask=self._asks)

    def show_names(
        self, said: str, of_others: str, called: Sequence[str], told: Sequence[str]
    ) -> None:
        """Show what they said of themselves and of others, who was called and who was told."""
        self._said, self._of_others = said, of_others
        self.of_others.chip_group.set_chosen([of_others])
        for action, codes in (("ask", [said]), ("call", called), ("tell", told)):
            self.details[action].chip_group.set_chosen(codes)

    def first_open(self) -> QWidget:
        """The first action nobody has marked; the first where all are."""
        return next((card for card in self.cards if not card.isChecked()), self.cards[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers mark actions, but only while one of the actions has the focus."""
        if any(card.hasFocus() for card in self.cards):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _on_direct_answer(self, codes: list[str]) -> None:
        if codes:
            self.answered.emit(codes[0])
        else:  # what was said is changed by choosing another answer, never taken back
            self.details["ask"].chip_group.set_chosen([self._said])

    def _on_of_others(self, codes: list[str]) -> None:
        if codes:
            self.answered_of_others.emit(codes[0])
        else:
            self.of_others.chip_group.set_chosen([self._of_others])


class NumberStrip(FlowBox):
    """The most urgent numbers in one line, where their list has no room beside the actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=20, parent=parent, line_gap=2)
        self.labels: list[Text] = []

    def show_contacts(self, contacts: Sequence[Contact]) -> None:
        """Show these in place of those before, most urgent first."""
        self.clear()
        self.labels = []
        for contact in contacts:
            words = _("{number} · {name}").format(name=contact.name, number=contact.number)
            label = Text(words, "h2", wrap=False, selectable=True)
            self.labels.append(label)
            self.add(label)


class HeaderWithNumbers(QWidget):
    """The red header; in a compact window the most urgent numbers stand right under it.

    Signals:
        lock_requested: Lock was pressed.
    """

    lock_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.header = ConcernHeader(
            _("Make sure they are safe"),
            _("Immediate concern · your session is saved and waiting for you"),
            "",
        )
        self.strip = NumberStrip()
        self._strip_holder = QWidget()
        self._strip_row = QVBoxLayout(self._strip_holder)
        self._strip_row.addWidget(self.strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._strip_holder)
        self.header.lock_requested.connect(self.lock_requested)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def set_compact(self, *, compact: bool) -> None:
        """Show the strip where the list of numbers is not beside the actions."""
        self._strip_holder.setVisible(compact)

    def _on_theme_changed(self) -> None:
        gutter = theme.px(theme.GUTTER_COMPACT)
        self._strip_row.setContentsMargins(gutter, theme.px(8), gutter, theme.px(4))
