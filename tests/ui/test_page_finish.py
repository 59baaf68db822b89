"""Finish: what was saved, what was agreed, and a referral where one is due."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.casework import Share
from estip_desktop.errors import DiskFullError, RecordDamagedError
from estip_desktop.signposting import CARD, CARD_VERSION
from estip_desktop.ui.pages.finish.page import build
from estip_desktop.ui.pages.finish.presenter import purpose_words
from estip_desktop.ui.pages.guided.page import build as build_guided
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Text
from tests.builders import a_consent, a_follow_up, a_new_session
from tests.world import World

DONE = {"agreed": True, "safety": "no", "distress": 2, "own": 4, "pathway": True}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def finish(qtbot, world):
    def make(pathway, share=Share.YES, **given):
        session = world.casework.start(a_new_session(consent=a_consent(share=share)))
        world.answer(session.id, DONE | given)
        world.care.decide(session.id, pathway)
        world.care.finish(session.id)
        return session, show(qtbot, world, session.id)

    return make


def show(qtbot, world, session_id):
    page: Any = build(world.shell, {"session": session_id})
    qtbot.addWidget(page)
    page.resize(1366, 690)
    page.show()
    qtbot.waitExposed(page)
    page.first_focus().setFocus()
    return page


def test_a_referral_is_the_main_action_where_one_is_due(world, finish):
    session, page = finish("P3")
    assert page.focusWidget() is page.referral_button
    page.referral_button.click()
    assert world.shell.last == ("referral_details", {"session": session.id})
    page.today_quiet_button.click()
    assert world.shell.last == ("today", {})


def test_a_card_to_take_away_says_what_was_agreed_and_names_nobody(world, finish, tmp_path):
    papers = []

    def set_pdf(paper):
        papers.append(paper)
        return b"a card"

    world.services.signposting._shop._set_pdf = set_pdf
    page = finish("P3", **{"next.agreed": "agreed", "next.day": "2026-11-30"})[1]
    page.papers.savings["card"].chosen.emit(str(tmp_path))
    assert page.papers.savings["card"].line.words() == "Saved as card.pdf."
    (card,) = papers
    said = [f"{block.words} {block.value}" for block in card.blocks]
    assert "Occupational Health " in said
    assert any("Mon 30 Nov 2026" in each for each in said)
    assert any("0300 131 2789" in each for each in said)
    assert not any("ncern" in each or "rgent" in each for each in said)
    assert "Emergency services 999" in said
    assert not any("Robin" in each or "P-0401" in each for each in (*said, card.title, card.line))


def test_without_one_it_is_back_to_today(world, finish):
    page = finish("P0")[1]
    assert not page.referral_button.isVisible()
    page.today_button.click()
    assert world.shell.last == ("today", {})


def test_who_wanted_to_be_asked_later_is_asked_now(finish):
    page = finish("P3", Share.LATER)[1]
    assert page.referral_button.isVisible()
    assert "Ask them now" in page.referral_callout.words_label.text()


def test_an_estim_is_asked_for_in_a_talk_of_its_own(world, finish):
    session, page = finish("P2")
    assert page.focusWidget() is page.estim_button
    assert not page.referral_button.isVisible()
    page.estim_button.click()
    assert world.shell.last == ("new_session", {"protocol": "EM", "person": session.person_id})


def test_a_no_to_sharing_is_respected(finish):
    page = finish("P3", Share.NO)[1]
    assert not page.referral_button.isVisible()
    assert not page.risk_button.isVisible()
    assert "nothing is sent" in page.referral_callout.words_label.text()


def test_nothing_chosen_on_the_sharing_page_is_a_no(world, qtbot):
    session = world.casework.start(a_new_session())
    world.answer(session.id, DONE)
    guided: Any = build_guided(world.shell, {"session": session.id, "page": "share"})
    qtbot.addWidget(guided)
    guided.content.field.group.cards[0].click()
    world.care.decide(session.id, "P3")
    world.care.finish(session.id)
    page = show(qtbot, world, session.id)
    assert not page.referral_button.isVisible()
    assert "nothing is sent" in page.referral_callout.words_label.text()


def test_where_life_is_at_risk_it_may_go_without_agreement(world, finish):
    session, page = finish("P4", Share.NO)
    page.risk_button.click()
    assert world.shell.last == ("referral_details", {"session": session.id})


def test_it_says_what_was_saved_and_when_the_next_contact_is(finish):
    page = finish("P3")[1]
    words = [label.text() for label in page.saved_card.findChildren(Text)]
    assert "Record P-0401, kept encrypted on this laptop" in words
    assert "Defusing, Thu 26 Nov 2026: 3 answers" in words
    assert "Decided together: Occupational Health" in words
    rows = {
        r.title_label.text(): r.line_label.text() for r in page.dates_card.findChildren(ListRow)
    }
    assert rows == {"Thu 3 Dec 2026": "Check-in", "Mon 21 Dec 2026": "One-month contact"}


def test_declined_contacts_are_not_promised(finish):
    page = finish("P0", **{"next.agreed": "declined"})[1]
    assert not page.dates_card.isVisible()


def test_a_talk_only_conversation_leaves_a_count(qtbot, world):
    talk = world.guide.start_talk_only(a_new_session())
    page = show(qtbot, world, talk)
    words = [label.text() for label in page.saved_card.findChildren(Text)]
    assert "Nothing else was kept." in words
    assert not page.referral_button.isVisible()


def test_a_session_that_is_gone_leads_to_today(qtbot, world):
    show(qtbot, world, "nothing")
    assert world.shell.last == ("today", {})


def test_a_damaged_record_is_said(qtbot, world):
    def damaged(_session_id):
        raise RecordDamagedError("session")

    world.care.finished = damaged
    page = show(qtbot, world, "session-1")
    assert "does not pass its check" in page.referral_callout.title_label.text()


def test_back_leads_to_today_and_the_exits_work(world, finish):
    page = finish("P0")[1]
    assert page.on_command("back")
    assert not page.on_command("skip")
    page.header.lock_button.click()
    page.header.concern_button.click()
    assert (world.shell.locked, world.shell.concerns) == (["manual"], [None])


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        ("defusing", "Individual defusing is offered"),
        ("after-concern", "Check-in after the immediate concern"),
        ("day-91", "Three-month contact"),
        ("check-in", "Check-in"),
    ],
)
def test_purposes_are_said_in_words(purpose, words):
    assert purpose_words(a_follow_up(purpose=purpose)) == words


class TestSheets:
    def test_what_they_take_along_is_kept_and_can_be_printed(self, world, finish):
        session, page = finish("P1")
        assert not page.take_along.boxes["sleep"].isVisible()
        chips = page.take_along.sheets_group.chips
        chip = next(each for each in chips if each.option.code == "sleep")
        chip.click()
        handed = world.services.handed_sheets
        assert handed.of(session.id).at_the_end == {"sleep"}
        assert page.take_along.boxes["sleep"].isVisible()
        assert page.papers.print_buttons["sleep"].isVisible()
        chip.click()
        assert handed.of(session.id).at_the_end == frozenset()
        assert not page.take_along.boxes["sleep"].isVisible()

    def test_the_card_is_kept_with_its_version_too(self, world, finish):
        session, page = finish("P1")
        chip = next(each for each in page.take_along.sheets_group.chips if each.option.code == CARD)
        chip.click()
        (given,) = world.tables.sheets_given.values()
        assert (given.session_id, given.sheet, given.version) == (session.id, CARD, CARD_VERSION)
        assert world.published.sheet_title(CARD) == "A card to take away"
        assert CARD not in page.take_along.boxes

    def test_it_is_shown_again_as_it_was_kept(self, qtbot, world, finish):
        session, _page = finish("P1")
        world.services.handed_sheets.keep(session.id, ["family"])
        page = show(qtbot, world, session.id)
        assert page.take_along.sheets_group.chosen_codes() == ["family"]
        assert page.take_along.boxes["family"].isVisible()

    def test_a_sheet_goes_onto_a_disk(self, world, finish, tmp_path):
        _session, page = finish("P1")
        page.papers.savings["sleep"].chosen.emit(str(tmp_path))
        assert (tmp_path / "sleep.pdf").is_file()

    def test_a_disk_that_takes_nothing_is_said_and_the_chip_goes_back(self, world, finish):
        _session, page = finish("P1")
        world.vault.fail_next_commit(DiskFullError("database"))
        page.take_along.sheets_group.chips[0].click()
        assert page.take_along.error_callout.isVisible()
        assert page.take_along.sheets_group.chosen_codes() == []

    def test_of_a_talk_of_which_nothing_is_kept_no_sheet_is(self, qtbot, world):
        session_id = world.guide.start_talk_only(a_new_session())
        page = show(qtbot, world, session_id)
        assert not page.take_along.isVisible()
