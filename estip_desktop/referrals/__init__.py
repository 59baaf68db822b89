"""Referrals to Occupational Health: compose, preview, sign, seal.

What is shared starts at the least that is needed (score and reason); item answers and further parts
go only by a switch with a reason, and what is left out is printed. There is no narrative and no
evidence in a referral, because its record may be disclosed.

Everything on paper and in the data comes from one :class:`ReferralContent`. Signing is one step:
check the passphrase, render, certify, seal, write the sealed file, then outbox row, journal and
audit entry in one transaction, so that no row ever speaks of a file that is not there.

Decision: one PDF that is page, data and signature at once. Alternative: a ZIP of a PDF and FHIR
files, which an Occupational Health clerk cannot open by double click.
"""

from estip_desktop.referrals.completeness import Missing, missing
from estip_desktop.referrals.compose import CaseFile, Heading, Taken, compose
from estip_desktop.referrals.content import (
    AnswerLine,
    ConsentBlock,
    ContactBlock,
    DoneLine,
    EventBlock,
    FlagLine,
    ItemLine,
    PartLine,
    PersonBlock,
    ReferralContent,
    ReferrerBlock,
    RequestBlock,
    RiskBlock,
    ScoreBand,
    ScoreLine,
    SharedPart,
)
from estip_desktop.referrals.model import (
    Produced,
    Referral,
    ReferralChoices,
    ReferralState,
    SealOrder,
    SupervisorNote,
)
from estip_desktop.referrals.ports import (
    CaseBook,
    DocumentInspector,
    DocumentMaker,
    ReferralRepository,
    ReferralsUnitOfWork,
)
from estip_desktop.referrals.sealing import Publisher, Signing
from estip_desktop.referrals.service import Referrals
from estip_desktop.referrals.summary import (
    OFFERED,
    about_rows,
    covers,
    flag_words,
    joined,
    parts_of,
    request_rows,
    share_of,
    what_goes,
)
from estip_desktop.referrals.verdict import Finding, Verdict

__all__ = [
    "OFFERED",
    "AnswerLine",
    "CaseBook",
    "CaseFile",
    "ConsentBlock",
    "ContactBlock",
    "DocumentInspector",
    "DocumentMaker",
    "DoneLine",
    "EventBlock",
    "Finding",
    "FlagLine",
    "Heading",
    "ItemLine",
    "Missing",
    "PartLine",
    "PersonBlock",
    "Produced",
    "Publisher",
    "Referral",
    "ReferralChoices",
    "ReferralContent",
    "ReferralRepository",
    "ReferralState",
    "Referrals",
    "ReferralsUnitOfWork",
    "ReferrerBlock",
    "RequestBlock",
    "RiskBlock",
    "ScoreBand",
    "ScoreLine",
    "SealOrder",
    "SharedPart",
    "Signing",
    "SupervisorNote",
    "Taken",
    "Verdict",
    "about_rows",
    "compose",
    "covers",
    "flag_words",
    "joined",
    "missing",
    "parts_of",
    "request_rows",
    "share_of",
    "what_goes",
]
