"""People, incidents, support sessions and follow-ups: the register a supporter keeps.

Decision: a support session is started only with consent to talk and to record. "Talk only, keep
no note" never reaches this package: such a conversation lives in ``guidance`` while it lasts and
leaves one anonymous count.

Decision: a flag is never deleted and never overwritten. It can be marked as considered, with a
reason, and every reader decides what that means; a red flag stays red.
"""

from estip_desktop.casework.contacts import (
    LAST_CONTACT,
    OUTCOMES,
    ContactLists,
    Contacts,
    ListedContact,
    OpenContact,
    outcome_words,
)
from estip_desktop.casework.model import (
    Answer,
    AskedHow,
    Concern,
    ConcernClosing,
    Consent,
    ContactMethod,
    Decision,
    Flag,
    FollowUp,
    FollowUpState,
    HeldBy,
    Incident,
    Person,
    Place,
    Screening,
    ScreeningNote,
    ScreeningState,
    SessionState,
    Share,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.casework.service import (
    NATION,
    OWNER_NAME,
    Casework,
    Draft,
    Due,
    NewSession,
    Today,
)

__all__ = [
    "LAST_CONTACT",
    "NATION",
    "OUTCOMES",
    "OWNER_NAME",
    "Answer",
    "AskedHow",
    "Casework",
    "CaseworkUnitOfWork",
    "Concern",
    "ConcernClosing",
    "Consent",
    "ContactLists",
    "ContactMethod",
    "Contacts",
    "Decision",
    "Draft",
    "Due",
    "Flag",
    "FollowUp",
    "FollowUpState",
    "HeldBy",
    "Incident",
    "ListedContact",
    "NewSession",
    "OpenContact",
    "Person",
    "Place",
    "Screening",
    "ScreeningNote",
    "ScreeningState",
    "SessionState",
    "Share",
    "SupportSession",
    "Today",
    "YesNoUnknown",
    "outcome_words",
]
