"""Referrals as they are kept: drafts, signed revisions, and what is chosen for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from estip_desktop.casework.model import NAME_LIMIT, NOTE_LIMIT, require_text
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.ids import DeskId, IncidentId, PersonId, ReferralId, SessionId
from estip_desktop.outbox import NO_DESK, Manifest
from estip_desktop.referrals.content import ReferralContent, SharedPart


class ReferralState(StrEnum):
    """A draft can change; a signed revision is kept as it is."""

    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class ReferralChoices:
    """What the supporter decides on the referral page.

    Args:
        shared: Parts beyond the least that is needed, each with its reason.
        contact_gp: Agreement to contact the GP, which is asked separately.
        risk_ground: Why it goes without agreement; then ``authorised_by`` names who said so.
    """

    desk_id: DeskId = NO_DESK
    reason: str = field(default="", repr=False)
    questions: tuple[str, ...] = field(default=(), repr=False)
    adjustments: str = field(default="", repr=False)
    needed_by: date | None = None
    shared: Mapping[SharedPart, str] = field(default_factory=dict)
    contact_gp: bool = False
    consent_how: str = ""
    risk_ground: str = field(default="", repr=False)
    authorised_by: str = field(default="", repr=False)
    phoned_to: str = field(default="", repr=False)
    phoned_at: datetime | None = None
    referrer_name: str = field(default="", repr=False)
    referrer_contact: str = field(default="", repr=False)
    coordinator: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for what in ("reason", "adjustments", "risk_ground"):
            require_text(getattr(self, what), what.replace("_", "-"), NOTE_LIMIT)
        for what in (
            "authorised_by",
            "phoned_to",
            "referrer_name",
            "referrer_contact",
            "coordinator",
        ):
            require_text(getattr(self, what), what.replace("_", "-"), NAME_LIMIT)
        for question in self.questions:
            require_text(question, "question", NOTE_LIMIT)
        for part, why in self.shared.items():
            if not why.strip():
                raise InputRefusedError(f"shared-without-reason:{part}")
            require_text(why, "shared-reason", NOTE_LIMIT)


@dataclass(frozen=True, slots=True)
class Referral:
    """One revision of one referral; the draft and the signed one are the same record.

    Args:
        reference: ``R-2026-0001``; the same for all revisions.
        content: What its pages say, as composed when it was last saved.
        pdf: The signed file; empty for a draft.
        pdf_sha256: Over every byte of ``pdf``.
    """

    id: ReferralId
    reference: str
    revision: int
    person_id: PersonId
    incident_id: IncidentId
    session_id: SessionId
    choices: ReferralChoices
    content: ReferralContent = field(repr=False)
    created_at: datetime
    changed_at: datetime
    state: ReferralState = ReferralState.DRAFT
    signed_at: datetime | None = None
    pdf: bytes = field(default=b"", repr=False)
    pdf_sha256: str = ""
    bundle_sha256: str = ""
    replaces: str = ""

    @property
    def key(self) -> str:
        """``<id>.<revision>``: the same key its parcel has in the outbox."""
        return f"{self.id}.{self.revision}"

    def changed(self, choices: ReferralChoices, content: ReferralContent, now: datetime) -> Self:
        """The draft with other choices."""
        self._must_be_draft()
        return replace(self, choices=choices, content=content, changed_at=now)

    def signed(self, content: ReferralContent, produced: Produced, now: datetime) -> Self:
        """The revision as it was signed."""
        self._must_be_draft()
        return replace(
            self,
            content=content,
            state=ReferralState.SIGNED,
            signed_at=now,
            changed_at=now,
            pdf=produced.pdf,
            pdf_sha256=produced.pdf_sha256,
            bundle_sha256=produced.bundle_sha256,
        )

    def next_revision(self, content: ReferralContent, now: datetime) -> Self:
        """A new draft that replaces this signed revision.

        Raises:
            RuleError: ``referral-is-draft``: change the draft itself.
        """
        if self.state is not ReferralState.SIGNED:
            raise RuleError("referral-is-draft")
        return replace(
            self,
            revision=self.revision + 1,
            content=content,
            state=ReferralState.DRAFT,
            created_at=now,
            changed_at=now,
            signed_at=None,
            pdf=b"",
            pdf_sha256="",
            bundle_sha256="",
            replaces=self.pdf_sha256,
        )

    def _must_be_draft(self) -> None:
        if self.state is not ReferralState.DRAFT:
            raise RuleError("referral-is-signed")


@dataclass(frozen=True, slots=True)
class SealOrder:
    """To whom a document is sealed, and what its manifest says (``files`` is filled in later)."""

    manifest: Manifest
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Produced:
    """What the producing process made; ``sealed`` is empty where no desk is known yet."""

    pdf: bytes = field(repr=False)
    pdf_sha256: str
    bundle_sha256: str
    sealed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class SupervisorNote:
    """Adjustments and dates with the person's agreement; no field takes a score or a flag."""

    reference: str
    person: str = field(repr=False)
    staff_number: str = field(repr=False)
    adjustments: tuple[str, ...] = field(repr=False)
    from_day: date
    review_day: date
    agreed_on: date
    supporter: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    exercise: bool = False

    def __post_init__(self) -> None:
        if not self.adjustments:
            raise InputRefusedError("adjustments-missing")
        for line in self.adjustments:
            require_text(line, "adjustment", NOTE_LIMIT, empty=False)
        if self.review_day < self.from_day:
            raise InputRefusedError("review-before-start")
