"""The screening page: the usual set first, locked ones say why, saying no is an answer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from estip_desktop.kernel.items import DECLINED
from estip_desktop.ui.pages.screening.page import build
from estip_desktop.ui.pages.screening.presenter import ScreeningPresenter
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
        assert [row.id for row in view.offers.rows] == ["phq-4", "pc-ptsd-5", "phq-9", "gad-7"]
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
