"""What casework needs from the vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from estip_desktop.casework.groups import GroupSession
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
    ScreeningNote,
    SessionNote,
    SupportSession,
)
from estip_desktop.casework.sheets import SheetGiven
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

    def save(self, person: Person) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, person_id: PersonId) -> Person:
        """The record with this id."""
        ...

    def by_reference(self, reference: str) -> Person | None:
        """The person with this reference, or ``None``."""
        ...

    def next_reference(self) -> str:
        """The next reference nobody has, as ``P-0417``; counts up within the vault."""
        ...

    def latest(self, limit: int) -> Sequence[Person]:
        """The newest ones first."""
        ...

    def at_incident(self, incident_id: IncidentId) -> Sequence[Person]:
        """People with a session for this incident, newest session first."""
        ...


class IncidentRepository(Protocol):
    """Incidents in the open vault."""

    def save(self, incident: Incident) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, incident_id: IncidentId) -> Incident:
        """The record with this id."""
        ...

    def latest(self, limit: int) -> Sequence[Incident]:
        """Newest first by when they were added."""
        ...


class SessionRepository(Protocol):
    """Support sessions in the open vault."""

    def save(self, session: SupportSession) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, session_id: SessionId) -> SupportSession:
        """The record with this id."""
        ...

    def drafts(self, limit: int) -> Sequence[SupportSession]:
        """Unfinished sessions, last touched first."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[SupportSession]:
        """Sessions of one person, newest first, without the discarded ones."""
        ...

    def is_referred(self, session_id: SessionId) -> bool:
        """Whether a referral made from it has been signed."""
        ...


class GroupRepository(Protocol):
    """Group conversations in the open vault."""

    def save(self, group: GroupSession) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, group_id: SessionId) -> GroupSession:
        """The record with this id."""
        ...

    def drafts(self, limit: int) -> Sequence[GroupSession]:
        """Unfinished ones, begun last first."""
        ...

    def of_incident(self, incident_id: IncidentId) -> Sequence[GroupSession]:
        """Those of one incident, newest first."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[GroupSession]:
        """Those on whose roster somebody stands, newest first."""
        ...


class SessionNoteRepository(Protocol):
    """How sessions came to be here."""

    def save(self, note: SessionNote) -> None:
        """Add the note, or replace the one of the same session."""
        ...

    def of(self, session_id: SessionId) -> SessionNote | None:
        """The note beside a session; most have none."""
        ...


class SheetGivenRepository(Protocol):
    """Sheets given away."""

    def save(self, given: SheetGiven) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def remove(self, given_id: str) -> None:
        """Take one back that was not given after all."""
        ...

    def find(self, given_id: str) -> SheetGiven | None:
        """The record with this id, if there is one."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[SheetGiven]:
        """Those of one person, oldest first."""
        ...


class AnswerRepository(Protocol):
    """Answers of sessions and screenings."""

    def save(self, answer: Answer) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def of(self, owner: str) -> Mapping[str, AnswerValue]:
        """All answers of one session or screening by link id."""
        ...

    def remove(self, owner: str, link_id: str) -> None:
        """Take an answer back; the audit trail keeps that it was there."""
        ...


