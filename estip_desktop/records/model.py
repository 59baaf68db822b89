"""What is kept about one person, and what is known about keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from estip_desktop.casework.groups import GroupSession
from estip_desktop.casework.model import (
    NAME_LIMIT,
    NOTE_LIMIT,
    AskedHow,
    Concern,
    Decision,
    Flag,
    FollowUp,
    Incident,
    Person,
    Screening,
    ScreeningNote,
    SessionNote,
    SupportSession,
    require_text,
)
from estip_desktop.casework.sheets import SheetGiven
from estip_desktop.kernel.ids import IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.outbox import Parcel
from estip_desktop.referrals import Referral


class HoldKind(StrEnum):
    """Why a record must not go yet."""

    COMPLAINT = "complaint"
    INQUEST = "inquest"
    PIP = "pip"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that stops every clock of one person's record until it is lifted."""

    id: str
    person_id: PersonId
    kind: HoldKind
    reason: str = field(repr=False)
    owner: str = field(repr=False)
    """Who answers for it, and who may say that it is over."""
    set_at: datetime
    lifted_at: datetime | None = None
    lifted_because: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        require_text(self.reason, "hold-reason", NOTE_LIMIT, empty=False)
        require_text(self.owner, "hold-owner", NAME_LIMIT, empty=False)
        require_text(self.lifted_because, "hold-lifted", NOTE_LIMIT)

    @property
    def stands(self) -> bool:
        """Whether it still stops the clock."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """They took their consent back: from then on notes are sealed and nothing is shared."""

    person_id: PersonId
    at: datetime
    how: AskedHow


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that was wrong: the old value is kept beside the new one.

    Args:
        subject: Id of the record it belongs to; the person's own id for personal details.
        what: The field that changed, or ``note`` for a dated note to a finished record.
    """

    id: str
    person_id: PersonId
    subject: str
    what: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    at: datetime


NOTE = "note"
"""``Correction.what`` of a dated note."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A referral whose copy has left this laptop, because another desk has accepted it."""

    key: str
    person_id: PersonId
    incident_id: IncidentId
    reference: str
    accepted_at: datetime
    removed_at: datetime


class Order(StrEnum):
    """How the list of people is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people.

    Args:
        reference: Empty if the record is damaged; then nothing else of it is told either.
    """

    person_id: PersonId
    reference: str
    name: str = field(repr=False)
    role: str = field(repr=False)
    incident: str = field(repr=False)
    last_contact: datetime | None
    next_due: date | None
    is_held: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One stretch of the list.

    Args:
        after: Hand this over to get the next stretch; empty at the end.
    """

    rows: tuple[PersonRow, ...]
    after: str
    total: int


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything kept about one person, as it is stored; sequences newest first."""

    person: Person
    incidents: Mapping[IncidentId, Incident]
    sessions: tuple[SupportSession, ...]
    screenings: tuple[Screening, ...]
    flags: tuple[Flag, ...]
    concerns: tuple[Concern, ...]
    decisions: tuple[Decision, ...]
    follow_ups: tuple[FollowUp, ...]
    referrals: tuple[Referral, ...]
    parcels: Mapping[str, Parcel]
    """By the key of their referral."""
    corrections: tuple[Correction, ...]
    holds: tuple[Hold, ...]
    handovers: tuple[Handover, ...]
    withdrawal: Withdrawal | None
    answers: Mapping[str, Mapping[str, AnswerValue]] = field(default_factory=dict, repr=False)
    """By the id of their session or screening."""
    notes: Mapping[ScreeningId, ScreeningNote] = field(default_factory=dict, repr=False)
    """How questionnaires came to their answers."""
    session_notes: Mapping[SessionId, SessionNote] = field(default_factory=dict)
    """How sessions came to be here."""
    sheets: tuple[SheetGiven, ...] = ()
    """What they were given to take away, oldest first."""
    groups: tuple[GroupSession, ...] = field(default=(), repr=False)
    """On whose roster they stand, newest first."""
    may_be_out: frozenset[str] = frozenset()
    """Keys of the parcels of which another computer may have a copy."""
    damaged: int = 0
    """How many entries are left out because they do not pass their check."""

    @property
    def standing_holds(self) -> tuple[Hold, ...]:
        """Those nobody has lifted."""
        return tuple(hold for hold in self.holds if hold.stands)

    @property
    def incident(self) -> Incident | None:
        """That of the newest session, or of the newest group where there is none."""
        if self.sessions:
            return self.incidents[self.sessions[0].incident_id]
        return self.incidents[self.groups[0].incident_id] if self.groups else None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out, without a word of it.

    Args:
        rows: How many records.
        tables: Of which kinds, sorted.
        digest: SHA-256 over the sorted tags of the rows, in hexadecimal: whoever has a backup can
            show which rows they were, nobody else can tell anything from it.
    """

    rows: int
    tables: tuple[str, ...]
    digest: str


class ErasureReason(StrEnum):
    """Why records went."""

    RETENTION = "retention"
    REQUEST = "request"
    MISTAKE = "mistake"
