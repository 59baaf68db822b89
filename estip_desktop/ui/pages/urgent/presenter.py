"""Find the numbers and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from estip_desktop.services import Contact
from estip_desktop.stepped_care import Nation
from estip_desktop.ui.navigation import Navigator


class UrgentView(Protocol):
    """What the page can show."""

    def show_nation(self, nation: str) -> None:
        """Show whose numbers are listed."""
        ...

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring, most urgent first."""
        ...


class UrgentPresenter:
    """Show numbers without touching any record, so that it works while everything is locked.

    Where the force works is known to the vault alone, so the page offers the others.
    """

    def __init__(self, view: UrgentView, shell: Navigator, back: str = "") -> None:
        self._view = view
        self._shell = shell
        self._back = back

    def show(self) -> None:
        """Show the numbers of the nation that the profile names."""
        self.show_nation(self._shell.context.content.profile().nation)

    def show_nation(self, nation: str) -> None:
        """Show the numbers of another nation."""
        self._view.show_nation(nation)
        self._view.show_numbers(self._shell.context.urgent_numbers(Nation(nation)))

    def go_back(self) -> None:
        """Return to where the person came from; records made meanwhile are open by now."""
        if self._shell.is_unlocked:
            self._shell.return_from_concern()
            return
        usual = "unlock" if self._shell.context.vaults.list() else "first_run"
        self._shell.open(self._back or usual)
