"""Use cases of casework: what a supporter does with people, incidents, sessions and follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from estip_desktop.casework.model import (
    AskedHow,
    ContactMethod,
    FollowUp,
    FollowUpState,
    Incident,
    Person,
    Place,
    SessionNote,
    SessionState,
    Share,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.casework.people import changed_fields
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.casework.starting import NewSession
from estip_desktop.errors import InputRefusedError, RecordDamagedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import FollowUpId, IdFactory, IncidentId, PersonId, SessionId

DUE_AHEAD_DAYS = 7
SHOWN_DUE = 3
OWNER_NAME = "owner-name"
NATION = "nation"


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished session as Today shows it."""

    session: SupportSession
    person_reference: str
    incident_title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up as a list shows it."""

    follow_up: FollowUp
    person_reference: str
    days_left: int
    """Negative when overdue, 0 today."""


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first page of the day shows from casework."""

    owner_name: str = field(repr=False)
    draft: Draft | None
    other_drafts: int
    due: tuple[Due, ...]
    due_total: int
    open_concern_id: str
    """Id of an Immediate concern nobody has closed, or empty."""


class Casework:
    """Keep the register of people, incidents, support sessions and follow-ups."""

    def __init__(
        self, open_unit: Callable[[], CaseworkUnitOfWork], clock: Clock, ids: IdFactory
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids

    def today(self) -> Today:
        """What is unfinished, due or open right now."""
        day = local_day(self._clock.now())
        horizon = day + timedelta(days=DUE_AHEAD_DAYS)
        with self._open_unit() as unit:
            drafts = unit.sessions.drafts(10)
            rows = unit.follow_ups.due_until(horizon, SHOWN_DUE)
            concerns = unit.concerns.open_ones()
            return Today(
                owner_name=unit.settings.get(OWNER_NAME) or "",
                draft=self._draft(unit, drafts[0]) if drafts else None,
                other_drafts=max(0, len(drafts) - 1),
                due=tuple(self._due(unit, row, day) for row in rows),
                due_total=unit.follow_ups.count_due_until(horizon),
                open_concern_id=concerns[0].id if concerns else "",
            )

    def drafts(self) -> tuple[Draft, ...]:
        """All unfinished sessions, last touched first."""
        with self._open_unit() as unit:
            return tuple(self._draft(unit, session) for session in unit.sessions.drafts(50))

    def add_incident(
        self,
        title: str,
        place: str,
        ended_at: datetime,
        pip: YesNoUnknown = YesNoUnknown.UNKNOWN,
        category: str = "",
    ) -> Incident:
        """Register an incident.

        Raises:
            InputRefusedError: The title is missing, a text is too long, or the end lies ahead.
        """
        now = self._clock.now()
        if ended_at > now + timedelta(minutes=5):
            raise InputRefusedError("incident-in-future")
        incident = Incident(
            id=IncidentId(self._ids.new()),
            title=title.strip(),
            place=place.strip(),
            ended_at=ended_at,
            category=category,
            pip=pip,
            created_at=now,
        )
        with self._open_unit() as unit:
            unit.incidents.save(incident)
            unit.audit.record(AuditEvent("incident-added", incident.id))
            unit.commit()
        return incident

    def incidents(self, limit: int = 50) -> Sequence[Incident]:
        """Incidents, newest first."""
        with self._open_unit() as unit:
            return unit.incidents.latest(limit)

    def incident(self, incident_id: IncidentId) -> Incident:
        """One incident."""
        with self._open_unit() as unit:
            return unit.incidents.get(incident_id)

    def person(self, person_id: PersonId) -> Person:
        """One person; that the record was looked at is written down."""
        with self._open_unit() as unit:
            person = unit.people.get(person_id)
            unit.audit.record(AuditEvent("person-viewed", person_id))
            unit.commit()
        return person

    def update_person(self, person: Person) -> None:
        """Keep changed details of a person."""
        with self._open_unit() as unit:
            before = unit.people.get(person.id)
            unit.people.save(person)
            changed = ",".join(changed_fields(before, person))
            unit.audit.record(AuditEvent("person-changed", person.id, changed))
            unit.commit()

    def people_at(self, incident_id: IncidentId) -> Sequence[Person]:
        """People already seen for an incident."""
        with self._open_unit() as unit:
            return unit.people.at_incident(incident_id)

    def next_reference(self) -> str:
        """The reference a new person would get."""
        with self._open_unit() as unit:
            return unit.people.next_reference()

    def earlier_protocols(self, person_id: PersonId, incident_id: IncidentId) -> frozenset[str]:
        """Ids of the protocols already finished with this person, alone or in a group."""
        with self._open_unit() as unit:
            alone = frozenset(
                each.protocol_id
                for each in unit.sessions.of_person(person_id)
                if each.incident_id == incident_id and each.state is SessionState.FINISHED
            )
            return alone | {
                each.protocol_id
                for each in unit.groups.of_person(person_id)
                if each.incident_id == incident_id and each.state is SessionState.FINISHED
            }

    def by_reference(self, reference: str) -> Person | None:
        """The person with this reference, or ``None``."""
        with self._open_unit() as unit:
            return unit.people.by_reference(reference)

    def newest_incident(self, person_id: PersonId) -> str:
        """Id of the incident of their newest session, or empty."""
        with self._open_unit() as unit:
            sessions = unit.sessions.of_person(person_id)
            return sessions[0].incident_id if sessions else ""

    def start(self, wish: NewSession) -> SupportSession:
        """Start a session that is recorded.

        Raises:
            RuleError: ``consent-to-talk`` or ``consent-to-record`` is missing; nothing was kept.
            InputRefusedError: ``held-in-future`` or ``held-before-incident``, of one from paper.
        """
        if not wish.consent.talk:
            raise RuleError("consent-to-talk")
        if not wish.consent.record:
            raise RuleError("consent-to-record")
        now = self._clock.now()
        started_at = wish.started_at(now)
        with self._open_unit() as unit:
            incident = unit.incidents.get(wish.incident_id)
            if started_at < min(incident.ended_at, now):
                raise InputRefusedError("held-before-incident")
            if wish.person_id is None:
                person = Person(
                    id=PersonId(self._ids.new()),
                    reference=unit.people.next_reference(),
                    name=wish.person_name.strip(),
                )
                unit.people.save(person)
                unit.audit.record(AuditEvent("person-added", person.id))
            else:
                person = unit.people.get(wish.person_id)
            session = SupportSession(
                id=SessionId(self._ids.new()),
                protocol_id=wish.protocol_id,
                protocol_version=wish.protocol_version,
                person_id=person.id,
                incident_id=wish.incident_id,
                consent=wish.consent,
                supporter=unit.settings.get(OWNER_NAME) or "",
                started_at=started_at,
                touched_at=now,
                setting=wish.setting,
                label=wish.label,
                timing_reason=wish.timing_reason,
            )
            unit.sessions.save(session)
            unit.audit.record(AuditEvent("session-started", session.id, wish.protocol_id))
            if wish.from_paper:
                unit.session_notes.save(SessionNote(session.id, True, started_at))
                unit.audit.record(AuditEvent("session-from-paper", session.id))
            unit.commit()
        return session

    def record_sharing(self, session_id: SessionId, share: Share, how: str) -> SupportSession:
        """Keep another answer to whether something may go to Occupational Health.

        The privacy notice that was given stays; the moment is now. What they said before stands in
        the audit trail.

        Args:
            session_id: A draft or a finished session.
            share: What they say now.
            how: How they were asked: ``in-person``, ``phone`` or ``writing``.

        Raises:
            InputRefusedError: ``consent-how``: no such way of asking.
            RuleError: ``sharing-is-signed``: a referral was signed with their agreement, so it can
                no longer be taken back here; or the session was discarded or keeps no record.
        """
        if how not in set(AskedHow):
            raise InputRefusedError("consent-how")
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            before = session.consent.share
            if share is before:
                return session
            if before is Share.YES and unit.sessions.is_referred(session_id):
                raise RuleError("sharing-is-signed")
            session = session.with_sharing(share, self._clock.now())
            unit.sessions.save(session)
            said = f"{before.value}>{share.value}:{how}"
            unit.audit.record(AuditEvent("consent-changed", session_id, said))
            unit.commit()
        return session

    def discard(self, session_id: SessionId, reason: str) -> None:
        """Put a draft away with a reason; nothing of it is deleted."""
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            unit.sessions.save(session.discard(reason, self._clock.now()))
            unit.audit.record(AuditEvent("session-discarded", session_id))
            unit.commit()

    def restore_draft(self, session_id: SessionId) -> None:
        """Undo :meth:`discard`."""
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            if session.state is not SessionState.DISCARDED:
                raise RuleError("session-is-not-discarded")
            unit.sessions.save(replace(session, state=SessionState.DRAFT, discard_reason=""))
            unit.audit.record(AuditEvent("session-restored", session_id))
            unit.commit()

    def agree_follow_up(
        self,
        *,
        person_id: PersonId,
        incident_id: IncidentId,
        session_id: SessionId | None,
        purpose: str,
        due_on: date,
        method: ContactMethod | None = None,
        who: str = "",
        reason: str = "",
    ) -> FollowUp:
        """Write down an agreed contact."""
        follow_up = FollowUp(
            id=FollowUpId(self._ids.new()),
            person_id=person_id,
            incident_id=incident_id,
            session_id=session_id,
            purpose=purpose,
            due_on=due_on,
            method=method,
            who=who,
            reason=reason,
        )
        with self._open_unit() as unit:
            unit.follow_ups.save(follow_up)
            unit.audit.record(AuditEvent("follow-up-agreed", follow_up.id, purpose))
            unit.commit()
        return follow_up

    def close_follow_up(
        self, follow_up_id: FollowUpId, state: FollowUpState, outcome: str = ""
    ) -> None:
        """Record how a contact went."""
        with self._open_unit() as unit:
            follow_up = unit.follow_ups.get(follow_up_id)
            unit.follow_ups.save(
                replace(follow_up, state=state, outcome=outcome, closed_at=self._clock.now())
            )
            unit.audit.record(AuditEvent("follow-up-closed", follow_up_id, state.value))
            unit.commit()

    def follow_up(self, follow_up_id: FollowUpId) -> FollowUp:
        """One follow-up."""
        with self._open_unit() as unit:
            return unit.follow_ups.get(follow_up_id)

    def place(self) -> Place | None:
        """Where the supporter was when the window last closed or locked."""
        with self._open_unit() as unit:
            return unit.settings.place()

    def remember_place(self, place: Place | None) -> None:
        """Remember where the supporter is, so that a lock or a kill comes back there."""
        with self._open_unit() as unit:
            if unit.settings.place() != place:
                unit.settings.set_place(place)
                unit.commit()

    def setting(self, key: str) -> str:
        """A small fact of this vault, or empty."""
        with self._open_unit() as unit:
            return unit.settings.get(key) or ""

    def set_setting(self, key: str, value: str) -> None:
        """Keep a small fact of this vault."""
        with self._open_unit() as unit:
            unit.settings.set(key, value)
            unit.audit.record(AuditEvent("setting-changed", "", key))
            unit.commit()

    def _draft(self, unit: CaseworkUnitOfWork, session: SupportSession) -> Draft:
        return Draft(
            session,
            _reference(unit, session.person_id),
            _title(unit, session.incident_id),
        )

    def _due(self, unit: CaseworkUnitOfWork, follow_up: FollowUp, day: date) -> Due:
        return Due(follow_up, _reference(unit, follow_up.person_id), (follow_up.due_on - day).days)


def _reference(unit: CaseworkUnitOfWork, person_id: PersonId) -> str:
    """How a person is called in a list; one damaged record does not take the list with it."""
    try:
        return unit.people.get(person_id).reference
    except RecordDamagedError:
        return _("Damaged record")


def _title(unit: CaseworkUnitOfWork, incident_id: IncidentId) -> str:
    """How an incident is called in a list; as above."""
    try:
        return unit.incidents.get(incident_id).title
    except RecordDamagedError:
        return _("Damaged record")
