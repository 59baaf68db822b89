"""From a session to a proposal, a decision and the next contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from estip_desktop.casework import ContactMethod, FollowUpState, SessionState, YesNoUnknown
from estip_desktop.errors import NotFoundError, RuleError
from estip_desktop.kernel.items import DECLINED
from tests.builders import NOW, a_decision, a_follow_up, a_new_session, an_incident
from tests.world import World

CALM = {"agreed": True, "safety": "no", "distress": 2}
LOADED = {**CALM, "distress": 6, "exposure": ["child"]}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def session(world):
    return world.casework.start(a_new_session())


def proposed(world, session, given):
    world.answer(session.id, given)
    return world.care.suggest(session.id).recommendation


class TestSuggesting:
    def test_a_calm_session_points_to_self_care(self, world, session):
        assert proposed(world, session, CALM).pathway == "P0"

    def test_a_flag_points_to_staying_in_touch(self, world, session):
        recommendation = proposed(world, session, LOADED)
        assert (recommendation.pathway, "A4" in recommendation.flags) == ("P1", True)
        assert recommendation.reasons

    def test_passing_thoughts_are_urgent(self, world, session):
        assert proposed(world, session, {**CALM, "safety": "fleeting"}).pathway == "P4"

    def test_intent_is_immediate(self, world, session):
        assert proposed(world, session, {**CALM, "safety": "intent"}).pathway == "P5"

    def test_the_gravest_answer_to_the_direct_question_counts(self, world, session):
        world.answer(session.id, CALM)
        concern = world.concerns.open_by_hand(session.id)
        world.concerns.asked_directly(concern.id, "intent")
        world.concerns.asked_directly(concern.id, "no")
        assert world.care.suggest(session.id).recommendation.pathway == "P5"

    def test_declined_with_high_distress_is_urgent(self, world, session):
        given = {**CALM, "safety": DECLINED, "distress": 9}
        assert proposed(world, session, given).pathway == "P4"

    def test_a_concern_nobody_answered_changes_nothing(self, world, session):
        world.answer(session.id, CALM)
        world.concerns.open_by_hand(session.id)
        assert world.care.suggest(session.id).recommendation.pathway == "P0"

    def test_a_complete_questionnaire_counts_and_an_open_one_does_not(self, world, session):
        world.answer(session.id, CALM)
        world.clock.move_on(timedelta(days=25))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        world.answer(later.id, CALM)
        asked = world.questionnaires.start(later.id, "gad-7", "read-aloud")
        *most, last = asked.shown
        for item in most:
            code = item.item.options[-1].code
            world.questionnaires.answer(asked.screening.id, item.link_id, code)
        assert world.care.suggest(later.id).recommendation.pathway == "P0"
        code = last.item.options[-1].code
        world.questionnaires.answer(asked.screening.id, last.link_id, code)
        assert world.care.suggest(later.id).recommendation.pathway == "P3"
        world.questionnaires.finish(asked.screening.id)
        assert world.care.suggest(later.id).recommendation.pathway == "P3"

    def test_a_screen_counts_on_the_day_it_was_asked(self, world, session):
        world.answer(session.id, CALM)
        world.clock.move_on(timedelta(days=24))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        world.answer(later.id, CALM)
        world.clock.move_on(timedelta(days=1))
        asked = world.questionnaires.start(later.id, "gad-7", "read-aloud")
        for item in asked.shown:
            code = item.item.options[-1].code
            world.questionnaires.answer(asked.screening.id, item.link_id, code)
        assert world.care.suggest(later.id).recommendation.pathway == "P3"

    def test_a_gate_answered_no_is_a_complete_screen(self, world, session):
        world.answer(session.id, CALM)
        world.clock.move_on(timedelta(days=25))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        world.answer(later.id, CALM)
        asked = world.questionnaires.start(later.id, "pc-ptsd-5", "read-aloud")
        gate = asked.shown[0]
        code = next(o.code for o in gate.item.options if gate.points(o.code) == 0)
        world.questionnaires.answer(asked.screening.id, gate.link_id, code)
        world.questionnaires.finish(asked.screening.id)
        recommendation = world.care.suggest(later.id).recommendation
        assert recommendation.inputs["pc-ptsd-5"] == "0"

    def test_a_decision_names_the_version_of_the_rules(self, world, session):
        world.answer(session.id, CALM)
        decision = world.care.decide(session.id, "P0")
        pathways = world.content.pathways()
        assert decision.inputs["definition"] == f"estip|{pathways.version}"
        assert decision.inputs["day"] == "3"

    def test_distress_that_rose_since_last_time_is_seen(self, world, session):
        world.answer(session.id, CALM)
        world.care.decide(session.id, "P0")
        world.care.finish(session.id)
        world.clock.move_on(timedelta(days=25))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        assert "A2" in proposed(world, later, {**CALM, "distress": 3}).flags

    def test_the_incident_says_whether_group_support_is_locked(self, world):
        world.keep("incidents", an_incident(id="pip", pip=YesNoUnknown.YES))
        session = world.casework.start(a_new_session(incident_id="pip"))
        recommendation = proposed(world, session, CALM)
        assert "A12" in recommendation.flags
        assert [row.what for row in recommendation.locked] == ["DG"]

    def test_every_rung_has_its_dates(self, world, session):
        world.answer(session.id, CALM)
        contacts = world.care.suggest(session.id).contacts
        assert sorted(contacts) == ["P0", "P1", "P2", "P3", "P4", "P5"]
        assert contacts["P4"][0].due == NOW.date() + timedelta(days=1)

    def test_a_talk_only_conversation_gets_a_proposal_too(self, world):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, {**CALM, "safety": "fleeting"})
        assert world.care.suggest(talk).recommendation.pathway == "P4"

    @pytest.mark.parametrize("answer", ["fleeting", "intent"])
    def test_talk_only_hears_what_was_said_in_a_concern(self, world, answer):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, CALM)
        concern = world.concerns.open_by_hand()
        world.concerns.asked_directly(concern.id, answer)
        expected = {"fleeting": "P4", "intent": "P5"}[answer]
        assert world.care.suggest(talk).recommendation.pathway == expected

    @pytest.mark.parametrize(
        ("answer", "safety"), [("no", "no"), ("declined", "declined"), ("yes", "no")]
    )
    def test_who_would_not_say_of_others_is_not_known_to_be_safe(
        self, world, session, answer, safety
    ):
        world.answer(session.id, {**CALM, "distress": 8})
        concern = world.concerns.open_by_hand(session.id)
        world.concerns.asked_of_others(concern.id, answer)
        recommended = world.care.suggest(session.id).recommendation
        assert recommended.inputs["safety"] == safety
        assert recommended.rule == {"no": "10", "declined": "5", "yes": "1"}[answer]
        world.concerns.asked_directly(concern.id, "fleeting")
        assert world.care.suggest(session.id).recommendation.inputs["safety"] == "fleeting"

    def test_talk_only_hears_what_a_concern_was_about(self, world):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, CALM)
        world.concerns.about(world.concerns.open_by_hand().id, ["R2"])
        assert world.care.suggest(talk).recommendation.pathway == "P5"

    def test_talk_only_hears_nothing_of_a_concern_before_it(self, world):
        world.concerns.about(world.concerns.open_by_hand().id, ["R2"])
        world.clock.move_on(timedelta(minutes=1))
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, CALM)
        assert world.care.suggest(talk).recommendation.pathway == "P0"


class TestDeciding:
    def test_what_was_suggested_and_chosen_is_kept(self, world, session):
        world.answer(session.id, LOADED)
        decision = world.care.decide(session.id, "P3", wish=" Somebody to talk to ")
        assert (decision.suggested, decision.chosen, decision.reason) == ("P1", "P3", "")
        assert decision.wish == "Somebody to talk to"
        assert decision.inputs["distress"] == "6"
        assert world.care.decision(session.id) == decision
        assert world.tables.audit[-1].detail == "P1->P3"

    def test_lower_needs_a_reason(self, world, session):
        world.answer(session.id, LOADED)
        with pytest.raises(RuleError, match="pathway-lower-needs-reason"):
            world.care.decide(session.id, "P0", reason=" ")
        assert world.care.decide(session.id, "P0", reason="Their choice").chosen == "P0"

    def test_there_is_no_seventh_rung(self, world, session):
        world.answer(session.id, CALM)
        with pytest.raises(NotFoundError):
            world.care.decide(session.id, "P6")

    def test_of_talk_only_nothing_is_kept(self, world):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, CALM)
        world.care.decide(talk, "P0")
        assert not world.tables.decisions

    def test_the_next_contact_is_the_first_that_follows(self, world, session):
        assert world.care.next_contact_day(session.id) is None
        world.answer(session.id, CALM)
        world.care.decide(session.id, "P3")
        assert world.care.next_contact_day(session.id) == NOW.date() + timedelta(days=7)

    def test_after_three_months_self_care_plans_none(self, world):
        world.clock.move_on(timedelta(days=100))
        session = world.casework.start(a_new_session())
        world.answer(session.id, CALM)
        world.care.decide(session.id, "P0")
        assert world.care.next_contact_day(session.id) is None


class TestFinishing:
    def finish(self, world, session, pathway="P4", **given):
        world.answer(session.id, {**CALM, "pathway": True, **given})
        world.care.decide(session.id, pathway)
        return world.care.finish(session.id)

    def test_without_a_decision_it_stays_open(self, world, session):
        world.answer(session.id, CALM)
        with pytest.raises(RuleError, match="pathway-not-decided"):
            world.care.finish(session.id)

    def test_a_talk_only_conversation_plans_nothing(self, world):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, {**CALM, "pathway": True})
        world.care.decide(talk, "P4")
        finished = world.care.finish(talk)
        assert (finished.decision, finished.follow_ups) == (None, ())
        assert not world.tables.follow_ups

    def test_the_contacts_of_the_rung_are_planned(self, world, session):
        finished = self.finish(world, session)
        dues = [(row.due_on, row.purpose) for row in finished.follow_ups]
        today = NOW.date()
        assert dues == [
            (today + timedelta(days=1), "check-in"),
            (today + timedelta(days=3), "check-in"),
        ]
        assert finished.decision.chosen == "P4"

    def test_fixed_days_are_named(self, world, session):
        (row,) = self.finish(world, session, "P0").follow_ups
        assert (row.purpose, row.due_on) == ("day-28", date(2026, 12, 21))

    def test_what_was_agreed_decides_the_first_contact(self, world, session):
        given = {
            "next.agreed": "agreed",
            "next.day": "2026-12-01",
            "next.who": "Sgt Made-Up",
            "next.how": "message",
        }
        first, later = self.finish(world, session, "P1", **given).follow_ups
        assert (first.due_on, first.who) == (date(2026, 12, 1), "Sgt Made-Up")
        assert (first.purpose, first.method) == ("check-in", ContactMethod.TEXT)
        assert (later.due_on, later.who, later.purpose) == (date(2026, 12, 21), "", "day-28")

    def test_the_one_month_contact_moves_within_its_window(self, world, session):
        (row,) = self.finish(world, session, "P0", **{"next.day": "2026-12-14"}).follow_ups
        assert (row.due_on, row.purpose) == (date(2026, 12, 14), "day-28")

    def test_before_its_window_opens_an_agreed_date_is_one_more_contact(self, world, session):
        rows = self.finish(world, session, "P0", **{"next.day": "2026-12-13"}).follow_ups
        assert [(row.due_on, row.purpose) for row in rows] == [
            (date(2026, 12, 13), "check-in"),
            (date(2026, 12, 21), "day-28"),
        ]

    def test_a_day_gone_by_agrees_to_nothing(self, world, session):
        rows = self.finish(world, session, "P1", **{"next.day": "2026-11-25"}).follow_ups
        assert [row.due_on for row in rows] == [date(2026, 12, 3), date(2026, 12, 21)]

    def test_an_agreed_date_never_moves_a_call_back(self, world, session):
        given = {"next.agreed": "agreed", "next.day": "2026-12-16", "next.who": "Sgt Made-Up"}
        today = NOW.date()
        rows = self.finish(world, session, "P4", **given).follow_ups
        assert [row.due_on for row in rows] == [
            today + timedelta(days=1),
            today + timedelta(days=3),
            date(2026, 12, 16),
        ]
        assert [row.who for row in rows] == ["", "", "Sgt Made-Up"]

    def test_a_later_agreed_date_is_one_more_contact(self, world, session):
        given = {"next.agreed": "agreed", "next.day": "2026-12-30"}
        rows = self.finish(world, session, "P0", **given).follow_ups
        assert [row.due_on for row in rows] == [date(2026, 12, 21), date(2026, 12, 30)]

    def test_answers_that_suggest_more_ask_for_another_decision(self, world, session):
        world.answer(session.id, {**CALM, "pathway": True})
        world.care.decide(session.id, "P0")
        world.answer(session.id, {"safety": "fleeting"})
        risen = world.care.suggest(session.id).recommendation.pathway
        assert risen > "P0"
        with pytest.raises(RuleError, match="pathway-changed"):
            world.care.finish(session.id)
        world.care.decide(session.id, risen)
        assert world.care.finish(session.id).decision.chosen == risen

    def test_a_warning_after_a_lower_choice_asks_for_another_decision(self, world, session):
        world.answer(session.id, {**CALM, "safety": "fleeting", "pathway": True})
        world.care.decide(session.id, "P1", reason="Their choice")
        world.clock.move_on(timedelta(minutes=1))
        world.guide.raise_by_hand(session.id, "A14")
        with pytest.raises(RuleError, match="pathway-changed"):
            world.care.finish(session.id)
        world.care.decide(session.id, "P1", reason="Still their choice")
        assert world.care.finish(session.id).decision.chosen == "P1"

    def test_item_nine_after_a_lower_choice_asks_for_another_decision(self, world, session):
        world.answer(session.id, {**CALM, "safety": "fleeting", "pathway": True})
        world.clock.move_on(timedelta(days=20))
        asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        world.care.decide(session.id, "P1", reason="Their choice")
        world.clock.move_on(timedelta(minutes=1))
        code = asked.instrument.item("phq-9-9").code_for(1)
        opened = world.questionnaires.answer(asked.screening.id, "phq-9-9", code).concern
        world.concerns.asked_directly(opened.concern_id, "no")
        world.concerns.record(opened.concern_id)
        with pytest.raises(RuleError, match="pathway-changed"):
            world.care.finish(session.id)

    def test_item_nine_graver_after_a_lower_choice_asks_for_another_decision(self, world, session):
        """The flag stood before; what is new is the concern that was opened and recorded."""
        world.answer(session.id, {**CALM, "safety": "fleeting", "pathway": True})
        world.clock.move_on(timedelta(days=20))
        asked = world.questionnaires.start(session.id, "phq-9", "read-aloud")
        item = asked.instrument.item("phq-9-9")
        for points in (1, 3):
            code = item.code_for(points)
            opened = world.questionnaires.answer(asked.screening.id, "phq-9-9", code).concern
            world.concerns.asked_directly(opened.concern_id, "no")
            world.concerns.record(opened.concern_id)
            if points == 1:
                world.clock.move_on(timedelta(minutes=1))
                world.care.decide(session.id, "P1", reason="Their choice")
                world.clock.move_on(timedelta(minutes=1))
        with pytest.raises(RuleError, match="pathway-changed"):
            world.care.finish(session.id)
        world.care.decide(session.id, "P1", reason="Still their choice")
        assert world.care.finish(session.id).decision.chosen == "P1"

    def test_a_concern_opened_by_mistake_asks_for_no_other_decision(self, world, session):
        world.answer(session.id, {**CALM, "safety": "fleeting", "pathway": True})
        world.care.decide(session.id, "P1", reason="Their choice")
        world.clock.move_on(timedelta(minutes=1))
        world.concerns.close_as_mistake(world.concerns.open_by_hand(session.id).id)
        assert world.care.finish(session.id).decision.chosen == "P1"

    @pytest.mark.parametrize(("chosen", "code"), [("P1", "L1"), ("P4", "A14")])
    def test_no_other_decision_is_asked_for(self, world, session, chosen, code):
        world.answer(session.id, {**CALM, "safety": "fleeting", "pathway": True})
        world.care.decide(session.id, chosen, reason="Their choice")
        world.clock.move_on(timedelta(minutes=1))
        world.guide.raise_by_hand(session.id, code)
        assert world.care.finish(session.id).decision.chosen == chosen

    def test_contacts_are_planned_in_the_transaction_that_closes(self, world, session, monkeypatch):
        world.answer(session.id, {**CALM, "pathway": True})
        world.care.decide(session.id, "P4")

        def broken(*_args, **_more):
            raise OSError("disk")

        monkeypatch.setattr(world.care, "_rows", broken)
        with pytest.raises(OSError, match="disk"):
            world.care.finish(session.id)
        assert world.tables.sessions[session.id].state is SessionState.DRAFT

    def test_prefers_not_to_say_agrees_to_nothing(self, world, session):
        given = dict.fromkeys(("next.day", "next.who", "next.how"), DECLINED)
        first = self.finish(world, session, **given).follow_ups[0]
        assert (first.due_on, first.who, first.method) == (date(2026, 11, 27), "", None)

    def test_who_wants_no_contact_is_asked_no_more(self, world, session):
        given = {"next.agreed": "declined"}
        (row,) = self.finish(world, session, "P1", **given).follow_ups
        assert row.state is FollowUpState.DECLINED

    def test_a_call_back_after_risk_stays_planned_all_the_same(self, world, session):
        rows = self.finish(world, session, "P4", **{"next.agreed": "declined"}).follow_ups
        assert [row.state for row in rows] == [FollowUpState.DUE] * 2

    def test_contacts_of_earlier_sessions_are_done_with_this_one(self, world, session):
        mine = {"person_id": session.person_id, "session_id": None}
        world.keep("follow_ups", a_follow_up(id="before", **mine))
        world.keep("follow_ups", a_follow_up(id="missed", state=FollowUpState.MISSED, **mine))
        world.keep("follow_ups", a_follow_up(id="else", person_id="somebody"))
        self.finish(world, session)
        states = {key: row.state for key, row in world.tables.follow_ups.items()}
        assert states["before"] is FollowUpState.DONE
        assert (states["missed"], states["else"]) == (FollowUpState.MISSED, FollowUpState.DUE)

    @pytest.mark.parametrize("purpose", ["after-concern", "estim-outcome"])
    def test_what_is_still_to_come_after_danger_is_not_done_by_another_talk(
        self, world, session, purpose
    ):
        mine = {"person_id": session.person_id, "session_id": None, "purpose": purpose}
        tomorrow = NOW.date() + timedelta(days=1)
        world.keep("follow_ups", a_follow_up(id="to-come", due_on=tomorrow, **mine))
        world.keep("follow_ups", a_follow_up(id="today", due_on=NOW.date(), **mine))
        self.finish(world, session)
        states = {key: row.state for key, row in world.tables.follow_ups.items()}
        assert states["to-come"] is FollowUpState.DUE
        was_for_it = purpose == "after-concern"
        assert (states["today"] is FollowUpState.DONE) is was_for_it

    @pytest.mark.parametrize(("chosen", "kept"), [("P4", True), ("P1", False)])
    def test_a_call_back_after_an_urgent_step_stays(self, world, session, chosen, kept):
        world.keep("decisions", a_decision(session_id="earlier", chosen=chosen))
        row = a_follow_up(
            id="call-back", person_id=session.person_id, session_id="earlier",
            due_on=NOW.date() + timedelta(days=1),
        )  # fmt: skip
        world.keep("follow_ups", row)
        self.finish(world, session)
        assert (world.tables.follow_ups["call-back"].state is FollowUpState.DUE) is kept

    def test_it_can_be_read_again(self, world, session):
        finished = self.finish(world, session)
        again = world.care.finished(session.id)
        assert again.follow_ups == finished.follow_ups
        assert again.decision == finished.decision

    def test_talk_only_plans_nothing(self, world):
        talk = world.guide.start_talk_only(a_new_session())
        world.answer(talk, CALM)
        finished = world.care.finish(talk)
        assert (finished.decision, finished.follow_ups) == (None, ())
        assert not world.tables.follow_ups
