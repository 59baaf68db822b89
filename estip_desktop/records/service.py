"""Use cases of keeping: the list of people, and everything about one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from estip_desktop.casework import OWNER_NAME, Screening, ScreeningNote, SessionNote, SupportSession
from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.audit import AuditEvent, AuditLine
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import IdFactory, PersonId, ScreeningId, SessionId
from estip_desktop.outbox import may_have_left
from estip_desktop.records.entries import Book, Entry
from estip_desktop.records.model import Order, PeoplePage, PersonFile
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.records.telling import entries_of

PAGE_ROWS = 30


_VIEWS_READ = 200
_VIEWED = ("-viewed", "-exported", "-shared", "entry-damaged")
"""Ends of the verbs that tell of somebody who looked, or of something that went out."""


@dataclass(frozen=True, slots=True)
class ViewLog:
    """Who opened a record, and when."""

    who: str = field(repr=False)
    lines: tuple[AuditLine, ...]


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
            found = _seen_file(unit, person_id)
            unit.audit.record(AuditEvent("person-viewed", person_id))
            unit.commit()
        return found

    def open_entry(self, person_id: PersonId, kind: str, entry_id: str) -> OpenedEntry:
        """Everything one entry says; that it was looked at is written down.

        Raises:
            NotFoundError: There is no such entry.
        """
        with self._open_unit() as unit:
            file = _seen_file(unit, person_id)
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

    def views_of(self, file: PersonFile) -> ViewLog:
        """Who opened the record or took a copy, newest first.

        Only its owner can open a vault, so the name is the same on every line.
        """
        with self._open_unit() as unit:
            lines = unit.audit_log.of(subjects_of(file), _VIEWS_READ)
            owner = unit.settings.get(OWNER_NAME) or ""
        seen = tuple(each for each in lines if each.what.endswith(_VIEWED))
        return ViewLog(owner, seen)

    def look_again(self, person_id: PersonId) -> PersonFile:
        """The record that is open already, after something changed."""
        with self._open_unit() as unit:
            return _seen_file(unit, person_id)


def _seen_file(unit: RecordsUnitOfWork, person_id: PersonId) -> PersonFile:
    """The record as far as it can be shown.

    An entry that is damaged is left out and counted. Nothing is decided from this, and no copy for
    somebody else is made of it.
    """
    unit.leave_out_damaged()
    found = file_of(unit, person_id)
    return replace(found, damaged=len(unit.damaged))


def file_of(unit: RecordsUnitOfWork, person_id: PersonId) -> PersonFile:
    """Everything kept about one person."""
    sessions = tuple(unit.sessions.all_of_person(person_id))
    screenings = tuple(unit.screenings.of_person(person_id))
    referrals = tuple(unit.referrals.of_person(person_id))
    found = ((each.key, unit.parcels.find(each.key)) for each in referrals)
    parcels = {key: parcel for key, parcel in found if parcel is not None}
    owners: list[str] = [*(each.id for each in sessions), *(each.id for each in screenings)]
    groups = tuple(unit.groups.of_person(person_id))
    used = (*(each.incident_id for each in sessions), *(each.incident_id for each in groups))
    wanted = dict.fromkeys(used)
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
        parcels=parcels,
        corrections=tuple(unit.keeping.corrections_of(person_id)),
        holds=tuple(unit.keeping.holds_of(person_id)),
        handovers=tuple(unit.keeping.handovers_of(person_id)),
        withdrawal=unit.keeping.withdrawal_of(person_id),
        answers=unit.answers.of_all(owners),
        notes=_notes(unit, screenings),
        session_notes=_session_notes(unit, sessions),
        groups=groups,
        sheets=tuple(unit.sheets_given.of_person(person_id)),
        may_be_out=frozenset(key for key in parcels if may_have_left(unit.parcels.events(key))),
    )


def _notes(
    unit: RecordsUnitOfWork, screenings: Sequence[Screening]
) -> dict[ScreeningId, ScreeningNote]:
    found = ((each.id, unit.screening_notes.of(each.id)) for each in screenings)
    return {key: note for key, note in found if note is not None}


def _session_notes(
    unit: RecordsUnitOfWork, sessions: Sequence[SupportSession]
) -> dict[SessionId, SessionNote]:
    found = ((each.id, unit.session_notes.of(each.id)) for each in sessions)
    return {key: note for key, note in found if note is not None}


def subjects_of(file: PersonFile) -> tuple[str, ...]:
    """Ids of the person and of everything that belongs to them."""
    return (
        file.person.id,
        *(each.id for each in file.sessions),
        *(each.id for each in file.groups),
        *(each.id for each in file.screenings),
        *(each.id for each in file.concerns),
        *(each.id for each in file.flags),
        *(each.id for each in file.decisions),
        *(each.id for each in file.follow_ups),
        *(each.key for each in file.referrals),
        *(each.id for each in file.corrections),
        *(each.id for each in file.holds),
        *(each.key for each in file.handovers),
    )
