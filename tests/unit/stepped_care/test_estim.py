"""Asking for an ESTIM: a decision of its own, unless something urgent comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from estip_desktop.casework import FollowUpState, GroupMember, YesNoUnknown
from estip_desktop.errors import RuleError
from estip_desktop.kernel.ids import FlagId, PersonId
from tests.builders import NOW, a_flag, a_follow_up, a_new_session, an_incident
from tests.ui.group_builders import answer_required, start_group
from tests.world import World, published

YES = {
    "EM1.before": True,
    "EM1.grounds": ["concerns", "asked"],
    "EM1.crisis": True,
    "EM1.procedure": True,
    "EM2.agrees": "yes",
    "C8.safety": "no",
    "EM4.summary": "estim",
    "EM4.read": True,
}


@pytest.fixture
def world():
    made = World()
    made.keep("incidents", an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(days=4)))
    return made


@pytest.fixture
def session(world):
    wish = a_new_session(protocol_id="EM", protocol_version=published().protocol("EM").version)
    return world.casework.start(wish).id


def answer(world, session, **changes):
    given = YES | {key.replace("_", "."): value for key, value in changes.items()}
    shown = {page.id for page in published().protocol("EM").pages}
    for page_id, value in given.items():
        assert page_id in shown, page_id
        world.guide.answer(session, page_id, value)


def test_their_yes_is_the_decision_with_its_reason(world, session):
    answer(world, session)
    finished = world.care.finish(session)
    assert finished.decision.chosen == "P2"
    assert finished.decision.reason == "Three or more concerns were noted, They ask for it"


def test_somebody_asks_what_came_of_it_when_it_is_to_have_been_accepted(world, session):
    answer(world, session)
    world.care.finish(session)
    rows = {row.purpose: row for row in world.tables.follow_ups.values()}
    assert rows["estim-outcome"].due_on == date(2026, 12, 1)  # three working days after a Thursday


@pytest.mark.parametrize("agrees", ["later", "no"])
def test_a_no_ends_it_without_a_decision(world, session, agrees):
    for page_id in ("EM1.before", "EM1.crisis", "EM1.procedure"):
        world.guide.answer(session, page_id, True)
    world.guide.answer(session, "EM1.grounds", ["asked"])
    world.guide.answer(session, "EM2.agrees", agrees)
    world.guide.answer(session, "C8.safety", "no")
    shown = {page.id for page in world.guide.open(session).run.pages}
    assert "EM4.summary" not in shown
    assert world.care.finish(session).decision is None
    assert not world.tables.follow_ups


def answer_what_is_required(world, session):
    for entry in world.guide.open(session).run.unanswered():
        if entry.required:
            item = entry.page.item
            value = item.options[0].code if item.options else "Kim Example"
            value = [value] if item.kind.value == "multi" else value
            world.guide.answer(session, entry.page.id, True if item.kind.value == "tick" else value)


def no(world, session, agrees, **changes):
    for page_id in ("EM1.before", "EM1.crisis", "EM1.procedure"):
        world.guide.answer(session, page_id, True)
    given = {"EM1.grounds": ["asked"], "EM2.agrees": agrees, "C8.safety": "no"}
    for name, value in (given | {k.replace("_", "."): v for k, v in changes.items()}).items():
        world.guide.answer(session, name, value)


@pytest.mark.parametrize("agrees", ["later", "no"])
def test_something_urgent_comes_first_whatever_they_say_to_the_estim(world, session, agrees):
    no(world, session, agrees, C8_safety="fleeting")
    answer_what_is_required(world, session)
    with pytest.raises(RuleError, match="estim-urgent-first"):
        world.care.finish(session)
    world.care.decide(session, "P4")
    rows = world.care.finish(session).follow_ups
    assert [row.due_on for row in rows][:1] == [NOW.date() + timedelta(days=1)]


def test_a_day_that_was_agreed_is_kept_after_a_no(world, session):
    no(world, session, "no", C11_agreed="agreed", C11_date="2026-11-30")
    (row,) = world.care.finish(session).follow_ups
    assert (row.purpose, row.due_on) == ("check-in", date(2026, 11, 30))
    assert world.tables.follow_ups[row.id] == row


def test_asking_for_one_is_no_contact_that_was_due(world, session):
    person = world.guide.open(session).person.id
    mine = {"person_id": person, "session_id": None}
    world.keep("follow_ups", a_follow_up(id="due", due_on=NOW.date(), **mine))
    answer(world, session)
    world.care.finish(session)
    assert world.tables.follow_ups["due"].state is FollowUpState.DUE


def test_something_urgent_comes_first(world, session):
    answer(world, session, C8_safety="fleeting")
    answer_what_is_required(world, session)
    with pytest.raises(RuleError, match="estim-urgent-first"):
        world.care.finish(session)
    world.care.decide(session, "P4")
    assert world.care.finish(session).decision.chosen == "P4"
    assert "estim-outcome" not in {row.purpose for row in world.tables.follow_ups.values()}


def test_it_waits_for_what_is_required(world, session):
    answer(world, session, EM4_read=False)
    world.guide.answer(session, "EM4.summary", "nothing")
    world.guide.answer(session, "EM4.summary", "estim")
    world.guide.open(session)
    world.tables.answers[session].pop("EM4.read")
    world.guide.forget(session)
    with pytest.raises(RuleError, match="page-is-required"):
        world.care.finish(session)
    assert not world.tables.decisions


def test_the_record_is_shown_to_the_questions_of_eligibility(world, session):
    said = "\n".join(world.care.estim_grounds(session))
    assert "No earlier talk" in said
    assert "0 concerns were noted" in said
    person = world.guide.open(session).person.id
    for number, code in enumerate(("A4", "A5", "R1")):
        world.keep("flags", a_flag(id=FlagId(f"f{number}"), code=code, person_id=person))
    said = "\n".join(world.care.estim_grounds(session))
    assert "2 concerns were noted" in said
    assert "immediate risk was recorded" in said
    assert "No post-incident procedure" in said


def test_a_group_counts_as_an_earlier_talk(world):
    group = start_group(world, ("A", "B"))
    answer_required(world, group)
    finished = world.groups.finish(group)
    person = PersonId(str(finished.roster[0].person_id))
    done = world.casework.earlier_protocols(person, finished.incident_id)
    assert done == {"DG"}
    wish = a_new_session(
        protocol_id="EM",
        protocol_version=published().protocol("EM").version,
        person_id=person,
        person_name="",
    )
    session = world.casework.start(wish).id
    assert any("Group defusing on" in line for line in world.care.estim_grounds(session))


def test_nothing_is_asked_for_in_a_talk_without_a_record(world):
    wish = a_new_session(protocol_id="EM", protocol_version=published().protocol("EM").version)
    session = world.guide.start_talk_only(wish)
    answer(world, session)
    assert world.care.finish(session).decision is None


def test_a_member_without_a_record_has_no_earlier_talk():
    assert GroupMember("m1", "A").person_id is None


@pytest.mark.parametrize(("reminder", "days"), [("yes", [28]), ("no", [])])
def test_who_declines_in_the_talk_may_agree_to_one_reminder(world, reminder, days):
    world.keep("incidents", an_incident(pip=YesNoUnknown.NO, ended_at=NOW - timedelta(hours=3)))
    wish = a_new_session(protocol_id="DM", protocol_version=published().protocol("DM").version)
    session = world.casework.start(wish).id
    answer_what_is_required(world, session)
    world.guide.answer(session, "C11.agreed", "declined")
    world.guide.answer(session, "C11.reminder", reminder)
    world.care.decide(session, "P0")
    rows = world.care.finish(session).follow_ups
    assert rows[0].state is FollowUpState.DECLINED
    planned = [row for row in rows if row.state is FollowUpState.DUE]
    assert [(row.due_on - NOW.date()).days for row in planned] == days
    assert {row.purpose for row in planned} <= {"reminder"}
