"""The little of Markdown that help sheets are written in."""

from __future__ import annotations

import pytest

from estip_desktop.kernel.help_text import Block, BlockKind, parse

TEXT = """# Your keys

What opens
your records.

## From start to end

- Made: with
  the vault.
- Lost: <b>ask</b> [us](https://example.org).

Nothing else.
"""


def test_titles_headings_points_and_paragraphs_are_told_apart():
    sheet = parse("keys", TEXT)
    assert (sheet.id, sheet.title) == ("keys", "Your keys")
    assert sheet.blocks == (
        Block(BlockKind.PARAGRAPH, "What opens your records."),
        Block(BlockKind.HEADING, "From start to end"),
        Block(BlockKind.POINT, "Made: with the vault."),
        Block(BlockKind.POINT, "Lost: <b>ask</b> [us](https://example.org)."),
        Block(BlockKind.PARAGRAPH, "Nothing else."),
    )


@pytest.mark.parametrize("text", ["", "Your keys\n\nWords.", "# Your keys", "# Keys\n\n- Point."])
def test_what_does_not_begin_with_title_and_paragraph_is_no_sheet(text):
    with pytest.raises(ValueError, match="begins with"):
        parse("keys", text)
