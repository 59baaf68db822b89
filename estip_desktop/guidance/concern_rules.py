"""When an Immediate concern may close, and what follows from it; plain rules over one record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from estip_desktop.casework import Concern, ConcernClosing, ContactMethod, FollowUp
from estip_desktop.casework.contacts import AFTER_CONCERN
from estip_desktop.guidance.concern_answers import HARM_TO_OTHERS, OF_DIRECT_ANSWER
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.ids import FollowUpId, IdFactory, IncidentId, PersonId

SELF_HARM_ITEM = "R6"


def needs(concern: Concern, red_codes: Collection[str]) -> tuple[str, ...]:
    """What still has to be recorded before it can be closed, as rule ids.

    R1 to R5 need an outcome and a named receiver; R6 needs the direct question to have been asked.
    Every one needs at least one marked action.

    Args:
        concern: As it stands.
        red_codes: The red flags that it holds.
    """
    found: list[str] = []
    reds = set(red_codes)
    if concern.direct_answer == "intent":
        reds.add(OF_DIRECT_ANSWER["intent"])
    if concern.of_others == "yes":
        reds.add(HARM_TO_OTHERS)
    if SELF_HARM_ITEM in reds and not concern.direct_answer:
        found.append("concern-ask-directly")
    if reds - {SELF_HARM_ITEM}:
        if not concern.outcome:
            found.append("concern-needs-outcome")
        if not is_named(concern.receiver):
            found.append("concern-needs-receiver")
    if not concern.marked:
        found.append("concern-needs-action")
    return tuple(found)


def has_begun(concern: Concern) -> bool:
    """Whether anything was done or said in it: then it was no mistake."""
    return bool(
        concern.actions
        or concern.called
        or concern.told
        or concern.direct_answer
        or concern.outcome
        or concern.receiver.strip()
        or concern.note.strip()
    )


def is_named(text: str) -> bool:
    """Whether a name holds at least one letter or digit that can be seen."""
    return any(character.isalnum() for character in text)


def as_mistake(concern: Concern, moment: datetime) -> Concern:
    """Closed as never meant: "opened and closed", and nothing else."""
    return replace(
        concern,
        closing=ConcernClosing.MISTAKE,
        closed_at=moment,
        actions={},
        called=(),
        told=(),
        receiver="",
        note="",
        outcome="",
        direct_answer="",
    )


def next_day_contact(
    concern: Concern,
    person_id: PersonId,
    incident_id: IncidentId,
    ids: IdFactory,
    moment: datetime,
) -> FollowUp:
    """The contact that is planned by itself once a concern was recorded."""
    return FollowUp(
        id=FollowUpId(ids.new()),
        person_id=person_id,
        incident_id=incident_id,
        session_id=concern.session_id,
        purpose=AFTER_CONCERN,
        due_on=local_day(moment) + timedelta(days=1),
        method=ContactMethod.PHONE,
    )
