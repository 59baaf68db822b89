"""Parcels under way: sealed once, kept until the desk's signed receipt proves that they arrived.

A parcel is an immutable object whose name is the SHA-256 of its bytes. Sending is adding it to a
store that exists already; arriving is a receipt that verifies with the desk's certificate. Nothing
else moves a parcel to *collected* or *accepted*: a store's "OK" may come from a captive portal.

Work is cut in three so that no network call ever holds up the vault: ``plan_*`` and ``record_*``
touch the vault, ``deliver`` and ``fetch`` touch only the store. ``send_due`` does all of it in
turn.

Decision: at-least-once delivery with two idempotency keys, the object's name and the referral's id
with its revision, instead of a server of our own. Alternatives: message queues and mail, which need
credentials or a network at the scene.
"""

from estip_desktop.outbox.manifest import Manifest, ManifestConsent, ManifestFile
from estip_desktop.outbox.model import (
    NO_DESK,
    NOT_LEFT,
    OutboxEvent,
    Parcel,
    ParcelGroup,
    ParcelState,
    group_of,
    may_have_left,
    once_replaced,
)
from estip_desktop.outbox.ports import (
    OutboxUnitOfWork,
    ParcelRepository,
    ReceiptReader,
    Spool,
    Stored,
    StoredObject,
    Transport,
    TransportOpener,
)
from estip_desktop.outbox.receipt import Receipt, ReceiptStatus
from estip_desktop.outbox.sending import (
    RECEIPT_LIMIT_BYTES,
    RECEIPT_NUMBERS,
    Delivery,
    Errand,
    Exported,
    Fetched,
    SendReport,
)
from estip_desktop.outbox.service import Outbox

__all__ = [
    "NOT_LEFT",
    "NO_DESK",
    "RECEIPT_LIMIT_BYTES",
    "RECEIPT_NUMBERS",
    "Delivery",
    "Errand",
    "Exported",
    "Fetched",
    "Manifest",
    "ManifestConsent",
    "ManifestFile",
    "Outbox",
    "OutboxEvent",
    "OutboxUnitOfWork",
    "Parcel",
    "ParcelGroup",
    "ParcelRepository",
    "ParcelState",
    "Receipt",
    "ReceiptReader",
    "ReceiptStatus",
    "SendReport",
    "Spool",
    "Stored",
    "StoredObject",
    "Transport",
    "TransportOpener",
    "group_of",
    "may_have_left",
    "once_replaced",
]
