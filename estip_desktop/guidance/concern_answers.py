"""What answers do to Immediate concerns: open them, hold them open, take back what was not meant.

Everything here happens within the transaction that saves the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from estip_desktop.casework import CaseworkUnitOfWork, Concern, ConcernClosing, Flag
from estip_desktop.guidance.flags import BY_HAND, CORRECTED, stands
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import ConcernId, IdFactory, IncidentId, PersonId, SessionId
from estip_desktop.kernel.items import DECLINED

OF_DIRECT_ANSWER = {"fleeting": "A1", "intent": "R1"}
"""Flags that answers to the direct question raise."""
HARM_TO_OTHERS = "R2"
"""Raised by a yes to whether they think of harming somebody else."""


class ConcernAnswers:
    """Open, grow and correct concerns as answers come and change."""

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
        concern = self.new(source, codes, session_id, person_id)
        unit.concerns.save(concern)
        unit.audit.record(AuditEvent("concern-opened", concern.id, ",".join(codes)))
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
        mine, others = flags_of(unit, concern)
        held = {flag.code for flag in (*mine, *others) if flag.source != source}
        held |= held_by_words(concern)
        codes = {flag.code for flag in gone} - held
        left = tuple(code for code in concern.flags if code not in codes)
        changed = replace(
            concern, corrected_from=_plain(before), corrected_to=_plain(after), flags=left
        )
        if not left and not concern.direct_answer and not concern.of_others:
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

    def new(
        self,
        opened_by: str,
        codes: tuple[str, ...],
        session_id: SessionId | None,
        person_id: PersonId | None,
    ) -> Concern:
        """A concern that opens now; nothing is saved yet."""
        return Concern(
            id=ConcernId(self._ids.new()),
            opened_at=self._clock.now(),
            opened_by=opened_by,
            flags=codes,
            session_id=session_id,
            person_id=person_id,
        )


def held_by_words(concern: Concern) -> set[str]:
    """Flags that what was said in the concern itself holds."""
    held = {OF_DIRECT_ANSWER.get(concern.direct_answer, "")} - {""}
    return held | ({HARM_TO_OTHERS} if concern.of_others == "yes" else set())


def flags_of(unit: CaseworkUnitOfWork, concern: Concern) -> tuple[list[Flag], list[Flag]]:
    """Standing flags of the session: those this concern raised itself, and the others.

    Without a session, of somebody in a group, only those it raised itself are known.
    """
    source = source_of(concern)
    if concern.session_id is None:
        incident_id = incident_of(unit, concern)
        if concern.person_id is None or incident_id is None:
            return [], []
        of_case = unit.flags.of_case(concern.person_id, incident_id)
        return [flag for flag in of_case if stands(flag) and flag.source == source], []
    flags = [flag for flag in unit.flags.of_session(concern.session_id) if stands(flag)]
    return (
        [flag for flag in flags if flag.source == source],
        [flag for flag in flags if flag.source != source],
    )


def incident_of(unit: CaseworkUnitOfWork, concern: Concern) -> IncidentId | None:
    """The incident whose case it belongs to: of its session, or of their newest talk or group."""
    if concern.session_id is not None:
        return unit.sessions.get(concern.session_id).incident_id
    if concern.person_id is None:
        return None
    person_id = concern.person_id
    held = [(each.started_at, each.incident_id) for each in unit.groups.of_person(person_id)]
    held += [(each.started_at, each.incident_id) for each in unit.sessions.of_person(person_id)]
    return max(held)[1] if held else None


def _was_recorded(flag: Flag, concern: Concern) -> bool:
    """Whether the concern was recorded while the flag stood in it.

    Of the answer that opened it no clock is asked, which may have been set back meanwhile.
    """
    if concern.closing is not ConcernClosing.RECORDED or flag.code not in concern.flags:
        return False
    if concern.opened_by == flag.source:
        return True
    return concern.closed_at is not None and flag.raised_at <= concern.closed_at


def source_of(concern: Concern) -> str:
    """The source of flags that a concern raises itself."""
    return f"concern:{concern.id}"


def _plain(value: object) -> str:
    return "declined" if value == DECLINED else str(value)
