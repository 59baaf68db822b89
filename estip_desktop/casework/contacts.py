"""Agreed contacts: when they are due, how each went, and when nobody asks any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from estip_desktop.casework.model import (
    FollowUp,
    FollowUpState,
    Incident,
    Person,
    SessionState,
    Share,
)
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.errors import InputRefusedError, RecordDamagedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, day_of_case, local_day
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.kernel.ids import FollowUpId, IdFactory, IncidentId, PersonId

LAST_CONTACT, REMINDER, AFTER_CONCERN = "day-91", "reminder", "after-concern"
AT_RISK = frozenset({"P4", "P5"})
"""After one of these pathways other contacts stay planned, even if one was declined."""
MISSED_TOO_OFTEN = 2
"""From so many in a row somebody else decides whether to go on trying."""
TRY_AGAIN_DAYS, PUT_OFF_DAYS, REMIND_DAYS = 2, 7, 28
LATEST_DAYS = 366
SHOWN_ENDED_DAYS = 30
COORDINATOR_ASKED, PUT_OFF, LEFT, CLEAR = "coordinator-asked", "put-off", "left", "clear"

OUTCOMES: Mapping[str, str] = {
    "all-right": N_("Doing all right, nothing needed now"),
    "short-word": N_("A short word; the talk is still to come"),
    "has-support": N_("Has support from somebody else"),
    "no-answer": N_("Nobody answered"),
    "message-left": N_("A message was left"),
    "not-on-shift": N_("Not on shift"),
    "busy": N_("Busy just now"),
    "not-yet": N_("Does not want to talk yet"),
    "elsewhere": N_("Not alone just now"),
    "estim-booked": N_("The ESTIM has a date"),
    "estim-replaced": N_("Occupational Health sees them instead"),
    "estim-declined": N_("No ESTIM: they would rather not, or it was turned down"),
    PUT_OFF: N_("They asked for another day"),
    COORDINATOR_ASKED: N_("Not reached; the coordinator was asked"),
    CLEAR: N_("The case was closed: nothing stood open"),
    LEFT: N_("The case was closed: they have moved on"),
}
"""How a contact went, by what is stored; other words are shown as they stand."""


@dataclass(frozen=True, slots=True)
class OpenContact:
    """A contact that is due, with what helps to hold it.

    Args:
        day: Calendar days from the incident's end to the day it is due.
        missed: How many contacts of the case in a row were not reached.
        share: What they last said about sharing with Occupational Health, if anything.
        at_risk: Something urgent was suggested or chosen when the case was last decided.
    """

    follow_up: FollowUp
    person: Person
    incident: Incident
    day: int
    missed: int
    share: Share | None
    at_risk: bool


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A contact as a list shows it; negative ``days_left`` is overdue."""

    follow_up: FollowUp
    person_reference: str
    days_left: int


@dataclass(frozen=True, slots=True)
class ContactLists:
    """Everything agreed, by when it is due; what ended lately comes last."""

    overdue: tuple[ListedContact, ...]
    this_week: tuple[ListedContact, ...]
    later: tuple[ListedContact, ...]
    ended: tuple[ListedContact, ...] = field(default=())


