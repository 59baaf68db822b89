"""The result page: published figures, plain words, never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint

from estip_desktop.casework import HeldBy, ScreeningNote, ScreeningState
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.ui.pages.result.page import build
from estip_desktop.ui.pages.result.presenter import ResultPresenter
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.key_value import ListCard
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.prompt_card import PromptCard
from estip_desktop.ui.widgets.score_gauge import ScoreGauge
from tests.builders import a_flag, a_screening
from tests.ui.care_world import SESSION, CareWorld, shown

AGREED = ScreeningNote(ScreeningId(""), authorised_by="Dr Made Up", authorised_why="Asked for.")
FORBIDDEN = ("healthy", "low risk", "all clear", "confirmed")


class FakeView:
    """Remembers what it was told."""

    def __init__(self):
        self.result = None

    def show_result(self, result):
        self.result = result


def presented(world, instrument="phq-9", points="222222220"):
    asked = world.begin(instrument, points)
    view = FakeView()
    presenter = ResultPresenter(view, world.shell, asked.screening.id)
    presenter.start()
    return view.result, presenter, asked


def before(world, total, rules: Mapping[str, object] | None = None, **changes):
    """A scored PHQ-9 of the last contact."""
    with world.vault() as unit:
        unit.screenings.save(
            a_screening(
                id="earlier",
                session_id="session-0",
                state=ScreeningState.SCORED,
                result={
                    "instrument": "phq-9",
                    "scoring_version": "1.0.0",
                    "scores": [{"id": "total", "value": total}],
                    **(rules or {}),
                },
                **changes,
            )
        )
        unit.commit()


class TestPresenter:
    def test_a_score_has_its_range_and_its_cut_off(self):
        result, _presenter, _asked = presented(CareWorld())
        assert (result.score, result.top, result.cut_off) == (16, 27, 10)
        assert result.heading == "Moderately severe range"
        assert len(result.bands) == 5

    @pytest.mark.parametrize("rules", [{"scoring_version": "2.0.0"}, {"system": "1-4 per item"}])
    def test_what_was_scored_by_other_rules_is_not_compared(self, rules):
        world = CareWorld()
        before(world, 22, rules)
        result, _presenter, _asked = presented(world)
        assert result.change == ""

    def test_at_the_cut_off_a_conversation_is_offered(self):
        result, _presenter, _asked = presented(CareWorld(), points="222220000")
        assert "prompt, not a label" in result.say
        assert len(result.steps) == 3
        assert "10 or more" in result.steps[1].reason

    def test_below_the_cut_off_nothing_is_called_well(self):
        result, _presenter, _asked = presented(CareWorld(), points="111111111"[:8] + "0")
        assert "needs action today" in result.say
        words = " ".join([result.heading, result.sentence, result.say]).lower()
        assert not any(word in words for word in FORBIDDEN)

    @pytest.mark.parametrize("points", ["000000001", "111111113", "222222221"])
    def test_item_nine_is_never_answered_with_nothing_to_do(self, points):
        result, presenter, _asked = presented(CareWorld(), points=points)
        thanks = (
            "Thank you for saying so. We won't pretend you didn't. "
            "Let's sort out who stays with you and who we call."
        )
        assert (result.sentence, result.say) == (thanks, thanks)
        assert result.steps[0].title == "Talk with Occupational Health today"
        assert len(result.steps) <= 3
        assert result.main == "Carry on with the session"
        presenter.carry_on()
        assert presenter.shell.last[0] == "screening"

    @pytest.mark.parametrize("safety", ["fleeting", "intent"])
    def test_what_they_said_in_the_conversation_comes_before_a_low_score(self, safety):
        world = CareWorld()
        world.guide.answer(SESSION, "C8.safety", safety)
        result, _presenter, _asked = presented(world, points="000000000")
        assert "Thank you for saying so." in result.sentence
        assert "needs action today" not in result.sentence + result.say
        assert result.steps[0].title == "Talk with Occupational Health today"

    def test_item_nine_counts_where_other_answers_are_missing(self):
        result, presenter, _asked = presented(CareWorld(), points="0000000-1")
        assert (result.score, result.missing) == (None, 1)
        assert result.say.startswith("Thank you for saying so.")
        assert result.steps[0].title == "Talk with Occupational Health today"
        assert result.main == result.steps[1].title == "Go back to the open questions"
        presenter.carry_on()
        assert presenter.shell.last[1]["item"] == "phq-9-8"

    def test_parts_of_a_short_form_are_told_one_by_one(self):
        result, _presenter, _asked = presented(CareWorld(), "phq-4", "2100")
        assert result.parts[0].endswith("3 of 6, at or above the cut-off of 3")
        assert result.parts[1].endswith("0 of 6, below the cut-off of 3")
        assert "proper conversation" in result.say

    def test_without_published_ranges_the_cut_off_is_told(self):
        result, _presenter, _asked = presented(CareWorld(), "pc-ptsd-5", "111100")
        assert (result.score, result.heading) == (3, "At or above the cut-off")

    def presented_to_oh(self, instrument, points):
        world = CareWorld()
        asked = world.questionnaires.start(SESSION, instrument, "read-aloud", AGREED)
        for item, point in zip(asked.instrument.listed, points, strict=True):
            code = item.code_for(point)
            world.questionnaires.answer(asked.screening.id, item.link_id, code)
        view: Any = FakeView()
        ResultPresenter(view, world.shell, asked.screening.id).start()
        return view.result

    def test_a_rule_over_single_items_that_is_met_offers_more_below_the_cut_off(self):
        met = [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0]
        result = self.presented_to_oh("pcl-5", met)
        assert (result.score, result.heading) == (12, "Below the cut-off")
        assert "proper conversation" in result.sentence
        assert "proper conversation" in result.say
        assert result.steps[1].title == "Offer a talk with Occupational Health"
        assert result.steps[1].reason == "PCL-5 symptom pattern is met."
        calm = self.presented_to_oh("pcl-5", [0, *met[1:]])
        assert calm.sentence.startswith("Nothing on this form needs action today.")
        assert len(calm.steps) == 2

    def test_hints_for_occupational_health_alone_decide_nothing(self):
        result, _presenter, _asked = presented(CareWorld(), points="202000000")
        assert result.sentence.startswith("Nothing on this form needs action today.")

    @pytest.mark.parametrize(
        ("points", "reassures"),
        [([2] * 10, True), ([3] * 2 + [2] * 8, False), ([3] * 9 + [2], False)],
    )
    def test_a_raised_range_is_not_called_nothing(self, points, reassures):
        result = self.presented_to_oh("k10", points)
        assert ("Nothing on this form" in result.sentence) is reassures
        assert ("Nothing on this form" in result.say) is reassures
        assert ("still raised" in result.sentence) is not reassures
        assert len(result.steps) == 2

    def test_a_gate_that_was_changed_to_no_reassures_nobody_of_the_answers_behind_it(self):
        world = CareWorld()
        asked = world.begin("pc-ptsd-5", "111110")
        world.questionnaires.answer(asked.screening.id, "pc-ptsd-5-gate", "no")
        view: Any = FakeView()
        ResultPresenter(view, world.shell, asked.screening.id).start()
        assert view.result.score == 0
        assert view.result.sentence.endswith("hold a yes: ask the first question again.")
        assert "needs action today" not in view.result.sentence + view.result.say

    def test_missing_answers_give_no_score(self):
        result, presenter, asked = presented(CareWorld(), points="2222222")
        assert result.score is None
        assert result.heading == "Not enough answers to score (2 missing)"
        presenter.carry_on()
        page, arguments = presenter.shell.last
        assert (page, arguments["item"]) == ("question", "phq-9-8")
        presenter.keep_without_score()
        kept = presenter.services.questionnaires.open(asked.screening.id).screening
        assert kept.state is ScreeningState.KEPT_INCOMPLETE

    @pytest.mark.parametrize(
        ("earlier", "words"),
        [
            (22, "6 points lower than last time (22). That is a reliable change."),
            (18, "2 points lower than last time (18). That is no clear change."),
            (9, "7 points higher than last time (9). That is a reliable change."),
            (15, "1 point higher than last time (15). That is no clear change."),
            (16, "The same as last time (16)."),
        ],
    )
    def test_the_change_since_last_time_is_judged_by_the_published_rule(self, earlier, words):
        world = CareWorld()
        before(world, earlier)
        result, _presenter, _asked = presented(world)
        assert result.change == words

    def test_an_open_concern_stays_above_the_score(self):
        world = CareWorld()
        result, presenter, _asked = presented(world, points="222222221")
        assert result.concern.is_open
        presenter.concern()
        assert [getattr(opened, "flags", ()) for opened in world.shell.concerns] == [("R6",)]

    def test_scoring_keeps_the_result(self):
        world = CareWorld()
        _result, _presenter, asked = presented(world)
        kept = world.vault.tables.screenings[asked.screening.id]
        assert kept.state is ScreeningState.SCORED

    def test_carrying_on_returns_to_the_questionnaires(self):
        world = CareWorld()
        _result, presenter, _asked = presented(world)
        presenter.carry_on()
        assert world.shell.last == ("screening", {"session": SESSION})

    def test_change_leads_to_the_question(self):
        world = CareWorld()
        _result, presenter, asked = presented(world)
        presenter.change("phq-9-3")
        page, arguments = world.shell.last
        assert page == "question"
        assert (arguments["screening"], arguments["item"]) == (asked.screening.id, "phq-9-3")


class TestPage:
    def test_the_main_action_has_the_focus_and_the_score_is_in_view(self, qtbot):
        world = CareWorld()
        asked = world.begin(points="222222220")
        page = build(world.shell, {"screening": asked.screening.id})
        window = shown(qtbot, page)
        assert window.focusWidget() is page.main_button
        assert page.body.verticalScrollBar().value() == 0

    def test_words_to_say_come_before_what_to_do_and_the_owners_last(self, qtbot):
        world = CareWorld()
        asked = world.begin(points="222222220")
        page = build(world.shell, {"screening": asked.screening.id})
        shown(qtbot, page)
        say = page.findChild(PromptCard)
        what_next = next(
            each for each in page.findChildren(Heading) if each.text() == "What to do next"
        )
        owners = next(
            each for each in page.findChildren(Text) if each.text().startswith("PHQ-9. Developed")
        )
        heights = [
            cast("Any", each).mapTo(page, QPoint(0, 0)).y() for each in (say, what_next, owners)
        ]
        assert heights == sorted(heights)
        answers = page.findChildren(ListCard)
        assert all(
            owners.mapTo(page, QPoint(0, 0)).y() > card.mapTo(page, QPoint(0, 0)).y()
            for card in answers
        )

    def test_incomplete_offers_to_keep_it_without_a_score(self, qtbot):
        world = CareWorld()
        asked = world.begin(points="2")
        page = build(world.shell, {"screening": asked.screening.id})
        shown(qtbot, page)
        assert page.keep_button.isVisible()
        assert page.main_button.words() == "Go back to the open questions"


class TestCare:
    def result(self, day, instrument_id, note, point=3):
        world = CareWorld(day)
        asked = world.questionnaires.start(SESSION, instrument_id, "read-aloud", note)
        for item in asked.instrument.listed:
            world.questionnaires.answer(asked.screening.id, item.link_id, item.code_for(point))
        view = FakeView()
        ResultPresenter(view, world.shell, asked.screening.id).start()
        return view.result

    def test_before_its_window_there_is_a_number_and_nothing_else(self):
        result = self.result(27, "pcl-5", AGREED)
        assert result.early
        assert (result.score, result.bands, result.cut_off, result.parts) == (60, (), None, ())
        assert result.heading == "Not interpretable yet"
        assert result.say == ""
        assert "before day 28" in result.care[0]
        assert [step.title for step in result.steps] == [
            "Carry on with the session",
            "Offer it again at a later contact",
        ]

    def test_in_its_window_it_is_read_as_published(self):
        result = self.result(28, "pcl-5", AGREED)
        assert not result.early
        assert result.care == ()
        assert result.cut_off is not None

    @pytest.mark.parametrize(
        ("note", "words"),
        [
            ({"by_proxy": True}, "Somebody else answered"),
            ({"interpreter": True}, "Somebody interpreted"),
            ({"held_by": HeldBy.PAPER}, "typed in from paper"),
        ],
    )
    def test_what_calls_for_care_is_said(self, note, words):
        result = self.result(30, "phq-2", ScreeningNote(ScreeningId(""), **note), point=0)
        assert any(words in line for line in result.care)

    def test_the_page_says_it_before_the_score(self, qtbot):
        world = CareWorld(27)
        asked = world.questionnaires.start(SESSION, "pcl-5", "read-aloud", AGREED)
        for item in asked.instrument.listed:
            world.questionnaires.answer(asked.screening.id, item.link_id, item.code_for(2))
        page = cast("Any", build(world.shell, {"screening": asked.screening.id}))
        shown(qtbot, page)
        callouts = [each for each in page.findChildren(Callout) if each.isVisible()]
        assert callouts[0].title_label.text() == "Not interpretable yet"
        gauges = page.findChildren(ScoreGauge)
        assert all(each.mapTo(page, QPoint(0, 0)).y() > callouts[0].y() for each in gauges)


@pytest.mark.parametrize("code", ["R6", "R1", "R3"])
def test_no_form_says_that_nothing_is_needed_while_something_red_stands(code):
    world = CareWorld()
    with world.vault() as unit:
        unit.flags.save(a_flag(code=code, session_id=SESSION))
        unit.commit()
    result, _presenter, _asked = presented(world, "phq-9", "000000000")
    assert "Nothing on this form" not in result.sentence + result.say
    assert "today" in result.sentence or "Thank you for saying so" in result.sentence
