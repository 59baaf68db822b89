"""The Occupational Health desk: collect, check, open, accept, answer.

Everything on a store is hostile until it is verified, in this order: name equals hash, size,
unseal, manifest's signature, recipients, hash of every file, PDF signature, shape of the data. One
bad parcel goes to quarantine with its reason and never stops the others. The same referral sealed
twice is one entry of the inbox. An unknown sender is shown as unknown, with the fingerprint to
compare by telephone; that a colleague waits for help counts more than a missing enrolment.

Work is cut so that no store ever holds up the vault: ``plan_*`` and ``record*`` touch the vault,
one short unit for each parcel, and ``find_new``, ``look_at`` and ``carry`` only the store. Each may
be the last: what was not recorded is found again, and a receipt is signed in the unit that it
speaks of and kept until it is noted as left at the store. ``collect`` does all of it in turn.

Decision: the desk's machine receipt says only that the computer has it; accepting takes a name.
"""

from estip_desktop.receiving.collecting import MAY_CHANGE, Look, Looked
from estip_desktop.receiving.entries import Answers, Carried
from estip_desktop.receiving.model import (
    Check,
    Collected,
    InboxEntry,
    InboxState,
    MadeReceipt,
    OpenedParcel,
    Quarantined,
)
from estip_desktop.receiving.ports import (
    InboxRepository,
    Opener,
    ParcelInspector,
    QuarantineRepository,
    ReceiptMaker,
    ReceivingUnitOfWork,
)
from estip_desktop.receiving.service import Desk

__all__ = [
    "MAY_CHANGE",
    "Answers",
    "Carried",
    "Check",
    "Collected",
    "Desk",
    "InboxEntry",
    "InboxRepository",
    "InboxState",
    "Look",
    "Looked",
    "MadeReceipt",
    "OpenedParcel",
    "Opener",
    "ParcelInspector",
    "QuarantineRepository",
    "Quarantined",
    "ReceiptMaker",
    "ReceivingUnitOfWork",
]
