"""People, incidents, support sessions and follow-ups: the register a supporter keeps.

Decision: a support session is started only with consent to talk and to record. "Talk only, keep
no note" never reaches this package: such a conversation lives in ``guidance`` while it lasts and
leaves one anonymous count.

Decision: a flag is never deleted and never overwritten. It can be marked as considered, with a
reason, and every reader decides what that means; a red flag stays red.

Decision: a session typed in from paper begins when the talk was held, not when it was typed, so
that windows and days are those of the talk. That it was typed in is a note beside it, which every
page and every paper that shows the session tells.
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
from estip_desktop.casework.groups import GroupMember, GroupSession, NewGroup, is_group
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
    SessionNote,
    SessionState,
    Share,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.casework.post_incident import (
    ROLES,
    Clearer,
    PostIncident,
    cleared_words,
)
from estip_desktop.casework.service import (
    NATION,
    OWNER_NAME,
    Casework,
    Draft,
    Due,
    Today,
)
from estip_desktop.casework.sheets import SheetGiven
from estip_desktop.casework.starting import NOTICE, RECORD, SHARE, TALK, TOLD, Choice, NewSession

__all__ = [
    "LAST_CONTACT",
    "NATION",
    "NOTICE",
    "OUTCOMES",
    "OWNER_NAME",
    "RECORD",
    "ROLES",
    "SHARE",
    "TALK",
    "TOLD",
    "Answer",
    "AskedHow",
    "Casework",
    "CaseworkUnitOfWork",
    "Choice",
    "Clearer",
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
    "GroupMember",
    "GroupSession",
    "HeldBy",
    "Incident",
    "ListedContact",
    "NewGroup",
    "NewSession",
    "OpenContact",
    "Person",
    "Place",
    "PostIncident",
    "Screening",
    "ScreeningNote",
    "ScreeningState",
    "SessionNote",
    "SessionState",
    "Share",
    "SheetGiven",
    "SupportSession",
    "Today",
    "YesNoUnknown",
    "cleared_words",
    "is_group",
    "outcome_words",
]
