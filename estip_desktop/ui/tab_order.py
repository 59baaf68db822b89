"""Tab order is reading order: worked out when Tab is pressed, because pages add rows late."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_reading_order(root: QWidget) -> None:
    """Thread the focus chain below ``root`` in the order in which it is read."""
    for before, after in pairwise(list(_stops(root))):
        QWidget.setTabOrder(before, after)


def _stops(root: QWidget) -> Iterator[QWidget]:
    """What can take the focus by Tab, visible or not, since a row may appear at any moment.

    Besides, what has the focus now: a list may have been given it that Tab passes by.
    """
    focused: QWidget | None = root.window().focusWidget()
    for widget in _read(root):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget is focused
        if takes_tab and widget.focusProxy() is None:
            yield widget


def _read(widget: QWidget) -> Iterator[QWidget]:
    """A widget and all below it: as its layout says, then what no layout holds, as it lies."""
    yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _read(inside)
        return
    children = [
        child
        for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if not child.isWindow()
    ]
    layout = widget.layout()
    held = list(_held(layout)) if layout is not None else []
    free = [child for child in children if child not in held]
    for child in [*held, *sorted(free, key=lambda each: (each.y(), each.x()))]:
        yield from _read(child)


def _held(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _held(inner)
