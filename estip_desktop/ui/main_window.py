"""The shell: one page at a time, the commands, the idle watch, toasts; it knows no feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.idle import InputWatch
from estip_desktop.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from estip_desktop.ui.widgets.toast import ToastHost

TITLE = "ESTIP Desktop"
MINIMUM = (1024, 600)
_DRESS_MS = 300


class _Cover(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but ground."""
        QPainter(self).fillRect(event.rect(), theme.colour("bg"))


class _QuietBar(QWidget):
    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(words)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One calm line."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("text"))
        flags = paint.CENTRE | paint.MIDDLE
        face = theme.font(theme.BODY, theme.SEMIBOLD)
        paint.text(painter, QRectF(self.rect()), self._words, face, theme.colour("bg"), flags=flags)


class MainWindow(QMainWindow):
    """Holds one page; its title never says whose records are open.

    Signals:
        command_triggered: The id of a command that the page did not take itself.
        idle_warning: 30 seconds are left before ``idle_elapsed``.
        idle_elapsed: Nothing was touched for the limit set by ``set_idle_limit``.
        closing: The window was asked to close.
    """

    command_triggered = Signal(str)
    idle_warning = Signal()
    idle_elapsed = Signal()
    closing = Signal()

    def __init__(self, *, exercise: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"EXERCISE \N{EN DASH} {TITLE}" if exercise else TITLE)
        self.setMinimumSize(*MINIMUM)
        self._kept: set[QWidget] = set()
        self._middle = QWidget(self)
        self._stack = QStackedWidget(self._middle)
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if exercise:
            from estip_desktop.ui.widgets.exercise_band import ExerciseBand  # noqa: PLC0415 - most windows have none

            column.addWidget(ExerciseBand(self._middle))
        column.addWidget(self._stack, 1)
        self.setCentralWidget(self._middle)
        self._locking_bar = _QuietBar(_("Locking soon. Press any key to stay."), self._middle)
        self._cover: _Cover | None = None
        self._toasts: ToastHost | None = None
        self.input_watch = InputWatch(self)
        self.focus_ring = _ring_of_application()
        self._add_shortcuts()
        self.input_watch.urgent_pressed.connect(self.trigger)
        self.input_watch.idle_warning.connect(self._on_idle_warning)
        self.input_watch.idle_ended.connect(self._locking_bar.hide)
        self.input_watch.idle_elapsed.connect(self._on_idle_elapsed)
        QTimer.singleShot(_DRESS_MS, self, self._dress)

    @property
    def page(self) -> QWidget | None:
        """The page on show."""
        return self._stack.currentWidget()

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
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.focusNextChild()
        if page.accessibleName():
            self.announce(page.accessibleName())

    def drop_kept_pages(self) -> None:
        """Delete every page but the one on show; locking and theme changes leave none behind."""
        for page in list(self._kept):
            self._kept.discard(page)
            if page is not self.page:
                self._stack.removeWidget(page)
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
        self.input_watch.set_limit(seconds)
        self.input_watch.start()

    def toast(self, words: str, on_undo: Callable[[], None] | None = None) -> None:
        """Say something that is also written elsewhere; no names."""
        self.toasts.show(words, on_undo)

    @property
    def toasts(self) -> ToastHost:
        """Where toasts are shown; made with the first one."""
        if self._toasts is None:
            from estip_desktop.ui.widgets.toast import ToastHost  # noqa: PLC0415 - after the start

            self._toasts = ToastHost(self._middle)
        return self._toasts

    def announce(self, words: str, *, assertive: bool = False) -> None:
        """Have a screen reader say something; assertive only for a failed save or a concern."""
        announce(self, words, assertive=assertive)

    def cover(self) -> None:
        """Paint over everything at once, before anything slower happens."""
        if self._cover is None:
            self._cover = _Cover(self)
        self._cover.setGeometry(self.rect())
        self._cover.show()
        self._cover.raise_()
        self._cover.repaint()

    def uncover(self) -> None:
        """Take the cover away."""
        if self._cover is not None:
            self._cover.hide()

    def close_other_windows(self) -> None:
        """Close dialogs, menus, tooltips and previews of the application."""
        while (popup := QApplication.activePopupWidget()) is not None:
            if not popup.close():
                break
        for window in QApplication.topLevelWidgets():
            if window is not self and window.isVisible():
                window.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Overlays follow."""
        super().resizeEvent(event)
        height = theme.px(40)
        self._locking_bar.setGeometry(
            0, self._middle.height() - height, self._middle.width(), height
        )
        if self._toasts is not None:
            self._toasts.place()
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell those who must save."""
        self.closing.emit()
        super().closeEvent(event)

    def _add_shortcuts(self) -> None:
        for command in COMMANDS:
            if command.listed_only:
                continue
            for keys in command.keys:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda command_id=command.id: self.trigger(command_id))

    def _dress(self) -> None:
        """What can wait until the first page has painted."""
        from estip_desktop.ui.widgets.app_mark import mark_pixmap  # noqa: PLC0415 - after the first paint

        self.setWindowIcon(QIcon(mark_pixmap(64)))
        self.input_watch.start()

    def _on_idle_warning(self) -> None:
        self._locking_bar.setGeometry(
            0, self._middle.height() - theme.px(40), self._middle.width(), theme.px(40)
        )
        self._locking_bar.show()
        self._locking_bar.raise_()
        self.announce(_("Locking soon. Press any key to stay."))
        self.idle_warning.emit()

    def _on_idle_elapsed(self) -> None:
        self._locking_bar.hide()
        self.idle_elapsed.emit()


def _ring_of_application() -> FocusRing:
    """The ring of this application, made with its first window."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    found = application.findChild(FocusRing)
    return found if isinstance(found, FocusRing) else FocusRing(application)
