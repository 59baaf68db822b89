"""A session that was filed under the wrong person goes to the right one, with all that came of it.

Decision: what was moved leaves no text with the person it never belonged to. Their record keeps a
dated line that something was filed there by mistake, without saying whose; the right person's
record says where it came from by reference alone, for whoever has to look into it. Details that
were typed in the course of it (the audit trail names the fields, and its numbers tell the order)
leave the wrong record and fill what is empty in the right one: the next call would go to somebody
else's telephone. Contacts of the wrong record that this talk ticked off,
and an end of the case that it brought, are taken back: nobody has talked to that person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from estip_desktop.casework import LAST_CONTACT
from estip_desktop.casework.contacts import CLEAR
from estip_desktop.casework.model import FollowUpState, Person, SessionState, SupportSession
from estip_desktop.casework.people import DETAILS, filled_from, without_fields
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IdFactory, PersonId, SessionId
from estip_desktop.records.model import NOTE, Correction, PersonFile
from estip_desktop.records.ports import RecordsUnitOfWork
from estip_desktop.records.service import file_of
from estip_desktop.referrals import ReferralState

_LINES_LOOKED_AT = 5000
_SAME_MOMENT = timedelta(seconds=5)
"""Older versions looked at the clock once more for each contact that a talk closed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from one record to another.

    Args:
        session: It, with its new person.
        left_empty: The record it was taken from holds no session any more.
        details: Names of the personal details that left the wrong record with it.
        doubtful: Details were changed in its course, and nobody knows any more which.
        reopened: How many contacts of the wrong record are due again.
    """

    session: SupportSession
    left_empty: bool
    details: tuple[str, ...] = ()
    doubtful: bool = False
    reopened: int = 0


class Moving:
    """Move sessions between records."""

    def __init__(
        self, open_unit: Callable[[], RecordsUnitOfWork], clock: Clock, ids: IdFactory
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids

    def move(self, session_id: SessionId, reference: str, second: str) -> Moved:
        """Move a session, its answers, questionnaires, flags, concerns, decision and contacts.

        Args:
            session_id: The session.
            reference: Of the right person, as ``P-0417``.
            second: A second identifier of theirs, as it stands in their record: name, staff number
                or date of birth (``1986-11-23``).

        Raises:
            InputRefusedError: ``move-no-such-person``, or ``move-second-differs``: the second
                identifier is not theirs, or their record holds none to compare with.
            RuleError: ``move-same-person``; ``move-is-signed``: a referral made from it was signed
                and names the wrong person; ``move-handed-over``: one of this case was accepted and
                its copy has gone, so that nobody can tell what it was made from; ``hold-stands``;
                ``consent-is-withdrawn`` by either.
        """
        now = self._clock.now()
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            wrong = file_of(unit, session.person_id)
            right = unit.people.by_reference(reference.strip().upper())
            if right is None:
                raise InputRefusedError("move-no-such-person")
            if right.id == wrong.person.id:
                raise RuleError("move-same-person")
            if not _is_second(right, second):
                raise InputRefusedError("move-second-differs")
            self._refuse(wrong, file_of(unit, right.id), session)
            moved = replace(session, person_id=right.id)
            unit.sessions.save(moved)
            self._take_along(unit, wrong, session, right.id)
            reopened = _reopen(unit, wrong, session)
            details, doubtful = _typed_in(unit, wrong, session)
            if details:
                unit.people.save(without_fields(wrong.person, details))
                unit.people.save(filled_from(right, wrong.person, details))
                for person_id in (wrong.person.id, right.id):
                    unit.audit.record(
                        AuditEvent("person-changed", person_id, ",".join(sorted(details)))
                    )
            for person_id, words in (
                (wrong.person.id, _("A session was filed here by mistake and was moved.")),
                (
                    right.id,
                    _("A session of {day} was moved here from {reference}.").format(
                        day=session.started_at.date().isoformat(),
                        reference=wrong.person.reference,
                    ),
                ),
            ):
                unit.keeping.add_correction(
                    Correction(self._ids.new(), person_id, person_id, NOTE, "", words, now)
                )
            unit.audit.record(AuditEvent("session-moved", session_id, right.id))
            unit.audit.record(AuditEvent("person-corrected", wrong.person.id, "moved"))
            unit.settings.set_place(None)
            unit.commit()
        left = [each for each in wrong.sessions if each.id != session_id]
        kept = [each for each in left if each.state is not SessionState.DISCARDED]
        return Moved(moved, not kept, tuple(sorted(details)), doubtful, reopened)

    @staticmethod
    def _refuse(wrong: PersonFile, right: PersonFile, session: SupportSession) -> None:
        if wrong.withdrawal is not None or right.withdrawal is not None:
            raise RuleError("consent-is-withdrawn")
        if wrong.standing_holds:
            raise RuleError("hold-stands")
        for referral in wrong.referrals:
            if referral.session_id == session.id and referral.state is ReferralState.SIGNED:
                raise RuleError("move-is-signed")
        if any(each.incident_id == session.incident_id for each in wrong.handovers):
            raise RuleError("move-handed-over")

    @staticmethod
    def _take_along(
        unit: RecordsUnitOfWork, wrong: PersonFile, session: SupportSession, right: PersonId
    ) -> None:
        """Everything that names both the session and the person; drafts of referrals go."""
        kept: tuple[tuple[Any, Sequence[Any]], ...] = (
            (unit.screenings, wrong.screenings),
            (unit.flags, wrong.flags),
            (unit.concerns, wrong.concerns),
            (unit.decisions, wrong.decisions),
            (unit.follow_ups, wrong.follow_ups),
            (unit.sheets_given, wrong.sheets),
        )
        for repository, records in kept:
            for record in records:
                if record.session_id == session.id:
                    repository.save(replace(record, person_id=right))
        for referral in wrong.referrals:
            if referral.session_id == session.id and referral.state is ReferralState.DRAFT:
                unit.eraser.referral(referral.key)


def _reopen(unit: RecordsUnitOfWork, wrong: PersonFile, session: SupportSession) -> int:
    """Take back what the talk closed in the wrong record: contacts, and an end of the case."""
    if session.finished_at is None:
        return 0
    reopened = 0
    for row in wrong.follow_ups:
        if (
            row.session_id == session.id
            or row.incident_id != session.incident_id
            or row.closed_at is None
            or not timedelta(0) <= row.closed_at - session.finished_at < _SAME_MOMENT
        ):
            continue
        if row.purpose == LAST_CONTACT and row.session_id is None and row.outcome == CLEAR:
            unit.follow_ups.save(replace(row, state=FollowUpState.CANCELLED, outcome=""))
            unit.audit.record(AuditEvent("case-reopened", wrong.person.id, row.id))
        elif row.state in {FollowUpState.DONE, FollowUpState.CANCELLED}:
            unit.follow_ups.save(replace(row, state=FollowUpState.DUE, closed_at=None))
            unit.audit.record(AuditEvent("follow-up-reopened", row.id, session.id))
            reopened += 1
    return reopened


def _typed_in(
    unit: RecordsUnitOfWork, wrong: PersonFile, session: SupportSession
) -> tuple[frozenset[str], bool]:
    """Which details were changed in the course of a session, and whether some are not known."""
    lines = unit.audit_log.of([wrong.person.id, session.id], _LINES_LOOKED_AT)
    began = [line.seq for line in lines if (line.what, line.subject) == _began(session)]
    ended = [line.seq for line in lines if (line.what, line.subject) == _ended(session)]
    changes = [
        line.detail
        for line in lines
        if line.what == "person-changed"
        and began
        and line.seq > min(began)
        and not (ended and line.seq > max(ended))
    ]
    names = {name for detail in changes for name in detail.split(",")}
    return frozenset(names) & frozenset(DETAILS), "" in changes


def _began(session: SupportSession) -> tuple[str, str]:
    return "session-started", session.id


def _ended(session: SupportSession) -> tuple[str, str]:
    return "session-finished", session.id


def _is_second(person: Person, text: str) -> bool:
    """Whether a text is one of the identifiers that stand in a record beside its reference."""
    wanted = _plain(text)
    born = person.date_of_birth.isoformat() if person.date_of_birth is not None else ""
    return bool(wanted) and wanted in {
        _plain(each) for each in (person.name, person.staff_number, born) if each
    }


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
