"""Asking a questionnaire: one item at a time, saved at once, scored by its published rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from estip_desktop.casework import (
    Answer,
    CaseworkUnitOfWork,
    Flag,
    Place,
    Screening,
    ScreeningNote,
    ScreeningState,
    SessionState,
)
from estip_desktop.errors import RuleError
from estip_desktop.guidance.asked import (
    PAPER,
    Asked,
    Offer,
    Reply,
    held_at,
    main_total,
    outcome_of,
    result_record,
    same_scoring,
)
from estip_desktop.guidance.concerns import Concerns, OpenedConcern, as_opened
from estip_desktop.guidance.flags import FlagOwner, compare, stands
from estip_desktop.guidance.ports import GuidanceContent
from estip_desktop.instruments import (
    Instrument,
    Outcome,
    Points,
    Status,
    WindowState,
    window_state,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, day_of_case, local_day
from estip_desktop.kernel.ids import IdFactory, ScreeningId, SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue

QUESTION_PAGE = "question"


class Questionnaires:
    """Offer, ask and score questionnaires within a session."""

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
        self._known: dict[ScreeningId, Asked] = {}

    def offers(self, session_id: SessionId, instrument_ids: Collection[str]) -> tuple[Offer, ...]:
        """The instruments a session may use, in the order given."""
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            ended_at = unit.incidents.get(session.incident_id).ended_at
            taken = {s.instrument_id: s for s in unit.screenings.of_session(session_id)}
            at = held_at(unit, session_id, PAPER) or self._clock.now()
        day = day_of_case(ended_at, at)
        rows = []
        for instrument_id in instrument_ids:
            instrument = self._content.instrument(instrument_id)
            is_open = window_state(instrument, day) is WindowState.IN
            found = taken.get(instrument_id)
            rows.append(
                Offer(
                    instrument,
                    is_open,
                    None
                    if is_open
                    else local_day(ended_at) + timedelta(days=instrument.window_day),
                    found is not None and found.state is not ScreeningState.DRAFT,
                    found.id if found else None,
                    needs_oh=instrument_id not in self._content.peer_instruments(),
                )
            )
        return tuple(rows)

    def start(
        self,
        session_id: SessionId,
        instrument_id: str,
        mode: str,
        how: ScreeningNote | None = None,
    ) -> Asked:
        """Start an instrument, or take up the one already begun in this session.

        Args:
            session_id: The session.
            instrument_id: The instrument.
            mode: ``read-aloud``, ``handover`` or ``paper``.
            how: Who has the device, and who authorised it where that is needed; its id is ignored.

        Raises:
            RuleError: No consent to keep a record; ``instrument-needs-oh`` or
                ``instrument-window`` where nobody authorised it, with a reason.
        """
        instrument = self._content.instrument(instrument_id)
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id)
            if not session.consent.record:
                raise RuleError("consent-to-record")
            for found in unit.screenings.of_session(session_id):
                if found.instrument_id == instrument_id:
                    return self._go_on_with(unit, found, mode, how)
            at = held_at(unit, session_id, mode) or self._clock.now()
            day = day_of_case(unit.incidents.get(session.incident_id).ended_at, at)
            early = window_state(instrument, day) is not WindowState.IN
            note = how or ScreeningNote(ScreeningId(""))
            if not (note.authorised_by.strip() and note.authorised_why.strip()):
                if instrument_id not in self._content.peer_instruments():
                    raise RuleError("instrument-needs-oh")
                if early:
                    raise RuleError("instrument-window")
            screening = Screening(
                id=ScreeningId(self._ids.new()),
                session_id=session_id,
                person_id=session.person_id,
                instrument_id=instrument_id,
                instrument_version=instrument.version,
                mode=mode,
                day=day,
                started_at=at,
                page_id=instrument.items[0].link_id,
            )
            unit.screenings.save(screening)
            unit.screening_notes.save(replace(note, screening_id=screening.id, early=early))
            unit.audit.record(AuditEvent("screening-started", screening.id, instrument_id))
            if note.authorised_by:
                unit.audit.record(AuditEvent("screening-authorised", screening.id, instrument_id))
            asked = self._read(unit, screening)
            unit.commit()
        return asked

    def open(self, screening_id: ScreeningId) -> Asked:
        """A questionnaire as it was left."""
        known = self._known.get(screening_id)
        if known is not None:
            return known
        with self._open_unit() as unit:
            return self._read(unit, unit.screenings.get(screening_id))

    def forget(self) -> None:
        """Read all of them from the vault again: a session went to another person."""
        self._known.clear()

    def looked_at(self, screening_id: ScreeningId) -> None:
        """Somebody opened what came out; that they did is kept with the record."""
        with self._open_unit() as unit:
            unit.audit.record(AuditEvent("screening-viewed", screening_id))
            unit.commit()

    def go(self, screening_id: ScreeningId, link_id: str) -> None:
        """Remember which item is on screen."""
        asked = self.open(screening_id)
        screening = replace(asked.screening, page_id=link_id)
        with self._open_unit() as unit:
            unit.screenings.save(screening)
            unit.settings.set_place(
                Place(
                    QUESTION_PAGE,
                    {
                        "screening": screening_id,
                        "item": link_id,
                        "session": screening.session_id,
                    },
                )
            )
            unit.commit()
        self._known[screening_id] = replace(asked, screening=screening)

    def answer(
        self, screening_id: ScreeningId, link_id: str, value: AnswerValue, *, alone: bool = False
    ) -> Reply:
        """Save one answer; a red item opens Immediate concern in the same transaction.

        A changed answer after scoring takes the score back until it is worked out again; the same
        answer once more changes nothing and shows the concern it opened while that is open.

        Args:
            screening_id: The questionnaire.
            link_id: The item.
            value: Code of an option, ``DECLINED`` or ``SKIPPED``.
            alone: A colleague holds the laptop; no answer of theirs takes a concern back.

        Raises:
            InputRefusedError: The value is none of the published options.
        """
        asked = self.open(screening_id)
        value = asked.instrument.item(link_id).item.check(value)
        before = asked.answers.get(link_id)
        source = f"{screening_id}#{link_id}"
        if before == value:
            return Reply(asked, as_opened(self._concerns.answers.of_answer(source)))
        answers = {**asked.answers, link_id: value}
        moment = self._clock.now()
        screening = asked.screening
        closed = None
        with self._open_unit() as unit:
            session = unit.sessions.get(screening.session_id)
            if session.state is not SessionState.DRAFT:
                raise RuleError("session-is-closed")
            unit.answers.save(Answer(screening_id, link_id, value, moment))
            unit.audit.record(AuditEvent("answer-saved", screening_id, link_id))
            if screening.state is not ScreeningState.DRAFT:
                screening = replace(screening, state=ScreeningState.DRAFT, result=None)
                unit.screenings.save(screening)
            raised = self._red_pairs(asked.instrument, answers, screening_id)
            concern = None
            if raised or before is not None:
                flags = [
                    flag
                    for flag in unit.flags.of_session(session.id)
                    if flag.source.startswith(f"{screening_id}#")
                ]
                still = {code for code, origin in raised if origin == source}
                # Whoever answers alone may think better of having said it. What they said first is
                # talked about, and taken back with the supporter if it was not meant.
                if before is not None and not alone:
                    gone = self._concerns.answers.taken_back(
                        unit, source, flags, still, after=value
                    )
                    closed = self._concerns.answers.correct(
                        unit, source, gone, before=before, after=value
                    )
                owner = FlagOwner(session.person_id, session.incident_id, session.id)
                change = compare(flags, raised, (), owner, self._red, self._ids, moment)
                concern = self._keep(unit, change.raised, source, owner)
                if concern is None and before is not None:
                    concern = as_opened(
                        self._concerns.answers.again(
                            unit, source, flags, still, session.id, session.person_id
                        )
                    )
            unit.commit()
        asked = replace(asked, screening=screening, answers=answers)
        self._known[screening_id] = asked
        return Reply(asked, concern, corrected=closed is not None)

    def reds_of(self, asked: Asked, link_id: str, value: AnswerValue) -> tuple[str, ...]:
        """The red flags that an answer raises, whether it can be saved or not."""
        source = f"{asked.screening.id}#{link_id}"
        answers = {**asked.answers, link_id: value}
        pairs = self._red_pairs(asked.instrument, answers, asked.screening.id)
        return tuple(code for code, origin in pairs if origin == source and code in self._red)

    def skip(self, screening_id: ScreeningId, link_id: str) -> Reply:
        """Leave an item for now; an answer that was there stays."""
        asked = self.open(screening_id)
        return self.answer(screening_id, link_id, asked.answers.get(link_id, SKIPPED))

    def finish(self, screening_id: ScreeningId) -> Outcome:
        """Work out the score and keep it with the versions it was made from."""
        asked = self.open(screening_id)
        outcome = outcome_of(asked)
        complete = outcome.status is Status.COMPLETE
        screening = asked.screening
        with self._open_unit() as unit:
            screening = replace(
                screening,
                state=ScreeningState.SCORED if complete else ScreeningState.KEPT_INCOMPLETE,
                finished_at=held_at(unit, screening.session_id, screening.mode)
                or self._clock.now(),
                result=result_record(asked, outcome),
            )
            unit.screenings.save(screening)
            unit.audit.record(AuditEvent("screening-scored", screening_id, outcome.status.value))
            unit.commit()
        self._known[screening_id] = replace(asked, screening=screening)
        return outcome

    def outcome(self, screening_id: ScreeningId) -> Outcome:
        """The outcome of the answers as they are now, without keeping anything."""
        asked = self.open(screening_id)
        return outcome_of(asked)

    def of_session(self, session_id: SessionId) -> tuple[Asked, ...]:
        """All questionnaires of one session."""
        with self._open_unit() as unit:
            return tuple(self._read(unit, row) for row in unit.screenings.of_session(session_id))

    def previous_total(self, screening_id: ScreeningId) -> Points | None:
        """The main total of the same instrument, scored by the same rules, the time before."""
        asked = self.open(screening_id)
        with self._open_unit() as unit:
            for other in unit.screenings.of_person(asked.person.id):
                if (
                    other.id != screening_id
                    and other.instrument_id == asked.instrument.id
                    and same_scoring(other, asked.instrument)
                    and other.started_at <= asked.screening.started_at
                ):
                    total = main_total(other)
                    if total is not None:
                        return total
        return None

    def _go_on_with(
        self, unit: CaseworkUnitOfWork, found: Screening, mode: str, how: ScreeningNote | None
    ) -> Asked:
        """One begun before; another way of answering is kept with it."""
        if found.mode == mode or found.state is not ScreeningState.DRAFT:
            return self._read(unit, found)
        found = replace(found, mode=mode)
        unit.screenings.save(found)
        before = unit.screening_notes.of(found.id) or ScreeningNote(found.id)
        if how is not None:
            unit.screening_notes.save(
                replace(
                    before,
                    held_by=how.held_by,
                    interpreter=before.interpreter or how.interpreter,
                    by_proxy=before.by_proxy or how.by_proxy,
                )
            )
        unit.audit.record(AuditEvent("screening-mode", found.id, mode))
        asked = self._read(unit, found)
        unit.commit()
        return asked

    def _read(self, unit: CaseworkUnitOfWork, screening: Screening) -> Asked:
        asked = Asked(
            screening,
            self._content.instrument(screening.instrument_id, screening.instrument_version),
            dict(unit.answers.of(screening.id)),
            unit.people.get(screening.person_id),
            unit.screening_notes.of(screening.id),
        )
        self._known[screening.id] = asked
        return asked

    def _keep(
        self, unit: CaseworkUnitOfWork, raised: tuple[Flag, ...], source: str, owner: FlagOwner
    ) -> OpenedConcern | None:
        for flag in raised:
            unit.flags.save(flag)
            unit.audit.record(AuditEvent("flag-raised", flag.id, flag.code))
        red = [flag for flag in raised if flag.code in self._red and stands(flag)]
        if not red:
            return None
        concern = self._concerns.answers.open_for(
            unit, source, red, owner.session_id, owner.person_id
        )
        return OpenedConcern(concern.id, concern.flags)

    @staticmethod
    def _red_pairs(
        instrument: Instrument, answers: Mapping[str, AnswerValue], screening_id: ScreeningId
    ) -> list[tuple[str, str]]:
        pairs = []
        for red in instrument.scoring.red_items:
            value = answers.get(red.link_id)
            points = instrument.item(red.link_id).points(value) if value is not None else None
            if points is not None and points >= red.at_least_points:
                pairs.append((red.flag, f"{screening_id}#{red.link_id}"))
        return pairs
