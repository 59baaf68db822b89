"""Nothing here yet: one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from estip_desktop.ui.widgets.buttons import Button
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Text


class EmptyState(Card):
    """A calm card that says what appears here.

    Args:
        words: One sentence.
        button: What to do first, or nothing.
    """

    def __init__(
        self, words: str, button: Button | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.words_label = Text(words, "body2")
        self.column.addWidget(self.words_label)
        if button is not None:
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
