"""The question page: instrument, progress, time frame, item, answer cards."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.question.presenter import Question, QuestionPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine

PAUSE_MS = 350
_COLUMN = 820


class QuestionPage(FocusFrame):
    """One item at a time; the frame stays and its content is swapped.

    Signals:
        chosen: The code of a card somebody picked.
        declined: They prefer not to answer.
        skipped: Leave it for now.
        pause_elapsed: The chosen card was on show long enough.
        try_again_requested: Save once more.
        back_requested: The item before.
        close_requested: Save and close.
    """

    chosen = Signal(str)
    declined = Signal()
    skipped = Signal()
    pause_elapsed = Signal()
    try_again_requested = Signal()
    back_requested = Signal()
    close_requested = Signal()

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
        self.late_close_button.clicked.connect(self.close_requested)
        self.width_class_changed.connect(self._on_width_class_changed)
        self._on_width_class_changed(self.width_class)

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

    def show_question(self, question: Question) -> None:
        """Put an item on the page."""
        self.stop_pause()
        self.error_callout.hide()
        self.set_line(
            _("Questionnaire · {ref} · you are reading aloud").format(ref=question.reference)
        )
        self.instrument_label.setText(question.instrument)
        place = self._place(question)
        self.place_label.setText(place)
        self.progress_line.set_progress(
            question.number - 1 if question.number else question.count, question.count
        )
        self.progress_line.setAccessibleName(place)
        self.lead_in_label.setText(question.lead_in)
        self.lead_in_label.setVisible(bool(question.lead_in))
        self.item_label.setText(question.text)
        group = self._group_for(question)
        group.setAccessibleName(" ".join((place, question.lead_in, question.text)))
        self._show_declined(declined=question.declined)
        self.decline_row.setVisible(question.may_decline)
        self.hint_label.setText(
            _("Press 1 to {last}. Moves on by itself; Backspace goes back.").format(
                last=len(question.options)
            )
        )
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
        message = message_for(error)
        self.error_callout.set_words(
            _("We could not save the last answer. Keep this window open."),
            f"{message.happened} {message.next_step}".strip(),
        )
        self.error_callout.show()
        self.try_again_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.error_callout.accessibleName(), assertive=True)

    def _build_page(self) -> None:
        self.instrument_label = Text("", "strong", wrap=False)
        self.place_label = Text("", "body2", wrap=False)
        self.progress_line = ProgressLine()
        self.lead_in_label = Text("", "lead")
        self.item_label = Heading("", "question")
        self.decline_button = LinkButton(_("Prefer not to answer"))
        self.declined_label = Text(_("They prefer not to answer. You can still choose."), "small")
        self.hint_label = Text("", "hint")
        self.hint_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.error_callout = Callout("danger", "")
        self.try_again_button = DefaultButton(_("Try again"))
        self.error_callout.add_action(self.try_again_button)
        self.error_callout.hide()
        self.try_again_button.clicked.connect(self.try_again_requested)
        top = QHBoxLayout()
        top.addWidget(self.instrument_label)
        top.addStretch(1)
        top.addWidget(self.place_label)
        self._cards = QVBoxLayout()
        self.decline_row = QWidget()
        row = QHBoxLayout(self.decline_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.decline_button)
        row.addWidget(self.declined_label, 1)
        row.addWidget(self.hint_label, 1)
        self.column.addWidget(self.error_callout)
        self.column.addLayout(top)
        self.column.addWidget(self.progress_line)
        self.column.addWidget(self.lead_in_label)
        self.column.addWidget(self.item_label)
        self.column.addLayout(self._cards)
        self.column.addWidget(self.decline_row)
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.set_back_button(self.back_button)
        self.add_right(self.close_button)
        self.late_close_button = DefaultButton(_("Save and close"))
        self.column.addWidget(self.late_close_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_width_class_changed(self, width_class: str) -> None:
        """Where room is short the answers get that of a bar with no main action in it."""
        is_compact = width_class == "compact"
        self.bar.setVisible(not is_compact)
        self.late_close_button.setVisible(is_compact)

    def _place(self, question: Question) -> str:
        if not question.number:
            return _("One more question, not part of the score")
        words = _("Question {number} of {count}")
        return words.format(number=question.number, count=question.count)

    def _show_declined(self, *, declined: bool) -> None:
        self.declined_label.setVisible(declined)
        self.hint_label.setVisible(not declined)

    def _group_for(self, question: Question) -> ChoiceGroup:
        """The cards: kept where the options are the same, so that nothing flickers."""
        chosen = [question.chosen] if question.chosen else []
        if self.choice_group is not None and self._options == question.options:
            self.choice_group.set_chosen(chosen)
            return self.choice_group
        old = self.choice_group
        group = ChoiceGroup(question.options, chosen=chosen)
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


def build(shell: Navigator, arguments: Mapping[str, str]) -> QuestionPage:
    """The page for ``screening``, beginning with ``item``."""
    page = QuestionPage()
    page.lock_requested.connect(shell.lock)
    presenter = QuestionPresenter(page, shell, arguments["screening"], arguments.get("item", ""))
    page.attach(presenter)
    presenter.start()
    return page
