"""What first run's presenter may ask of its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from estip_desktop.services import Contact
from estip_desktop.ui.pages.first_run.model import Owner, Step

Problems = Sequence[tuple[str, str]]
"""Key of a field, and what to do about it."""


class FirstRunView(Protocol):
    """What the page can show and hand over."""

    def show_step(self, step: Step, owner: Owner) -> None:
        """Show a page that needs nothing but what was said before."""
        ...

    def show_recovery(self, groups: Sequence[str]) -> None:
        """Show the recovery key, group by group."""
        ...

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where the sheet was saved, or why it was not."""
        ...

    def show_recovery_check(self, number: int) -> None:
        """Ask for one group of it, counted from 1."""
        ...

    def show_urgent(self, contacts: Sequence[Contact]) -> None:
        """Lay the help numbers over the page."""
        ...

    def show_words(self, words: Sequence[str]) -> None:
        """Show words that were made."""
        ...

    def show_own(self, own: bool) -> None:
        """Take a passphrase of one's own instead, or the words after all."""
        ...

    def show_strength(self, words: str, *, enough: bool) -> None:
        """Say how strong a passphrase is."""
        ...

    def show_problems(self, problems: Problems) -> None:
        """Say what is missing, at the top and beside the fields."""
        ...

    def show_failure(self, happened: str, words: str) -> None:
        """Say what stands in the way of making the records."""
        ...

    def show_busy(self, words: str) -> None:
        """Say what is being done; empty words end it."""
        ...

    def owner(self) -> Owner:
        """What stands on the third page."""
        ...

    def nation(self) -> str:
        """The nation picked, or empty."""
        ...

    def typed_group(self) -> str:
        """The group typed back."""
        ...

    def own_passphrase(self) -> str:
        """The passphrase of one's own as it stands."""
        ...

    def take_typed(self) -> tuple[str, str]:
        """The passphrase of one's own, and what was typed to repeat it or the words."""
        ...
