"""Text on a page: plain, wrapped, no taller than its words, with the size its role asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from estip_desktop.ui.accessible import mark_heading

TextRole = Literal[
    "h1", "h2", "question", "lead", "body", "body2", "strong", "small", "hint", "line", "score",
    "phone", "quote", "error", "soft", "soft_h2", "danger_h1", "danger",
    "prompt_title", "prompt_small", "answer",
]  # fmt: skip
LINE_CHARACTERS = 75


class _Sizes(NamedTuple):
    longest_line: int
    longest_word: int
    character: int
    line_spacing: int


@lru_cache(512)
def _sizes(words: str, face: QFont) -> _Sizes:
    metrics = QFontMetrics(face)
    return _Sizes(
        max((metrics.horizontalAdvance(line) for line in words.split("\n")), default=0) + 2,
        max((metrics.horizontalAdvance(word) for word in words.split()), default=0) + 2,
        metrics.averageCharWidth(),
        metrics.lineSpacing(),
    )


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
        self._heights: dict[int, int] = {}
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

    def setText(self, words: str) -> None:
        """Say something else."""
        self._heights.clear()
        super().setText(words)

    def changeEvent(self, event: QEvent) -> None:
        """Another face has other heights."""
        self._heights.clear()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as the words on one line, or 75 characters of them."""
        if not self.wordWrap():
            return super().sizeHint()
        sizes = _sizes(self.text(), self.font())
        width = min(sizes.longest_line, sizes.character * LINE_CHARACTERS)
        return QSize(width, max(self.heightForWidth(width), 0))

    def heightForWidth(self, width: int) -> int:
        """As Qt says; remembered, because layouts ask some twenty times while they settle."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = super().heightForWidth(width)
        return height

    def minimumSizeHint(self) -> QSize:
        """The longest word must fit; the height follows from the width."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        sizes = _sizes(self.text(), self.font())
        return QSize(sizes.longest_word, sizes.line_spacing)


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
