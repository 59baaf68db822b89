"""Sheets to give away: short, printable, each in a published version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from estip_desktop.kernel.help_text import BlockKind, HelpSheet
from estip_desktop.kernel.i18n import _
from estip_desktop.signposting.papers import Paper, PaperBlock, PaperKind

_KINDS = {
    BlockKind.HEADING: PaperKind.HEADING,
    BlockKind.POINT: PaperKind.POINT,
    BlockKind.PARAGRAPH: PaperKind.PARAGRAPH,
}


@dataclass(frozen=True, slots=True)
class GiveAway:
    """One sheet.

    Args:
        id: Such as ``sleep``.
        version: Kept with the session in which it was given.
        sheet: Its words.
    """

    id: str
    version: str
    sheet: HelpSheet


def paper_of(given: GiveAway, made_at: datetime, *, exercise: bool = False) -> Paper:
    """The sheet as a paper."""
    line = _("Version {version}. Yours to keep, and to pass on.").format(version=given.version)
    blocks = tuple(PaperBlock(_KINDS[block.kind], block.words) for block in given.sheet.blocks)
    return Paper(given.id, given.sheet.title, line, made_at, blocks, exercise)
