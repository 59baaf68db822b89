"""One guided session with everything its pages need, and how it was last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from estip_desktop.casework import (
    CaseworkUnitOfWork,
    Flag,
    GroupSession,
    Incident,
    Person,
    SessionNote,
    SessionState,
    SupportSession,
)
from estip_desktop.guidance.asked import main_total, same_scoring
from estip_desktop.guidance.concerns import OpenedConcern
from estip_desktop.guidance.flags import standing_codes
from estip_desktop.guidance.ports import GuidanceContent
from estip_desktop.instruments import Points, WindowState
from estip_desktop.kernel.clock import day_of_case
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import SKIPPED, AnswerValue
from estip_desktop.protocols import CaseFact, Page, PageKind, Protocol, Run


@dataclass(frozen=True, slots=True)
class LastContact:
    """What is shown beside a later contact: how it was last time.

    Args:
        protocol_id: Of the last contact.
        at: When it began.
        distress: The last rating that is known, of this contact or of one before it.
        flags: What the last contact raised.
        pathway: What it decided; empty where nothing was.
        totals: By instrument, the last total that may be compared, of whichever contact.
        distress_at: When the contact with the rating began.
    """

    protocol_id: str
    at: datetime
    distress: int | None
    flags: tuple[str, ...]
    pathway: str
    totals: Mapping[str, Points] = field(default_factory=dict)
    distress_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Guided:
    """One session with everything its pages need; made anew after every change."""

    session: SupportSession
    protocol: Protocol
    answers: Mapping[str, AnswerValue] = field(repr=False)
    flags: tuple[Flag, ...]
    person: Person
    incident: Incident
    last: LastContact | None = None
    note: SessionNote | None = None
    group: GroupSession | None = None
    """Where it is a conversation with a group; then nobody is meant by ``person``."""

    @property
    def is_from_paper(self) -> bool:
        """Whether it was held on paper and is typed in."""
        return self.note is not None and self.note.from_paper

    @property
    def run(self) -> Run:
        """The walk as it stands."""
        return Run(
            self.protocol,
            self.answers,
            {
                "flags": list(standing_codes(self.flags)),
                "consent_share": self.session.consent.share.value,
                "consent_record": "yes" if self.session.consent.record else "no",
                "later_contact": self.last is not None,
            },
        )

    @property
    def is_kept(self) -> bool:
        """Whether a record of the person is kept; otherwise nothing outlives the conversation."""
        return self.session.consent.record

    @property
    def day(self) -> int:
        """Calendar days from the incident's end to the session."""
        return day_of_case(self.incident.ended_at, self.session.started_at)

    def fact(self, fact: CaseFact) -> AnswerValue | None:
        """The answer that tells the pathway engine ``fact``: the last one given, if any."""
        found: AnswerValue | None = None
        for page in self.run.pages:
            value = self.answers.get(page.id)
            if page.fact is fact and value is not None and value != SKIPPED:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """What an answer led to."""

    guided: Guided
    concern: OpenedConcern | None = None
    corrected: bool = False
    """The answer closed an open Immediate concern as "they meant another answer"."""


def last_contact(
    unit: CaseworkUnitOfWork, session: SupportSession, content: GuidanceContent
) -> LastContact | None:
    """How it was at the latest finished session before this one, if there was one.

    A short call between two screenings, or a rating that was left open, hides no rise: distress and
    each total are those last known in the case.
    """
    earlier = [
        other
        for other in unit.sessions.of_person(session.person_id)
        if other.incident_id == session.incident_id
        and other.id != session.id
        and other.state is SessionState.FINISHED
        and other.started_at <= session.started_at
    ]
    if not earlier:
        return None
    last = earlier[0]
    held = [_as_guided(unit, other, content) for other in earlier]
    rated = next((each for each in held if _distress(each) is not None), None)
    totals: dict[str, Points] = {}
    for other in earlier:
        for instrument_id, total in _totals(unit, other.id, content).items():
            totals.setdefault(instrument_id, total)
    decision = unit.decisions.latest_of_session(last.id)
    return LastContact(
        protocol_id=last.protocol_id,
        at=last.started_at,
        distress=_distress(rated) if rated is not None else None,
        flags=standing_codes(held[0].flags),
        pathway=decision.chosen if decision else "",
        totals=totals,
        distress_at=rated.session.started_at if rated is not None else None,
    )


def _as_guided(
    unit: CaseworkUnitOfWork, session: SupportSession, content: GuidanceContent
) -> Guided:
    return Guided(
        session,
        content.protocol(session.protocol_id, session.protocol_version),
        dict(unit.answers.of(session.id)),
        tuple(unit.flags.of_session(session.id)),
        Person(session.person_id, ""),
        unit.incidents.get(session.incident_id),
    )


def _distress(guided: Guided) -> int | None:
    """The rating at the end of a contact, or else the one at its start."""
    for fact in (CaseFact.DISTRESS_END, CaseFact.DISTRESS):
        rating = guided.fact(fact)
        if isinstance(rating, int):
            return rating
    return None


def _totals(
    unit: CaseworkUnitOfWork, session_id: SessionId, content: GuidanceContent
) -> dict[str, Points]:
    """Main totals of the screenings of a session by instrument id, where they may be compared.

    One that was taken before its window, or added up by other rules, is compared with nothing.
    """
    totals: dict[str, Points] = {}
    for screening in unit.screenings.of_session(session_id):
        total = main_total(screening)
        is_early = (screening.result or {}).get("window") == WindowState.BEFORE
        if total is None or is_early:
            continue
        if same_scoring(screening, content.instrument(screening.instrument_id)):
            totals[screening.instrument_id] = total
    return totals


def is_app_page(page: Page) -> bool:
    """Whether the window shows something larger than one item: screening, pathway, sharing."""
    return page.kind in {PageKind.SCREENING, PageKind.PATHWAY, PageKind.SHARING}
