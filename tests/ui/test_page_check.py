"""Check answers: left out first, Change returns here, the button says what happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.casework import SessionState
from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.items import DECLINED
from estip_desktop.ui.pages.check.page import build
from estip_desktop.ui.widgets.key_value import ListRow
from tests.builders import a_new_session
from tests.fakes import HeldTasks
from tests.world import World

DONE = {
    "hello": True,
    "agreed": True,
    "who": True,
    "distress": 6,
    "exposure": ["child", "long"],
    "note": "Quiet shifts.",
    "worry": DECLINED,
    "safety": "no",
    "next.day": "2026-12-01",
    "own": 3,
}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def session(world):
    session = world.casework.start(a_new_session())
    world.answer(session.id, DONE)
    return session


@pytest.fixture
def show(qtbot, world):
    def make(**arguments):
        page: Any = build(world.shell, arguments)
        qtbot.addWidget(page)
        page.resize(1366, 690)
        page.show()
        qtbot.waitExposed(page)
        page.first_focus().setFocus()
        return page

    return make


def rows(card):
    return {row.title_label.text(): row.line_label.text() for row in card.findChildren(ListRow)}


def decide(world, session, pathway="P1"):
    world.care.decide(session.id, pathway)
    world.guide.answer(session.id, "pathway", True)


class TestSession:
    def test_answers_are_shown_in_words(self, world, session, show):
        decide(world, session)
        answered = rows(show(session=session.id).answers_card)
        assert answered["Text of distress"] == "6 of 10"
        assert answered["Text of exposure"] == "Child, Long"
        assert answered["Text of worry"] == "Prefers not to say"
        assert answered["Text of agreed"] == "Done"
        assert answered["Text of next.day"] == "Tue 1 Dec 2026"
        assert answered["Decide"] == "Staying in touch"

    def test_what_was_left_out_comes_first(self, session, show):
        page = show(session=session.id)
        assert rows(page.open_card)["Text of next.who"] == ""
        assert page.open_card.y() < page.answers_card.y()

    def test_the_own_check_is_not_listed(self, session, show):
        page = show(session=session.id)
        assert "Text of own" not in rows(page.answers_card) | rows(page.open_card)

    def test_change_comes_back_here(self, world, session, show):
        page = show(session=session.id)
        page.change_buttons["note"].click()
        assert world.shell.last == (
            "guided",
            {"session": session.id, "page": "note", "back": "check"},
        )
        page.change_buttons["pathway"].click()
        assert world.shell.last == ("pathway", {"session": session.id, "back": "check"})

    def test_finishing_leads_to_the_last_page(self, world, session, show):
        decide(world, session)
        page = show(session=session.id)
        assert page.finish_button.words() == "Finish session"
        page.finish_button.click()
        assert world.tables.sessions[session.id].state is SessionState.FINISHED
        assert world.shell.last == ("finish", {"session": session.id})

    def test_a_missing_decision_is_asked_for(self, world, session, show):
        page = show(session=session.id)
        page.finish_button.click()
        (link,) = page.error_summary.links
        assert link.words() == "Decide together what comes next"
        link.click()
        assert world.shell.last == ("pathway", {"session": session.id, "back": "check"})

    def test_a_required_page_is_asked_for(self, world, session, show):
        decide(world, session)
        with world.vault() as unit:
            unit.answers.remove(session.id, "safety")
            unit.commit()
        page = show(session=session.id)
        assert rows(page.open_card)["Text of safety"] == "Needed before you finish"
        page.finish_button.click()
        (link,) = page.error_summary.links
        link.click()
        assert world.shell.last[1]["page"] == "safety"

    def test_an_open_concern_is_asked_for(self, world, session, show):
        decide(world, session)
        world.concerns.open_by_hand(session.id)
        page = show(session=session.id)
        page.finish_button.click()
        (link,) = page.error_summary.links
        assert link.words() == "Record how the immediate concern went"
        link.click()
        assert world.shell.concerns == [None]

    def test_what_cannot_be_saved_is_said(self, world, session, show):
        decide(world, session)
        page = show(session=session.id)
        world.vault.fail_next_commit(DiskFullError())
        page.finish_button.click()
        assert page.error_callout.isVisible()

    def test_back_and_the_rail_lead_into_the_conversation(self, world, session, show):
        page = show(session=session.id)
        page.on_command("back")
        assert world.shell.last[1]["page"] == "own"
        page.rail.step_requested.emit("hello")
        assert world.shell.last[1] == {"session": session.id, "page": "hello"}
        assert not page.on_command("lock")

    def test_save_and_close(self, world, session, show):
        show(session=session.id).close_button.click()
        assert world.shell.last == ("today", {})

    def test_finish_pressed_twice_finishes_once(self, world, session, show):
        world.care.decide(session.id, "P1")
        page = show(session=session.id)
        tasks = world.shell.tasks = HeldTasks()
        page.finish_button.click()
        page.finish_button.click()
        assert tasks.count == 1
        tasks.release()
        assert [name for name, _arguments in world.shell.opened] == ["finish"]

    def test_a_talk_only_conversation_finishes_without_a_decision(self, world, show):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, DONE)
        show(session=talk).finish_button.click()
        assert world.shell.last == ("finish", {"session": talk})


class TestQuestionnaire:
    @pytest.fixture
    def asked(self, world, session):
        world.clock.move_on(timedelta(days=25))
        return world.questionnaires.start(session.id, "gad-7", "read-aloud")

    def give(self, world, asked, count):
        for item in asked.shown[:count]:
            code = item.item.options[1].code
            world.questionnaires.answer(asked.screening.id, item.link_id, code)

    def test_a_complete_one_is_scored(self, world, session, asked, show):
        self.give(world, asked, 7)
        page = show(screening=asked.screening.id)
        assert page.rail is None
        assert page.finish_button.words() == "Work out the score"
        page.finish_button.click()
        assert world.shell.last == (
            "result",
            {"screening": asked.screening.id, "session": session.id},
        )

    def test_pressed_twice_it_is_scored_once(self, world, asked, show):
        self.give(world, asked, 7)
        page = show(screening=asked.screening.id)
        tasks = world.shell.tasks = HeldTasks()
        page.finish_button.click()
        page.finish_button.click()
        tasks.release()
        assert [name for name, _arguments in world.shell.opened] == ["result"]

    def test_items_keep_their_published_words(self, world, asked, show):
        self.give(world, asked, 7)
        answered = rows(show(screening=asked.screening.id).answers_card)
        first = asked.shown[0]
        assert answered[first.item.text] == first.item.options[1].label

    def test_too_few_answers_are_kept_without_a_score(self, world, asked, show):
        self.give(world, asked, 2)
        page = show(screening=asked.screening.id)
        assert page.finish_button.words() == "Keep without a score"
        assert page.notice_callout.title_label.text() == "Not enough answers to score"
        assert "5 answers are missing" in page.notice_callout.words_label.text()

    def test_change_and_back_lead_to_items(self, world, session, asked, show):
        self.give(world, asked, 7)
        page = show(screening=asked.screening.id)
        first, last = asked.shown[0].link_id, asked.shown[-1].link_id
        page.change_buttons[first].click()
        assert world.shell.last[1]["item"] == first
        page.on_command("back")
        assert world.shell.last == (
            "question",
            {"screening": asked.screening.id, "session": session.id, "item": last},
        )
        page.close_button.click()
        assert world.shell.last == ("today", {})
