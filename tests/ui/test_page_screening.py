"""The screening page: the usual set first, locked ones say why, saying no is an answer."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.casework import ScreeningNote
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.kernel.items import DECLINED
from estip_desktop.ui.pages.screening.page import build
from estip_desktop.ui.pages.screening.presenter import ScreeningPresenter
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.prompt_card import PromptCard
from tests.builders import INCIDENT_ENDED
from tests.ui.care_world import SESSION, CareWorld, shown

PAGE = "MR4.screens"


class FakeView:
    """Remembers what it was told."""

    def __init__(self):
        self.offers = self.introduction = None

    def show_offers(self, offers):
        self.offers = offers

    def show_introduction(self, introduction):
        self.introduction = introduction


def presented(world):
    view = FakeView()
    presenter = ScreeningPresenter(view, world.shell, SESSION, PAGE)
    presenter.start()
    return view, presenter


def kept_answer(world):
    return world.vault.tables.answers[SESSION][PAGE].value


class TestPresenter:
    def test_the_usual_set_comes_first(self):
        view, _presenter = presented(CareWorld())
        assert [row.id for row in view.offers.rows][:4] == ["phq-4", "pc-ptsd-5", "phq-9", "gad-7"]
        assert view.offers.next_id == "phq-4"

    def test_a_locked_one_says_why_and_from_when(self):
        view, _presenter = presented(CareWorld(day=20))
        locked = view.offers.locked[0]
        assert locked.id == "pc-ptsd-5"
        assert locked.opens_on.isoformat() == "2026-12-21"
        assert locked.reason

    def test_one_that_is_begun_is_taken_up_first(self):
        world = CareWorld()
        world.begin("phq-9", "11")
        view, _presenter = presented(world)
        assert view.offers.next_id == "phq-9"

    def test_picking_introduces_it(self):
        view, presenter = presented(CareWorld())
        presenter.pick("phq-9")
        assert (view.introduction.title, view.introduction.count) == ("PHQ-9", 9)
        assert view.introduction.attribution

    def test_a_done_one_shows_its_result(self):
        world = CareWorld()
        asked = world.begin("phq-4", "0000")
        world.questionnaires.finish(asked.screening.id)
        view, presenter = presented(world)
        assert view.offers.next_id == "pc-ptsd-5"
        presenter.pick("phq-4")
        assert world.shell.last[0] == "result"

    def test_start_opens_the_first_question(self):
        world = CareWorld()
        _view, presenter = presented(world)
        presenter.begin("phq-9")
        page, arguments = world.shell.last
        assert page == "question"
        assert arguments["session"] == SESSION

    def test_rather_not_is_kept_as_declined_and_leads_on(self):
        world = CareWorld()
        _view, presenter = presented(world)
        presenter.decline()
        assert kept_answer(world) == DECLINED
        page, arguments = world.shell.last
        assert page == "guided"
        after = world.guide.open(SESSION).run.page_after(PAGE)
        assert after is not None
        assert arguments["page"] == after.id

    def test_carrying_on_marks_the_page_done(self):
        world = CareWorld()
        _view, presenter = presented(world)
        presenter.carry_on()
        assert kept_answer(world) is True

    def test_back_from_the_introduction_returns_to_the_list(self):
        world = CareWorld()
        view, presenter = presented(world)
        presenter.pick("phq-9")
        view.offers = None
        presenter.back()
        assert view.offers is not None
        presenter.back()
        assert world.shell.last[0] == "guided"

    def test_without_a_record_nothing_is_offered(self):
        view, _presenter = presented(CareWorld(keeps_record=False))
        assert not view.offers.is_kept
        assert view.offers.rows == ()


class TestPage:
    def test_enter_introduces_and_enter_starts(self, qtbot):
        world = CareWorld()
        page: Any = build(world.shell, {"session": SESSION})
        window = shown(qtbot, page)
        assert window.focusWidget() is page.main_button
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        assert page.main_button.words() == "Start"
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        assert world.shell.last[0] == "question"

    @pytest.mark.parametrize(("instrument", "said"), [("pcl-5", True), ("pc-ptsd-5", False)])
    def test_which_experience_is_meant_is_said_before_it(self, qtbot, instrument, said):
        world = CareWorld()
        how = ScreeningNote(ScreeningId(""), authorised_by="Dr Made Up", authorised_why="Asked.")
        world.questionnaires.start(SESSION, instrument, "read-aloud", how)
        page: Any = build(world.shell, {"session": SESSION})
        shown(qtbot, page)
        page._presenter.pick(instrument)
        words = [card.words_label.text() for card in page.findChildren(PromptCard)]
        assert any("stressful experience" in each for each in words) is said

    def test_a_number_picks_a_card(self, qtbot):
        world = CareWorld()
        page: Any = build(world.shell, {"session": SESSION})
        shown(qtbot, page)
        page.offer_group.setFocus()
        qtbot.keyClick(page.offer_group.cards[0], "3")
        assert page._introduced == "phq-9"

    def test_when_the_usual_set_is_done_the_session_carries_on(self, qtbot):
        world = CareWorld()
        for instrument, points in (("phq-4", "0000"), ("pc-ptsd-5", "0")):
            asked = world.begin(instrument, points)
            world.questionnaires.finish(asked.screening.id)
        page: Any = build(world.shell, {"session": SESSION})
        shown(qtbot, page)
        assert page.main_button.words() == "Carry on with the session"
        page.main_button.click()
        assert world.shell.last[0] == "guided"

    def test_handing_over_opens_a_page_of_its_own(self, qtbot):
        world: Any = CareWorld()
        page: Any = build(world.shell, {"session": SESSION})
        window = shown(qtbot, page)
        page.main_button.click()
        assert window.focusWidget() is page.main_button
        next(card for card in page.mode_group.cards if card.option.code == "handover").click()
        page.care_group.chips[0].click()
        page.main_button.click()
        name, arguments = world.shell.last
        assert name == "handover"
        asked = world.questionnaires.open(arguments["screening"])
        assert (asked.screening.mode, asked.circumstances.interpreter) == ("handover", True)


class TestLocked:
    def open(self, qtbot, day):
        world = CareWorld(day)
        page: Any = build(world.shell, {"session": SESSION})
        shown(qtbot, page)
        return world, page

    def agree(self, page, instrument_id, by="Dr Made Up", why="Their GP asks."):
        page.authorise_buttons[instrument_id].click()
        dialog = page._open_dialog
        for name, text in (("by", by), ("why", why)):
            dialog.fields[name].editor.setText(text)
        dialog.accept()
        return dialog

    def test_those_of_clinicians_stand_apart_and_open_once_they_agreed(self, qtbot):
        world, page = self.open(qtbot, 30)
        assert set(page.authorise_buttons) == {"pcl-5", "k10"}
        assert page.contact_buttons == {}
        dialog = self.agree(page, "pcl-5", by="")
        assert dialog.fields["by"].error
        assert page._introduced == ""
        dialog.reject()
        self.agree(page, "pcl-5")
        page.main_button.click()
        asked = world.questionnaires.open(world.shell.last[1]["screening"])
        assert asked.circumstances.authorised_by == "Dr Made Up"

    def test_an_early_one_says_so_before_it_begins(self, qtbot):
        world, page = self.open(qtbot, 20)
        self.agree(page, "pc-ptsd-5")
        said = [each.words_label.text() for each in page.findChildren(Callout)]
        assert any("without a range" in words for words in said)
        page.main_button.click()
        asked = world.questionnaires.open(world.shell.last[1]["screening"])
        assert asked.circumstances.early

    def test_a_contact_can_be_agreed_for_the_day_they_open(self, qtbot):
        world = CareWorld(20)
        kept: list[Any] = []
        world.services.casework = SimpleNamespace(
            agree_follow_up=lambda **given: kept.append(given)
        )
        page: Any = build(world.shell, {"session": SESSION})
        shown(qtbot, page)
        (day,) = page.contact_buttons
        page.contact_buttons[day].click()
        assert kept[0]["due_on"] == day == INCIDENT_ENDED.date() + timedelta(days=28)
