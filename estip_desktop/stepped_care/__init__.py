"""From flags, screens and circumstances to a proposed level of care; a person decides.

First the flags are completed from the case, each once. Then the ordered rules of
``pathways/estip.json`` are read from the top, and the first that matches names the pathway. Every
proposal says its rule, its reasons in plain sentences and what it looked at, so that it can be
repeated years later from the record and the file.

Decisions:

* Rules, thresholds and words are data; this package only knows how to compare.
* Notices (a conflicted supporter, something evidential) never change the pathway.
* A screen outside its window never decides; a red item in it still counts.
* Two forms of one domain count once, because their items overlap.
* A case without a distress rating never reaches a distress limit: unknown is not high, and the rule
  for declined safety answers looks at it on its own.
* The PHQ-4 holds the PHQ-2 and the GAD-2 whole, so their cut-offs count there too: the same answers
  give the same proposal on either form.
"""

from estip_desktop.stepped_care.agreement import DEFUSING, NEXT_CONTACT_BLOCK
from estip_desktop.stepped_care.case import case_from_answers, case_from_dict
from estip_desktop.stepped_care.closing import (
    CLOSING_PAGE,
    NOT_CLEAR,
    AgainstClosing,
    Closings,
    flag_words,
)
from estip_desktop.stepped_care.engine import (
    Locked,
    Match,
    Recommendation,
    complete_flags,
    decide,
    what_is_over,
)
from estip_desktop.stepped_care.estim import ESTIM, ESTIM_PATHWAY, GROUNDS_SHOWN, OUTCOME_DUE
from estip_desktop.stepped_care.model import (
    Acknowledgement,
    Case,
    Clause,
    Closure,
    Completion,
    Contact,
    FlagDefinition,
    Level,
    Nation,
    Notice,
    Offer,
    Pathways,
    Previous,
    Rule,
    Rung,
    Safety,
    Screen,
    Screening,
    Threshold,
    Worsening,
)
from estip_desktop.stepped_care.schedule import (
    AckDeadline,
    DatedFollowUp,
    FollowUp,
    ack_deadline,
    add_working_days,
    follow_up,
    is_working_day,
    next_contacts,
)
from estip_desktop.stepped_care.service import (
    REFERRED,
    Care,
    CareContent,
    Finished,
    Suggestion,
)

__all__ = [
    "CLOSING_PAGE",
    "DEFUSING",
    "ESTIM",
    "ESTIM_PATHWAY",
    "GROUNDS_SHOWN",
    "NEXT_CONTACT_BLOCK",
    "NOT_CLEAR",
    "OUTCOME_DUE",
    "REFERRED",
    "AckDeadline",
    "Acknowledgement",
    "AgainstClosing",
    "Care",
    "CareContent",
    "Case",
    "Clause",
    "Closings",
    "Closure",
    "Completion",
    "Contact",
    "DatedFollowUp",
    "Finished",
    "FlagDefinition",
    "FollowUp",
    "Level",
    "Locked",
    "Match",
    "Nation",
    "Notice",
    "Offer",
    "Pathways",
    "Previous",
    "Recommendation",
    "Rule",
    "Rung",
    "Safety",
    "Screen",
    "Screening",
    "Suggestion",
    "Threshold",
    "Worsening",
    "ack_deadline",
    "add_working_days",
    "case_from_answers",
    "case_from_dict",
    "complete_flags",
    "decide",
    "flag_words",
    "follow_up",
    "is_working_day",
    "next_contacts",
    "what_is_over",
]
