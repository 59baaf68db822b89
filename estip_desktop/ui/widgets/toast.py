"""A toast: one quiet line above the bottom bar for six seconds; never the only place to read it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QTimer, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import paint, theme
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.widgets.buttons import QuietButton
from estip_desktop.ui.widgets.labels import Text

SHOWN_MS = 6_000
_SHADOW = 24


class Toast(QWidget):
    """One message; stays while hovered, focused or while a screen reader is active.

    Args:
        words: A sentence without names.
        on_undo: Called by Undo; without it there is no Undo.
        shown_ms: How long it stays.

    Signals:
        closed: It went away, or Undo was pressed.
    """

    closed = Signal()

    def __init__(
        self,
        words: str,
        on_undo: Callable[[], None] | None = None,
        *,
        shown_ms: int = SHOWN_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._on_undo = on_undo
        self.words_label = Text(words, "body", wrap=False)
        row = QHBoxLayout(self)
        shadow = theme.px(_SHADOW)
        edge, end = shadow + theme.px(4), theme.px(20 if on_undo is None else 8)
        row.setContentsMargins(shadow + theme.px(20), edge, shadow + end, edge)
        row.addWidget(self.words_label)
        self.undo_button: QuietButton | None = None
        if on_undo is not None:
            self.undo_button = QuietButton(_("Undo"), parent=self)
            self.undo_button.clicked.connect(self._on_undo_clicked)
            row.addWidget(self.undo_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()
        self.setMinimumHeight(theme.px(52) + 2 * shadow)
        announce(self, words)

    def event(self, event: QEvent) -> bool:
        """Hovering starts the time again."""
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._timer.start()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft painted shadow, the box, one line round it."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        shadow = theme.px(_SHADOW)
        area = QRectF(self.rect()).adjusted(shadow, shadow, -shadow, -shadow)
        paint.shadow(painter, area, theme.RADIUS_CALLOUT, shadow)
        paint.rounded(
            painter,
            area,
            theme.RADIUS_CALLOUT,
            fill=theme.colour("surface"),
            edge=theme.colour("control"),
        )

    def _on_timeout(self) -> None:
        focused: QWidget | None = QApplication.focusWidget()
        held = focused is not None and self.isAncestorOf(focused)
        if self.underMouse() or held or QAccessible.isActive():
            self._timer.start()
            return
        self._close()

    def _on_undo_clicked(self) -> None:
        if self._on_undo is not None:
            self._on_undo()
        self._close()

    def _close(self) -> None:
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()


class ToastHost:
    """Shows one toast at a time, bottom centre of a window's middle.

    Args:
        owner: The widget it lies on.
        clearance: Effective pixels kept free below it for the bottom bar.
    """

    def __init__(self, owner: QWidget, clearance: int = theme.BAR) -> None:
        self._owner = owner
        self._clearance = clearance
        self._toast: Toast | None = None

    @property
    def toast(self) -> Toast | None:
        """The one on show."""
        return self._toast

    def show(self, words: str, on_undo: Callable[[], None] | None = None) -> Toast:
        """Show a message; it takes the place of an earlier one."""
        self.clear()
        toast = Toast(words, on_undo, parent=self._owner)
        toast.closed.connect(self._forget)
        self._toast = toast
        self.place()
        toast.show()
        toast.raise_()
        return toast

    def clear(self) -> None:
        """Take the message away."""
        if self._toast is not None:
            self._toast.hide()
            self._toast.deleteLater()
            self._toast = None

    def place(self) -> None:
        """Put it where it belongs after the window changed its size."""
        toast = self._toast
        if toast is None:
            return
        toast.adjustSize()
        left = (self._owner.width() - toast.width()) // 2
        bottom = self._owner.height() - theme.px(self._clearance)
        toast.move(max(0, left), bottom - toast.height() + theme.px(_SHADOW - 12))

    def _forget(self) -> None:
        self._toast = None
