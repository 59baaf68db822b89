"""The questions, and nothing else: what a colleague sees while they hold the laptop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.asking import Question
from estip_desktop.ui.frames import FocusFrame, place_of_pages
from estip_desktop.ui.messages import unsaved
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.handover.presenter import HandOverPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.number_list import NumberList
from estip_desktop.ui.widgets.progress import ProgressLine

PAUSE_MS = 350
_COLUMN = 820
_THEIRS = frozenset({"lock", "hide_now", "text_larger", "text_smaller", "text_reset"})
"""Commands that lead nowhere else; every other one does nothing here."""


class HandOverPage(FocusFrame):
    """One item at a time, without a name, a reference or the title of a questionnaire.

    Signals:
        chosen: The code of a card somebody picked.
        declined: They prefer not to answer.
        skipped: Leave it for now.
        pause_elapsed: The chosen card was on show long enough.
        try_again_requested: Save once more.
        back_requested: The item before.
        stop_requested: They want to stop.
        help_requested: Immediate concern was asked for.
        numbers_requested: Whom to ring.
        pass_back_requested: The laptop goes back.
    """

    chosen = Signal(str)
    declined = Signal()
    skipped = Signal()
    pause_elapsed = Signal()
    try_again_requested = Signal()
    back_requested = Signal()
    stop_requested = Signal()
    help_requested = Signal()
    numbers_requested = Signal()
    pass_back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            max_width=_COLUMN,
            show_status=False,
            show_concern=False,
            show_lock=False,
            parent=parent,
        )
        self.setAccessibleName(_("Questions"))
        self._has_ended = False
        self._name = ""
        self.choice_group: ChoiceGroup | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.pause_elapsed)
        self._build_header()
        self._build_question()
        self._build_end()
        self._build_bar()

    def attach(self, presenter: HandOverPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.chosen.connect(presenter.choose)
        self.declined.connect(presenter.decline)
        self.skipped.connect(presenter.skip)
        self.pause_elapsed.connect(presenter.pause_over)
        self.try_again_requested.connect(presenter.try_again)
        self.back_requested.connect(presenter.back)
        self.stop_requested.connect(presenter.stop)
        self.help_requested.connect(presenter.ask_for_help)
        self.numbers_requested.connect(presenter.numbers)
        self.pass_back_requested.connect(presenter.pass_back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The answers, once they are there; at the end the way to pass it back."""
        return self.pass_back_button if self._has_ended else self.choice_group or self

    def on_command(self, command_id: str) -> bool:
        """Only what stays here; the window itself still locks."""
        if command_id == "concern":
            self.help_requested.emit()
        elif command_id == "back" and not self._has_ended:
            self.back_requested.emit()
        elif command_id == "skip" and not self._has_ended:
            self.skipped.emit()
        return command_id not in _THEIRS

    def show_supporter(self, first_name: str) -> None:
        """Say who gave them the laptop, and who sees the answers."""
        self._name = first_name
        seen = _(
            "Your answers are seen by the person who gave you this laptop. Nobody else sees them "
            "unless you agree or someone is at serious risk."
        )
        words = _("Pass it back")
        if first_name:
            seen = _(
                "Your answers are seen by {name}. Nobody else sees them unless you agree or "
                "someone is at serious risk."
            ).format(name=first_name)
            words = _("Pass back to {name}").format(name=first_name)
        self.seen_label.setText(seen)
        self.pass_back_button.set_words(words)

    def show_question(self, question: Question) -> None:
        """Put an item on the page."""
        if self._has_ended:
            return
        self.stop_pause()
        self.error_callout.hide()
        place = self._place(question)
        self.place_label.setText(place)
        self.progress_line.set_progress(
            question.number - 1 if question.number else question.count, question.count
        )
        self.progress_line.setAccessibleName(place)
        self.lead_in_label.setText(question.lead_in)
        self.lead_in_label.setVisible(bool(question.lead_in))
        self.item_label.setText(question.text)
        self._show_cards(question, place)
        self.declined_label.setVisible(question.declined)
        self.decline_button.setVisible(question.may_decline)
        self.back_button.setVisible(question.number > 1)
        self.release()
        self.body.verticalScrollBar().setValue(0)
        if self.choice_group is not None:
            self.choice_group.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{place}. {question.text}")

    def start_pause(self, *, declined: bool) -> None:
        """Keep what was chosen on show for a moment."""
        if declined and self.choice_group is not None:
            self.choice_group.set_chosen([])
        self.declined_label.setVisible(declined)
        self._pause.start()

    def stop_pause(self) -> None:
        """Forget the pause."""
        self._pause.stop()

    def show_end(self, *, thanks: bool) -> None:
        """Nothing more is asked; nothing here is alarming."""
        self.stop_pause()
        self._has_ended = True
        self.question_box.hide()
        self.end_box.show()
        if thanks:
            title, words = _("Thank you for telling us"), _("Please pass the laptop back now.")
            if self._name:
                words = _(
                    "Please pass the laptop to {name}. You can talk about it now, together."
                ).format(name=self._name)
        else:
            title, words = _("Thank you"), _("Please pass the laptop back. Your answers are saved.")
        self.end_label.setText(title)
        self.end_words.setText(words)
        self.numbers_button.setVisible(thanks)
        for button in (self.back_button, self.stop_button):
            button.hide()
        self.set_main_button(self.pass_back_button)
        self.pass_back_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{title}. {words}")

    def show_not_saved(self) -> None:
        """Nothing of it could be saved: whoever gets the laptop back goes on from here."""
        self.unsaved_callout.show()
        self.numbers_button.click()
        announce(self, self.unsaved_callout.accessibleName(), assertive=True)

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring."""
        self.number_list.show_contacts(contacts)
        self.number_list.show()
        self.numbers_button.hide()

    def show_error(self, error: Exception) -> None:
        """What was chosen was not kept: say so, and keep it on show."""
        if not isinstance(error, EstipError):
            raise error
        _title, words = unsaved(error, "")
        self.error_callout.set_words(_("The last answer was not saved."), words)
        self.error_callout.show()
        self.try_again_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.error_callout.accessibleName(), assertive=True)

    def _build_header(self) -> None:
        header = QWidget(self)
        column = QVBoxLayout(header)
        side = theme.px(32)
        column.setContentsMargins(side, theme.px(20), side, theme.px(12))
        self.seen_label = Text("", "body2")
        column.addWidget(self.seen_label)
        self.set_header(header)

    def _build_question(self) -> None:
        self.question_box = QWidget()
        column = QVBoxLayout(self.question_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.error_callout = Callout("danger", "")
        self.try_again_button = DefaultButton(_("Try again"))
        self.try_again_button.clicked.connect(self.try_again_requested)
        self.error_callout.add_action(self.try_again_button)
        self.error_callout.hide()
        self.place_label = Text("", "body2")
        self.progress_line = ProgressLine()
        self.lead_in_label = Text("", "lead")
        self.item_label = Heading("", "question")
        self._cards = QVBoxLayout()
        self.decline_button = LinkButton(_("Prefer not to answer"))
        self.declined_label = Text(_("You prefer not to answer. You can still choose."), "small")
        self.declined_label.hide()
        for widget in (
            self.error_callout, self.place_label, self.progress_line, self.lead_in_label,
            self.item_label,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(self._cards)
        column.addWidget(self.decline_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.declined_label)
        self.decline_button.clicked.connect(self.declined)
        self.column.addWidget(self.question_box)

    def _build_end(self) -> None:
        self.end_box = QWidget()
        column = QVBoxLayout(self.end_box)
        column.setContentsMargins(0, theme.px(40), 0, 0)
        column.setSpacing(theme.px(16))
        self.end_label = Heading("", "question")
        self.end_words = Text("", "lead")
        self.numbers_button = DefaultButton(_("Numbers that answer now"), "phone-call")
        self.number_list = NumberList()
        self.number_list.hide()
        self.unsaved_callout = Callout(
            "danger",
            _("This could not be saved"),
            _("Pass the laptop over now, as it is. It does not lock this time."),
        )
        self.unsaved_callout.hide()
        column.addWidget(self.end_label)
        column.addWidget(self.end_words)
        column.addWidget(self.unsaved_callout)
        column.addWidget(self.numbers_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.number_list)
        self.numbers_button.clicked.connect(self.numbers_requested)
        self.column.addWidget(self.end_box)
        self.end_box.hide()

    def _build_bar(self) -> None:
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.stop_button = QuietButton(_("I want to stop"))
        self.pass_back_button = PrimaryButton(_("Pass it back"))
        self.add_left(self.back_button)
        self.add_left(self.stop_button)
        self.add_right(self.pass_back_button)
        self.back_button.clicked.connect(self.back_requested)
        self.stop_button.clicked.connect(self.stop_requested)
        self.pass_back_button.clicked.connect(self.pass_back_requested)

    def _show_cards(self, question: Question, place: str) -> None:
        old = self.choice_group
        chosen = [question.chosen] if question.chosen else []
        group = ChoiceGroup(question.options, chosen=chosen)
        group.setAccessibleName(" ".join((place, question.lead_in, question.text)))
        group.chosen.connect(self.chosen)
        group.decline_requested.connect(self.declined)
        self._cards.addWidget(group)
        if old is not None:
            self._cards.removeWidget(old)
            old.hide()
            old.deleteLater()
        group.show()
        self.choice_group = group

    def _place(self, question: Question) -> str:
        if not question.number:
            return _("One more question")
        words = _("Question {number} of {count}")
        return words.format(number=question.number, count=question.count)


def build(shell: Navigator, arguments: Mapping[str, str]) -> HandOverPage:
    """The page for ``screening``, beginning with ``item``."""
    page = HandOverPage(place_of_pages(shell))
    page.lock_requested.connect(shell.lock)
    presenter = HandOverPresenter(page, shell, arguments["screening"], arguments.get("item", ""))
    page.attach(presenter)
    page.hold()
    presenter.start()
    presenter.remember()
    return page
