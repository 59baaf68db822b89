"""Guiding a conversation: joins protocols, questionnaires and casework, page by page.

Decision: saving an answer, raising its flags and opening Immediate concern are one transaction.
There is no moment at which the answer is kept and its warning is not.

Decision: a red flag can be taken out of decisions only by correcting the very answer that raised it
while the concern it opened is still on screen; both values are kept. Afterwards it stands.

Decision: a "talk only" conversation lives in this package's memory and nowhere else; it ends with
the window and leaves one anonymous count. An Immediate concern in it is recorded by itself, without
the person, as the consent words say.
"""

from estip_desktop.guidance.asked import (
    Asked,
    Offer,
    Reply,
    as_record,
    main_total,
    outcome_of,
)
from estip_desktop.guidance.concern_rules import has_begun
from estip_desktop.guidance.concerns import ACTIONS, Concerns, OpenedConcern
from estip_desktop.guidance.flags import BY_HAND, CORRECTED, standing_codes, stands
from estip_desktop.guidance.groups import PRIVATE_TALK, Afterwards, Groups
from estip_desktop.guidance.guide import GUIDED_PAGE, Guide
from estip_desktop.guidance.guided import Guided, LastContact, Step, is_app_page
from estip_desktop.guidance.ports import GuidanceContent
from estip_desktop.guidance.questionnaires import QUESTION_PAGE, Questionnaires
from estip_desktop.guidance.roster import is_locked_by_pip, member_words
from estip_desktop.guidance.sheets import Handed, HandedSheets
from estip_desktop.guidance.talk_only import is_talk_only

__all__ = [
    "ACTIONS",
    "BY_HAND",
    "CORRECTED",
    "GUIDED_PAGE",
    "PRIVATE_TALK",
    "QUESTION_PAGE",
    "Afterwards",
    "Asked",
    "Concerns",
    "Groups",
    "GuidanceContent",
    "Guide",
    "Guided",
    "Handed",
    "HandedSheets",
    "LastContact",
    "Offer",
    "OpenedConcern",
    "Questionnaires",
    "Reply",
    "Step",
    "as_record",
    "has_begun",
    "is_app_page",
    "is_locked_by_pip",
    "is_talk_only",
    "main_total",
    "member_words",
    "outcome_of",
    "standing_codes",
    "stands",
]
