"""Immediate concern: it cannot be lost, and it closes only with what the rules ask for."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from estip_desktop.casework import ConcernClosing, ContactMethod
from estip_desktop.errors import DiskFullError, NotFoundError, RuleError
from estip_desktop.guidance import BY_HAND
from estip_desktop.guidance.concern_answers import flags_of
from estip_desktop.kernel.ids import PersonId
from estip_desktop.kernel.items import DECLINED
from tests.builders import NOW, a_concern, a_flag, a_session, an_incident

SOURCE = "session-1#item-9"


def red(code="R6", source=SOURCE, **more):
    return a_flag(id=f"flag-{code}-{source}", code=code, source=source, **more)


@pytest.fixture
def kept(world, session):
    """A concern in the vault, by default by hand."""

    def keep(**changes):
        values = {"session_id": session.id, "person_id": session.person_id}
        concern = a_concern(**(values | changes))
        world.keep("concerns", concern)
        return concern

    return keep


def open_for(world, flags, source=SOURCE, session_id="session-1", person_id="person-1"):
    with world.vault() as unit:
        concern = world.concerns.answers.open_for(unit, source, flags, session_id, person_id)
        unit.commit()
    return concern


class TestOpening:
    def test_by_hand_it_belongs_to_the_session_and_its_person(self, world, session):
        concern = world.concerns.open_by_hand(session.id)
        assert (concern.opened_by, concern.person_id) == (BY_HAND, session.person_id)
        assert world.tables.concerns[concern.id] == concern
        assert world.vault.audited[-1] == "concern-opened"

    def test_by_hand_without_a_session_it_belongs_to_nobody(self, world):
        concern = world.concerns.open_by_hand()
        assert (concern.session_id, concern.person_id) == (None, None)

    def test_without_a_talk_it_is_about_the_person_on_show(self, world, session):
        world.keep("sessions", session.finish(NOW))
        opened = world.concerns.open_by_hand(None, session.person_id)
        assert (opened.session_id, opened.person_id) == (None, session.person_id)
        world.concerns.about(opened.id, ["R1"])
        world.concerns.mark(opened.id, "stay")
        world.concerns.describe(opened.id, receiver="Dr Made Up", outcome="taken-over")
        world.concerns.record(opened.id)
        (flag,) = world.tables.flags.values()
        assert (flag.person_id, flag.incident_id) == (session.person_id, session.incident_id)
        (row,) = world.tables.follow_ups.values()
        assert (row.purpose, row.person_id) == ("after-concern", session.person_id)

    def test_two_people_never_share_one(self, world, session):
        first = world.concerns.open_by_hand(None, session.person_id)
        assert world.concerns.open_by_hand(None, PersonId("somebody")).id != first.id
        assert world.concerns.open_by_hand(None, session.person_id).id == first.id
        assert world.concerns.open_by_hand().id != first.id

    def test_an_open_one_of_the_same_session_is_taken_up_again(self, world, session):
        elsewhere = world.concerns.open_by_hand()
        first = world.concerns.open_by_hand(session.id)
        assert first.id != elsewhere.id
        assert world.concerns.open_by_hand(session.id) == first
        assert world.concerns.open_by_hand() == elsewhere

    def test_an_answer_opens_it_with_each_code_once(self, world):
        concern = open_for(world, [red(), red(source="other")])
        assert (concern.opened_by, concern.flags) == (SOURCE, ("R6",))

    def test_an_open_one_grows_and_remembers_the_answer(self, world):
        by_hand = a_concern()
        world.keep("concerns", by_hand)
        grown = open_for(world, [red()])
        assert (grown.id, grown.opened_by, grown.flags) == (by_hand.id, SOURCE, ("R6",))
        again = open_for(world, [red("R1", "session-1#other")], source="session-1#other")
        assert (again.id, again.opened_by, again.flags) == (by_hand.id, SOURCE, ("R6", "R1"))

    def test_one_of_another_session_is_left_alone(self, world):
        world.keep("concerns", a_concern(session_id="session-2"))
        assert open_for(world, [red()]).id != "concern-1"

    def test_without_a_session_every_answer_opens_its_own(self, world):
        first = open_for(world, [red()], session_id=None, person_id=None)
        assert open_for(world, [red()], session_id=None, person_id=None).id != first.id


class TestReading:
    def test_the_oldest_open_one_comes_first(self, world):
        assert world.concerns.first_open() is None
        world.keep("concerns", a_concern(id="late", opened_at=NOW + timedelta(hours=1)))
        world.keep("concerns", a_concern(id="early"))
        world.keep("concerns", a_concern(id="shut", closing=ConcernClosing.RECORDED))
        assert world.concerns.first_open().id == "early"

    def test_of_session_includes_the_closed_ones(self, world):
        world.keep("concerns", a_concern(closing=ConcernClosing.RECORDED))
        assert [row.id for row in world.concerns.of_session("session-1")] == ["concern-1"]

    def test_get_knows_one(self, world):
        world.keep("concerns", a_concern())
        assert world.concerns.get("concern-1").id == "concern-1"
        with pytest.raises(NotFoundError):
            world.concerns.get("nothing")

    def test_red_of_leaves_amber_out(self, world):
        assert world.concerns.red_of(a_concern(flags=("A1", "R1"))) == ("R1",)


class TestMarking:
    def test_an_action_is_marked_with_the_time_and_taken_back(self, world, kept):
        kept()
        assert world.concerns.mark("concern-1", "stay").actions == {"stay": NOW}
        world.concerns.mark("concern-1", "call")
        assert set(world.concerns.mark("concern-1", "stay", done=False).actions) == {"call"}

    def test_there_is_no_fifth_action(self, world, kept):
        kept()
        with pytest.raises(RuleError, match="no-such-action"):
            world.concerns.mark("concern-1", "wait")

    def test_describing_keeps_only_what_is_given(self, world, kept):
        kept(note="as it was")
        changed = world.concerns.describe(
            "concern-1", called=["999"], told=["Duty supervisor"], receiver=" Dr Test ", outcome="x"
        )
        assert (changed.called, changed.told) == (("999",), ("Duty supervisor",))
        assert (changed.receiver, changed.outcome, changed.note) == ("Dr Test", "x", "as it was")
        assert world.concerns.describe("concern-1", note="").note == ""

    def test_a_closed_one_stays_as_it_is(self, world, kept):
        kept(closing=ConcernClosing.RECORDED)
        with pytest.raises(RuleError, match="concern-is-closed"):
            world.concerns.mark("concern-1", "stay")


class TestDirectQuestion:
    @pytest.mark.parametrize(("answer", "code"), [("fleeting", "A1"), ("intent", "R1")])
    def test_a_worrying_answer_raises_its_flag(self, world, kept, session, answer, code):
        kept()
        concern = world.concerns.asked_directly("concern-1", answer)
        assert (concern.direct_answer, concern.flags) == (answer, (code,))
        assert concern.actions == {"ask": NOW}
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.session_id, flag.source) == (code, session.id, "concern:concern-1")

    @pytest.mark.parametrize("answer", ["no", "declined"])
    def test_other_answers_raise_none(self, world, kept, answer):
        kept()
        assert world.concerns.asked_directly("concern-1", answer).flags == ()
        assert not world.tables.flags

    def test_a_flag_is_raised_once_and_never_taken_back(self, world, kept):
        kept()
        world.concerns.asked_directly("concern-1", "intent")
        world.concerns.asked_directly("concern-1", "intent")
        concern = world.concerns.asked_directly("concern-1", "no")
        assert (concern.direct_answer, concern.flags) == ("no", ("R1",))
        assert len(world.tables.flags) == 1

    def test_without_a_person_only_the_concern_knows(self, world, kept):
        kept(session_id=None, person_id=None)
        assert world.concerns.asked_directly("concern-1", "intent").flags == ("R1",)
        assert not world.tables.flags

    def test_there_is_no_fifth_answer(self, world, kept):
        kept()
        with pytest.raises(RuleError, match="no-such-answer"):
            world.concerns.asked_directly("concern-1", "maybe")


class TestHarmToOthers:
    def test_a_yes_raises_its_red_flag(self, world, kept, session):
        kept()
        concern = world.concerns.asked_of_others("concern-1", "yes")
        assert (concern.of_others, concern.flags, concern.direct_answer) == ("yes", ("R2",), "")
        assert concern.marked == {"ask": NOW}
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.session_id, flag.source) == ("R2", session.id, "concern:concern-1")
        assert world.concerns.missing(concern) == (
            "concern-needs-outcome",
            "concern-needs-receiver",
        )

    @pytest.mark.parametrize("answer", ["no", "declined"])
    def test_other_answers_raise_none(self, world, kept, answer):
        kept()
        concern = world.concerns.asked_of_others("concern-1", answer)
        assert (concern.of_others, concern.flags) == (answer, ())
        assert world.concerns.missing(concern) == ()
        assert not world.tables.flags

    def test_a_yes_is_not_taken_back_by_another_answer(self, world, kept):
        kept()
        world.concerns.asked_of_others("concern-1", "yes")
        concern = world.concerns.asked_of_others("concern-1", "no")
        assert (concern.of_others, concern.flags) == ("no", ("R2",))
        assert world.concerns.about("concern-1", []).flags == ()
        (flag,) = world.tables.flags.values()
        assert flag.considered.startswith("answer-corrected")

    def test_a_yes_that_stands_is_held(self, world, kept):
        kept()
        world.concerns.asked_of_others("concern-1", "yes")
        assert world.concerns.about("concern-1", ["R5"]).flags == ("R2", "R5")

    def test_both_questions_are_kept_apart(self, world, kept):
        kept()
        world.concerns.asked_of_others("concern-1", "yes")
        concern = world.concerns.asked_directly("concern-1", "no")
        assert (concern.direct_answer, concern.of_others) == ("no", "yes")
        concern = world.concerns.mark("concern-1", "ask", done=False)
        assert (concern.of_others, concern.marked) == ("yes", {})

    def test_a_corrected_answer_leaves_it_open_once_it_was_asked(self, world, session):
        flag = red("R6", session_id=session.id)
        world.keep("flags", flag)
        concern = open_for(world, [flag], flag.source, session.id, session.person_id)
        world.concerns.asked_of_others(concern.id, "no")
        with world.vault() as unit:
            world.concerns.answers.correct(unit, flag.source, [flag], before=2, after=0)
            unit.commit()
        assert world.concerns.get(concern.id).is_open

    def test_what_was_said_is_no_marked_action(self, world, kept):
        kept()
        world.concerns.asked_of_others("concern-1", "no")
        concern = world.concerns.mark("concern-1", "ask", done=False)
        assert world.concerns.missing(concern) == ("concern-needs-action",)
        assert concern.of_others == "no"

    @pytest.mark.parametrize("direct", ["no", "fleeting", "intent", "declined"])
    def test_neither_answer_touches_the_other(self, world, kept, direct):
        kept()
        world.concerns.asked_directly("concern-1", direct)
        concern = world.concerns.asked_of_others("concern-1", "yes")
        assert (concern.direct_answer, concern.of_others) == (direct, "yes")
        assert "R2" in world.concerns.asked_directly("concern-1", "no").flags

    def test_a_yes_closes_only_with_outcome_and_receiver(self, world, kept):
        kept()
        world.concerns.asked_of_others("concern-1", "yes")
        with pytest.raises(RuleError, match="concern-needs-outcome"):
            world.concerns.record("concern-1")
        world.concerns.describe("concern-1", outcome="x", receiver="Sgt Made Up")
        assert world.concerns.record("concern-1").closing is ConcernClosing.RECORDED

    def test_there_is_no_fourth_answer(self, world, kept):
        kept()
        with pytest.raises(RuleError, match="no-such-answer"):
            world.concerns.asked_of_others("concern-1", "fleeting")

    def test_a_yes_held_by_words_alone_needs_a_receiver(self, world):
        concern = a_concern(actions={"others-yes": NOW, "ask": NOW}, flags=())
        assert world.concerns.missing(concern)[0] == "concern-needs-outcome"

    def test_it_is_held_where_the_disk_takes_nothing(self, world, session):
        world.vault.disk_fault = DiskFullError("database")
        held = world.concerns.open_by_hand(session.id)
        world.concerns.asked_of_others(held.id, "yes")
        concern = world.concerns.asked_of_others(held.id, "declined")
        assert (concern.of_others, concern.flags) == ("declined", ("R2",))
        world.vault.disk_fault = None
        assert world.concerns.try_again(held.id).of_others == "declined"
        assert [flag.code for flag in world.tables.flags.values()] == ["R2"]


class TestMissing:
    @pytest.mark.parametrize(
        ("concern", "needs"),
        [
            ({}, ("concern-needs-action",)),
            ({"actions": {"stay": NOW}}, ()),
            ({"flags": ("A1",), "actions": {"ask": NOW}}, ()),
            ({"flags": ("R6",), "actions": {"stay": NOW}}, ("concern-ask-directly",)),
            ({"flags": ("R6",), "actions": {"ask": NOW}, "direct_answer": "no"}, ()),
            (
                {"flags": ("R2",)},
                ("concern-needs-outcome", "concern-needs-receiver", "concern-needs-action"),
            ),
            (
                {"flags": ("R2",), "actions": {"call": NOW}, "outcome": "x", "receiver": " "},
                ("concern-needs-receiver",),
            ),
            (
                {"flags": ("R2",), "actions": {"call": NOW}, "receiver": "Dr Test"},
                ("concern-needs-outcome",),
            ),
            (
                {"flags": ("R6", "R1"), "actions": {"ask": NOW}, "direct_answer": "intent"},
                ("concern-needs-outcome", "concern-needs-receiver"),
            ),
            (
                {"actions": {"ask": NOW}, "direct_answer": "intent"},
                ("concern-needs-outcome", "concern-needs-receiver"),
            ),
        ],
    )
    def test_the_rules_ask_for(self, world, concern, needs):
        assert world.concerns.missing(a_concern(**concern)) == needs


class TestClosing:
    def test_recording_plans_a_contact_for_the_next_day(self, world, kept, session):
        kept(actions={"stay": NOW})
        concern = world.concerns.record("concern-1")
        assert (concern.closing, concern.closed_at) == (ConcernClosing.RECORDED, NOW)
        (row,) = world.tables.follow_ups.values()
        assert row.due_on == NOW.date() + timedelta(days=1)
        assert (row.purpose, row.method) == ("after-concern", ContactMethod.PHONE)
        assert row.person_id == session.person_id

    def test_without_a_person_there_is_nobody_to_contact(self, world, kept):
        kept(actions={"stay": NOW}, session_id=None, person_id=None)
        assert not world.concerns.record("concern-1").is_open
        assert not world.tables.follow_ups

    def test_it_stays_open_while_something_is_missing(self, world, kept):
        kept(flags=("R1",), actions={"stay": NOW})
        with pytest.raises(RuleError, match="concern-needs-outcome"):
            world.concerns.record("concern-1")
        assert world.tables.concerns["concern-1"].is_open

    def test_it_closes_once(self, world, kept):
        kept(actions={"stay": NOW})
        world.concerns.record("concern-1")
        with pytest.raises(RuleError, match="concern-is-closed"):
            world.concerns.record("concern-1")

    def test_a_mistake_leaves_only_opened_and_closed(self, world, kept):
        kept()
        concern = world.concerns.close_as_mistake("concern-1")
        assert concern.closing is ConcernClosing.MISTAKE
        assert concern.actions == {}

    @pytest.mark.parametrize(
        "done",
        [
            {"actions": {"stay": NOW}},
            {"called": ("999",)},
            {"told": ("Duty supervisor",)},
            {"note": "x"},
            {"receiver": "Dr Made Up"},
            {"outcome": "taken-over"},
            {"direct_answer": "no"},
        ],
    )
    def test_what_was_done_is_never_wiped_as_a_mistake(self, world, kept, done):
        kept(**done)
        with pytest.raises(RuleError, match="concern-has-begun"):
            world.concerns.close_as_mistake("concern-1")
        assert world.concerns.get("concern-1").is_open

    def test_a_mark_that_is_taken_back_leaves_the_way_open(self, world, kept):
        kept()
        world.concerns.mark("concern-1", "stay")
        world.concerns.mark("concern-1", "stay", done=False)
        assert world.concerns.close_as_mistake("concern-1").closing is ConcernClosing.MISTAKE

    @pytest.mark.parametrize("receiver", ["", "  ", "\u200b", "\u200b\u2060 ", "--"])
    def test_a_receiver_has_a_name_that_can_be_seen(self, world, kept, receiver):
        kept(flags=("R1",), actions={"stay": NOW}, outcome="taken-over", receiver=receiver)
        with pytest.raises(RuleError, match="concern-needs-receiver"):
            world.concerns.record("concern-1")

    @pytest.mark.parametrize("concern", [{"opened_by": SOURCE}, {"flags": ("R1",)}])
    def test_what_an_answer_opened_is_no_mistake(self, world, kept, concern):
        kept(**concern)
        with pytest.raises(RuleError, match="concern-not-by-hand"):
            world.concerns.close_as_mistake("concern-1")


class TestCorrecting:
    def correct(self, world, flags, still=(), keep_flags=True):
        with world.vault() as unit:
            gone = world.concerns.answers.taken_back(unit, SOURCE, flags, still, after=0)
            closed = world.concerns.answers.correct(
                unit, SOURCE, gone, before=2, after=0, keep_flags=keep_flags
            )
            unit.commit()
        return closed

    def test_both_values_are_kept_and_it_closes(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",))
        closed = self.correct(world, [red()])
        assert closed.closing is ConcernClosing.CORRECTED
        assert (closed.corrected_from, closed.corrected_to, closed.flags) == ("2", "0", ())
        (flag,) = world.tables.flags.values()
        assert flag.considered == "answer-corrected: 2 -> 0"

    def test_an_answer_that_is_red_still_keeps_it_open(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",))
        assert self.correct(world, [red()], still={"R6"}) is None
        assert world.tables.concerns["concern-1"].flags == ("R6",)

    def test_another_flag_keeps_it_open(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6", "R1"))
        assert self.correct(world, [red(), red("R1", "session-1#other")]) is None
        concern = world.tables.concerns["concern-1"]
        assert (concern.is_open, concern.flags) == (True, ("R1",))

    def test_a_direct_answer_keeps_it_open(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",), direct_answer="no")
        assert self.correct(world, [red()]) is None
        assert world.tables.concerns["concern-1"].is_open

    def test_a_flag_considered_before_is_not_considered_again(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",))
        assert self.correct(world, [red(considered="answer-corrected: 1 -> 0")]) is None
        assert not world.tables.flags

    def test_after_it_was_recorded_the_flag_stands(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",), closing=ConcernClosing.RECORDED)
        assert self.correct(world, [red()]) is None
        assert not world.tables.flags

    def test_a_concern_of_another_answer_is_left_alone(self, world, kept):
        kept(opened_by="session-1#other", flags=("R1",))
        assert self.correct(world, [red()]) is None
        assert world.tables.concerns["concern-1"].flags == ("R1",)

    def test_flags_that_were_never_stored_are_not_stored_now(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",))
        assert self.correct(world, [red()], keep_flags=False) is not None
        assert not world.tables.flags

    def test_declining_takes_nothing_back_and_is_written_as_such(self, world, kept):
        kept(opened_by=SOURCE, flags=("R6",))
        with world.vault() as unit:
            gone = world.concerns.answers.taken_back(unit, SOURCE, [red()], (), after=DECLINED)
            closed = world.concerns.answers.correct(unit, SOURCE, gone, before=2, after=DECLINED)
            unit.commit()
        assert (gone, closed) == ((), None)
        concern = world.concerns.get("concern-1")
        assert (concern.flags, concern.corrected_to) == (("R6",), "declined")


class TestRecordedBefore:
    """What a concern was recorded for is taken back by no later answer."""

    def taken_back(self, world, flag):
        with world.vault() as unit:
            return world.concerns.answers.taken_back(unit, SOURCE, [flag], (), after=0)

    @pytest.fixture
    def recorded(self, world, kept):
        """One that another answer opened, recorded; and one that this answer opened, open."""
        kept(opened_by=SOURCE, flags=("R6",))

        def make(**changes):
            values = {
                "id": "concern-0", "opened_by": "session-1#other", "flags": ("R6", "R1"),
                "closing": ConcernClosing.RECORDED, "closed_at": NOW,
            }  # fmt: skip
            kept(**(values | changes))

        return make

    @pytest.mark.parametrize("before", [timedelta(0), timedelta(seconds=1)])
    def test_a_flag_that_stood_in_it_stands(self, world, recorded, before):
        recorded()
        assert self.taken_back(world, red(raised_at=NOW - before)) == ()

    def test_one_that_was_raised_later_is_another_matter(self, world, recorded):
        recorded()
        flag = red(raised_at=NOW + timedelta(seconds=1))
        assert self.taken_back(world, flag) == (flag,)

    def test_one_that_it_did_not_hold_is_too(self, world, recorded):
        recorded(flags=("R1",))
        flag = red(raised_at=NOW)
        assert self.taken_back(world, flag) == (flag,)

    @pytest.mark.parametrize("closing", [ConcernClosing.MISTAKE, ConcernClosing.CORRECTED, None])
    def test_only_what_was_recorded_counts(self, world, recorded, closing):
        recorded(closing=closing)
        flag = red(raised_at=NOW)
        assert self.taken_back(world, flag) == (flag,)

    def test_a_moment_that_was_never_kept_proves_nothing(self, world, recorded):
        recorded(closed_at=None)
        flag = red(raised_at=NOW)
        assert self.taken_back(world, flag) == (flag,)


class TestTrail:
    def test_opening_growing_and_correcting_are_each_recorded(self, world, session):
        flag = red(session_id=session.id)
        open_for(world, [flag], session_id=session.id)
        assert world.vault.audited[-1] == "concern-opened"
        open_for(world, [red("R1", "session-1#other")], "session-1#other", session.id)
        assert world.vault.audited[-1] == "concern-grew"
        with world.vault() as unit:
            world.concerns.answers.correct(unit, SOURCE, [flag], before=2, after=0)
            unit.commit()
        assert world.vault.audited[-1] == "concern-answer-corrected"


class TestHeldByAnother:
    def test_a_code_that_another_answer_raised_too_stays(self, world, kept, session):
        kept(opened_by=SOURCE, flags=("R6",))
        world.keep("flags", red(session_id=session.id))
        world.keep("flags", red(source="session-1#second", session_id=session.id))
        with world.vault() as unit:
            closed = world.concerns.answers.correct(
                unit, SOURCE, [red(session_id=session.id)], before=2, after=0
            )
            unit.commit()
        assert closed is None
        assert world.tables.concerns["concern-1"].flags == ("R6",)

    def test_its_own_flag_holds_nothing(self, world, kept, session):
        kept(opened_by=SOURCE, flags=("R6",))
        world.keep("flags", red(session_id=session.id))
        with world.vault() as unit:
            closed = world.concerns.answers.correct(
                unit, SOURCE, [red(session_id=session.id)], before=2, after=0, keep_flags=False
            )
            unit.commit()
        assert closed.flags == ()

    def test_what_was_said_directly_holds_its_flag(self, world, kept):
        kept(opened_by=SOURCE, flags=("R1", "A1"), direct_answer="fleeting")
        gone = [red("R1"), red("A1")]
        with world.vault() as unit:
            world.concerns.answers.correct(unit, SOURCE, gone, before=2, after=0)
            unit.commit()
        assert world.tables.concerns["concern-1"].flags == ("A1",)


class TestFlagsOfSomebodyInAGroup:
    """Without a session only the flags that the concern raised itself are known."""

    @pytest.fixture
    def unit(self):
        rows = [
            red("R2", "concern:concern-1"),
            red("R4", "concern:concern-1", considered="answer-corrected"),
            red("R5", "group-1"),
        ]

        def of_case(person_id, incident_id):
            assert (person_id, incident_id) == ("person-1", "incident-1")
            return rows

        groups = [SimpleNamespace(incident_id="incident-1", started_at=NOW)]
        return SimpleNamespace(
            flags=SimpleNamespace(of_case=of_case),
            sessions=SimpleNamespace(of_person=lambda _who: []),
            groups=SimpleNamespace(of_person=lambda who: groups if who == "person-1" else []),
        )

    def test_its_own_that_stand(self, unit):
        mine, others = flags_of(unit, a_concern(session_id=None))
        assert ([flag.code for flag in mine], others) == (["R2"], [])

    @pytest.mark.parametrize("who", [None, "person-2"])
    def test_of_nobody_or_of_no_group_none(self, unit, who):
        assert flags_of(unit, a_concern(session_id=None, person_id=who)) == ([], [])


class TestAbout:
    """The supporter says what a concern opened by hand is about."""

    def test_it_sets_the_flags_of_concern_and_session(self, world, session, kept):
        concern = world.concerns.about(kept(opened_by=BY_HAND).id, ["R2"])
        assert concern.flags == ("R2",)
        (flag,) = world.tables.flags.values()
        assert (flag.code, flag.session_id, flag.source) == (
            "R2",
            session.id,
            f"concern:{concern.id}",
        )

    def test_outcome_and_receiver_are_needed_then(self, world, kept):
        concern = world.concerns.about(kept(opened_by=BY_HAND).id, ["R3"])
        assert world.concerns.missing(concern)[:2] == (
            "concern-needs-outcome",
            "concern-needs-receiver",
        )

    def test_a_code_taken_out_again_stays_in_the_record_as_considered(self, world, kept):
        concern = kept(opened_by=BY_HAND)
        world.concerns.about(concern.id, ["R2", "R5"])
        concern = world.concerns.about(concern.id, ["R5"])
        assert concern.flags == ("R5",)
        considered = {flag.code: flag.considered for flag in world.tables.flags.values()}
        assert considered["R2"].startswith("answer-corrected")
        assert considered["R5"] == ""

    def test_a_code_that_an_answer_holds_is_not_taken_out(self, world, session, kept):
        world.keep("flags", red("R4", session_id=session.id))
        concern = world.concerns.about(kept(flags=("R4",)).id, [])
        assert concern.flags == ("R4",)

    def test_without_a_session_the_concern_alone_holds_it(self, world, kept):
        concern = world.concerns.about(kept(session_id=None, person_id=None).id, ["R1"])
        assert (concern.flags, world.tables.flags) == (("R1",), {})

    def test_without_a_session_what_an_answer_said_is_not_taken_out(self, world, kept):
        owner = {"session_id": None, "person_id": None, "opened_by": "talk-only:1#safety"}
        concern = world.concerns.about(kept(flags=("R1",), **owner).id, [])
        assert concern.flags == ("R1",)
        assert "concern-needs-receiver" in world.concerns.missing(concern)

    def test_without_a_session_a_code_chosen_by_hand_is_taken_out(self, world, kept):
        concern = world.concerns.about(kept(session_id=None, person_id=None).id, ["R2", "R5"])
        assert world.concerns.about(concern.id, ["R5"]).flags == ("R5",)

    def test_the_questionnaires_own_flag_is_not_chosen_by_hand(self, world, kept):
        with pytest.raises(RuleError, match="concern-no-such-flag"):
            world.concerns.about(kept(opened_by=BY_HAND).id, ["R6"])


class TestDirectAnswerStands:
    """A direct "yes, with intent" is held by the concern itself, whatever answers hold it too."""

    def test_correcting_the_step_leaves_what_was_said_in_the_concern(self, world, session):
        source = f"{session.id}#safety"
        flag = red("R1", source, session_id=session.id)
        world.keep("flags", flag)
        concern = open_for(world, [flag], source, session.id, session.person_id)
        world.concerns.asked_directly(concern.id, "intent")
        with world.vault() as unit:
            gone = world.concerns.answers.taken_back(unit, source, [flag], (), after="no")
            closed = world.concerns.answers.correct(unit, source, gone, before="intent", after="no")
            unit.commit()
        concern = world.concerns.get(concern.id)
        assert closed is None
        assert concern.flags == ("R1",)
        assert "concern-needs-receiver" in world.concerns.missing(concern)

    def test_without_a_session_too(self, world):
        flag = red("R1", "talk-only:1#safety")
        concern = open_for(world, [flag], "talk-only:1#safety", None, None)
        world.concerns.asked_directly(concern.id, "intent")
        with world.vault() as unit:
            world.concerns.answers.correct(
                unit, "talk-only:1#safety", [flag], before="intent", after="no", keep_flags=False
            )
            unit.commit()
        concern = world.concerns.get(concern.id)
        assert concern.is_open
        with pytest.raises(RuleError, match="concern-needs-outcome"):
            world.concerns.record(concern.id)


def test_without_a_session_it_belongs_to_the_newest_case(world, session):
    later = session.started_at + timedelta(days=3)
    world.keep("incidents", an_incident(id="incident-2"))
    world.keep(
        "sessions",
        a_session(
            id="session-2", person_id=session.person_id, incident_id="incident-2", started_at=later
        ),
    )
    concern = world.concerns.open_by_hand(None, session.person_id)
    world.concerns.about(concern.id, ["R5"])
    (flag,) = world.tables.flags.values()
    assert flag.incident_id == "incident-2"


class TestAuditTrail:
    """Whatever is done to a concern is in the audit trail, and in the vault."""

    def told(self, world):
        return [(event.what, event.subject, event.detail) for event in world.tables.audit]

    def test_each_change_is_written_down(self, world, session):
        concern = world.concerns.open_by_hand(session.id)
        assert self.told(world)[-1] == ("concern-opened", concern.id, "hand")
        world.concerns.mark(concern.id, "stay")
        assert self.told(world)[-1] == ("concern-changed", concern.id, "stay-done")
        world.concerns.mark(concern.id, "stay", done=False)
        assert self.told(world)[-1] == ("concern-changed", concern.id, "stay-undone")
        world.concerns.asked_directly(concern.id, "no")
        assert self.told(world)[-1] == ("concern-changed", concern.id, "asked")
        world.concerns.asked_of_others(concern.id, "no")
        assert self.told(world)[-1] == ("concern-changed", concern.id, "asked-of-others")
        world.concerns.describe(concern.id, receiver="Dr Made Up", outcome="taken-over")
        assert self.told(world)[-1] == ("concern-changed", concern.id, "receiver,outcome")
        world.concerns.about(concern.id, ("R4", "R5"))
        assert self.told(world)[-1] == ("concern-changed", concern.id, "about-R4,R5")
        world.concerns.record(concern.id)
        assert self.told(world)[-1] == ("concern-recorded", concern.id, "R4,R5")

    def test_a_mistake_is_kept_and_written_down(self, world, session):
        concern = world.concerns.open_by_hand(session.id)
        world.concerns.close_as_mistake(concern.id)
        assert self.told(world)[-1] == ("concern-opened-by-mistake", concern.id, "")
        kept = world.tables.concerns[concern.id]
        assert (kept.closing, kept.closed_at) == (ConcernClosing.MISTAKE, NOW)

    def test_one_that_was_held_is_opened_in_the_trail_once_it_is_saved(self, world, session):
        world.vault.disk_fault = DiskFullError("database")
        held = world.concerns.open_by_hand(session.id)
        world.concerns.about(held.id, ["R5"])
        world.vault.disk_fault = None
        world.concerns.try_again(held.id)
        assert self.told(world)[-1] == ("concern-opened", held.id, "R5")

    def test_without_an_incident_no_contact_can_be_planned(self, world, kept):
        kept(actions={"stay": NOW}, session_id=None, person_id=PersonId("nobody-seen"))
        world.concerns.record("concern-1")
        assert not world.tables.follow_ups

    def test_what_it_is_about_takes_back_no_amber_flag(self, world, kept):
        kept()
        world.concerns.asked_directly("concern-1", "fleeting")
        world.concerns.asked_directly("concern-1", "no")
        world.concerns.about("concern-1", ["R5"])
        standing = {flag.code: flag.considered for flag in world.tables.flags.values()}
        assert standing == {"A1": "", "R5": ""}


class TestEveryCode:
    def test_it_may_be_about_all_of_them_and_about_none(self, world, kept):
        kept()
        everything = ("R1", "R2", "R3", "R4", "R5")
        assert world.concerns.about("concern-1", everything).flags == everything
        assert world.concerns.about("concern-1", ()).flags == ()


class TestDiskThatTakesNothing:
    """A concern is held in the window until the disk takes it again, with all it holds."""

    @pytest.fixture
    def broken(self, world, session):
        world.vault.disk_fault = DiskFullError("database")

    def test_it_grows_while_it_is_held_and_is_saved_whole(self, world, session, broken):
        held = world.concerns.open_by_hand(session.id)
        world.concerns.mark(held.id, "stay")
        world.concerns.about(held.id, ["R5"])
        world.concerns.asked_directly(held.id, "intent")
        world.concerns.asked_directly(held.id, "intent")
        world.concerns.describe(held.id, receiver="Dr Made Up", outcome="taken-over")
        assert world.concerns.is_unsaved(held.id)
        assert world.concerns.first_open().flags == ("R5", "R1")
        assert world.concerns.get(held.id).receiver == "Dr Made Up"
        assert not world.tables.concerns
        with pytest.raises(DiskFullError):
            world.concerns.try_again(held.id)
        with pytest.raises(DiskFullError):
            world.concerns.record(held.id)
        world.vault.disk_fault = None
        world.concerns.try_again(held.id)
        assert not world.concerns.is_unsaved(held.id)
        assert world.tables.concerns[held.id].direct_answer == "intent"
        assert sorted(flag.code for flag in world.tables.flags.values()) == ["R1", "R5"]
        assert world.concerns.record(held.id).closing is ConcernClosing.RECORDED

    def test_one_that_was_saved_before_goes_on_in_memory(self, world, session):
        saved = world.concerns.open_by_hand(session.id)
        world.vault.disk_fault = DiskFullError("database")
        world.concerns.mark(saved.id, "call")
        assert world.concerns.is_unsaved(saved.id)
        world.vault.disk_fault = None
        world.concerns.mark(saved.id, "tell")
        assert set(world.tables.concerns[saved.id].actions) == {"call", "tell"}
        assert not world.concerns.is_unsaved(saved.id)

    def test_one_this_window_never_saw_is_not_guessed(self, world, session):
        saved = world.concerns.open_by_hand(session.id)
        world.concerns._known.clear()
        world.vault.disk_fault = DiskFullError("database")
        with pytest.raises(DiskFullError):
            world.concerns.mark(saved.id, "call")

    def test_a_red_answer_that_was_not_saved_joins_the_open_one(self, world, session, broken):
        first = world.concerns.open_by_hand(session.id)
        opened = world.concerns.hold("s#1", ["R6"], session.id, session.person_id)
        assert opened.concern_id == first.id
        other = world.concerns.hold("talk-only:x#1", ["R1"], None, None)
        assert other.concern_id != first.id

    def test_saving_the_answer_after_all_raises_its_flag_once(self, world, session, broken):
        held = world.concerns.hold(f"{session.id}#safety", ["R1"], session.id, session.person_id)
        world.vault.disk_fault = None
        world.concerns.try_again(held.concern_id)
        step = world.guide.answer(session.id, "safety", "intent")
        assert step.concern.concern_id == held.concern_id
        assert len(world.tables.concerns) == 1

    def test_reds_of_an_answer_are_known_without_saving_it(self, world, session):
        assert world.guide.reds_of(session.id, "safety", "intent") == ("R1",)
        assert world.guide.reds_of(session.id, "safety", "fleeting") == ()
        assert not world.tables.answers
