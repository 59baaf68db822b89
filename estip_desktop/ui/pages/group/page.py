"""One group: check and finish it; then the talks and check-ins that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.group.presenter import GroupPresenter, Next, Row, Sheet
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.key_value import AnswerRow, ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text


class GroupPage(FocusFrame):
    """What is kept of a group.

    Signals:
        change_requested: Id of a page, or ``concern``.
        next_requested: Id of a contact, and whether it is a private talk.
        finish_requested: Close the group.
        back_requested: The page before.
        close_requested: Save and close.
    """

    change_requested = Signal(str)
    next_requested = Signal(str, bool)
    finish_requested = Signal()
    back_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Group"), max_width=900, parent=parent)
        self.setAccessibleName(_("Group"))
        self.change_buttons: dict[str, LinkButton] = {}
        self.next_buttons: dict[str, DefaultButton] = {}
        self._shown: list[QWidget] = []
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.title_label = Heading("", "h1")
        self.line_label = Text("", "body2")
        for widget in (
            self.error_summary, self.error_callout, self.title_label, self.line_label
        ):  # fmt: skip
            self.body.column.addWidget(widget)
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.close_button = DefaultButton(_("Save and close"))
        self.finish_button = PrimaryButton(_("Finish group"), "check")
        self.today_button = PrimaryButton(_("Back to Today"))
        self.set_back_button(self.back_button)
        for button in (self.close_button, self.finish_button, self.today_button):
            self.add_right(button)
        self.set_main_button(self.finish_button)
        self.today_button.hide()
        self.back_button.clicked.connect(self.back_requested)
        self.close_button.clicked.connect(self.close_requested)
        self.finish_button.clicked.connect(self.finish_requested)
        self.today_button.clicked.connect(self.back_requested)

    def attach(self, presenter: GroupPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.change_requested.connect(presenter.change)
        self.next_requested.connect(
            lambda found, private: presenter.open_next(found, is_private_talk=private)
        )
        self.finish_requested.connect(presenter.finish)
        self.back_requested.connect(presenter.back)
        self.close_requested.connect(presenter.close)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first thing to do."""
        return self._main

    def on_command(self, command_id: str) -> bool:
        """Back leads to the page before."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    @property
    def _main(self) -> QWidget:
        first = next(iter(self.next_buttons.values()), None)
        return self.finish_button if self.today_button.isHidden() else first or self.today_button

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what is kept."""
        for widget in self._shown:
            self.body.column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self.change_buttons, self.next_buttons = [], {}, {}
        self.error_summary.show_problems([])
        words = _("Check the group") if sheet.is_draft else _("That was the group")
        self.title_label.setText(words)
        self.line_label.setText(f"{sheet.title} · {sheet.line}")
        self._add_next(
            _("Private talks to hold today"), [n for n in sheet.next_steps if n.is_private_talk]
        )
        self._add_next(
            _("Check in today with"), [n for n in sheet.next_steps if not n.is_private_talk]
        )
        if sheet.open_rows and sheet.is_draft:
            self._add_rows(_("Not answered yet"), sheet.open_rows, may_change=True)
        self._add_rows(_("What is kept of the group"), sheet.rows, may_change=sheet.is_draft)
        self._add(Heading(_("Who was there"), "h2"))
        card = ListCard()
        for each in sheet.roster:
            card.add_row(ListRow(each))
        self._add(card)
        kept = _("Nothing that anybody said is kept. A record of each of them says they were here.")
        self._add(Text(kept, "hint"))
        for button, shown in (
            (self.close_button, sheet.is_draft),
            (self.finish_button, sheet.is_draft),
            (self.today_button, not sheet.is_draft),
        ):
            button.setVisible(shown)
        self.set_main_button(self.finish_button if sheet.is_draft else self.today_button)
        if self.isVisible() or self.window().isVisible():
            self.first_focus().setFocus()

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what stands in the way, each with a way to it."""
        self.error_summary.show_problems(
            [(self.change_buttons.get(row_id, self.finish_button), words)
             for row_id, words in problems]
        )  # fmt: skip
        if any(row_id == "concern" for row_id, _words in problems):
            self.change_requested.emit("concern")

    def show_error(self, error: Exception) -> None:
        """Say at the top that it could not be done."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def _add(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self.body.column.addWidget(widget)

    def _add_rows(self, title: str, rows: Sequence[Row], *, may_change: bool) -> None:
        if not rows:
            return
        self._add(Heading(title, "h2"))
        card = ListCard()
        for row in rows:
            trailing: tuple[QWidget, ...] = ()
            if may_change:
                button = LinkButton(_("Change") if row.answer else _("Answer"))
                button.setAccessibleName(
                    _("Change: {question}").format(question=row.question)
                    if row.answer
                    else _("Answer: {question}").format(question=row.question)
                )
                button.clicked.connect(
                    lambda _checked=False, page=row.page_id: self.change_requested.emit(page)
                )
                self.change_buttons[row.page_id] = button
                trailing = (button,)
            card.add_row(AnswerRow(row.question, row.answer, trailing))
        self._add(card)

    def _add_next(self, title: str, steps: Sequence[Next]) -> None:
        if not steps:
            return
        self._add(Heading(title, "h2"))
        card = ListCard()
        for step in steps:
            if step.state:
                card.add_row(ListRow(step.words, step.state))
                continue
            words = _("Start the talk") if step.is_private_talk else _("Open")
            button = DefaultButton(words)
            button.setAccessibleName(f"{words}: {step.words}")
            button.clicked.connect(
                lambda _checked=False, one=step: self.next_requested.emit(
                    one.follow_up_id, one.is_private_talk
                )
            )
            self.next_buttons[step.follow_up_id] = button
            card.add_row(ListRow(step.words, trailing=(button,)))
        self._add(card)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for the group named by ``session``."""
    page = GroupPage()
    presenter = GroupPresenter(page, shell, arguments["session"])
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
