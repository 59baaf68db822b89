"""What a talk closes bears the moment at which the talk itself was closed, to the microsecond."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from estip_desktop.casework import FollowUpState
from tests.builders import a_follow_up, a_new_session
from tests.closing_support import CALM, Contact
from tests.world import World


def ticking(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on time passes whenever somebody looks at the clock."""
    still = world.clock.now

    def now() -> datetime:
        world.clock.move_on(timedelta(microseconds=1))
        return still()

    monkeypatch.setattr(world.clock, "now", now)


def test_a_contact_that_was_held(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    session = world.casework.start(a_new_session())
    mine: dict[str, Any] = {"person_id": session.person_id, "session_id": None}
    world.keep("follow_ups", a_follow_up(id="before", **mine))
    world.answer(session.id, {"agreed": True, "safety": "no", "distress": 2})
    world.care.decide(session.id, "P0")
    world.answer(session.id, {"pathway": True})
    ticking(world, monkeypatch)
    finished = world.care.finish(session.id).guided.session
    done = world.tables.follow_ups["before"]
    assert done.state is FollowUpState.DONE
    assert done.closed_at == finished.finished_at


def test_a_case_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = Contact()
    world = contact.world
    world.answer(contact.id, {**CALM, "MR8.outcome": "closure"})
    world.care.decide(contact.id, "P0", reason="Their wish.")
    world.answer(contact.id, {"MR7.pathway": True})
    ticking(world, monkeypatch)
    finished = world.care.finish(contact.id).guided.session
    (mark,) = world.tables.follow_ups.values()
    assert mark.closed_at == finished.finished_at
