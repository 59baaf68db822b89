"""Doubles for what lies outside the features: a vault in memory, a clock, ids, a window.

They keep every promise of the ports that a rule relies on: a unit that is left without ``commit``
changes nothing, reading what is not there raises, lists come in the promised order. Faults are
ordered in advance: ``vault.fail_next_commit(error)``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from estip_desktop.casework import (
    Answer,
    Concern,
    Decision,
    Flag,
    FollowUp,
    FollowUpState,
    GroupSession,
    Incident,
    Person,
    Place,
    Screening,
    ScreeningNote,
    SessionNote,
    SessionState,
    SheetGiven,
    SupportSession,
)
from estip_desktop.errors import DocumentRefusedError, NotFoundError
from estip_desktop.guidance import OpenedConcern
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock as FakeClock
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.kernel.page_pictures import (
    BYTES_PER_PIXEL,
    PAGE_LIMIT,
    DocumentPage,
    DocumentPages,
)
from estip_desktop.kernel.tasks import ImmediateTaskRunner
from estip_desktop.ui.navigation import Visit

__all__ = [
    "CountingIds",
    "FakeClock",
    "FakeNavigator",
    "FakePageDrawer",
    "HeldTasks",
    "MemoryUnit",
    "MemoryVault",
]

FIRST_REFERENCE = 401
R = TypeVar("R")


@dataclass
class _Tables:
    """Everything a vault holds; copied whole for every unit."""

    people: dict[str, Person] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    sessions: dict[str, SupportSession] = field(default_factory=dict)
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    screenings: dict[str, Screening] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    referred: list[str] = field(default_factory=list)
    """Ids of the sessions a referral was signed from."""
    decisions: list[Decision] = field(default_factory=list)
    follow_ups: dict[str, FollowUp] = field(default_factory=dict)
    screening_notes: dict[str, ScreeningNote] = field(default_factory=dict)
    session_notes: dict[str, SessionNote] = field(default_factory=dict)
    groups: dict[str, GroupSession] = field(default_factory=dict)
    sheets_given: dict[str, SheetGiven] = field(default_factory=dict)
    tallies: list[tuple[str, str, date]] = field(default_factory=list)
    own_checks: list[tuple[str, dict[str, AnswerValue]]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    place: Place | None = None
    audit: list[AuditEvent] = field(default_factory=list)

    def copied(self) -> _Tables:
        """A copy one level deeper than the containers; records are frozen."""
        made = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, (dict, list)):
                setattr(made, name, value.copy())
        made.answers = {owner: rows.copy() for owner, rows in self.answers.items()}
        return made


class MemoryVault:
    """The records of one vault; call it to open a unit of work."""

    def __init__(self) -> None:
        self.tables = _Tables()
        self.units_opened = 0
        self._fault: Exception | None = None
        self.disk_fault: Exception | None = None
        """While it is set, no commit keeps anything."""

    def __call__(self) -> MemoryUnit:
        self.units_opened += 1
        return MemoryUnit(self)

    def fail_next_commit(self, error: Exception) -> None:
        """The next commit raises and keeps nothing."""
        self._fault = error

    def keep(self, tables: _Tables) -> None:
        """What a commit does."""
        fault, self._fault = self._fault, None
        fault = fault or self.disk_fault
        if fault is not None:
            raise fault
        self.tables = tables

    @property
    def audited(self) -> list[str]:
        """The verbs of the audit trail, in order."""
        return [event.what for event in self.tables.audit]


class MemoryUnit:
    """One unit of work on a :class:`MemoryVault`; satisfies ``CaseworkUnitOfWork``."""

    def __init__(self, vault: MemoryVault) -> None:
        self._vault = vault
        self._begin()

    def _begin(self) -> None:
        self.tables = self._vault.tables.copied()
        self.audit = _Audit(self.tables)
        self.people = _People(self.tables)
        self.incidents = _Incidents(self.tables)
        self.sessions = _Sessions(self.tables)
        self.answers = _Answers(self.tables)
        self.screenings = _Screenings(self.tables)
        self.screening_notes = _ScreeningNotes(self.tables)
        self.session_notes = _SessionNotes(self.tables)
        self.groups = _Groups(self.tables)
        self.sheets_given = _SheetsGiven(self.tables)
        self.flags = _Flags(self.tables)
        self.concerns = _Concerns(self.tables)
        self.decisions = _Decisions(self.tables)
        self.follow_ups = _FollowUps(self.tables)
        self.tallies = _Tallies(self.tables)
        self.own_checks = _OwnChecks(self.tables)
        self.settings = _Settings(self.tables)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace

    def commit(self) -> None:
        self._vault.keep(self.tables)
        self._begin()


class _Repository:
    def __init__(self, tables: _Tables) -> None:
        self._tables = tables


def _found(table: Mapping[str, R], key: str) -> R:
    if key not in table:
        raise NotFoundError(key)
    return table[key]


class _Audit(_Repository):
    def record(self, event: AuditEvent) -> None:
        self._tables.audit.append(event)


class _People(_Repository):
    def save(self, person: Person) -> None:
        self._tables.people[person.id] = person

    def get(self, person_id: str) -> Person:
        return _found(self._tables.people, person_id)

    def by_reference(self, reference: str) -> Person | None:
        rows = self._tables.people.values()
        return next((person for person in rows if person.reference == reference), None)

    def next_reference(self) -> str:
        taken = [int(p.reference[2:]) for p in self._tables.people.values() if p.reference[2:]]
        return f"P-{max([FIRST_REFERENCE - 1, *taken]) + 1:04}"

    def latest(self, limit: int) -> Sequence[Person]:
        return list(reversed(self._tables.people.values()))[:limit]

    def at_incident(self, incident_id: str) -> Sequence[Person]:
        rows = [s for s in self._tables.sessions.values() if s.incident_id == incident_id]
        rows = [s for s in rows if s.state is not SessionState.DISCARDED]
        rows.sort(key=lambda session: session.started_at, reverse=True)
        ids = dict.fromkeys(session.person_id for session in rows)
        return [self._tables.people[person_id] for person_id in ids]


class _Incidents(_Repository):
    def save(self, incident: Incident) -> None:
        self._tables.incidents[incident.id] = incident

    def get(self, incident_id: str) -> Incident:
        return _found(self._tables.incidents, incident_id)

    def latest(self, limit: int) -> Sequence[Incident]:
        return list(reversed(self._tables.incidents.values()))[:limit]


class _Sessions(_Repository):
    def save(self, session: SupportSession) -> None:
        self._tables.sessions[session.id] = session

    def get(self, session_id: str) -> SupportSession:
        return _found(self._tables.sessions, session_id)

    def drafts(self, limit: int) -> Sequence[SupportSession]:
        rows = [s for s in self._tables.sessions.values() if s.state is SessionState.DRAFT]
        return sorted(rows, key=lambda session: session.touched_at, reverse=True)[:limit]

    def of_person(self, person_id: str) -> Sequence[SupportSession]:
        rows = [
            session
            for session in self._tables.sessions.values()
            if session.person_id == person_id and session.state is not SessionState.DISCARDED
        ]
        return sorted(rows, key=lambda session: session.started_at, reverse=True)

    def is_referred(self, session_id: str) -> bool:
        return session_id in self._tables.referred


class _Answers(_Repository):
    def save(self, answer: Answer) -> None:
        self._tables.answers.setdefault(answer.owner, {})[answer.link_id] = answer

    def of(self, owner: str) -> Mapping[str, AnswerValue]:
        return {key: row.value for key, row in self._tables.answers.get(owner, {}).items()}

    def remove(self, owner: str, link_id: str) -> None:
        self._tables.answers.get(owner, {}).pop(link_id, None)


class _Screenings(_Repository):
    def save(self, screening: Screening) -> None:
        self._tables.screenings[screening.id] = screening

    def get(self, screening_id: str) -> Screening:
        return _found(self._tables.screenings, screening_id)

    def of_session(self, session_id: str) -> Sequence[Screening]:
        return [s for s in self._tables.screenings.values() if s.session_id == session_id]

    def of_person(self, person_id: str) -> Sequence[Screening]:
        rows = [s for s in self._tables.screenings.values() if s.person_id == person_id]
        return sorted(rows, key=lambda screening: screening.started_at, reverse=True)


class _ScreeningNotes(_Repository):
    def save(self, note: ScreeningNote) -> None:
        self._tables.screening_notes[note.screening_id] = note

    def of(self, screening_id: str) -> ScreeningNote | None:
        return self._tables.screening_notes.get(screening_id)


class _Groups(_Repository):
    def save(self, group: GroupSession) -> None:
        self._tables.groups[group.id] = group

    def get(self, group_id: str) -> GroupSession:
        return _found(self._tables.groups, group_id)

    def drafts(self, limit: int) -> Sequence[GroupSession]:
        return self._newest(lambda each: each.state is SessionState.DRAFT)[:limit]

    def of_incident(self, incident_id: str) -> Sequence[GroupSession]:
        return self._newest(lambda each: each.incident_id == incident_id)

    def of_person(self, person_id: str) -> Sequence[GroupSession]:
        return self._newest(
            lambda each: any(member.person_id == person_id for member in each.roster)
        )

    def _newest(self, fits: Callable[[GroupSession], bool]) -> list[GroupSession]:
        rows = filter(fits, self._tables.groups.values())
        return sorted(rows, key=lambda each: (each.started_at, each.id), reverse=True)


class _SheetsGiven(_Repository):
    def save(self, given: SheetGiven) -> None:
        self._tables.sheets_given[given.id] = given

    def remove(self, given_id: str) -> None:
        self._tables.sheets_given.pop(given_id, None)

    def find(self, given_id: str) -> SheetGiven | None:
        return self._tables.sheets_given.get(given_id)

    def of_person(self, person_id: str) -> Sequence[SheetGiven]:
        rows = [s for s in self._tables.sheets_given.values() if s.person_id == person_id]
        return sorted(rows, key=lambda each: (each.at, each.id))


class _SessionNotes(_Repository):
    def save(self, note: SessionNote) -> None:
        self._tables.session_notes[note.session_id] = note

    def of(self, session_id: str) -> SessionNote | None:
        return self._tables.session_notes.get(session_id)


class _Flags(_Repository):
    def save(self, flag: Flag) -> None:
        self._tables.flags[flag.id] = flag

    def get(self, flag_id: str) -> Flag:
        return _found(self._tables.flags, flag_id)

    def of_session(self, session_id: str) -> Sequence[Flag]:
        return [flag for flag in self._tables.flags.values() if flag.session_id == session_id]

    def of_case(self, person_id: str, incident_id: str) -> Sequence[Flag]:
        return [
            flag
            for flag in self._tables.flags.values()
            if (flag.person_id, flag.incident_id) == (person_id, incident_id)
        ]


class _Concerns(_Repository):
    def save(self, concern: Concern) -> None:
        self._tables.concerns[concern.id] = concern

    def get(self, concern_id: str) -> Concern:
        return _found(self._tables.concerns, concern_id)

    def open_ones(self) -> Sequence[Concern]:
        rows = [concern for concern in self._tables.concerns.values() if concern.is_open]
        return sorted(rows, key=lambda concern: concern.opened_at)

    def of_session(self, session_id: str | None) -> Sequence[Concern]:
        return [c for c in self._tables.concerns.values() if c.session_id == session_id]


class _Decisions(_Repository):
    def save(self, decision: Decision) -> None:
        self._tables.decisions.append(decision)

    def latest_of_session(self, session_id: str) -> Decision | None:
        rows = [row for row in self._tables.decisions if row.session_id == session_id]
        return rows[-1] if rows else None

    def latest_of_person(self, person_id: str) -> Decision | None:
        rows = [row for row in self._tables.decisions if row.person_id == person_id]
        return rows[-1] if rows else None


class _FollowUps(_Repository):
    def save(self, follow_up: FollowUp) -> None:
        self._tables.follow_ups[follow_up.id] = follow_up

    def get(self, follow_up_id: str) -> FollowUp:
        return _found(self._tables.follow_ups, follow_up_id)

    def _due(self, day: date) -> list[FollowUp]:
        rows = [
            row
            for row in self._tables.follow_ups.values()
            if row.state is FollowUpState.DUE and row.due_on <= day
        ]
        return sorted(rows, key=lambda row: row.due_on)

    def due_until(self, day: date, limit: int) -> Sequence[FollowUp]:
        return self._due(day)[:limit]

    def ended_since(self, moment: datetime, limit: int) -> Sequence[FollowUp]:
        rows = [
            row
            for row in self._tables.follow_ups.values()
            if row.closed_at is not None and row.closed_at >= moment
        ]
        rows.sort(key=lambda row: (row.closed_at, row.id), reverse=True)
        return rows[:limit]

    def count_due_until(self, day: date) -> int:
        return len(self._due(day))

    def of_case(self, person_id: str, incident_id: str) -> Sequence[FollowUp]:
        return [
            row
            for row in self._tables.follow_ups.values()
            if (row.person_id, row.incident_id) == (person_id, incident_id)
        ]

    def of_session(self, session_id: str) -> Sequence[FollowUp]:
        return [r for r in self._tables.follow_ups.values() if r.session_id == session_id]


class _Tallies(_Repository):
    def add_one(self, incident_id: str, protocol_id: str, day: date) -> None:
        self._tables.tallies.append((incident_id, protocol_id, day))

    def of_incident(self, incident_id: str) -> int:
        return sum(row[0] == incident_id for row in self._tables.tallies)


class _OwnChecks(_Repository):
    def add(self, at: str, answers: Mapping[str, AnswerValue]) -> None:
        self._tables.own_checks.append((at, dict(answers)))


class _Settings(_Repository):
    def get(self, key: str) -> str | None:
        return self._tables.settings.get(key)

    def set(self, key: str, value: str) -> None:
        self._tables.settings[key] = value

    def place(self) -> Place | None:
        return self._tables.place

    def set_place(self, place: Place | None) -> None:
        self._tables.place = place


class CountingIds:
    """Ids that say what number they are: ``id-1``, ``id-2`` …"""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self.made = 0

    def new(self) -> str:
        self.made += 1
        return f"{self._prefix}-{self.made}"


class HeldTasks:
    """A task runner that keeps work back until ``release()``: for what is shown meanwhile."""

    def __init__(self) -> None:
        self._held: list[tuple[Any, dict[str, Any]]] = []
        self._now = ImmediateTaskRunner()

    @property
    def count(self) -> int:
        """How many pieces of work wait."""
        return len(self._held)

    def run(self, work: Any, **outcomes: Any) -> Any:
        self._held.append((work, outcomes))

    def release(self) -> None:
        """Do what was kept back, in order."""
        held, self._held = self._held, []
        for work, outcomes in held:
            self._now.run(work, **outcomes)


class FakePageDrawer:
    """Draws one white A4 page of whatever begins like a PDF; ``words`` stand on it."""

    def __init__(self, words: str = "Referral", count: int = 1) -> None:
        self.words, self.count = words, count
        self.drawn: list[tuple[int, int, int]] = []
        self.failing: set[int] = set()
        self.is_prepared = self.is_closed = False

    def prepare(self) -> None:
        self.is_prepared = True

    def open(self, pdf: bytes) -> DocumentPages:
        if self.is_closed or not pdf.startswith(b"%PDF"):
            raise DocumentRefusedError("unreadable")
        shown = min(self.count, PAGE_LIMIT)
        return DocumentPages((DocumentPage(595.0, 842.0, self.words),) * shown, self.count)

    def draw(self, number: int, width_px: int, height_px: int) -> bytes:
        self.drawn.append((number, width_px, height_px))
        if self.is_closed or number in self.failing:
            raise DocumentRefusedError("unreadable")
        return b"\xff" * (width_px * height_px * BYTES_PER_PIXEL)

    def close(self) -> None:
        self.is_closed = True


class FakeNavigator:
    """A window that only remembers what it was asked for; satisfies ``ui.navigation.Navigator``.

    Args:
        services: What pages behind the lock may use: ``Services``, or a ``SimpleNamespace`` with
            the few a page needs.
        context: What exists before unlocking.
        tasks: Immediate unless another is handed over.
    """

    def __init__(self, services: Any = None, context: Any = None, tasks: Any = None) -> None:
        self.services = services
        self.context = context
        self.tasks = tasks or ImmediateTaskRunner()
        self.visit = Visit()
        self.opened: list[tuple[str, dict[str, str]]] = []
        self.concerns: list[OpenedConcern | None] = []
        self.returned = 0
        self.locked: list[str] = []
        self.errors: list[Exception] = []
        self.said: list[str] = []
        self.vaults: list[Any] = []
        self.is_exercise = False
        self.correcting = ""

    @property
    def last(self) -> tuple[str, dict[str, str]]:
        """Page and arguments opened last."""
        return self.opened[-1]

    def open(self, page: str, /, **arguments: str) -> None:
        self.opened.append((page, arguments))

    def open_concern(self, opened: OpenedConcern | None = None) -> None:
        self.concerns.append(opened)

    def open_to_correct(self, concern_id: str, page: str, /, **arguments: str) -> None:
        self.correcting = concern_id
        self.open(page, **arguments)

    def corrected(self) -> None:
        self.correcting = ""

    def return_from_concern(self) -> None:
        self.returned += 1

    def unlocked(self, vault: Any) -> None:
        self.vaults.append(vault)

    @property
    def is_unlocked(self) -> bool:
        return self.services is not None

    def open_where_left(self) -> None:
        self.opened.append(("where left", {}))

    def set_exercise(self, on: bool) -> None:
        self.is_exercise = on

    def hold(self, vault: Any, services: Any, /, **arguments: str) -> None:
        self.vaults.append(vault)
        self.held_with = arguments
        self.services = services

    def lock(self, reason: str = "manual") -> None:
        self.locked.append(reason)

    def show_error(self, error: Exception) -> None:
        self.errors.append(error)

    def say(self, words: str) -> None:
        self.said.append(words)
