"""Flags, Immediate concerns, decisions and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from estip_desktop.adapters.storage.cells import json_cell, json_from, moment_cell, moment_from
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.model import (
    Concern,
    ConcernClosing,
    ContactMethod,
    Decision,
    Flag,
    FollowUp,
    FollowUpState,
)
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import (
    ConcernId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    SessionId,
)

FLAGS = MacTable(
    "flags",
    kind="flags",
    key=("id",),
    columns=(
        "person_id",
        "incident_id",
        "session_id",
        "code",
        "source",
        "raised_at",
        "considered_at",
        "considered",
    ),
)
CONCERNS = MacTable(
    "concerns",
    kind="concerns",
    key=("id",),
    columns=(
        "opened_at",
        "opened_by",
        "flags",
        "session_id",
        "person_id",
        "actions",
        "direct_answer",
        "called",
        "told",
        "receiver",
        "outcome",
        "note",
        "closing",
        "closed_at",
        "corrected_from",
        "corrected_to",
    ),
)
DECISIONS = MacTable(
    "decisions",
    kind="decisions",
    key=("id",),
    columns=(
        "session_id",
        "person_id",
        "suggested",
        "chosen",
        "rule",
        "reason",
        "inputs",
        "at",
        "wish",
    ),
)
FOLLOW_UPS = MacTable(
    "follow_ups",
    kind="follow_ups",
    key=("id",),
    columns=(
        "person_id",
        "incident_id",
        "session_id",
        "purpose",
        "due_on",
        "method",
        "who",
        "reason",
        "state",
        "closed_at",
        "outcome",
    ),
)
_OF_PERSON = "person_id = ?"
_DUE = "state = 'due' AND due_on <= ?"


class SqlFlagRepository:
    """Flags in the open vault; there is no way to remove one."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, flag: Flag) -> None:
        """Add or replace a flag."""
        FLAGS.put(
            self._transaction,
            {
                "id": flag.id,
                "person_id": flag.person_id,
                "incident_id": flag.incident_id,
                "session_id": flag.session_id,
                "code": flag.code,
                "source": flag.source,
                "raised_at": to_text(flag.raised_at),
                "considered_at": moment_cell(flag.considered_at),
                "considered": flag.considered,
            },
        )

    def get(self, flag_id: FlagId) -> Flag:
        """One flag."""
        return _flag(FLAGS.get(self._transaction, flag_id))

    def of_session(self, session_id: SessionId) -> Sequence[Flag]:
        """Those raised in one session, oldest first."""
        rows = FLAGS.select(
            self._transaction, "session_id = ?", (session_id,), order="raised_at, id"
        )
        return [_flag(row) for row in rows]

    def of_person(self, person_id: PersonId) -> Sequence[Flag]:
        """Those of one person, newest first."""
        rows = FLAGS.select(
            self._transaction, _OF_PERSON, (person_id,), order="raised_at DESC, id DESC"
        )
        return [_flag(row) for row in rows]

    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[Flag]:
        """Those of one person after one incident, oldest first."""
        rows = FLAGS.select(
            self._transaction,
            "person_id = ? AND incident_id = ?",
            (person_id, incident_id),
            order="raised_at, id",
        )
        return [_flag(row) for row in rows]


class SqlConcernRepository:
    """Immediate concerns in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, concern: Concern) -> None:
        """Add or replace a concern."""
        CONCERNS.put(
            self._transaction,
            {
                "id": concern.id,
                "opened_at": to_text(concern.opened_at),
                "opened_by": concern.opened_by,
                "flags": json_cell(concern.flags),
                "session_id": concern.session_id,
                "person_id": concern.person_id,
                "actions": json_cell(
                    {action: to_text(moment) for action, moment in concern.actions.items()}
                ),
                "direct_answer": concern.direct_answer,
                "called": json_cell(concern.called),
                "told": json_cell(concern.told),
                "receiver": concern.receiver,
                "outcome": concern.outcome,
                "note": concern.note,
                "closing": concern.closing.value,
                "closed_at": moment_cell(concern.closed_at),
                "corrected_from": concern.corrected_from,
                "corrected_to": concern.corrected_to,
            },
        )

    def get(self, concern_id: ConcernId) -> Concern:
        """One concern."""
        return _concern(CONCERNS.get(self._transaction, concern_id))

    def open_ones(self) -> Sequence[Concern]:
        """Those nobody has closed, oldest first."""
        rows = CONCERNS.select_sound(self._transaction, "closing = 'open'", order="opened_at")
        return [_concern(row) for row in rows]

    def of_session(self, session_id: SessionId | None) -> Sequence[Concern]:
        """Those of one session, or without one, oldest first."""
        rows = CONCERNS.select(
            self._transaction, "session_id IS ?", (session_id,), order="opened_at, id"
        )
        return [_concern(row) for row in rows]

    def of_person(self, person_id: PersonId) -> Sequence[Concern]:
        """Those of one person, newest first."""
        rows = CONCERNS.select(
            self._transaction, _OF_PERSON, (person_id,), order="opened_at DESC, id DESC"
        )
        return [_concern(row) for row in rows]


class SqlDecisionRepository:
    """Decisions in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, decision: Decision) -> None:
        """Add or replace a decision."""
        DECISIONS.put(
            self._transaction,
            {
                "id": decision.id,
                "session_id": decision.session_id,
                "person_id": decision.person_id,
                "suggested": decision.suggested,
                "chosen": decision.chosen,
                "rule": decision.rule,
                "reason": decision.reason,
                "inputs": json_cell(decision.inputs),
                "at": to_text(decision.at),
                "wish": decision.wish,
            },
        )

    def latest_of_session(self, session_id: SessionId) -> Decision | None:
        """The newest of one session."""
        return self._latest("session_id = ?", session_id)

    def of_person(self, person_id: PersonId) -> Sequence[Decision]:
        """Those of one person, newest first."""
        rows = DECISIONS.select(
            self._transaction, _OF_PERSON, (person_id,), order="at DESC, id DESC"
        )
        return [_decision(row) for row in rows]

    def latest_of_person(self, person_id: PersonId) -> Decision | None:
        """The newest of one person."""
        return self._latest("person_id = ?", person_id)

    def _latest(self, where: str, value: str) -> Decision | None:
        rows = DECISIONS.select(
            self._transaction, where, (value,), order="at DESC, id DESC", limit=1
        )
        return _decision(rows[0]) if rows else None


