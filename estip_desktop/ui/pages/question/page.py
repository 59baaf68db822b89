"""The question page: instrument, progress, time frame, item, answer cards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.first_paint import FirstPaint
from estip_desktop.ui.frames import FocusFrame, place_of_pages
from estip_desktop.ui.keep_elsewhere import keep_elsewhere
from estip_desktop.ui.messages import unsaved
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.question.presenter import Question, QuestionPresenter
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine

PAUSE_MS = 350
_COLUMN = 820
_AIRY = 740
"""Effective height of a window in which space round the item pushes no answer out of view."""


class QuestionPage(FocusFrame):
    """One item at a time; the frame stays and its content is swapped.

    Signals:
        chosen: The code of a card somebody picked.
        declined: They prefer not to answer.
        skipped: Leave it for now.
        pause_elapsed: The chosen card was on show long enough.
        try_again_requested: Save once more.
        copy_requested: What is on the screen should be kept elsewhere.
        back_requested: The item before.
        close_requested: Save and close.
        hand_over_requested: They go on alone.
    """

    chosen = Signal(str)
    declined = Signal()
    skipped = Signal()
    pause_elapsed = Signal()
    try_again_requested = Signal()
    copy_requested = Signal()
    back_requested = Signal()
    close_requested = Signal()
    hand_over_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=_COLUMN, parent=parent)
        self.column.setSpacing(theme.px(8))
        self.setAccessibleName(_("Questionnaire"))
        self._options: object = None
        self.choice_group: ChoiceGroup | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.pause_elapsed)
        self._build_page()
        self.decline_button.clicked.connect(self.declined)
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.width_class_changed.connect(self._on_width_class_changed)
        self._on_width_class_changed(self.width_class)
        theme.hub().changed.connect(self._spread)

    def attach(self, presenter: QuestionPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.chosen.connect(presenter.choose)
        self.declined.connect(presenter.decline)
        self.skipped.connect(presenter.skip)
        self.pause_elapsed.connect(presenter.pause_over)
        self.try_again_requested.connect(presenter.try_again)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.save_and_close)
        self.hand_over_requested.connect(presenter.hand_over)
        self.concern_requested.connect(presenter.concern)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Nothing rings before the first item is there; then its cards have the focus."""
        return self.choice_group or self

    def on_command(self, command_id: str) -> bool:
        """Back, Skip for now, and Immediate concern, which comes back to this very item."""
        match command_id:
            case "concern":
                self.concern_requested.emit()
            case "back":
                self.back_requested.emit()
            case "skip":
                self.skipped.emit()
            case _:
                return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More height, more space."""
        super().resizeEvent(event)
        self._spread()

    def show_question(self, question: Question) -> None:
        """Put an item on the page."""
        self.stop_pause()
        if "error_callout" in self.__dict__:
            self.error_callout.hide()
            self.set_status("saved")
        self.set_line(f"{_('Questionnaire')} · {question.reference} · {_how(question.mode)}")
        if question.mode == "handover" or "hand_over_button" in self.__dict__:
            set_shown(self.hand_over_button, question.mode == "handover")
        self.instrument_label.setText(question.instrument)
        place = self._place(question)
        self.place_label.setText(place)
        self.progress_line.set_progress(
            question.number - 1 if question.number else question.count, question.count
        )
        self.progress_line.setAccessibleName(place)
        self.lead_in_label.setText(question.lead_in)
        set_shown(self.lead_in_label, bool(question.lead_in))
        self.item_label.setText(question.text)
        group = self._group_for(question)
        group.setAccessibleName(" ".join((place, question.lead_in, question.text)))
        self._show_declined(declined=question.declined)
        set_shown(self.decline_row, question.may_decline)
        self.hint_label.setText(
            _("Press 1 to {last}. Moves on by itself; Backspace goes back.").format(
                last=len(question.options)
            )
        )
        self.release()
        self.body.verticalScrollBar().setValue(0)
        group.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{place}. {question.text}")

    def start_pause(self, *, declined: bool) -> None:
        """Keep what was chosen on show for a moment."""
        if declined and self.choice_group is not None:
            self.choice_group.set_chosen([])
        self._show_declined(declined=declined)
        self._pause.start()

    def stop_pause(self) -> None:
        """Forget the pause."""
        self._pause.stop()

    def show_error(self, error: Exception) -> None:
        """A callout above the item; the choice stays on show."""
        if not isinstance(error, EstipError):
            raise error
        self.release()
        self.error_callout.set_words(
            *unsaved(error, _("We could not save the last answer. Keep this window open."))
        )
        self.error_callout.show()
        self.set_status("not_saved")
        self.try_again_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.error_callout.accessibleName(), assertive=True)

    @cached_property
    def error_callout(self) -> Callout:
        """What could not be saved, with ``try_again_button``; made when that happens."""
        made = Callout("danger", "", parent=self.body.inner)
        self.try_again_button = DefaultButton(_("Try again"))
        self.copy_button = DefaultButton(_("Save a copy elsewhere"))
        made.add_action(self.try_again_button)
        made.add_action(self.copy_button)
        made.hide()
        self.try_again_button.clicked.connect(self.try_again_requested)
        self.copy_button.clicked.connect(self.copy_requested)
        self.column.insertWidget(0, made)
        return made

    @cached_property
    def declined_label(self) -> Text:
        """Says that they prefer not to answer; made when they do."""
        words = _("They prefer not to answer. You can still choose.")
        made = Text(words, "small", parent=self.decline_row)
        made.hide()
        self._decline_layout.insertWidget(1, made, 1)
        return made

    @cached_property
    def hand_over_button(self) -> DefaultButton:
        """Back to whoever was answering alone; made where it was handed over before."""
        made = DefaultButton(_("Hand over again"), parent=self.bar)
        made.clicked.connect(self.hand_over_requested)
        self.add_left(made)
        return made

    @cached_property
    def late_close_button(self) -> DefaultButton:
        """Save and close below the answers; made where room is short for the first time."""
        made = DefaultButton(_("Save and close"), parent=self.body.inner)
        made.hide()
        made.clicked.connect(self.close_requested)
        self.column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _build_page(self) -> None:
        inner = self.body.inner
        self.instrument_label = Text("", "strong", wrap=False, parent=inner)
        self.place_label = Text("", "body2", wrap=False, parent=inner)
        self.progress_line = ProgressLine(parent=inner)
        self.lead_in_label = Text("", "lead", parent=inner)
        self.item_label = Heading("", "question", parent=inner)
        self.decline_row = QWidget(inner)
        self.decline_button = LinkButton(_("Prefer not to answer"), parent=self.decline_row)
        self.hint_label = Text("", "hint", parent=self.decline_row)
        self.hint_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.addWidget(self.instrument_label)
        top.addStretch(1)
        top.addWidget(self.place_label)
        self._cards = QVBoxLayout()
        self._line = QVBoxLayout()
        self._line.addWidget(self.progress_line)
        self._decline_layout = row = QHBoxLayout(self.decline_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.decline_button)
        row.addWidget(self.hint_label, 1)
        self.column.addLayout(top)
        self.column.addLayout(self._line)
        self.column.addWidget(self.lead_in_label)
        self.column.addWidget(self.item_label)
        self.column.addLayout(self._cards)
        self.column.addWidget(self.decline_row)
        self.back_button = DefaultButton(_("Back"), "arrow-left", parent=self.bar)
        self.close_button = DefaultButton(_("Save and close"), parent=self.bar)
        self.set_back_button(self.back_button)
        self.add_right(self.close_button)

    def _on_width_class_changed(self, width_class: str) -> None:
        """Where room is short the answers get that of a bar with no main action in it."""
        is_compact = width_class == "compact"
        set_shown(self.bar, not is_compact)
        if is_compact or "late_close_button" in self.__dict__:
            set_shown(self.late_close_button, is_compact)

    def _spread(self) -> None:
        """Set the item off from the progress line and the cards, where the height allows."""
        air = theme.px(14) if self.height() >= theme.px(_AIRY) else 0
        self._line.setContentsMargins(0, 0, 0, air)
        self._cards.setContentsMargins(0, air, 0, 0)

    def _place(self, question: Question) -> str:
        if not question.number:
            return _("One more question, not part of the score")
        words = _("Question {number} of {count}")
        return words.format(number=question.number, count=question.count)

    def _show_declined(self, *, declined: bool) -> None:
        if declined or "declined_label" in self.__dict__:
            set_shown(self.declined_label, declined)
        set_shown(self.hint_label, not declined)

    def _group_for(self, question: Question) -> ChoiceGroup:
        """The cards: kept where the options are the same, so that nothing flickers."""
        chosen = [question.chosen] if question.chosen else []
        if self.choice_group is not None and self._options == question.options:
            self.choice_group.set_chosen(chosen)
            return self.choice_group
        old = self.choice_group
        group = ChoiceGroup(question.options, chosen=chosen, parent=self.body.inner)
        group.chosen.connect(self.chosen)
        group.decline_requested.connect(self.declined)
        self._cards.addWidget(group)
        if old is not None:
            self._cards.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.choice_group, self._options = group, question.options
        QWidget.setTabOrder(group, self.decline_button)
        return group


def _how(mode: str) -> str:
    return {
        "handover": _("handed over before, now with you"),
        "paper": _("typed in from paper"),
    }.get(mode, _("you are reading aloud"))


def build(shell: Navigator, arguments: Mapping[str, str]) -> QuestionPage:
    """The page for ``screening``, beginning with ``item``."""
    page = QuestionPage(place_of_pages(shell))
    page.lock_requested.connect(shell.lock)
    page.copy_requested.connect(lambda: keep_elsewhere(shell, page, "question", arguments))
    presenter = QuestionPresenter(page, shell, arguments["screening"], arguments.get("item", ""))
    page.attach(presenter)
    page.hold()
    FirstPaint(page).happened.connect(presenter.remember)  # nobody waits for it
    presenter.start()
    return page
