"""New group: the lock of a procedure, the roster, two groups of nine, and what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.casework import YesNoUnknown
from estip_desktop.ui.pages.new_group.page import build
from tests.builders import NOW, a_person, a_session, an_incident
from tests.ui.care_world import shown
from tests.world import World

DAY_3 = {"ended_at": NOW - timedelta(days=3)}


@pytest.fixture
def world():
    made = World()
    made.keep("incidents", an_incident(pip=YesNoUnknown.NO, **DAY_3))
    return made


def show(qtbot, world, **arguments):
    page: Any = build(world.shell, arguments)
    shown(qtbot, page)
    return page


def fill(page, *people):
    for each in people:
        page.roster_card.who_edit.setText(each)
        page.roster_card.add_button.click()
    page.co_leader_edit.setText("Kim Example")
    page.told_group.cards[0].click()


def coming(page):
    return [each.words for each in page._presenter._coming()]


def test_a_group_is_started_and_walked(qtbot, world):
    page = show(qtbot, world)
    assert page.focusWidget() is page.roster_card.who_edit
    fill(page, "A. B.", "Siân", "O'Brien", "<b>x</b>")
    page.start_button.click()
    (group,) = world.tables.groups.values()
    assert [member.initials for member in group.roster] == ["A. B.", "Siân", "O'Brien", "<b>x</b>"]
    assert group.co_leader == "Kim Example"
    assert world.shell.last == ("guided", {"session": group.id})


def test_pressing_start_twice_makes_one_group(qtbot, world):
    page = show(qtbot, world)
    fill(page, "A", "B")
    page.start_button.click()
    page.start_button.click()
    assert len(world.tables.groups) == 1


def test_everything_that_is_missing_is_said(qtbot, world):
    page = show(qtbot, world)
    page.start_button.click()
    said = page.error_summary.accessibleName() + page.error_summary.accessibleDescription()
    assert not world.tables.groups
    assert page._presenter._missing(page.form()) == ["roster", "co-leader", "agreed"]
    assert said


@pytest.mark.parametrize("pip", [YesNoUnknown.YES, YesNoUnknown.UNKNOWN])
def test_a_procedure_locks_it_until_somebody_is_named(qtbot, world, pip):
    world.keep("incidents", an_incident(pip=pip, **DAY_3))
    page = show(qtbot, world)
    card = page.pip_card
    assert card.locked_callout.isVisible()
    fill(page, "A", "B")
    page.start_button.click()
    assert not world.tables.groups
    card.clear_button.click()
    assert not world.tables.incidents["incident-1"].pip_cleared_by
    card.name_edit.setText("Insp Made Up")
    card.role_group.chips[0].click()
    card.clear_button.click()
    assert not card.locked_callout.isVisible()
    assert "Insp Made Up, Post-Incident Manager" in card.cleared_label.text()
    page.start_button.click()
    assert len(world.tables.groups) == 1


def test_the_lock_leads_to_a_talk_with_one_person(qtbot, world):
    world.keep("incidents", an_incident(pip=YesNoUnknown.UNKNOWN, **DAY_3))
    page = show(qtbot, world)
    page.pip_card.alone_button.click()
    assert world.shell.last == ("new_session", {"protocol": "DI"})


def test_that_there_is_none_can_be_noted(qtbot, world):
    world.keep("incidents", an_incident(pip=YesNoUnknown.UNKNOWN, **DAY_3))
    page = show(qtbot, world)
    page.pip_card.status_group.chips[0].click()
    assert world.tables.incidents["incident-1"].pip is YesNoUnknown.NO
    assert not page.pip_card.locked_callout.isVisible()
    page.pip_card.status_group.chips[0].click()
    assert page.pip_card.status_group.chosen_codes() == ["no"]


def test_before_a_day_has_passed_demobilising_is_offered(qtbot, world):
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(hours=3)))
    page = show(qtbot, world)
    assert "24 hours" in page.timing_callout.accessibleName()
    page.offer_button.click()
    assert world.shell.last == ("new_session", {"protocol": "DM"})


def test_early_it_needs_a_reason(qtbot, world):
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(hours=30)))
    page = show(qtbot, world)
    fill(page, "A", "B")
    page.start_button.click()
    assert not world.tables.groups
    page.reason_edit.setText("They leave tomorrow")
    page.start_button.click()
    (group,) = world.tables.groups.values()
    assert (group.label, group.timing_reason) == ("early", "They leave tomorrow")


def test_the_size_is_advised_and_never_a_bar(qtbot, world):
    page = show(qtbot, world)
    label = page.roster_card.size_label
    fill(page, "A", "B")
    assert "Under four" in label.text()
    fill(page, *"CDEF")
    assert label.text() == "6 people. Six to eight work best."
    fill(page, *"GHIJK")
    assert "Over ten" in label.text()


def test_nine_are_offered_as_two_groups(qtbot, world):
    page = show(qtbot, world)
    fill(page, *"ABCDEFGHI")
    assert page.split_group.isVisible()
    assert "first 5" in page.split_label.text()
    page.start_button.click()
    first, second = world.tables.groups.values()
    assert (len(first.roster), len(second.roster)) == (5, 4)
    assert world.shell.last == ("guided", {"session": first.id})


def test_nine_may_stay_together(qtbot, world):
    page = show(qtbot, world)
    fill(page, *"ABCDEFGHI")
    page.split_group.cards[0].click()
    page.start_button.click()
    (group,) = world.tables.groups.values()
    assert len(group.roster) == 9


def test_a_reference_is_looked_up_and_nobody_stands_there_twice(qtbot, world):
    world.keep("people", a_person(reference="P-0417", name="Sam O'Brien"))
    page = show(qtbot, world)
    fill(page, " p-0417 ", "P-0417", "P-9999", "Al", "al ")
    assert coming(page) == ["P-0417 · Sam O'Brien", "Al"]
    assert page._presenter._roster[0].person_id == "person-1"
    first = next(iter(page.roster_card.remove_buttons.values()))
    first.click()
    assert coming(page) == ["Al"]


def test_people_already_seen_are_one_press_away(qtbot, world):
    world.keep("people", a_person(reference="P-0417"))
    world.keep("sessions", a_session())
    page = show(qtbot, world)
    page.roster_card._seen_group.chips[0].click()
    assert len(coming(page)) == 1


def test_groups_there_were_are_listed(qtbot, world):
    page = show(qtbot, world)
    fill(page, "A", "B")
    page.start_button.click()
    (group,) = world.tables.groups
    page = show(qtbot, world)
    assert page.groups_card.isVisible()
    page.groups_card.findChild(type(page.cancel_button)).click()
    assert world.shell.last == ("group", {"session": group})


def test_it_can_be_for_one_person_after_all_and_back_records_nothing(qtbot, world):
    page = show(qtbot, world)
    page.person_button.click()
    assert world.shell.last == ("new_session", {"protocol": "DI"})
    assert page.on_command("back")
    assert world.shell.last == ("today", {})
    assert not world.tables.groups
