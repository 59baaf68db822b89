"""A group: checked, finished, and the talks that come of it; a concern in it is about somebody."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.casework import SessionState, YesNoUnknown
from estip_desktop.kernel.actions import Action
from estip_desktop.ui.pages.concern.page import build as build_concern
from estip_desktop.ui.pages.group.page import build
from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.pages.today.presenter import _draft_rows
from estip_desktop.ui.widgets.labels import Heading, Text
from tests.builders import an_incident
from tests.ui.care_world import shown
from tests.ui.group_builders import answer_required, start_group
from tests.world import World


@pytest.fixture
def world():
    made = World()
    made.keep("incidents", an_incident(pip=YesNoUnknown.NO))
    return made


@pytest.fixture
def group(world):
    return start_group(world)


def show(qtbot, page: Any):
    shown(qtbot, page)
    return page


def words(page):
    labels = (each for kind in (Heading, Text) for each in page.findChildren(kind))
    return [each.text() for each in labels if each.isVisible()]


def test_what_is_missing_is_said_with_a_way_to_it(qtbot, world, group):
    page = show(qtbot, build(world.shell, {"session": group}))
    page.finish_button.click()
    assert world.tables.groups[group].state is SessionState.DRAFT
    page.change_buttons["DG3.rules"].click()
    assert world.shell.last == (
        "guided", {"session": group, "page": "DG3.rules", "back": "group"},
    )  # fmt: skip


def test_finished_it_leads_to_the_private_talks(qtbot, world, group):
    answer_required(world, group, DG9_slots=["m1", "m2"], DG10_watch=["m3"])
    page = show(qtbot, build(world.shell, {"session": group}))
    page.finish_button.click()
    qtbot.waitUntil(lambda: "Private talks to hold today" in words(page))
    assert len(page.next_buttons) == 3
    first = next(iter(page.next_buttons))
    page.next_buttons[first].click()
    assert world.shell.last == ("new_session", {"protocol": "DI", "follow_up": first})
    last = list(page.next_buttons)[-1]
    page.next_buttons[last].click()
    assert world.shell.last == ("follow_up", {"follow_up": last})
    page.today_button.click()
    assert world.shell.last == ("today", {})
    page.finish_button.click()  # hidden now; pressed twice it changes nothing
    assert world.tables.groups[group].state is SessionState.FINISHED


def test_what_is_kept_can_be_read_afterwards(qtbot, world, group):
    line = Action("Kit list", "Sgt Made Up").to_text()
    answer_required(world, group, DG4_mood="heavy", DG6_actions=[line], DG11_day="2026-12-03")
    world.groups.answer(group, "C13.distress", 9)
    world.groups.finish(group)
    page = show(qtbot, build(world.shell, {"session": group}))
    said = words(page)
    for wanted in ("Heavy", "Kit list (Sgt Made Up)", "Thu 3 Dec 2026", "A1", "A5"):
        assert wanted in said
    assert "9" not in said
    assert page.change_buttons == {}


def test_its_pages_are_the_guided_ones(qtbot, world, group):
    page = show(qtbot, build_guided(world.shell, {"session": group, "page": "DG9.slots"}))
    assert not page.worry_button.isVisible()
    assert "Group of 5" in page.rail.context_label.text()
    qtbot.keyClick(page.content.field.group.cards[1], Qt.Key.Key_Space)
    assert world.tables.groups[group].answers["DG9.slots"] == ["m2"]


def test_promises_are_typed_line_by_line(qtbot, world, group):
    page = show(qtbot, build_guided(world.shell, {"session": group, "page": "DG6.actions"}))
    field = page.content.field
    qtbot.keyClicks(field.lines[0].what_edit, "Kit list")
    qtbot.keyClicks(field.lines[0].who_edit, "Sgt Made Up")
    qtbot.keyClicks(field.lines[0].day_edit, "30 11 2026")
    field.add_button.click()
    qtbot.keyClicks(field.lines[2].what_edit, "Ring the station")
    page.continue_button.click()
    kept = [Action.from_text(each) for each in world.tables.groups[group].answers["DG6.actions"]]
    assert [(each.what, each.who, str(each.due)) for each in kept] == [
        ("Kit list", "Sgt Made Up", "2026-11-30"), ("Ring the station", "", "None"),
    ]  # fmt: skip
    page = show(qtbot, build_guided(world.shell, {"session": group, "page": "DG6.actions"}))
    assert [line.what_edit.text() for line in page.content.field.lines] == [
        "Kit list", "Ring the station",
    ]  # fmt: skip


def test_after_the_last_page_comes_the_check(qtbot, world, group):
    answer_required(world, group)
    world.groups.answer(group, "DG11.coleader", "fine")
    page = show(qtbot, build_guided(world.shell, {"session": group, "page": "DG11.coleader"}))
    page.continue_button.click()
    assert world.shell.last == ("group", {"session": group})


def test_a_draft_stands_on_today(world, group):
    (row,) = _draft_rows(world.services)
    assert row.session_id == group
    assert row.title.endswith("group of 5")
    assert row.step


class TestImmediateConcern:
    @pytest.fixture
    def concern(self, world, group):
        return world.concerns.open_by_hand(None)

    @pytest.fixture
    def page(self, qtbot, world, concern):
        return show(qtbot, build_concern(world.shell, {"concern": concern.id}))

    def test_it_asks_who_it_is_about(self, page):
        assert page.whom.isVisible()
        labels = [chip.option.label for chip in page.whom.group.chips]
        assert labels == ["A1", "A2", "A3", "A4", "A5", "Somebody else", "Not to be named"]

    def test_somebody_on_the_roster(self, world, group, page, concern):
        page.whom.group.chips[1].click()
        member = world.tables.groups[group].member("m2")
        assert world.tables.concerns[concern.id].person_id == member.person_id
        assert page.whom.group.chosen_codes() == ["m2"]

    def test_somebody_else_by_initials(self, qtbot, world, group, page, concern):
        page.whom.group.chips[5].click()
        qtbot.keyClicks(page.whom.initials_edit, "Zoe")
        page.whom.add_button.click()
        assert world.tables.groups[group].roster[-1].initials == "Zoe"
        assert page.whom.group.chosen_codes() == ["m6"]
        assert not page.whom.initials_field.isVisible()

    def test_it_is_not_recorded_before_that_was_said(self, world, page, concern):
        page._presenter.toggle("stay")
        page.record_button.click()
        assert world.tables.concerns[concern.id].is_open
        page.whom.group.chips[6].click()
        page.record_button.click()
        assert not world.tables.concerns[concern.id].is_open
        assert world.tables.concerns[concern.id].person_id is None

    def test_a_talk_with_one_person_asks_nothing_of_it(self, qtbot, world, group):
        from tests.builders import a_new_session

        session = world.casework.start(a_new_session())
        concern = world.concerns.open_by_hand(session.id)
        page = show(qtbot, build_concern(world.shell, {"concern": concern.id}))
        assert not page.whom.isVisible()
