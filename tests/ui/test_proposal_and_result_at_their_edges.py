"""Where a score is told and a next step chosen: before anything is there, and where it is odd."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from estip_desktop.casework import ConcernClosing
from estip_desktop.kernel.items import DECLINED
from estip_desktop.referrals import ReferralChoices
from estip_desktop.ui.considering import _words_are_missing
from estip_desktop.ui.pages.pathway.presenter import Choice, PathwayPresenter
from estip_desktop.ui.pages.result.presenter import ResultPresenter
from estip_desktop.ui.pages.result.words import Found, _bands, describe
from tests.builders import NOW, a_concern, a_new_session
from tests.ui.care_world import CareWorld
from tests.world import World, published


class View:
    """Takes whatever it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_words, **_more: self.told.append(name)


@pytest.mark.parametrize(("words", "missing"), [("", 1), ("  ", 1), ("x" * 240, 0), ("x" * 241, 1)])
def test_how_it_is_now_is_said_in_few_words(words: str, missing: int) -> None:
    assert len(_words_are_missing({"why": words})) == missing


class TestResult:
    def test_before_it_is_there_nothing_is_opened(self) -> None:
        world = CareWorld()
        presenter = ResultPresenter(View(), world.shell, "none-such")
        before = list(world.shell.opened)
        presenter.carry_on()
        presenter.back()
        presenter.change("phq-9-1")
        assert world.shell.opened == before
        presenter.concern()
        assert world.shell.concerns == [None]

    def test_it_leads_back_and_out(self) -> None:
        world = CareWorld()
        asked = world.begin("gad-2", "00")
        presenter = ResultPresenter(View(), world.shell, asked.screening.id)
        presenter.start()
        presenter.back()
        assert world.shell.last[0] == "check"
        presenter.save_and_close()
        assert world.shell.last == ("today", {})

    def test_an_open_concern_is_gone_on_with_and_a_recorded_one_stays_in_sight(self) -> None:
        world = CareWorld()
        asked = world.begin("phq-9", "000000001")
        presenter = ResultPresenter(View(), world.shell, asked.screening.id)
        presenter.start()
        presenter.concern()
        (opened,) = world.shell.concerns
        assert opened is not None
        assert opened.flags == ("R6",)


def found(points: str = "222", **changes: Any) -> Found:
    world = CareWorld()
    asked = world.begin("phq-9", points)
    outcome = world.questionnaires.outcome(asked.screening.id)
    values: dict[str, Any] = {
        "asked": asked, "outcome": outcome, "previous": None, "concern": None, "now": NOW,
    }  # fmt: skip
    return Found(**(values | changes))


class TestWords:
    def test_without_a_total_nothing_is_raised(self) -> None:
        assert not found().is_raised
        assert found("111111110").is_raised is False
        assert describe(found("---------")).score is None

    def test_a_recorded_concern_counts_whatever_the_score_says(self) -> None:
        concern = a_concern(closing=ConcernClosing.RECORDED, closed_at=NOW)
        told = describe(found("000000000", concern=concern)).concern
        assert told is not None
        assert not told.is_open
        assert "whatever the score says" in told.words
        told = describe(found("000000000", concern=replace(concern, closed_at=None))).concern
        assert told is not None

    @pytest.mark.parametrize(
        ("missing", "words"), [(("a",), "1 answer was"), (("a", "b"), "2 answers were")]
    )
    def test_what_was_pro_rated_is_said(self, missing: tuple[str, ...], words: str) -> None:
        whole = found("111111110")
        some = replace(whole, outcome=replace(whole.outcome, missing=missing))
        assert any(words in line for line in describe(some).care)
        assert not any("Pro-rated" in line for line in describe(whole).care)

    def test_what_they_would_rather_not_answer_is_said_so(self) -> None:
        whole = found("111111110")
        first = whole.asked.instrument.listed[0].link_id
        answers = {**whole.asked.answers, first: DECLINED}
        told = describe(replace(whole, asked=replace(whole.asked, answers=answers)))
        assert told.answers[0].answer == "Prefers not to answer"

    def test_without_ranges_and_cut_off_the_gauge_has_no_parts(self) -> None:
        gad2 = published().instrument("gad-2")
        scale = gad2.scoring.scale()
        assert [(row.low, row.high) for row in _bands(gad2)] == [(0, 2), (3, 6)]
        bare = replace(gad2.scoring, scales=(replace(scale, cut_off=None),))
        assert _bands(replace(gad2, scoring=bare)) == ()


class Drafts:
    """Counts how often a draft is kept."""

    def __init__(self) -> None:
        self.choices = ReferralChoices()
        self.kept = 0

    def draft_for(self, session_id: str) -> Any:
        return SimpleNamespace(key=f"{session_id}.1", choices=self.choices)

    def save_draft(self, _key: str, choices: ReferralChoices) -> None:
        self.choices = choices
        self.kept += 1


@pytest.fixture
def world() -> World:
    made = World()
    made.services.referrals = Drafts()
    return made


class TestProposal:
    def test_before_it_is_there_nothing_is_decided_or_opened(self, world: World) -> None:
        session = world.casework.start(a_new_session())
        presenter = PathwayPresenter(View(), world.shell, session.id)
        before = list(world.shell.opened)
        presenter.back()
        presenter.decide(Choice("P0", "", "", "", nobody_answered=False))
        assert world.shell.opened == before
        assert not world.tables.decisions

    def test_before_the_first_page_there_is_none(self, world: World) -> None:
        session = world.casework.start(a_new_session())
        presenter = PathwayPresenter(View(), world.shell, session.id)
        presenter.start()
        guided = world.guide.open(session.id)
        presenter._page = guided.run.pages[0]
        before = list(world.shell.opened)
        presenter.back()
        assert world.shell.opened == before

    def test_a_talk_without_a_proposal_goes_on_to_its_check(self, world: World) -> None:
        version = published().protocol("EM").version
        session = world.casework.start(a_new_session(protocol_id="EM", protocol_version=version))
        PathwayPresenter(View(), world.shell, session.id).start()
        assert world.shell.last == ("check", {"session": session.id})

    def test_a_call_that_is_kept_already_keeps_its_time(self, world: World) -> None:
        session = world.casework.start(a_new_session())
        presenter = PathwayPresenter(View(), world.shell, session.id)
        for name in ("Dr Test", " Dr Test ", "Dr Other"):
            presenter._keep_phone_call(name)
        assert world.services.referrals.kept == 2
        assert world.services.referrals.choices.phoned_to == "Dr Other"
