"""A guided step: saved before it says so, and on to the next page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.casework import Share
from estip_desktop.errors import DiskFullError, RecordDamagedError
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.ui.pages.guided.page import build
from estip_desktop.ui.pages.guided.sheet import minutes_words
from estip_desktop.ui.widgets.labels import Text
from tests.builders import a_consent, a_new_session
from tests.fakes import HeldTasks
from tests.world import World, a_protocol, published


@pytest.fixture
def world():
    return World()


@pytest.fixture
def session(world):
    return world.casework.start(a_new_session())


@pytest.fixture
def show(qtbot, world, session):
    def make(page_id="", session_id="", size=(1366, 690), **arguments):
        given = {"session": session_id or session.id, "page": page_id} | arguments
        page: Any = build(world.shell, given)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        qtbot.waitExposed(page)
        page.first_focus().setFocus()
        return page

    return make


def answers(world, session):
    return {key: row.value for key, row in world.tables.answers.get(session.id, {}).items()}


def now(page):
    return page.content.sheet.page_id


def texts(page):
    return [label.text() for label in page.findChildren(Text)]


class TestWalking:
    def test_a_new_session_begins_with_its_first_page(self, world, session, show):
        page = show()
        assert now(page) == "hello"
        assert page.rail.title_label.text() == "Defusing"
        assert "P-0401" in page.rail.context_label.text()
        assert world.tables.sessions[session.id].page_id == "hello"

    def test_reading_and_continuing_marks_a_page_as_seen(self, world, session, show):
        page = show()
        assert page.focusWidget() is page.continue_button
        page.continue_button.click()
        assert answers(world, session) == {"hello": True}
        assert now(page) == "agreed"

    def test_it_opens_where_it_was_left(self, world, session, show):
        show("distress")
        assert now(show()) == "distress"

    def test_a_number_key_chooses_and_enter_goes_on(self, world, session, show, qtbot):
        page = show("worry")
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_2)
        assert answers(world, session) == {"worry": "no"}
        assert now(page) == "worry"
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
        assert now(page) == "safety"

    def test_enter_on_a_mark_that_is_made_goes_on_and_keeps_it(self, world, session, show, qtbot):
        page = show("agreed")
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
        assert answers(world, session) == {"agreed": True}
        assert now(page) == "who"

    def test_continue_without_an_answer_says_what_to_do(self, show):
        page = show("distress")
        page.continue_button.click()
        assert [link.words() for link in page.error_summary.links] == [
            "Choose an answer, or skip this for now"
        ]
        assert page.focusWidget() is page.error_summary
        page.error_summary.links[0].click()
        assert page.content.field.isAncestorOf(page.focusWidget())

    @pytest.mark.parametrize(("day", "goes_on"), [(25, False), (26, True)])
    def test_the_next_contact_is_not_before_today(self, world, session, show, day, goes_on):
        page = show("next.day")
        page.answered.emit(f"2026-11-{day}")
        page.continue_button.click()
        words = [link.words() for link in page.error_summary.links]
        assert words == ([] if goes_on else ["Enter a day from today on"])
        assert (now(page) == "next.who") is goes_on

    def test_no_day_for_the_next_contact_is_an_answer_too(self, world, session, show):
        page = show("next.day")
        page.answered.emit(DECLINED)
        page.continue_button.click()
        assert now(page) == "next.who"

    def test_answering_takes_the_summary_back(self, show):
        page = show("distress")
        page.continue_button.click()
        page.content.field.scale.buttons[4].click()
        assert not page.error_summary.isVisible()

    def test_skipping_is_remembered_and_goes_on(self, world, session, show):
        page = show("distress")
        assert page.on_command("skip")
        assert answers(world, session) == {"distress": SKIPPED}
        assert now(page) == "exposure"

    def test_a_required_page_offers_no_skipping(self, world, session, show):
        page = show("safety")
        assert not page.skip_button.isVisible()
        page.on_command("skip")
        assert now(page) == "safety"

    def test_declining_is_an_answer(self, world, session, show):
        page = show("distress")
        page.content.field.decline_button.click()
        assert answers(world, session) == {"distress": DECLINED}
        assert page.content.declined_label.isVisible()

    def test_back_never_clears_an_answer(self, world, session, show):
        page = show("distress")
        page.content.field.scale.buttons[4].click()
        page.continue_button.click()
        page.on_command("back")
        assert now(page) == "distress"
        assert page.content.field.scale.value() == 4

    def test_back_from_the_first_page_leaves(self, world, show):
        show("hello").back_button.click()
        assert world.shell.last == ("today", {})

    def test_the_rail_opens_a_step_again(self, world, session, show):
        world.answer(session.id, {"hello": True, "agreed": True, "who": True})
        page = show("distress")
        page.rail.step_requested.emit("hello")
        assert now(page) == "hello"

    def test_after_the_last_page_comes_the_check(self, world, session, show):
        page = show("own")
        page.content.field.scale.buttons[2].click()
        page.continue_button.click()
        assert world.shell.last == ("check", {"session": session.id})

    def test_the_pathway_has_a_page_of_its_own(self, world, session, show):
        page = show("safety")
        page.content.field.group.cards[0].click()
        page.continue_button.click()
        assert world.shell.last == ("pathway", {"session": session.id})
        assert world.tables.sessions[session.id].page_id == "pathway"

    def test_change_returns_to_the_check(self, world, session, show):
        page = show("distress", back="check")
        page.content.field.scale.buttons[1].click()
        page.continue_button.click()
        show("distress", back="check").back_button.click()
        assert world.shell.opened == [("check", {"session": session.id})] * 2

    def test_save_and_close_leaves_a_draft(self, world, session, show):
        show("distress").close_button.click()
        assert world.shell.last == ("today", {})
        assert world.tables.place is None


class TestSaving:
    def test_saved_is_said_only_afterwards(self, world, session, show):
        page = show("distress")
        held = HeldTasks()
        world.shell.tasks = held
        world.clock.move_on(timedelta(seconds=68))
        before = page.rail.saved_row.accessibleName()
        page.content.field.scale.buttons[4].click()
        assert page.rail.saved_row.accessibleName() == before
        held.release()
        assert page.rail.saved_row.accessibleName() == "Saved 21:51:08"

    def test_a_commit_that_fails_never_says_saved_and_offers_a_copy(
        self, world, session, show, monkeypatch
    ):
        page = show("distress")
        world.clock.move_on(timedelta(seconds=68))
        before = page.rail.saved_row.accessibleName()
        world.vault.fail_next_commit(DiskFullError())
        page.content.field.scale.buttons[4].click()
        assert page.rail.saved_row.accessibleName() == before
        offered = []
        monkeypatch.setattr(
            "estip_desktop.ui.rescue.offer_copy", lambda *what: offered.append(what)
        )
        assert page.header.status_pill.accessibleName() == "Not saved"
        assert page.copy_button.isVisible()
        page.copy_button.click()
        ((_shell, shown, page_id, arguments),) = offered
        assert (shown, page_id, arguments["session"]) == (page, "guided", session.id)

    def test_a_record_that_is_damaged_is_not_called_unsaved(self, world, show, monkeypatch):
        def damaged(_session_id):
            raise RecordDamagedError("answers:s/q1")

        monkeypatch.setattr(world.guide, "resume", damaged)
        page = show("distress")
        title = page.error_callout.title_label.text()
        assert "does not pass its check" in title
        assert "save" not in title
        assert "Today" in page.error_callout.words_label.text()

    def test_a_slow_save_says_so(self, world, show, qtbot):
        page = show("distress")
        world.shell.tasks = HeldTasks()
        page.content.field.scale.buttons[4].click()
        qtbot.waitUntil(lambda: page.rail.saved_row.accessibleName() == "Saving…", timeout=3000)

    def test_typing_is_saved_after_a_moment(self, world, session, show, qtbot):
        page = show("note")
        qtbot.keyClicks(page.content.field.text.text_edit, "Quiet shifts")
        assert answers(world, session) == {}
        qtbot.waitUntil(lambda: answers(world, session) == {"note": "Quiet shifts"}, timeout=3000)

    @pytest.mark.parametrize("leave", ["flush", "continue", "back", "close", "rail"])
    def test_typing_is_saved_on_leaving(self, world, session, show, qtbot, leave):
        page = show("note")
        qtbot.keyClicks(page.content.field.text.text_edit, "Quiet shifts")
        {
            "flush": page.flush,
            "continue": page.continue_button.click,
            "back": page.back_button.click,
            "close": page.close_button.click,
            "rail": lambda: page.rail.step_requested.emit("hello"),
        }[leave]()
        assert answers(world, session)["note"] == "Quiet shifts"

    def test_digits_in_a_note_are_text(self, world, session, show, qtbot):
        page = show("note")
        qtbot.keyClicks(page.focusWidget(), "12")
        page.flush()
        assert answers(world, session) == {"note": "12"}

    def test_a_failed_save_stays_at_the_top_until_it_works(self, world, session, show):
        page = show("distress")
        world.vault.fail_next_commit(DiskFullError())
        page.content.field.scale.buttons[4].click()
        assert page.error_callout.isVisible()
        assert page.content.field.scale.value() == 4
        world.vault.fail_next_commit(DiskFullError())
        page.try_again_button.click()
        assert page.error_callout.isVisible()
        page.try_again_button.click()
        assert not page.error_callout.isVisible()
        assert page.header.status_pill.accessibleName() == "Saved on this laptop"
        assert answers(world, session) == {"distress": 4}
        page.try_again_button.click()
        assert answers(world, session) == {"distress": 4}


class TestRisk:
    def test_a_red_answer_opens_immediate_concern(self, world, session, show):
        page = show("safety")
        page.content.field.group.cards[2].click()
        (opened,) = world.shell.concerns
        assert opened.flags == ("R1",)

    def test_it_comes_back_to_the_page_on_show(self, world, session, show):
        page = show("distress")
        page.on_command("skip")
        page.on_command("concern")
        assert world.shell.opened == [("guided", {"session": session.id, "page": "exposure"})]
        assert world.shell.concerns == [None]

    def test_on_the_page_it_was_opened_at_nothing_else_is_needed(self, world, show):
        show("distress").header.concern_button.click()
        assert world.shell.opened == []
        assert world.shell.concerns == [None]

    def test_flags_raised_in_a_concern_show_the_safety_card(self, world, session, show):
        opened = world.concerns.open_by_hand(session.id)
        world.concerns.asked_directly(opened.id, "fleeting")
        page = show("card")
        assert now(page) == "card"
        assert "999" in texts(page)
        page.continue_button.click()
        assert answers(world, session) == {"card": True}

    def test_the_supporter_may_be_worried_whatever_they_say(self, world, session, show, qtbot):
        page = show("distress")
        page.worry_button.setFocus()
        qtbot.keyClick(page.worry_button, Qt.Key.Key_Return)
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.source) == ("A14", "hand")
        assert page.worried_label.isVisible()
        assert not page.worry_button.isVisible()
        assert page.focusWidget() is page.continue_button
        page.skip_button.click()
        assert page.worried_label.isVisible()

    def test_worry_is_there_after_coming_back_and_counted_once(self, world, session, show):
        page = show("distress")
        page.worry_requested.emit()
        page.worry_requested.emit()
        assert len(world.tables.flags) == 1
        assert show("safety").worried_label.isVisible()

    def test_worry_that_cannot_be_saved_is_tried_again(self, world, show):
        page = show("distress")
        world.vault.fail_next_commit(DiskFullError())
        page.worry_button.click()
        assert page.error_callout.isVisible()
        assert page.worry_button.isVisible()
        page.try_again_button.click()
        assert [flag.code for flag in world.tables.flags.values()] == ["A14"]

    def test_being_too_close_is_said_where_it_is_answered(self, world, show, monkeypatch):
        monkeypatch.setattr(world.content, "protocol", published().protocol)
        page = show("C1.conflict")
        callout = page.content.notice_callout
        assert not callout.isVisible()
        page.content.field.group.cards[0].click()
        assert callout.isVisible()
        assert "too close to this" in callout.words_label.text()
        page.content.field.group.cards[1].click()
        assert not callout.isVisible()

    def test_lock_works(self, world, show):
        show("distress").header.lock_button.click()
        assert world.shell.locked == ["manual"]


class TestKinds:
    def test_consent_shows_the_three_choices(self, world, show):
        other = world.casework.start(a_new_session(consent=a_consent(share=Share.LATER)))
        assert "Ask me later" in texts(show("agreed", other.id))

    def test_details_are_kept_in_the_record(self, world, session, show, qtbot):
        page = show("who")
        assert page.focusWidget() is page.content.details.name_edit
        qtbot.keyClicks(page.content.details.staff_number_edit, "12345")
        page.content.details.date_of_birth_edit.setText("23 11 1986")
        qtbot.keyClicks(page.content.details.phone_edit, "01632 960 111")
        page.continue_button.click()
        person = world.tables.people[session.person_id]
        assert (person.staff_number, person.phone) == ("12345", "01632 960 111")
        assert (person.name, person.date_of_birth) == ("Robin Sample", date(1986, 11, 23))
        assert (answers(world, session), now(page)) == ({"who": True}, "distress")

    def test_a_date_that_cannot_be_read_is_asked_for_again(self, world, session, show):
        page = show("who")
        page.content.details.date_of_birth_edit.setText("someday")
        page.continue_button.click()
        assert page.error_summary.isVisible()
        assert now(page) == "who"

    def test_details_that_cannot_be_saved_are_saved_again(self, world, session, show, qtbot):
        page = show("who")
        world.vault.fail_next_commit(DiskFullError())
        qtbot.keyClicks(page.content.details.staff_number_edit, "1")
        page.flush()
        assert page.error_callout.isVisible()
        page.try_again_button.click()
        assert world.tables.people[session.person_id].staff_number == "1"

    def test_every_part_goes_with_its_page(self, show):
        page = show("distress")
        assert page.content.sharing_card.parentWidget() is page.content
        assert not page.content.sharing_card.isVisible()

    def test_sharing_shows_what_would_go(self, world, session, show):
        world.answer(session.id, {"distress": 6})
        page = show("share")
        assert not page.content.sharing_card.isVisible()
        page.content.field.group.cards[1].click()
        lines = page.content.sharing_lines.text()
        assert "Person: Robin Sample \u00b7 P-0401" in lines
        assert "Immediate risk: No immediate concern was raised." in lines
        assert "Not included: session notes" in lines
        assert "6" not in lines.partition("Immediate risk")[2]
        page.content.field.group.cards[0].click()
        assert page.content.sharing_lines.text() == "Nothing leaves this laptop."

    def test_what_would_go_is_in_view_once_it_is_chosen(self, world, session, show, qapp):
        world.answer(session.id, {"distress": 6})
        page = show("share", size=(1366, 560))
        page.content.field.group.cards[1].setFocus()
        page.content.field.group.cards[1].click()
        for _round in range(5):
            qapp.processEvents()
        card = page.content.sharing_card
        assert card.visibleRegion().boundingRect() == card.rect()

    def test_what_is_chosen_there_is_their_agreement(self, world, show):
        other = world.casework.start(a_new_session(consent=a_consent(share=Share.LATER)))
        page = show("share", other.id)
        page.content.field.group.cards[1].click()
        assert world.tables.sessions[other.id].consent.share is Share.YES
        assert world.guide.open(other.id).session.consent.share is Share.YES
        page.content.field.group.cards[0].click()
        assert world.tables.sessions[other.id].consent.share is Share.NO
        assert answers(world, other) == {"share": "nothing"}

    def test_a_no_is_kept_before_the_answer_and_a_yes_after_it(self, world, session, show):
        page = show("share")
        world.vault.tables.audit.clear()
        page.content.field.group.cards[0].click()
        page.content.field.group.cards[1].click()
        kept = [what for what in world.vault.audited if what in ("consent-changed", "answer-saved")]
        assert kept == ["consent-changed", "answer-saved", "answer-saved", "consent-changed"]

    def test_a_no_that_was_not_saved_is_saved_again(self, world, session, show):
        page = show("share")
        world.vault.fail_next_commit(DiskFullError())
        page.content.field.group.cards[0].click()
        assert page.error_callout.isVisible()
        page.try_again_button.click()
        assert world.tables.sessions[session.id].consent.share is Share.NO
        assert answers(world, session) == {"share": "nothing"}

    def test_nothing_kept_is_nothing_to_share(self, world, show):
        talk = world.guide.start_talk_only(a_new_session())
        page = show("share", talk)
        page.content.field.group.cards[1].click()
        assert "nothing can go" in page.content.sharing_lines.text()
        assert not page.error_callout.isVisible()

    def test_who_said_no_is_asked_anew(self, world, show):
        other = world.casework.start(a_new_session(consent=a_consent(share=Share.NO)))
        page = show("share", other.id)
        assert any("said no to sharing" in words for words in texts(page))

    def test_who_says_nothing_here_said_it_here_and_not_at_the_start(self, world, session, show):
        show("share").content.field.group.cards[0].click()
        page = show("share")
        assert world.tables.sessions[session.id].consent.share is Share.NO
        assert not any("At the start they said no" in words for words in texts(page))

    def test_the_day_that_follows_from_the_pathway_is_offered(self, world, session, show):
        world.answer(session.id, {"agreed": True, "safety": "no", "distress": 6})
        world.care.decide(session.id, "P1")
        page = show("next.day")
        (chip,) = page.content.field.suggestion.chips
        chip.click()
        day = date.fromisoformat(answers(world, session)["next.day"])
        (expected, *_rest) = world.care.suggest(session.id).contacts["P1"]
        assert day == expected.due

    def test_before_anything_is_decided_no_day_is_offered(self, show):
        assert show("next.day").content.field.suggestion is None

    def test_a_later_contact_shows_how_it_was(self, world, session, show):
        world.answer(
            session.id,
            {"agreed": True, "safety": "no", "distress": 6, "exposure": ["child"]},
        )
        world.care.decide(session.id, "P1")
        world.care.finish(session.id)
        world.clock.move_on(timedelta(days=25))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        shown = " ".join(texts(show("distress", later.id)))
        assert "Distress was 6 of 10." in shown
        assert "Agreed: Staying in touch." in shown


class TestTalkOnly:
    @pytest.fixture
    def talk(self, world):
        return world.guide.start_talk_only(a_new_session())

    def test_it_says_that_nothing_is_kept(self, world, talk, show):
        page = show(session_id=talk)
        assert page.close_button.words() == "Stop here"
        assert page.rail.saved_row.accessibleName() == "Talk only: nothing is kept"
        assert "P-0" not in page.rail.context_label.text()

    def test_details_typed_are_not_kept(self, world, talk, show, qtbot):
        before = world.tables.people
        page = show("who", talk)
        qtbot.keyClicks(page.content.details.name_edit, "Robin")
        page.continue_button.click()
        assert world.tables.people == before
        assert now(page) == "distress"

    def test_back_from_the_first_page_stays(self, world, talk, show):
        show("hello", talk).back_button.click()
        assert world.shell.opened == []

    def test_one_that_ended_with_its_window_leads_to_today(self, world, show):
        page = show(session_id="talk-only:gone")
        assert world.shell.last == ("today", {})
        assert page.content is None


class TestSurroundings:
    def test_the_helper_column_is_for_wide_windows(self, world, show):
        helped = replace(
            a_protocol().page("distress"),
            words_that_help=("Any number is a good answer.",),
            better_not=("Do not comment.",),
        )
        page = show("distress", size=(1700, 900))
        page.helper_column.show_sheet(replace(page.content.sheet, better_not=helped.better_not))
        assert page.helper_column.isVisible()
        assert not page.content.why_label.isVisible()
        page.resize(1366, 690)
        assert not page.helper_column.isVisible()
        assert page.content.why_label.isVisible()

    def test_minutes_are_said_without_hurry(self, world, show, qtbot):
        page = show("distress")
        world.clock.move_on(timedelta(minutes=3, seconds=8))
        page.minute_passed.emit()
        assert page.rail.minutes_row.accessibleName() == "3 min so far · usually 20 to 40"

    def test_a_session_of_another_day_only_says_what_is_usual(self):
        assert minutes_words(1440, (5, 10)) == "Usually 5 to 10 min"
        assert minutes_words(-1, (5, 10)).startswith("0 min")

    def test_compact_windows_keep_every_action(self, show):
        page = show("distress", size=(900, 600))
        assert page.header.back_button.isVisible()
        assert page.skip_button.isVisible()
        assert page.continue_button.isVisible()
        assert not page.rail.isVisible()

    def test_other_commands_are_left_to_the_window(self, show):
        page = show("distress")
        assert page.on_command("saved")
        assert not page.on_command("lock")
