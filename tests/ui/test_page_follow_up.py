"""An agreed contact: what helps to hold it, and how it went."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from estip_desktop.casework import ContactMethod, Contacts, FollowUpState
from estip_desktop.errors import DiskFullError
from estip_desktop.ui.pages.follow_up.page import build
from estip_desktop.ui.pages.follow_ups.page import build as build_list
from estip_desktop.ui.widgets.key_value import AnswerRow
from tests.builders import NOW, a_follow_up, a_person, a_session
from tests.ui.care_world import shown
from tests.world import World


@pytest.fixture
def world():
    world = World()
    world.services.contacts = Contacts(world.vault, world.clock, world.ids)
    world.keep("people", a_person(message_ok=False, contact_method=ContactMethod.TEXT))
    world.keep("sessions", a_session().finish(NOW))
    world.keep("follow_ups", a_follow_up(due_on=NOW.date(), purpose="day-28", who="Priya"))
    return world


@pytest.fixture
def show(qtbot, world):
    def make(**arguments: str) -> Any:
        page: Any = build(world.shell, {"follow_up": "follow-up-1"} | arguments)
        shown(qtbot, page)
        return page

    return make


def choose(page, outcome):
    next(card for card in page.outcome_group.cards if card.option.code == outcome).click()


def states(world):
    return [(r.state.value, r.outcome) for r in world.tables.follow_ups.values()]


def test_what_helps_is_there_and_start_has_the_focus(show):
    page = show()
    assert page.title_label.text() == "Follow-up contact, day 28"
    assert page.main_button.words() == "Start the contact"
    assert page.focusWidget() is page.main_button
    rows = page.facts_card.findChildren(AnswerRow)
    facts = " | ".join(row.accessibleName() for row in rows)
    assert "Leave no message" in facts
    assert "Text message" in facts
    assert not page.missed_callout.isVisible()


def test_start_opens_the_talk_it_asks_for(world, show):
    show().main_button.click()
    assert world.shell.last == ("new_session", {"follow_up": "follow-up-1"})


def test_not_reached_suggests_a_day_and_goes_back(world, show):
    page = show()
    choose(page, "not-reached")
    assert page.main_button.words() == "Keep this"
    assert page.day_edit.day() == NOW.date() + timedelta(days=2)
    page.reason_group.chips[1].click()
    page.main_button.click()
    assert states(world) == [("missed", "message-left"), ("due", "")]
    assert world.shell.last == ("today", {})


def test_put_off_needs_a_day(world, show):
    page = show(back="follow_ups")
    choose(page, "put-off")
    page.day_edit.set_day(None)
    page.main_button.click()
    assert page.error_summary.isVisible()
    page.day_edit.setText("99 99")
    page.main_button.click()
    assert "Enter the day" in page.error_summary.links[0].words()
    assert states(world) == [("due", "")]
    page.day_edit.setText(f"{NOW + timedelta(days=3):%d %m %Y}")
    page.main_button.click()
    assert states(world) == [("cancelled", "put-off"), ("due", "")]
    assert world.shell.last == ("follow_ups", {})


def test_a_day_gone_by_is_said_beside_its_field(world, show):
    page = show()
    choose(page, "not-reached")
    page.day_edit.set_day(NOW.date() - timedelta(days=1))
    page.main_button.click()
    assert "from today on" in page.error_summary.links[0].words()
    assert states(world) == [("due", "")]


def test_declining_offers_one_reminder(world, show):
    page = show()
    choose(page, "declined")
    assert page.day_field.isHidden()
    page.remind_chip.click()
    page.main_button.click()
    assert states(world) == [("declined", ""), ("due", "")]


def test_after_a_miss_it_says_whom_to_ask_and_never_that_anybody_failed(world, show):
    world.keep(
        "follow_ups",
        a_follow_up(id="before", state=FollowUpState.MISSED, closed_at=NOW - timedelta(days=3)),
    )
    page = show()
    said = page.missed_callout.words_label.text()
    assert "ask the coordinator" in said
    assert "They agreed that something may go" in said
    assert "fail" not in said.lower()
    choose(page, "asked")
    page.main_button.click()
    assert states(world)[0] == ("missed", "coordinator-asked")


def test_what_is_not_kept_stays_on_the_page(world, show):
    page = show()
    choose(page, "reached")
    world.vault.fail_next_commit(DiskFullError())
    page.main_button.click()
    assert page.error_callout.isVisible()
    assert states(world) == [("due", "")]
    page.main_button.click()
    assert states(world)[0][0] == "done"


def test_one_that_ended_can_only_be_looked_at(world, show):
    world.services.contacts.reached("follow-up-1", "all-right")
    page = show()
    assert page.closed_callout.isVisible()
    assert not page.main_button.isVisible()


def test_pressed_twice_it_is_kept_once(world, show):
    page = show()
    choose(page, "not-reached")
    page.main_button.click()
    page.main_button.click()
    assert len(states(world)) == 2


class TestList:
    def test_overdue_comes_first_and_what_ended_last(self, qtbot, world):
        for days in (-2, 3, 40):
            on = NOW.date() + timedelta(days=days)
            world.keep("follow_ups", a_follow_up(id=f"due{days}", due_on=on))
        world.services.contacts.reached("follow-up-1", "has-support")
        page: Any = build_list(world.shell, {})
        shown(qtbot, page)
        assert list(page.open_buttons) == ["due-2", "due3", "due40", "follow-up-1"]
        assert page.focusWidget() is page.open_buttons["due-2"]
        page.open_buttons["due3"].click()
        assert world.shell.last == ("follow_up", {"follow_up": "due3", "back": "follow_ups"})

    def test_an_empty_list_says_so(self, qtbot):
        world = World()
        world.services.contacts = Contacts(world.vault, world.clock, world.ids)
        page: Any = build_list(world.shell, {})
        shown(qtbot, page)
        assert page.nothing.isVisible()
        assert page.focusWidget() is page.back_button


def test_what_came_of_an_estim_request_is_asked_for_what_it_is(world, show):
    world.keep("follow_ups", a_follow_up(purpose="estim-outcome", due_on=NOW.date()))
    page = show()
    labels = [card.option.label for card in page.outcome_group.cards]
    assert labels[0] == "There is an answer"
    page.outcome_group.cards[0].click()
    assert [chip.option.code for chip in page.reason_group.chips] == [
        "estim-booked", "estim-replaced", "estim-declined",
    ]  # fmt: skip
    assert page.day_edit.accessibleName() == "Day of the ESTIM"
    page.reason_group.chips[0].click()
    page.day_edit.set_day(date(2026, 12, 10))
    page.main_button.click()
    (row, again) = world.tables.follow_ups.values()
    assert row.outcome == "estim-booked"
    assert again.due_on == date(2026, 12, 10)
