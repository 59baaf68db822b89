"""The records of casework: people, incidents, support sessions, screenings, flags, follow-ups.

Free text that may speak of a person is kept out of every ``repr``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.ids import (
    ConcernId,
    DecisionId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ScreeningId,
    SessionId,
)
from estip_desktop.kernel.items import AnswerValue

NAME_LIMIT = 200
NOTE_LIMIT = 240


def require_text(value: str, what: str, limit: int, *, empty: bool = True) -> None:
    """Refuse text that is missing or too long.

    Raises:
        InputRefusedError: ``detail`` is ``<what>-missing`` or ``<what>-too-long``.
    """
    if not empty and not value.strip():
        raise InputRefusedError(f"{what}-missing")
    if len(value) > limit:
        raise InputRefusedError(f"{what}-too-long")


class YesNoUnknown(StrEnum):
    """A fact that may not be known yet."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Share(StrEnum):
    """May something go to Occupational Health?"""

    YES = "yes"
    NO = "no"
    LATER = "later"


class AskedHow(StrEnum):
    """How somebody was asked for their agreement."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    WRITING = "writing"


class ContactMethod(StrEnum):
    """How somebody would like to be reached."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    IN_PERSON = "in-person"
    VIDEO = "video"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague who is supported; all but the reference is optional until a referral needs it."""

    id: PersonId
    reference: str
    name: str = field(default="", repr=False)
    staff_number: str = field(default="", repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    role: str = field(default="", repr=False)
    station: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    contact_method: ContactMethod | None = field(default=None, repr=False)
    safe_times: str = field(default="", repr=False)
    message_ok: bool | None = field(default=None, repr=False)
    language: str = field(default="", repr=False)
    access_needs: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for what in ("name", "staff_number", "role", "station", "phone", "email"):
            require_text(getattr(self, what), what.replace("_", "-"), NAME_LIMIT)
        for what in ("safe_times", "access_needs"):
            require_text(getattr(self, what), what.replace("_", "-"), NOTE_LIMIT)


@dataclass(frozen=True, slots=True)
class Incident:
    """What people were exposed to; its end is the anchor of every window."""

    id: IncidentId
    title: str = field(repr=False)
    place: str = field(repr=False)
    ended_at: datetime
    category: str = ""
    pip: YesNoUnknown = YesNoUnknown.UNKNOWN
    pip_cleared_by: str = field(default="", repr=False)
    created_at: datetime | None = None

    def __post_init__(self) -> None:
        require_text(self.title, "incident-title", NAME_LIMIT, empty=False)
        require_text(self.place, "incident-place", NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class Consent:
    """Three separate choices, the privacy notice that was given, and when."""

    talk: bool
    record: bool
    share: Share
    notice: str
    at: datetime


class SessionState(StrEnum):
    """Draft can change; finished is kept as it is; discarded was put away with a reason."""

    DRAFT = "draft"
    FINISHED = "finished"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class SupportSession:
    """One meeting with one person along one protocol."""

    id: SessionId
    protocol_id: str
    protocol_version: str
    person_id: PersonId
    incident_id: IncidentId
    consent: Consent
    supporter: str = field(repr=False)
    started_at: datetime
    touched_at: datetime
    setting: str = ""
    page_id: str = ""
    label: str = ""
    timing_reason: str = field(default="", repr=False)
    state: SessionState = SessionState.DRAFT
    finished_at: datetime | None = None
    discard_reason: str = field(default="", repr=False)

    def at_page(self, page_id: str, moment: datetime) -> Self:
        """Remember where the supporter is."""
        self._must_be_draft()
        return replace(self, page_id=page_id, touched_at=moment)

    def finish(self, moment: datetime) -> Self:
        """Close it; from now on it is read only."""
        self._must_be_draft()
        return replace(self, state=SessionState.FINISHED, finished_at=moment, touched_at=moment)

    def discard(self, reason: str, moment: datetime) -> Self:
        """Put it away with a reason."""
        self._must_be_draft()
        require_text(reason, "reason", NOTE_LIMIT, empty=False)
        return replace(self, state=SessionState.DISCARDED, discard_reason=reason, touched_at=moment)

    def with_sharing(self, share: Share, moment: datetime) -> Self:
        """Another answer to whether something may go; also after it was finished.

        Raises:
            RuleError: ``session-is-discarded``, or nothing is kept of it that could be shared.
        """
        if self.state is SessionState.DISCARDED:
            raise RuleError("session-is-discarded")
        if not self.consent.record:
            raise RuleError("consent-to-record")
        return replace(self, consent=replace(self.consent, share=share, at=moment))

    def _must_be_draft(self) -> None:
        if self.state is not SessionState.DRAFT:
            raise RuleError("session-is-closed")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a session or a screening; ``owner`` is the id of either."""

    owner: str
    link_id: str
    value: AnswerValue = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionNote:
    """How a session came to be here, kept beside it.

    Args:
        session_id: The session.
        from_paper: It was held on paper and typed in afterwards.
        held_at: When the talk was held, as it stands on the paper; ``None`` for when it was begun
            here.
    """

    session_id: SessionId
    from_paper: bool = False
    held_at: datetime | None = None


