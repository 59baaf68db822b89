"""The Help page: a list of sheets, or one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.kernel.help_text import Block, BlockKind, HelpSheet
from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.help.presenter import HelpPresenter
from estip_desktop.ui.widgets.buttons import Button, DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.places import places

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
    """

    open_requested = Signal(str)
    leave_requested = Signal()
    numbers_requested = Signal()
    report_requested = Signal()
    paper_requested = Signal()

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
        self.numbers_button = DefaultButton(_("Urgent help numbers"), "phone-call")
        self.numbers_button.clicked.connect(self.numbers_requested)
        self.report_button = DefaultButton(_("Tell us it went wrong"), "message-square-text")
        self.report_button.clicked.connect(self.report_requested)
        buttons = FlowBox()
        buttons.add(self.numbers_button)
        buttons.add(self.report_button)
        self.paper_button = DefaultButton(_("Paper blanks"), "printer")
        self.paper_button.clicked.connect(self.paper_requested)
        buttons.add(self.paper_button)
        self.column.addWidget(buttons)
        self._begin_at(next(iter(self.sheet_buttons.values())))

    def show_sheet(self, sheet: HelpSheet) -> None:
        """Show one."""
        self.set_title(sheet.title, _("Help"))
        self.list_button = QuietButton(_("All sheets"), "arrow-left")
        self.list_button.clicked.connect(lambda: self.open_requested.emit(""))
        self.column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        card = Card(spacing=10)
        for block in sheet.blocks:
            card.column.addWidget(_shown(block))
        self.column.addWidget(card)
        self._begin_at(self.list_button)

    def _begin_at(self, widget: QWidget) -> None:
        self._first = widget
        widget.setFocus()


def _shown(block: Block) -> QWidget:
    match block.kind:
        case BlockKind.HEADING:
            return Heading(block.words)
        case BlockKind.PARAGRAPH:
            return Text(block.words, selectable=True)
        case BlockKind.POINT:
            return _Point(block.words)


class _Point(QWidget):
    """A line of a list, its mark beside it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        mark = Text("•", wrap=False)
        mark.setAccessibleName(" ")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, selectable=True), 1)


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
