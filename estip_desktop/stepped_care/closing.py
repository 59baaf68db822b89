"""Whether a case may be closed as clear: what still stands against it, if anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from estip_desktop.casework import CaseworkUnitOfWork, Contacts, Flag, SessionState
from estip_desktop.casework.contacts import CLEAR
from estip_desktop.casework.model import NOTE_LIMIT
from estip_desktop.errors import InputRefusedError, NotFoundError, RuleError
from estip_desktop.guidance import (
    Asked,
    Guide,
    Guided,
    Questionnaires,
    outcome_of,
    standing_codes,
)
from estip_desktop.instruments import Outcome, Status
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock, local_day
from estip_desktop.kernel.i18n import _, format_date
from estip_desktop.kernel.ids import FlagId, IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.protocols import CaseFact
from estip_desktop.stepped_care.engine import Recommendation
from estip_desktop.stepped_care.estim import ESTIM
from estip_desktop.stepped_care.model import Closure, Level, Pathways, Safety

CLOSING_PAGE, CLOSURE = ".outcome", "closure"
"""The answer of MR8 that ends the case."""
NOT_CLEAR = "case-not-clear"
"""Detail of the error where something stands against an end."""
_A_CONTACT, _A_STEP = "P1", "P2"
"""Somebody asks again; from the second on somebody else is asked for something."""


class Standing(StrEnum):
    """What kind of thing stands against closing."""

    FLAG = "flag"
    SCREEN = "screen"
    DISTRESS = "distress"
    EARLY = "early"
    PATHWAY = "pathway"
    SAFETY = "safety"
    CONCERN = "concern"
    CONTACT = "contact"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class AgainstClosing:
    """One thing that stands against it, in words."""

    kind: Standing
    words: str


class ClosingContent(Protocol):
    """The flags and thresholds in force."""

    def pathways(self) -> Pathways:
        """Flags, rungs, thresholds and rules."""
        ...


class Closings:
    """Say whether a case is clear, and close it between two contacts."""

    def __init__(
        self,
        open_unit: Callable[[], CaseworkUnitOfWork],
        content: ClosingContent,
        guide: Guide,
        questionnaires: Questionnaires,
        contacts: Contacts,
        recommended: Callable[[SessionId], Recommendation],
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._content = content
        self._guide = guide
        self._questionnaires = questionnaires
        self._contacts = contacts
        self._recommended = recommended
        self._clock = clock

    def against(self, session_id: SessionId) -> tuple[AgainstClosing, ...]:
        """What stands against ending the case with this session; nothing means that it is clear.

        Source:
            Closing after two clear contacts, with all flags clear and every questionnaire below its
            cut-off: project proposal; needs sign-off by a clinical lead.
        """
        pathways = self._content.pathways()
        closure = pathways.closure
        found = list(self._against_contact(session_id, pathways))
        guided = self._guide.open(session_id)
        if guided.day < closure.first_day:
            words = _("A case is closed from day {first} on. This is day {day}.")
            found.insert(
                0,
                AgainstClosing(
                    Standing.EARLY, words.format(first=closure.first_day, day=guided.day)
                ),
            )
        found.extend(self._against_ending_now(guided, pathways))
        if not self._was_clear_before(guided, pathways):
            words = _("Two contacts in a row have to be clear, and the one before was not")
            found.append(AgainstClosing(Standing.CONTACT, words))
        noted = [pathways.flag(flag.code).short for flag in self._unconsidered(guided, pathways)]
        found.extend(
            AgainstClosing(Standing.EARLIER, _("Noted earlier: {flag}").format(flag=short))
            for short in dict.fromkeys(noted)
        )
        return tuple(found)

    def unconsidered(self, session_id: SessionId) -> tuple[Flag, ...]:
        """Flags of earlier contacts of the case that a person has to look at again, oldest first.

        Red ones and those that ``closure`` names always; another amber one unless each of the clear
        contacts asked about it again.
        """
        return self._unconsidered(self._guide.open(session_id), self._content.pathways())

    def consider(self, person_id: PersonId, flag_ids: Collection[FlagId], why: str) -> None:
        """Write beside flags of somebody that they were looked at again, and what was found.

        They stay in the record and in every decision; only an end of the case asks for this.

        Args:
            person_id: Whose flags.
            flag_ids: Which.
            why: What was found, 1 to 240 characters.

        Raises:
            InputRefusedError: ``considered-missing`` or ``considered-too-long``.
            RuleError: ``flag-is-considered``: there is a note beside one already;
                ``flag-in-draft``: the contact that raised it is not finished.
            NotFoundError: One is not a flag of this person.
        """
        words = why.strip()
        if not words:
            raise InputRefusedError("considered-missing")
        if len(words) > NOTE_LIMIT:
            raise InputRefusedError("considered-too-long")
        # Never to be taken for "answer-corrected", which takes a flag out of decisions.
        words = words[0].upper() + words[1:]
        moment = self._clock.now()
        with self._open_unit() as unit:
            for flag_id in dict.fromkeys(flag_ids):
                flag = unit.flags.get(flag_id)
                if flag.person_id != person_id:
                    raise NotFoundError(f"flag:{flag_id}")
                if flag.considered:
                    raise RuleError("flag-is-considered")
                if flag.session_id is not None:
                    session = unit.sessions.get(flag.session_id)
                    if session.state is not SessionState.FINISHED:
                        raise RuleError("flag-in-draft")
                unit.flags.save(replace(flag, considered=words, considered_at=moment))
                unit.audit.record(AuditEvent("flag-considered", flag.id, flag.code))
            unit.commit()

    def close(self, person_id: PersonId, incident_id: IncidentId, why: str) -> None:
        """End a case between two contacts.

        Raises:
            RuleError: ``case-not-clear``: it is to be closed as clear, and after the last contact
                something stands against it or none was held; or as ``Contacts.close_case``.
        """
        if why == CLEAR and self.against_case(person_id, incident_id):
            raise RuleError(NOT_CLEAR)
        self._contacts.close_case(person_id, incident_id, why)

    def against_case(
        self, person_id: PersonId, incident_id: IncidentId
    ) -> tuple[AgainstClosing, ...]:
        """What stands against closing a case as clear between two contacts."""
        held = self.last_contact(person_id, incident_id)
        if held is None:
            words = _("No contact has been held yet")
            return (AgainstClosing(Standing.CONTACT, words),)
        return self.against(held)

    def last_contact(self, person_id: PersonId, incident_id: IncidentId) -> SessionId | None:
        """The newest finished session of a case."""
        with self._open_unit() as unit:
            held = [
                each
                for each in unit.sessions.of_person(person_id)
                if each.incident_id == incident_id and each.state is SessionState.FINISHED
            ]
        return held[0].id if held else None

    def _against_contact(
        self, session_id: SessionId, pathways: Pathways
    ) -> tuple[AgainstClosing, ...]:
        """What one contact itself found."""
        recommended = self._recommended(session_id)
        guided = self._guide.open(session_id)
        asked = self._questionnaires.of_session(session_id) if guided.is_kept else ()
        outcomes = {each.screening.id: outcome_of(each) for each in asked}
        with self._open_unit() as unit:
            decision = unit.decisions.latest_of_session(session_id)
        chosen = decision.chosen if decision is not None else ""
        found = (
            *against_closing(guided, asked, outcomes, pathways, recommended.flags),
            *_against_the_next_step(recommended, chosen, pathways),
        )
        return tuple(dict.fromkeys(found))

    def _against_ending_now(self, guided: Guided, pathways: Pathways) -> tuple[AgainstClosing, ...]:
        """A contact that was decided is no end, nor is a concern about them that is open."""
        with self._open_unit() as unit:
            decision = unit.decisions.latest_of_session(guided.session.id)
            is_open = any(each.person_id == guided.person.id for each in unit.concerns.open_ones())
        found = []
        if decision is not None and decision.chosen == _A_CONTACT:
            found.append(AgainstClosing(Standing.PATHWAY, pathways.rung(_A_CONTACT).title))
        if is_open:
            words = _("An immediate concern about them is open")
            found.append(AgainstClosing(Standing.CONCERN, words))
        return tuple(found)

    def _was_clear_before(self, guided: Guided, pathways: Pathways) -> bool:
        """Whether enough contacts before this one were clear, and none between them was not."""
        closure = pathways.closure
        before = self._counted_before(guided, closure)
        days = {each.day for each in before} - {guided.day}
        return len(days) >= closure.clear_contacts - 1 and not any(
            self._against_contact(each.session.id, pathways) for each in before
        )

    def _counted_before(self, guided: Guided, closure: Closure) -> tuple[Guided, ...]:
        """The contacts that make up the row with this one, newest first.

        Two contacts on one day are one of the row, and both have to be clear.
        """
        with self._open_unit() as unit:
            earlier = [
                each.id
                for each in unit.sessions.of_person(guided.person.id)
                if each.incident_id == guided.incident.id
                and each.id != guided.session.id
                and each.state is SessionState.FINISHED
                and each.started_at <= guided.session.started_at
            ]
        counted: list[Guided] = []
        for each in map(self._guide.open, earlier):
            if each.day < closure.counted_from_day or each.protocol.family == ESTIM:
                continue
            days = {guided.day, *(other.day for other in counted)}
            if len(days) == closure.clear_contacts and each.day not in days:
                break
            counted.append(each)
        return tuple(counted)

    def _unconsidered(self, guided: Guided, pathways: Pathways) -> tuple[Flag, ...]:
        closure = pathways.closure
        contacts = (guided, *self._counted_before(guided, closure))
        asked_again = set.intersection(*(_asked(each) for each in contacts))
        here = {each.session.id for each in contacts}
        with self._open_unit() as unit:
            flags = unit.flags.of_case(guided.person.id, guided.incident.id)
        found = []
        for flag in flags:
            definition = pathways.flags.get(flag.code)
            if definition is None or flag.considered or flag.session_id in here:
                continue
            always = definition.level is Level.RED or flag.code in closure.always_considered
            never = definition.level is Level.LEGAL or flag.code in closure.answered_by_next_step
            if always or not (never or flag.code in asked_again):
                found.append(flag)
        return tuple(sorted(found, key=lambda flag: flag.raised_at))


def _asked(guided: Guided) -> set[str]:
    """Codes of the flags that an answer of this contact could have raised."""
    unanswered = (None, SKIPPED, DECLINED)
    return {
        rule.code
        for page in guided.run.pages
        if guided.answers.get(page.id) not in unanswered
        for rule in page.flags
    }


def flag_words(flag: Flag, pathways: Pathways) -> str:
    """A flag in plain words, with the day on which it was raised."""
    definition = pathways.flags.get(flag.code)
    short = definition.short if definition is not None else flag.code
    return _("{flag}, {day}").format(flag=short, day=format_date(local_day(flag.raised_at)))


def wants_to_close(guided: Guided) -> bool:
    """Whether the session ends with an end for now."""
    return any(
        page.id.endswith(CLOSING_PAGE) and guided.answers.get(page.id) == CLOSURE
        for page in guided.run.pages
    )


def against_closing(
    guided: Guided,
    asked: Sequence[Asked],
    outcomes: Mapping[ScreeningId, Outcome],
    pathways: Pathways,
    completed: Collection[str] = (),
) -> tuple[AgainstClosing, ...]:
    """What one contact found that stands against closing a case; nothing means that it was clear.

    All flags have to be clear and every questionnaire below its cut-off, for PCL-5 with its
    provisional rule not met; what was not answered is not below anything.

    Args:
        guided: The contact.
        asked: The questionnaires of that contact.
        outcomes: Their outcomes by screening id.
        pathways: Flags and thresholds in force.
        completed: Codes that the answers of the contact raise besides: distress that has risen.

    Source:
        Project proposal on closure at day 91; needs sign-off by a clinical lead.
    """
    found = []
    answered = pathways.closure.answered_by_next_step
    for code in dict.fromkeys((*standing_codes(guided.flags), *completed)):
        flag = pathways.flags.get(code)
        if flag is not None and flag.level is not Level.LEGAL and code not in answered:
            found.append(AgainstClosing(Standing.FLAG, flag.short))
    distress = _distress(guided)
    if distress is not None and distress >= pathways.completion.distress_high:
        found.append(
            AgainstClosing(Standing.DISTRESS, _("Distress {number} of 10").format(number=distress))
        )
    counted = {each.criterion for each in pathways.thresholds.values() if each.criterion}
    for each in asked:
        words = _standing_of(each, outcomes[each.screening.id], counted)
        if words:
            found.append(AgainstClosing(Standing.SCREEN, words))
    return tuple(found)


def _standing_of(asked: Asked, outcome: Outcome, counted: Collection[str]) -> str:
    title = asked.instrument.title
    if outcome.status is not Status.COMPLETE:
        return _("{title} was not finished").format(title=title)
    total = outcome.total()
    if any(score.positive for score in outcome.scores) and total is not None:
        return _("{title}: {value}, on the side of its cut-off that asks for more").format(
            title=title, value=total.value
        )
    if any(criterion.met and criterion.id in counted for criterion in outcome.criteria):
        return _("{title}: its rule over single items is met").format(title=title)
    return ""


def _against_the_next_step(
    recommended: Recommendation, chosen: str, pathways: Pathways
) -> tuple[AgainstClosing, ...]:
    """A next step that somebody has to take is no end; nor is a safety that is not known."""
    found = [
        AgainstClosing(Standing.PATHWAY, pathways.rung(rung).title)
        for rung in dict.fromkeys((recommended.pathway, chosen))
        if rung >= _A_STEP
    ]
    if recommended.inputs.get("safety") == Safety.DECLINED:
        words = _("They would rather not say whether they are safe")
        found.append(AgainstClosing(Standing.SAFETY, words))
    return tuple(found)


def _distress(guided: Guided) -> int | None:
    """The higher of the two ratings of a contact."""
    ratings = [guided.fact(fact) for fact in (CaseFact.DISTRESS, CaseFact.DISTRESS_END)]
    return max((value for value in ratings if isinstance(value, int)), default=None)
