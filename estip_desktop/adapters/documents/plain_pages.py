"""A paper to give away: large enough to read in a canteen, and nobody's name on it."""

from __future__ import annotations

from estip_desktop.adapters.documents.paper import (
    QUIET,
    TEXT,
    Block,
    Heading,
    paragraph,
    print_pages,
    row,
    section,
    space,
)
from estip_desktop.signposting import Paper, PaperBlock, PaperKind

_SIZE, _NUMBER_SIZE, _SMALL = 11.5, 16.0, 8.5


def plain_pages(paper: Paper) -> bytes:
    """Set a paper."""
    heading = Heading(
        title=paper.title,
        reference="",
        line=paper.line,
        created_at=paper.made_at,
        subject=paper.title,
        marking="",
        exercise=paper.exercise,
    )
    blocks: list[Block] = [space(4)]
    for each in paper.blocks:
        blocks += _set(each)
    return print_pages(heading, blocks)[0]


def _set(block: PaperBlock) -> list[Block]:
    match block.kind:
        case PaperKind.HEADING:
            return [section(block.words), space(3)]
        case PaperKind.POINT:
            return [paragraph(f"\u2022  {block.words}", _SIZE, TEXT), space(2)]
        case PaperKind.ROW:
            return row(block.words, block.value, strong=True)
        case PaperKind.NUMBER:
            lines = [paragraph(block.words, _SIZE, TEXT, keep_with_next=True)]
            lines.append(paragraph(block.value, _NUMBER_SIZE, TEXT, keep_with_next=True))
            return [*lines, paragraph(block.line, _SMALL, QUIET), space(5)]
        case PaperKind.PARAGRAPH:
            return [space(3), paragraph(block.words, _SIZE, TEXT), space(3)]
