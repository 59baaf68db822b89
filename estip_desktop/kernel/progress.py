"""How long work tells how far it is and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event


class CancelledError(Exception):
    """The work was stopped on request and left everything as it was before."""


class Progress:
    """Tells words and, where known, the share that is done."""

    def __init__(self, listener: Callable[[str, float | None], None] | None = None) -> None:
        self._listener = listener

    def tell(self, words: str, share: float | None = None) -> None:
        """Say what is being done; ``share`` runs from 0 to 1."""
        if self._listener is not None:
            self._listener(words, share)


class Cancel:
    """A request to stop, checked between units of work."""

    def __init__(self) -> None:
        self._event = Event()

    def request(self) -> None:
        """Ask the work to stop."""
        self._event.set()

    @property
    def is_requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def check(self) -> None:
        """Stop here if asked.

        Raises:
            CancelledError: Somebody asked to stop.
        """
        if self.is_requested:
            raise CancelledError


def stepping(
    total: int, words: str, progress: Progress, cancel: Cancel | None = None
) -> Callable[[int], None]:
    """Counts what was done, tells the share of ``total``, and stops if asked."""
    done = 0

    def on_step(count: int) -> None:
        nonlocal done
        if cancel is not None:
            cancel.check()
        done += count
        progress.tell(words, min(done / max(total, 1), 1.0))

    return on_step
