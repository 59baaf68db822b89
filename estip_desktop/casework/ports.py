"""What casework needs from the vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from estip_desktop.casework.model import (
    Answer,
    Concern,
    Decision,
    Flag,
    FollowUp,
    Incident,
    Person,
    Place,
    Screening,
    SupportSession,
)
from estip_desktop.kernel.ids import (
    ConcernId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ScreeningId,
    SessionId,
)
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.kernel.unit_of_work import UnitOfWork

# Every ``get`` raises NotFoundError for an unknown id and RecordDamagedError for a row whose MAC
# does not fit; ``save`` adds the record or replaces the one with the same id.


class PersonRepository(Protocol):
    """People in the open vault."""

    def save(self, person: Person) -> None: ...
    def get(self, person_id: PersonId) -> Person: ...
    def by_reference(self, reference: str) -> Person | None: ...
    def next_reference(self) -> str:
        """The next reference nobody has, as ``P-0417``; counts up within the vault."""
        ...

    def latest(self, limit: int) -> Sequence[Person]: ...
    def at_incident(self, incident_id: IncidentId) -> Sequence[Person]:
        """People with a session for this incident, newest session first."""
        ...


class IncidentRepository(Protocol):
    """Incidents in the open vault."""

    def save(self, incident: Incident) -> None: ...
    def get(self, incident_id: IncidentId) -> Incident: ...
    def latest(self, limit: int) -> Sequence[Incident]:
        """Newest first by when they were added."""
        ...


class SessionRepository(Protocol):
    """Support sessions in the open vault."""

    def save(self, session: SupportSession) -> None: ...
    def get(self, session_id: SessionId) -> SupportSession: ...
    def drafts(self, limit: int) -> Sequence[SupportSession]:
        """Unfinished sessions, last touched first."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[SupportSession]:
        """Sessions of one person, newest first, without the discarded ones."""
        ...


class AnswerRepository(Protocol):
    """Answers of sessions and screenings."""

    def save(self, answer: Answer) -> None: ...
    def of(self, owner: str) -> Mapping[str, AnswerValue]:
        """All answers of one session or screening by link id."""
        ...

    def remove(self, owner: str, link_id: str) -> None:
        """Take an answer back; the audit trail keeps that it was there."""
        ...


class ScreeningRepository(Protocol):
    """Questionnaires in the open vault."""

    def save(self, screening: Screening) -> None: ...
    def get(self, screening_id: ScreeningId) -> Screening: ...
    def of_session(self, session_id: SessionId) -> Sequence[Screening]: ...
    def of_person(self, person_id: PersonId) -> Sequence[Screening]:
        """Newest first."""
        ...


class FlagRepository(Protocol):
    """Flags in the open vault."""

    def save(self, flag: Flag) -> None: ...
    def get(self, flag_id: FlagId) -> Flag: ...
    def of_session(self, session_id: SessionId) -> Sequence[Flag]: ...
    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[Flag]: ...


class ConcernRepository(Protocol):
    """Immediate concerns in the open vault."""

    def save(self, concern: Concern) -> None: ...
    def get(self, concern_id: ConcernId) -> Concern: ...
    def open_ones(self) -> Sequence[Concern]:
        """Those nobody has closed, oldest first."""
        ...

    def of_session(self, session_id: SessionId) -> Sequence[Concern]: ...


class DecisionRepository(Protocol):
    """Decisions in the open vault."""

    def save(self, decision: Decision) -> None: ...
    def latest_of_session(self, session_id: SessionId) -> Decision | None: ...
    def latest_of_person(self, person_id: PersonId) -> Decision | None: ...


class FollowUpRepository(Protocol):
    """Follow-ups in the open vault."""

    def save(self, follow_up: FollowUp) -> None: ...
    def get(self, follow_up_id: FollowUpId) -> FollowUp: ...
    def due_until(self, day: date, limit: int) -> Sequence[FollowUp]:
        """Those still due on or before ``day``, earliest first."""
        ...

    def count_due_until(self, day: date) -> int: ...
    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[FollowUp]: ...
    def of_session(self, session_id: SessionId) -> Sequence[FollowUp]: ...


class TallyRepository(Protocol):
    """Counts without people: sessions of those who chose to keep no note."""

    def add_one(self, incident_id: IncidentId, protocol_id: str, day: date) -> None: ...
    def of_incident(self, incident_id: IncidentId) -> int: ...


class OwnCheckRepository(Protocol):
    """The supporter's own checks (C13): private, never in a colleague's record."""

    def add(self, at: str, answers: Mapping[str, AnswerValue]) -> None: ...


class SettingRepository(Protocol):
    """Small facts of this vault: owner's name, nation, lock time, where the supporter was."""

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str) -> None: ...
    def place(self) -> Place | None: ...
    def set_place(self, place: Place | None) -> None: ...


class CaseworkUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault that casework may touch."""

    @property
    def people(self) -> PersonRepository: ...
    @property
    def incidents(self) -> IncidentRepository: ...
    @property
    def sessions(self) -> SessionRepository: ...
    @property
    def answers(self) -> AnswerRepository: ...
    @property
    def screenings(self) -> ScreeningRepository: ...
    @property
    def flags(self) -> FlagRepository: ...
    @property
    def concerns(self) -> ConcernRepository: ...
    @property
    def decisions(self) -> DecisionRepository: ...
    @property
    def follow_ups(self) -> FollowUpRepository: ...
    @property
    def tallies(self) -> TallyRepository: ...
    @property
    def own_checks(self) -> OwnCheckRepository: ...
    @property
    def settings(self) -> SettingRepository: ...
