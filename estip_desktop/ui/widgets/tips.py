"""Tool tips: shown as they were written.

Qt guesses whether a tip is rich text, and there is no switch; a name like ``<img src=…>`` would be
obeyed. So every tip is rich text, with everything in it quoted.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def set_tip(widget: QWidget, words: str) -> None:
    """Show ``words`` when the pointer rests on the widget; empty shows nothing."""
    quoted = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    widget.setToolTip(f"<qt>{quoted}</qt>" if words else "")
