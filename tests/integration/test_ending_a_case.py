"""A case in a real vault, from its first flag to its end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.errors import RuleError
from estip_desktop.kernel.ids import FlagId, SessionId
from tests.builders import INCIDENT_ENDED, a_consent, a_flag, a_person, a_session, an_incident
from tests.closing_support import CALM, INCIDENT, PERSON
from tests.ui.record_world import CONTENT, RecordWorld, record_world


@pytest.fixture
def world(home: Path) -> Any:
    with record_world(home) as made:
        made.keep("people", a_person())
        made.keep("incidents", an_incident())
        made.keep("flags", a_flag(id=FlagId("f1"), code="R6", session_id=None, source="hand"))
        yield made


def hold(world: RecordWorld, day: int) -> SessionId:
    world.clock.set_to(INCIDENT_ENDED + timedelta(days=day))
    now = world.clock.now()
    session = a_session(
        id=SessionId(f"day-{day}"), protocol_id="MR",
        protocol_version=CONTENT.protocol("MR").version,
        started_at=now, touched_at=now, consent=a_consent(record=True),
    )  # fmt: skip
    world.keep("sessions", session)
    for page, value in CALM.items():
        world.guide.answer(session.id, page, value)
    world.care.decide(session.id, "P0")
    world.guide.answer(session.id, "MR7.pathway", True)
    return session.id


def kinds(world: RecordWorld) -> list[str]:
    return [each.kind.value for each in world.care.closings.against_case(PERSON, INCIDENT)]


def test_two_clear_contacts_and_a_second_look_end_it(world: RecordWorld) -> None:
    assert kinds(world) == ["contact"]
    world.care.finish(hold(world, 28))
    assert kinds(world) == ["early", "contact", "earlier"]
    last = hold(world, 91)
    world.guide.answer(last, "MR8.outcome", "closure")
    with pytest.raises(RuleError, match="case-not-clear"):
        world.care.finish(last)
    flags = world.care.closings.unconsidered(last)
    assert [flag.id for flag in flags] == ["f1"]
    world.care.closings.consider(PERSON, [flag.id for flag in flags], "Safe, and seen by OH")
    world.care.finish(last)
    file = world.records.open(PERSON)
    assert [(flag.code, flag.considered) for flag in file.flags] == [("R6", "Safe, and seen by OH")]
    assert "clear" in {row.outcome for row in file.follow_ups}
    assert world.vault.check().is_sound
