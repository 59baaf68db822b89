"""Where the focus is on a page, in words that fit the same page made anew.

A widget is named by its object name, or by its kind and its number among those of its kind: ids of
our own making, never something that stands in it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_AGAIN_MS, _TRIES = 50, 20


def name_of(page: QWidget, widget: QWidget | None) -> str:
    """The name of a widget on a page; empty if it is not on it."""
    if widget is None or not page.isAncestorOf(widget):
        return ""
    kind = type(widget)
    if widget.objectName() and page.findChildren(kind, widget.objectName()) == [widget]:
        return f"{kind.__name__}#{widget.objectName()}"
    return f"{kind.__name__}:{_of_kind(page, kind.__name__).index(widget)}"


def find(page: QWidget, name: str) -> QWidget | None:
    """The widget of that name, if it is there and takes the focus."""
    kind, _hash, object_name = name.partition("#")
    if object_name:
        found = [each for each in _of_kind(page, kind) if each.objectName() == object_name]
        number = "0"
    else:
        kind, _colon, number = name.partition(":")
        found = _of_kind(page, kind)
    if not number.isdigit() or int(number) >= len(found):
        return None
    widget = found[int(number)]
    return widget if widget.isVisible() and widget.isEnabled() else None


def _of_kind(page: QWidget, kind: str) -> list[QWidget]:
    return [each for each in page.findChildren(QWidget) if type(each).__name__ == kind]


class FocusReturn(QObject):
    """Gives a widget the focus as soon as its page has it; pages fill after they are made.

    Args:
        page: The page on show.
        name: As :func:`name_of` gave it.
    """

    def __init__(self, page: QWidget, name: str) -> None:
        super().__init__(page)
        self._page = page
        self._name = name
        self._left = _TRIES
        self._try()

    def _try(self) -> None:
        widget = find(self._page, self._name)
        if widget is not None:
            widget.setFocus()
            return
        self._left -= 1
        if self._left:
            QTimer.singleShot(_AGAIN_MS, self, self._try)
