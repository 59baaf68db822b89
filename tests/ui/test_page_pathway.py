"""Decide together: a suggestion with its reasons, a person's choice, a phone call first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.casework import Share
from estip_desktop.errors import DiskFullError
from estip_desktop.referrals import ReferralChoices
from estip_desktop.ui.pages.pathway.page import build
from estip_desktop.ui.widgets.key_value import ListRow
from tests.builders import a_consent, a_new_session
from tests.fakes import HeldTasks
from tests.world import World

CALM = {"agreed": True, "safety": "no", "distress": 2}
LOADED = {**CALM, "exposure": ["child"]}


class DraftReferrals:
    """Only what the pathway page asks of referrals."""

    def __init__(self):
        self.choices = ReferralChoices()
        self.drafts = 0

    def draft_for(self, session_id):
        self.drafts += 1
        return SimpleNamespace(key=f"{session_id}.1", choices=self.choices)

    def save_draft(self, key, choices):
        self.choices = choices


@pytest.fixture
def world():
    world = World()
    world.services.referrals = DraftReferrals()
    return world


@pytest.fixture
def session(world):
    return world.casework.start(a_new_session())


@pytest.fixture
def show(qtbot, world, session):
    def make(given, session_id="", **arguments):
        session_id = session_id or session.id
        world.answer(session_id, given)
        page: Any = build(world.shell, {"session": session_id} | arguments)
        qtbot.addWidget(page)
        page.resize(1366, 690)
        page.show()
        qtbot.waitExposed(page)
        page.first_focus().setFocus()
        return page

    return make


def choose(page, pathway):
    next(card for card in page.ladder.group.cards if card.option.code == pathway).click()


def problems(page):
    return [link.words() for link in page.error_summary.links]


def test_their_wish_is_asked_first(show):
    page = show(CALM)
    assert page.focusWidget() is page.wish_edit
    assert page.wish_field.y() < page.because_callout.y()


def test_the_suggestion_says_why(show):
    page = show(LOADED)
    assert page.because_callout.title_label.text() == "Suggested: Staying in touch"
    assert "High exposure" in page.because_callout.words_label.text()
    assert page.ladder.chosen_code() == ""
    suggested = page.ladder.group.cards[0]
    assert suggested.accessibleDescription().startswith("Suggested")
    assert suggested.visibleRegion().boundingRect() == suggested.rect()


def test_continue_pressed_twice_decides_once(world, show):
    page = show(CALM)
    choose(page, "P1")
    tasks = world.shell.tasks = HeldTasks()
    page.continue_button.click()
    page.continue_button.click()
    tasks.release()
    assert len(world.tables.decisions) == 1
    assert len(world.shell.opened) == 1


def test_a_person_has_to_choose(world, show):
    page = show(CALM)
    page.continue_button.click()
    assert problems(page) == ["Choose one of the six steps"]
    assert not world.tables.decisions


def test_the_dates_of_the_chosen_rung_are_shown(show):
    page = show(CALM)
    assert not page.dates_card.isVisible()
    choose(page, "P3")
    days = [row.title_label.text() for row in page.dates_card.findChildren(ListRow)]
    assert "Thu 3 Dec 2026" in days


def test_what_was_chosen_is_kept_and_the_conversation_goes_on(world, session, show):
    page = show(LOADED)
    page.wish_edit.setText("Somebody to talk to")
    choose(page, "P1")
    page.continue_button.click()
    (decision,) = world.tables.decisions
    assert (decision.suggested, decision.chosen) == ("P1", "P1")
    assert decision.wish == "Somebody to talk to"
    assert world.tables.answers[session.id]["pathway"].value is True
    assert world.shell.last == ("guided", {"session": session.id, "page": "next.agreed"})


def test_a_lower_rung_needs_a_reason(world, show):
    page = show(LOADED)
    choose(page, "P0")
    assert page.reason_box.isVisible()
    page.continue_button.click()
    assert problems(page) == ["Say why it is lower than suggested: choose a reason or write one"]
    page.reason_group.chips[0].click()
    page.reason_edit.setText("Asked twice")
    page.continue_button.click()
    assert world.tables.decisions[0].reason == "It is their choice; Asked twice"


def test_a_higher_rung_needs_none(world, show):
    page = show(LOADED)
    choose(page, "P3")
    assert not page.reason_box.isVisible()
    page.continue_button.click()
    assert world.tables.decisions[0].chosen == "P3"


class TestUrgent:
    GIVEN = {**CALM, "safety": "fleeting"}  # noqa: RUF012 - never changed

    def test_somebody_is_phoned_first(self, world, show):
        page = show(self.GIVEN)
        choose(page, "P4")
        assert page.number_list.isVisible()
        page.continue_button.click()
        assert problems(page) == [
            "Phone first, then write who you spoke to, or that nobody answered"
        ]
        assert not world.tables.decisions

    def test_the_call_belongs_to_the_referral(self, world, show):
        page = show(self.GIVEN)
        choose(page, "P4")
        page.phone_edit.setText(" Dr Test ")
        page.continue_button.click()
        choices = world.services.referrals.choices
        assert (choices.phoned_to, choices.phoned_at) == ("Dr Test", world.clock.now())
        assert world.tables.decisions[0].reason == ""

    def test_nobody_answering_is_written_down(self, world, show):
        page = show(self.GIVEN)
        choose(page, "P4")
        page.nobody_chip.click()
        page.continue_button.click()
        assert world.tables.decisions[0].reason == "Phoned, and nobody answered yet."
        assert world.services.referrals.drafts == 0

    def test_without_agreement_no_draft_is_begun(self, world, show):
        other = world.casework.start(a_new_session(consent=a_consent(share=Share.NO)))
        page = show(self.GIVEN, other.id)
        choose(page, "P4")
        page.phone_edit.setText("Dr Test")
        page.continue_button.click()
        assert world.services.referrals.drafts == 0
        assert world.tables.decisions[0].reason == "Phoned: Dr Test."

    def test_a_calmer_rung_hides_the_numbers_again(self, show):
        page = show(self.GIVEN)
        choose(page, "P4")
        choose(page, "P3")
        assert not page.phone_box.isVisible()


def test_a_decision_made_before_is_shown_and_questioned_when_answers_changed(world, session, show):
    world.answer(session.id, CALM)
    world.care.decide(session.id, "P1", wish="Time off")
    page = show(LOADED)
    assert (page.ladder.chosen_code(), page.wish_edit.text()) == ("P1", "Time off")
    assert page.changed_callout.isVisible()


def test_change_returns_to_the_check(world, session, show):
    page = show(CALM, back="check")
    choose(page, "P0")
    page.continue_button.click()
    page.on_command("back")
    assert world.shell.opened == [("check", {"session": session.id})] * 2


def test_back_and_the_rail_lead_into_the_conversation(world, session, show):
    page = show(CALM)
    page.back_button.click()
    assert world.shell.last == ("guided", {"session": session.id, "page": "safety"})
    page.rail.step_requested.emit("hello")
    assert world.shell.last[1]["page"] == "hello"
    page.close_button.click()
    assert world.shell.last == ("today", {})


def test_what_cannot_be_saved_is_said(world, show):
    page = show(CALM)
    choose(page, "P0")
    world.vault.fail_next_commit(DiskFullError())
    page.continue_button.click()
    assert page.error_callout.isVisible()


def test_talk_only_keeps_no_decision_and_goes_on(world, show):
    talk = world.guide.start_talk_only(a_new_session())
    page = show(CALM, talk)
    choose(page, "P0")
    page.continue_button.click()
    assert not world.tables.decisions
    assert world.shell.last[1]["page"] == "next.agreed"


def test_lock_and_concern_work(world, show):
    page = show(CALM)
    page.header.lock_button.click()
    page.header.concern_button.click()
    assert world.shell.locked == ["manual"]
    assert world.shell.concerns == [None]
    assert not page.on_command("skip")