class ScreeningRepository(Protocol):
    """Questionnaires in the open vault."""

    def save(self, screening: Screening) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, screening_id: ScreeningId) -> Screening:
        """The record with this id."""
        ...

    def of_session(self, session_id: SessionId) -> Sequence[Screening]:
        """Those of one session, oldest first."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[Screening]:
        """Newest first."""
        ...


class ScreeningNoteRepository(Protocol):
    """How questionnaires came to their answers."""

    def save(self, note: ScreeningNote) -> None:
        """Add the note, or replace the one of the same questionnaire."""
        ...

    def of(self, screening_id: ScreeningId) -> ScreeningNote | None:
        """The note beside a questionnaire; none of those that were begun before notes were kept."""
        ...


class FlagRepository(Protocol):
    """Flags in the open vault."""

    def save(self, flag: Flag) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, flag_id: FlagId) -> Flag:
        """The record with this id."""
        ...

    def of_session(self, session_id: SessionId) -> Sequence[Flag]:
        """Those of one session, oldest first."""
        ...

    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[Flag]:
        """Those of one person and incident."""
        ...


class ConcernRepository(Protocol):
    """Immediate concerns in the open vault."""

    def save(self, concern: Concern) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, concern_id: ConcernId) -> Concern:
        """The record with this id."""
        ...

    def open_ones(self) -> Sequence[Concern]:
        """Those nobody has closed, oldest first."""
        ...

    def of_session(self, session_id: SessionId | None) -> Sequence[Concern]:
        """Those of one session, or without one, oldest first."""
        ...


class DecisionRepository(Protocol):
    """Decisions in the open vault."""

    def save(self, decision: Decision) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def latest_of_session(self, session_id: SessionId) -> Decision | None:
        """The newest of a session, or ``None``."""
        ...

    def latest_of_person(self, person_id: PersonId) -> Decision | None:
        """The newest of a person, or ``None``."""
        ...


class FollowUpRepository(Protocol):
    """Follow-ups in the open vault."""

    def save(self, follow_up: FollowUp) -> None:
        """Add the record, or replace the one with the same id."""
        ...

    def get(self, follow_up_id: FollowUpId) -> FollowUp:
        """The record with this id."""
        ...

    def due_until(self, day: date, limit: int) -> Sequence[FollowUp]:
        """Those still due on or before ``day``, earliest first."""
        ...

    def ended_since(self, moment: datetime, limit: int) -> Sequence[FollowUp]:
        """Those that ended at or after ``moment``, the newest first."""
        ...

    def count_due_until(self, day: date) -> int:
        """How many are still due on or before ``day``."""
        ...

    def of_case(self, person_id: PersonId, incident_id: IncidentId) -> Sequence[FollowUp]:
        """Those of one person and incident."""
        ...

    def of_session(self, session_id: SessionId) -> Sequence[FollowUp]:
        """Those of one session, oldest first."""
        ...


class TallyRepository(Protocol):
    """Counts without people: sessions of those who chose to keep no note."""

    def add_one(self, incident_id: IncidentId, protocol_id: str, day: date) -> None:
        """Count one conversation."""
        ...

    def of_incident(self, incident_id: IncidentId) -> int:
        """How many conversations were counted."""
        ...


class OwnCheckRepository(Protocol):
    """The supporter's own checks (C13): private, never in a colleague's record."""

    def add(self, at: str, answers: Mapping[str, AnswerValue]) -> None:
        """Keep one check; it is never read beside a colleague's record."""
        ...


class SettingRepository(Protocol):
    """Small facts of this vault: owner's name, nation, lock time, where the supporter was."""

    def get(self, key: str) -> str | None:
        """The fact under this key, or ``None``."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep a fact."""
        ...

    def place(self) -> Place | None:
        """Where the supporter was, or ``None``."""
        ...

    def set_place(self, place: Place | None) -> None:
        """Remember where the supporter is; ``None`` forgets it."""
        ...


class CaseworkUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault that casework may touch."""

    @property
    def people(self) -> PersonRepository:
        """People."""
        ...

    @property
    def incidents(self) -> IncidentRepository:
        """Incidents."""
        ...

    @property
    def sessions(self) -> SessionRepository:
        """Support sessions."""
        ...

    @property
    def groups(self) -> GroupRepository:
        """Group conversations."""
        ...

    @property
    def sheets_given(self) -> SheetGivenRepository:
        """Sheets given away."""
        ...

    @property
    def session_notes(self) -> SessionNoteRepository:
        """How sessions came to be here."""
        ...

    @property
    def answers(self) -> AnswerRepository:
        """Answers of sessions and screenings."""
        ...

    @property
    def screenings(self) -> ScreeningRepository:
        """Questionnaires."""
        ...

    @property
    def screening_notes(self) -> ScreeningNoteRepository:
        """How questionnaires came to their answers."""
        ...

    @property
    def flags(self) -> FlagRepository:
        """Flags."""
        ...

    @property
    def concerns(self) -> ConcernRepository:
        """Immediate concerns."""
        ...

    @property
    def decisions(self) -> DecisionRepository:
        """Decisions."""
        ...

    @property
    def follow_ups(self) -> FollowUpRepository:
        """Follow-ups."""
        ...

    @property
    def tallies(self) -> TallyRepository:
        """Counts without people."""
        ...

    @property
    def own_checks(self) -> OwnCheckRepository:
        """The supporter's own checks."""
        ...

    @property
    def settings(self) -> SettingRepository:
        """Small facts of this vault."""
        ...
