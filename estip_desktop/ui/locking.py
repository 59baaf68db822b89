"""When a window locks, and how.

Locking takes no way back: what can be seen is covered, what was typed is saved, and the process
ends. Reasons come from keys, from nobody touching anything, from the system, from a fault, and from
having been open for a working day.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from estip_desktop.ui.pages import HOME_OF
from estip_desktop.ui.shell import HIDDEN

if TYPE_CHECKING:
    from estip_desktop.services import Services, UnlockedVault
    from estip_desktop.ui.clipboard import ClipboardGuard
    from estip_desktop.ui.shell import Shell
    from estip_desktop.ui.system_watch import SystemWatch

IDLE_MINUTES = "idle-minutes"
"""Setting of a vault: after how many minutes without input it locks."""
USUAL_IDLE_MINUTES, FOCUS_IDLE_MINUTES, MOST_IDLE_MINUTES = 5, 15, 15
LONGEST_OPEN_S = 8 * 60 * 60
LOCK_PATIENCE_S, LOCK_LIMIT_S = 2.0, 3.0
"""How long locking waits for what is still being saved, and for everything together."""
_WATCH_MS, _STANDBY_MS, _STANDBY_AGAIN_MS = 1000, 2500, 60_000
"""A standby that has died is noticed by asking for one again."""


class Locking(QObject):
    """The lock of one window.

    Args:
        shell: The window's life.

    Attributes:
        has_begun: The curtain has fallen.
        is_closed: Nothing new may begin.
    """

    _settings_changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.has_begun = False
        self.is_closed = False
        self._idle_minutes = USUAL_IDLE_MINUTES
        self._system: SystemWatch | None = None
        self._clipboard: ClipboardGuard | None = None
        self._is_working: Callable[[], bool] = bool
        self._settings_changed.connect(self.read_settings)
        window = shell.window
        window.idle_elapsed.connect(self._on_window_idle_elapsed)
        window.session_elapsed.connect(lambda: self.lock("limit"))

    @property
    def _services(self) -> Services | None:
        return self._shell.services if self._shell.is_unlocked else None

    def hold(self, vault: UnlockedVault) -> None:
        """From now on there is something to lock."""
        vault.on_committed(self._announce_change)
        self.follow_page()
        window = self._shell.window
        window.set_session_limit(LONGEST_OPEN_S)
        window.set_work_check(self._works)
        self.guard_clipboard()
        QTimer.singleShot(_WATCH_MS, self, self._watch_system)
        QTimer.singleShot(_STANDBY_MS, self, self._prepare_standby)

    def while_working(self, is_working: Callable[[], bool]) -> None:
        """Work that counts as input for a while: something is being sent."""
        self._is_working = is_working

    def _works(self) -> bool:
        return self._is_working()

    def guard_clipboard(self) -> None:
        """Watch what this application leaves on the clipboard."""
        if self._clipboard is None:
            from estip_desktop.ui.clipboard import ClipboardGuard  # noqa: PLC0415 - after the start

            self._clipboard = ClipboardGuard(self)

    def lock(self, reason: str) -> None:
        """Cover the page, save what was typed, close the vault and end this process.

        Nothing stops it: each step is taken even if another fails, and where one hangs, a thread of
        its own ends the process after a few seconds.
        """
        if self.has_begun:
            return
        self.has_begun = True
        import threading  # noqa: PLC0415 - after the first paint

        shell, window = self._shell, self._shell.window
        info = shell.vault.info if shell.vault is not None else None
        end = shell.context.replace_process
        guard = threading.Timer(LOCK_LIMIT_S, end, (reason, info))
        guard.daemon = True
        guard.start()
        with ExitStack() as steps:  # the last one first
            steps.callback(guard.join)  # nobody gets here but a window whose process stays
            steps.callback(guard.cancel)
            steps.callback(window.drop_pages)
            steps.callback(shell.forget)
            steps.callback(end, reason, info)
            steps.callback(self._end_vault)
            steps.callback(self._end_workers)
            steps.callback(self._close)
            steps.callback(self._clear_clipboard)
            steps.callback(shell.keep_place)
            steps.callback(shell.flush)
            if reason == HIDDEN:
                steps.callback(window.showMinimized)
            steps.callback(window.curtain)

    def _close(self) -> None:
        self.is_closed = True
        self._shell.stop_rounds()

    def _clear_clipboard(self) -> None:
        if self._clipboard is not None:
            self._clipboard.clear()

    def _end_workers(self) -> None:
        if self._services is not None:
            self._services.close()

    def _end_vault(self) -> None:
        vault = self._shell.vault
        if self._shell.tasks.close_vault_lane(LOCK_PATIENCE_S) and vault is not None:
            vault.close()

    def follow_page(self) -> None:
        """Give the page on show its time without input."""
        self._shell.window.set_idle_limit(self._idle_limit())

    def _idle_limit(self) -> int:
        if self._services is None:
            return 0
        if self._shell.current_page in HOME_OF:
            return self._idle_minutes * 60
        return max(self._idle_minutes, FOCUS_IDLE_MINUTES) * 60

    def _on_window_idle_elapsed(self) -> None:
        if self._services is not None:
            minutes = self._idle_limit() // 60
            self.lock("idle" if minutes == USUAL_IDLE_MINUTES else f"idle:{minutes}")

    def _announce_change(self, kinds: frozenset[str]) -> None:
        """Somebody committed, on the vault's thread: the lock time may be another now."""
        if "settings" in kinds:
            self._settings_changed.emit()

    def read_settings(self) -> None:
        """Take over the lock time of these records."""
        services = self._services
        if services is None or self.is_closed:
            return

        def take(minutes: str) -> None:
            chosen = int(minutes) if minutes.isdigit() else USUAL_IDLE_MINUTES
            chosen = min(max(chosen, 1), MOST_IDLE_MINUTES)
            if chosen != self._idle_minutes:
                self._idle_minutes = chosen
                self.follow_page()

        self._shell.tasks.run(
            lambda _progress, _cancel: services.casework.setting(IDLE_MINUTES),
            on_success=take,
            on_failure=lambda _error: None,
        )

    def _watch_system(self) -> None:
        if self._services is None or self.has_begun or self._system is not None:
            return
        from estip_desktop.ui.system_watch import watch_for  # noqa: PLC0415 - once unlocked

        self._system = watch_for(self._shell.window.windowHandle(), self)
        self._system.lock_wanted.connect(self.lock)

    def _prepare_standby(self) -> None:
        if self._services is not None and not self.has_begun:
            self._shell.context.prepare_standby()
            QTimer.singleShot(_STANDBY_AGAIN_MS, self, self._prepare_standby)
