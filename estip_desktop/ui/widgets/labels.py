"""Text on a page: plain, wrapped, no taller than its words, with the size its role asks for."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from estip_desktop.ui.accessible import mark_heading

TextRole = Literal[
    "h1", "h2", "question", "lead", "body", "body2", "strong", "small", "hint", "line", "score",
    "phone", "quote", "error", "soft", "soft_h2", "danger_h1", "danger",
    "prompt_title", "prompt_small", "answer",
]  # fmt: skip
LINE_CHARACTERS = 75


class Text(QLabel):
    """A paragraph or a line of plain text.

    Args:
        words: What is shown; tags and ampersands are just characters.
        role: Size, weight and colour.
        wrap: Whether it may take several lines.
        selectable: Whether it can be marked and copied with mouse and keyboard.
    """

    def __init__(
        self,
        words: str = "",
        role: TextRole = "body",
        *,
        wrap: bool = True,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setText(words)
        self.setWordWrap(wrap)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Maximum,
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._limited = wrap and role not in {"h1", "question", "danger_h1"}

    def sizeHint(self) -> QSize:
        """As wide as the words on one line, or 75 characters of them."""
        hint = super().sizeHint()
        if not self.wordWrap():
            return hint
        metrics = QFontMetrics(self.font())
        longest = (
            max((metrics.horizontalAdvance(line) for line in self.text().split("\n")), default=0)
            + 2
        )
        width = min(longest, metrics.averageCharWidth() * LINE_CHARACTERS)
        return QSize(width, max(self.heightForWidth(width), 0))

    def minimumSizeHint(self) -> QSize:
        """The longest word must fit; the height follows from the width."""
        hint = super().minimumSizeHint()
        if not self.wordWrap():
            return hint
        metrics = QFontMetrics(self.font())
        longest = (
            max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0) + 2
        )
        return QSize(longest, metrics.lineSpacing())


class Heading(Text):
    """A title that screen readers list as a heading."""

    def __init__(
        self,
        words: str = "",
        role: TextRole = "h2",
        *,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, role, wrap=wrap, parent=parent)
        mark_heading(self)
