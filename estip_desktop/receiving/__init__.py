"""The Occupational Health desk: collect, check, open, accept, answer.

Everything on a store is hostile until it is verified, in this order: name equals hash, size,
unseal, manifest's signature, recipients, hash of every file, PDF signature, shape of the data. One
bad parcel goes to quarantine with its reason and never stops the others. The same referral sealed
twice is one entry of the inbox. An unknown sender is shown as unknown, with the fingerprint to
compare by telephone; that a colleague waits for help counts more than a missing enrolment.

Decision: the desk's machine receipt says only that the computer has it; accepting takes a name.
"""

from estip_desktop.receiving.collecting import MAY_CHANGE
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
    "Check",
    "Collected",
    "Desk",
    "InboxEntry",
    "InboxRepository",
    "InboxState",
    "MadeReceipt",
    "OpenedParcel",
    "Opener",
    "ParcelInspector",
    "QuarantineRepository",
    "Quarantined",
    "ReceiptMaker",
    "ReceivingUnitOfWork",
]
