"""The manifest: what a parcel is, signed by its sender inside the seal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

KINDS = ("referral", "estim", "withdraw", "handover", "aggregate")
URGENCIES = ("P2", "P3", "P4", "P5")


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file of the parcel; ``sha256`` is over every byte of it."""

    path: str
    sha256: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class ManifestConsent:
    """What was agreed, under which notice, and when."""

    given: bool
    notice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """The signed facts about a parcel.

    Args:
        replaces: SHA-256 of the document this revision replaces; empty for the first.
        recipients: age recipients it was sealed to: binds the addressee, which age does not.
        phoned_at: When somebody was phoned; needed for P4 and P5.
    """

    kind: str
    referral_id: str
    revision: int
    recipients: tuple[str, ...]
    device_id: str
    sender_role: str
    created_at: datetime
    urgency: str
    consent: ManifestConsent
    files: tuple[ManifestFile, ...]
    app: str
    replaces: str = ""
    force_id: str = ""
    profile_serial: int = 0
    sender_ref: str = ""
    clock_suspect: bool = False
    phoned_at: datetime | None = None
    phoned_to: str = field(default="", repr=False)
    ack_by: datetime | None = None
