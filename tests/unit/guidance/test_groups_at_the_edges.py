"""What a group does not do: open concerns, take its own check back, write after its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.casework import SessionState, YesNoUnknown
from estip_desktop.errors import RuleError
from estip_desktop.kernel.ids import SessionId
from estip_desktop.kernel.items import SKIPPED
from tests.builders import NOW, an_incident
from tests.ui.group_builders import answer_required, start_group
from tests.world import World


@pytest.fixture
def group(world: World) -> SessionId:
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO))
    return start_group(world)


def test_what_a_group_ticks_opens_no_concern_by_itself(world: World, group: SessionId) -> None:
    for page in world.groups.open(group).protocol.pages:
        assert world.groups.concern_of(group, page.id) is None
        assert world.groups.reds_of(group, page.id, "yes") == ()
    assert not world.tables.concerns


def test_a_page_without_a_question_is_only_passed(world: World, group: SessionId) -> None:
    world.groups.answer(group, "C13.coordinator", True)
    assert world.tables.groups[group].answers["C13.coordinator"] is True


def test_the_own_check_that_is_skipped_leaves_nothing(world: World, group: SessionId) -> None:
    world.groups.skip(group, "C13.distress")
    assert world.tables.groups[group].answers["C13.distress"] == SKIPPED
    assert world.tables.own_checks == []


def test_an_answer_that_is_there_is_not_skipped_away(world: World, group: SessionId) -> None:
    world.groups.answer(group, "DG4.mood", "mixed")
    assert world.groups.skip(group, "DG4.mood").guided.answers["DG4.mood"] == "mixed"
    assert world.tables.groups[group].answers["DG4.mood"] == "mixed"


def test_after_its_end_nothing_is_written(world: World, group: SessionId) -> None:
    answer_required(world, group)
    world.groups.finish(group)
    before = world.tables.groups[group]
    assert before.state is SessionState.FINISHED
    world.groups.go(group, "DG4.mood")
    for page, value in (("DG4.mood", "mixed"), ("C13.distress", 8)):
        with pytest.raises(RuleError):
            world.groups.answer(group, page, value)
    assert world.tables.groups[group] == before
    assert world.tables.own_checks == []


def test_who_wants_to_talk_alone_is_met_the_same_day_and_nobody_else(
    world: World, group: SessionId
) -> None:
    answer_required(world, group, DG9_slots=["m1"], DG10_watch=["m1", "m2"])
    world.groups.finish(group)
    due = sorted((row.purpose, row.due_on) for row in world.tables.follow_ups.values())
    today = NOW.date()
    by_purpose = {purpose: [day for name, day in due if name == purpose] for purpose, _day in due}
    assert by_purpose["private-talk"] == [today]
    assert len(by_purpose["after-group"]) == 1
    assert all(day <= today + timedelta(days=366) for _purpose, day in due)
