"""Holds, withdrawals, corrections and handovers."""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.adapters.storage.cells import moment_cell, moment_from
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.model import AskedHow
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import PersonId
from estip_desktop.records import Correction, Handover, Hold, HoldKind, Withdrawal

HOLDS = MacTable(
    "holds",
    kind="keeping",
    key=("id",),
    columns=("person_id", "kind", "reason", "owner", "set_at", "lifted_at", "lifted_because"),
)
WITHDRAWALS = MacTable("withdrawals", kind="keeping", key=("person_id",), columns=("at", "how"))
CORRECTIONS = MacTable(
    "corrections",
    kind="keeping",
    key=("id",),
    columns=("person_id", "subject", "what", "before", "after", "at"),
)
HANDOVERS = MacTable(
    "handovers",
    kind="keeping",
    key=("key",),
    columns=("person_id", "incident_id", "reference", "accepted_at", "removed_at"),
)
_OF_PERSON = "person_id = ?"


class SqlKeepingRepository:
    """What is known about keeping people's records."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save_hold(self, hold: Hold) -> None:
        """Add or replace a hold."""
        HOLDS.put(
            self._transaction,
            {
                "id": hold.id,
                "person_id": hold.person_id,
                "kind": hold.kind.value,
                "reason": hold.reason,
                "owner": hold.owner,
                "set_at": to_text(hold.set_at),
                "lifted_at": moment_cell(hold.lifted_at),
                "lifted_because": hold.lifted_because,
            },
        )

    def hold(self, hold_id: str) -> Hold:
        """One hold."""
        return _hold(HOLDS.get(self._transaction, hold_id))

    def holds_of(self, person_id: PersonId) -> Sequence[Hold]:
        """Newest first, lifted ones included."""
        rows = HOLDS.select(
            self._transaction, _OF_PERSON, (person_id,), order="set_at DESC, id DESC"
        )
        return [_hold(row) for row in rows]

    def save_withdrawal(self, withdrawal: Withdrawal) -> None:
        """Add or replace it."""
        WITHDRAWALS.put(
            self._transaction,
            {
                "person_id": withdrawal.person_id,
                "at": to_text(withdrawal.at),
                "how": withdrawal.how.value,
            },
        )

    def withdrawal_of(self, person_id: PersonId) -> Withdrawal | None:
        """When they took their consent back, if they did."""
        row = WITHDRAWALS.find(self._transaction, person_id)
        if row is None:
            return None
        return Withdrawal(row["person_id"], from_text(row["at"]), AskedHow(row["how"]))

    def add_correction(self, correction: Correction) -> None:
        """Keep what was wrong and what is right."""
        CORRECTIONS.put(
            self._transaction,
            {
                "id": correction.id,
                "person_id": correction.person_id,
                "subject": correction.subject,
                "what": correction.what,
                "before": correction.before,
                "after": correction.after,
                "at": to_text(correction.at),
            },
        )

    def corrections_of(self, person_id: PersonId) -> Sequence[Correction]:
        """Newest first."""
        rows = CORRECTIONS.select(
            self._transaction, _OF_PERSON, (person_id,), order="at DESC, id DESC"
        )
        return [
            Correction(
                id=row["id"],
                person_id=row["person_id"],
                subject=row["subject"],
                what=row["what"],
                before=row["before"],
                after=row["after"],
                at=from_text(row["at"]),
            )
            for row in rows
        ]

    def save_handover(self, handover: Handover) -> None:
        """Keep that a referral was handed over before its copy goes."""
        HANDOVERS.put(
            self._transaction,
            {
                "key": handover.key,
                "person_id": handover.person_id,
                "incident_id": handover.incident_id,
                "reference": handover.reference,
                "accepted_at": to_text(handover.accepted_at),
                "removed_at": to_text(handover.removed_at),
            },
        )

    def handovers_of(self, person_id: PersonId) -> Sequence[Handover]:
        """Newest first."""
        rows = HANDOVERS.select(
            self._transaction, _OF_PERSON, (person_id,), order="accepted_at DESC, key DESC"
        )
        return [
            Handover(
                key=row["key"],
                person_id=row["person_id"],
                incident_id=row["incident_id"],
                reference=row["reference"],
                accepted_at=from_text(row["accepted_at"]),
                removed_at=from_text(row["removed_at"]),
            )
            for row in rows
        ]


def _hold(row: Row) -> Hold:
    return Hold(
        id=row["id"],
        person_id=row["person_id"],
        kind=HoldKind(row["kind"]),
        reason=row["reason"],
        owner=row["owner"],
        set_at=from_text(row["set_at"]),
        lifted_at=moment_from(row["lifted_at"]),
        lifted_because=row["lifted_because"],
    )
