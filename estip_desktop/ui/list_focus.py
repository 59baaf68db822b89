"""The keyboard's place in a list that is made anew while somebody is on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def focused_name(within: QWidget | None) -> str:
    """What has the focus in a list that is about to go; empty where the focus is elsewhere."""
    focused: QWidget | None = within.window().focusWidget() if within is not None else None
    if within is None or focused is None or not within.isAncestorOf(focused):
        return ""
    return focused.accessibleName()


def focus_again(targets: Sequence[QWidget], name: str) -> None:
    """Focus the button of that name, else one of the same row, else the first.

    Args:
        targets: Buttons of the new list, in reading order.
        name: ``<what it does>: <title of its row>``, from :func:`focused_name`; may be empty.
    """
    row = name.partition(": ")[2]
    shown = [target for target in targets if not target.isHidden()]
    same = [target for target in shown if target.accessibleName() == name]
    near = [target for target in shown if row and target.accessibleName().endswith(f": {row}")]
    for target in (*same, *near, *shown):
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        return
