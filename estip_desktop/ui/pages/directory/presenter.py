"""The services of one nation, under their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from estip_desktop.signposting import DirectoryEntry, DirectoryPart, in_parts
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:
    from estip_desktop.ui.navigation import Navigator

NATION_ASKED = "nation"
Parts: TypeAlias = Sequence[tuple[DirectoryPart, Sequence[DirectoryEntry]]]


class DirectoryView(Protocol):
    """What the page can show."""

    def show_services(self, nation: str, parts: Parts) -> None:
        """Show those of a nation, in place of those before."""
        ...


class DirectoryPresenter(PagePresenter):
    """Show the services of the vault's nation, then of any other that is asked for.

    Args:
        view: The page.
        shell: The window.
        arguments: What Help needs to lead back.
    """

    def __init__(self, view: DirectoryView, shell: Navigator, arguments: Mapping[str, str]) -> None:
        super().__init__(shell)
        self._view = view
        self._arguments = dict(arguments)

    def start(self) -> None:
        """Show those of the vault's own nation."""
        self.show_nation("")

    def show_nation(self, nation: str) -> None:
        """Show those of a nation; empty is the vault's own."""
        self.run(lambda: self.services.signposting.services(nation), self._show)

    def back(self) -> None:
        """To Help, and so to what it interrupted."""
        self.shell.open("help", **self._arguments)

    def _show(self, found: tuple[str, tuple[DirectoryEntry, ...]]) -> None:
        nation, entries = found
        self._view.show_services(nation, in_parts(entries))
