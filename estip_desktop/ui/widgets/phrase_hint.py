"""A quiet line under free text that seems to speak of the incident."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from estip_desktop.ui.accessible import announce
from estip_desktop.ui.free_text import warning
from estip_desktop.ui.widgets.body import Body
from estip_desktop.ui.widgets.status_line import StatusLine


class PhraseHint(StatusLine):
    """Warns and never blocks; nothing is shown while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "info", "warn", parent=parent)

    def look_at(self, text: str) -> None:
        """Say what is noticed about a text, once for each word."""
        words = warning(text)
        if words == self.words():
            return
        self.set_words(words)
        self.setVisible(bool(words))
        if words:
            announce(self, words)
            QTimer.singleShot(0, self, self._come_into_view)  # the row has its place by then

    def watch(self, editor: QWidget) -> None:
        """Look at what is typed into a line or a note, and at what stands there."""
        changed = getattr(editor, "text_changed", None)
        if changed is None and isinstance(editor, QLineEdit):
            changed = editor.textChanged
        if changed is not None:
            changed.connect(self.look_at)

    def _come_into_view(self) -> None:
        """A warning that stands below the edge of the page warns nobody."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, Body):
            around = around.parentWidget()
        if around is not None and self.isVisible():
            around.scroll_to(self)
