"""Check answers: question, answer, Change; what was left out comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.check.presenter import (
    CheckScreeningPresenter,
    CheckSessionPresenter,
    Row,
    Sheet,
)
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.session_rail import fill_rail
from estip_desktop.ui.widgets.step_rail import StepRail


class CheckPage(FocusFrame):
    """Everything that was answered, on one page.

    Args:
        with_rail: Whether the step rail of a session stands beside it.

    Signals:
        change_requested: The id of a row, or ``concern``.
        page_requested: The id of a page, from the rail.
        back_requested: The page before.
        close_requested: Save and close.
        finish_requested: The main action.
    """

    change_requested = Signal(str)
    page_requested = Signal(str)
    back_requested = Signal()
    close_requested = Signal()
    finish_requested = Signal()

    def __init__(self, *, with_rail: bool, parent: QWidget | None = None) -> None:
        super().__init__(rail=StepRail("") if with_rail else None, parent=parent)
        self.setAccessibleName(_("Check the answers"))
        self.change_buttons: dict[str, QuietButton] = {}
        self._build_body()
        self._build_bar()

    def attach(self, presenter: CheckSessionPresenter | CheckScreeningPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.change_requested.connect(presenter.change)
        self.page_requested.connect(presenter.revisit)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.close)
        self.finish_requested.connect(presenter.finish)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The main action: usually there is nothing to change."""
        return self.finish_button

    def on_command(self, command_id: str) -> bool:
        """Back goes back."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_session(self, guided: Guided) -> None:
        """Show the rail; every step may be revisited."""
        if self.rail is not None:
            fill_rail(self.rail, guided, guided.run.pages[-1].id)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the answers."""
        self.set_line(sheet.line)
        title, words = sheet.notice
        self.notice_callout.set_words(title, words)
        self.notice_callout.setVisible(bool(title))
        self.change_buttons.clear()
        self._fill(self.open_card, sheet.open_rows, _("Answer now"))
        self._fill(self.answers_card, sheet.rows, _("Change"))
        for widget in (self.open_title, self.open_card):
            widget.setVisible(bool(sheet.open_rows))
        for widget in (self.answers_title, self.answers_card):
            widget.setVisible(bool(sheet.rows))
        self.finish_button.set_words(sheet.main)

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what stands in the way; each line leads to where it is answered."""
        self.error_summary.show_problems(
            [
                (self.change_buttons.get(row_id, self.finish_button), words)
                for row_id, words in problems
            ]
        )
        for link, (row_id, _words) in zip(self.error_summary.links, problems, strict=True):
            link.clicked.connect(
                lambda _checked=False, wanted=row_id: self.change_requested.emit(wanted)
            )

    def show_error(self, error: Exception) -> None:
        """Say at the top that it could not be done."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def _fill(self, card: ListCard, rows: Sequence[Row], verb: str) -> None:
        card.clear_rows()
        for row in rows:
            button = QuietButton(verb)
            button.setAccessibleName(f"{verb}: {row.question}")
            button.clicked.connect(
                lambda _checked=False, row_id=row.id: self.change_requested.emit(row_id)
            )
            self.change_buttons[row.id] = button
            needed = _("Needed before you finish") if row.required and not row.answer else ""
            card.add_row(ListRow(row.question, row.answer or needed, trailing=(button,)))

    def _build_body(self) -> None:
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.notice_callout = Callout("warn", "")
        self.notice_callout.hide()
        self.open_title = Heading(_("Not answered"), "h2")
        self.open_card = ListCard()
        self.answers_title = Heading(_("Answered"), "h2")
        self.answers_card = ListCard()
        column = self.body.column
        column.addWidget(self.error_summary)
        column.addWidget(self.error_callout)
        column.addWidget(Heading(_("Check the answers"), "h1"))
        column.addWidget(
            Text(_("Everything is saved. Change what is not right, then finish."), "body2")
        )
        for widget in (
            self.notice_callout,
            self.open_title,
            self.open_card,
            self.answers_title,
            self.answers_card,
        ):
            column.addWidget(widget)
        for widget in (self.open_title, self.open_card, self.answers_title, self.answers_card):
            widget.hide()

    def _build_bar(self) -> None:
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.finish_button = PrimaryButton(_("Finish session"), "check")
        self.set_back_button(self.back_button)
        self.add_right(self.close_button)
        self.add_right(self.finish_button)
        self.set_main_button(self.finish_button)
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.finish_button.clicked.connect(self.finish_requested)
        if self.rail is not None:
            self.rail.step_requested.connect(self.page_requested)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for a ``screening``, or else for a ``session``."""
    screening = arguments.get("screening", "")
    page = CheckPage(with_rail=not screening)
    presenter: CheckSessionPresenter | CheckScreeningPresenter
    if screening:
        presenter = CheckScreeningPresenter(page, shell, screening)
    else:
        presenter = CheckSessionPresenter(page, shell, arguments["session"])
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
