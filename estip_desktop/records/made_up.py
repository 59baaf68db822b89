"""Synthetic people and their records, for trying things out and for measuring.

Everybody is obviously made up: names out of two short lists, telephone numbers from 01632 960xxx,
the force Northdale Police. The same seed and day give the same records. Nothing is signed: a
signature needs somebody who looked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from estip_desktop.casework.model import (
    Answer,
    Consent,
    ContactMethod,
    Decision,
    Flag,
    FollowUp,
    FollowUpState,
    Incident,
    Person,
    Screening,
    ScreeningState,
    Share,
    SupportSession,
    YesNoUnknown,
)
from estip_desktop.casework.service import OWNER_NAME
from estip_desktop.guidance import as_record
from estip_desktop.instruments import score
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import (
    DecisionId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ScreeningId,
    SessionId,
)
from estip_desktop.kernel.items import AnswerValue, Item, ItemKind
from estip_desktop.kernel.progress import Progress
from estip_desktop.protocols import CaseFact, Page, PageKind
from estip_desktop.records.dice import Dice
from estip_desktop.records.entries import Book
from estip_desktop.records.ports import RecordsUnitOfWork

OWNER = "Priya Made-Up"
NOTICE = "estip-privacy/2"
PEOPLE_AT_ONCE = 25
"""In one transaction: enough that nobody waits for the disk, few enough to be held at once."""
_FIRST = ("Sam", "Robin", "Alex", "Jo", "Chris", "Siân", "Gŵyn", "Pat", "Lee", "Morgan")
_LAST = ("Sample", "Example", "Made-Up", "Invented", "Fiction", "Ddychmygol", "Nobody", "Imagined")
_ROLES = ("Response officer", "Control room", "Roads policing", "PCSO", "Detective", "Dog handler")
_STATIONS = ("Northdale Central", "Quay Street", "Ferry Lane", "Moor Top")
_WHAT = ("collision", "fire", "disorder", "search", "flood", "assault on an officer")
_WHERE = ("Ferry Lane", "Quarry Road", "Station Street", "Bridge End", "Moor Top", "Quay Street")
_NOTES = (
    "Tired, wants quiet days. Talks with their partner.",
    "Back with the team on reduced nights.",
    "Sleep is better. Would like a call next week.",
    "Finds nights hard. Has support at home.",
    "Keeps busy, avoids the road. Will ring if it gets worse.",
)
_METHODS = (ContactMethod.PHONE, ContactMethod.TEXT, ContactMethod.EMAIL, ContactMethod.IN_PERSON)
_CONTACTS = (("DI", 3), ("MR", 28), ("MR", 91))
"""Checklist and day of the case."""
_SCREENS = ("phq-4", "pc-ptsd-5", "phq-9", "gad-7")
_OVER_DAYS = 420


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was made."""

    people: int
    sessions: int
    screenings: int
    answers: int


