"""Identities, cards, and the desks and senders that a vault knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.ids import DeskId

NAME_LIMIT = 200
_KID = re.compile(r"[0-9a-f]{64}")
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_SHOWN_DIGITS = 32


def fingerprint_in_groups(kid: str) -> str:
    """The part of a certificate's SHA-256 that people compare: 128 bits in eight groups of four.

    A forger would need a second preimage; 128 bits are out of reach for that and still short
    enough to be read out over the telephone.
    """
    shown = kid[:_SHOWN_DIGITS].upper()
    return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))


def same_fingerprint(typed: str, kid: str) -> bool:
    """Whether somebody typed the fingerprint of ``kid``; case, spaces and colons do not matter."""
    digits = re.sub(r"[\s:-]", "", typed).lower()
    return len(digits) >= _SHOWN_DIGITS and kid.startswith(digits)


def require_kid(kid: str) -> str:
    """A certificate's SHA-256 in lower-case hexadecimal.

    Raises:
        InputRefusedError: ``kid-malformed``.
    """
    if not _KID.fullmatch(kid):
        raise InputRefusedError("kid-malformed")
    return kid


class CardKind(StrEnum):
    """Whose card it is."""

    DESK = "desk"
    SUPPORTER = "supporter"


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What this vault shows of itself.

    Args:
        kid: SHA-256 of the certificate, 64 lower-case hexadecimal digits.
        name: Common name in the certificate.
        certificate: X.509, DER.
        recipient: The age X25519 recipient of a desk; empty for a supporter.
        store: Address of the store a desk collects from; empty for a supporter.
        exercise: Made for an exercise: live desks refuse it.
    """

    kid: str
    name: str = field(repr=False)
    certificate: bytes = field(repr=False)
    created_at: datetime
    recipient: str = ""
    store: str = ""
    exercise: bool = False

    @property
    def is_desk(self) -> bool:
        """Whether parcels can be sealed to it."""
        return bool(self.recipient)

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint_in_groups(self.kid)


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """The private halves; they leave the vault only into the process that signs or opens.

    Args:
        signing_key: ECDSA P-256, PKCS #8 DER, not encrypted (the vault is).
        age_key: ``AGE-SECRET-KEY-1…`` of a desk; empty for a supporter.
    """

    signing_key: bytes = field(repr=False)
    age_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DeskCard:
    """What a verified card says; the signature was made with the certificate it carries."""

    kid: str
    kind: CardKind
    name: str
    certificate: bytes = field(repr=False)
    made_at: datetime
    recipient: str = ""
    store: str = ""
    exercise: bool = False

    def __post_init__(self) -> None:
        require_kid(self.kid)
        if not self.name.strip() or len(self.name) > NAME_LIMIT:
            raise InputRefusedError("card-name")
        if self.kind is CardKind.DESK and not _RECIPIENT.fullmatch(self.recipient):
            raise InputRefusedError("card-recipient")

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint_in_groups(self.kid)


@dataclass(frozen=True, slots=True)
class KnownDesk:
    """A receiving desk somebody added after comparing its fingerprint."""

    id: DeskId
    name: str
    certificate: bytes = field(repr=False)
    recipient: str
    store: str
    added_at: datetime
    exercise: bool = False

    @property
    def fingerprint(self) -> str:
        """What people compare; the id is the certificate's SHA-256."""
        return fingerprint_in_groups(self.id)


@dataclass(frozen=True, slots=True)
class KnownSender:
    """A supporter whose certificate a desk has pinned."""

    kid: str
    name: str = field(repr=False)
    certificate: bytes = field(repr=False)
    pinned_at: datetime
    pinned_by: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint_in_groups(self.kid)
