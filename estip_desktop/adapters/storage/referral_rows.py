"""Referrals: drafts and signed revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from estip_desktop.adapters.storage.bodies import body_cell, body_from
from estip_desktop.adapters.storage.counters import count_up
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.kernel.clock import to_text
from estip_desktop.kernel.ids import PersonId, SessionId
from estip_desktop.referrals import Referral

REFERRALS = MacTable(
    "referrals",
    kind="referrals",
    key=("key",),
    columns=("session_id", "person_id", "revision", "state", "created_at", "body", "pdf"),
)
_NEWEST = "created_at DESC, revision DESC, key DESC"


class SqlReferralRepository:
    """Referrals in the open vault, by ``<id>.<revision>``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, referral: Referral) -> None:
        """Add or replace one revision."""
        REFERRALS.put(
            self._transaction,
            {
                "key": referral.key,
                "session_id": referral.session_id,
                "person_id": referral.person_id,
                "revision": referral.revision,
                "state": referral.state.value,
                "created_at": to_text(referral.created_at),
                "body": body_cell(replace(referral, pdf=b"")),
                "pdf": referral.pdf,
            },
        )

    def get(self, key: str) -> Referral:
        """One revision."""
        return _referral(REFERRALS.get(self._transaction, key))

    def next_reference(self, year: int) -> str:
        """The next reference of that year nobody has had."""
        return f"R-{year}-{count_up(self._transaction, f'referrals-{year}'):04d}"

    def of_session(self, session_id: SessionId) -> Sequence[Referral]:
        """Newest revision first."""
        rows = REFERRALS.select(self._transaction, "session_id = ?", (session_id,), order=_NEWEST)
        return [_referral(row) for row in rows]

    def of_person(self, person_id: PersonId) -> Sequence[Referral]:
        """Newest first."""
        rows = REFERRALS.select(self._transaction, "person_id = ?", (person_id,), order=_NEWEST)
        return [_referral(row) for row in rows]

    def signed_without_parcel(self) -> Sequence[Referral]:
        """Signed while no desk was known, oldest first."""
        rows = REFERRALS.select_sound(
            self._transaction,
            "key IN (SELECT key FROM parcels WHERE state = 'signed')",
            order="created_at, key",
        )
        return [_referral(row) for row in rows]


def _referral(row: Row) -> Referral:
    return replace(body_from(row["body"], Referral), pdf=row["pdf"])
