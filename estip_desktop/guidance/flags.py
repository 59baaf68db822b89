"""Raising flags from answers: what is new, what was taken back, what opens a concern."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from estip_desktop.casework import Flag
from estip_desktop.kernel.ids import FlagId, IdFactory, IncidentId, PersonId, SessionId

CORRECTED = "answer-corrected"
BY_HAND = "hand"


@dataclass(frozen=True, slots=True)
class FlagOwner:
    """Whose flags these are."""

    person_id: PersonId
    incident_id: IncidentId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class FlagChange:
    """What one answer did to the flags of a session.

    Args:
        raised: New flags, to be stored.
        taken_back: Amber flags marked as considered because the answer was corrected.
    """

    raised: tuple[Flag, ...] = ()
    taken_back: tuple[Flag, ...] = ()

    def opens_concern(self, red_codes: Collection[str]) -> tuple[Flag, ...]:
        """The new flags that open Immediate concern."""
        return tuple(flag for flag in self.raised if flag.code in red_codes)


def stands(flag: Flag) -> bool:
    """Whether a flag counts in decisions: only a corrected answer takes it out."""
    return not flag.considered.startswith(CORRECTED)


def standing_codes(flags: Iterable[Flag]) -> tuple[str, ...]:
    """Codes of the flags that count, each once, in the order in which they were raised."""
    return tuple(dict.fromkeys(flag.code for flag in flags if stands(flag)))


def compare(
    before: Sequence[Flag],
    now_raised: Sequence[tuple[str, str]],
    sources: Collection[str],
    owner: FlagOwner,
    red_codes: Collection[str],
    ids: IdFactory,
    moment: datetime,
) -> FlagChange:
    """Compare the stored flags with those the answers raise now.

    Args:
        before: Stored flags of the session.
        now_raised: Pairs of code and source.
        sources: Only flags of these sources may be taken back: the answers under consideration.
        owner: Whose flags new ones become.
        red_codes: Red flags are never taken back here; that needs the concern page.
        ids: For new flags.
        moment: When.
    """
    standing = {(flag.code, flag.source): flag for flag in before if stands(flag)}
    wanted = dict.fromkeys(now_raised)
    raised = tuple(
        Flag(
            id=FlagId(ids.new()),
            person_id=owner.person_id,
            incident_id=owner.incident_id,
            session_id=owner.session_id,
            code=code,
            source=source,
            raised_at=moment,
        )
        for code, source in wanted
        if (code, source) not in standing
    )
    taken_back = tuple(
        replace(flag, considered=CORRECTED, considered_at=moment)
        for key, flag in standing.items()
        if key not in wanted and flag.source in sources and flag.code not in red_codes
    )
    return FlagChange(raised, taken_back)
