"""Whether a case may be closed as clear: what still stands against it, if anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from estip_desktop.casework import CaseworkUnitOfWork, Contacts, SessionState
from estip_desktop.casework.contacts import CLEAR
from estip_desktop.errors import RuleError
from estip_desktop.guidance import (
    Asked,
    Guide,
    Guided,
    Questionnaires,
    outcome_of,
    standing_codes,
)
from estip_desktop.instruments import Outcome, Status
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IncidentId, PersonId, ScreeningId, SessionId
from estip_desktop.protocols import CaseFact
from estip_desktop.stepped_care.engine import Recommendation
from estip_desktop.stepped_care.model import Level, Pathways, Safety

CLOSING_PAGE, CLOSURE = ".outcome", "closure"
"""The answer of MR8 that ends the case."""
_A_STEP = "P2"
"""From here on somebody else is asked for something."""
_OF_THE_INCIDENT = "A12"
"""It stands as long as a procedure does, and is answered by the next step."""
FIRST_DAY = 84
"""Before the second monitoring window opens nothing is closed as clear."""


class Standing(StrEnum):
    """What kind of thing stands against closing."""

    FLAG = "flag"
    SCREEN = "screen"
    DISTRESS = "distress"
    EARLY = "early"
    PATHWAY = "pathway"
    SAFETY = "safety"


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
    ) -> None:
        self._open_unit = open_unit
        self._content = content
        self._guide = guide
        self._questionnaires = questionnaires
        self._contacts = contacts
        self._recommended = recommended

    def against(self, session_id: SessionId) -> tuple[AgainstClosing, ...]:
        """What stands against ending the case with this session; nothing means that it is clear."""
        guided = self._guide.open(session_id)
        asked = self._questionnaires.of_session(session_id) if guided.is_kept else ()
        outcomes = {each.screening.id: outcome_of(each) for each in asked}
        pathways = self._content.pathways()
        recommended = self._recommended(session_id)
        guided = self._guide.open(session_id)
        with self._open_unit() as unit:
            decision = unit.decisions.latest_of_session(session_id)
        chosen = decision.chosen if decision is not None else ""
        completed = [code for code in recommended.flags if code != _OF_THE_INCIDENT]
        return (
            *against_closing(guided, guided.day, asked, outcomes, pathways, completed),
            *_against_the_next_step(recommended, chosen, pathways),
        )

    def close(self, person_id: PersonId, incident_id: IncidentId, why: str) -> None:
        """End a case between two contacts.

        Raises:
            RuleError: ``case-not-clear``: it is to be closed as clear, and after the last contact
                something stands against it or none was held; or as ``Contacts.close_case``.
        """
        if why == CLEAR:
            with self._open_unit() as unit:
                held = [
                    each
                    for each in unit.sessions.of_person(person_id)
                    if each.incident_id == incident_id and each.state is SessionState.FINISHED
                ]
            if not held or self.against(held[0].id):
                raise RuleError("case-not-clear")
        self._contacts.close_case(person_id, incident_id, why)


def wants_to_close(guided: Guided) -> bool:
    """Whether the session ends with an end for now."""
    return any(
        page.id.endswith(CLOSING_PAGE) and guided.answers.get(page.id) == CLOSURE
        for page in guided.run.pages
    )


def against_closing(
    guided: Guided,
    day: int,
    asked: Sequence[Asked],
    outcomes: Mapping[ScreeningId, Outcome],
    pathways: Pathways,
    completed: Collection[str] = (),
) -> tuple[AgainstClosing, ...]:
    """What stands against closing a case after this contact; nothing means that it is clear.

    All flags have to be clear and every questionnaire below its cut-off, for PCL-5 with its
    provisional rule not met; what was not answered is not below anything.

    Args:
        guided: The last contact.
        day: Calendar days from the incident's end to it.
        asked: The questionnaires of that contact.
        outcomes: Their outcomes by screening id.
        pathways: Flags and thresholds in force.
        completed: Codes that the answers of the contact raise besides: distress that has risen.

    Source:
        Project proposal on closure at day 91; needs sign-off by a clinical lead.
    """
    found = []
    if day < FIRST_DAY:
        found.append(
            AgainstClosing(
                Standing.EARLY,
                _("A case is closed from day {first} on. This is day {day}.").format(
                    first=FIRST_DAY, day=day
                ),
            )
        )
    for code in dict.fromkeys((*standing_codes(guided.flags), *completed)):
        flag = pathways.flags.get(code)
        if flag is not None and flag.level is not Level.LEGAL:
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