class SqlFollowUpRepository:
    """Follow-ups in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, follow_up: FollowUp) -> None:
        """Add or replace a follow-up."""
        FOLLOW_UPS.put(
            self._transaction,
            {
                "id": follow_up.id,
                "person_id": follow_up.person_id,
                "incident_id": follow_up.incident_id,
                "session_id": follow_up.session_id,
                "purpose": follow_up.purpose,
                "due_on": follow_up.due_on.isoformat(),
                "method": follow_up.method and follow_up.method.value,
                "who": follow_up.who,
                "reason": follow_up.reason,
                "state": follow_up.state.value,
                "closed_at": moment_cell(follow_up.closed_at),
                "outcome": follow_up.outcome,
            },
        )

    def get(self, follow_up_id: FollowUpId) -> FollowUp:
        """One follow-up."""
        return _follow_up(FOLLOW_UPS.get(self._transaction, follow_up_id))

    def due_until(self, day: date, limit: int) -> Sequence[FollowUp]:
        """Those still due on or before ``day``, earliest first."""
        rows = FOLLOW_UPS.select_sound(
            self._transaction, _DUE, (day.isoformat(),), order="due_on, id", limit=limit
        )
        return [_follow_up(row) for row in rows]

    def ended_since(self, moment: datetime, limit: int) -> Sequence[FollowUp]:
        """Those that ended at or after ``moment``, the newest first."""
        rows = FOLLOW_UPS.select_sound(
            self._transaction,
            "closed_at >= ?",
            (to_text(moment),),
            order="closed_at DESC, id DESC",
            limit=limit,
        )
        return [_follow_up(row) for row in rows]

    def count_due_until(self, day: date) -> int:
        """How many are still due on or before ``day``."""
        return FOLLOW_UPS.count(self._transaction, _DUE, (day.isoformat(),))

    def of_person(self, person_id: PersonId) -> Sequence[FollowUp]:
        """Those of one person, the one due last first."""
        rows = FOLLOW_UPS.select(
            self._transaction, _OF_PERSON, (person_id,), order="due_on DESC, id DESC"
        )
        return [_follow_up(row) for row in rows]

    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[FollowUp]:
        """Those of one person after one incident, earliest first."""
        rows = FOLLOW_UPS.select(
            self._transaction,
            "person_id = ? AND incident_id = ?",
            (person_id, incident_id),
            order="due_on, id",
        )
        return [_follow_up(row) for row in rows]

    def of_session(self, session_id: SessionId) -> Sequence[FollowUp]:
        """Those agreed in one session, earliest first."""
        rows = FOLLOW_UPS.select(
            self._transaction, "session_id = ?", (session_id,), order="due_on, id"
        )
        return [_follow_up(row) for row in rows]


def _flag(row: Row) -> Flag:
    return Flag(
        id=row["id"],
        person_id=row["person_id"],
        incident_id=row["incident_id"],
        session_id=row["session_id"],
        code=row["code"],
        source=row["source"],
        raised_at=from_text(row["raised_at"]),
        considered_at=moment_from(row["considered_at"]),
        considered=row["considered"],
    )


def _concern(row: Row) -> Concern:
    return Concern(
        id=row["id"],
        opened_at=from_text(row["opened_at"]),
        opened_by=row["opened_by"],
        flags=tuple(json_from(row["flags"])),
        session_id=row["session_id"],
        person_id=row["person_id"],
        actions={action: from_text(text) for action, text in json_from(row["actions"]).items()},
        direct_answer=row["direct_answer"],
        called=tuple(json_from(row["called"])),
        told=tuple(json_from(row["told"])),
        receiver=row["receiver"],
        outcome=row["outcome"],
        note=row["note"],
        closing=ConcernClosing(row["closing"]),
        closed_at=moment_from(row["closed_at"]),
        corrected_from=row["corrected_from"],
        corrected_to=row["corrected_to"],
    )


def _decision(row: Row) -> Decision:
    return Decision(
        id=row["id"],
        session_id=row["session_id"],
        person_id=row["person_id"],
        suggested=row["suggested"],
        chosen=row["chosen"],
        rule=row["rule"],
        reason=row["reason"],
        inputs=json_from(row["inputs"]),
        at=from_text(row["at"]),
        wish=row["wish"],
    )


def _follow_up(row: Row) -> FollowUp:
    method = row["method"]
    return FollowUp(
        id=row["id"],
        person_id=row["person_id"],
        incident_id=row["incident_id"],
        session_id=row["session_id"],
        purpose=row["purpose"],
        due_on=date.fromisoformat(row["due_on"]),
        method=None if method is None else ContactMethod(method),
        who=row["who"],
        reason=row["reason"],
        state=FollowUpState(row["state"]),
        closed_at=moment_from(row["closed_at"]),
        outcome=row["outcome"],
    )
