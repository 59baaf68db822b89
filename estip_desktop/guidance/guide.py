"""Walking through a protocol: answers are saved, flags are raised, a red one is acted on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from estip_desktop.casework import (
    Answer,
    CaseworkUnitOfWork,
    ContactMethod,
    Flag,
    NewSession,
    Person,
    Place,
    SessionState,
)
from estip_desktop.casework.people import changed_fields
from estip_desktop.errors import RuleError
from estip_desktop.guidance.concerns import Concerns, OpenedConcern, as_opened
from estip_desktop.guidance.flags import (
    BY_HAND,
    FlagChange,
    FlagOwner,
    compare,
    standing_codes,
    stands,
)
from estip_desktop.guidance.guided import Guided, Step, last_contact
from estip_desktop.guidance.ports import GuidanceContent
from estip_desktop.guidance.sheets import keep_sheets
from estip_desktop.guidance.talk_only import is_talk_only, talk_only
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day, to_text
from estip_desktop.kernel.ids import FlagId, IdFactory, SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue
from estip_desktop.protocols import Page, Protocol, flags_raised

GUIDED_PAGE = "guided"
CONTACT_PAGE, MESSAGE_PAGE = "C5.contact", "C5.message"
"""Pages whose answers are also kept with the person, where a referral finds them."""


class Guide:
    """Start, walk and finish support sessions."""

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        content: GuidanceContent,
        concerns: Concerns,
        clock: Clock,
        ids: IdFactory,
        red_codes: Collection[str],
    ) -> None:
        self._open_unit = open_unit
        self._content = content
        self._concerns = concerns
        self._clock = clock
        self._ids = ids
        self._red = frozenset(red_codes)
        self._known: dict[SessionId, Guided] = {}

    def start_talk_only(self, wish: NewSession) -> SessionId:
        """Start a conversation of which nothing about the person is kept.

        Raises:
            RuleError: ``consent-to-talk`` is missing.
            InputRefusedError: ``held-in-future``, of one from paper.
        """
        with self._open_unit() as unit:
            incident = unit.incidents.get(wish.incident_id)
        protocol = self._content.protocol(wish.protocol_id)
        guided = talk_only(wish, incident, protocol, self._ids, self._clock.now())
        self._known[guided.session.id] = guided
        return guided.session.id

    def open(self, session_id: SessionId) -> Guided:
        """The session as it was left.

        Raises:
            NotFoundError: There is none; a talk-only conversation ends with the window.
            RecordDamagedError: One of its records fails its check.
        """
        known = self._known.get(session_id)
        if known is not None:
            return known
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            guided = Guided(
                session=session,
                protocol=self._content.protocol(session.protocol_id, session.protocol_version),
                answers=dict(unit.answers.of(session_id)),
                flags=tuple(unit.flags.of_session(session_id)),
                person=unit.people.get(session.person_id),
                incident=unit.incidents.get(session.incident_id),
                last=last_contact(unit, session, self._content),
                note=unit.session_notes.of(session_id),
            )
        self._known[session_id] = guided
        return guided

    def resume(self, session_id: SessionId) -> Guided:
        """Open a session to go on with it, read from the vault anew; that it was opened is kept.

        Raises:
            NotFoundError, RecordDamagedError: As :meth:`open`.
        """
        self.forget(session_id)
        guided = self.open(session_id)
        if guided.is_kept:
            with self._open_unit() as unit:
                unit.audit.record(AuditEvent("session-viewed", session_id))
                unit.commit()
        return guided

    def forget(self, session_id: SessionId) -> None:
        """Read it from the vault again next time: somebody changed its flags or its person."""
        if not is_talk_only(session_id):
            self._known.pop(session_id, None)

    def answer(self, session_id: SessionId, page_id: str, value: AnswerValue) -> Step:
        """Save one answer, raise its flags and open Immediate concern for a red one.

        All of it is one transaction: an answer is never kept without the flag it raises.

        Raises:
            InputRefusedError: The value does not fit the item; nothing was changed.
            RuleError: The session is closed.
        """
        guided = self.open(session_id)
        if guided.session.state is not SessionState.DRAFT:
            raise RuleError("session-is-closed")
        page = guided.protocol.page(page_id)
        if page.item is not None and page.asks:
            value = page.item.check(value)
        if page.private:
            return Step(self._keep_private(guided, page, value))
        before = guided.answers.get(page_id)
        answers = {**guided.answers, page_id: value}
        if not guided.is_kept:
            return self._answer_talk_only(guided, answers, page_id)
        moment = self._clock.now()
        with self._open_unit() as unit:
            unit.answers.save(Answer(session_id, page_id, value, moment))
            unit.audit.record(AuditEvent("answer-saved", session_id, page_id))
            person = _with_contact(guided.person, page_id, value)
            if person != guided.person:
                unit.people.save(person)
                named = ",".join(changed_fields(guided.person, person))
                unit.audit.record(AuditEvent("person-changed", person.id, named))
            keep_sheets(unit, guided.session, page, answers, self._content.sheet_version, moment)
            changed = before is not None and before != value
            closed = None
            source = self._source(session_id, page_id)
            if changed:
                raised_now = _raised_by(guided.protocol, answers, page_id)
                gone = self._concerns.answers.taken_back(
                    unit, source, guided.flags, raised_now, after=value
                )
                closed = self._concerns.answers.correct(
                    unit, source, gone, before=before, after=value
                )
            change = self._compare(guided, answers, moment)
            concern = self._keep(unit, guided, change, source)
            if before is not None and concern is None:
                concern = as_opened(
                    self._concerns.answers.again(
                        unit,
                        source,
                        guided.flags,
                        _raised_by(guided.protocol, answers, page_id) if changed else (),
                        session_id,
                        guided.person.id,
                    )
                )
            unit.commit()
        if change.raised or change.taken_back or changed:
            with self._open_unit() as unit:
                flags = tuple(unit.flags.of_session(session_id))
        else:
            flags = guided.flags
        guided = replace(guided, answers=answers, flags=flags, person=person)
        self._known[session_id] = guided
        return Step(guided, concern, corrected=closed is not None)

    def reds_of(self, session_id: SessionId, page_id: str, value: AnswerValue) -> tuple[str, ...]:
        """The red flags that an answer raises, whether it can be saved or not."""
        guided = self.open(session_id)
        raised = _raised_by(guided.protocol, {**guided.answers, page_id: value}, page_id)
        return tuple(sorted(raised & self._red))

    def skip(self, session_id: SessionId, page_id: str) -> Step:
        """Skip a page for now; an answer that was there stays."""
        guided = self.open(session_id)
        if page_id in guided.answers:
            return Step(guided)
        page = guided.protocol.page(page_id)
        if page.item is not None and page.item.required:
            raise RuleError("page-is-required")
        return self.answer(session_id, page_id, SKIPPED)

    def go(self, session_id: SessionId, page_id: str) -> None:
        """Remember that the supporter is on this page now, for after a lock or a kill."""
        guided = self.open(session_id)
        if guided.session.state is not SessionState.DRAFT:
            return
        session = guided.session.at_page(page_id, self._clock.now())
        if guided.is_kept:
            place = Place(GUIDED_PAGE, {"session": session_id, "page": page_id})
            with self._open_unit() as unit:
                unit.sessions.save(session)
                unit.settings.set_place(place)
                unit.commit()
        self._known[session_id] = replace(guided, session=session)

    def concern_of(self, session_id: SessionId, page_id: str) -> OpenedConcern | None:
        """The Immediate concern that the answer to a page opened and nobody has closed."""
        return as_opened(self._concerns.answers.of_answer(self._source(session_id, page_id)))

    def raise_by_hand(self, session_id: SessionId, code: str) -> Step:
        """The supporter raises a flag themselves (A14, or any red)."""
        guided = self.open(session_id)
        flag = Flag(
            id=FlagId(self._ids.new()),
            person_id=guided.person.id,
            incident_id=guided.incident.id,
            session_id=session_id,
            code=code,
            source=BY_HAND,
            raised_at=self._clock.now(),
        )
        if code in standing_codes(guided.flags):
            return Step(guided)
        concern = None
        if guided.is_kept or code in self._red:
            with self._open_unit() as unit:
                if guided.is_kept:
                    concern = self._keep(unit, guided, FlagChange((flag,)), BY_HAND)
                else:
                    opened = self._concerns.answers.open_for(unit, BY_HAND, [flag], None, None)
                    concern = OpenedConcern(opened.id, opened.flags)
                unit.commit()
        guided = replace(guided, flags=(*guided.flags, flag))
        self._known[session_id] = guided
        return Step(guided, concern)

    def finish(
        self,
        session_id: SessionId,
        also: Callable[[CaseworkUnitOfWork, Guided], None] | None = None,
    ) -> Guided:
        """Close the session; a talk-only conversation leaves one anonymous count.

        Args:
            session_id: The session.
            also: What has to be kept in the same transaction, such as the contacts agreed.

        Raises:
            RuleError: A required page is unanswered (``page-is-required``), or a concern is open.
        """
        guided = self.open(session_id)
        if any(page.required for page in guided.run.unanswered()):
            raise RuleError("page-is-required")
        moment = self._clock.now()
        with self._open_unit() as unit:
            # A talk-only conversation stands in no concern: any without a session may be its own.
            of_session = session_id if guided.is_kept else None
            if any(c.session_id == of_session for c in unit.concerns.open_ones()):
                raise RuleError("concern-is-open")
            if guided.is_kept:
                session = guided.session.finish(moment)
                unit.sessions.save(session)
                unit.settings.set_place(None)
                unit.audit.record(AuditEvent("session-finished", session_id))
                guided = replace(guided, session=session)
                if also is not None:
                    also(unit, guided)
            else:
                held = guided.session.started_at if guided.is_from_paper else moment
                unit.tallies.add_one(
                    guided.incident.id, guided.session.protocol_id, local_day(held)
                )
                unit.audit.record(AuditEvent("talk-only-counted", guided.incident.id))
            unit.commit()
        self._known.pop(session_id, None)
        return guided

    def close_quietly(self, session_id: SessionId) -> None:
        """Leave a session: "save and close". A talk-only conversation ends here, uncounted."""
        self._known.pop(session_id, None)
        with self._open_unit() as unit:
            unit.settings.set_place(None)
            unit.commit()

    def _compare(
        self, guided: Guided, answers: Mapping[str, AnswerValue], moment: datetime
    ) -> FlagChange:
        session_id = guided.session.id
        raised = [
            (flag.code, self._source(session_id, flag.link_id))
            for flag in flags_raised(guided.protocol, answers)
        ]
        others = [
            (flag.code, flag.source)
            for flag in guided.flags
            if stands(flag) and not flag.source.startswith(f"{session_id}#")
        ]
        sources = {self._source(session_id, page.id) for page in guided.protocol.pages}
        owner = FlagOwner(guided.person.id, guided.incident.id, session_id)
        return compare(
            guided.flags, [*raised, *others], sources, owner, self._red, self._ids, moment
        )

    def _keep(
        self, unit: CaseworkUnitOfWork, guided: Guided, change: FlagChange, source: str
    ) -> OpenedConcern | None:
        for flag in (*change.raised, *change.taken_back):
            unit.flags.save(flag)
            what = "flag-raised" if flag in change.raised else "flag-considered"
            unit.audit.record(AuditEvent(what, flag.id, flag.code))
        red = change.opens_concern(self._red)
        if not red:
            return None
        concern = self._concerns.answers.open_for(
            unit, source, red, guided.session.id, guided.person.id
        )
        return OpenedConcern(concern.id, concern.flags)

    def _answer_talk_only(
        self, guided: Guided, answers: Mapping[str, AnswerValue], page_id: str
    ) -> Step:
        """As :meth:`answer`, but only the concern of a red answer reaches the vault."""
        source = self._source(guided.session.id, page_id)
        before, value = guided.answers.get(page_id), answers[page_id]
        raised_now: Collection[str] = ()
        flags, closed, opened = guided.flags, None, None
        with self._open_unit() as unit:
            if before is not None and before != value:
                raised_now = _raised_by(guided.protocol, answers, page_id)
                gone = self._concerns.answers.taken_back(
                    unit, source, flags, raised_now, after=value
                )
                closed = self._concerns.answers.correct(
                    unit, source, gone, before=before, after=value, keep_flags=False
                )
                flags = tuple(flag for flag in flags if flag not in gone)
            change = self._compare(replace(guided, flags=flags), answers, self._clock.now())
            taken = {flag.id for flag in change.taken_back}
            flags = (*(flag for flag in flags if flag.id not in taken), *change.raised)
            red = change.opens_concern(self._red)
            if red:
                opened = as_opened(self._concerns.answers.open_for(unit, source, red, None, None))
            elif before is not None:
                opened = as_opened(
                    self._concerns.answers.again(unit, source, flags, raised_now, None, None)
                )
            unit.commit()
        guided = replace(guided, answers=answers, flags=flags)
        self._known[guided.session.id] = guided
        return Step(guided, opened, corrected=closed is not None)

    def _keep_private(self, guided: Guided, page: Page, value: AnswerValue) -> Guided:
        """The supporter's own check: kept apart; the session only knows that the page was seen."""
        moment = self._clock.now()
        with self._open_unit() as unit:
            if value != SKIPPED:
                unit.own_checks.add(to_text(moment), {page.id: value})
            if guided.is_kept:
                unit.answers.save(Answer(guided.session.id, page.id, _seen(value), moment))
            unit.audit.record(AuditEvent("own-check-kept"))
            unit.commit()
        guided = replace(guided, answers={**guided.answers, page.id: _seen(value)})
        self._known[guided.session.id] = guided
        return guided

    @staticmethod
    def _source(session_id: SessionId, page_id: str) -> str:
        return f"{session_id}#{page_id}"


def _raised_by(
    protocol: Protocol, answers: Mapping[str, AnswerValue], page_id: str
) -> frozenset[str]:
    """Codes that one page's answer raises now."""
    raised = flags_raised(protocol, answers)
    return frozenset(flag.code for flag in raised if flag.link_id == page_id)


def _with_contact(person: Person, page_id: str, value: AnswerValue) -> Person:
    """The person with the way of contact they have just chosen."""
    if page_id == CONTACT_PAGE and value in {method.value for method in ContactMethod}:
        return replace(person, contact_method=ContactMethod(str(value)))
    if page_id == MESSAGE_PAGE and value in {"yes", "no"}:
        return replace(person, message_ok=value == "yes")
    return person


def _seen(value: AnswerValue) -> AnswerValue:
    return SKIPPED if value == SKIPPED else True
