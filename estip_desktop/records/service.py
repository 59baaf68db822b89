"""Use cases of keeping: the list of people, and everything about one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import IdFactory, PersonId
from estip_desktop.records.entries import Book, Entry
from estip_desktop.records.model import Order, PeoplePage, PersonFile
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.records.telling import entries_of

PAGE_ROWS = 30


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """One entry, and the record it belongs to."""

    file: PersonFile
    entry: Entry


class Records:
    """Find people, and show what is kept about one.

    Attributes:
        names_are_shown: Whether the list shows names; off at every unlocking.
    """

    def __init__(
        self,
        open_unit: Callable[[], RecordsUnitOfWork],
        book: Book,
        clock: Clock,
        ids: IdFactory,
    ) -> None:
        self._open_unit = open_unit
        self._book = book
        self._clock = clock
        self._ids = ids
        self.names_are_shown = False

    def people(self, search: str = "", order: Order = Order.NEWEST, after: str = "") -> PeoplePage:
        """A stretch of the list; looking at it opens nobody's record."""
        with self._open_unit() as unit:
            rows = unit.register.page(search.strip(), order, after, PAGE_ROWS + 1)
            total = unit.register.count()
        shown = tuple(rows[:PAGE_ROWS])
        return PeoplePage(shown, shown[-1].person_id if len(rows) > PAGE_ROWS else "", total)

    def open(self, person_id: PersonId) -> PersonFile:
        """Everything about one person; that the record was opened is written down."""
        with self._open_unit() as unit:
            found = file_of(unit, person_id)
            unit.audit.record(AuditEvent("person-viewed", person_id))
            unit.commit()
        return found

    def open_entry(self, person_id: PersonId, kind: str, entry_id: str) -> OpenedEntry:
        """Everything one entry says; that it was looked at is written down.

        Raises:
            NotFoundError: There is no such entry.
        """
        with self._open_unit() as unit:
            file = file_of(unit, person_id)
            entry = next(
                (
                    each
                    for each in entries_of(file, self._book)
                    if (each.kind.value, each.id) == (kind, entry_id)
                ),
                None,
            )
            if entry is None:
                raise NotFoundError(f"entry:{entry_id}")
            unit.audit.record(AuditEvent(f"{entry.kind.value}-viewed", entry_id))
            unit.commit()
        return OpenedEntry(file, entry)

    def look_again(self, person_id: PersonId) -> PersonFile:
        """The record that is open already, after something changed."""
        with self._open_unit() as unit:
            return file_of(unit, person_id)


def file_of(unit: RecordsUnitOfWork, person_id: PersonId) -> PersonFile:
    """Everything kept about one person."""
    sessions = tuple(unit.sessions.all_of_person(person_id))
    screenings = tuple(unit.screenings.of_person(person_id))
    referrals = tuple(unit.referrals.of_person(person_id))
    parcels = ((each.key, unit.parcels.find(each.key)) for each in referrals)
    owners: list[str] = [*(each.id for each in sessions), *(each.id for each in screenings)]
    wanted = dict.fromkeys(each.incident_id for each in sessions)
    return PersonFile(
        person=unit.people.get(person_id),
        incidents={each: unit.incidents.get(each) for each in wanted},
        sessions=sessions,
        screenings=screenings,
        flags=tuple(unit.flags.of_person(person_id)),
        concerns=tuple(unit.concerns.of_person(person_id)),
        decisions=tuple(unit.decisions.of_person(person_id)),
        follow_ups=tuple(unit.follow_ups.of_person(person_id)),
        referrals=referrals,
        parcels={key: parcel for key, parcel in parcels if parcel is not None},
        corrections=tuple(unit.keeping.corrections_of(person_id)),
        holds=tuple(unit.keeping.holds_of(person_id)),
        handovers=tuple(unit.keeping.handovers_of(person_id)),
        withdrawal=unit.keeping.withdrawal_of(person_id),
        answers={owner: unit.answers.of(owner) for owner in owners},
    )
