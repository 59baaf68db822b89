"""The shell: one page at a time, the commands, the idle watch, toasts; it knows no feature.

A window shows its first page bare and is dressed once that has painted: keys, the idle watch, the
focus ring and the icon come from modules that an empty window does not need.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.titles import EXERCISE_TITLE, TITLE

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent

    from estip_desktop.ui.idle import InputWatch
    from estip_desktop.ui.widgets.covers import Cover, QuietBar
    from estip_desktop.ui.widgets.focus_ring import FocusRing
    from estip_desktop.ui.widgets.toast import ToastHost

MINIMUM = (1024, 600)
_DRESS_MS = 300
"""How long after it is shown a window is dressed that nobody dresses sooner."""


class MainWindow(QMainWindow):
    """Holds one page; its title never says whose records are open.

    Signals:
        command_triggered: The id of a command that the page did not take itself.
        idle_warning: 30 seconds are left before ``idle_elapsed``.
        idle_elapsed: Nothing was touched for the limit set by ``set_idle_limit``.
        session_elapsed: The time set by ``set_session_limit`` is over.
        closing: The window was asked to close.
    """

    command_triggered = Signal(str)
    idle_warning = Signal()
    idle_elapsed = Signal()
    session_elapsed = Signal()
    closing = Signal()

    def __init__(self, *, exercise: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*MINIMUM)
        self._band: QWidget | None = None
        self._kept: set[QWidget] = set()
        self._middle = QWidget(self)
        self._stack = QStackedWidget(self._middle)
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        self._column = column
        if exercise:
            self.set_exercise(True)
        self.setCentralWidget(self._middle)
        self._locking_bar: QuietBar | None = None
        self._cover: Cover | None = None
        self._toasts: ToastHost | None = None
        self._input_watch: InputWatch | None = None
        self._idle_limit_s = 0

    @property
    def page(self) -> QWidget | None:
        """The page on show."""
        return self._stack.currentWidget()

    def set_exercise(self, on: bool) -> None:
        """Whether exercise records are meant: a band over every page, and the title says so."""
        self.setWindowTitle(EXERCISE_TITLE if on else TITLE)
        if on and self._band is None:
            from estip_desktop.ui.widgets.exercise_band import ExerciseBand  # noqa: PLC0415 - most windows have none

            self._band = ExerciseBand(self._middle)
            self._column.insertWidget(0, self._band)
        if self._band is not None:
            self._band.setVisible(on)

    def show_page(self, page: QWidget, focus: QWidget | None = None, *, keep: bool = False) -> None:
        """Show a page; the one before is deleted unless it was shown with ``keep``.

        Args:
            page: The new page, or one that was kept.
            focus: What gets the focus; the page's first control otherwise.
            keep: Keep this page alive when another takes its place.
        """
        before = self.page
        if keep:
            self._kept.add(page)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None and before is not page and before not in self._kept:
            self._stack.removeWidget(before)
            before.hide()
            before.deleteLater()
        if focus is not None:
            focus.setFocus()  # for another reason than Tab or a click
        else:
            page.focusNextChild()
        if self._input_watch is not None and page.accessibleName():
            self.announce(page.accessibleName())

    def drop_kept_pages(self) -> None:
        """Delete every page but the one on show; locking and theme changes leave none behind."""
        for page in list(self._kept):
            self._kept.discard(page)
            if page is not self.page:
                self._stack.removeWidget(page)
                page.deleteLater()

    def drop_pages(self) -> None:
        """Delete every page, the one on show included: their timers ask for nothing any more."""
        self.drop_kept_pages()
        page = self.page
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def trigger(self, command_id: str) -> None:
        """Do a command as if its keys had been pressed."""
        # A page that acts on some commands itself has on_command(command_id) -> bool.
        takes_command: Callable[[str], bool] | None = getattr(self.page, "on_command", None)
        if takes_command is not None and takes_command(command_id):
            return
        if command_id in {"next_region", "previous_region"}:
            focus_region: Callable[[int], None] | None = getattr(self.page, "focus_region", None)
            if focus_region is not None:
                focus_region(1 if command_id == "next_region" else -1)
            return
        self.command_triggered.emit(command_id)

    def set_idle_limit(self, seconds: int) -> None:
        """Lock after this long without input; 0 never."""
        self._idle_limit_s = seconds
        if self._input_watch is not None:
            self._input_watch.set_limit(seconds)
            self._input_watch.start()

    def set_session_limit(self, seconds: int) -> None:
        """Lock after this long, whatever is touched; counts from now."""
        self.input_watch.set_session_limit(seconds)

    def set_work_check(self, is_working: Callable[[], bool]) -> None:
        """Work that counts as input for a while."""
        self.input_watch.set_work_check(is_working)

    def dress(self) -> None:
        """Add what can wait until the first page has painted; once."""
        if self._input_watch is not None:
            return
        from PySide6.QtGui import QIcon  # noqa: PLC0415 - after the first paint, like the rest

        from estip_desktop.ui.idle import InputWatch  # noqa: PLC0415 - as above
        from estip_desktop.ui.widgets.app_mark import mark_pixmap  # noqa: PLC0415 - as above

        watch = self._input_watch = InputWatch(self)
        watch.urgent_pressed.connect(self.trigger)
        watch.idle_warning.connect(self._on_idle_warning)
        watch.idle_ended.connect(self._hide_locking_bar)
        watch.idle_elapsed.connect(self._on_idle_elapsed)
        watch.session_warning.connect(self._on_session_warning)
        watch.session_elapsed.connect(self.session_elapsed)
        watch.set_limit(self._idle_limit_s)
        watch.start()
        self._add_shortcuts()
        if sys.platform == "win32":
            from estip_desktop.ui.capture import CaptureGuard  # noqa: PLC0415 - Windows only

            CaptureGuard(self)
        _ring_of_application()
        self.setWindowIcon(QIcon(mark_pixmap(64)))
        if self.page is not None and self.page.accessibleName():
            self.announce(self.page.accessibleName())

    @property
    def input_watch(self) -> InputWatch:
        """Hears the urgent keys in every window and counts idle time."""
        self.dress()
        if self._input_watch is None:
            raise RuntimeError("not dressed")
        return self._input_watch

    @property
    def focus_ring(self) -> FocusRing:
        """The ring that follows the focus in every window."""
        return _ring_of_application()

    def toast(self, words: str, on_undo: Callable[[], None] | None = None) -> None:
        """Say something that is also written elsewhere; no names."""
        self.toasts.show(words, on_undo)

    def close_dialogs(self) -> None:
        """Close every dialog and menu, whoever it belongs to: something more urgent is on show."""
        from PySide6.QtWidgets import QApplication, QDialog  # noqa: PLC0415 - after the start

        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog) and each.isVisible():
                each.reject()

    @property
    def toasts(self) -> ToastHost:
        """Where toasts are shown; made with the first one."""
        if self._toasts is None:
            from estip_desktop.ui.widgets.toast import ToastHost  # noqa: PLC0415 - after the start

            self._toasts = ToastHost(self._middle)
        return self._toasts

    def announce(self, words: str, *, assertive: bool = False) -> None:
        """Have a screen reader say something; assertive only for a failed save or a concern."""
        from estip_desktop.ui.accessible import announce  # noqa: PLC0415 - after the first paint

        announce(self, words, assertive=assertive)

    def cover(self) -> None:
        """Paint over everything at once, before anything slower happens."""
        if self._cover is None:
            from estip_desktop.ui.widgets.covers import Cover  # noqa: PLC0415 - after the start

            self._cover = Cover(self)
        self._cover.setGeometry(self.rect())
        self._cover.show()
        self._cover.raise_()
        self._cover.repaint()

    def uncover(self) -> None:
        """Take the cover away."""
        if self._cover is not None:
            self._cover.hide()

    def curtain(self) -> None:
        """Cover the page, then hide dialogs, menus, tooltips and previews; asks nobody anything.

        They are hidden rather than closed: what a page does when its dialog is closed may fail, or
        take long.
        """
        self.cover()
        for window in QApplication.topLevelWidgets():
            if window is not self and window.isVisible():
                window.hide()
        for native in QGuiApplication.topLevelWindows():
            if native is not self.windowHandle() and native.isVisible():
                native.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Windows without a shell are dressed too."""
        super().showEvent(event)
        QTimer.singleShot(_DRESS_MS, self, self.dress)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Overlays follow."""
        super().resizeEvent(event)
        if self._locking_bar is not None:
            self._locking_bar.place()
        if self._toasts is not None:
            self._toasts.place()
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell those who must save."""
        self.closing.emit()
        super().closeEvent(event)

    def _add_shortcuts(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 - after the first paint

        from estip_desktop.ui.commands import COMMANDS  # noqa: PLC0415 - as above

        for command in COMMANDS:
            if command.listed_only:
                continue
            for keys in command.keys:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda command_id=command.id: self.trigger(command_id))

    def _on_idle_warning(self) -> None:
        self._show_locking_bar(_("Locking soon. Press any key to stay."))
        self.idle_warning.emit()

    def _on_session_warning(self) -> None:
        self._show_locking_bar(
            _("Locking in 30 seconds: open for 8 hours. What you typed is saved.")
        )

    def _show_locking_bar(self, words: str) -> None:
        if self._locking_bar is None:
            from estip_desktop.ui.widgets.covers import QuietBar  # noqa: PLC0415 - after the start

            self._locking_bar = QuietBar(self._middle)
        self._locking_bar.say(words)
        self.announce(words)

    def _hide_locking_bar(self) -> None:
        if self._locking_bar is not None:
            self._locking_bar.hide()

    def _on_idle_elapsed(self) -> None:
        self._hide_locking_bar()
        self.idle_elapsed.emit()


def _ring_of_application() -> FocusRing:
    """The ring of this application, made with its first window."""
    from estip_desktop.ui.widgets.focus_ring import FocusRing  # noqa: PLC0415 - after the first paint

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    found = application.findChild(FocusRing)
    return found if isinstance(found, FocusRing) else FocusRing(application)
