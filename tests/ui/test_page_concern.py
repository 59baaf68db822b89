"""Immediate concern: nothing to search, nothing lost, one way out."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from estip_desktop.adapters.content import Content
from estip_desktop.casework import ConcernClosing
from estip_desktop.errors import DiskFullError
from estip_desktop.services import Contact
from estip_desktop.stepped_care import Nation
from estip_desktop.ui import theme
from estip_desktop.ui.pages.concern.page import build
from tests.builders import a_new_session
from tests.world import World


@pytest.fixture
def world():
    return World()


@pytest.fixture
def session(world):
    return world.casework.start(a_new_session())


@pytest.fixture
def show(qtbot, world):
    def make(concern_id, width=1366, height=690):
        page: Any = build(world.shell, {"concern": concern_id})
        qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        qtbot.waitExposed(page)
        page.first_focus().setFocus()
        return page

    return make


@pytest.fixture
def by_hand(world, session, show):
    return show(world.concerns.open_by_hand(session.id).id)


@pytest.fixture
def by_answer(world, session, show):
    return show(world.guide.answer(session.id, "safety", "intent").concern.concern_id)


def concern(world):
    (row,) = world.tables.concerns.values()
    return row


def chip(group, words):
    return next(chip for chip in group.chips if chip.option.label == words)


def test_the_first_open_action_has_the_focus(by_hand):
    assert by_hand.focusWidget() is by_hand.action_cards.cards[0]


def test_a_number_marks_an_action_with_its_time(world, by_hand, qtbot):
    qtbot.keyClick(by_hand.focusWidget(), Qt.Key.Key_3)
    assert set(concern(world).actions) == {"call"}
    assert "Marked 21:50" in by_hand.action_cards.cards[2].accessibleDescription()
    assert by_hand.marked_label.text() == "1 action marked · 21:50"
    qtbot.keyClick(by_hand.focusWidget(), Qt.Key.Key_3)
    assert not concern(world).actions


def test_a_marked_call_asks_who_and_naming_somebody_marks_it(world, by_hand):
    details = by_hand.action_cards.details["call"]
    assert not details.isVisible()
    by_hand.action_cards.card("call").click()
    assert details.isVisible()
    chip(details.chip_group, "999").click()
    assert concern(world).called == ("999",)
    by_hand.action_cards.called.emit([])
    assert concern(world).called == ()


def test_naming_who_was_told_marks_the_fourth_action(world, by_hand):
    by_hand.action_cards.told.emit(["Duty supervisor"])
    assert concern(world).told == ("Duty supervisor",)
    assert "tell" in concern(world).actions


def test_the_direct_answer_is_kept_and_changed_only_by_another(world, by_hand):
    by_hand.action_cards.card("ask").click()
    group = by_hand.action_cards.details["ask"].chip_group
    chip(group, "Passing thoughts").click()
    assert concern(world).direct_answer == "fleeting"
    chip(group, "Passing thoughts").click()
    assert concern(world).direct_answer == "fleeting"
    assert group.chosen_codes() == ["fleeting"]


def test_harm_to_others_is_asked_by_itself_and_a_yes_is_red(world, by_hand):
    cards = by_hand.action_cards
    assert not cards.of_others.isVisible()
    cards.card("ask").click()
    assert cards.of_others.isVisible()
    chip(cards.of_others.chip_group, "Yes").click()
    assert (concern(world).of_others, concern(world).flags) == ("yes", ("R2",))
    assert by_hand.about_group.chosen_codes() == ["R2"]
    assert by_hand.handover.isVisible()
    assert not by_hand.mistake_button.isVisible()
    chip(cards.of_others.chip_group, "Yes").click()
    assert cards.of_others.chip_group.chosen_codes() == ["yes"]
    assert concern(world).direct_answer == ""
    assert cards.details["ask"].chip_group.chosen_codes() == []
    assert by_hand.marked_label.text().startswith("1 action marked")


def test_opened_by_mistake_is_there_only_while_it_may_be_one(world, by_hand):
    assert by_hand.mistake_button.isVisible()
    assert not by_hand.correction_button.isVisible()
    world.shell.returned = 0
    by_hand.mistake_button.click()
    assert concern(world).closing is ConcernClosing.MISTAKE
    assert world.shell.returned == 1


def test_a_red_answer_by_hand_is_no_mistake_any_more(by_hand):
    by_hand.action_cards.answered.emit("intent")
    assert not by_hand.mistake_button.isVisible()
    assert by_hand.handover.isVisible()


def test_what_it_is_about_makes_outcome_and_receiver_needed(world, session, by_hand):
    words = [chip.option.label for chip in by_hand.about_group.chips]
    assert words == [
        "Thoughts of ending their life",
        "May harm someone else",
        "A child or adult at risk",
        "Needs a medic",
        "Cannot be reached or left safely",
    ]
    assert by_hand.about_field.isVisible()
    chip(by_hand.about_group, "Needs a medic").click()
    assert concern(world).flags == ("R4",)
    assert [flag.code for flag in world.guide.open(session.id).flags] == ["R4"]
    assert by_hand.handover.isVisible()
    assert not by_hand.mistake_button.isVisible()
    by_hand.action_cards.card("call").click()
    by_hand.record_button.click()
    assert [link.words() for link in by_hand.error_summary.links] == [
        "Mark how it went",
        "Write who has taken over",
    ]


def test_what_it_is_about_can_be_taken_back_while_it_is_open(world, by_hand):
    chip(by_hand.about_group, "Needs a medic").click()
    chip(by_hand.about_group, "Needs a medic").click()
    assert concern(world).flags == ()
    assert not by_hand.handover.isVisible()
    assert by_hand.mistake_button.isVisible()


def test_what_an_answer_said_stays_chosen(world, by_answer):
    assert by_answer.about_group.chosen_codes() == ["R1"]
    chip(by_answer.about_group, "Thoughts of ending their life").click()
    assert by_answer.about_group.chosen_codes() == ["R1"]
    chip(by_answer.about_group, "A child or adult at risk").click()
    assert set(concern(world).flags) == {"R1", "R3"}


def test_recording_returns_and_plans_the_next_day(world, by_hand):
    by_hand.action_cards.card("stay").click()
    by_hand.record_button.click()
    assert concern(world).closing is ConcernClosing.RECORDED
    assert [row.purpose for row in world.tables.follow_ups.values()] == ["after-concern"]
    assert world.shell.returned == 1


def test_recording_says_what_is_missing_and_leads_there(world, by_answer, qtbot):
    by_answer.record_button.click()
    summary = by_answer.error_summary
    words = [link.words() for link in summary.links]
    assert words == [
        "Mark how it went",
        "Write who has taken over",
        "Mark at least one thing you did",
    ]
    assert by_answer.focusWidget() is summary
    summary.links[1].click()
    assert by_answer.focusWidget() is by_answer.receiver_edit
    assert concern(world).is_open


def test_an_answer_that_opened_it_needs_outcome_and_receiver(world, by_answer, qtbot):
    by_answer.action_cards.card("call").click()
    chip(by_answer.outcome_group, "With a clinician now").click()
    qtbot.keyClicks(by_answer.receiver_edit, "Dr Test")
    by_answer.record_button.click()
    assert concern(world).closing is ConcernClosing.RECORDED
    assert (concern(world).receiver, concern(world).outcome) == ("Dr Test", "With a clinician now")


def test_a_self_harm_item_asks_for_the_direct_question(world, session, show):
    world.guide.raise_by_hand(session.id, "R6")
    page = show(concern(world).id)
    assert page.action_cards.details["ask"].isVisible()
    page.record_button.click()
    assert page.error_summary.links[0].words() == "Ask them directly, and mark what they said"
    page.action_cards.answered.emit("no")
    page.record_button.click()
    assert concern(world).closing is ConcernClosing.RECORDED


def test_typing_is_saved_when_the_page_is_flushed(world, by_hand, qtbot):
    qtbot.keyClicks(by_hand.note_edit, "Quiet room, coordinator called")
    by_hand.flush()
    assert concern(world).note == "Quiet room, coordinator called"


def test_typing_is_saved_by_itself(world, by_hand, qtbot):
    qtbot.keyClicks(by_hand.note_edit, "Quiet room")
    qtbot.waitUntil(lambda: concern(world).note == "Quiet room", timeout=3000)


def test_they_meant_another_answer_leads_to_the_page(world, session, by_answer):
    assert by_answer.correction_button.isVisible()
    assert not by_answer.mistake_button.isVisible()
    by_answer.correction_button.click()
    assert world.shell.last == ("guided", {"session": session.id, "page": "safety"})
    assert concern(world).is_open


def test_they_meant_another_answer_leads_to_the_item_of_a_questionnaire(world, session, show):
    with world.vault() as unit:
        flag = world.guide.raise_by_hand(session.id, "A14").guided.flags[0]
        world.concerns.answers.open_for(
            unit, "screening-1#item-9", [flag], session.id, session.person_id
        )
        unit.commit()
    show(concern(world).id).correction_button.click()
    page, arguments = world.shell.last
    assert page == "question"
    assert arguments == {"screening": "screening-1", "item": "item-9", "session": session.id}


def test_they_meant_another_answer_leads_back_into_a_talk_only_conversation(world, show):
    talk = world.guide.start_talk_only(a_new_session())
    opened = world.guide.answer(talk, "safety", "intent").concern
    show(opened.concern_id).correction_button.click()
    assert world.shell.last == ("guided", {"session": talk, "page": "safety"})


def test_escape_and_back_and_immediate_concern_do_nothing(world, by_hand, qtbot):
    qtbot.keyClick(by_hand, Qt.Key.Key_Escape)
    assert by_hand.on_command("back")
    assert by_hand.on_command("concern")
    assert not by_hand.on_command("lock")
    assert world.shell.opened == []
    assert concern(world).is_open


def test_lock_works(world, by_hand):
    by_hand.concern_header.lock_requested.emit()
    assert world.shell.locked == ["manual"]


def test_enter_records_where_nothing_else_takes_it(world, by_hand, qtbot):
    by_hand.action_cards.card("stay").click()
    qtbot.keyClick(by_hand.note_edit, Qt.Key.Key_Return)
    assert concern(world).closing is ConcernClosing.RECORDED


def test_digits_in_a_note_mark_nothing(world, by_hand, qtbot):
    qtbot.keyClicks(by_hand.note_edit, "12")
    assert not concern(world).actions


def test_what_cannot_be_saved_is_said_at_the_top(world, by_hand):
    world.vault.fail_next_commit(DiskFullError())
    by_hand.action_cards.card("stay").click()
    assert by_hand.error_callout.isVisible()
    assert "not saved yet" in by_hand.error_callout.accessibleName()
    assert "stay" not in concern(world).actions
    by_hand.try_again_button.click()
    assert "stay" in concern(world).actions
    assert not by_hand.error_callout.isVisible()


def test_one_that_is_closed_already_returns(world, session, show):
    opened = world.concerns.open_by_hand(session.id)
    world.concerns.close_as_mistake(opened.id)
    show(opened.id)
    assert world.shell.returned == 1


@pytest.mark.parametrize(("scale", "size"), [(1.0, (1024, 600)), (2.0, (1366, 690))])
def test_999_shows_without_scrolling(qapp, world, session, show, scale, size):
    theme.apply_theme(qapp, theme.Theme("light", scale))
    page = show(world.concerns.open_by_hand(session.id).id, *size)
    shown = [
        label
        for label in page.findChildren(QLabel)
        if "999" in label.text() and label.isVisible() and not label.visibleRegion().isEmpty()
    ]
    assert shown
    assert page.record_button.isVisible()


def test_everything_is_reached_by_tab(by_hand, qtbot):
    seen = set()
    for _step in range(40):
        seen.add(by_hand.focusWidget())
        qtbot.keyClick(by_hand.focusWidget(), Qt.Key.Key_Tab)
    wanted = {*by_hand.action_cards.cards, by_hand.note_edit, by_hand.record_button}
    assert wanted <= seen


def test_a_text_service_says_what_to_send_and_where(by_hand):
    labels = [label.text() for label in by_hand.side_list.findChildren(QLabel)]
    assert "Text SHOUT to 85258" in labels


def test_the_published_text_service_names_its_word():
    shout = next(each for each in Content().services(Nation.ENGLAND) if each.id == "shout")
    assert shout.text == "SHOUT to 85258"


def test_the_numbers_beside_the_actions_use_the_whole_height(by_hand, qapp):
    for _round in range(4):
        qapp.processEvents()
    assert len(by_hand.side_list.rows) > 1
    for row in by_hand.side_list.rows:
        assert row.visibleRegion().boundingRect() == row.rect()


def test_without_a_number_of_the_duty_clinician_it_says_who_has_it(by_hand):
    card = by_hand.action_cards.card("call")
    assert "Ask your control room for the duty clinician." in card.option.hint
    known = Contact("duty-clinician", "Duty clinician", "01632 960151", "", False, "")
    by_hand.show_numbers([known])
    assert card.option.hint == (
        "In danger now: 999. Otherwise the duty clinician or a crisis line."
    )
