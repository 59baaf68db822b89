"""A lock page that is ready before it is needed.

It is made hidden, in a process that never saw anything unlocked, and waits for one word on its
lifeline. Then it shows itself and is an ordinary window from there on. Theme, language, text size
and place are read when it is shown: they may have changed since it was made.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal

from estip_desktop.kernel.i18n import set_language
from estip_desktop.ui import app, theme
from estip_desktop.ui.faults import FaultWatch
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.rubbish import collect_on_this_thread
from estip_desktop.ui.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from estip_desktop.kernel.preferences import Preferences
    from estip_desktop.services import WindowContext

LOCK_PAGE = "unlock"


class Order(Protocol):
    """What a standby is told to show."""

    @property
    def reason(self) -> str:
        """Why the window before it locked."""
        ...

    @property
    def vault(self) -> str:
        """Id of the vault that it had open, or empty."""
        ...


class Lifeline(Protocol):
    """Where orders come from."""

    @property
    def hears(self) -> int:
        """File descriptor that can be read when there is something to hear."""
        ...

    def hear(self) -> Sequence[Order | str]:
        """What was said; raises ``EOFError`` when there is nobody any more, or no sense in it."""
        ...


class Standby(QObject):
    """A hidden window and the word it waits for.

    Args:
        context: What exists before anything is unlocked.
        lifeline: Where the word comes from.

    Signals:
        shown: The window is on show, and the wait is over.
        ended: Nobody needs it any more.
    """

    shown = Signal()
    ended = Signal()
    _heard = Signal(object)

    def __init__(self, context: WindowContext, lifeline: Lifeline) -> None:
        super().__init__()
        self._context = context
        self._lifeline = lifeline
        self._preferences = context.preferences.load()
        set_language(self._preferences.language)
        theme.apply_theme(app.make_application(), app.theme_of(self._preferences))
        self.window = MainWindow()
        self.shell = Shell(self.window, context)
        app.place(self.window, self._preferences)
        self.window.dress()
        self._rehearse()
        self.window.create()
        self._notifier: QSocketNotifier | None = None
        self._listen()

    def _rehearse(self) -> None:
        """Build and draw a lock page once, so that fonts and icons are at hand for the real one."""
        page: QWidget = importlib.import_module(PAGES[LOCK_PAGE]).build(self.shell, {})
        page.resize(self.window.size())
        page.grab()
        page.deleteLater()

    def _listen(self) -> None:
        self._heard.connect(self._on_heard, Qt.ConnectionType.AutoConnection)
        if sys.platform == "win32":  # nothing there tells of a pipe; nobody has tried this yet
            import threading  # noqa: PLC0415 - Windows only

            threading.Thread(target=self._hear, name="lifeline", daemon=True).start()
            return
        self._notifier = QSocketNotifier(self._lifeline.hears, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def _hear(self) -> None:
        try:
            words = self._lifeline.hear()
        except EOFError:
            words = ["quit"]
        if words:
            self._heard.emit(words[0])

    def _on_heard(self, word: Order | str) -> None:
        if isinstance(word, str):  # "quit", or a word that is not for a standby
            self.ended.emit()
            return
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self.show(word)

    def show(self, order: Order) -> None:
        """Show the lock page as the settings say now."""
        self._context.follow(order.reason, order.vault)
        self._follow(self._context.preferences.load())
        self.shell.first_painted.connect(self._context.shown)
        self.shell.first_painted.connect(lambda: app.keep_place(self.shell))
        # An exercise that has just ended may have been all there was.
        self.shell.open(LOCK_PAGE if self._context.vault_count else "first_run")
        app.show(self.shell)
        self.window.activateWindow()
        self.shown.emit()

    def _follow(self, preferences: Preferences) -> None:
        before, self._preferences = self._preferences, preferences
        if preferences.language != before.language:
            set_language(preferences.language)
        if app.theme_of(preferences) != theme.current():
            theme.apply_theme(app.make_application(), app.theme_of(preferences))
        if preferences.geometry != before.geometry:
            app.place(self.window, preferences)


def run(context: WindowContext, lifeline: Lifeline) -> int:
    """Wait, then be a window until it is closed.

    Returns:
        The exit status.
    """
    application = app.make_application()
    standby = Standby(context, lifeline)
    standby.ended.connect(lambda: os._exit(0))
    collect_on_this_thread(application)
    FaultWatch(standby.shell)
    gc.freeze()  # what was made now stays
    return application.exec()
