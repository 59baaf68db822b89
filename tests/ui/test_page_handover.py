"""Hand-over: the questions and nothing else, and no way out but the lock."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from estip_desktop.casework import OWNER_NAME, Casework, HeldBy, ScreeningNote
from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.pages.handover.page import build
from tests.ui.care_world import SESSION, CareWorld, shown
from tests.world import NUMBERS

HOW = ScreeningNote(ScreeningId(""), held_by=HeldBy.COLLEAGUE)
LEADS_ASTRAY = ("today", "people", "outbox", "help", "find", "demobilise", "defuse", "saved")


@pytest.fixture
def world():
    world = CareWorld(30)
    casework = Casework(world.vault, world.clock, world.services.guide._ids)
    casework.set_setting(OWNER_NAME, "Priya O'Brien")
    world.services.casework = casework
    world.shell.context = SimpleNamespace(urgent_numbers=lambda _nation: NUMBERS)
    return world


@pytest.fixture
def show(qtbot, world):
    def make(instrument_id: str = "phq-9", points: str = "") -> Any:
        asked = world.questionnaires.start(SESSION, instrument_id, "handover", HOW)
        for item, point in zip(asked.instrument.listed, points, strict=False):
            world.questionnaires.answer(asked.screening.id, item.link_id, item.code_for(int(point)))
        asked = world.questionnaires.open(asked.screening.id)
        item = asked.first_open().link_id
        given = {"screening": asked.screening.id, "session": SESSION, "item": item}
        page: Any = build(world.shell, given)
        page.screening_id = asked.screening.id
        page.shown_window = shown(qtbot, page)
        return page

    return make


def everything_said(page: QWidget) -> str:
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    for widget in page.findChildren(QWidget):
        if widget.isVisible():
            said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    said += [b.text() for b in page.findChildren(QAbstractButton) if b.isVisible()]
    return " | ".join(said)


def answer(qtbot, page, key):
    page._pause.setInterval(0)
    before = page.item_label.text()
    qtbot.keyClick(page.choice_group.cards[0], key)
    qtbot.waitUntil(lambda: page.item_label.text() != before or page._has_ended)


def test_nothing_of_the_record_is_on_show(show):
    said = everything_said(show("phq-9"))
    for secret in ("P-0417", "PHQ", "Patient", "Ferry Lane", "Outbox", "Today", "Lock", "score of"):
        assert secret not in said
    assert "Your answers are seen by Priya." in said
    assert "Pass back to Priya" in said
    assert "Question 1 of 9" in said


def test_the_title_of_the_window_says_nothing(show):
    title = show().shown_window.windowTitle()
    assert "PHQ" not in title
    assert "P-0417" not in title


@pytest.mark.parametrize("command", LEADS_ASTRAY)
def test_commands_lead_nowhere_else(show, world, command):
    page = show()
    assert page.on_command(command)
    assert world.shell.opened == []


def test_every_command_but_those_of_the_window_is_taken(show):
    page = show()
    left = {each.id for each in COMMANDS if not page.on_command(each.id)}
    assert left == {"lock", "hide_now", "text_larger", "text_smaller", "text_reset"}


def test_answers_are_saved_one_by_one_and_the_end_asks_for_the_laptop(qtbot, show, world):
    page = show("phq-2")
    answer(qtbot, page, Qt.Key.Key_1)
    answer(qtbot, page, Qt.Key.Key_2)
    assert page.end_label.text() == "Thank you"
    assert page.focusWidget() is page.pass_back_button
    asked = world.questionnaires.open(page.screening_id)
    assert len(asked.answers) == 2
    assert world.shell.opened == []


def test_back_shows_the_item_before_and_never_the_list(qtbot, show, world):
    page = show("phq-2")
    assert not page.back_button.isVisible()
    page.on_command("back")
    assert world.shell.opened == []
    first = page.item_label.text()
    answer(qtbot, page, Qt.Key.Key_1)
    page.back_button.click()
    assert page.item_label.text() == first


def test_item_nine_brings_thanks_and_nothing_that_alarms(qtbot, show, world):
    page = show("phq-9", "00000000")
    assert page.place_label.text() == "Question 9 of 9"
    answer(qtbot, page, Qt.Key.Key_2)
    assert page.end_label.text() == "Thank you for telling us"
    assert "pass the laptop to Priya" in page.end_words.text()
    (concern,) = world.vault.tables.concerns.values()
    assert (concern.is_open, concern.flags) == (True, ("R6",))
    assert world.shell.opened == []
    page.numbers_button.click()
    assert "999" in everything_said(page)


def test_after_the_end_no_key_asks_on(qtbot, show):
    page = show("phq-9", "00000000")
    answer(qtbot, page, Qt.Key.Key_2)
    for command in ("back", "skip"):
        page.on_command(command)
    assert page.end_box.isVisible()
    assert not page.question_box.isVisible()


def test_immediate_concern_asked_for_here_waits_for_the_supporter(show, world):
    page = show()
    page.on_command("concern")
    assert page.end_label.text() == "Thank you for telling us"
    (concern,) = world.vault.tables.concerns.values()
    assert (concern.opened_by, concern.is_open) == ("hand", True)
    assert world.shell.opened == []


def test_stopping_keeps_what_was_answered(qtbot, show, world):
    page = show("phq-9")
    answer(qtbot, page, Qt.Key.Key_3)
    page.stop_button.click()
    assert page.end_box.isVisible()
    assert not page.numbers_button.isVisible()
    assert len(world.questionnaires.open(page.screening_id).answers) == 1


def test_passing_it_back_locks_and_leads_to_the_answers_afterwards(show, world):
    page = show("phq-2")
    page.pass_back_button.click()
    assert world.shell.locked == ["handed"]
    place = world.services.casework.place()
    assert (place.page, place.arguments["screening"]) == ("check", page.screening_id)


def test_it_locks_even_where_the_place_cannot_be_kept(show, world):
    page = show("phq-2")
    world.vault.fail_next_commit(DiskFullError())
    page.pass_back_button.click()
    assert world.shell.locked == ["handed"]


def test_after_a_lock_in_between_the_supporter_is_at_the_item(qtbot, show, world):
    page = show("phq-9")
    answer(qtbot, page, Qt.Key.Key_1)
    place = world.services.casework.place()
    assert place.page == "question"
    assert place.arguments["item"] == world.questionnaires.open(page.screening_id).screening.page_id


def test_an_answer_that_is_not_saved_is_said_and_can_be_tried_again(qtbot, show, world):
    page = show("phq-2")
    world.vault.fail_next_commit(DiskFullError())
    qtbot.keyClick(page.choice_group.cards[0], Qt.Key.Key_2)
    assert page.error_callout.isVisible()
    page.try_again_button.click()
    assert len(world.questionnaires.open(page.screening_id).answers) == 1


def test_a_name_that_was_never_given_is_not_made_up(show, world):
    world.services.casework.set_setting(OWNER_NAME, "")
    assert show().pass_back_button.words() == "Pass it back"


def test_asking_for_help_before_it_is_open_still_ends_the_questions(qtbot, show, world):
    page = show("phq-9")
    page._presenter._asked = None
    page.on_command("concern")
    assert page.end_label.text() == "Thank you for telling us"
    assert not world.vault.tables.concerns


def test_a_bug_while_passing_back_is_not_kept_quiet(show, world, monkeypatch):
    page = show("phq-9")

    def broken(_place):
        raise ZeroDivisionError

    monkeypatch.setattr(world.services.casework, "remember_place", broken)
    with pytest.raises(ZeroDivisionError):
        page._presenter.pass_back()


class TestDiskThatTakesNothing:
    """What they said is not lost by locking: it goes back to the supporter as it is."""

    def test_a_call_for_help_is_shown_and_leads_to_immediate_concern(self, show, world):
        page = show("phq-9")
        world.vault.disk_fault = DiskFullError("database")
        page.on_command("concern")
        assert page.unsaved_callout.isVisible()
        assert page.number_list.isVisible()
        page.pass_back_button.click()
        assert world.shell.locked == []
        assert world.shell.last[0] == "check"
        (opened,) = world.shell.concerns
        assert world.services.concerns.is_unsaved(opened.concern_id)

    def test_a_red_answer_likewise(self, qtbot, show, world):
        page = show("phq-9", "00000000")
        world.vault.disk_fault = DiskFullError("database")
        answer(qtbot, page, Qt.Key.Key_4)
        assert "Thank you for telling us" in everything_said(page)
        assert page.unsaved_callout.isVisible()
        page.pass_back_button.click()
        (opened,) = world.shell.concerns
        assert opened.flags == ("R6",)


def test_second_thoughts_take_nothing_back_while_they_are_alone(qtbot, show, world):
    page = show("phq-9", "00000000")
    item = world.questionnaires.open(page.screening_id).instrument.listed[8]
    presenter = page._presenter
    presenter.choose(item.code_for(3))
    presenter.choose(item.code_for(0))
    (concern,) = world.vault.tables.concerns.values()
    assert concern.is_open
    assert concern.flags == ("R6",)
    assert "Thank you for telling us" in everything_said(page)
    world.questionnaires.answer(page.screening_id, item.link_id, item.code_for(1))
    reply = world.questionnaires.answer(page.screening_id, item.link_id, item.code_for(0))
    assert reply.corrected
