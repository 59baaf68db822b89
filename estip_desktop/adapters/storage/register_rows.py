"""The list of people: a stretch at a time, in five reads whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from estip_desktop.adapters.storage.care_rows import FOLLOW_UPS
from estip_desktop.adapters.storage.keeping_rows import HOLDS, WITHDRAWALS
from estip_desktop.adapters.storage.people_rows import INCIDENTS, PEOPLE
from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.session_rows import SESSIONS
from estip_desktop.adapters.storage.transaction import Cell, Transaction
from estip_desktop.kernel.clock import from_text
from estip_desktop.kernel.ids import PersonId
from estip_desktop.records import Order, PersonRow

# Case is folded by SQLite for ASCII only, so a search is also tried as typed, in lower and in upper
# case: enough for ŵ and ŷ. The index people_for_search holds all three columns.
_FOUND = (
    "(reference LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' "
    "OR staff_number LIKE ? ESCAPE '\\' OR id IN (SELECT person_id FROM sessions WHERE "
    "incident_id IN (SELECT id FROM incidents WHERE title LIKE ? ESCAPE '\\')))"
)


class SqlRegister:
    """The list of people."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def count(self) -> int:
        """How many people there are."""
        return PEOPLE.count(self._transaction)

    def count_sessions(self) -> int:
        """How many support sessions there are."""
        return SESSIONS.count(self._transaction)

    def may_be_over(self) -> Sequence[PersonId]:
        """People of whom a case may be closed; the rules decide."""
        found = self._transaction.fetch(
            "SELECT person_id FROM follow_ups WHERE state = 'declined' "
            "OR (purpose = 'day-91' AND state = 'done') UNION "
            "SELECT person_id FROM withdrawals ORDER BY person_id"
        )
        return [row[0] for row in found]

    def page(self, search: str, order: Order, after: str, limit: int) -> Sequence[PersonRow]:
        """A stretch of the list; see the port."""
        ids = self._ids(search, order, after, limit)
        if not ids:
            return []
        people = {row["id"]: row for row in self._among(PEOPLE, "id", ids)}
        sessions = self._newest_sessions(ids)
        due = self._first_due(ids)
        incidents = {
            row["id"]: row
            for row in self._among(
                INCIDENTS, "id", list({row["incident_id"] for row in sessions.values()})
            )
        }
        held = {
            row["person_id"]
            for row in self._among(HOLDS, "person_id", ids)
            if row["lifted_at"] is None
        }
        withdrawn = {row["person_id"] for row in self._among(WITHDRAWALS, "person_id", ids)}
        rows = []
        for person_id in ids:
            # Of a damaged record nothing is shown but its place in the list.
            person, session = people.get(person_id, {}), sessions.get(person_id)
            incident = incidents.get(session["incident_id"], {}) if session else {}
            rows.append(
                PersonRow(
                    person_id=person_id,
                    reference=person.get("reference", ""),
                    name=person.get("name", ""),
                    role=person.get("role", ""),
                    incident=incident.get("title", ""),
                    last_contact=from_text(session["started_at"]) if session else None,
                    next_due=due.get(person_id),
                    is_held=person_id in held,
                    is_withdrawn=person_id in withdrawn,
                )
            )
        return rows

    def _ids(self, search: str, order: Order, after: str, limit: int) -> list[Any]:
        where, parameters = _condition(search)
        if order is Order.DUE:
            return self._due_ids(where, parameters, after, limit)
        if after:
            where += " AND id < ?" if order is Order.NEWEST else " AND id > ?"
            parameters = (*parameters, after)
        direction = "DESC" if order is Order.NEWEST else "ASC"
        found = self._transaction.fetch(
            f"SELECT id FROM people WHERE {where} ORDER BY id {direction} LIMIT ?",  # noqa: S608 - constants of this folder
            (*parameters, limit),
        )
        return [row[0] for row in found]

    def _due_ids(
        self, where: str, parameters: tuple[Cell, ...], after: str, limit: int
    ) -> list[Any]:
        """People by their earliest contact; ``after`` is the person the stretch before ended at."""
        key: tuple[Cell, ...] = ()
        beyond = ""
        if after:
            beyond = (
                "AND (due_on, id) > (SELECT due_on, id FROM follow_ups WHERE state = 'due' "
                "AND person_id = ? ORDER BY due_on, id LIMIT 1)"
            )
            key = (after,)
        found = self._transaction.fetch(
            "SELECT person_id FROM follow_ups AS here WHERE state = 'due' "  # noqa: S608 - as above
            f"{beyond} AND NOT EXISTS (SELECT 1 FROM follow_ups AS earlier "
            "WHERE earlier.person_id = here.person_id AND earlier.state = 'due' "
            "AND (earlier.due_on, earlier.id) < (here.due_on, here.id)) "
            f"AND EXISTS (SELECT 1 FROM people WHERE id = here.person_id AND {where}) "
            "ORDER BY due_on, id LIMIT ?",
            (*key, *parameters, limit),
        )
        return [row[0] for row in found]

    def _among(self, table: MacTable, column: str, values: Sequence[Any]) -> list[Row]:
        if not values:
            return []
        marks = ", ".join("?" * len(values))
        return table.select_sound(self._transaction, f"{column} IN ({marks})", tuple(values))

    def _newest_sessions(self, ids: Sequence[Any]) -> dict[Any, Row]:
        marks = ", ".join("?" * len(ids))
        rows = SESSIONS.select_sound(
            self._transaction,
            f"person_id IN ({marks}) AND state <> 'discarded'",
            tuple(ids),
            order="started_at, id",
        )
        return {row["person_id"]: row for row in rows}

    def _first_due(self, ids: Sequence[Any]) -> dict[Any, date]:
        marks = ", ".join("?" * len(ids))
        rows = FOLLOW_UPS.select_sound(
            self._transaction,
            f"person_id IN ({marks}) AND state = 'due'",
            tuple(ids),
            order="due_on DESC, id DESC",
        )
        return {row["person_id"]: date.fromisoformat(row["due_on"]) for row in rows}


def _condition(search: str) -> tuple[str, tuple[Cell, ...]]:
    if not search:
        return "1", ()
    tries = list(dict.fromkeys((search, search.lower(), search.upper())))
    if search.isascii():
        tries = tries[:1]
    conditions: list[str] = []
    parameters: list[Cell] = []
    for text in tries:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append(_FOUND)
        parameters += [f"%{escaped}%"] * _FOUND.count("?")
    return f"({' OR '.join(conditions)})", tuple(parameters)
