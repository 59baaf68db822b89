"""Tab order is reading order: worked out when Tab is pressed, because pages add rows late.

Qt's own chain cannot be put in order afterwards: a group that passes its focus on to one of its
answers is a stop in it, but ``setTabOrder`` does not move what takes no focus itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to what is read next; after the last comes the first.

    Returns:
        Whether there was anything to give it to.
    """
    focused: QWidget | None = window.focusWidget()
    before: list[QWidget] = []
    after: list[QWidget] = []
    reading = before
    for widget in _read(window):
        if widget is focused:
            reading = after
        elif _is_stop(widget, window):
            reading.append(widget)
    order = [*after, *before]
    if not order:
        return False
    if forward:
        order[0].setFocus(Qt.FocusReason.TabFocusReason)
    else:
        order[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
    return True


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    is_there = widget.isEnabled() and widget.isVisibleTo(window)
    return takes_tab and widget.focusProxy() is None and is_there


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
    held = list(_held(layout, children)) if layout is not None else []
    free = [child for child in children if child not in held]
    for child in [*held, *sorted(free, key=lambda each: (each.y(), each.x()))]:
        yield from _read(child)


def _held(layout: QLayout, children: Sequence[QWidget]) -> Iterator[QWidget]:
    """Those of ``children`` that stand in a layout or in one nested in it, in its order.

    ``QLayout.itemAt`` would be plainer, but hands out wrappers of items that others own.
    """
    inner = [each for each in layout.children() if isinstance(each, QLayout)]
    entries: list[tuple[int, QWidget | QLayout]] = [
        *((layout.indexOf(child), child) for child in children),
        *((layout.indexOf(each), each) for each in inner),
    ]
    for place, entry in sorted(entries, key=itemgetter(0)):
        if isinstance(entry, QLayout):
            yield from _held(entry, children)
        elif place >= 0:
            yield entry
