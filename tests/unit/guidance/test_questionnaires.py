"""Asking a questionnaire: saved item by item, locked before its window, red at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.casework import ConcernClosing, ScreeningState, SessionState
from estip_desktop.errors import DiskFullError, InputRefusedError, RuleError
from estip_desktop.guidance import main_total
from estip_desktop.instruments import Status
from estip_desktop.kernel.items import DECLINED, SKIPPED
from tests.builders import INCIDENT_ENDED, a_new_session, a_screening, a_session

DAY_28 = timedelta(days=25)


@pytest.fixture
def asked(world, session):
    """A PHQ-9 begun on day 28."""
    world.clock.move_on(DAY_28)
    return world.questionnaires.start(session.id, "phq-9", "read-aloud")


def links(asked):
    return [item.link_id for item in asked.shown if item.scored]


def give(world, asked, points):
    """Answer the scored items with the options that carry these points."""
    return [
        world.questionnaires.answer(asked.screening.id, link_id, code_of(asked, link_id, wanted))
        for link_id, wanted in zip(links(asked), points, strict=False)
    ][-1]


def code_of(asked, link_id, points):
    item = asked.instrument.item(link_id)
    return next(o.code for o in item.item.options if item.points(o.code) == points)


class TestOffers:
    def test_before_the_window_it_says_from_when(self, world, session):
        (offer,) = world.questionnaires.offers(session.id, ["phq-9"])
        assert not offer.is_open
        assert offer.opens_on == INCIDENT_ENDED.date() + timedelta(days=14)

    def test_what_was_begun_or_done_is_named(self, world, session, asked):
        begun, fresh = world.questionnaires.offers(session.id, ["phq-9", "gad-7"])
        assert (begun.is_open, begun.done, begun.screening_id) == (True, False, asked.screening.id)
        assert (fresh.opens_on, fresh.screening_id) == (None, None)
        give(world, asked, [0] * 9)
        world.questionnaires.finish(asked.screening.id)
        (done,) = world.questionnaires.offers(session.id, ["phq-9"])
        assert done.done


class TestStarting:
    def test_it_begins_with_the_first_item(self, asked):
        assert asked.screening.page_id == asked.shown[0].link_id
        assert asked.screening.day == 28
        assert asked.first_open() == asked.shown[0]
        assert asked.before(asked.shown[0].link_id) is None
        assert asked.after(asked.shown[0].link_id) == asked.shown[1]
        assert asked.before(asked.shown[1].link_id) == asked.shown[0]
        assert asked.after(asked.shown[-1].link_id) is None

    def test_one_already_begun_is_taken_up(self, world, session, asked):
        again = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        assert again.screening.id == asked.screening.id

    def test_before_the_window_it_is_refused(self, world, session):
        with pytest.raises(RuleError, match="instrument-window"):
            world.questionnaires.start(session.id, "phq-9", "read-aloud")

    def test_without_a_record_there_is_no_questionnaire(self, world, session):
        consent = a_session().consent
        world.keep(
            "sessions",
            a_session(
                id="bare",
                person_id=session.person_id,
                consent=type(consent)(True, False, consent.share, consent.notice, consent.at),
            ),
        )
        with pytest.raises(RuleError, match="consent-to-record"):
            world.questionnaires.start("bare", "phq-9", "read-aloud")

    def test_the_place_is_remembered(self, world, asked):
        wanted = asked.shown[2].link_id
        world.questionnaires.go(asked.screening.id, wanted)
        assert world.tables.place.page == "question"
        arguments = {"screening": asked.screening.id, "item": wanted}
        assert arguments.items() <= world.tables.place.arguments.items()
        assert world.questionnaires.open(asked.screening.id).screening.page_id == wanted


class TestAnswering:
    def test_an_answer_is_kept(self, world, asked):
        reply = give(world, asked, [2])
        assert reply.concern is None
        assert links(asked)[0] in world.tables.answers[asked.screening.id]
        assert len(reply.asked.unanswered()) == len(reply.asked.shown) - 1

    def test_a_value_that_was_not_published_is_refused(self, world, asked):
        with pytest.raises(InputRefusedError):
            world.questionnaires.answer(asked.screening.id, links(asked)[0], "often")

    def test_item_nine_above_zero_opens_a_concern_before_any_score(self, world, asked, session):
        reply = give(world, asked, [0] * 8 + [1])
        concern = world.tables.concerns[reply.concern.concern_id]
        assert concern.flags == ("R6",)
        assert concern.opened_by == f"{asked.screening.id}#{links(asked)[8]}"
        assert (concern.session_id, concern.person_id) == (session.id, session.person_id)
        assert world.tables.screenings[asked.screening.id].state is ScreeningState.DRAFT

    def test_the_warning_is_never_lost_without_its_answer(self, world, asked):
        item = links(asked)[8]
        world.vault.fail_next_commit(DiskFullError())
        with pytest.raises(DiskFullError):
            world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, 1))
        assert not world.tables.concerns
        assert item not in world.questionnaires.open(asked.screening.id).answers

    def test_another_red_answer_to_the_same_item_shows_its_concern_again(self, world, asked):
        item = links(asked)[8]
        give(world, asked, [0] * 8 + [1])
        reply = world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, 3))
        (concern,) = world.tables.concerns.values()
        assert reply.concern is not None
        assert (reply.concern.concern_id, reply.corrected) == (concern.id, False)

    def test_the_same_red_answer_again_shows_nothing_new(self, world, asked):
        item = links(asked)[8]
        first = give(world, asked, [0] * 8 + [1]).concern.concern_id
        world.concerns.asked_directly(first, "no")
        world.concerns.record(first)
        reply = world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, 1))
        assert reply.concern is None
        assert len(world.tables.concerns) == 1

    @pytest.mark.parametrize("how", ["answer", "skip"])
    def test_while_its_concern_is_open_it_is_shown_again(self, world, asked, how):
        item = links(asked)[8]
        opened = give(world, asked, [0] * 8 + [1]).concern
        value = (code_of(asked, item, 1),) if how == "answer" else ()
        before = len(world.vault.audited)
        reply = getattr(world.questionnaires, how)(asked.screening.id, item, *value)
        assert reply.concern == opened
        assert world.vault.audited[before:] == []

    def test_preferring_not_to_answer_takes_no_warning_back(self, world, asked):
        item = links(asked)[8]
        opened = give(world, asked, [0] * 8 + [2]).concern
        reply = world.questionnaires.answer(asked.screening.id, item, DECLINED)
        assert (reply.concern, reply.corrected) == (opened, False)
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.considered) == ("R6", "")

    def test_a_graver_answer_after_a_recorded_concern_opens_a_new_one(self, world, asked):
        item = links(asked)[8]
        give(world, asked, [0] * 8 + [1])
        (first,) = world.tables.concerns
        world.concerns.asked_directly(first, "no")
        world.concerns.record(first)
        give_last = world.questionnaires.answer
        give_last(asked.screening.id, item, code_of(asked, item, 0))
        reply = give_last(asked.screening.id, item, code_of(asked, item, 2))
        assert reply.concern is not None
        assert reply.concern.concern_id != first
        assert world.concerns.get(reply.concern.concern_id).is_open

    @pytest.mark.parametrize("set_back", [timedelta(), timedelta(hours=2)])
    def test_a_recorded_warning_is_not_taken_back_with_a_later_one(self, world, asked, set_back):
        item = links(asked)[8]
        give(world, asked, [0] * 8 + [3])
        (first,) = world.tables.concerns
        world.clock.move_on(-set_back)
        world.concerns.asked_directly(first, "no")
        world.concerns.record(first)
        world.clock.move_on(timedelta(minutes=1))
        replies = [
            world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, points))
            for points in (1, 0)
        ]
        assert [reply.corrected for reply in replies] == [False, False]
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.considered) == ("R6", "")

    def test_they_meant_another_answer(self, world, asked):
        item = links(asked)[8]
        give(world, asked, [0] * 8 + [2])
        reply = world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, 0))
        assert reply.corrected
        (concern,) = world.tables.concerns.values()
        assert concern.closing is ConcernClosing.CORRECTED
        (flag,) = world.tables.flags.values()
        assert flag.considered.startswith("answer-corrected")

    def test_red_again_after_a_correction_opens_a_new_one(self, world, asked):
        item = links(asked)[8]
        replies = [
            world.questionnaires.answer(asked.screening.id, item, code_of(asked, item, points))
            for points in (2, 0, 2)
        ]
        assert replies[-1].concern is not None
        assert len(world.tables.concerns) == 2

    def test_skipping_keeps_an_answer_that_was_there(self, world, asked):
        give(world, asked, [2])
        world.questionnaires.skip(asked.screening.id, links(asked)[0])
        reply = world.questionnaires.skip(asked.screening.id, links(asked)[1])
        values = list(reply.asked.answers.values())
        assert values[1] == SKIPPED
        assert values[0] != SKIPPED


class TestScoring:
    def test_a_complete_one_is_scored_and_kept(self, world, asked):
        give(world, asked, [1] * 8 + [0])
        outcome = world.questionnaires.finish(asked.screening.id)
        kept = world.tables.screenings[asked.screening.id]
        assert (outcome.status, kept.state) == (Status.COMPLETE, ScreeningState.SCORED)
        assert main_total(kept) == 8
        assert kept.result["status"] == "complete"

    def test_one_with_gaps_is_kept_without_a_score(self, world, asked):
        give(world, asked, [1])
        assert world.questionnaires.outcome(asked.screening.id).status is Status.INCOMPLETE
        world.questionnaires.finish(asked.screening.id)
        kept = world.tables.screenings[asked.screening.id]
        assert kept.state is ScreeningState.KEPT_INCOMPLETE
        assert main_total(kept) is None

    def test_a_changed_answer_takes_the_score_back(self, world, asked):
        give(world, asked, [1] * 8 + [0])
        world.questionnaires.finish(asked.screening.id)
        give(world, asked, [1])
        assert world.tables.screenings[asked.screening.id].state is ScreeningState.SCORED
        give(world, asked, [2])
        kept = world.tables.screenings[asked.screening.id]
        assert (kept.state, kept.result) == (ScreeningState.DRAFT, None)

    def test_of_session_reads_all_of_it(self, world, session, asked):
        (found,) = world.questionnaires.of_session(session.id)
        assert found.screening.id == asked.screening.id

    def test_the_total_before_is_that_of_the_same_instrument(self, world, session, asked):
        assert world.questionnaires.previous_total(asked.screening.id) is None
        give(world, asked, [1] * 8 + [0])
        world.questionnaires.finish(asked.screening.id)
        world.clock.move_on(timedelta(days=63))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        world.questionnaires.start(later.id, "gad-7", "read-aloud")
        second = world.questionnaires.start(later.id, "phq-9", "read-aloud")
        assert world.questionnaires.previous_total(second.screening.id) == 8


def test_that_somebody_looked_at_it_is_recorded(world, asked):
    world.questionnaires.looked_at(asked.screening.id)
    assert world.vault.audited[-1] == "screening-viewed"


def test_a_closed_session_takes_no_answer(world, session, asked):
    world.keep("sessions", replace(session, state=SessionState.FINISHED))
    with pytest.raises(RuleError, match="session-is-closed"):
        give(world, asked, [1])
    assert not world.tables.answers


def test_a_total_is_compared_with_an_earlier_one_of_the_same_rules_alone(world, session, asked):
    give(world, asked, [1] * 9)
    world.questionnaires.finish(asked.screening.id)
    done = world.tables.screenings[asked.screening.id]
    begun, day = asked.screening.started_at, timedelta(days=1)
    others = (
        {"started_at": begun + day},
        {"started_at": begun - day, "result": {**done.result, "scoring_version": "0.9.0"}},
        {"started_at": begun - day, "instrument_id": "gad-7"},
        {"started_at": begun - 2 * day, "result": {**done.result, "scores": []}},
    )
    for number, changes in enumerate(others):
        world.keep("screenings", replace(done, id=f"other-{number}", **changes))
    assert world.questionnaires.previous_total(asked.screening.id) is None
    earlier = replace(done, id="earlier", started_at=begun - 3 * day)
    world.keep("screenings", earlier)
    assert world.questionnaires.previous_total(asked.screening.id) == 9


def test_another_way_of_answering_without_a_note_keeps_the_note(world, session, asked):
    again = world.questionnaires.start(session.id, "phq-9", "handover")
    assert again.screening.mode == "handover"
    (note,) = world.tables.screening_notes.values()
    assert note.held_by.value == "supporter"


@pytest.mark.parametrize("result", [None, {}, {"scores": []}, {"scores": [{"id": "gad-2"}]}])
def test_a_screening_without_a_total_has_none(result):
    assert main_total(a_screening(result=result)) is None