class ScreeningState(StrEnum):
    """Where a screening stands."""

    DRAFT = "draft"
    SCORED = "scored"
    KEPT_INCOMPLETE = "kept-incomplete"


@dataclass(frozen=True, slots=True)
class Screening:
    """One questionnaire within a session; ``result`` is the scorer's outcome as plain JSON."""

    id: ScreeningId
    session_id: SessionId
    person_id: PersonId
    instrument_id: str
    instrument_version: str
    mode: str
    day: int
    started_at: datetime
    page_id: str = ""
    state: ScreeningState = ScreeningState.DRAFT
    finished_at: datetime | None = None
    result: Mapping[str, object] | None = field(default=None, repr=False)


class HeldBy(StrEnum):
    """Who had the device while a questionnaire was answered."""

    SUPPORTER = "supporter"
    COLLEAGUE = "colleague"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class ScreeningNote:
    """How a questionnaire came to its answers, kept beside it.

    Args:
        screening_id: The questionnaire.
        held_by: Who had the device, or that it was typed in from paper.
        language: BCP 47 code of the wording that was read.
        interpreter: Somebody interpreted.
        by_proxy: Somebody else answered for them.
        authorised_by: Who at Occupational Health allowed it, where that was needed; else empty.
        authorised_why: And why.
        early: It was begun before its window, which nobody may without authorisation.
    """

    screening_id: ScreeningId
    held_by: HeldBy = HeldBy.SUPPORTER
    language: str = "en"
    interpreter: bool = False
    by_proxy: bool = False
    authorised_by: str = field(default="", repr=False)
    authorised_why: str = field(default="", repr=False)
    early: bool = False

    def __post_init__(self) -> None:
        require_text(self.authorised_by, "authorised-by", NAME_LIMIT)
        require_text(self.authorised_why, "authorised-why", NOTE_LIMIT)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that was said or seen and must not be lost: never deleted, only considered."""

    id: FlagId
    person_id: PersonId
    incident_id: IncidentId
    session_id: SessionId | None
    code: str
    source: str
    raised_at: datetime
    considered_at: datetime | None = None
    considered: str = field(default="", repr=False)


OF_OTHERS = "others-"
"""Begins the mark of what was said of harming somebody else."""


class ConcernClosing(StrEnum):
    """How an Immediate concern ended, if it did."""

    OPEN = "open"
    RECORDED = "recorded"
    MISTAKE = "opened-by-mistake"
    CORRECTED = "answer-corrected"


@dataclass(frozen=True, slots=True)
class Concern:
    """One opening of the Immediate concern page."""

    id: ConcernId
    opened_at: datetime
    opened_by: str
    """``hand``, or ``<owner>#<link id>`` of the answer that opened it."""
    flags: tuple[str, ...] = ()
    session_id: SessionId | None = None
    person_id: PersonId | None = None
    actions: Mapping[str, datetime] = field(default_factory=dict)
    """When each of the four actions was marked: ``stay``, ``ask``, ``call``, ``tell``; and, as
    ``others-no``, ``others-yes`` or ``others-declined``, when they said so of harming others."""
    direct_answer: str = field(default="", repr=False)
    called: tuple[str, ...] = field(default=(), repr=False)
    told: tuple[str, ...] = field(default=(), repr=False)
    receiver: str = field(default="", repr=False)
    outcome: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    closing: ConcernClosing = ConcernClosing.OPEN
    closed_at: datetime | None = None
    corrected_from: str = field(default="", repr=False)
    corrected_to: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to record how it ended."""
        return self.closing is ConcernClosing.OPEN

    @property
    def of_others(self) -> str:
        """What they said of harming somebody else: ``no``, ``yes``, ``declined``, or empty."""
        said = (key for key in self.actions if key.startswith(OF_OTHERS))
        return next(said, "").removeprefix(OF_OTHERS)

    @property
    def marked(self) -> Mapping[str, datetime]:
        """When each of the four actions was marked."""
        return {key: at for key, at in self.actions.items() if not key.startswith(OF_OTHERS)}


@dataclass(frozen=True, slots=True)
class Decision:
    """Which pathway was suggested by which rule from which inputs, and which a person chose."""

    id: DecisionId
    session_id: SessionId
    person_id: PersonId
    suggested: str
    chosen: str
    rule: str
    reason: str = field(repr=False)
    inputs: Mapping[str, object] = field(repr=False)
    at: datetime
    wish: str = field(default="", repr=False)


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    DUE = "due"
    DONE = "done"
    MISSED = "missed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A contact that was agreed or offered."""

    id: FollowUpId
    person_id: PersonId
    incident_id: IncidentId
    session_id: SessionId | None
    purpose: str
    """``call-back``, ``check-in``, ``day-28``, ``day-91``, ``defusing``, ``after-concern``,
    ``private-talk``, ``after-group``."""
    due_on: date
    method: ContactMethod | None = None
    who: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    state: FollowUpState = FollowUpState.DUE
    closed_at: datetime | None = None
    outcome: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the supporter was when the window last closed or locked."""

    page: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    field_name: str = ""
