"""Work that must not hold up the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from estip_desktop.kernel.progress import Cancel, Progress

T = TypeVar("T")
Lane = Literal["vault", "pool", "store"]


class TaskRunner(Protocol):
    """Runs work elsewhere and brings the outcome back to the caller's thread.

    The ``vault`` lane is serial: one thread owns the vault's connection. The ``pool`` lane takes
    rendering and other work that holds up no vault. The ``store`` lane, serial as well, takes what
    asks a store: a share may never answer, and neither the others nor closing wait for that.
    """

    def run(
        self,
        work: Callable[[Progress, Cancel], T],
        *,
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_progress: Callable[[str, float | None], None] | None = None,
        lane: Lane = "vault",
    ) -> Cancel:
        """Start ``work``; exactly one of the two outcomes is called later.

        An exception without ``on_failure`` reaches the last-resort hook.
        """
        ...


class ImmediateTaskRunner:
    """Does the work at once: for the command line and unit tests."""

    def run(
        self,
        work: Callable[[Progress, Cancel], T],
        *,
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[Exception], None] | None = None,
        on_progress: Callable[[str, float | None], None] | None = None,
        lane: Lane = "vault",
    ) -> Cancel:
        """Run ``work`` now, then its outcome."""
        del lane
        cancel = Cancel()
        progress = Progress(on_progress)
        try:
            result = work(progress, cancel)
        except Exception as error:
            if on_failure is None:
                raise
            on_failure(error)
        else:
            if on_success is not None:
                on_success(result)
        return cancel
