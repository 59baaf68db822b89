"""The Help page: a list of sheets, or one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.help_text import HelpSheet
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.help.presenter import HelpPresenter
from estip_desktop.ui.widgets.buttons import Button, DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.sheet_words import block_of

_READING_WIDTH = 760
"""Effective pixels: about 75 characters a line."""


class HelpPage(HomeFrame):
    """Sheets in plain text; nothing in them is obeyed.

    Signals:
        open_requested: Id of a sheet; empty for the list.
        leave_requested: Back to where Help was opened.
        numbers_requested: The urgent help numbers.
        report_requested: Tell us it went wrong.
        paper_requested: Blanks to print.
        sheets_requested: Sheets to give away.
        services_requested: Whom else somebody can turn to.
    """

    open_requested = Signal(str)
    leave_requested = Signal()
    numbers_requested = Signal()
    report_requested = Signal()
    paper_requested = Signal()
    sheets_requested = Signal()
    services_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            places(desk=desk), "help", _("Help"), max_width=_READING_WIDTH, parent=parent
        )
        self.back_button = PrimaryButton(_("Back to where you were"), "arrow-left")
        self.back_button.clicked.connect(self.leave_requested)
        self.back_button.hide()
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.sheet_buttons: dict[str, Button] = {}
        self._first: QWidget = self

    def attach(self, presenter: HelpPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive."""
        self._presenter = presenter
        self.open_requested.connect(presenter.open)
        self.report_requested.connect(presenter.went_wrong)
        self.paper_requested.connect(presenter.paper)
        self.sheets_requested.connect(presenter.sheets)
        self.services_requested.connect(presenter.directory)
        self.leave_requested.connect(presenter.leave_help)
        self.destroyed.connect(presenter.leave)
        self.back_button.setVisible(presenter.can_go_back)

    def first_focus(self) -> QWidget:
        """The first sheet, or the way back to the list."""
        return self._first

    def on_command(self, command_id: str) -> bool:
        """Back goes to the list, then to where Help was opened."""
        if command_id != "back":
            return False
        self._presenter.back()
        return True

    def show_sheets(self, sheets: Sequence[HelpSheet]) -> None:
        """List them, each with what it is about."""
        self.set_title(_("Help"), _("Works without a network"))
        card = ListCard()
        for sheet in sheets:
            button = DefaultButton(_("Read"))
            button.setAccessibleName(_("Read: {title}").format(title=sheet.title))
            button.clicked.connect(
                lambda _checked=False, sheet_id=sheet.id: self.open_requested.emit(sheet_id)
            )
            self.sheet_buttons[sheet.id] = button
            card.add_row(ListRow(sheet.title, sheet.blocks[0].words, trailing=(button,)))
        self.column.addWidget(card)
        more = FlowBox()
        self.numbers_button = self._more(
            more, _("Urgent help numbers"), "phone-call", self.numbers_requested
        )
        self.services_button = self._more(
            more, _("Help and services"), "life-buoy", self.services_requested
        )
        self.sheets_button = self._more(
            more, _("Sheets to give away"), "file-text", self.sheets_requested
        )
        self.paper_button = self._more(more, _("Paper blanks"), "printer", self.paper_requested)
        self.report_button = self._more(
            more, _("Tell us it went wrong"), "message-square-text", self.report_requested
        )
        self.column.addWidget(more)
        self._begin_at(next(iter(self.sheet_buttons.values())))

    def show_sheet(self, sheet: HelpSheet) -> None:
        """Show one."""
        self.set_title(sheet.title, _("Help"))
        self.list_button = QuietButton(_("All sheets"), "arrow-left")
        self.list_button.clicked.connect(lambda: self.open_requested.emit(""))
        self.column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        card = Card(spacing=10)
        for block in sheet.blocks:
            card.column.addWidget(block_of(block))
        self.column.addWidget(card)
        self._begin_at(self.list_button)

    @staticmethod
    def _more(box: FlowBox, words: str, icon: str, wish: SignalInstance) -> DefaultButton:
        button = DefaultButton(words, icon)
        button.clicked.connect(wish)
        box.add(button)
        return button

    def _begin_at(self, widget: QWidget) -> None:
        self._first = widget
        widget.setFocus()


def build(shell: Navigator, arguments: Mapping[str, str]) -> HelpPage:
    """Build the page for the shell."""
    page = HelpPage(desk=shell.services.desk is not None)
    presenter = HelpPresenter(page, shell, arguments)
    page.attach(presenter)
    page.navigation_requested.connect(shell.open)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.numbers_requested.connect(lambda: shell.open("urgent"))
    presenter.start()
    return page
