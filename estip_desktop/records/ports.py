"""What keeping needs from the vault: whole persons, and the rows about keeping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from estip_desktop.casework.model import Concern, Decision, Flag, FollowUp, SupportSession
from estip_desktop.casework.ports import (
    AnswerRepository,
    ConcernRepository,
    DecisionRepository,
    FlagRepository,
    FollowUpRepository,
    SessionRepository,
)
from estip_desktop.kernel.audit import AuditLog
from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.records.model import (
    Correction,
    Erased,
    Handover,
    Hold,
    Order,
    PersonRow,
    Withdrawal,
)
from estip_desktop.referrals.ports import ReferralsUnitOfWork
from estip_desktop.vault.health import ClockJump


class ClockWatch(Protocol):
    """Says whether the date of this laptop is to be believed."""

    def clock_doubt(self) -> ClockJump | None:
        """Why nothing may be removed by it; ``None`` where it is believed."""
        ...

    def confirm_clock(self) -> None:
        """Somebody says that it is right."""
        ...


class WholeSessions(SessionRepository, Protocol):
    """Support sessions, also by person with the discarded ones."""

    def all_of_person(self, person_id: PersonId) -> Sequence[SupportSession]:
        """Every one, newest first, the discarded ones included."""
        ...


class WholeAnswers(AnswerRepository, Protocol):
    """Answers, also of several sessions and screenings at once."""

    def of_all(self, owners: Sequence[str]) -> Mapping[str, Mapping[str, AnswerValue]]:
        """By owner, then by link id."""
        ...


class WholeFlags(FlagRepository, Protocol):
    """Flags, also by person."""

    def of_person(self, person_id: PersonId) -> Sequence[Flag]:
        """Newest first."""
        ...


class WholeConcerns(ConcernRepository, Protocol):
    """Immediate concerns, also by person."""

    def of_person(self, person_id: PersonId) -> Sequence[Concern]:
        """Newest first."""
        ...


class WholeDecisions(DecisionRepository, Protocol):
    """Decisions, also by person."""

    def of_person(self, person_id: PersonId) -> Sequence[Decision]:
        """Newest first."""
        ...


class WholeFollowUps(FollowUpRepository, Protocol):
    """Follow-ups, also by person."""

    def of_person(self, person_id: PersonId) -> Sequence[FollowUp]:
        """The one due last first."""
        ...


class Register(Protocol):
    """The list of people."""

    def page(self, search: str, order: Order, after: str, limit: int) -> Sequence[PersonRow]:
        """A stretch of the list.

        Args:
            search: Part of a reference, a name, a staff number or an incident; empty lists all.
            order: By when they were added, or by the next contact (then only people with one).
            after: ``PeoplePage.after`` of the stretch before; empty from the start.
            limit: At most this many.
        """
        ...

    def count(self) -> int:
        """How many people there are."""
        ...

    def count_sessions(self) -> int:
        """How many support sessions there are, whatever their state."""
        ...

    def may_be_over(self) -> Sequence[PersonId]:
        """People of whom a case may be closed; the rules decide."""
        ...


class KeepingRepository(Protocol):
    """Holds, withdrawals, corrections and handovers."""

    def save_hold(self, hold: Hold) -> None:
        """Add or replace a hold."""
        ...

    def hold(self, hold_id: str) -> Hold:
        """One hold."""
        ...

    def holds_of(self, person_id: PersonId) -> Sequence[Hold]:
        """Newest first, lifted ones included."""
        ...

    def save_withdrawal(self, withdrawal: Withdrawal) -> None:
        """Add or replace it."""
        ...

    def withdrawal_of(self, person_id: PersonId) -> Withdrawal | None:
        """When they took their consent back, if they did."""
        ...

    def add_correction(self, correction: Correction) -> None:
        """Keep what was wrong and what is right."""
        ...

    def corrections_of(self, person_id: PersonId) -> Sequence[Correction]:
        """Newest first."""
        ...

    def save_handover(self, handover: Handover) -> None:
        """Keep that a referral was handed over before its copy goes."""
        ...

    def handovers_of(self, person_id: PersonId) -> Sequence[Handover]:
        """Newest first."""
        ...


class Eraser(Protocol):
    """Takes records out for good, within the present transaction."""

    def referral(self, key: str) -> Erased:
        """One revision of a referral: its pages, its parcel and the journal of both."""
        ...

    def case(self, person_id: PersonId, incident_id: IncidentId) -> Erased:
        """Everything of one person after one incident; the person too, if nothing else is kept."""
        ...

    def person(self, person_id: PersonId) -> Erased:
        """Everything kept about one person."""
        ...

    def tallies(self, before: date) -> Erased:
        """Counts of days before this one."""
        ...

    def groups(self, before: datetime) -> Erased:
        """Group conversations that began before this moment, once no record is on their roster."""
        ...


class RecordsUnitOfWork(ReferralsUnitOfWork, Protocol):
    """The slice of the vault that keeping may touch."""

    def leave_out_damaged(self) -> None:
        """From now on lists are read without their damaged rows."""
        ...

    @property
    def damaged(self) -> Sequence[str]:
        """Table and id of each damaged row that this unit has met."""
        ...

    @property
    def register(self) -> Register:
        """The list of people."""
        ...

    @property
    def keeping(self) -> KeepingRepository:
        """Holds, withdrawals, corrections and handovers."""
        ...

    @property
    def eraser(self) -> Eraser:
        """Takes records out for good."""
        ...

    @property
    def audit_log(self) -> AuditLog:
        """What was recorded so far."""
        ...

    @property
    def sessions(self) -> WholeSessions:
        """Support sessions."""
        ...

    @property
    def answers(self) -> WholeAnswers:
        """Answers of sessions and screenings."""
        ...

    @property
    def flags(self) -> WholeFlags:
        """Flags."""
        ...

    @property
    def concerns(self) -> WholeConcerns:
        """Immediate concerns."""
        ...

    @property
    def decisions(self) -> WholeDecisions:
        """Decisions."""
        ...

    @property
    def follow_ups(self) -> WholeFollowUps:
        """Follow-ups."""
        ...
