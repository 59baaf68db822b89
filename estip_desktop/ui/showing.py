"""Showing and hiding parts of a page without laying it out each time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_shown(widget: QWidget, shown: bool) -> None:
    """Like ``setVisible``, but nothing where that would change nothing.

    Qt styles a widget and lays out all below it whenever it is told to show, also while the page
    around it is still being built; what is never hidden shows with its page anyway. Not for a
    widget that was just put on a page that is on show.
    """
    is_hidden = widget.isHidden() and widget.testAttribute(
        Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    )
    if shown == is_hidden:
        widget.setVisible(shown)
