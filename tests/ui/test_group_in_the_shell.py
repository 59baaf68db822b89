"""A group from Today to its private talks, in the real shell, with a concern on the way."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from estip_desktop.casework import SessionState, YesNoUnknown
from estip_desktop.kernel.ids import SessionId
from estip_desktop.vault.health import HealthState
from tests.builders import NOW, an_incident
from tests.ui.shell_world import make_shell
from tests.world import World


@pytest.fixture
def world():
    made = World()
    made.services.desk = None
    made.services.outbox = SimpleNamespace(list=list)
    made.services.health = SimpleNamespace(state=HealthState(), before_a_session=lambda: None)
    made.services.backups = SimpleNamespace(count=lambda: 0)
    incident = an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(days=3))
    made.keep("incidents", incident)
    return made


@pytest.fixture
def shell(qtbot, world):
    return make_shell(qtbot, world)


@pytest.fixture
def group(shell, world):
    shell.open("new_session", protocol="DI")
    shell.window.page.group_button.click()
    page = shell.window.page
    for each in ("A. B.", "Siân", "O'Brien", "K. L."):
        page.roster_card.who_edit.setText(each)
        page.roster_card.add_button.click()
    page.co_leader_edit.setText("Kim Example")
    page.told_group.cards[0].click()
    page.start_button.click()
    (made,) = world.tables.groups
    return SessionId(made)


def test_it_begins_in_the_guide_and_is_found_again(shell, world, group):
    assert shell.current_page == "guided"
    shell.window.page.close_button.click()
    assert shell.current_page == "today"
    shell.open("guided", session=group)
    assert world.tables.place.arguments["session"] == group


def test_a_concern_in_it_is_about_somebody_and_leads_back(shell, world, group):
    shell.open("guided", session=group, page="DG4.mood")
    shell.window.page.concern_requested.emit()
    assert shell.current_page == "concern"
    page = shell.window.page
    page.whom.group.chips[2].click()
    page.about_group.chips[0].click()
    page._presenter.toggle("stay")
    page._presenter.answer_directly("intent")
    page.receiver_edit.setText("Dr Made Up")
    page.outcome_group.chips[0].click()
    page.record_button.click()
    assert (shell.current_page, shell.current_arguments["page"]) == ("guided", "DG4.mood")
    member = world.tables.groups[group].member("m3")
    assert {flag.person_id for flag in world.tables.flags.values()} == {member.person_id}
    assert [row.purpose for row in world.tables.follow_ups.values()] == ["after-concern"]


def test_whom_it_is_about_is_asked_before_it_is_recorded(shell, world, group):
    shell.open("guided", session=group, page="DG4.mood")
    shell.window.page.concern_requested.emit()
    page = shell.window.page
    page._presenter.toggle("stay")
    page._presenter.is_about("+")  # nobody's initials are there yet
    assert not world.tables.people
    page.record_button.click()
    assert shell.current_page == "concern"
    assert "who it is about" in " ".join(link.words() for link in page.error_summary.links)
    page._presenter.is_about("-")
    page.record_button.click()
    assert shell.current_page == "guided"
    assert not world.tables.flags


def test_somebody_who_was_not_listed_can_be_named(shell, world, group):
    shell.open("guided", session=group, page="DG4.mood")
    shell.window.page.concern_requested.emit()
    shell.window.page._presenter.is_about("+", "Zoë")
    assert world.tables.groups[group].roster[-1].initials == "Zoë"
    (concern,) = world.tables.concerns.values()
    assert concern.person_id == world.tables.groups[group].roster[-1].person_id


def test_before_a_concern_is_read_nothing_of_a_group_is_asked(shell, world, group):
    shell.open("guided", session=group, page="DG4.mood")
    shell.window.page.concern_requested.emit()
    presenter = shell.window.page._presenter
    presenter._concern = None
    presenter.is_about("-")
    presenter.correct()
    assert shell.current_page == "concern"
    presenter._group = None
    presenter.is_about("m1")
    assert not world.tables.people


def test_an_open_concern_comes_back_before_the_group(shell, world, group):
    shell.open("guided", session=group, page="DG4.mood")
    shell.window.page.concern_requested.emit()
    shell.open_where_left()
    assert shell.current_page == "concern"
    assert shell.window.page.whom.isVisible()


def test_a_private_talk_follows_for_the_right_person(shell, world, group):
    for page_id in ("DG1.mix", "DG1.accounts", "DG3.rules"):
        world.groups.answer(group, page_id, True)
    world.groups.answer(group, "DG9.slots", ["m2"])
    shell.open("group", session=group)
    shell.window.page.finish_button.click()
    assert world.tables.groups[group].state is SessionState.FINISHED
    (button,) = shell.window.page.next_buttons.values()
    button.click()
    assert shell.current_page == "new_session"
    assert shell.window.page.name_edit.text() == "Siân"
