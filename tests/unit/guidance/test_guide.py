"""Walking through a protocol: an answer, its flags and its concern are one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.casework import ConcernClosing, Place, SessionNote, SessionState
from estip_desktop.errors import DiskFullError, InputRefusedError, NotFoundError, RuleError
from estip_desktop.guidance import Step, is_app_page, is_talk_only, standing_codes
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.protocols import CaseFact
from tests.builders import NOW, a_consent, a_decision, a_new_session, a_screening
from tests.world import a_protocol, published

REQUIRED = {"agreed": True, "safety": "no"}


class TestAnswering:
    def test_an_answer_is_kept_and_recorded(self, world, session):
        step = world.guide.answer(session.id, "distress", 6)
        assert step.guided.answers == {"distress": 6}
        assert world.tables.answers[session.id]["distress"].at == NOW
        assert world.tables.audit[-1].what == "answer-saved"

    def test_a_value_that_does_not_fit_changes_nothing(self, world, session):
        with pytest.raises(InputRefusedError):
            world.guide.answer(session.id, "distress", 11)
        assert not world.tables.answers

    def test_what_cannot_be_saved_is_not_known_either(self, world, session):
        world.vault.fail_next_commit(DiskFullError())
        with pytest.raises(DiskFullError):
            world.guide.answer(session.id, "safety", "intent")
        assert world.guide.open(session.id).answers == {}
        assert not world.tables.concerns
        assert not world.tables.flags

    def test_an_amber_answer_raises_its_flag_and_no_concern(self, world, session):
        step = world.guide.answer(session.id, "exposure", ["child"])
        assert standing_codes(step.guided.flags) == ("A4",)
        assert step.concern is None

    def test_a_corrected_amber_answer_takes_its_flag_back(self, world, session):
        world.guide.answer(session.id, "exposure", ["child"])
        step = world.guide.answer(session.id, "exposure", ["none"])
        assert standing_codes(step.guided.flags) == ()
        assert len(world.tables.flags) == 1

    def test_a_red_answer_opens_a_concern_in_the_same_step(self, world, session):
        step = world.guide.answer(session.id, "safety", "intent")
        concern = world.tables.concerns[step.concern.concern_id]
        assert (concern.opened_by, concern.flags) == (f"{session.id}#safety", ("R1",))
        assert concern.person_id == session.person_id

    def test_the_same_red_answer_again_opens_no_second_one(self, world, session):
        opened = world.guide.answer(session.id, "safety", "intent").concern
        assert world.guide.answer(session.id, "safety", "intent").concern == opened
        world.concerns.mark(opened.concern_id, "stay")
        world.concerns.describe(opened.concern_id, receiver="Dr Test", outcome="x")
        world.concerns.record(opened.concern_id)
        assert world.guide.answer(session.id, "safety", "intent").concern is None
        assert len(world.tables.concerns) == 1

    def test_a_recorded_red_flag_is_not_taken_back_with_a_later_one(self, world, session):
        opened = world.guide.answer(session.id, "safety", "intent").concern
        world.concerns.mark(opened.concern_id, "stay")
        world.concerns.describe(opened.concern_id, receiver="Dr Test", outcome="x")
        world.concerns.record(opened.concern_id)
        world.clock.move_on(timedelta(minutes=1))
        world.answer(session.id, {"safety": "fleeting"})
        assert world.guide.answer(session.id, "safety", "intent").concern is not None
        step = world.guide.answer(session.id, "safety", "no")
        assert standing_codes(step.guided.flags) == ("R1",)

    def test_preferring_not_to_say_takes_no_red_flag_back(self, world, session):
        opened = world.guide.answer(session.id, "safety", "intent").concern
        step = world.guide.answer(session.id, "safety", DECLINED)
        assert (step.concern, step.corrected) == (opened, False)
        assert standing_codes(step.guided.flags) == ("R1",)

    def test_it_knows_whether_the_concern_of_a_page_is_still_open(self, world, session):
        assert world.guide.concern_of(session.id, "safety") is None
        opened = world.guide.answer(session.id, "safety", "intent").concern
        assert world.guide.concern_of(session.id, "safety") == opened
        assert world.guide.concern_of(session.id, "distress") is None

    def test_correcting_while_it_is_open_closes_it_and_keeps_both_values(self, world, session):
        world.guide.answer(session.id, "safety", "intent")
        step = world.guide.answer(session.id, "safety", "fleeting")
        assert step.corrected
        assert standing_codes(step.guided.flags) == ("A1",)
        (concern,) = world.tables.concerns.values()
        assert concern.closing is ConcernClosing.CORRECTED
        assert (concern.corrected_from, concern.corrected_to) == ("intent", "fleeting")

    def test_correcting_after_it_was_recorded_leaves_the_red_flag(self, world, session):
        opened = world.guide.answer(session.id, "safety", "intent").concern
        world.concerns.mark(opened.concern_id, "stay")
        world.concerns.describe(opened.concern_id, receiver="Dr Test", outcome="x")
        world.concerns.record(opened.concern_id)
        step = world.guide.answer(session.id, "safety", "no")
        assert not step.corrected
        assert standing_codes(step.guided.flags) == ("R1",)

    def test_a_closed_session_takes_no_answer(self, world, session):
        world.answer(session.id, REQUIRED)
        world.guide.finish(session.id)
        with pytest.raises(RuleError, match="session-is-closed"):
            world.guide.answer(session.id, "distress", 3)

    def test_the_own_check_is_kept_apart(self, world, session):
        step = world.guide.answer(session.id, "own", 7)
        assert world.tables.own_checks[0][1] == {"own": 7}
        assert world.tables.answers[session.id]["own"].value is True
        assert step.guided.answers["own"] is True

    def test_a_skipped_own_check_leaves_nothing(self, world, session):
        world.guide.skip(session.id, "own")
        assert not world.tables.own_checks
        assert world.guide.open(session.id).answers["own"] == SKIPPED


class TestMoving:
    def test_skipping_leaves_an_answer_that_was_there(self, world, session):
        world.guide.answer(session.id, "distress", 6)
        assert world.guide.skip(session.id, "distress").guided.answers["distress"] == 6

    def test_skipping_is_remembered(self, world, session):
        assert world.guide.skip(session.id, "note").guided.answers["note"] == SKIPPED

    def test_a_required_page_is_not_skipped(self, world, session):
        with pytest.raises(RuleError, match="page-is-required"):
            world.guide.skip(session.id, "safety")

    def test_the_place_is_remembered(self, world, session):
        world.clock.move_on(timedelta(minutes=3))
        world.guide.go(session.id, "distress")
        assert world.tables.place == Place("guided", {"session": session.id, "page": "distress"})
        kept = world.tables.sessions[session.id]
        assert (kept.page_id, kept.touched_at) == ("distress", world.clock.now())

    def test_a_closed_session_is_not_moved(self, world, session):
        world.answer(session.id, REQUIRED)
        world.guide.finish(session.id)
        world.guide.go(session.id, "distress")
        assert world.tables.place is None

    def test_leaving_quietly_forgets_the_place(self, world, session):
        world.guide.go(session.id, "distress")
        world.guide.close_quietly(session.id)
        assert world.tables.place is None
        assert world.tables.sessions[session.id].state is SessionState.DRAFT

    def test_it_opens_as_it_was_left(self, world, session):
        world.guide.answer(session.id, "distress", 6)
        world.guide.forget(session.id)
        guided = world.guide.open(session.id)
        assert guided.answers == {"distress": 6}
        assert (guided.day, guided.is_kept, guided.fact(CaseFact.DISTRESS)) == (3, True, 6)
        assert guided.fact(CaseFact.POOR_NIGHTS) is None

    def test_an_unknown_session_is_said_to_be_unknown(self, world):
        with pytest.raises(NotFoundError):
            world.guide.open("nothing")


class TestByHand:
    def test_a_red_flag_by_hand_opens_a_concern(self, world, session):
        step = world.guide.raise_by_hand(session.id, "R2")
        assert world.tables.concerns[step.concern.concern_id].flags == ("R2",)

    def test_an_amber_flag_by_hand_stands_once(self, world, session):
        world.guide.raise_by_hand(session.id, "A14")
        step = world.guide.raise_by_hand(session.id, "A14")
        assert (step.concern, standing_codes(step.guided.flags)) == (None, ("A14",))
        assert len(world.tables.flags) == 1

    def test_a_flag_by_hand_outlives_corrected_answers(self, world, session):
        world.guide.raise_by_hand(session.id, "A14")
        world.guide.answer(session.id, "exposure", ["child"])
        step = world.guide.answer(session.id, "exposure", ["none"])
        assert standing_codes(step.guided.flags) == ("A14",)

    def test_talk_only_keeps_it_in_memory_and_still_opens_a_concern(self, world, talk_only):
        assert world.guide.raise_by_hand(talk_only, "A14").concern is None
        step = world.guide.raise_by_hand(talk_only, "R2")
        (noted,) = world.tables.concerns.values()  # as they are told before anything is asked
        assert (noted.flags, noted.session_id, noted.person_id) == (("R2",), None, None)
        assert step.concern.flags == ("R2",)
        assert not world.tables.flags


class TestWayOfContact:
    """What they say about it is kept with the person, where a referral finds it."""

    @pytest.fixture
    def demobilising(self, world):
        wish = a_new_session(protocol_id="DM", protocol_version=published().protocol("DM").version)
        return world.casework.start(wish).id

    def test_how_and_whether_a_message_may_be_left(self, world, demobilising):
        world.answer(demobilising, {"C5.contact": "phone", "C5.message": "no"})
        person = world.guide.open(demobilising).person
        assert world.tables.people[person.id] == person
        assert (person.contact_method.value, person.message_ok) == ("phone", False)
        assert world.vault.audited.count("person-changed") == 2
        world.answer(demobilising, {"C5.contact": "phone", "C5.message": "yes"})
        assert world.tables.people[person.id].message_ok is True
        assert world.vault.audited.count("person-changed") == 3

    def test_what_they_would_rather_not_say_changes_nothing(self, world, demobilising):
        before = world.guide.open(demobilising).person
        world.answer(demobilising, {"C5.contact": DECLINED, "C5.message": DECLINED})
        assert world.tables.people[before.id] == before

    def test_a_page_that_only_tells_something_is_ticked_as_it_is(self, world, demobilising):
        told = next(
            page.id
            for page in world.guide.open(demobilising).protocol.pages
            if page.item is None and page.id == "C5.details"
        )
        assert world.guide.answer(demobilising, told, True).guided.answers[told] is True


class TestResuming:
    def test_it_is_read_anew_and_that_it_was_opened_is_kept(self, world, session):
        world.guide.open(session.id)
        world.keep("sessions", replace(session, label="changed elsewhere"))
        assert world.guide.resume(session.id).session.label == "changed elsewhere"
        assert world.vault.audited[-1] == "session-viewed"

    def test_a_talk_of_which_nothing_is_kept_leaves_no_trace(self, world, talk_only):
        before = list(world.vault.audited)
        assert world.guide.resume(talk_only).session.id == talk_only
        assert world.vault.audited == before


class TestFinishing:
    def test_it_closes_and_forgets_the_place(self, world, session):
        world.answer(session.id, REQUIRED)
        guided = world.guide.finish(session.id)
        assert guided.session.state is SessionState.FINISHED
        assert world.tables.place is None

    def test_what_belongs_to_it_is_part_of_the_same_transaction(self, world, session):
        world.answer(session.id, REQUIRED)
        seen = []
        world.guide.finish(session.id, also=lambda _unit, guided: seen.append(guided.session.state))
        assert seen == [SessionState.FINISHED]

    def test_a_required_page_holds_it_open(self, world, session):
        with pytest.raises(RuleError, match="page-is-required"):
            world.guide.finish(session.id)

    def test_an_open_concern_holds_it_open(self, world, session):
        world.answer(session.id, REQUIRED)
        world.concerns.open_by_hand(session.id)
        with pytest.raises(RuleError, match="concern-is-open"):
            world.guide.finish(session.id)

    def test_a_concern_of_somebody_else_does_not(self, world, session):
        world.answer(session.id, REQUIRED)
        world.concerns.open_by_hand()
        assert world.guide.finish(session.id).session.state is SessionState.FINISHED


class TestTalkOnly:
    def test_nothing_about_the_person_is_kept(self, world, talk_only):
        world.answer(talk_only, {**REQUIRED, "exposure": ["child"], "note": "Quiet shifts."})
        world.guide.go(talk_only, "note")
        assert not world.tables.people
        assert not world.tables.sessions
        assert not world.tables.answers
        assert not world.tables.flags
        assert world.tables.place is None

    def test_the_page_is_remembered_while_it_lasts(self, world, talk_only):
        world.guide.go(talk_only, "note")
        world.guide.forget(talk_only)
        assert world.guide.open(talk_only).session.page_id == "note"

    def test_it_leaves_one_anonymous_count(self, world, talk_only):
        world.answer(talk_only, REQUIRED)
        world.guide.finish(talk_only)
        assert world.tables.tallies == [("incident-1", "DI", NOW.date())]
        with pytest.raises(NotFoundError):
            world.guide.open(talk_only)

    def test_leaving_early_counts_nothing(self, world, talk_only):
        world.guide.close_quietly(talk_only)
        assert not world.tables.tallies

    def test_consent_to_talk_is_still_needed(self, world):
        with pytest.raises(RuleError, match="consent-to-talk"):
            world.guide.start_talk_only(a_new_session(consent=a_consent(talk=False)))

    def test_amber_flags_come_and_go_in_memory(self, world, talk_only):
        assert world.guide.answer(talk_only, "worry", "yes").guided.flags
        assert not world.guide.answer(talk_only, "worry", "no").guided.flags

    def test_a_red_answer_is_recorded_by_itself(self, world, talk_only):
        step = world.guide.answer(talk_only, "safety", "intent")
        concern = world.tables.concerns[step.concern.concern_id]
        assert (concern.session_id, concern.person_id) == (None, None)
        assert concern.opened_by == f"{talk_only}#safety"
        assert is_talk_only(concern.opened_by)

    def test_its_answer_can_be_corrected(self, world, talk_only):
        world.guide.answer(talk_only, "safety", "intent")
        step = world.guide.answer(talk_only, "safety", "no")
        assert step.corrected
        assert not step.guided.flags
        (concern,) = world.tables.concerns.values()
        assert concern.closing is ConcernClosing.CORRECTED

    def test_preferring_not_to_say_takes_no_red_flag_back(self, world, talk_only):
        opened = world.guide.answer(talk_only, "safety", "intent").concern
        step = world.guide.answer(talk_only, "safety", DECLINED)
        assert (step.concern, step.corrected) == (opened, False)
        assert standing_codes(step.guided.flags) == ("R1",)

    def test_an_open_concern_holds_it_open(self, world, talk_only):
        world.answer(talk_only, REQUIRED)
        world.concerns.open_by_hand(None)
        with pytest.raises(RuleError, match="concern-is-open"):
            world.guide.finish(talk_only)

    def test_the_own_check_is_kept_all_the_same(self, world, talk_only):
        world.guide.answer(talk_only, "own", 3)
        assert len(world.tables.own_checks) == 1
        assert not world.tables.answers


class TestLastContact:
    def finish(self, world, session, **given):
        world.answer(session.id, {**REQUIRED, **given})
        world.guide.finish(session.id)

    def again(self, world, session):
        world.clock.move_on(timedelta(days=25))
        later = world.casework.start(a_new_session(person_id=session.person_id))
        return world.guide.open(later.id)

    def test_a_first_contact_has_none(self, world, session):
        guided = world.guide.open(session.id)
        assert guided.last is None
        assert guided.run.facts["later_contact"] is False

    def test_distress_flags_pathway_and_totals_are_brought_along(self, world, session):
        self.finish(world, session, distress=6, exposure=["child"])
        world.keep("decisions", a_decision(session_id=session.id, chosen="P1"))
        result = {"scores": [{"id": "total", "value": 4}], "scoring_version": "1.0.0"}
        world.keep("screenings", a_screening(session_id=session.id, result=result))
        world.keep("screenings", a_screening(id="open", session_id=session.id))
        last = self.again(world, session).last
        assert (last.distress, last.flags, last.pathway) == (6, ("A4",), "P1")
        assert (last.totals, last.at) == ({"phq-9": 4}, NOW)

    @pytest.mark.parametrize(
        "changes", [{"window": "before"}, {"scoring_version": "0.9.0"}, {"scores": []}]
    )
    def test_a_total_that_may_not_be_compared_is_left_out(self, world, session, changes):
        self.finish(world, session)
        result = {
            "scores": [{"id": "total", "value": 4}], "scoring_version": "1.0.0", "window": "in",
        }  # fmt: skip
        world.keep("screenings", a_screening(session_id=session.id, result=result | changes))
        assert self.again(world, session).last.totals == {}

    def test_declined_distress_is_not_a_number(self, world, session):
        self.finish(world, session, distress=DECLINED)
        last = self.again(world, session).last
        assert (last.distress, last.pathway) == (None, "")

    def test_what_the_last_contact_left_open_is_taken_from_the_one_before(self, world, session):
        self.finish(world, session, distress=4, exposure=["child"])
        result = {"scores": [{"id": "total", "value": 4}], "scoring_version": "1.0.0"}
        world.keep("screenings", a_screening(session_id=session.id, result=result))
        world.clock.move_on(timedelta(days=3))
        call = world.casework.start(a_new_session(person_id=session.person_id))
        self.finish(world, call, distress=SKIPPED)
        last = self.again(world, session).last
        assert (last.at, last.flags) == (NOW + timedelta(days=3), ())
        assert (last.distress, last.distress_at) == (4, NOW)
        assert last.totals == {"phq-9": 4}

    def test_the_newest_of_several_totals_and_ratings_counts(self, world, session):
        self.finish(world, session, distress=4)
        for number, value in enumerate((4, 9)):
            screened = session
            if number:
                world.clock.move_on(timedelta(days=3))
                screened = world.casework.start(a_new_session(person_id=session.person_id))
                self.finish(world, screened, distress=6)
            result = {"scores": [{"id": "total", "value": value}], "scoring_version": "1.0.0"}
            world.keep(
                "screenings",
                a_screening(id=f"screening-{number}", session_id=screened.id, result=result),
            )
        last = self.again(world, session).last
        assert (last.distress, last.totals) == (6, {"phq-9": 9})

    def test_one_that_began_at_the_same_moment_is_an_earlier_one(self, world, session):
        self.finish(world, session, distress=4)
        later = world.casework.start(a_new_session(person_id=session.person_id))
        assert world.guide.open(later.id).last.distress == 4

    def test_drafts_do_not_count(self, world, session):
        assert self.again(world, session).last is None


def test_larger_pages_of_the_window_are_known():
    pages = {page.id: is_app_page(page) for page in a_protocol().pages}
    assert [key for key, larger in pages.items() if larger] == ["pathway", "share"]


def test_what_the_pages_ask_of_the_session_itself(world, session):
    kept = world.guide.open(session.id)
    assert kept.run.facts["consent_record"] == "yes"
    assert kept.run.facts["consent_share"] == session.consent.share.value
    assert kept.is_from_paper is False
    talk = world.guide.open(world.guide.start_talk_only(a_new_session()))
    assert talk.run.facts["consent_record"] == "no"
    assert Step(kept).corrected is False
    assert replace(kept, note=SessionNote(session.id, from_paper=True)).is_from_paper is True
    assert replace(kept, note=SessionNote(session.id, from_paper=False)).is_from_paper is False
