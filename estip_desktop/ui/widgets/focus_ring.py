"""The focus ring: one overlay that follows the focus, 3 px thick with a 3 px gap.

Style-sheet outlines are square on buttons and missing on line edits, so the ring is a widget of its
own. It lives in the content of the nearest scroll area (which clips it) or in the window, and moves
when the focused widget or anything between the two moves.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from estip_desktop.ui import paint, theme

THICK, GAP = 3, 3
_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ZOrderChange,
}


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.radius = float(theme.RADIUS_CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        paint.rounded(
            painter, QRectF(self.rect()), self.radius + 4, edge=theme.colour("focus"), width=THICK
        )


def _container_of(widget: QWidget) -> QWidget:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        grandparent = parent.parentWidget()
        if grandparent is not None and isinstance(grandparent.parentWidget(), QScrollArea):
            return parent
        parent = grandparent
    return widget.window()


def _wants_ring(widget: QWidget) -> bool:
    if widget.isWindow() or widget.window().windowType() in {
        Qt.WindowType.Popup,
        Qt.WindowType.ToolTip,
    }:
        return False
    if isinstance(widget, QScrollArea):
        return False
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus


class FocusRing(QObject):
    """Follows the focus of the whole application; keep one per application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ring: _Ring | None = None
        self._focused: QWidget | None = None
        self._watched: list[QWidget] = []
        application.focusChanged.connect(self._on_focus_changed)
        theme.hub().changed.connect(self._place)
        self._on_focus_changed(None, application.focusWidget())

    @property
    def ring(self) -> QWidget | None:
        """The overlay, where one is shown."""
        return self._ring if self._ring is not None and isValid(self._ring) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow whatever carries the focused widget about."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        del old
        self._unwatch()
        if now is not None and now.focusProxy() is not None:
            now = now.focusProxy()
        if now is None or not _wants_ring(now):
            self._focused = None
            if (ring := self.ring) is not None:
                ring.hide()
            return
        self._focused = now
        container = _container_of(now)
        step: QWidget | None = now
        while step is not None and step is not container:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        ring = self.ring
        if ring is None or ring.parentWidget() is not container:
            if ring is not None:
                ring.hide()
                ring.deleteLater()
            self._ring = _Ring(container)
        self._place()

    def _unwatch(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()

    def _place(self) -> None:
        ring, widget = self._ring, self._focused
        if ring is None or widget is None or not isValid(ring) or not isValid(widget):
            return
        if not widget.isVisible():
            ring.hide()
            return
        area = ring_area(widget)
        out = theme.px(THICK + GAP)
        top_left = widget.mapTo(_container_of(widget), area.topLeft()) - QPoint(out, out)
        ring.setGeometry(QRect(top_left, area.size()).adjusted(0, 0, 2 * out, 2 * out))
        ring.radius = float(getattr(widget, "ring_radius", theme.RADIUS_CONTROL))
        ring.show()
        ring.raise_()
        ring.update()


def ring_area(widget: QWidget) -> QRect:
    """A widget may say which part of it the ring surrounds; tables get it inside their edge."""
    own = getattr(widget, "ring_rect", None)
    if callable(own):
        return QRect(own())
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QPlainTextEdit):
        inside = theme.px(THICK)
        return widget.rect().adjusted(inside, inside, -inside, -inside)
    return widget.rect()
