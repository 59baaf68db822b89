"""Where else help is: sheets to give away, a card to take away, and a directory of services.

Nothing made here names anybody. A sheet is given in a published version, which is kept with the
session, so that it can be said later what somebody was told.
"""

from estip_desktop.signposting.card import (
    CARD,
    CARD_VERSION,
    card_title,
    dialled,
    take_away_card,
)
from estip_desktop.signposting.directory import (
    DIRECTORY_ORDER,
    DirectoryEntry,
    DirectoryPart,
    in_parts,
)
from estip_desktop.signposting.papers import Paper, PaperBlock, PaperKind, PaperShop
from estip_desktop.signposting.service import Signposting
from estip_desktop.signposting.sheets import GiveAway, paper_of

__all__ = [
    "CARD",
    "CARD_VERSION",
    "DIRECTORY_ORDER",
    "DirectoryEntry",
    "DirectoryPart",
    "GiveAway",
    "Paper",
    "PaperBlock",
    "PaperKind",
    "PaperShop",
    "Signposting",
    "card_title",
    "dialled",
    "in_parts",
    "paper_of",
    "take_away_card",
]
