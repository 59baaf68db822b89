"""The words of a sheet, block by block; nothing in them is obeyed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.kernel.help_text import Block, BlockKind
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.labels import Heading, Text


def block_of(block: Block) -> QWidget:
    """One block of a sheet."""
    match block.kind:
        case BlockKind.HEADING:
            return Heading(block.words)
        case BlockKind.PARAGRAPH:
            return Text(block.words, selectable=True)
        case BlockKind.POINT:
            return _Point(block.words)


class _Point(QWidget):
    """A line of a list, its mark beside it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        mark = Text("•", wrap=False)
        mark.setAccessibleName(" ")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, selectable=True), 1)
