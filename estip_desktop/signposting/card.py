"""The take-away card: what was agreed, who gets in touch, which numbers answer. No identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.signposting.papers import Paper, PaperBlock, PaperKind


def take_away_card(
    agreed: str,
    contacts: Sequence[tuple[str, str]],
    numbers: Sequence[tuple[str, str]],
    made_at: datetime,
    *,
    exercise: bool = False,
) -> Paper:
    """A card for somebody to put into a pocket.

    Args:
        agreed: What was decided, in the words of the pathway; may be empty.
        contacts: Day and kind of each next contact.
        numbers: Name and number of each line that answers.
        made_at: The moment of the talk's end; its day stands on the card.
        exercise: Says so at its head.
    """
    blocks = []
    if agreed:
        blocks += [
            PaperBlock(PaperKind.HEADING, _("What we agreed")),
            PaperBlock(PaperKind.PARAGRAPH, agreed),
        ]
    if contacts:
        blocks.append(PaperBlock(PaperKind.HEADING, _("When you hear from us")))
        blocks += [PaperBlock(PaperKind.ROW, when, what) for when, what in contacts]
    blocks.append(PaperBlock(PaperKind.HEADING, _("Numbers that answer")))
    blocks += [PaperBlock(PaperKind.ROW, name, number) for name, number in numbers]
    blocks.append(
        PaperBlock(
            PaperKind.PARAGRAPH,
            _("You can change your mind about any of this. Tell us, or just do not pick up."),
        )
    )
    day = format_date(local_day(made_at))
    line = _("{day}. There is no name on this card.").format(day=day)
    return Paper("card", _("Take this with you"), line, made_at, tuple(blocks), exercise)
