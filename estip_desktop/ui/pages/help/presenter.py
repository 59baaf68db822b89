"""Which sheets there are, which one is open, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from estip_desktop.kernel.help_text import Block, BlockKind, HelpSheet
from estip_desktop.kernel.i18n import _
from estip_desktop.safety import log_sheet
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

SHEET, BACK_TO = "help_sheet", "help_from"
KEYBOARD = "keyboard"


class HelpView(Protocol):
    """What the presenter asks of the page."""

    def show_sheets(self, sheets: Sequence[HelpSheet]) -> None:
        """List them."""

    def show_sheet(self, sheet: HelpSheet) -> None:
        """Open one."""


class HelpPresenter(PagePresenter):
    """Show the list of sheets, or one of them.

    Args:
        view: The page.
        shell: The window.
        arguments: ``help_sheet``, and with ``help_from`` the page to go back to and its arguments.
    """

    def __init__(self, view: HelpView, shell: Navigator, arguments: Mapping[str, str]) -> None:
        super().__init__(shell)
        self._view = view
        self._arguments = dict(arguments)
        self._sheet = self._arguments.pop(SHEET, "")

    @property
    def can_go_back(self) -> bool:
        """Whether Help was opened in the middle of something."""
        return BACK_TO in self._arguments

    def start(self) -> None:
        """Show what was asked for."""
        self.run(self._read, self._show)

    def open(self, sheet_id: str) -> None:
        """Open a sheet; empty goes back to the list."""
        wish = {SHEET: sheet_id} if sheet_id else {}
        self.shell.open("help", **self._arguments, **wish)

    def back(self) -> None:
        """To the list, and from there to where Help was opened."""
        if self._sheet:
            self.open("")
        elif self.can_go_back:
            self.leave_help()

    def went_wrong(self) -> None:
        """Write a safety report."""
        self.shell.open("went_wrong")

    def paper(self) -> None:
        """Print blanks."""
        self.shell.open("blanks")

    def sheets(self) -> None:
        """Sheets to give away; Help, and what it interrupted, is found again from there."""
        self.shell.open("sheets", **self._arguments)

    def directory(self) -> None:
        """Services, and the same way back."""
        self.shell.open("directory", **self._arguments)

    def leave_help(self) -> None:
        """Go on where Help was opened."""
        arguments = dict(self._arguments)
        self.shell.open(arguments.pop(BACK_TO), **arguments)

    def _read(self) -> tuple[HelpSheet, ...]:
        content = self.services.content
        return (*content.help_sheets(), keyboard_sheet(), log_sheet(content.hazards()))

    def _show(self, sheets: tuple[HelpSheet, ...]) -> None:
        found = [sheet for sheet in sheets if sheet.id == self._sheet]
        if found:
            self._view.show_sheet(found[0])
        else:
            self._view.show_sheets(sheets)


def keyboard_sheet() -> HelpSheet:
    """Every command with its keys."""
    points = tuple(
        Block(BlockKind.POINT, f"{_(' or ').join(command.keys)}: {command.words}")
        for command in COMMANDS
    )
    about = Block(BlockKind.PARAGRAPH, _("Everything can be done without a mouse."))
    return HelpSheet(KEYBOARD, _("Keys of the keyboard"), (about, *points))
