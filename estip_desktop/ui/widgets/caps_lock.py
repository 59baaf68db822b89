"""A line about Caps Lock for a field that hides what is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.widgets.status_line import StatusLine

HEIGHT = 24
"""Of the line, in effective pixels, while it says nothing."""


class CapsLine(StatusLine):
    """Says whether Caps Lock is on, once that is known.

    Args:
        edit: The field that is typed into.
    """

    def __init__(self, edit: QWidget, parent: QWidget | None = None) -> None:
        super().__init__("", "info", "text3", keep_room=True, parent=parent)
        edit.installEventFilter(self)

    def set_on(self, on: bool) -> None:
        """Say whether Caps Lock is on."""
        words = _("Caps Lock is on") if on else _("Caps Lock is off")
        changed = words != self.words()
        self.set_words(words, "triangle-alert" if on else "info", "warn" if on else "text3")
        if on and changed:
            self.announce()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt does not tell about Caps Lock; a letter typed against Shift does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            letter = event.text()
            if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.set_on(letter.isupper() != shifted)
            elif event.key() == Qt.Key.Key_CapsLock and self.words():
                self.set_on(self.words() != _("Caps Lock is on"))
        return super().eventFilter(watched, event)
