"""The result page: score and gauge, what to do next, the answers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.clock import local
from estip_desktop.kernel.i18n import _, format_day, format_time
from estip_desktop.ui import theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.result.presenter import ResultPresenter
from estip_desktop.ui.pages.result.words import AnswerLine, Result
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card, Divider
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.prompt_card import PromptCard
from estip_desktop.ui.widgets.score_gauge import GaugeBand, ScoreGauge

_SIDE = 396


class ResultPage(FocusFrame):
    """One questionnaire's outcome.

    Signals:
        carry_on_requested: The main action.
        keep_requested: Keep the answers without a score.
        change_requested: Link id of the question to open.
        back_requested: The list of answers.
        close_requested: Save and close.
    """

    carry_on_requested = Signal()
    keep_requested = Signal()
    change_requested = Signal(str)
    back_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(max_width=0, parent=parent)
        self.setAccessibleName(_("Result"))
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.keep_button = DefaultButton(_("Keep without a score"))
        self.main_button = PrimaryButton(_("Carry on with the session"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        for button in (self.close_button, self.keep_button, self.main_button):
            self.add_right(button)
        self.keep_button.hide()
        self.set_main_button(self.main_button)
        self._content: QWidget | None = None
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.keep_button.clicked.connect(self.keep_requested)
        self.main_button.clicked.connect(self.carry_on_requested)

    def attach(self, presenter: ResultPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.carry_on_requested.connect(presenter.carry_on)
        self.keep_requested.connect(presenter.keep_without_score)
        self.change_requested.connect(presenter.change)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.save_and_close)
        self.concern_requested.connect(presenter.concern)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The main action."""
        return self.main_button

    def on_command(self, command_id: str) -> bool:
        """Back."""
        if command_id != "back":
            return False
        self.back_requested.emit()
        return True

    def show_result(self, result: Result) -> None:
        """Show the score and what follows."""
        when = f"{format_day(local(result.at).date())}, {format_time(result.at)}"
        line = _("{title} result · {ref} · {when}")
        self.set_line(line.format(title=result.instrument, ref=result.reference, when=when))
        columns = Columns(side_width=_SIDE)
        if result.concern is not None:
            columns.main.addWidget(self._concern_callout(result))
        if result.care:
            title = _("Not interpretable yet") if result.early else _("Read this score with care")
            columns.main.addWidget(Callout("warn", title, " ".join(result.care)))
        columns.main.addWidget(_score_card(result))
        if result.say:
            columns.main.addWidget(PromptCard(result.say))
        columns.main.addWidget(_steps_card(result))
        columns.side.addWidget(
            Callout(
                "info",
                _("A screening score, not a diagnosis"),
                _(
                    "It helps you decide what to offer. "
                    "Your judgement and what they want come first."
                ),
            )
        )
        columns.side.addWidget(self._answers_card(result))
        self._put(columns, Text(result.attribution, "hint"))
        self.main_button.set_words(result.main)
        self.keep_button.setVisible(bool(result.missing))
        self.close_button.setVisible(not result.missing)
        announce(self, f"{result.instrument}. {result.heading}. {result.sentence}")

    def _put(self, columns: Columns, attribution: Text) -> None:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(16))
        rows.addWidget(columns)
        rows.addWidget(attribution)  # at the foot, under everything that is read first
        old, self._content = self._content, content
        self.column.addWidget(content)
        if old is not None:
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _concern_callout(self, result: Result) -> Callout:
        concern = result.concern
        assert_words = (concern.title, concern.words) if concern else ("", "")
        callout = Callout("danger", *assert_words)
        if concern is not None and concern.is_open:
            button = DefaultButton(_("Open Immediate concern"))
            button.clicked.connect(self.concern_requested)
            callout.add_action(button)
        return callout

    def _answers_card(self, result: Result) -> ListCard:
        card = ListCard()
        card.column.addWidget(Heading(_("Answers"), "h2"))
        for answer in result.answers:
            card.add_row(self._answer_row(answer))
        return card

    def _answer_row(self, answer: AnswerLine) -> QWidget:
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(Text(answer.text, "small"))
        words.addWidget(Text(answer.answer, "strong"))
        button = QuietButton(_("Change"))
        button.setAccessibleName(_("Change: {question}").format(question=answer.text))
        button.clicked.connect(
            lambda _checked=False, link=answer.link_id: self.change_requested.emit(link)
        )
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        layout.addLayout(words, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row


def _score_card(result: Result) -> Card:
    card = Card()
    top = QHBoxLayout()
    top.setSpacing(theme.px(12))
    if result.score is not None:
        card.column.addWidget(Text(_("{title} score").format(title=result.instrument), "line"))
        score = Text(str(result.score), "score", wrap=False)
        out_of = Text(_("out of {top}").format(top=result.top), "body2", wrap=False)
        out_of.setContentsMargins(0, 0, theme.px(20), theme.px(14))
        top.addWidget(score)
        top.addWidget(out_of, 0, Qt.AlignmentFlag.AlignBottom)
    words = QVBoxLayout()
    words.setSpacing(theme.px(2))
    words.addStretch(1)
    words.addWidget(Heading(result.heading, "h2"))
    words.addWidget(Text(result.sentence, "body2"))
    if result.change:
        words.addWidget(Text(result.change, "body2"))
    words.addStretch(1)
    top.addLayout(words, 1)
    card.column.addLayout(top)
    if result.bands:
        bands = [GaugeBand(band.low, band.high, band.name) for band in result.bands]
        card.column.addWidget(
            ScoreGauge(result.instrument, bands, result.score, result.cut_off, step=result.step)
        )
    for part in result.parts:
        card.column.addWidget(Divider())
        card.column.addWidget(Text(part, "body"))
    return card


def _steps_card(result: Result) -> ListCard:
    card = ListCard()
    card.column.addWidget(Heading(_("What to do next"), "h2"))
    for number, step in enumerate(result.steps, 1):
        card.add_row(ListRow(step.title, step.reason, number=str(number)))
    return card


def build(shell: Navigator, arguments: Mapping[str, str]) -> ResultPage:
    """The page for ``screening``."""
    page = ResultPage()
    page.lock_requested.connect(shell.lock)
    presenter = ResultPresenter(page, shell, arguments["screening"])
    page.attach(presenter)
    presenter.start()
    return page
