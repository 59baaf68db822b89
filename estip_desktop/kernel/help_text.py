"""Help sheets: the little of Markdown that they are written in, and nothing more.

A sheet has one title (``#``), headings (``##``), points (``-``) and paragraphs. Everything else is
shown as it stands: there are no links, no pictures and no HTML to obey.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of a sheet is."""

    HEADING = "heading"
    POINT = "point"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """One block, on one line."""

    kind: BlockKind
    words: str


@dataclass(frozen=True, slots=True)
class HelpSheet:
    """One sheet.

    Args:
        id: Name of its file.
        title: Its first line.
        blocks: In reading order; the first one says what the sheet is about.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]


def parse(sheet_id: str, text: str) -> HelpSheet:
    """Read a sheet.

    Raises:
        ValueError: It does not begin with a title and a paragraph.
    """
    head, _line, rest = text.strip().partition("\n")
    blocks = tuple(_blocks(rest))
    if not head.startswith("# ") or not blocks or blocks[0].kind is not BlockKind.PARAGRAPH:
        raise ValueError("a sheet begins with a title and a paragraph")
    return HelpSheet(sheet_id, head[2:].strip(), blocks)


def _blocks(text: str) -> Iterator[Block]:
    for part in text.split("\n\n"):
        kind, words = BlockKind.PARAGRAPH, list[str]()
        for line in filter(None, map(str.strip, part.splitlines())):
            marked = line.partition(" ")
            if marked[0] in {"##", "-"}:
                if words:
                    yield Block(kind, " ".join(words))
                kind = BlockKind.HEADING if marked[0] == "##" else BlockKind.POINT
                words = [marked[2].strip()]
            else:
                words.append(line)
        if words:
            yield Block(kind, " ".join(words))
