"""Immediate concern: opened by an answer or by hand, closed only by what the rules ask for.

Source of the rules: ``DESIGN.md`` 7 (Immediate concern) and ``CLINICAL.md`` C8 and C9.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from estip_desktop.casework import (
    CaseworkUnitOfWork,
    Concern,
    ConcernClosing,
    ContactMethod,
    Flag,
    FollowUp,
)
from estip_desktop.errors import RuleError
from estip_desktop.guidance.flags import BY_HAND, CORRECTED, stands
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.ids import ConcernId, FlagId, FollowUpId, IdFactory, PersonId, SessionId
from estip_desktop.kernel.items import DECLINED

ACTIONS = ("stay", "ask", "call", "tell")
DIRECT_ANSWERS = ("no", "fleeting", "intent", "declined")
SELF_HARM_ITEM = "R6"
BY_HAND_CODES = ("R1", "R2", "R3", "R4", "R5")
"""What a supporter may say a concern is about; R6 belongs to questionnaires alone."""
_OF_DIRECT_ANSWER = {"fleeting": "A1", "intent": "R1"}


@dataclass(frozen=True, slots=True)
class OpenedConcern:
    """What has to be shown at once, and what opened it."""

    concern_id: ConcernId
    flags: tuple[str, ...]


def as_opened(concern: Concern | None) -> OpenedConcern | None:
    """What has to be shown of a concern, where there is one."""
    return OpenedConcern(concern.id, concern.flags) if concern is not None else None


class Concerns:
    """Open, keep and close Immediate concerns."""

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        clock: Clock,
        ids: IdFactory,
        red_codes: Collection[str],
    ) -> None:
        self._open_unit = open_unit
        self._clock = clock
        self._ids = ids
        self._red = frozenset(red_codes)

    def open_by_hand(self, session_id: SessionId | None = None) -> Concern:
        """The supporter opens it; an open one of the same session is taken up again."""
        with self._open_unit() as unit:
            for concern in unit.concerns.open_ones():
                if concern.session_id == session_id:
                    return concern
            person_id = unit.sessions.get(session_id).person_id if session_id else None
            concern = self._new(BY_HAND, (), session_id, person_id)
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-opened", concern.id, BY_HAND))
            unit.commit()
        return concern

    def open_for(
        self,
        unit: CaseworkUnitOfWork,
        source: str,
        flags: Collection[Flag],
        session_id: SessionId | None,
        person_id: PersonId | None,
    ) -> Concern:
        """An answer opens it, within the transaction that saves the answer."""
        codes = tuple(dict.fromkeys(flag.code for flag in flags))
        for concern in unit.concerns.open_ones():
            if concern.session_id == session_id and session_id is not None:
                merged = tuple(dict.fromkeys((*concern.flags, *codes)))
                opened_by = source if concern.opened_by == BY_HAND else concern.opened_by
                grown = replace(concern, flags=merged, opened_by=opened_by)
                unit.concerns.save(grown)
                unit.audit.record(AuditEvent("concern-grew", concern.id, ",".join(codes)))
                return grown
        concern = self._new(source, codes, session_id, person_id)
        unit.concerns.save(concern)
        unit.audit.record(AuditEvent("concern-opened", concern.id, ",".join(codes)))
        return concern

    def get(self, concern_id: ConcernId) -> Concern:
        """One concern."""
        with self._open_unit() as unit:
            return unit.concerns.get(concern_id)

    def first_open(self) -> Concern | None:
        """The oldest concern that nobody has closed: it comes back first after a lock or a kill."""
        with self._open_unit() as unit:
            rows = unit.concerns.open_ones()
            return rows[0] if rows else None

    def of_session(self, session_id: SessionId | None) -> tuple[Concern, ...]:
        """All concerns of one session, or of none, open or closed."""
        with self._open_unit() as unit:
            return tuple(unit.concerns.of_session(session_id))

    def mark(self, concern_id: ConcernId, action: str, *, done: bool = True) -> Concern:
        """Mark one of the four actions as done now, or take the mark back."""
        if action not in ACTIONS:
            raise RuleError("concern-no-such-action")

        def change(concern: Concern) -> Concern:
            actions = {key: at for key, at in concern.actions.items() if key != action}
            if done:
                actions[action] = self._clock.now()
            return replace(concern, actions=actions)

        return self._change(concern_id, f"{action}-{'done' if done else 'undone'}", change)

    def describe(
        self,
        concern_id: ConcernId,
        *,
        called: Collection[str] | None = None,
        told: Collection[str] | None = None,
        receiver: str | None = None,
        outcome: str | None = None,
        note: str | None = None,
    ) -> Concern:
        """Keep who was called and told, who took over, and how it ended; ``None`` leaves as is."""
        changes: dict[str, object] = {
            "called": tuple(called) if called is not None else None,
            "told": tuple(told) if told is not None else None,
            "receiver": receiver.strip() if receiver is not None else None,
            "outcome": outcome,
            "note": note,
        }
        given = {key: value for key, value in changes.items() if value is not None}
        return self._change(
            concern_id,
            ",".join(given),
            lambda concern: replace(concern, **given),  # type: ignore[arg-type]  # keys are fields
        )

    def asked_directly(self, concern_id: ConcernId, answer: str) -> Concern:
        """Record the answer to the direct question (C8); it raises A1 or R1 like the step does."""
        if answer not in DIRECT_ANSWERS:
            raise RuleError("concern-no-such-answer")
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            code = _OF_DIRECT_ANSWER.get(answer, "")
            if code:
                concern = self._raise_here(unit, concern, code)
            concern = replace(
                concern, direct_answer=answer, actions={**concern.actions, "ask": moment}
            )
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-asked", concern.id))
            unit.commit()
        return concern

    def about(self, concern_id: ConcernId, codes: Collection[str]) -> Concern:
        """The supporter says what it is about: these red flags, and no others chosen here before.

        A flag that is taken out again stays in the record as considered; one that an answer holds
        is not touched. Without a session nobody else knows what the answer said, so a concern that
        an answer opened keeps all it has.

        Raises:
            RuleError: A code that is not one of ``BY_HAND_CODES``.
        """
        if not set(codes) <= set(BY_HAND_CODES):
            raise RuleError("concern-no-such-flag")
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            mine, others = self._flags_of(unit, concern)
            held = {flag.code for flag in others} | {_OF_DIRECT_ANSWER.get(concern.direct_answer)}
            if concern.session_id is None and concern.opened_by != BY_HAND:
                held.update(concern.flags)
            for flag in mine:
                if flag.code in BY_HAND_CODES and flag.code not in {*codes, *held}:
                    unit.flags.save(
                        replace(flag, considered=f"{CORRECTED}: by hand", considered_at=moment)
                    )
            left = tuple(
                code
                for code in concern.flags
                if code in codes or code in held or code not in BY_HAND_CODES
            )
            concern = replace(concern, flags=left)
            for code in codes:
                concern = self._raise_here(unit, concern, code)
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-about", concern.id, ",".join(concern.flags)))
            unit.commit()
        return concern

    def _raise_here(self, unit: CaseworkUnitOfWork, concern: Concern, code: str) -> Concern:
        """Hold a code by the concern itself, whatever answers hold it too."""
        mine, _others = self._flags_of(unit, concern)
        known = any(flag.code == code and stands(flag) for flag in mine)
        if not known and concern.person_id is not None and concern.session_id is not None:
            unit.flags.save(
                Flag(
                    id=FlagId(self._ids.new()),
                    person_id=concern.person_id,
                    incident_id=unit.sessions.get(concern.session_id).incident_id,
                    session_id=concern.session_id,
                    code=code,
                    source=_source_of(concern),
                    raised_at=self._clock.now(),
                )
            )
        return replace(concern, flags=tuple(dict.fromkeys((*concern.flags, code))))

    @staticmethod
    def _flags_of(unit: CaseworkUnitOfWork, concern: Concern) -> tuple[list[Flag], list[Flag]]:
        """Standing flags of the session: those this concern raised itself, and the others."""
        if concern.session_id is None:
            return [], []
        flags = [flag for flag in unit.flags.of_session(concern.session_id) if stands(flag)]
        source = _source_of(concern)
        return (
            [flag for flag in flags if flag.source == source],
            [flag for flag in flags if flag.source != source],
        )

    def red_of(self, concern: Concern) -> tuple[str, ...]:
        """The red flags that it holds."""
        return tuple(code for code in concern.flags if code in self._red)

    def missing(self, concern: Concern) -> tuple[str, ...]:
        """What still has to be recorded before it can be closed, as rule ids.

        R1 to R5 need an outcome and a named receiver; R6 needs the direct question to have been
        asked. Opened by hand it needs at least one marked action.
        """
        needs: list[str] = []
        reds = {*self.red_of(concern)}
        if concern.direct_answer == "intent":
            reds.add(_OF_DIRECT_ANSWER["intent"])
        if SELF_HARM_ITEM in reds and not concern.direct_answer:
            needs.append("concern-ask-directly")
        if any(code != SELF_HARM_ITEM for code in reds):
            if not concern.outcome:
                needs.append("concern-needs-outcome")
            if not concern.receiver.strip():
                needs.append("concern-needs-receiver")
        if not concern.actions:
            needs.append("concern-needs-action")
        return tuple(needs)

    def record(self, concern_id: ConcernId) -> Concern:
        """Close it with what was recorded and plan a contact for the next day.

        Raises:
            RuleError: Something the rules ask for is missing; the concern stays open.
        """
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            needs = self.missing(concern)
            if needs:
                raise RuleError(needs[0])
            concern = replace(concern, closing=ConcernClosing.RECORDED, closed_at=moment)
            unit.concerns.save(concern)
            if concern.person_id is not None and concern.session_id is not None:
                unit.follow_ups.save(
                    FollowUp(
                        id=FollowUpId(self._ids.new()),
                        person_id=concern.person_id,
                        incident_id=unit.sessions.get(concern.session_id).incident_id,
                        session_id=concern.session_id,
                        purpose="after-concern",
                        due_on=local_day(moment) + timedelta(days=1),
                        method=ContactMethod.PHONE,
                    )
                )
            unit.audit.record(AuditEvent("concern-recorded", concern.id, ",".join(concern.flags)))
            unit.commit()
        return concern

    def close_as_mistake(self, concern_id: ConcernId) -> Concern:
        """Close one that was opened by hand and never meant; "opened and closed" is kept.

        Raises:
            RuleError: An answer opened it, or a red flag stands.
        """
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            if concern.opened_by != BY_HAND or concern.flags:
                raise RuleError("concern-not-by-hand")
            concern = replace(
                concern,
                closing=ConcernClosing.MISTAKE,
                closed_at=moment,
                actions={},
                called=(),
                told=(),
                receiver="",
                note="",
                outcome="",
                direct_answer="",
            )
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-opened-by-mistake", concern.id))
            unit.commit()
        return concern

    def taken_back(
        self,
        unit: CaseworkUnitOfWork,
        source: str,
        flags: Collection[Flag],
        still_raised: Collection[str],
        *,
        after: object,
    ) -> tuple[Flag, ...]:
        """The flags a changed answer takes back: only while the concern it opened is on screen.

        Preferring not to answer is no other answer and takes nothing back: unknown is not safe.
        Nor is anything taken back that an earlier concern was recorded for.
        """
        concern = self._opened_by(unit, source)
        if after == DECLINED or concern is None:
            return ()
        earlier = unit.concerns.of_session(concern.session_id)
        return tuple(
            flag
            for flag in flags
            if flag.source == source
            and stands(flag)
            and flag.code not in still_raised
            and not any(_was_recorded(flag, each) for each in earlier)
        )

    def correct(
        self,
        unit: CaseworkUnitOfWork,
        source: str,
        gone: Collection[Flag],
        *,
        before: object,
        after: object,
        keep_flags: bool = True,
    ) -> Concern | None:
        """An answer that opened a concern was changed while it is open.

        The flags the old answer raised are kept as considered with both values, and the concern
        closes as corrected unless something else holds it open.

        Args:
            unit: The transaction that saves the answer.
            source: Of the answer.
            gone: From :meth:`taken_back`.
            before: The answer as it was.
            after: The answer as it is now.
            keep_flags: Whether the flags are in the vault; those of a talk-only conversation are
                not.

        Returns:
            The concern that was closed, or ``None`` if it stays open or none was open.
        """
        concern = self._opened_by(unit, source)
        if concern is None:
            return None
        moment = self._clock.now()
        both = f"{CORRECTED}: {_plain(before)} -> {_plain(after)}"
        if keep_flags:
            for flag in gone:
                unit.flags.save(replace(flag, considered=both, considered_at=moment))
        mine, others = self._flags_of(unit, concern)
        held = {flag.code for flag in (*mine, *others) if flag.source != source}
        held.add(_OF_DIRECT_ANSWER.get(concern.direct_answer, ""))
        codes = {flag.code for flag in gone} - held
        left = tuple(code for code in concern.flags if code not in codes)
        changed = replace(
            concern, corrected_from=_plain(before), corrected_to=_plain(after), flags=left
        )
        if not left and not concern.direct_answer:
            changed = replace(changed, closing=ConcernClosing.CORRECTED, closed_at=moment)
        unit.concerns.save(changed)
        unit.audit.record(AuditEvent("concern-answer-corrected", concern.id))
        return None if changed.is_open else changed

    def again(
        self,
        unit: CaseworkUnitOfWork,
        source: str,
        flags: Collection[Flag],
        raised_now: Collection[str],
        session_id: SessionId | None,
        person_id: PersonId | None,
    ) -> Concern | None:
        """An answer is given again: the concern it opened is shown while nobody has closed it.

        Otherwise a new one opens for each red flag in ``raised_now``: an answer that became graver,
        or came back, is never passed over because an earlier one was dealt with.
        """
        found = self._opened_by(unit, source)
        if found is not None:
            return found
        red = [
            flag
            for flag in flags
            if flag.source == source
            and stands(flag)
            and flag.code in raised_now
            and flag.code in self._red
        ]
        return self.open_for(unit, source, red, session_id, person_id) if red else None

    def of_answer(self, source: str) -> Concern | None:
        """The concern that an answer opened, while nobody has closed it."""
        with self._open_unit() as unit:
            return self._opened_by(unit, source)

    @staticmethod
    def _opened_by(unit: CaseworkUnitOfWork, source: str) -> Concern | None:
        return next((c for c in unit.concerns.open_ones() if c.opened_by == source), None)

    def _new(
        self,
        opened_by: str,
        codes: tuple[str, ...],
        session_id: SessionId | None,
        person_id: PersonId | None,
    ) -> Concern:
        return Concern(
            id=ConcernId(self._ids.new()),
            opened_at=self._clock.now(),
            opened_by=opened_by,
            flags=codes,
            session_id=session_id,
            person_id=person_id,
        )

    def _change(
        self, concern_id: ConcernId, what: str, change: Callable[[Concern], Concern]
    ) -> Concern:
        with self._open_unit() as unit:
            concern = change(self._still_open(unit, concern_id))
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-changed", concern.id, what))
            unit.commit()
        return concern

    def _still_open(self, unit: CaseworkUnitOfWork, concern_id: ConcernId) -> Concern:
        concern = unit.concerns.get(concern_id)
        if not concern.is_open:
            raise RuleError("concern-is-closed")
        return concern


def _was_recorded(flag: Flag, concern: Concern) -> bool:
    """Whether the concern was recorded while the flag stood in it."""
    return (
        concern.closing is ConcernClosing.RECORDED
        and flag.code in concern.flags
        and concern.closed_at is not None
        and flag.raised_at <= concern.closed_at
    )


def _source_of(concern: Concern) -> str:
    """The source of flags that a concern raises itself."""
    return f"concern:{concern.id}"


def _plain(value: object) -> str:
    return "declined" if value == DECLINED else str(value)