class MadeUpPeople:
    """Fills an empty vault.

    Args:
        open_unit: Of the vault.
        book: Published checklists and questionnaires.
        now: The day up to which records reach.
        seed: Any number.
    """

    def __init__(
        self, open_unit: Callable[[], RecordsUnitOfWork], book: Book, now: datetime, seed: int
    ) -> None:
        self._open_unit = open_unit
        self._book = book
        self._now = now.replace(microsecond=0)
        self._dice = Dice(seed)
        self._incidents: list[Incident] = []
        self._made = Seeded(0, 0, 0, 0)

    def add(self, people: int, progress: Progress | None = None) -> Seeded:
        """Add so many people with sessions, questionnaires, decisions and contacts."""
        with self._open_unit() as unit:
            unit.settings.set(OWNER_NAME, OWNER)
            self._add_incidents(unit, 1 + people // 8)
            unit.commit()
        for first in range(0, people, PEOPLE_AT_ONCE):
            count = min(PEOPLE_AT_ONCE, people - first)
            with self._open_unit() as unit:
                for number in range(first, first + count):
                    self._add_person(unit, number, people)
                unit.audit.record(AuditEvent("synthetic-people-added", "", str(count)))
                unit.commit()
            if progress is not None:
                progress.tell(_("Making people…"), (first + count) / people)
        return self._made

    def _add_incidents(self, unit: RecordsUnitOfWork, count: int) -> None:
        for number in range(count):
            days = 1 + _OVER_DAYS * (count - number) // count
            ended = self._now - timedelta(days=days, hours=self._dice.below(24))
            where = self._dice.pick(_WHERE)
            incident = Incident(
                id=IncidentId(self._dice.new_id(ended)),
                title=f"{where} {self._dice.pick(_WHAT)}",
                place=f"{where}, Northdale",
                ended_at=ended,
                pip=YesNoUnknown.YES if self._dice.happens(5) else YesNoUnknown.NO,
                created_at=ended + timedelta(hours=1),
            )
            unit.incidents.save(incident)
            self._incidents.append(incident)

    def _add_person(self, unit: RecordsUnitOfWork, number: int, people: int) -> None:
        dice = self._dice
        incident = self._incidents[number * len(self._incidents) // people]
        person = Person(
            id=PersonId(dice.new_id(incident.ended_at + timedelta(hours=2, seconds=number))),
            reference=unit.people.next_reference(),
            name=f"{dice.pick(_FIRST)} {dice.pick(_LAST)}",
            staff_number=f"ND{1000 + number}",
            role=dice.pick(_ROLES),
            station=dice.pick(_STATIONS),
            phone=f"01632 960{dice.below(1000):03}",
            contact_method=dice.pick(_METHODS),
        )
        unit.people.save(person)
        self._made = replace(self._made, people=self._made.people + 1)
        for place, (protocol_id, day) in enumerate(_CONTACTS):
            at = incident.ended_at + timedelta(days=day, minutes=dice.below(600))
            if at > self._now:
                self._add_follow_up(unit, person, incident, day, at, done=False)
                return
            if place:
                self._add_follow_up(unit, person, incident, day, at, done=True)
            self._add_session(unit, person, incident, protocol_id, day, at)

    def _add_follow_up(
        self,
        unit: RecordsUnitOfWork,
        person: Person,
        incident: Incident,
        day: int,
        at: datetime,
        *,
        done: bool,
    ) -> None:
        unit.follow_ups.save(
            FollowUp(
                id=FollowUpId(self._dice.new_id(at)),
                person_id=person.id,
                incident_id=incident.id,
                session_id=None,
                purpose={3: "defusing", 28: "day-28", 91: "day-91"}[day],
                due_on=local_day(at),
                method=person.contact_method,
                who=OWNER,
                state=FollowUpState.DONE if done else FollowUpState.DUE,
                closed_at=at if done else None,
            )
        )

    def _add_session(
        self,
        unit: RecordsUnitOfWork,
        person: Person,
        incident: Incident,
        protocol_id: str,
        day: int,
        at: datetime,
    ) -> None:
        dice, checklist = self._dice, self._book.protocol(protocol_id)
        share = dice.pick((Share.YES, Share.YES, Share.NO, Share.LATER))
        session = SupportSession(
            id=SessionId(dice.new_id(at)),
            protocol_id=protocol_id,
            protocol_version=checklist.version,
            person_id=person.id,
            incident_id=incident.id,
            consent=Consent(talk=True, record=True, share=share, notice=NOTICE, at=at),
            supporter=OWNER,
            started_at=at,
            touched_at=at,
        ).finish(at + timedelta(minutes=dice.between(12, 45)))
        unit.sessions.save(session)
        answers = 0
        for page in checklist.pages:
            value = self._answer(page, at)
            if value is not None:
                unit.answers.save(Answer(session.id, page.id, value, at))
                answers += 1
        if protocol_id == "MR":
            answers += sum(self._add_screening(unit, session, each, day) for each in _SCREENS)
        self._decide(unit, session)
        self._made = replace(
            self._made, sessions=self._made.sessions + 1, answers=self._made.answers + answers
        )

    def _add_screening(
        self, unit: RecordsUnitOfWork, session: SupportSession, instrument_id: str, day: int
    ) -> int:
        dice, instrument = self._dice, self._book.instrument(instrument_id)
        worst = dice.between(1, 4)
        answers: dict[str, AnswerValue] = {}
        for item in instrument.items:
            options = item.item.options
            if item.is_shown(answers) and options and item.scored:
                is_red = any(item.link_id == red.link_id for red in instrument.scoring.red_items)
                last = 1 if is_red else min(len(options), worst)
                answers[item.link_id] = options[dice.below(last)].code
        outcome = score(instrument, answers, day=day)
        screening = Screening(
            id=ScreeningId(dice.new_id(session.started_at)),
            session_id=session.id,
            person_id=session.person_id,
            instrument_id=instrument_id,
            instrument_version=instrument.version,
            mode="read-aloud",
            day=day,
            started_at=session.started_at,
            state=ScreeningState.SCORED,
            finished_at=session.finished_at,
            result=as_record(outcome),
        )
        unit.screenings.save(screening)
        for link_id, value in answers.items():
            unit.answers.save(Answer(screening.id, link_id, value, session.started_at))
        self._made = replace(self._made, screenings=self._made.screenings + 1)
        return len(answers)

    def _decide(self, unit: RecordsUnitOfWork, session: SupportSession) -> None:
        dice, at = self._dice, session.finished_at or session.started_at
        pathway = dice.pick(("P0", "P1", "P1", "P2", "P3"))
        decision = Decision(
            id=DecisionId(dice.new_id(at)),
            session_id=session.id,
            person_id=session.person_id,
            suggested=pathway,
            chosen=pathway,
            rule="synthetic",
            reason="",
            inputs={},
            at=at,
            wish=dice.pick(("Some quiet days.", "A call next week.", "")),
        )
        unit.decisions.save(decision)
        if dice.happens(20):
            unit.flags.save(
                Flag(
                    id=FlagId(dice.new_id(at)),
                    person_id=session.person_id,
                    incident_id=session.incident_id,
                    session_id=session.id,
                    code=dice.pick(("A4", "A9", "A10", "A13")),
                    source="synthetic",
                    raised_at=at,
                )
            )

    def _answer(self, page: Page, at: datetime) -> AnswerValue | None:
        item = page.item
        if item is None or page.private or page.kind is PageKind.INFO:
            return None
        if page.fact is CaseFact.SAFETY:
            return item.options[0].code
        return self._value(item, at)

    def _value(self, item: Item, at: datetime) -> AnswerValue | None:
        dice = self._dice
        value: AnswerValue | None = None
        match item.kind:
            case ItemKind.CHOICE | ItemKind.YES_NO:
                value = dice.pick(item.options).code
            case ItemKind.MULTI:
                value = [dice.pick(item.options).code]
            case ItemKind.NUMBER:
                value = dice.between(item.minimum, (item.minimum + item.maximum) // 2 + 1)
            case ItemKind.TICK:
                value = True
            case ItemKind.TEXT:
                value = dice.pick(_NOTES)
            case ItemKind.PERSON:
                value = OWNER
            case ItemKind.DATE:
                value = local_day(at + timedelta(days=25)).isoformat()
            case ItemKind.ACTIONS | ItemKind.INFO:
                value = None
        return value
