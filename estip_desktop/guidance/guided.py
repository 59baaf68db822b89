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
    """What is shown beside a later contact: how it was last time."""

    protocol_id: str
    at: datetime
    distress: int | None
    flags: tuple[str, ...]
    pathway: str
    totals: Mapping[str, Points] = field(default_factory=dict)


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
    """How it was at the latest finished session before this one, if there was one."""
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
    guided = Guided(
        last,
        content.protocol(last.protocol_id, last.protocol_version),
        dict(unit.answers.of(last.id)),
        tuple(unit.flags.of_session(last.id)),
        Person(session.person_id, ""),
        unit.incidents.get(last.incident_id),
    )
    end = guided.fact(CaseFact.DISTRESS_END)
    distress = end if isinstance(end, int) else guided.fact(CaseFact.DISTRESS)
    decision = unit.decisions.latest_of_session(last.id)
    return LastContact(
        protocol_id=last.protocol_id,
        at=last.started_at,
        distress=distress if isinstance(distress, int) else None,
        flags=standing_codes(guided.flags),
        pathway=decision.chosen if decision else "",
        totals=_totals(unit, last.id, content),
    )


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
