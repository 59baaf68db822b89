"""Who this vault is, and who it knows: its own identity, receiving desks, pinned senders.

Every vault has one ECDSA P-256 key with a self-signed X.509 certificate; a desk's vault also has an
age X25519 key. A desk is made known by its card, a file signed with the desk's key; people compare
the fingerprint of the certificate by eye, and that one comparison covers everything the card says.

Decision: one algorithm (ES256) for cards, manifests and receipts, and the same key signs PDFs,
because Acrobat, poppler and mutool verify no Ed25519 and one key is enrolled and revoked at once.
"""

from estip_desktop.provisioning.desks import Desks
from estip_desktop.provisioning.model import (
    CardKind,
    DeskCard,
    IdentityKeys,
    KnownDesk,
    KnownSender,
    OwnIdentity,
    fingerprint_in_groups,
)
from estip_desktop.provisioning.packs import PackContent, PackFile, PackList, PackReport
from estip_desktop.provisioning.ports import (
    CardReader,
    DeskRepository,
    IdentityRepository,
    KeyMaker,
    ProvisioningUnitOfWork,
    SenderRepository,
)
from estip_desktop.provisioning.service import Identity

__all__ = [
    "CardKind",
    "CardReader",
    "DeskCard",
    "DeskRepository",
    "Desks",
    "Identity",
    "IdentityKeys",
    "IdentityRepository",
    "KeyMaker",
    "KnownDesk",
    "KnownSender",
    "OwnIdentity",
    "PackContent",
    "PackFile",
    "PackList",
    "PackReport",
    "ProvisioningUnitOfWork",
    "SenderRepository",
    "fingerprint_in_groups",
]
