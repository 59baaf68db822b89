"""The question page: one key per item, nothing skipped by accident, a red answer acts at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from estip_desktop.errors import DiskFullError
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.ui.pages.question.page import build
from estip_desktop.ui.pages.question.presenter import QuestionPresenter
from tests.fakes import HeldTasks
from tests.ui.care_world import SESSION, CareWorld, shown

LINKS = [f"phq-9-{number}" for number in range(1, 10)]


class FakeView:
    """Remembers what it was told."""

    def __init__(self):
        self.questions, self.errors, self.pauses, self.stopped = [], [], [], 0

    @property
    def now(self):
        return self.questions[-1]

    def show_question(self, question):
        self.questions.append(question)

    def start_pause(self, *, declined):
        self.pauses.append(declined)

    def stop_pause(self):
        self.stopped += 1

    def show_error(self, error):
        self.errors.append(error)


def presented(world, points="", item="", tasks=None):
    asked = world.begin(points=points)
    if tasks is not None:
        world.shell.tasks = tasks
    view = FakeView()
    presenter = QuestionPresenter(view, world.shell, asked.screening.id, item)
    presenter.start()
    return view, presenter, asked


def code(asked, link, points):
    return asked.instrument.item(link).code_for(points)


class TestPresenter:
    def test_it_opens_where_it_was_left(self):
        world = CareWorld()
        asked = world.begin(points="12")
        world.questionnaires.go(asked.screening.id, "phq-9-3")
        view = FakeView()
        QuestionPresenter(view, world.shell, asked.screening.id).start()
        assert (view.now.number, view.now.count) == (3, 9)

    def test_the_item_it_opens_with_is_where_a_lock_comes_back_to(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, item="phq-9-4")
        presenter.remember()
        place = world.vault.tables.place
        assert place is not None
        assert (place.page, place.arguments["item"]) == ("question", "phq-9-4")
        assert world.questionnaires.open(asked.screening.id).screening.page_id == "phq-9-4"

    def test_where_the_page_was_on_show_before_its_item_a_lock_comes_back_all_the_same(self):
        """The vault was busy for longer than a page waits."""
        world = CareWorld()
        tasks = HeldTasks()
        _view, presenter, _asked = presented(world, item="phq-9-4", tasks=tasks)
        presenter.remember()
        tasks.release()
        tasks.release()
        place = world.vault.tables.place
        assert place is not None
        assert (place.page, place.arguments["item"]) == ("question", "phq-9-4")

    def test_what_it_comes_back_to_is_kept_once_it_is_on_show(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page = build(world.shell, {"screening": asked.screening.id, "item": "phq-9-4"})
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(
            lambda: world.questionnaires.open(asked.screening.id).screening.page_id == "phq-9-4"
        )

    def test_the_time_frame_stays_on_every_page(self):
        world = CareWorld()
        view, _presenter, asked = presented(world, item="phq-9-7")
        assert view.now.lead_in == asked.instrument.item("phq-9-7").stem != ""

    def test_an_answer_is_saved_before_the_page_moves_on(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        presenter.choose(code(asked, "phq-9-1", 2))
        saved = world.vault.tables.answers[asked.screening.id]["phq-9-1"]
        assert (saved.value, view.now.number) == (code(asked, "phq-9-1", 2), 1)
        presenter.pause_over()
        assert view.now.number == 2

    def test_a_pause_that_ends_first_waits_for_the_save(self):
        world, tasks = CareWorld(), HeldTasks()
        view, presenter, asked = presented(world, item="phq-9-1", tasks=tasks)
        tasks.release()
        presenter.choose(code(asked, "phq-9-1", 2))
        presenter.pause_over()
        assert view.now.number == 1
        tasks.release()
        assert view.now.number == 2

    def test_pressing_twice_does_not_skip_an_item(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        presenter.choose(code(asked, "phq-9-1", 2))
        presenter.choose(code(asked, "phq-9-1", 2))
        presenter.pause_over()
        assert view.now.number == 2
        assert set(world.vault.tables.answers[asked.screening.id]) == {"phq-9-1"}

    def test_another_answer_in_the_pause_replaces_the_first(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        presenter.choose(code(asked, "phq-9-1", 2))
        presenter.choose(code(asked, "phq-9-1", 3))
        presenter.pause_over()
        saved = world.vault.tables.answers[asked.screening.id]["phq-9-1"]
        assert (saved.value, view.now.number) == (code(asked, "phq-9-1", 3), 2)

    def test_the_same_answer_after_back_just_moves_on(self):
        world = CareWorld()
        view, presenter, asked = presented(world, points="11", item="phq-9-2")
        presenter.back()
        assert view.now.chosen == code(asked, "phq-9-1", 1)
        before = len(world.vault.audited)
        presenter.choose(code(asked, "phq-9-1", 1))
        presenter.pause_over()
        assert view.now.number == 2
        assert "answer-saved" not in world.vault.audited[before:]

    def test_back_from_the_first_item_leads_to_the_list(self):
        world = CareWorld()
        _view, presenter, _asked = presented(world, item="phq-9-1")
        presenter.back()
        assert world.shell.last == ("screening", {"session": SESSION})

    def test_declining_is_an_answer(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        presenter.decline()
        presenter.pause_over()
        assert world.vault.tables.answers[asked.screening.id]["phq-9-1"].value == DECLINED
        assert (view.pauses, view.now.number) == ([True], 2)
        presenter.back()
        assert view.now.declined
        assert view.now.chosen == ""

    def test_skipping_leaves_it_for_the_check(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        presenter.skip()
        assert world.vault.tables.answers[asked.screening.id]["phq-9-1"].value == SKIPPED
        assert view.now.number == 2

    def test_after_the_last_item_comes_the_check(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, points="00000000", item="phq-9-9")
        presenter.choose(code(asked, "phq-9-9", 0))
        presenter.pause_over()
        page, arguments = world.shell.last
        assert (page, arguments["screening"]) == ("check", asked.screening.id)

    def test_an_item_outside_the_score_does_not_lengthen_the_walk(self):
        world = CareWorld()
        view, presenter, asked = presented(world, points="33333333", item="phq-9-9")
        assert view.now.count == 9
        presenter.choose(code(asked, "phq-9-9", 0))
        presenter.pause_over()
        assert world.shell.last[0] == "check"

    def test_the_item_outside_the_score_can_be_answered_from_the_check(self):
        world = CareWorld()
        view, presenter, _asked = presented(world, points="330000000", item="phq-9-difficulty")
        assert view.now.number == 0
        presenter.choose(view.now.options[1].code)
        presenter.pause_over()
        assert world.shell.last[0] == "check"

    def test_changing_an_answer_later_returns_to_the_check(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, points="000000000", item="phq-9-4")
        presenter.choose(code(asked, "phq-9-4", 1))
        presenter.pause_over()
        assert world.shell.last[0] == "check"

    def test_a_gate_answered_no_ends_the_questionnaire(self):
        world = CareWorld()
        asked = world.begin("pc-ptsd-5")
        gate = asked.instrument.listed[0]
        view = FakeView()
        presenter = QuestionPresenter(view, world.shell, asked.screening.id, gate.link_id)
        presenter.start()
        presenter.choose(gate.code_for(0))
        presenter.pause_over()
        assert world.shell.last[0] == "check"

    @pytest.mark.parametrize("points", [1, 2, 3])
    def test_a_self_harm_answer_opens_immediate_concern_at_once(self, points):
        world = CareWorld()
        view, presenter, asked = presented(world, points="00000000", item="phq-9-9")
        presenter.choose(code(asked, "phq-9-9", points))
        flags = [opened.flags for opened in world.shell.concerns if opened is not None]
        assert flags == [("R6",)]
        assert view.stopped >= 1
        presenter.pause_over()
        assert world.shell.opened == []

    def test_immediate_concern_comes_back_to_the_item_on_show(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, item="phq-9-1")
        presenter.choose(code(asked, "phq-9-1", 0))
        presenter.pause_over()
        presenter.concern()
        page, arguments = world.shell.last
        assert (page, arguments["item"]) == ("question", "phq-9-2")
        assert world.shell.concerns == [None]

    def test_an_answer_that_was_not_saved_stays_and_can_be_tried_again(self):
        world = CareWorld()
        view, presenter, asked = presented(world, item="phq-9-1")
        world.vault.fail_next_commit(DiskFullError())
        presenter.choose(code(asked, "phq-9-1", 2))
        presenter.pause_over()
        assert (len(view.errors), view.now.number) == (1, 1)
        presenter.try_again()
        presenter.pause_over()
        assert view.now.number == 2

    def test_before_it_is_open_nothing_happens(self):
        world, tasks = CareWorld(), HeldTasks()
        view, presenter, asked = presented(world, tasks=tasks)
        presenter.decline()
        presenter.skip()
        presenter.back()
        presenter.try_again()
        presenter.choose("LA6568-5")
        presenter.concern()
        assert (view.questions, view.pauses, world.shell.opened) == ([], [], [])
        assert world.shell.concerns == [None]
        assert "session" not in presenter.arguments()
        presenter._saved = True
        presenter.pause_over()
        presenter._show(asked.shown[0])
        assert view.questions == []

    def test_what_was_saved_of_a_page_left_since_is_only_kept(self):
        world, tasks = CareWorld(), HeldTasks()
        _view, presenter, asked = presented(world)
        world.shell.tasks = tasks
        presenter.choose(code(asked, "phq-9-1", 1))
        presenter.leave()
        tasks.release()
        assert world.shell.concerns == []
        assert world.questionnaires.open(asked.screening.id).answers

    def test_a_skip_that_opens_a_concern_shows_it(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, points="000000003", item="phq-9-9")
        presenter.skip()
        assert [each.flags for each in world.shell.concerns if each] == [("R6",)]
        assert asked.screening.id

    def test_a_skip_that_comes_late_does_not_move_on_twice(self):
        world, tasks = CareWorld(), HeldTasks()
        _view, presenter, _asked = presented(world, item="phq-9-2")
        world.shell.tasks = tasks
        presenter.skip()
        presenter._link = "phq-9-4"
        tasks.release()
        assert presenter.link_id == "phq-9-4"

    def test_a_corrected_answer_frees_the_way(self):
        world = CareWorld()
        _view, presenter, asked = presented(world, points="000000003", item="phq-9-9")
        world.shell.correcting = "concern-1"
        presenter.choose(code(asked, "phq-9-9", 0))
        assert world.shell.correcting == ""

    def test_an_answer_that_was_replaced_meanwhile_moves_nothing(self):
        world, tasks = CareWorld(), HeldTasks()
        view, presenter, asked = presented(world, item="phq-9-1")
        world.shell.tasks = tasks
        presenter.choose(code(asked, "phq-9-1", 1))
        presenter._pending = code(asked, "phq-9-1", 2)
        presenter._paused = False
        tasks.release()
        assert len(view.questions) == 1

    def test_an_item_that_has_to_be_answered_cannot_be_declined(self, monkeypatch):
        world = CareWorld()
        view, presenter, _asked = presented(world, item="phq-9-1")
        item = presenter.asked.instrument.item("phq-9-1").item
        monkeypatch.setattr(type(item), "may_decline", False, raising=False)
        presenter.decline()
        assert view.pauses == []

    def test_a_skip_that_was_not_saved_is_said_and_holds_nothing(self):
        world = CareWorld()
        view, presenter, _asked = presented(world, item="phq-9-1")
        world.vault.fail_next_commit(DiskFullError())
        presenter.skip()
        assert len(view.errors) == 1
        assert world.shell.concerns == []

    def test_leaving_and_handing_over_go_where_they_say(self):
        world = CareWorld()
        _view, presenter, _asked = presented(world, item="phq-9-3")
        presenter.save_and_close()
        assert world.shell.last == ("today", {})
        presenter.hand_over()
        last: Any = world.shell.last
        assert (last[0], last[1]["item"]) == ("handover", "phq-9-3")

    def test_an_outcome_after_the_page_has_gone_is_dropped(self):
        world, tasks = CareWorld(), HeldTasks()
        view, presenter, _asked = presented(world, tasks=tasks)
        presenter.leave()
        tasks.release()
        assert view.questions == []


class TestPage:
    def test_phq_9_takes_eleven_key_presses_from_intro_to_result(self, qtbot):
        """Enter starts, nine digits answer, Enter on the check page works out the score."""
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        shown(qtbot, page)
        for digit in "112211121":
            card = page.window().focusWidget()
            with qtbot.waitSignal(page.pause_elapsed):
                qtbot.keyClick(card, digit)
        assert world.shell.last[0] == "check"
        outcome = world.questionnaires.finish(asked.screening.id)
        assert [row.value for row in outcome.scores] == [3]

    def test_arrows_move_the_focus_and_answer_nothing(self, qtbot):
        world = CareWorld()
        asked = world.begin(points="1")
        page: Any = build(world.shell, {"screening": asked.screening.id, "item": "phq-9-1"})
        window = shown(qtbot, page)
        before = page.choice_group.chosen_codes()
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
        assert page.choice_group.chosen_codes() == before
        assert not page._pause.isActive()

    def test_the_cards_are_kept_from_item_to_item(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        window = shown(qtbot, page)
        group = page.choice_group
        with qtbot.waitSignal(page.pause_elapsed):
            qtbot.keyClick(window.focusWidget(), "2")
        assert page.choice_group is group
        assert page.item_label.text() == asked.instrument.item("phq-9-2").item.text
        assert group.chosen_codes() == []
        assert window.focusWidget() is group.cards[0]

    def test_a_click_at_the_far_right_of_a_card_chooses_it(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        shown(qtbot, page)
        card = page.choice_group.cards[2]
        with qtbot.waitSignal(page.chosen):
            place = card.rect().center()
            place.setX(card.width() - 4)
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=place)
        assert card.isChecked()
        page.stop_pause()

    def test_n_declines_and_says_so(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        window = shown(qtbot, page)
        qtbot.keyClick(window.focusWidget(), "n")
        assert page.declined_label.isVisible()
        page.stop_pause()

    def test_back_is_a_command_of_the_page(self, qtbot):
        world = CareWorld()
        asked = world.begin(points="1")
        page: Any = build(world.shell, {"screening": asked.screening.id, "item": "phq-9-2"})
        shown(qtbot, page)
        assert page.on_command("back")
        assert page.place_label.text() == "Question 1 of 9"

    def test_a_failed_save_is_told_above_the_item(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        window = shown(qtbot, page)
        world.vault.fail_next_commit(DiskFullError())
        qtbot.keyClick(window.focusWidget(), "2")
        assert page.error_callout.isVisible()
        assert window.focusWidget() is page.try_again_button

    def test_the_title_of_the_window_says_nothing_about_anybody(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        window = shown(qtbot, page)
        assert "P-0417" not in window.windowTitle()
        assert "P-0417" not in page.accessibleName()

    def test_scores_are_never_shown_on_the_cards(self, qtbot):
        world = CareWorld()
        asked = world.begin()
        page: Any = build(world.shell, {"screening": asked.screening.id})
        shown(qtbot, page)
        labels = [card.option.label for card in page.choice_group.cards]
        published = [option.label for option in asked.instrument.items[0].item.options]
        assert labels == published


def test_the_links_of_phq_9_are_those_used_here():
    world = CareWorld()
    assert [item.link_id for item in world.begin().instrument.listed] == LINKS
