"""Walking through a protocol with a group: its own ticks, then contacts for all who were there.

A group walks through the same pages as one person does. What differs is what is kept: one record
with its roster and the group's own answers, no flag from anything that was said, and afterwards a
contact for each of them. Pages that name members offer the roster; nothing on them says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from estip_desktop.casework import (
    CaseworkUnitOfWork,
    Consent,
    ContactMethod,
    Flag,
    FollowUp,
    GroupMember,
    GroupSession,
    Incident,
    NewGroup,
    Person,
    Place,
    SessionState,
    Share,
    SupportSession,
)
from estip_desktop.casework.groups import FEWEST, MARK, MOST, split
from estip_desktop.casework.service import OWNER_NAME
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.guidance.concerns import OpenedConcern
from estip_desktop.guidance.guide import GUIDED_PAGE
from estip_desktop.guidance.guided import Guided, Step
from estip_desktop.guidance.ports import GuidanceContent
from estip_desktop.guidance.roster import is_locked_by_pip, recorded, with_roster
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day, to_text
from estip_desktop.kernel.ids import FlagId, FollowUpId, IdFactory, IncidentId, PersonId, SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue
from estip_desktop.protocols import Page, sheets_given

SLOTS_PAGE, WATCH_PAGE, DAY_PAGE = "DG9.slots", "DG10.watch", "DG11.day"
PRIVATE_TALK, AFTER_GROUP, CHECK_IN = "private-talk", "after-group", "check-in"
WORRIED = "A14"


@dataclass(frozen=True, slots=True)
class Afterwards:
    """A private talk or a check-in that came of a group.

    Args:
        member: Of the roster.
        reference: Of their record.
        follow_up: The contact.
    """

    member: GroupMember
    reference: str
    follow_up: FollowUp


class Groups:
    """Start, walk and finish conversations with a group."""

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        content: GuidanceContent,
        clock: Clock,
        ids: IdFactory,
    ) -> None:
        self._open_unit = open_unit
        self._content = content
        self._clock = clock
        self._ids = ids
        self._known: dict[SessionId, Guided] = {}

    def start(self, wish: NewGroup) -> tuple[SessionId, ...]:
        """Start a group, or two where the roster is split; the second waits among the drafts.

        Raises:
            RuleError: ``group-locked-by-pip``: a post-incident procedure is or may be in place, and
                nobody is named as having cleared it.
            InputRefusedError: ``roster-too-small``, ``roster-too-large``, ``roster-twice``.
        """
        _check_roster(wish.roster)
        now = self._clock.now()
        with self._open_unit() as unit:
            incident = unit.incidents.get(wish.incident_id)
            if is_locked_by_pip(incident):
                raise RuleError("group-locked-by-pip")
            rosters = split(wish.roster) if wish.in_two else (wish.roster,)
            made = []
            for part, roster in enumerate(rosters, 1):
                group = GroupSession(
                    id=SessionId(MARK + self._ids.new()),
                    incident_id=wish.incident_id,
                    protocol_id=wish.protocol_id,
                    protocol_version=wish.protocol_version,
                    notice=wish.notice,
                    started_at=now,
                    touched_at=now,
                    roster=roster,
                    supporter=unit.settings.get(OWNER_NAME) or "",
                    co_leader=wish.co_leader.strip(),
                    label=wish.label,
                    timing_reason=wish.timing_reason,
                    part=part if wish.in_two else 0,
                )
                unit.groups.save(group)
                unit.audit.record(AuditEvent("group-started", group.id, str(len(roster))))
                made.append(group.id)
            unit.commit()
        return tuple(made)

    def open(self, session_id: SessionId) -> Guided:
        """The conversation as it was left.

        Raises:
            NotFoundError, RecordDamagedError: It is not there, or fails its check.
        """
        known = self._known.get(session_id)
        if known is not None:
            return known
        with self._open_unit() as unit:
            group = unit.groups.get(session_id)
            guided = self._guided(group, unit.incidents.get(group.incident_id))
        self._known[session_id] = guided
        return guided

    def resume(self, session_id: SessionId) -> Guided:
        """Open it to go on with it, read from the vault anew; that it was opened is kept."""
        self.forget(session_id)
        guided = self.open(session_id)
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent("group-viewed", session_id))
            unit.commit()
        return guided

    def drafts(self) -> tuple[GroupSession, ...]:
        """Groups that are not finished, begun last first."""
        with self._open_unit() as unit:
            return tuple(unit.groups.drafts(20))

    def of_incident(self, incident_id: IncidentId) -> tuple[GroupSession, ...]:
        """Groups of one incident, newest first, without the discarded ones."""
        with self._open_unit() as unit:
            found = unit.groups.of_incident(incident_id)
        return tuple(each for each in found if each.state is not SessionState.DISCARDED)

    def afterwards(self, session_id: SessionId) -> tuple[Afterwards, ...]:
        """What was agreed for those who were there and is for today, in the order of the roster."""
        with self._open_unit() as unit:
            group = unit.groups.get(session_id)
            found = []
            for member in group.roster:
                if member.person_id is None:
                    continue
                reference = unit.people.get(member.person_id).reference
                found += [
                    Afterwards(member, reference, row)
                    for row in unit.follow_ups.of_case(member.person_id, group.incident_id)
                    if row.purpose in {PRIVATE_TALK, AFTER_GROUP}
                ]
        return tuple(found)

    def forget(self, session_id: SessionId) -> None:
        """Read it from the vault again next time."""
        self._known.pop(session_id, None)

    def answer(self, session_id: SessionId, page_id: str, value: AnswerValue) -> Step:
        """Save one answer of the group.

        Raises:
            InputRefusedError: The value does not fit the item; nothing was changed.
            RuleError: The conversation is closed.
        """
        guided = self.open(session_id)
        page = guided.protocol.page(page_id)
        if page.item is not None and page.asks:
            value = page.item.check(value)
        moment = self._clock.now()
        with self._open_unit() as unit:
            group = unit.groups.get(session_id)
            if page.private:
                if group.state is not SessionState.DRAFT:
                    raise RuleError("session-is-closed")
                if value != SKIPPED:
                    unit.own_checks.add(to_text(moment), {page.id: value})
                value = SKIPPED if value == SKIPPED else True
            group = group.with_answer(page_id, value, moment)
            group = replace(group, sheets=self._sheets(group, page, group.answers))
            unit.groups.save(group)
            unit.audit.record(AuditEvent("answer-saved", session_id, page_id))
            unit.commit()
        return Step(self._keep(group, guided.incident))

    def skip(self, session_id: SessionId, page_id: str) -> Step:
        """Skip a page for now; an answer that was there stays."""
        guided = self.open(session_id)
        if page_id in guided.answers:
            return Step(guided)
        item = guided.protocol.page(page_id).item
        if item is not None and item.required:
            raise RuleError("page-is-required")
        return self.answer(session_id, page_id, SKIPPED)

    def go(self, session_id: SessionId, page_id: str) -> None:
        """Remember that the supporter is on this page now, for after a lock or a kill."""
        guided = self.open(session_id)
        if guided.session.state is not SessionState.DRAFT:
            return
        with self._open_unit() as unit:
            group = unit.groups.get(session_id).at_page(page_id, self._clock.now())
            unit.groups.save(group)
            unit.settings.set_place(Place(GUIDED_PAGE, {"session": session_id, "page": page_id}))
            unit.commit()
        self._keep(group, guided.incident)

    def concern_of(self, session_id: SessionId, page_id: str) -> OpenedConcern | None:
        """None: what a group ticks opens no concern; one is opened by hand, about somebody."""
        del session_id, page_id
        return None

    def reds_of(self, session_id: SessionId, page_id: str, value: AnswerValue) -> tuple[str, ...]:
        """None, as above."""
        del session_id, page_id, value
        return ()

    def close_quietly(self, session_id: SessionId) -> None:
        """Leave it: "save and close"."""
        self.forget(session_id)
        with self._open_unit() as unit:
            unit.settings.set_place(None)
            unit.commit()

    def discard(self, session_id: SessionId, reason: str) -> None:
        """Put a draft away with a reason; nothing of it is deleted."""
        with self._open_unit() as unit:
            unit.groups.save(unit.groups.get(session_id).discard(reason, self._clock.now()))
            unit.audit.record(AuditEvent("group-discarded", session_id))
            unit.commit()
        self.forget(session_id)

    def restore_draft(self, session_id: SessionId) -> None:
        """Undo :meth:`discard`."""
        with self._open_unit() as unit:
            group = unit.groups.get(session_id)
            if group.state is not SessionState.DISCARDED:
                raise RuleError("session-is-not-discarded")
            unit.groups.save(replace(group, state=SessionState.DRAFT, discard_reason=""))
            unit.audit.record(AuditEvent("group-restored", session_id))
            unit.commit()

    def finish(self, session_id: SessionId) -> GroupSession:
        """Close it; whoever was there gets a record, and the contacts that were agreed.

        A private talk is due today for those who wanted one, a check-in today for those on the
        watch list (with the flag that a supporter is worried, and no word of why), and for
        everybody the day that was said at the end.

        Raises:
            RuleError: ``page-is-required``; ``concern-is-open``: one without a session may belong
                to somebody of this group; ``session-is-closed``.
        """
        guided = self.open(session_id)
        if any(page.required for page in guided.run.unanswered()):
            raise RuleError("page-is-required")
        moment = self._clock.now()
        with self._open_unit() as unit:
            if any(concern.session_id is None for concern in unit.concerns.open_ones()):
                raise RuleError("concern-is-open")
            group = unit.groups.get(session_id).finish(moment)
            people = []
            for member in group.roster:
                group, person = recorded(unit, group, member, self._ids)
                people.append(person)
            self._agree(unit, group, people)
            unit.groups.save(group)
            unit.tallies.add_one(group.incident_id, group.protocol_id, local_day(group.started_at))
            unit.settings.set_place(None)
            unit.audit.record(AuditEvent("group-finished", session_id))
            unit.commit()
        self._keep(group, guided.incident)
        return group

    def _agree(
        self, unit: CaseworkUnitOfWork, group: GroupSession, people: Sequence[PersonId]
    ) -> None:
        today = local_day(self._clock.now())
        slots, watched = group.chosen(SLOTS_PAGE), group.chosen(WATCH_PAGE)
        day = group.answers.get(DAY_PAGE)
        for member, person_id in zip(group.roster, people, strict=True):
            wanted = []
            if member in slots:
                wanted.append((PRIVATE_TALK, today))
            elif member in watched:
                wanted.append((AFTER_GROUP, today))
            if isinstance(day, str) and day[:1].isdigit():
                wanted.append((CHECK_IN, date.fromisoformat(day)))
            for purpose, due_on in wanted:
                self._contact(unit, group, person_id, purpose, due_on)
            if member in watched:
                self._worry(unit, group, person_id)

    def _contact(
        self,
        unit: CaseworkUnitOfWork,
        group: GroupSession,
        person_id: PersonId,
        purpose: str,
        due_on: date,
    ) -> None:
        follow_up = FollowUp(
            id=FollowUpId(self._ids.new()),
            person_id=person_id,
            incident_id=group.incident_id,
            session_id=None,
            purpose=purpose,
            due_on=due_on,
            method=ContactMethod.IN_PERSON,
        )
        unit.follow_ups.save(follow_up)
        unit.audit.record(AuditEvent("follow-up-agreed", follow_up.id, purpose))

    def _worry(self, unit: CaseworkUnitOfWork, group: GroupSession, person_id: PersonId) -> None:
        flag = Flag(
            id=FlagId(self._ids.new()),
            person_id=person_id,
            incident_id=group.incident_id,
            session_id=None,
            code=WORRIED,
            source=group.id,
            raised_at=self._clock.now(),
        )
        unit.flags.save(flag)
        unit.audit.record(AuditEvent("flag-raised", flag.id, flag.code))

    def _sheets(
        self, group: GroupSession, page: Page, answers: Mapping[str, AnswerValue]
    ) -> dict[str, str]:
        """Which sheets were handed round, each with the version it has now, or had then."""
        named = {rule.sheet for rule in page.gives}
        given = {sheet: version for sheet, version in group.sheets.items() if sheet not in named}
        for sheet in sheets_given(page, answers):
            given[sheet] = group.sheets.get(sheet) or self._content.sheet_version(sheet)
        return given

    def _keep(self, group: GroupSession, incident: Incident) -> Guided:
        guided = self._known[group.id] = self._guided(group, incident)
        return guided

    def _guided(self, group: GroupSession, incident: Incident) -> Guided:
        protocol = self._content.protocol(group.protocol_id, group.protocol_version)
        return Guided(
            session=_as_session(group),
            protocol=with_roster(protocol, group),
            answers=dict(group.answers),
            flags=(),
            person=Person(PersonId(group.id), ""),
            incident=incident,
            group=group,
        )


def _check_roster(roster: tuple[GroupMember, ...]) -> None:
    if len(roster) < FEWEST:
        raise InputRefusedError("roster-too-small")
    if len(roster) > MOST:
        raise InputRefusedError("roster-too-large")
    people = [each.person_id for each in roster if each.person_id is not None]
    if len(set(people)) != len(people):
        raise InputRefusedError("roster-twice")


def _as_session(group: GroupSession) -> SupportSession:
    """The group as the pages of a conversation know one; it belongs to no person."""
    return SupportSession(
        id=group.id,
        protocol_id=group.protocol_id,
        protocol_version=group.protocol_version,
        person_id=PersonId(group.id),
        incident_id=IncidentId(group.incident_id),
        consent=Consent(True, True, Share.NO, group.notice, group.started_at),
        supporter=group.supporter,
        started_at=group.started_at,
        touched_at=group.touched_at,
        page_id=group.page_id,
        label=group.label,
        timing_reason=group.timing_reason,
        state=group.state,
        finished_at=group.finished_at,
    )
