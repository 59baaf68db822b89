"""A group conversation: who was there, and ticks that belong to the group alone.

Decision: a group has no answers of persons. It is one record with its roster, so that nothing said
in it can ever be filed with somebody; what a person is given afterwards (a private talk, a
check-in) is a contact of their own, without a word of why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from estip_desktop.casework.model import (
    NAME_LIMIT,
    NOTE_LIMIT,
    SessionState,
    require_text,
)
from estip_desktop.errors import InputRefusedError, NotFoundError, RuleError
from estip_desktop.kernel.ids import IncidentId, PersonId, SessionId
from estip_desktop.kernel.items import AnswerValue

MARK = "group:"
FEWEST, USUAL_FEWEST, USUAL_MOST, ADVISED_MOST, MOST = 2, 4, 8, 10, 40
"""A group is at least two; under four or over ten is advised against; over eight may be split."""


def is_group(session_id: str) -> bool:
    """Whether an id names a group conversation."""
    return session_id.startswith(MARK)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody on the roster.

    Args:
        key: Stands for them in the answers of the group, e.g. ``m3``.
        initials: As they were added; empty once their record was erased.
        person_id: Their record, where there is one.
    """

    key: str
    initials: str = field(default="", repr=False)
    person_id: PersonId | None = None

    def __post_init__(self) -> None:
        require_text(self.initials, "initials", NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class GroupSession:
    """One meeting with a group along one protocol.

    Args:
        id: Begins with :data:`MARK`, so that no other record is looked for under it.
        notice: Version of the privacy notice that was given.
        co_leader: Who watches for anyone struggling.
        answers: Of the group, by page.
        part: Which part of a roster that was split, from 1; 0 where it was not.
    """

    id: SessionId
    incident_id: IncidentId
    protocol_id: str
    protocol_version: str
    notice: str
    started_at: datetime
    touched_at: datetime
    roster: tuple[GroupMember, ...]
    supporter: str = field(default="", repr=False)
    co_leader: str = field(default="", repr=False)
    answers: Mapping[str, AnswerValue] = field(default_factory=dict, repr=False)
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Sheets that were handed round, each with its version."""
    page_id: str = ""
    label: str = ""
    timing_reason: str = field(default="", repr=False)
    part: int = 0
    state: SessionState = SessionState.DRAFT
    finished_at: datetime | None = None
    discard_reason: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        require_text(self.co_leader, "co-leader", NAME_LIMIT)
        keys = [member.key for member in self.roster]
        if len(set(keys)) != len(keys):
            raise InputRefusedError("roster-key-twice")

    def member(self, key: str) -> GroupMember:
        """Somebody on the roster.

        Raises:
            NotFoundError: Nobody has this key.
        """
        for each in self.roster:
            if each.key == key:
                return each
        raise NotFoundError(f"{self.id}:{key}")

    def chosen(self, page_id: str) -> tuple[GroupMember, ...]:
        """The members an answer names, in the order of the roster."""
        value = self.answers.get(page_id)
        keys = value if isinstance(value, list) else []
        return tuple(member for member in self.roster if member.key in keys)

    def with_answer(self, page_id: str, value: AnswerValue, moment: datetime) -> Self:
        """An answer of the group."""
        self._must_be_draft()
        return replace(self, answers={**self.answers, page_id: value}, touched_at=moment)

    def at_page(self, page_id: str, moment: datetime) -> Self:
        """Remember where the supporter is."""
        self._must_be_draft()
        return replace(self, page_id=page_id, touched_at=moment)

    def knowing(self, key: str, person_id: PersonId) -> Self:
        """One of them has a record now."""
        roster = tuple(
            replace(each, person_id=person_id) if each.key == key else each for each in self.roster
        )
        return replace(self, roster=roster)

    def joined(self, initials: str, person_id: PersonId | None) -> Self:
        """Somebody more was there."""
        key = next_key(self.roster)
        return replace(self, roster=(*self.roster, GroupMember(key, initials, person_id)))

    def without(self, person_id: PersonId) -> Self:
        """Nothing points to this person any more; that somebody was there is still counted."""
        gone = {each.key for each in self.roster if each.person_id == person_id}
        roster = tuple(GroupMember(each.key) if each.key in gone else each for each in self.roster)
        answers = {
            page: [each for each in value if each not in gone] if isinstance(value, list) else value
            for page, value in self.answers.items()
        }
        return replace(self, roster=roster, answers=answers)

    def finish(self, moment: datetime) -> Self:
        """Close it; from now on it is read only."""
        self._must_be_draft()
        return replace(self, state=SessionState.FINISHED, finished_at=moment, touched_at=moment)

    def discard(self, reason: str, moment: datetime) -> Self:
        """Put it away with a reason."""
        self._must_be_draft()
        require_text(reason, "reason", NOTE_LIMIT, empty=False)
        return replace(self, state=SessionState.DISCARDED, discard_reason=reason, touched_at=moment)

    def _must_be_draft(self) -> None:
        if self.state is not SessionState.DRAFT:
            raise RuleError("session-is-closed")


def next_key(roster: tuple[GroupMember, ...]) -> str:
    """A key nobody has."""
    numbers = [int(each.key[1:]) for each in roster if each.key[1:].isdigit()]
    return f"m{max(numbers, default=0) + 1}"


def split(roster: tuple[GroupMember, ...]) -> tuple[tuple[GroupMember, ...], ...]:
    """Two halves of a roster, in its order, the first no smaller."""
    half = (len(roster) + 1) // 2
    return roster[:half], roster[half:]


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What the page of a new group asks.

    Args:
        roster: Initials or references, as they were added.
        in_two: Split the roster into two groups.
    """

    protocol_id: str
    protocol_version: str
    incident_id: IncidentId
    notice: str
    roster: tuple[GroupMember, ...]
    co_leader: str = field(default="", repr=False)
    label: str = ""
    timing_reason: str = field(default="", repr=False)
    in_two: bool = False
