"""One window's life: which page is shown, what every page may ask for, and how it locks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui import free_text
from estip_desktop.ui.first_paint import FirstPaint
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.navigation import Visit
from estip_desktop.ui.pages import (
    HOME_OF,
    INTERRUPTED_BY_HELP,
    PAGES,
)

if TYPE_CHECKING:  # the features are imported once something is unlocked
    from estip_desktop.guidance import OpenedConcern
    from estip_desktop.services import Services, UnlockedVault, WindowContext
    from estip_desktop.ui.concern_detour import ConcernDetour
    from estip_desktop.ui.health_watch import HealthWatch
    from estip_desktop.ui.locking import Locking
    from estip_desktop.ui.rehearsal import Rehearsal
    from estip_desktop.ui.rounds import Rounds
    from estip_desktop.ui.tasks import QtTaskRunner
    from estip_desktop.ui.whereabouts import Whereabouts

_SETTLE_MS, _WARM_MS = 250, 1500
"""The worker for documents is made ready soon after unlocking, not when a referral is opened: the
first preview would wait about a second for imports. It costs no time that anybody waits for, and
its 42 MiB are counted in what all processes may take.
"""
HIDDEN = "hide"
"""Locked by *Hide now*: the window that follows stays minimised."""
REPAIR = "repair"
"""Locked so that a backup can take the place of the records: that page comes next."""


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

    def __init__(self, window: MainWindow, context: WindowContext) -> None:
        super().__init__(window)
        self.window = window
        self._context = context
        self._tasks: QtTaskRunner | None = None
        self._vault: UnlockedVault | None = None
        self._services: Services | None = None
        self._current: tuple[str, dict[str, str]] = ("", {})
        self._visit = Visit()
        self._warmed = False
        self._rehearsal: Rehearsal | None = None
        self._rounds: Rounds | None = None
        self._health_watch: HealthWatch | None = None
        self._is_unsettled = False
        window.command_triggered.connect(self._on_window_command_triggered)
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

    @cached_property
    def _locking(self) -> Locking:
        """Made once there is something to lock, after the first paint."""
        from estip_desktop.ui.locking import Locking  # noqa: PLC0415 - see above

        return Locking(self)

    @property
    def _is_closed(self) -> bool:
        return "_locking" in self.__dict__ and self._locking.is_closed

    @cached_property
    def _whereabouts(self) -> Whereabouts:
        from estip_desktop.ui.whereabouts import Whereabouts  # noqa: PLC0415 - once unlocked

        return Whereabouts(self)

    @cached_property
    def _detour(self) -> ConcernDetour:
        from estip_desktop.ui.concern_detour import ConcernDetour  # noqa: PLC0415 - once unlocked

        return ConcernDetour(self)

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
    def vault(self) -> UnlockedVault | None:
        """The vault that is open, if there is one."""
        return self._vault

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
        if self._is_closed:
            return
        page, arguments = self._detour.or_back(page, arguments)
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
        if self._services is not None:
            self._locking.follow_page()
            self._whereabouts.remember(page, arguments)

    def open_concern(self, opened: OpenedConcern | None = None) -> None:
        """Show Immediate concern: the one an answer opened, or a new one by hand."""
        if self._services is None:
            self.open("urgent")
        elif opened is not None:
            self._detour.begin(opened.concern_id)
        else:
            if self._health_watch is not None:
                self._health_watch.give_way()
            self._detour.begin_by_hand()

    def open_to_correct(self, concern_id: str, page: str, /, **arguments: str) -> None:
        """Show the answer that opened a concern; whatever is opened next leads back to it."""
        self.open(page, **arguments)
        self._detour.correcting(concern_id, page, arguments)

    def corrected(self) -> None:
        """The answer was changed and its concern is closed: every way is free again."""
        self._detour.corrected()

    def came_from(self, page: str, arguments: Mapping[str, str]) -> None:
        """Say where the way back from a concern leads."""
        self._detour.came_from(page, arguments)

    def return_from_concern(self) -> None:
        """Show another open concern, or go back to the page before, or to where it was left."""
        self._detour.end()

    def unlocked(self, vault: UnlockedVault) -> None:
        """A vault was opened: go on where its owner was."""
        self.hold(vault, self._context.services(vault))
        self._whereabouts.open_last(notices=bool(vault.notices))

    def hold(self, vault: UnlockedVault, services: Services, /, **arguments: str) -> None:
        """From now on this vault is what locking closes; the page stays."""
        if arguments:
            self._current = (self.current_page, arguments)
        if self._rehearsal is not None:
            self._rehearsal.stop()
        self._vault = vault
        self._services = services
        free_text.use(services.content.evidential)
        self.set_exercise(vault.info.kind == "exercise")
        self._is_unsettled = True
        self._locking.hold(vault)
        QTimer.singleShot(_WARM_MS, self, self._warm_documents)

    def set_exercise(self, on: bool) -> None:
        """Whether exercise records are meant."""
        self.window.set_exercise(on)

    def _settle(self) -> None:
        """After unlocking, what can wait until Today is on show; other pages do not wait for it."""
        services = self._services
        if services is None or not self._is_unsettled:
            return
        self._is_unsettled = False
        self._locking.read_settings()
        # Queued before anything can be signed: a sealed file is older than its row for a moment.
        self.tasks.run(
            lambda _progress, _cancel: services.outbox.sweep(), on_failure=lambda _error: None
        )
        from estip_desktop.ui.health_watch import HealthWatch  # noqa: PLC0415 - once unlocked

        self._health_watch = HealthWatch(self)
        self._health_watch.start()
        from estip_desktop.ui.rounds import Rounds  # noqa: PLC0415 - once unlocked

        rounds = self._rounds = Rounds(self)
        self._locking.while_working(lambda: rounds.is_working)
        from estip_desktop.ui import daily_backup  # noqa: PLC0415 - once unlocked

        daily_backup.start(self)

    def lock(self, reason: str = "manual") -> None:
        """Lock now; see ``ui.locking``."""
        self._locking.lock(reason)

    def stop_rounds(self) -> None:
        """Nothing goes on by itself from now on."""
        if self._rounds is not None:
            self._rounds.stop()

    def forget(self) -> None:
        """Let go of everything that was open."""
        self._services = None
        self._vault = None

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
        self._whereabouts.open_last()

    def keep_place(self) -> None:
        """Remember the very field, so that unlocking leads back to it; works until the last."""
        if self._services is not None and self.window.page is not None:
            self._whereabouts.keep_field(self.window.page)

    def flush(self) -> None:
        """Save now what was typed on the page on show."""
        flush: Callable[[], None] | None = getattr(self.window.page, "flush", None)
        if flush is not None:
            flush()

    def _close_vault(self) -> None:
        if self._services is not None:
            self._services.stop_drawing()
        if self._tasks is not None:
            self._tasks.close()
        if self._vault is not None:
            if self._services is not None:
                self._services.close()
            self._vault.close()
        self.forget()

    def _warm_documents(self) -> None:
        services = self._services
        if services is not None and not self._is_closed:
            self.tasks.run(
                lambda _progress, _cancel: self._context.warm_documents(services),
                on_failure=lambda _error: None,
                lane="pool",
            )

    def _on_page_painted(self, page: str) -> None:
        self._context.painted(page)
        if self._services is not None and self.window.page is not None:
            self._whereabouts.painted(self.window.page)
        if not self._warmed and not self._is_closed:
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
        if self._services is None and not self._is_closed:
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
            case "help" if self._is_at_home and self._current[0] != "help":
                self.open(command)
            case "help" if self._services is not None and self._current[0] in INTERRUPTED_BY_HELP:
                self.open(command, help_from=self._current[0], **self._current[1])
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

    def _on_window_closing(self) -> None:
        if not self._is_closed:
            self.flush()
            self._close_vault()
            self.window.drop_pages()
