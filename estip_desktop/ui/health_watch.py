"""The check that runs after unlocking, a little at a time, and never in anybody's way.

One slice takes the vault's lane for a few milliseconds; whatever the page wants is queued between
two of them. Nobody is told how far it is: a finding stands on Today, and nothing else is worth a
word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from estip_desktop.errors import EstipError, VaultInUseError
from estip_desktop.kernel.progress import CancelledError

if TYPE_CHECKING:
    from estip_desktop.kernel.progress import Cancel
    from estip_desktop.ui.shell import Shell

T = TypeVar("T")
START_MS = 4_000
"""The first seconds after unlocking belong to whoever unlocked."""
PAUSE_MS = 15
"""Between two slices, so that the check takes no more than a fifth of one processor."""


class HealthWatch(QObject):
    """Checks the vault that is open in ``shell``; lives as long as the window.

    Signals are not needed: Today looks by itself at what is known.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._health = shell.services.health
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._next: Callable[[], None] = self._recall
        self._reading: Cancel | None = None

    def start(self) -> None:
        """Begin after a while."""
        self._timer.start(START_MS)

    @property
    def is_over(self) -> bool:
        """Whether everything that was due is done."""
        return self._next == self._rest

    def give_way(self) -> None:
        """Let go of the vault's lane: somebody needs it at once; what was begun comes later."""
        if self._reading is not None:
            self._reading.request()

    def _go_on(self) -> None:
        if self._shell.is_unlocked and self._shell.services.health is self._health:
            self._next()

    def _recall(self) -> None:
        def work() -> None:
            self._health.recall()
            self._health.keep_room()

        self._run(work, lambda _done: self._then(self._advance))

    def _advance(self) -> None:
        self._run(
            self._health.advance,
            lambda more: self._then(self._advance if more else self._check_pages),
        )

    def _check_pages(self) -> None:
        if self._health.are_pages_due:
            # It holds the lane for longer; locking asks it to stop, so that nothing typed waits.
            self._reading = self._shell.tasks.run(
                lambda _progress, cancel: self._health.check_pages(cancel),
                on_success=lambda _found: self._then(self._rest),
                on_failure=self._failed,
            )
        else:
            self._then(self._rest)

    def _rest(self) -> None:
        """Nothing more to do until the next unlocking."""

    def _then(self, step: Callable[[], None]) -> None:
        self._next = step
        self._timer.start(PAUSE_MS)

    def _run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._shell.tasks.run(
            lambda _progress, _cancel: work(), on_success=then, on_failure=self._failed
        )

    def _failed(self, error: Exception) -> None:
        """A check that cannot go on is no reason to stop anybody; the next one begins anew.

        Where a backup is being copied it only waits: the first unlocking of a day makes one, and
        that day's check would never come. So it does where it gave way.
        """
        self._reading = None
        self._health.give_up()
        if isinstance(error, VaultInUseError | CancelledError):
            self._timer.start(START_MS)
            return
        self._next = self._rest
        if not isinstance(error, EstipError):
            raise error
