"""List the blanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from estip_desktop.blanks import Blank, BlankName
from estip_desktop.ui.paper_presenting import PaperPresenter, PaperView
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from estip_desktop.ui.navigation import Navigator


class BlanksView(Protocol):
    """What the page can show."""

    def show_blanks(self, names: Sequence[BlankName]) -> None:
        """List them."""
        ...


class BlanksPresenter(PagePresenter):
    """List what can be printed.

    Args:
        view: The page.
        rows: Its rows of papers.
        shell: The window.
    """

    def __init__(self, view: BlanksView, rows: PaperView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self.papers: PaperPresenter[Blank] = PaperPresenter(rows, shell, self.services.blanks)

    def start(self) -> None:
        """List them."""
        self.run(self.services.blanks.listed, self._view.show_blanks)

    def back(self) -> None:
        """Help, where it was opened."""
        self.shell.open("help")
