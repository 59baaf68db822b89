"""Which sheets there are, and which one is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from estip_desktop.signposting import GiveAway, Paper
from estip_desktop.ui.paper_presenting import PaperPresenter, PaperView
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from estip_desktop.ui.navigation import Navigator

SHEET = "sheet"


class SheetsView(Protocol):
    """What the page can show."""

    def show_sheets(self, sheets: Sequence[GiveAway]) -> None:
        """List them."""
        ...

    def show_sheet(self, sheet: GiveAway) -> None:
        """Open one."""
        ...


class SheetsPresenter(PagePresenter):
    """Show the list, or one of them.

    Args:
        view: The page.
        rows: Its rows of papers.
        shell: The window.
        arguments: ``sheet``, and what Help needs to lead back.
    """

    def __init__(
        self, view: SheetsView, rows: PaperView, shell: Navigator, arguments: Mapping[str, str]
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._arguments = dict(arguments)
        self._sheet = self._arguments.pop(SHEET, "")
        self.papers: PaperPresenter[Paper] = PaperPresenter(rows, shell, self.services.signposting)

    def start(self) -> None:
        """Show what was asked for."""
        self.run(self.services.signposting.sheets, self._show)

    def open(self, sheet_id: str) -> None:
        """Open a sheet; empty goes back to the list."""
        wish = {SHEET: sheet_id} if sheet_id else {}
        self.shell.open("sheets", **self._arguments, **wish)

    def back(self) -> None:
        """To the list, and from there to Help."""
        if self._sheet:
            self.open("")
        else:
            self.shell.open("help", **self._arguments)

    def _show(self, sheets: tuple[GiveAway, ...]) -> None:
        found = [each for each in sheets if each.id == self._sheet]
        if found:
            self._view.show_sheet(found[0])
        else:
            self._view.show_sheets(sheets)
