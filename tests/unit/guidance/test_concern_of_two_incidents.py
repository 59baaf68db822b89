"""A concern that no talk opened belongs to the incident of the newest talk or group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.guidance.concern_answers import incident_of
from estip_desktop.kernel.ids import IncidentId, PersonId, SessionId
from tests.builders import NOW, a_concern, a_session, an_incident
from tests.world import World

EARLIER, LATER = NOW - timedelta(days=60), NOW - timedelta(days=2)


@pytest.fixture
def talks(world: World) -> World:
    for name in ("incident-1", "incident-2", "incident-3"):
        world.keep("incidents", an_incident(id=IncidentId(name)))
    for name, incident, at in (
        ("talk-1", "incident-2", EARLIER),
        ("talk-2", "incident-1", LATER),
        ("talk-3", "incident-3", EARLIER - timedelta(days=9)),
    ):
        world.keep(
            "sessions",
            a_session(id=SessionId(name), incident_id=IncidentId(incident), started_at=at),
        )
    return world


def of(world: World, **changes: object) -> str | None:
    with world.vault() as unit:
        return incident_of(unit, a_concern(**changes))


def test_the_newest_talk_says_which(talks: World) -> None:
    assert of(talks, session_id=None) == "incident-1"


def test_the_talk_that_it_was_opened_in_comes_first(talks: World) -> None:
    assert of(talks, session_id=SessionId("talk-1")) == "incident-2"


def test_somebody_without_a_talk_has_none(talks: World) -> None:
    assert of(talks, session_id=None, person_id=None) is None
    assert of(talks, session_id=None, person_id=PersonId("nobody")) is None
