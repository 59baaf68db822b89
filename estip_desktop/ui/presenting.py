"""What presenters share: work whose outcome no longer matters once its page has gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # the lock page paints before any feature is imported
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.kernel.tasks import Lane
    from estip_desktop.services import Services
    from estip_desktop.ui.navigation import Navigator

T = TypeVar("T")


class PagePresenter:
    """Runs a page's work; an outcome that comes after the page was left is dropped.

    A page may be left while its work is still under way, and its widgets are gone when the outcome
    arrives. A failure is told all the same, by whatever page is on show then, and what must never
    be lost with its page is handed to ``after_leaving``: an answer may have opened Immediate
    concern.

    Args:
        shell: The window.
    """

    def __init__(self, shell: Navigator) -> None:
        self.shell = shell
        self._left = False
        self._visit = shell.visit
        self._is_going = False

    @property
    def services(self) -> Services:
        """The use cases of the unlocked vault."""
        return self.shell.services

    @property
    def has_left(self) -> bool:
        """Whether the page has gone, or another one was asked for."""
        return self._left or self._visit.is_over

    def leave(self) -> None:
        """The page is no longer on show; connect it to ``destroyed``."""
        self._left = True

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        *,
        after_leaving: Callable[[T], None] | None = None,
    ) -> None:
        """Do work on the vault."""
        self.run_long(
            lambda _progress, _cancel: work(), then, on_failure, after_leaving=after_leaving
        )

    def ready_to_draw(self) -> None:
        """A document may be opened from here: have what draws it ready."""
        ready = self.services.ready_drawer
        self.run_long(lambda _progress, _cancel: ready(), lane="pool")

    def run_once(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do work that leads to another page; a second press does nothing unless it failed."""
        if self._is_going:
            return
        self._is_going = True

        def failed(error: Exception) -> None:
            self._is_going = False
            (on_failure or self.shell.show_error)(error)

        self.run(work, then, failed)

    def run_long(
        self,
        work: Callable[[Progress, Cancel], T],
        then: Callable[[T], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        *,
        on_progress: Callable[[str, float | None], None] | None = None,
        after_leaving: Callable[[T], None] | None = None,
        lane: Lane = "vault",
    ) -> Cancel:
        """Do work that tells how far it is, and may run elsewhere than on the vault."""

        def succeeded(result: T) -> None:
            outcome = after_leaving if self.has_left else then
            if outcome is not None:
                outcome(result)

        def failed(error: Exception) -> None:
            if on_failure is not None and not self.has_left:
                on_failure(error)
            else:
                self.shell.show_error(error)

        def progressed(words: str, share: float | None) -> None:
            if on_progress is not None and not self.has_left:
                on_progress(words, share)

        return self.shell.tasks.run(
            work,
            on_success=succeeded,
            on_failure=failed,
            on_progress=progressed if on_progress is not None else None,
            lane=lane,
        )
