"""Groups for tests of pages."""

from __future__ import annotations

from typing import Any

from estip_desktop.casework import GroupMember, NewGroup
from estip_desktop.kernel.ids import IncidentId, SessionId
from tests.world import published


def start_group(world: Any, people: tuple[str, ...] = ("A1", "A2", "A3", "A4", "A5")) -> SessionId:
    """Start one for the made-up incident."""
    protocol = published().protocol("DG")
    roster = tuple(GroupMember(f"m{number}", each) for number, each in enumerate(people, 1))
    wish = NewGroup(
        protocol_id="DG",
        protocol_version=protocol.version,
        incident_id=IncidentId("incident-1"),
        notice="estip-privacy/1",
        roster=roster,
        co_leader="Kim Example",
    )
    (made,) = world.groups.start(wish)
    return made


def answer_required(world: Any, group: SessionId, **given: Any) -> None:
    """Tick what a group cannot be finished without, and answer what is given."""
    ticks = dict.fromkeys(("DG1.mix", "DG1.accounts", "DG3.rules"), True)
    for page_id, value in ticks.items():
        world.groups.answer(group, page_id, value)
    for page_id, value in given.items():
        world.groups.answer(group, page_id.replace("_", "."), value)
