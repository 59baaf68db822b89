"""The application object: style, fonts, language."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from estip_desktop.kernel.i18n import set_language
from estip_desktop.ui import theme
from estip_desktop.ui.faults import FaultWatch
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.shell import HIDDEN, Shell

if TYPE_CHECKING:
    from estip_desktop.kernel.preferences import Preferences
    from estip_desktop.services import WindowContext

DESIGN_SIZE = (1366, 690)


def make_application() -> QApplication:
    """The one application object of this process."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = theme.make_application(sys.argv[0])
        application.setApplicationName("estip-desktop")
        application.setApplicationDisplayName("")
        application.setQuitOnLastWindowClosed(True)
    return application


def theme_of(preferences: Preferences, *, at_start: bool = False) -> theme.Theme:
    """The theme a person chose, or the system's.

    Args:
        preferences: What the settings say.
        at_start: Guess quickly; ask again once the first page has painted.
    """
    application = make_application()
    name: theme.ThemeName
    match preferences.theme:
        case "light" | "dark" | "contrast":
            name = preferences.theme
        case _ if at_start:
            name = theme.first_guess(application)
        case _:
            name = theme.system_theme(application)
    return theme.Theme(name, preferences.text_percent / 100, preferences.reduce_motion)


def apply_preferences(preferences: Preferences) -> None:
    """Make every open window follow the preferences."""
    set_language(preferences.language)
    theme.apply_theme(make_application(), theme_of(preferences))


def open_shell(context: WindowContext) -> Shell:
    """Make the window with its first page; the caller runs the event loop."""
    preferences = context.preferences.load()
    application = make_application()
    set_language(preferences.language)
    first_page = "unlock" if context.vault_count else "first_run"
    if first_page == "unlock":
        theme.apply_first(application, theme_of(preferences, at_start=True))
    else:
        theme.apply_theme(application, theme_of(preferences))
    window = MainWindow()
    shell = Shell(window, context)
    place(window, preferences)
    if context.locked_because:
        shell.first_painted.connect(context.shown)
    shell.first_painted.connect(lambda: _complete(preferences))
    shell.first_painted.connect(lambda: _collect(application))
    shell.open(first_page)
    if first_page == "unlock":
        theme.finish_first(application)
    show(shell)
    return shell


def place(window: MainWindow, preferences: Preferences) -> None:
    """Put a window where the one before it was, or give it a size that suits the screen."""
    if not preferences.geometry or not _restore_geometry(window, preferences.geometry):
        screen = window.screen().availableGeometry()
        window.resize(min(DESIGN_SIZE[0], screen.width()), min(DESIGN_SIZE[1], screen.height()))


def keep_place(shell: Shell) -> None:
    """From now on the settings know where the window stands."""
    from estip_desktop.ui.window_place import WindowPlace  # noqa: PLC0415 - after the first paint

    WindowPlace(shell.window, shell.context.preferences)


def show(shell: Shell) -> None:
    """Show the window, or leave it minimised where the one before was hidden."""
    if shell.context.locked_because == HIDDEN:
        shell.window.showMinimized()
        shell.context.shown()
    else:
        shell.window.show()


def _restore_geometry(window: MainWindow, geometry: str) -> bool:
    from PySide6.QtCore import QByteArray  # noqa: PLC0415 - only where a place was kept

    return window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", errors="replace")))


def _complete(preferences: Preferences) -> None:
    """After the first paint: the rest of the style sheet, or another theme after all."""
    wanted = theme_of(preferences)
    if wanted == theme.current():
        theme.complete(make_application())
    else:
        theme.apply_theme(make_application(), wanted)


def run(context: WindowContext) -> int:
    """Open a window and stay until it is closed.

    Returns:
        The exit status.
    """
    application = make_application()
    shell = open_shell(context)
    shell.first_painted.connect(gc.freeze)  # what a start made stays
    shell.first_painted.connect(lambda: keep_place(shell))
    FaultWatch(shell)
    return application.exec()


def _collect(application: QApplication) -> None:
    """After the first paint: look for rubbish again, ``bootstrap`` had switched that off."""
    from estip_desktop.ui.rubbish import collect_on_this_thread  # noqa: PLC0415 - after the paint

    collect_on_this_thread(application)
