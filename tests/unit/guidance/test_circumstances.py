"""Who may use which questionnaire when, and how it came to its answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.casework import HeldBy, ScreeningNote
from estip_desktop.errors import RuleError
from estip_desktop.instruments import Status, WindowState
from estip_desktop.kernel.ids import ScreeningId
from tests.ui.care_world import SESSION, CareWorld

AGREED = ScreeningNote(
    ScreeningId(""), authorised_by="Dr Made Up", authorised_why="Asked for by their GP."
)
OF_CLINICIANS = ("pcl-5", "k10")
OF_PEERS = ("phq-2", "gad-2", "phq-4", "phq-9", "gad-7", "pc-ptsd-5", "k6")


def points(world: CareWorld, instrument_id: str) -> str:
    return "1" * len(world.services.content.instrument(instrument_id).listed)


@pytest.mark.parametrize("instrument_id", OF_PEERS)
def test_peers_use_theirs_without_asking(instrument_id):
    world = CareWorld(30)
    (offer,) = world.questionnaires.offers(SESSION, [instrument_id])
    assert (offer.is_open, offer.needs_oh) == (True, False)
    world.questionnaires.start(SESSION, instrument_id, "read-aloud")


@pytest.mark.parametrize("instrument_id", OF_CLINICIANS)
def test_those_of_clinicians_need_their_agreement(instrument_id):
    world = CareWorld(30)
    (offer,) = world.questionnaires.offers(SESSION, [instrument_id])
    assert offer.needs_oh
    for note in (
        None,
        ScreeningNote(ScreeningId("")),
        ScreeningNote(ScreeningId(""), authorised_by="Dr Made Up", authorised_why=" "),
        ScreeningNote(ScreeningId(""), authorised_why="Because."),
    ):
        with pytest.raises(RuleError, match="instrument-needs-oh"):
            world.questionnaires.start(SESSION, instrument_id, "read-aloud", note)
    asked = world.questionnaires.start(SESSION, instrument_id, "read-aloud", AGREED)
    assert asked.circumstances.authorised_by == "Dr Made Up"
    assert not asked.circumstances.early
    assert "screening-authorised" in world.vault.audited


@pytest.mark.parametrize(
    ("instrument_id", "day"),
    [("phq-9", 13), ("gad-7", 0), ("phq-4", 13), ("pc-ptsd-5", 27), ("k6", 27), ("pcl-5", 27)],
)
def test_before_its_window_nobody_uses_one_without_authority(instrument_id, day):
    world = CareWorld(day)
    with pytest.raises(RuleError):
        world.questionnaires.start(SESSION, instrument_id, "read-aloud")
    asked = world.questionnaires.start(SESSION, instrument_id, "read-aloud", AGREED)
    assert asked.circumstances.early


def test_an_early_number_has_no_range_and_is_kept_as_not_interpretable():
    world = CareWorld(27)
    asked = world.questionnaires.start(SESSION, "pcl-5", "read-aloud", AGREED)
    for item in asked.instrument.listed:
        world.questionnaires.answer(asked.screening.id, item.link_id, item.code_for(3))
    outcome = world.questionnaires.finish(asked.screening.id)
    assert (outcome.status, outcome.window) == (Status.COMPLETE, WindowState.BEFORE)
    total = outcome.total()
    assert total is not None
    assert (total.value, total.band, total.positive) == (60, None, None)
    assert outcome.criteria == ()
    kept = world.questionnaires.open(asked.screening.id).screening.result
    assert kept is not None
    assert (kept["window"], kept["authorised"], kept["day"]) == ("before", True, 27)


def test_on_the_first_day_of_the_window_it_is_open():
    world = CareWorld(28)
    (offer,) = world.questionnaires.offers(SESSION, ["pc-ptsd-5"])
    assert offer.is_open


def test_a_result_says_how_it_was_come_by():
    world = CareWorld(30)
    how = ScreeningNote(ScreeningId(""), held_by=HeldBy.COLLEAGUE, interpreter=True)
    asked = world.questionnaires.start(SESSION, "gad-2", "handover", how)
    for item, point in zip(asked.instrument.listed, (2, 1), strict=True):
        world.questionnaires.answer(asked.screening.id, item.link_id, item.code_for(point))
    world.questionnaires.finish(asked.screening.id)
    result = world.questionnaires.open(asked.screening.id).screening.result
    assert result is not None
    wanted = ("instrument", "version", "scoring_version", "locale", "day", "answered", "missing")
    assert [result[name] for name in wanted] == ["gad-2", "1.0.0", "1.0.0", "en", 30, 2, []]
    assert (result["mode"], result["held_by"], result["window"]) == ("handover", "colleague", "in")


def test_going_on_in_another_way_is_kept_and_loses_no_answer():
    world = CareWorld(30)
    asked = world.begin("phq-9", "111")
    how = ScreeningNote(ScreeningId(""), held_by=HeldBy.COLLEAGUE)
    again = world.questionnaires.start(SESSION, "phq-9", "handover", how)
    assert again.screening.id == asked.screening.id
    assert len(again.answers) == 3
    assert (again.screening.mode, again.circumstances.held_by) == ("handover", HeldBy.COLLEAGUE)


def test_one_that_was_begun_before_notes_were_kept_counts_as_read_aloud():
    world = CareWorld(30)
    asked = world.begin("phq-2", "11")
    world.vault.tables.screening_notes.clear()
    world.questionnaires.forget()
    again = world.questionnaires.open(asked.screening.id)
    assert again.note is None
    assert again.circumstances.held_by is HeldBy.SUPPORTER
    assert world.questionnaires.finish(asked.screening.id).status is Status.COMPLETE


def test_early_answers_decide_nothing_but_red():
    world = CareWorld(10)
    asked = world.questionnaires.start(SESSION, "phq-9", "read-aloud", AGREED)
    red = asked.instrument.listed[-1]
    reply = world.questionnaires.answer(asked.screening.id, red.link_id, red.code_for(1))
    assert reply.concern is not None
    assert world.clock.now() - world.vault.tables.incidents["incident-1"].ended_at > timedelta(9)
