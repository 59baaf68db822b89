"""Rows beside the answers: groups, what is noted of a session or questionnaire, sheets, reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from estip_desktop.adapters.storage.bodies import body_cell, body_from
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.groups import GroupSession
from estip_desktop.casework.model import ScreeningNote, SessionNote
from estip_desktop.casework.sheets import SheetGiven
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.safety import SafetyReport

GROUP_SESSIONS = MacTable(
    "group_sessions",
    kind="sessions",
    key=("id",),
    columns=("incident_id", "state", "started_at", "body"),
)
SESSION_NOTES = MacTable("session_notes", kind="sessions", key=("session_id",), columns=("body",))
SCREENING_NOTES = MacTable(
    "screening_notes", kind="screenings", key=("screening_id",), columns=("body",)
)
SHEETS_GIVEN = MacTable(
    "sheets_given",
    kind="sessions",
    key=("id",),
    columns=("person_id", "session_id", "sheet", "version", "at"),
)
SAFETY_REPORTS = MacTable("safety_reports", kind="settings", key=("id",), columns=("at", "body"))


class SqlGroupRepository:
    """Group conversations in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, group: GroupSession) -> None:
        """Add or replace one."""
        GROUP_SESSIONS.put(
            self._transaction,
            {
                "id": group.id,
                "incident_id": group.incident_id,
                "state": group.state.value,
                "started_at": to_text(group.started_at),
                "body": body_cell(group),
            },
        )

    def get(self, group_id: SessionId) -> GroupSession:
        """The record with this id."""
        return _group(GROUP_SESSIONS.get(self._transaction, group_id))

    def drafts(self, limit: int) -> Sequence[GroupSession]:
        """Unfinished ones, begun last first."""
        return self._sound("state = 'draft'", (), limit)

    def ended_before(self, moment: datetime) -> Sequence[GroupSession]:
        """Finished or put away, and begun before this moment."""
        return self._sound("state <> 'draft' AND started_at < ?", (to_text(moment),), None)

    def of_incident(self, incident_id: IncidentId) -> Sequence[GroupSession]:
        """Those of one incident, newest first."""
        return self._sound("incident_id = ?", (incident_id,), None)

    def of_person(self, person_id: PersonId) -> Sequence[GroupSession]:
        """Those on whose roster somebody stands, newest first.

        A roster is part of the record's body; the text is searched before any row is checked, so
        that only theirs are.
        """
        found = self._sound("instr(body, ?) > 0", (f'"person_id":"{person_id}"',), None)
        return [g for g in found if any(member.person_id == person_id for member in g.roster)]

    def _sound(
        self, where: str, values: tuple[str, ...], limit: int | None
    ) -> Sequence[GroupSession]:
        order = "started_at DESC, id DESC"
        rows = GROUP_SESSIONS.select_sound(
            self._transaction, where, values, order=order, limit=limit
        )
        return [_group(row) for row in rows]


def _group(row: Row) -> GroupSession:
    return body_from(str(row["body"]), GroupSession)


class SqlSessionNoteRepository:
    """Notes beside sessions in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, note: SessionNote) -> None:
        """Add or replace the note of a session."""
        SESSION_NOTES.put(
            self._transaction, {"session_id": note.session_id, "body": body_cell(note)}
        )

    def of(self, session_id: SessionId) -> SessionNote | None:
        """The note beside a session, if there is one."""
        rows = SESSION_NOTES.select(self._transaction, "session_id = ?", (session_id,))
        return body_from(rows[0]["body"], SessionNote) if rows else None


class SqlScreeningNoteRepository:
    """Notes beside questionnaires in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, note: ScreeningNote) -> None:
        """Add or replace the note of a questionnaire."""
        SCREENING_NOTES.put(
            self._transaction, {"screening_id": note.screening_id, "body": body_cell(note)}
        )

    def of(self, screening_id: ScreeningId) -> ScreeningNote | None:
        """The note beside a questionnaire, if there is one."""
        rows = SCREENING_NOTES.select(self._transaction, "screening_id = ?", (screening_id,))
        return body_from(rows[0]["body"], ScreeningNote) if rows else None


class SqlSheetGivenRepository:
    """Sheets given away, in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, given: SheetGiven) -> None:
        """Add or replace one."""
        SHEETS_GIVEN.put(
            self._transaction,
            {
                "id": given.id,
                "person_id": given.person_id,
                "session_id": given.session_id,
                "sheet": given.sheet,
                "version": given.version,
                "at": to_text(given.at),
            },
        )

    def remove(self, given_id: str) -> None:
        """Take one back."""
        SHEETS_GIVEN.delete(self._transaction, given_id)

    def find(self, given_id: str) -> SheetGiven | None:
        """The record with this id, if there is one."""
        row = SHEETS_GIVEN.find(self._transaction, given_id)
        return _given(row) if row is not None else None

    def of_person(self, person_id: PersonId) -> Sequence[SheetGiven]:
        """Those of one person, oldest first."""
        rows = SHEETS_GIVEN.select(self._transaction, "person_id = ?", (person_id,), order="at, id")
        return [_given(row) for row in rows]


def _given(row: Row) -> SheetGiven:
    return SheetGiven(
        id=str(row["id"]),
        person_id=PersonId(str(row["person_id"])),
        session_id=SessionId(str(row["session_id"])),
        sheet=str(row["sheet"]),
        version=str(row["version"]),
        at=from_text(str(row["at"])),
    )


class SqlSafetyReportRepository:
    """Reports that something went wrong, in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, report: SafetyReport) -> None:
        """Add a report."""
        SAFETY_REPORTS.put(
            self._transaction,
            {"id": report.id, "at": to_text(report.at), "body": body_cell(report)},
        )

    def latest(self, limit: int) -> Sequence[SafetyReport]:
        """The newest ones first."""
        rows = SAFETY_REPORTS.select_sound(
            self._transaction, "1 = 1", (), order="at DESC, id DESC", limit=limit
        )
        return [body_from(row["body"], SafetyReport) for row in rows]
