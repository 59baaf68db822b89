"""What looking at a referral's file gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a document is not valid: a stable code and plain words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at a document gave.

    Args:
        valid: Everything holds.
        bottom_line: The signature itself holds and its key is known (the library's word).
        signer: Common name in the certificate; a name proves nothing without ``valid``.
        signer_certificate: DER; empty if there is none.
        changes_after_signing: Something was added or altered after signing.
    """

    valid: bool
    bottom_line: bool
    findings: tuple[Finding, ...]
    signer: str
    signed_at: datetime | None
    covers_whole_file: bool
    changes_after_signing: bool
    sha256: str
    signer_certificate: bytes = field(default=b"", repr=False)
    intact: bool = False
