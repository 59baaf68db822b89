"""People and incidents."""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.adapters.storage.cells import (
    day_cell,
    day_from,
    flag_from,
    moment_cell,
    moment_from,
)
from estip_desktop.adapters.storage.counters import count_up
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.session_rows import SESSIONS
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.casework.model import ContactMethod, Incident, Person, YesNoUnknown
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import IncidentId, PersonId

PEOPLE = MacTable(
    "people",
    kind="people",
    key=("id",),
    columns=(
        "reference",
        "name",
        "staff_number",
        "date_of_birth",
        "role",
        "station",
        "phone",
        "email",
        "contact_method",
        "safe_times",
        "message_ok",
        "language",
        "access_needs",
    ),
)
INCIDENTS = MacTable(
    "incidents",
    kind="incidents",
    key=("id",),
    columns=(
        "title",
        "place",
        "ended_at",
        "category",
        "pip",
        "pip_cleared_by",
        "created_at",
    ),
)


class SqlPersonRepository:
    """People in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, person: Person) -> None:
        """Add or replace a person."""
        PEOPLE.put(
            self._transaction,
            {
                "id": person.id,
                "reference": person.reference,
                "name": person.name,
                "staff_number": person.staff_number,
                "date_of_birth": day_cell(person.date_of_birth),
                "role": person.role,
                "station": person.station,
                "phone": person.phone,
                "email": person.email,
                "contact_method": person.contact_method and person.contact_method.value,
                "safe_times": person.safe_times,
                "message_ok": person.message_ok,
                "language": person.language,
                "access_needs": person.access_needs,
            },
        )

    def get(self, person_id: PersonId) -> Person:
        """One person."""
        return _person(PEOPLE.get(self._transaction, person_id))

    def by_reference(self, reference: str) -> Person | None:
        """The person with this reference."""
        rows = PEOPLE.select(self._transaction, "reference = ?", (reference,))
        return _person(rows[0]) if rows else None

    def next_reference(self) -> str:
        """The next reference nobody has had."""
        return f"P-{count_up(self._transaction, 'people'):04d}"

    def latest(self, limit: int) -> Sequence[Person]:
        """Those added last, newest first: their ids begin with the time (UUIDv7)."""
        rows = PEOPLE.select_sound(self._transaction, order="id DESC", limit=limit)
        return [_person(row) for row in rows]

    def at_incident(self, incident_id: IncidentId) -> Sequence[Person]:
        """People with a session for this incident that was not discarded, newest session first.

        Whoever took their consent back is not offered any more.
        """
        sessions = SESSIONS.select_sound(
            self._transaction,
            "incident_id = ? AND state <> 'discarded' "
            "AND person_id NOT IN (SELECT person_id FROM withdrawals)",
            (incident_id,),
            order="started_at DESC, id DESC",
        )
        ids = list(dict.fromkeys(row["person_id"] for row in sessions))
        marks = ", ".join("?" * len(ids))
        rows = PEOPLE.select_sound(self._transaction, f"id IN ({marks})", tuple(ids))
        people = {row["id"]: _person(row) for row in rows}
        return [people[person_id] for person_id in ids if person_id in people]


class SqlIncidentRepository:
    """Incidents in the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, incident: Incident) -> None:
        """Add or replace an incident."""
        INCIDENTS.put(
            self._transaction,
            {
                "id": incident.id,
                "title": incident.title,
                "place": incident.place,
                "ended_at": to_text(incident.ended_at),
                "category": incident.category,
                "pip": incident.pip.value,
                "pip_cleared_by": incident.pip_cleared_by,
                "created_at": moment_cell(incident.created_at),
            },
        )

    def get(self, incident_id: IncidentId) -> Incident:
        """One incident."""
        return _incident(INCIDENTS.get(self._transaction, incident_id))

    def latest(self, limit: int) -> Sequence[Incident]:
        """Those added last, newest first."""
        rows = INCIDENTS.select_sound(
            self._transaction, order="created_at DESC, id DESC", limit=limit
        )
        return [_incident(row) for row in rows]


def _person(row: Row) -> Person:
    method = row["contact_method"]
    return Person(
        id=row["id"],
        reference=row["reference"],
        name=row["name"],
        staff_number=row["staff_number"],
        date_of_birth=day_from(row["date_of_birth"]),
        role=row["role"],
        station=row["station"],
        phone=row["phone"],
        email=row["email"],
        contact_method=None if method is None else ContactMethod(method),
        safe_times=row["safe_times"],
        message_ok=flag_from(row["message_ok"]),
        language=row["language"],
        access_needs=row["access_needs"],
    )


def _incident(row: Row) -> Incident:
    return Incident(
        id=row["id"],
        title=row["title"],
        place=row["place"],
        ended_at=from_text(row["ended_at"]),
        category=row["category"],
        pip=YesNoUnknown(row["pip"]),
        pip_cleared_by=row["pip_cleared_by"],
        created_at=moment_from(row["created_at"]),
    )
