"""The take-away card: what was agreed, who gets in touch, which numbers answer. No identity.

It lies in a pocket or on a kitchen table: nothing on it says that anybody was in danger, and
nothing sounds an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.signposting.directory import DirectoryEntry, DirectoryPart
from estip_desktop.signposting.papers import Paper, PaperBlock, PaperKind

CARD = "card"
"""Its id beside those of the sheets."""
CARD_VERSION = "1.0.0"
"""Of its layout and fixed words; kept with the session in which it was given."""
_ON_A_CARD = frozenset({DirectoryPart.NOW, DirectoryPart.LISTENING})


def take_away_card(
    agreed: str,
    contacts: Sequence[tuple[str, str]],
    services: Sequence[DirectoryEntry],
    made_at: datetime,
    *,
    exercise: bool = False,
) -> Paper:
    """A card for somebody to put into a pocket.

    Args:
        agreed: What was decided, in quiet words; may be empty.
        contacts: Day of each next contact, and how and by whom.
        services: Of the nation; those that answer at any hour or listen are printed.
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
    blocks += [
        PaperBlock(PaperKind.NUMBER, each.name, dialled(each), _about(each))
        for each in services
        if each.part in _ON_A_CARD and each.number
    ]
    blocks.append(
        PaperBlock(
            PaperKind.PARAGRAPH,
            _("You can change your mind about any of this at any time. Just tell us."),
        )
    )
    day = format_date(local_day(made_at))
    line = _("{day}. There is no name on this card.").format(day=day)
    return Paper(CARD, _("Take this with you"), line, made_at, tuple(blocks), exercise)


def card_title() -> str:
    """What it is called where it is listed."""
    return _("A card to take away")


def dialled(entry: DirectoryEntry) -> str:
    """What to dial, or what to send where."""
    if entry.is_text_message:
        return _("Text {words_and_number}").format(words_and_number=entry.number)
    return entry.number


def _about(entry: DirectoryEntry) -> str:
    """When it answers, and how far it can be relied on."""
    if not entry.checked_on:
        return entry.hours
    checked = _("checked on {day}").format(day=format_date(date.fromisoformat(entry.checked_on)))
    if entry.is_old:
        checked = _("{checked}, long ago").format(checked=checked)
    elif not entry.confirmed:
        checked = _("{checked}, not confirmed").format(checked=checked)
    return f"{entry.hours} \u00b7 {checked}" if entry.hours else checked
