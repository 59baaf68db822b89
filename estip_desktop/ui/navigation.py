"""What a presenter may ask of the window, free of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the lock page paints before any feature is imported
    from estip_desktop.guidance import OpenedConcern
    from estip_desktop.kernel.tasks import TaskRunner
    from estip_desktop.services import Services, UnlockedVault, WindowContext


class Visit:
    """One page's time on show; over as soon as another page is asked for."""

    __slots__ = ("is_over",)

    def __init__(self) -> None:
        self.is_over = False


class Navigator(Protocol):
    """Moves between pages and tells people things; pages never open one another themselves."""

    @property
    def context(self) -> WindowContext:
        """What exists before anything is unlocked."""
        ...

    @property
    def services(self) -> Services:
        """The use cases of the unlocked vault; only pages behind the lock ask for it."""
        ...

    @property
    def tasks(self) -> TaskRunner:
        """Work off the window's thread."""
        ...

    @property
    def visit(self) -> Visit:
        """Of the page that is on show, or is being made."""
        ...

    @property
    def is_unlocked(self) -> bool:
        """Whether a vault is open."""
        ...

    def open(self, page: str, /, **arguments: str) -> None:
        """Show another page (ids and arguments: ``ui.pages``)."""
        ...

    def open_concern(self, opened: OpenedConcern | None = None) -> None:
        """Show Immediate concern: the one an answer opened, or a new one by hand."""
        ...

    def open_to_correct(self, concern_id: str, page: str, /, **arguments: str) -> None:
        """Show the answer that opened a concern; whatever is opened next leads back to it.

        While the concern is open nobody gets past it: it is shown again unless the answer was
        changed, and then leads to the page that was wanted.
        """
        ...

    def corrected(self) -> None:
        """The answer was changed and its concern is closed: every way is free again."""
        ...

    def return_from_concern(self) -> None:
        """Go back to where Immediate concern was opened."""
        ...

    def unlocked(self, vault: UnlockedVault) -> None:
        """A vault was opened: go on where its owner was."""
        ...

    def open_where_left(self) -> None:
        """Go on where the owner of the open vault was."""
        ...

    def set_exercise(self, on: bool) -> None:
        """Whether exercise records are meant: the window says so on every page."""
        ...

    def hold(self, vault: UnlockedVault, services: Services, /, **arguments: str) -> None:
        """A vault was made and is open: from now on locking closes it, and the page stays.

        Args:
            vault: It.
            services: Its use cases.
            arguments: What the page on show is come back to with, where it is another one by then.
        """
        ...

    def lock(self, reason: str = "manual") -> None:
        """Lock now; the process is replaced and nothing comes back."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say what happened, what is safe and what to do next, at the top of the page."""
        ...

    def say(self, words: str) -> None:
        """A short message that is never the only place where something stands."""
        ...
