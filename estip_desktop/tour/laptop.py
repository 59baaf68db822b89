"""A throw-away laptop with a clock of its own: ordinary vaults, one window after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from estip_desktop.bootstrap import RealContext
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.ui import app
from estip_desktop.ui.shell import Shell
from estip_desktop.vault import VaultInfo

INCIDENT_ENDED = datetime(2026, 10, 26, 14, 20, tzinfo=UTC)
DEFUSING_AT = datetime(2026, 10, 29, 15, 5, tzinfo=UTC)
FOLLOW_UP_AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)


class TourContext(RealContext):
    """The real parts, but a window that locks is followed by another in this process."""

    def __init__(self, home: Path, clock: SetClock, on_locked: Callable[[str, str], None]) -> None:
        super().__init__(home, clock=clock)
        self._on_locked = on_locked

    def prepare_standby(self) -> None:
        """Nobody: the next window comes from this process."""

    def replace_process(self, reason: str, vault: VaultInfo | None) -> None:
        """Say that the window is gone; the laptop opens the next one."""
        self._on_locked(reason, vault.id if vault else "")


class Laptop:
    """Opens windows one after another, each with fresh parts, as a replaced process would.

    Args:
        home: Empty.
        size: Of the window, in pixels.
        preferences: Theme, text size and language.
    """

    def __init__(self, home: Path, size: tuple[int, int], preferences: Preferences) -> None:
        self.home = home
        self.clock = SetClock(DEFUSING_AT)
        self._size = size
        self._locked: tuple[str, str] | None = None
        self.context = self._new_context()
        self.context.preferences.save(preferences)

    @property
    def is_locked(self) -> bool:
        """Whether the window has locked and waits to be followed."""
        return self._locked is not None

    def open_window(self) -> Shell:
        """Open the next window; after a lock it shows why."""
        reason, vault = self._locked or ("", "")
        self._locked = None
        self.context = self._new_context()
        self.context.locked_because = reason
        self.context.preferred_vault = vault
        shell = app.open_shell(self.context)
        shell.window.resize(*self._size)
        return shell

    def _new_context(self) -> TourContext:
        return TourContext(self.home, self.clock, self._on_locked)

    def _on_locked(self, reason: str, vault: str) -> None:
        self._locked = (reason, vault)
