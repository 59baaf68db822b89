"""Taking records out for good: every row of a referral, of one case, or of one person.

Rows are found by key alone and not checked: a damaged one must be able to go as well. SQLite
overwrites what it frees (``secure_delete``); what the journal and the backups still hold is seen to
by whoever asked, once the transaction is durable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from estip_desktop.adapters.storage.care_rows import CONCERNS, DECISIONS, FLAGS, FOLLOW_UPS
from estip_desktop.adapters.storage.guidance_rows import (
    GROUP_SESSIONS,
    SCREENING_NOTES,
    SESSION_NOTES,
    SHEETS_GIVEN,
    SqlGroupRepository,
)
from estip_desktop.adapters.storage.keeping_rows import (
    CORRECTIONS,
    HANDOVERS,
    HOLDS,
    WITHDRAWALS,
)
from estip_desktop.adapters.storage.outbox_rows import EVENTS, PARCELS
from estip_desktop.adapters.storage.people_rows import INCIDENTS, PEOPLE
from estip_desktop.adapters.storage.referral_rows import REFERRALS
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.session_rows import ANSWERS, SCREENINGS, SESSIONS
from estip_desktop.adapters.storage.setting_rows import TALLIES
from estip_desktop.adapters.storage.transaction import Cell, Transaction
from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.records import Erased

_SESSIONS = "SELECT id FROM sessions WHERE person_id = ? AND incident_id = ?"
_LEFT = (
    "SELECT 1 FROM sessions WHERE person_id = ?1 UNION ALL "
    "SELECT 1 FROM follow_ups WHERE person_id = ?1 UNION ALL "
    "SELECT 1 FROM flags WHERE person_id = ?1 LIMIT 1"
)
_INCIDENT_USED = (
    "SELECT 1 FROM sessions WHERE incident_id = ?1 UNION ALL "
    "SELECT 1 FROM follow_ups WHERE incident_id = ?1 UNION ALL "
    "SELECT 1 FROM flags WHERE incident_id = ?1 UNION ALL "
    "SELECT 1 FROM group_sessions WHERE incident_id = ?1 UNION ALL "
    "SELECT 1 FROM tallies WHERE incident_id = ?1 LIMIT 1"
)


class SqlEraser:
    """Takes records out within the present transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._tags: list[bytes] = []
        self._tables: set[str] = set()

    def referral(self, key: str) -> Erased:
        """One revision of a referral: its pages, its parcel and the journal of both."""
        self._referrals("key = ?", (key,))
        return self._taken()

    def case(self, person_id: PersonId, incident_id: IncidentId) -> Erased:
        """Everything of one person after one incident; the person too, if nothing else is kept."""
        self._case(person_id, incident_id)
        if not self._transaction.fetch(_LEFT, (person_id,)):
            self._person(person_id)
        return self._taken()

    def person(self, person_id: PersonId) -> Erased:
        """Everything kept about one person."""
        incidents = self._transaction.fetch(
            "SELECT incident_id FROM sessions WHERE person_id = ?1 UNION "
            "SELECT incident_id FROM follow_ups WHERE person_id = ?1 UNION "
            "SELECT incident_id FROM flags WHERE person_id = ?1",
            (person_id,),
        )
        for (incident_id,) in incidents:
            self._case(person_id, incident_id)
        self._person(person_id)
        return self._taken()

    def tallies(self, before: date) -> Erased:
        """Counts of days before this one."""
        self._remove(TALLIES, "day < ?", (before.isoformat(),))
        return self._taken()

    def groups(self, before: datetime) -> Erased:
        """Group conversations that began before this moment, once no record is on their roster.

        Whoever was there has the right to see that they were, for as long as a record of theirs is
        kept.
        """
        for group in SqlGroupRepository(self._transaction).ended_before(before):
            if not any(member.person_id for member in group.roster):
                self._remove(GROUP_SESSIONS, "id = ?", (group.id,))
        return self._taken()

    def _case(self, person_id: PersonId, incident_id: IncidentId) -> None:
        key = (person_id, incident_id)
        self._leave_rosters(person_id, incident_id)
        of_sessions = f"session_id IN ({_SESSIONS})"
        self._remove(
            ANSWERS,
            f"owner IN ({_SESSIONS} UNION SELECT id FROM screenings WHERE {of_sessions})",  # noqa: S608 - constants of this folder
            (*key, *key),
        )
        of_screenings = f"screening_id IN (SELECT id FROM screenings WHERE {of_sessions})"  # noqa: S608 - as above
        self._remove(SCREENING_NOTES, of_screenings, key)
        self._remove(SESSION_NOTES, of_sessions, key)
        self._remove(SHEETS_GIVEN, of_sessions, key)
        self._remove(SCREENINGS, of_sessions, key)
        self._remove(DECISIONS, of_sessions, key)
        self._remove(CONCERNS, of_sessions, key)
        self._referrals(of_sessions, key)
        of_case = "person_id = ? AND incident_id = ?"
        for table in (FLAGS, FOLLOW_UPS, HANDOVERS, SESSIONS):
            self._remove(table, of_case, key)
        if not self._transaction.fetch(_INCIDENT_USED, (incident_id,)):
            self._remove(INCIDENTS, "id = ?", (incident_id,))

    def _person(self, person_id: PersonId) -> None:
        self._leave_rosters(person_id)
        self._referrals("person_id = ?", (person_id,))
        of_person = "person_id = ?"
        for table in (
            SCREENINGS, DECISIONS, CONCERNS, FLAGS, HANDOVERS, HOLDS, CORRECTIONS, WITHDRAWALS,
            SHEETS_GIVEN,
        ):  # fmt: skip
            self._remove(table, of_person, (person_id,))
        self._remove(PEOPLE, "id = ?", (person_id,))

    def _leave_rosters(self, person_id: PersonId, incident_id: IncidentId | None = None) -> None:
        """That somebody was there is still counted; who it was is not."""
        groups = SqlGroupRepository(self._transaction)
        for group in groups.of_person(person_id):
            if incident_id in {None, group.incident_id}:
                groups.save(group.without(person_id))

    def _referrals(self, where: str, parameters: tuple[Cell, ...]) -> None:
        keys = [key for (key, _tag) in self._stored(REFERRALS, where, parameters)]
        for key in keys:
            referral_id, _dot, revision = str(key).rpartition(".")
            self._remove(EVENTS, "parcel = ? AND revision = ?", (referral_id, int(revision)))
            self._remove(PARCELS, "key = ?", (key,))
            self._remove(REFERRALS, "key = ?", (key,))

    def _remove(self, table: MacTable, where: str, parameters: tuple[Cell, ...]) -> None:
        for *key, tag in list(self._stored(table, where, parameters)):
            table.delete(self._transaction, *key)
            self._tags.append(bytes(tag))
            self._tables.add(table.name)

    def _stored(
        self, table: MacTable, where: str, parameters: tuple[Cell, ...]
    ) -> Iterator[Sequence[Any]]:
        columns = ", ".join(table.key)
        sql = f"SELECT {columns}, mac FROM {table.name} WHERE {where}"  # noqa: S608 - as above
        yield from self._transaction.fetch(sql, parameters)

    def _taken(self) -> Erased:
        digest = hashlib.sha256(b"".join(sorted(self._tags))).hexdigest()
        erased = Erased(len(self._tags), tuple(sorted(self._tables)), digest)
        self._tags, self._tables = [], set()
        return erased
