"""Composing what somebody takes home, and listing whom they can turn to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.clock import Clock
from estip_desktop.signposting.card import take_away_card
from estip_desktop.signposting.directory import DirectoryEntry
from estip_desktop.signposting.papers import Paper, PaperShop
from estip_desktop.signposting.sheets import GiveAway, paper_of


class SignpostingContent(Protocol):
    """The published sheets."""

    def give_aways(self) -> tuple[GiveAway, ...]:
        """The sheets to give away."""
        ...


class Signposting:
    """Sheets, cards and services.

    Args:
        content: The published sheets.
        shop: Sets papers and writes them.
        services: The services of a nation, or of the vault's own where none is named.
        clock: The moment in a file's properties.
        exercise: Whether the vault is for exercises.
    """

    def __init__(
        self,
        content: SignpostingContent,
        shop: PaperShop,
        services: Callable[[str], tuple[str, tuple[DirectoryEntry, ...]]],
        clock: Clock,
        *,
        exercise: bool,
    ) -> None:
        self._content = content
        self._shop = shop
        self._services = services
        self._clock = clock
        self._exercise = exercise

    def sheets(self) -> tuple[GiveAway, ...]:
        """The sheets to give away."""
        return self._content.give_aways()

    def services(self, nation: str = "") -> tuple[str, tuple[DirectoryEntry, ...]]:
        """A nation and its services; without one the nation of the vault."""
        return self._services(nation)

    def compose(self, sheet_id: str) -> Paper:
        """A sheet as a paper.

        Raises:
            NotFoundError: There is no such sheet.
        """
        for each in self._content.give_aways():
            if each.id == sheet_id:
                return paper_of(each, self._clock.now(), exercise=self._exercise)
        raise NotFoundError(f"sheet:{sheet_id}")

    def card(self, agreed: str, contacts: Sequence[tuple[str, str]]) -> Paper:
        """A card to take away; with the vault, whose nation decides whom to ring.

        Args:
            agreed: What was decided, in the words of the pathway; may be empty.
            contacts: Day and kind of each next contact.
        """
        _nation, services = self._services("")
        return take_away_card(
            agreed, contacts, services, self._clock.now(), exercise=self._exercise
        )

    def pdf(self, paper: Paper) -> bytes:
        """Set one."""
        return self._shop.pdf(paper)

    def save(self, paper: Paper, folder: Path) -> str:
        """Write one into a folder somebody chose; see :meth:`PaperShop.save`."""
        return self._shop.save(paper, folder)
