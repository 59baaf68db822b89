"""One window's life: which page is shown, what every page may ask for, and how it locks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.concern_detour import ConcernDetour, is_talk_only
from estip_desktop.ui.first_paint import FirstPaint
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.navigation import Visit
from estip_desktop.ui.pages import HOME_OF, PAGES, RESUMED

if TYPE_CHECKING:  # the features are imported once something is unlocked
    from estip_desktop.casework import Place
    from estip_desktop.guidance import OpenedConcern
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.services import Services, UnlockedVault, WindowContext
    from estip_desktop.ui.rehearsal import Rehearsal
    from estip_desktop.ui.rounds import Rounds
    from estip_desktop.ui.tasks import QtTaskRunner

IDLE_MINUTES = "idle-minutes"
"""Setting of a vault: after how many minutes without input it locks."""
USUAL_IDLE_MINUTES, FOCUS_IDLE_MINUTES, MOST_IDLE_MINUTES = 5, 15, 15
LOCK_PATIENCE_S, LOCK_LIMIT_S = 2.0, 3.0
"""How long locking waits for what is still being saved, and for everything together."""
_SETTLE_MS, _WARM_MS, _STANDBY_MS = 250, 1500, 2500
REPAIR = "repair"
"""Locked so that a backup can take the place of the records: that page comes next."""
HIDDEN = "hide"
"""Locked by *Hide now*: the window that follows stays minimised."""


class Shell(QObject):
    """Implements ``ui.navigation.Navigator`` on one :class:`MainWindow`.

    A page may offer ``first_focus() -> QWidget | None`` (what gets the focus when it opens),
    ``flush()`` (save now what was typed) and ``show_error(Exception)`` (a place of its own for what
    went wrong). They are looked up by name: asking whether a widget fits a protocol costs Python
    3.11 some milliseconds every time.

    Signals:
        first_painted: The first page has painted; whatever could wait for that may come now.
    """

    first_painted = Signal()
    _settings_changed = Signal()

    def __init__(self, window: MainWindow, context: WindowContext) -> None:
        super().__init__(window)
        self.window = window
        self._context = context
        self._tasks: QtTaskRunner | None = None
        self._vault: UnlockedVault | None = None
        self._services: Services | None = None
        self._current: tuple[str, dict[str, str]] = ("", {})
        self._visit = Visit()
        self._detour = ConcernDetour(self)
        self._ending = False
        self._locking = False
        self._warmed = False
        self._rehearsal: Rehearsal | None = None
        self._rounds: Rounds | None = None
        self._is_unsettled = False
        self._idle_minutes = USUAL_IDLE_MINUTES
        self._settings_changed.connect(self._on_settings_changed)
        window.command_triggered.connect(self._on_window_command_triggered)
        window.idle_elapsed.connect(self._on_window_idle_elapsed)
        window.closing.connect(self._on_window_closing)

    @property
    def context(self) -> WindowContext:
        """What exists before anything is unlocked."""
        return self._context

    @property
    def services(self) -> Services:
        """The use cases of the unlocked vault.

        Raises:
            RuntimeError: Nothing is unlocked; a bug of the page.
        """
        if self._services is None:
            raise RuntimeError("locked")
        return self._services

    @property
    def tasks(self) -> QtTaskRunner:
        """Work off the window's thread; made when it is first asked for."""
        if self._tasks is None:
            from estip_desktop.ui.tasks import QtTaskRunner  # noqa: PLC0415 - after the first paint

            self._tasks = QtTaskRunner(self)
        return self._tasks

    @property
    def visit(self) -> Visit:
        """Of the page that is on show, or is being made."""
        return self._visit

    @property
    def is_unlocked(self) -> bool:
        """Whether a vault is open."""
        return self._services is not None

    @property
    def is_ready(self) -> bool:
        """Whether everything that could be done before Enter is done."""
        return self._rehearsal is not None and self._rehearsal.is_over

    @property
    def current_page(self) -> str:
        """Id of the page on show."""
        return self._current[0]

    @property
    def current_arguments(self) -> Mapping[str, str]:
        """What the page on show was opened with."""
        return self._current[1]

    def open(self, page: str, /, **arguments: str) -> None:
        """Show another page."""
        if self._locking:
            return
        self.flush()
        if page not in HOME_OF:
            self._settle()
        self._visit.is_over = True
        self._visit = Visit()
        module = importlib.import_module(PAGES[page])
        widget: QWidget = module.build(self, dict(arguments))
        self._current = (page, dict(arguments))
        first_focus: Callable[[], QWidget | None] | None = getattr(widget, "first_focus", None)
        FirstPaint(widget).happened.connect(lambda: self._on_page_painted(page))
        self.window.show_page(widget, first_focus() if first_focus is not None else None)
        self.window.set_idle_limit(self._idle_limit(page))
        if self._services is not None:
            self._remember(page, arguments)

    def open_concern(self, opened: OpenedConcern | None = None) -> None:
        """Show Immediate concern: the one an answer opened, or a new one by hand."""
        if self._services is None:
            self.open("urgent")
        elif opened is not None:
            self._detour.begin(opened.concern_id)
        else:
            self._detour.begin_by_hand()

    def return_from_concern(self) -> None:
        """Show another open concern, or go back to the page before, or to where it was left."""
        self._detour.end()

    def unlocked(self, vault: UnlockedVault) -> None:
        """A vault was opened: go on where its owner was."""
        self.hold(vault, self._context.services(vault))
        self.open("notices") if vault.notices else self.open_where_left()

    def hold(self, vault: UnlockedVault, services: Services, /, **arguments: str) -> None:
        """From now on this vault is what locking closes; the page stays."""
        if arguments:
            self._current = (self.current_page, arguments)
        if self._rehearsal is not None:
            self._rehearsal.stop()
        self._vault = vault
        self._services = services
        self.set_exercise(vault.info.kind == "exercise")
        vault.on_committed(self._announce_change)
        self._is_unsettled = True
        self.window.set_idle_limit(self._idle_limit(self.current_page))
        QTimer.singleShot(_WARM_MS, self, self._warm_documents)
        QTimer.singleShot(_STANDBY_MS, self, self._prepare_standby)

    def set_exercise(self, on: bool) -> None:
        """Whether exercise records are meant."""
        self.window.set_exercise(on)

    def _settle(self) -> None:
        """After unlocking, what can wait until Today is on show; other pages do not wait for it."""
        services = self._services
        if services is None or not self._is_unsettled:
            return
        self._is_unsettled = False
        self._on_settings_changed()
        # Queued before anything can be signed: a sealed file is older than its row for a moment.
        self.tasks.run(
            lambda _progress, _cancel: services.outbox.sweep(), on_failure=lambda _error: None
        )
        from estip_desktop.ui.health_watch import HealthWatch  # noqa: PLC0415 - once unlocked

        HealthWatch(self).start()
        from estip_desktop.ui.rounds import Rounds  # noqa: PLC0415 - once unlocked

        self._rounds = Rounds(self)
        from estip_desktop.ui import daily_backup  # noqa: PLC0415 - once unlocked

        daily_backup.start(self)

    def lock(self, reason: str = "manual") -> None:
        """Cover the page, save what was typed, close the vault and end this process.

        Nothing stops it: each step is taken even if another fails, and where one hangs, a thread of
        its own ends the process after a few seconds.
        """
        if self._ending:
            return
        self._ending = True
        import threading  # noqa: PLC0415 - after the first paint

        info = self._vault.info if self._vault is not None else None
        guard = threading.Timer(LOCK_LIMIT_S, self._context.replace_process, (reason, info))
        guard.daemon = True
        guard.start()
        with ExitStack() as steps:  # the last one first
            steps.callback(guard.join)  # nobody gets here but a window whose process stays
            steps.callback(guard.cancel)
            steps.callback(self.window.drop_pages)
            steps.callback(self._forget)
            steps.callback(self._context.replace_process, reason, info)
            steps.callback(self._end_vault)
            steps.callback(self._end_workers)
            steps.callback(self._stop)
            steps.callback(self.flush)
            if reason == HIDDEN:
                steps.callback(self.window.showMinimized)
            steps.callback(self.window.curtain)

    def _stop(self) -> None:
        self._locking = True
        if self._rounds is not None:
            self._rounds.stop()

    def _end_workers(self) -> None:
        if self._services is not None:
            self._services.close()

    def _end_vault(self) -> None:
        if self.tasks.close_vault_lane(LOCK_PATIENCE_S) and self._vault is not None:
            self._vault.close()

    def _forget(self) -> None:
        self._vault = None
        self._services = None

    def show_error(self, error: Exception) -> None:
        """Say what happened, what is safe and what to do next."""
        page = self.window.page
        show_there: Callable[[Exception], None] | None = getattr(page, "show_error", None)
        if show_there is not None:
            show_there(error)
            return
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        if not isinstance(error, EstipError):
            raise error
        self.window.toast(message_for(error).words)

    def say(self, words: str) -> None:
        """A short message that is never the only place where something stands."""
        self.window.toast(words)

    def open_where_left(self) -> None:
        """Show an open concern, else the page that was on show last, else home."""
        services = self.services
        home = "today" if services.desk is None else "inbox"

        def look(_progress: Progress, _cancel: Cancel) -> tuple[str, Place | None]:
            concern = services.concerns.first_open()
            return (concern.id if concern else "", services.casework.place())

        def go(found: tuple[str, Place | None]) -> None:
            concern_id, place = found
            if concern_id:
                if place is not None:
                    self._detour.came_from(place.page, place.arguments)
                self.open("concern", concern=concern_id)
            elif place is not None and place.page in PAGES:
                self.open(place.page, **place.arguments)
            else:
                self.open(home)

        def stay(error: Exception) -> None:
            self.open(home)
            self.show_error(error)

        self.tasks.run(look, on_success=go, on_failure=stay)

    def _remember(self, page: str, arguments: Mapping[str, str]) -> None:
        from estip_desktop.casework import Place  # noqa: PLC0415 - see above

        services = self.services
        if page in RESUMED:
            place: Place | None = Place(page, dict(arguments))
        elif page in HOME_OF:
            place = None
        else:
            return
        if any(map(is_talk_only, arguments.values())):
            return
        self.tasks.run(
            lambda _progress, _cancel: services.casework.remember_place(place),
            on_failure=lambda error: self._not_remembered(services, error),
        )

    def _not_remembered(self, services: Services, error: Exception) -> None:
        """Where nothing can be saved, Today says so; moving about need not say it each time."""
        if not (isinstance(error, EstipError) and services.health.before_a_session()):
            self.show_error(error)

    def flush(self) -> None:
        """Save now what was typed on the page on show."""
        flush: Callable[[], None] | None = getattr(self.window.page, "flush", None)
        if flush is not None:
            flush()

    def _close_vault(self) -> None:
        if self._tasks is not None:
            self._tasks.close()
        if self._vault is not None:
            if self._services is not None:
                self._services.close()
            self._vault.close()
        self._vault = None
        self._services = None

    def _idle_limit(self, page: str) -> int:
        if self._services is None:
            return 0
        if page in HOME_OF:
            return self._idle_minutes * 60
        return max(self._idle_minutes, FOCUS_IDLE_MINUTES) * 60

    def _announce_change(self, kinds: frozenset[str]) -> None:
        """Somebody committed, on the vault's thread: the lock time may be another now."""
        if "settings" in kinds:
            self._settings_changed.emit()

    def _on_settings_changed(self) -> None:
        services = self._services
        if services is None or self._locking:
            return

        def take(minutes: str) -> None:
            chosen = int(minutes) if minutes.isdigit() else USUAL_IDLE_MINUTES
            chosen = min(max(chosen, 1), MOST_IDLE_MINUTES)
            if chosen != self._idle_minutes:
                self._idle_minutes = chosen
                self.window.set_idle_limit(self._idle_limit(self._current[0]))

        self.tasks.run(
            lambda _progress, _cancel: services.casework.setting(IDLE_MINUTES),
            on_success=take,
            on_failure=lambda _error: None,
        )

    def _prepare_standby(self) -> None:
        if not self._ending:
            self._context.prepare_standby()

    def _warm_documents(self) -> None:
        services = self._services
        if services is not None and not self._locking:
            self.tasks.run(
                lambda _progress, _cancel: self._context.warm_documents(services),
                on_failure=lambda _error: None,
                lane="pool",
            )

    def _on_page_painted(self, page: str) -> None:
        self._context.painted(page)
        if not self._warmed and not self._locking:
            self._warmed = True
            self.window.dress()
            self.first_painted.emit()
            if self._context.locked_because == REPAIR:
                vault = self._context.preferred_vault
                QTimer.singleShot(0, self, lambda: self.open("repair", vault=vault))
            self.tasks.run(
                lambda _progress, _cancel: self._context.warm_up(),
                on_success=lambda _done: self._rehearse(),
                lane="pool",
            )
        elif self._is_unsettled:
            QTimer.singleShot(_SETTLE_MS, self, self._settle)

    def _rehearse(self) -> None:
        if self._services is None and not self._locking:
            from estip_desktop.ui.rehearsal import Rehearsal  # noqa: PLC0415 - after the first paint

            self._rehearsal = Rehearsal(PAGES["today"], self.window.size(), self)

    def _on_window_command_triggered(self, command: str) -> None:
        match command:
            case "lock" if self._services is not None:
                self.lock("manual")
            case "hide_now" if self._services is not None:
                self.lock(HIDDEN)
            case "hide_now":
                self.window.showMinimized()
            case "concern":
                self.open_concern()
            case "today" | "people" | "outbox" if (
                self._services is not None and self._current[0] in HOME_OF
            ):
                self.open(command)
            case "text_larger" | "text_smaller" | "text_reset":
                self._change_text_size(command)

    @property
    def _is_at_home(self) -> bool:
        return self._services is not None and self._current[0] in HOME_OF

    def _change_text_size(self, command: str) -> None:
        from estip_desktop.ui.app import apply_preferences  # noqa: PLC0415 - avoids a circle

        preferences = self._context.preferences.load()
        step = {"text_larger": 25, "text_smaller": -25}.get(command, 0)
        percent = 100 if not step else min(200, max(100, preferences.text_percent + step))
        if percent == preferences.text_percent:
            return
        preferences = preferences._replace(text_percent=percent)
        self._context.preferences.save(preferences)
        self.flush()
        apply_preferences(preferences)
        self.say(_("Text size {percent} %").format(percent=percent))

    def _on_window_idle_elapsed(self) -> None:
        if self._services is not None:
            minutes = self._idle_limit(self._current[0]) // 60
            self.lock("idle" if minutes == USUAL_IDLE_MINUTES else f"idle:{minutes}")

    def _on_window_closing(self) -> None:
        if not self._locking:
            self.flush()
            self._close_vault()
            self.window.drop_pages()
