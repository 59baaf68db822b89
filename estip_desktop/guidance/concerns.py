"""Immediate concern: opened by hand or by an answer, closed only by what the rules ask for.

What answers do to concerns is in :mod:`concern_answers`, when one may close in
:mod:`concern_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from estip_desktop.casework import (
    CaseworkUnitOfWork,
    Concern,
    ConcernClosing,
    Flag,
)
from estip_desktop.casework.model import NAME_LIMIT, OF_OTHERS, require_text
from estip_desktop.errors import RuleError, VaultError
from estip_desktop.guidance.concern_answers import (
    HARM_TO_OTHERS,
    OF_DIRECT_ANSWER,
    ConcernAnswers,
    flags_of,
    held_by_words,
    incident_of,
    source_of,
)
from estip_desktop.guidance.concern_rules import as_mistake, has_begun, needs, next_day_contact
from estip_desktop.guidance.flags import BY_HAND, CORRECTED, stands
from estip_desktop.guidance.roster import recorded
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import ConcernId, FlagId, IdFactory, PersonId, SessionId

ACTIONS = ("stay", "ask", "call", "tell")
DIRECT_ANSWERS = ("no", "fleeting", "intent", "declined")
OF_OTHERS_ANSWERS = ("no", "yes", "declined")
BY_HAND_CODES = ("R1", "R2", "R3", "R4", "R5")
"""What a supporter may say a concern is about; R6 belongs to questionnaires alone."""


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
        self.answers = ConcernAnswers(open_unit, clock, ids, red_codes)
        self._known: dict[ConcernId, Concern] = {}
        self._unsaved: set[ConcernId] = set()

    def open_by_hand(
        self, session_id: SessionId | None = None, person_id: PersonId | None = None
    ) -> Concern:
        """The supporter opens it; an open one of the same session and person is taken up again.

        Args:
            session_id: The talk that is held.
            person_id: Whom the page on show is about, where no talk is held.

        A disk that takes nothing is no reason not to open: until it does, the concern is held in
        this window (:meth:`is_unsaved`).
        """
        concern = self.answers.new(BY_HAND, (), session_id, person_id)
        try:
            with self._open_unit() as unit:
                for known in unit.concerns.open_ones():
                    of_talk = session_id is not None and known.session_id == session_id
                    same = known.session_id is None and known.person_id == person_id
                    if of_talk or (session_id is None and same):
                        return self._know(known)
                if session_id is not None:
                    own = unit.sessions.get(session_id).person_id
                    concern = replace(concern, person_id=own)
                unit.concerns.save(concern)
                unit.audit.record(AuditEvent("concern-opened", concern.id, BY_HAND))
                unit.commit()
        except VaultError:
            return self._hold(concern)
        return self._know(concern)

    def hold(
        self,
        source: str,
        codes: Collection[str],
        session_id: SessionId | None,
        person_id: PersonId | None,
    ) -> OpenedConcern:
        """A red answer could not be saved: what it opens is shown all the same.

        Args:
            source: Of the answer.
            codes: The red flags it raises.
            session_id: The session, unless nothing of it is kept.
            person_id: The person, likewise.
        """
        for known in self._known.values():
            if known.is_open and session_id is not None and known.session_id == session_id:
                merged = tuple(dict.fromkeys((*known.flags, *codes)))
                return OpenedConcern(self._hold(replace(known, flags=merged)).id, merged)
        concern = self._hold(self.answers.new(source, tuple(codes), session_id, person_id))
        return OpenedConcern(concern.id, concern.flags)

    def is_unsaved(self, concern_id: ConcernId) -> bool:
        """Whether it is held in this window alone, because the disk did not take it."""
        return concern_id in self._unsaved

    def try_again(self, concern_id: ConcernId) -> Concern:
        """Save one that is held.

        Raises:
            VaultError: The disk takes nothing still; the concern stays held.
        """
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            unit.commit()
        return self._know(concern)

    def get(self, concern_id: ConcernId) -> Concern:
        """One concern."""
        if concern_id in self._unsaved:
            return self._known[concern_id]
        with self._open_unit() as unit:
            return self._know(unit.concerns.get(concern_id))

    def first_open(self) -> Concern | None:
        """The oldest concern that nobody has closed: it comes back first after a lock or a kill."""
        for concern_id in self._unsaved:
            return self._known[concern_id]
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
        code = OF_DIRECT_ANSWER.get(answer, "")

        def said(concern: Concern) -> Concern:
            return replace(
                concern, direct_answer=answer, actions={**concern.actions, "ask": moment}
            )

        def in_vault(unit: CaseworkUnitOfWork, concern: Concern) -> Concern:
            return said(self._raise_here(unit, concern, code) if code else concern)

        def in_memory(concern: Concern) -> Concern:
            return said(_with_codes(concern, [code] if code else []))

        return self._through(concern_id, "asked", in_vault, in_memory)

    def asked_of_others(self, concern_id: ConcernId, answer: str) -> Concern:
        """Record what they said of harming somebody else; a yes raises R2.

        Like what is said to the direct question, a yes is not taken back by another answer: what
        the concern is about is changed by the supporter (:meth:`about`).

        Raises:
            RuleError: ``concern-no-such-answer``: not one of ``OF_OTHERS_ANSWERS``.
        """
        if answer not in OF_OTHERS_ANSWERS:
            raise RuleError("concern-no-such-answer")
        moment = self._clock.now()
        code = HARM_TO_OTHERS if answer == "yes" else ""

        def said(concern: Concern) -> Concern:
            marks = {**concern.marked, "ask": moment, f"{OF_OTHERS}{answer}": moment}
            return replace(concern, actions=marks)

        def in_vault(unit: CaseworkUnitOfWork, concern: Concern) -> Concern:
            return said(self._raise_here(unit, concern, code) if code else concern)

        def in_memory(concern: Concern) -> Concern:
            return said(_with_codes(concern, [code] if code else []))

        return self._through(concern_id, "asked-of-others", in_vault, in_memory)

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

        def in_vault(unit: CaseworkUnitOfWork, concern: Concern) -> Concern:
            mine, others = flags_of(unit, concern)
            held = {flag.code for flag in others} | held_by_words(concern)
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
            return concern

        def in_memory(concern: Concern) -> Concern:
            """Nothing is taken out while it cannot be known what else holds it."""
            return _with_codes(concern, codes)

        return self._through(concern_id, f"about-{','.join(codes)}", in_vault, in_memory)

    def is_about(
        self, concern_id: ConcernId, group_id: SessionId, key: str, initials: str = ""
    ) -> Concern:
        """Say who of a group it is about; from now on it is theirs as in a talk with them alone.

        Whoever has no record yet gets one. If somebody else was named before, what was raised for
        them stays in their record as considered.

        Args:
            concern_id: The concern; opened without a session.
            group_id: The group.
            key: Of a member of the roster; empty for somebody who was not on it.
            initials: Of that somebody.

        Raises:
            InputRefusedError: ``initials-missing``.
            RuleError: ``concern-has-a-session``, ``concern-is-closed``.
        """
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            if concern.session_id is not None:
                raise RuleError("concern-has-a-session")
            group = unit.groups.get(group_id)
            if not key:
                require_text(initials.strip(), "initials", NAME_LIMIT, empty=False)
                group = group.joined(initials.strip(), None)
                key = group.roster[-1].key
            group, person_id = recorded(unit, group, group.member(key), self._ids)
            unit.groups.save(group)
            if person_id != concern.person_id:
                mine, _others = flags_of(unit, concern)
                for flag in mine:
                    considered = f"{CORRECTED}: somebody else was meant"
                    unit.flags.save(replace(flag, considered=considered, considered_at=moment))
                concern = replace(concern, person_id=person_id)
                for code in concern.flags:
                    concern = self._raise_here(unit, concern, code)
                unit.concerns.save(concern)
                unit.audit.record(AuditEvent("concern-is-about", concern.id, person_id))
            unit.commit()
        return self._know(concern)

    def _raise_here(self, unit: CaseworkUnitOfWork, concern: Concern, code: str) -> Concern:
        """Hold a code by the concern itself, whatever answers hold it too."""
        mine, _others = flags_of(unit, concern)
        known = any(flag.code == code and stands(flag) for flag in mine)
        incident_id = incident_of(unit, concern)
        if not known and concern.person_id is not None and incident_id is not None:
            unit.flags.save(
                Flag(
                    id=FlagId(self._ids.new()),
                    person_id=concern.person_id,
                    incident_id=incident_id,
                    session_id=concern.session_id,
                    code=code,
                    source=source_of(concern),
                    raised_at=self._clock.now(),
                )
            )
        return replace(concern, flags=tuple(dict.fromkeys((*concern.flags, code))))

    def red_of(self, concern: Concern) -> tuple[str, ...]:
        """The red flags that it holds."""
        return tuple(code for code in concern.flags if code in self._red)

    def missing(self, concern: Concern) -> tuple[str, ...]:
        """What still has to be recorded before it can be closed, as rule ids.

        R1 to R5 need an outcome and a named receiver; R6 needs the direct question to have been
        asked. Opened by hand it needs at least one marked action.
        """
        return needs(concern, self.red_of(concern))

    def record(self, concern_id: ConcernId) -> Concern:
        """Close it with what was recorded and plan a contact for the next day.

        Raises:
            RuleError: Something the rules ask for is missing; the concern stays open.
        """
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            missing = self.missing(concern)
            if missing:
                raise RuleError(missing[0])
            concern = replace(concern, closing=ConcernClosing.RECORDED, closed_at=moment)
            unit.concerns.save(concern)
            incident_id = incident_of(unit, concern)
            if concern.person_id is not None and incident_id is not None:
                next_day = next_day_contact(
                    concern, concern.person_id, incident_id, self._ids, moment
                )
                unit.follow_ups.save(next_day)
            unit.audit.record(AuditEvent("concern-recorded", concern.id, ",".join(concern.flags)))
            unit.commit()
        return self._know(concern)

    def close_as_mistake(self, concern_id: ConcernId) -> Concern:
        """Close one that was opened by hand and never meant; "opened and closed" is kept.

        Raises:
            RuleError: An answer opened it, or a red flag stands; ``concern-has-begun``: something
                was done, and that is never wiped.
        """
        moment = self._clock.now()
        with self._open_unit() as unit:
            concern = self._still_open(unit, concern_id)
            if concern.opened_by != BY_HAND or concern.flags:
                raise RuleError("concern-not-by-hand")
            if has_begun(concern):
                raise RuleError("concern-has-begun")
            concern = as_mistake(concern, moment)
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-opened-by-mistake", concern.id))
            unit.commit()
        return self._know(concern)

    def _change(
        self, concern_id: ConcernId, what: str, change: Callable[[Concern], Concern]
    ) -> Concern:
        return self._through(concern_id, what, lambda _unit, concern: change(concern), change)

    def _through(
        self,
        concern_id: ConcernId,
        what: str,
        in_vault: Callable[[CaseworkUnitOfWork, Concern], Concern],
        in_memory: Callable[[Concern], Concern],
    ) -> Concern:
        """Change it in the vault; where the disk takes nothing, in this window."""
        try:
            with self._open_unit() as unit:
                concern = in_vault(unit, self._still_open(unit, concern_id))
                unit.concerns.save(concern)
                unit.audit.record(AuditEvent("concern-changed", concern.id, what))
                unit.commit()
        except VaultError:
            known = self._known.get(concern_id)
            if known is None:
                raise
            return self._hold(in_memory(known))
        return self._know(concern)

    def _know(self, concern: Concern) -> Concern:
        self._known[concern.id] = concern
        self._unsaved.discard(concern.id)
        return concern

    def _hold(self, concern: Concern) -> Concern:
        self._known[concern.id] = concern
        self._unsaved.add(concern.id)
        return concern

    def _still_open(self, unit: CaseworkUnitOfWork, concern_id: ConcernId) -> Concern:
        """As it is now; one that is held enters the vault here, with the flags it holds."""
        if concern_id not in self._unsaved:
            concern = unit.concerns.get(concern_id)
        else:
            concern = self._known[concern_id]
            unit.concerns.save(concern)
            unit.audit.record(AuditEvent("concern-opened", concern.id, ",".join(concern.flags)))
            for code in concern.flags:
                self._raise_here(unit, concern, code)
        if not concern.is_open:
            raise RuleError("concern-is-closed")
        return concern


def _with_codes(concern: Concern, codes: Collection[str]) -> Concern:
    return replace(concern, flags=tuple(dict.fromkeys((*concern.flags, *codes))))