class Contacts:
    """Keep contacts: list them, say how they went, agree the next one, end the case."""

    def __init__(
        self, open_unit: Callable[[], CaseworkUnitOfWork], clock: Clock, ids: IdFactory
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids

    def today(self) -> date:
        """The day, for what is agreed."""
        return local_day(self._clock.now())

    def lists(self, limit: int = 400) -> ContactLists:
        """Every contact that is due, and those that ended in the last month."""
        today = self.today()
        with self._open_unit() as unit:
            due = unit.follow_ups.due_until(today + timedelta(days=3650), limit)
            since = self._clock.now() - timedelta(days=SHOWN_ENDED_DAYS)
            ended = unit.follow_ups.ended_since(since, limit)
            listed = [_listed(unit, row, today) for row in due]
            return ContactLists(
                tuple(row for row in listed if row.days_left < 0),
                tuple(row for row in listed if 0 <= row.days_left <= 7),  # noqa: PLR2004 - a week
                tuple(row for row in listed if row.days_left > 7),  # noqa: PLR2004 - the same week
                tuple(_listed(unit, row, today) for row in ended),
            )

    def open(self, follow_up_id: FollowUpId) -> OpenContact:
        """One contact; that it was looked at is written down.

        Raises:
            NotFoundError, RecordDamagedError: It, or whose it is, cannot be read.
        """
        with self._open_unit() as unit:
            contact = self._read(unit, follow_up_id)
            unit.audit.record(AuditEvent("follow-up-viewed", follow_up_id))
            unit.commit()
        return contact

    def reached(self, follow_up_id: FollowUpId, outcome: str, next_on: date | None = None) -> None:
        """They were reached and no talk was held; with a day, the same contact again then.

        Raises:
            InputRefusedError: The day has gone by, or lies more than a year ahead.
            RuleError: ``contact-is-closed`` already.
        """
        self._close(follow_up_id, FollowUpState.DONE, outcome, next_on)

    def not_reached(
        self, follow_up_id: FollowUpId, outcome: str, next_on: date | None = None
    ) -> None:
        """Nobody was reached; with a day, somebody tries again then.

        Raises:
            InputRefusedError, RuleError: As :meth:`reached`.
        """
        self._close(follow_up_id, FollowUpState.MISSED, outcome, next_on)

    def put_off(self, follow_up_id: FollowUpId, next_on: date, outcome: str = PUT_OFF) -> None:
        """They asked for another day. It counts as reached, not as missed.

        Raises:
            InputRefusedError, RuleError: As :meth:`reached`.
        """
        self._close(follow_up_id, FollowUpState.CANCELLED, outcome or PUT_OFF, next_on)

    def decline(self, follow_up_id: FollowUpId, *, remind: bool = False) -> None:
        """They want no more contacts: what was planned is cancelled, except after risk.

        Args:
            follow_up_id: The contact that was declined.
            remind: They agreed to be reminded once; a declined reminder is never followed by one.

        Raises:
            RuleError: ``contact-is-closed`` already.
        """
        now = self._clock.now()
        with self._open_unit() as unit:
            contact = self._read(unit, follow_up_id)
            follow_up = _still_due(contact.follow_up)
            unit.follow_ups.save(replace(follow_up, state=FollowUpState.DECLINED, closed_at=now))
            unit.audit.record(AuditEvent("follow-up-closed", follow_up_id, "declined"))
            if not contact.at_risk:
                self._cancel_others(unit, follow_up)
            if remind and follow_up.purpose != REMINDER:
                day = local_day(now) + timedelta(days=REMIND_DAYS)
                self._plan(unit, replace(follow_up, purpose=REMINDER, outcome=""), day)
            unit.commit()

    def ask_coordinator(self, follow_up_id: FollowUpId) -> None:
        """Two in a row were not reached: the coordinator was asked, and nobody else tries.

        Raises:
            RuleError: ``contact-not-missed-yet``, or it is closed already.
        """
        with self._open_unit() as unit:
            if self._read(unit, follow_up_id).missed < MISSED_TOO_OFTEN - 1:
                raise RuleError("contact-not-missed-yet")
        self._close(follow_up_id, FollowUpState.MISSED, COORDINATOR_ASKED, None)

    def close_case(self, person_id: PersonId, incident_id: IncidentId, why: str) -> None:
        """Nobody asks any more: what is planned is cancelled, and the time of keeping begins.

        Whether the case may be closed as clear is for ``stepped_care`` to say.

        Raises:
            InputRefusedError: ``closing-why``: neither ``clear`` nor ``left``.
            RuleError: ``concern-is-open`` or ``case-has-draft``.
        """
        if why not in {CLEAR, LEFT}:
            raise InputRefusedError("closing-why")
        now = self._clock.now()
        with self._open_unit() as unit:
            if any(each.person_id == person_id for each in unit.concerns.open_ones()):
                raise RuleError("concern-is-open")
            sessions = unit.sessions.of_person(person_id)
            of_case = [each for each in sessions if each.incident_id == incident_id]
            if any(each.state is SessionState.DRAFT for each in of_case):
                raise RuleError("case-has-draft")
            mark_closed(unit, self._ids, person_id, incident_id, why, now=now)
            unit.commit()

    def _read(self, unit: CaseworkUnitOfWork, follow_up_id: FollowUpId) -> OpenContact:
        follow_up = unit.follow_ups.get(follow_up_id)
        incident = unit.incidents.get(follow_up.incident_id)
        sessions = [
            each
            for each in unit.sessions.of_person(follow_up.person_id)
            if each.incident_id == follow_up.incident_id
        ]
        decisions = [unit.decisions.latest_of_session(each.id) for each in sessions]
        newest = next((each for each in decisions if each is not None), None)
        due_at = self._clock.now() + (follow_up.due_on - self.today())
        return OpenContact(
            follow_up=follow_up,
            person=unit.people.get(follow_up.person_id),
            incident=incident,
            day=day_of_case(incident.ended_at, due_at),
            missed=missed_in_a_row(
                unit.follow_ups.of_case(follow_up.person_id, follow_up.incident_id)
            ),
            share=sessions[0].consent.share if sessions else None,
            at_risk=newest is not None and max(newest.chosen, newest.suggested) in AT_RISK,
        )

    def _close(
        self,
        follow_up_id: FollowUpId,
        state: FollowUpState,
        outcome: str,
        next_on: date | None,
    ) -> None:
        today = self.today()
        if next_on is not None and not today <= next_on <= today + timedelta(days=LATEST_DAYS):
            raise InputRefusedError("contact-day")
        with self._open_unit() as unit:
            follow_up = _still_due(unit.follow_ups.get(follow_up_id))
            unit.follow_ups.save(
                replace(follow_up, state=state, outcome=outcome, closed_at=self._clock.now())
            )
            unit.audit.record(AuditEvent("follow-up-closed", follow_up_id, state.value))
            if next_on is not None:
                self._plan(unit, replace(follow_up, outcome=""), next_on)
            unit.commit()

    def _plan(self, unit: CaseworkUnitOfWork, like: FollowUp, day: date) -> None:
        planned = replace(
            like,
            id=FollowUpId(self._ids.new()),
            due_on=day,
            state=FollowUpState.DUE,
            closed_at=None,
        )
        unit.follow_ups.save(planned)
        unit.audit.record(AuditEvent("follow-up-agreed", planned.id, planned.purpose))

    def _cancel_others(self, unit: CaseworkUnitOfWork, follow_up: FollowUp) -> None:
        for other in unit.follow_ups.of_case(follow_up.person_id, follow_up.incident_id):
            if other.purpose == AFTER_CONCERN:  # somebody was in danger: it is kept
                continue
            if other.id != follow_up.id and other.state is FollowUpState.DUE:
                unit.follow_ups.save(
                    replace(other, state=FollowUpState.CANCELLED, closed_at=self._clock.now())
                )
                unit.audit.record(AuditEvent("follow-up-closed", other.id, "cancelled"))


def mark_closed(
    unit: CaseworkUnitOfWork,
    ids: IdFactory,
    person_id: PersonId,
    incident_id: IncidentId,
    why: str,
    *,
    now: datetime,
) -> FollowUp:
    """Within a transaction: cancel what is due and write down that the case is closed.

    The mark is a last contact that is done; retention counts from it.
    """
    for other in unit.follow_ups.of_case(person_id, incident_id):
        if other.state is FollowUpState.DUE:
            unit.follow_ups.save(replace(other, state=FollowUpState.CANCELLED, closed_at=now))
            unit.audit.record(AuditEvent("follow-up-closed", other.id, "cancelled"))
    mark = FollowUp(
        id=FollowUpId(ids.new()),
        person_id=person_id,
        incident_id=incident_id,
        session_id=None,
        purpose=LAST_CONTACT,
        due_on=local_day(now),
        state=FollowUpState.DONE,
        closed_at=now,
        outcome=why,
    )
    unit.follow_ups.save(mark)
    unit.audit.record(AuditEvent("case-closed", person_id, why))
    return mark


def missed_in_a_row(rows: Sequence[FollowUp]) -> int:
    """How many contacts in a row were not reached, counted back from the newest that ended."""
    ended = [row for row in rows if row.closed_at is not None]
    ended.sort(key=lambda row: (row.closed_at is not None and row.closed_at.timestamp(), row.id))
    count = 0
    for row in reversed(ended):
        if row.state is not FollowUpState.MISSED:
            break
        count += 1
    return count


def outcome_words(outcome: str) -> str:
    """What was stored, as a person reads it."""
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


def _still_due(follow_up: FollowUp) -> FollowUp:
    if follow_up.state is not FollowUpState.DUE:
        raise RuleError("contact-is-closed")
    return follow_up


def _listed(unit: CaseworkUnitOfWork, follow_up: FollowUp, today: date) -> ListedContact:
    try:
        reference = unit.people.get(follow_up.person_id).reference
    except RecordDamagedError:
        reference = _("Damaged record")
    return ListedContact(follow_up, reference, (follow_up.due_on - today).days)
