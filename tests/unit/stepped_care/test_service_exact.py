"""What of a session reaches the engine, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.casework import SessionState, YesNoUnknown
from estip_desktop.kernel.ids import IncidentId, SessionId
from estip_desktop.kernel.items import DECLINED
from estip_desktop.stepped_care.estim import grounds_words
from tests.builders import NOW, a_new_session, a_screening, a_session, an_incident
from tests.world import World, published

CALM = {"agreed": True, "safety": "no", "distress": 2}
OVER = {"scores": [{"id": "total", "value": 9, "positive": True}]}


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("page", "concern", "pathway"),
    [
        ("no", "declined", "P4"),
        (DECLINED, "no", "P4"),
        ("no", "no", "P3"),
        ("no", "", "P3"),
        (DECLINED, "", "P4"),
    ],
)
def test_a_question_left_open_on_the_page_or_in_a_concern_stays_open(
    world: World, page: str, concern: str, pathway: str
) -> None:
    incident = an_incident(ended_at=NOW - timedelta(days=28))
    world.keep("incidents", incident)
    session = world.casework.start(a_new_session())
    world.answer(session.id, {**CALM, "safety": page, "distress": 9})
    opened = world.concerns.open_by_hand(session.id)
    if concern:
        world.concerns.asked_directly(opened.id, concern)
    assert world.care.suggest(session.id).recommendation.pathway == pathway


def test_a_questionnaire_that_is_not_finished_is_not_looked_at(world: World) -> None:
    world.keep("incidents", an_incident(ended_at=NOW - timedelta(days=28)))
    session = world.casework.start(a_new_session())
    world.answer(session.id, CALM)
    asked = world.questionnaires.start(session.id, "gad-7", "read-aloud")
    first = asked.shown[0]
    code = first.item.options[-1].code
    world.questionnaires.answer(asked.screening.id, first.link_id, code)
    found = world.care.suggest(session.id).recommendation
    assert "gad-7" not in found.inputs
    assert found.notices == ()
    for item in asked.shown[1:]:
        world.questionnaires.answer(asked.screening.id, item.link_id, code)
    found = world.care.suggest(session.id).recommendation
    assert found.inputs["gad-7"] == "21"
    assert found.inputs["screening"] == "done"


@pytest.fixture
def request_made(world: World) -> Any:
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(days=4)))
    world.keep("incidents", an_incident(id=IncidentId("incident-2")))
    wish = a_new_session(protocol_id="EM", protocol_version=published().protocol("EM").version)
    return world.casework.start(wish)


def grounds(world: World, request_made: Any) -> str:
    return "\n".join(world.care.estim_grounds(request_made.id))


def test_only_talks_of_this_case_speak_for_an_estim(world: World, request_made: Any) -> None:
    for name, incident in (("here", request_made.incident_id), ("there", "incident-2")):
        talk = a_session(
            id=SessionId(name), incident_id=IncidentId(incident), protocol_id="DM",
            person_id=request_made.person_id, state=SessionState.FINISHED,
            started_at=NOW - timedelta(days=3),
        )  # fmt: skip
        world.keep("sessions", talk)
        screening = a_screening(
            id=f"screening-{name}", session_id=SessionId(name), result=OVER,
            instrument_id="gad-7" if name == "here" else "phq-9",
        )  # fmt: skip
        world.keep("screenings", screening)
    said = grounds(world, request_made)
    assert said.count("Demobilising on") == 1
    assert "Over its threshold: GAD-7." in said


def test_the_request_itself_is_none_of_its_own_grounds(world: World, request_made: Any) -> None:
    screening = a_screening(session_id=request_made.id, result=OVER, instrument_id="k6")
    world.keep("screenings", screening)
    world.keep("sessions", replace(request_made, state=SessionState.FINISHED))
    said = grounds(world, request_made)
    assert "No earlier talk is recorded here." in said
    assert "Over its threshold" not in said


def test_without_a_reason_the_request_is_called_by_its_name() -> None:
    protocol = published().protocol("EM")
    for answers, words in (({}, protocol.title), ({"EM1.grounds": ["asked"]}, "They ask for it")):
        guided = SimpleNamespace(protocol=protocol, answers=answers)
        assert grounds_words(guided) == words  # type: ignore[arg-type]
