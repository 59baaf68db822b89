"""What referrals need: their rows, words for what was answered, and somebody to make documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from estip_desktop.casework import CaseworkUnitOfWork
from estip_desktop.instruments import Instrument
from estip_desktop.kernel.ids import PersonId, SessionId
from estip_desktop.outbox.ports import OutboxUnitOfWork
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.provisioning.model import IdentityKeys, OwnIdentity
from estip_desktop.provisioning.ports import ProvisioningUnitOfWork
from estip_desktop.referrals.content import ReferralContent
from estip_desktop.referrals.model import Produced, Referral, SealOrder, SupervisorNote
from estip_desktop.referrals.verdict import Verdict


class ReferralRepository(Protocol):
    """Referrals in the open vault, by ``<id>.<revision>``."""

    def save(self, referral: Referral) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def get(self, key: str) -> Referral:
        """One of them by its key."""
        ...

    def next_reference(self, year: int) -> str:
        """The next reference of that year nobody has, as ``R-2026-0001``."""
        ...

    def of_session(self, session_id: SessionId) -> Sequence[Referral]:
        """Newest revision first."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[Referral]:
        """Newest first."""
        ...

    def signed_without_parcel(self) -> Sequence[Referral]:
        """Signed while no desk was known, oldest first."""
        ...


class ReferralsUnitOfWork(CaseworkUnitOfWork, OutboxUnitOfWork, ProvisioningUnitOfWork, Protocol):
    """The slice of the vault that referrals may touch."""

    @property
    def referrals(self) -> ReferralRepository:
        """Referrals, drafts and signed."""
        ...


class CaseBook(Protocol):
    """The published definitions with which stored codes become words."""

    def protocol(self, protocol_id: str, version: str = "") -> Checklist:
        """A checklist in the version given, or in its newest."""
        ...

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """A questionnaire in the version given, or in its newest."""
        ...


class DocumentMaker(Protocol):
    """Makes documents in another process."""

    def preview(self, content: ReferralContent, certificate: bytes) -> bytes:
        """The very PDF that would be signed, without a signature."""
        ...

    def produce(
        self,
        content: ReferralContent,
        identity: OwnIdentity,
        keys: IdentityKeys,
        signed_at: datetime,
        order: SealOrder | None,
    ) -> Produced:
        """Render, embed, certify and, where there is a desk, pack and seal."""
        ...

    def seal(
        self, pdf: bytes, identity: OwnIdentity, keys: IdentityKeys, order: SealOrder
    ) -> bytes:
        """Pack and seal a document that was signed earlier."""
        ...

    def supervisor_note(self, note: SupervisorNote) -> bytes:
        """The note as a PDF of its own."""
        ...


class DocumentInspector(Protocol):
    """Looks at files from outside in another process, which has no key."""

    def judge(self, pdf: bytes, trust: Sequence[bytes]) -> Verdict:
        """Whether a referral is valid.

        Args:
            pdf: Every byte of the file.
            trust: Certificates, each DER or a PEM file.

        Raises:
            DocumentRefusedError: One of ``trust`` is no certificate.
        """
        ...

    def data_of(self, pdf: bytes) -> bytes:
        """The embedded data, unjudged.

        Raises:
            DocumentRefusedError: ``no-data``.
        """
        ...
