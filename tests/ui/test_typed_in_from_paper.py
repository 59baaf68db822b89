"""A talk held on paper is typed in as of when it was held, and says so everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from estip_desktop.casework import SessionNote
from estip_desktop.ui.pages.check.page import build as build_check
from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.pages.new_session.page import build
from tests.builders import INCIDENT_ENDED, NOW, a_new_session
from tests.world import World

HELD = datetime(2026, 11, 25, 21, 15, tzinfo=UTC)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def show(qtbot, world):
    def make(builder=build, **arguments):
        page: Any = builder(world.shell, arguments or {"protocol": "DI"})
        qtbot.addWidget(page)
        page.resize(1366, 690)
        page.show()
        qtbot.waitExposed(page)
        return page

    return make


def choose(group, code):
    next(card for card in group.cards if card.option.code == code).click()


def agree(page, record="yes"):
    choose(page.talk_group, "yes")
    choose(page.record_group, record)
    if record == "yes":
        choose(page.share_group, "later")


def from_paper(page, day="", time=""):
    form = page.held_form
    if not form.paper_group.chosen_codes():
        form.paper_group.chips[0].click()
    form.day_edit.setText(day)
    form.time_edit.setText(time)
    form.time_edit.editingFinished.emit()


def problems(page):
    return [link.words() for link in page.error_summary.links]


class TestNewSession:
    def test_it_is_a_quiet_choice_that_asks_nothing_until_it_is_made(self, show):
        page = show()
        assert not page.held_form.when_pair.isVisible()
        page.held_form.paper_group.chips[0].click()
        assert page.held_form.when_pair.isVisible()
        assert (page.held_form.day_edit.text(), page.held_form.time_edit.text()) == ("", "")

    def test_the_session_begins_when_the_talk_was_held(self, world, show):
        page = show()
        from_paper(page, "25 11 2026", "21:15")
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert (session.started_at, session.touched_at) == (HELD, NOW)
        assert session.consent.at == HELD
        assert world.tables.session_notes == {
            session.id: SessionNote(session.id, from_paper=True, held_at=HELD)
        }
        assert "session-from-paper" in world.vault.audited

    def test_an_empty_day_is_now(self, world, show):
        page = show()
        from_paper(page)
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.started_at == NOW
        assert world.tables.session_notes[session.id].from_paper

    def test_without_the_choice_nothing_is_noted(self, world, show):
        page = show()
        from_paper(page, "25 11 2026", "21:15")
        page.held_form.paper_group.chips[0].click()
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.started_at == NOW
        assert not world.tables.session_notes

    @pytest.mark.parametrize(
        ("day", "time", "words"),
        [
            ("27 11 2026", "09:00", "Enter a day and time that have passed"),
            (
                "x",
                "09:00",
                "Enter the day it was held, for example 23 11 2026, or leave both empty",
            ),
            (
                "",
                "09:00",
                "Enter the day it was held, for example 23 11 2026, or leave both empty",
            ),
            ("25 11 2026", "", "Enter the time it was held, for example 19:02"),
            ("25 11 2026", "26:00", "Enter the time it was held, for example 19:02"),
            (
                "23 11 2026",
                "18:00",
                "Enter a day and time after the incident ended, or choose another incident",
            ),
        ],
    )
    def test_it_says_what_cannot_stay(self, world, show, day, time, words):
        page = show()
        from_paper(page, day, time)
        agree(page)
        page.start_button.click()
        assert words in problems(page)
        assert not world.tables.sessions

    def test_the_window_is_that_of_the_talk(self, world, show):
        world.clock.move_on(timedelta(days=25))
        page = show()
        assert page.timing_callout.title_label.text() == "Not open now"
        from_paper(page, "26 11 2026", "21:15")
        assert not page.timing_callout.isVisible()
        agree(page)
        page.start_button.click()
        (session,) = world.tables.sessions.values()
        assert session.label == ""

    def test_a_talk_held_too_early_is_not_open_although_it_is_now(self, world, show):
        page = show()
        assert not page.timing_callout.isVisible()
        from_paper(page, "24 11 2026", "09:00")
        assert page.timing_callout.title_label.text() == "Not open now"
        agree(page)
        page.start_button.click()
        assert problems(page) == ["This is not open for the incident now"]

    def test_start_before_the_field_is_left_looks_at_the_window_all_the_same(self, world, show):
        page = show()
        page.held_form.paper_group.chips[0].click()
        page.held_form.day_edit.setText("24 11 2026")
        page.held_form.time_edit.setText("09:00")
        agree(page)
        page.start_button.click()
        assert problems(page) == ["This is not open for the incident now"]
        assert not world.tables.sessions

    def test_a_talk_that_is_not_kept_is_counted_on_its_own_day(self, world, show):
        page = show()
        from_paper(page, "25 11 2026", "21:15")
        agree(page, record="no")
        page.start_button.click()
        session_id = world.shell.last[1]["session"]
        world.answer(session_id, {"agreed": True, "safety": "no"})
        world.guide.finish(session_id)
        assert world.tables.tallies == [("incident-1", "DI", HELD.date())]
        assert not world.tables.session_notes


class TestPages:
    @pytest.fixture
    def session(self, world):
        return world.casework.start(a_new_session(from_paper=True, held_at=HELD))

    def test_every_guided_page_says_so(self, show, session):
        page = show(build_guided, session=session.id)
        assert page.header.line_label.text().endswith("typed in from paper")
        assert page.rail.minutes_row.words() == "Typed in from paper"

    def test_where_room_is_short_it_stands_beside_the_step(self, show, session):
        page = show(build_guided, session=session.id)
        page.resize(700, 690)
        assert page._step_menu.words().endswith("typed in from paper")

    def test_the_check_page_says_when_it_was_held(self, show, session):
        page = show(build_check, session=session.id)
        assert page.notice_callout.title_label.text() == "Typed in from paper"
        assert "25 Nov 2026" in page.notice_callout.words_label.text()

    def test_one_held_here_says_nothing_of_paper(self, world, show):
        session = world.casework.start(a_new_session())
        page = show(build_guided, session=session.id)
        assert "paper" not in page.header.line_label.text()
        assert not show(build_check, session=session.id).notice_callout.isVisible()


def test_days_are_counted_to_the_talk(world):
    session = world.casework.start(
        a_new_session(from_paper=True, held_at=INCIDENT_ENDED + timedelta(days=1))
    )
    assert world.guide.open(session.id).day == 1
