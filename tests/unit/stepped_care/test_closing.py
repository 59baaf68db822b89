"""Whether a case is clear for an end: two contacts in a row, every flag, every questionnaire."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.casework import SessionState, YesNoUnknown
from estip_desktop.casework.model import NOTE_LIMIT
from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError, RuleError
from estip_desktop.guidance import stands
from estip_desktop.kernel.ids import IncidentId, PersonId, SessionId
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.stepped_care import flag_words
from tests.builders import (
    INCIDENT_ENDED,
    a_flag,
    a_follow_up,
    a_person,
    an_incident,
)
from tests.closing_support import CALM, INCIDENT, PERSON, Contact
from tests.world import World


def test_nothing_stands_against_a_calm_last_contact():
    contact = Contact()
    contact.screen("phq-4", [0, 0, 0, 0])
    contact.screen("pc-ptsd-5", [0, None, None, None, None, None])
    assert contact.against() == ()


@pytest.mark.parametrize(("day", "early"), [(42, True), (83, True), (84, False)])
def test_not_before_the_second_window(day, early):
    assert Contact(day).kinds() == (["early"] if early else [])


def test_every_flag_stands_against_it():
    assert Contact().kinds(MR3_work="cannot", MR2_change="worse") == [
        *("flag", "flag", "pathway"),
    ]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"C7_start": 9, "C7_end": 6}, "distress"),
        ({"C7_start": 9, "C7_end": 6}, "pathway"),
        ({"C8_safety": "declined"}, "safety"),
        ({"C8_safety": "fleeting"}, "flag"),
    ],
)
def test_what_the_rules_see_stands_against_it_too(given, kind):
    given = {name: DECLINED if value == "declined" else value for name, value in given.items()}
    assert kind in Contact().kinds(**given)


def test_an_inquiry_alone_is_no_reason_to_go_on_and_with_distress_it_is():
    contact = Contact()
    contact.world.keep("incidents", an_incident(pip=YesNoUnknown.YES))
    assert contact.kinds() == []
    assert "pathway" in contact.kinds(C7_end=7)


def test_a_step_that_was_chosen_stands_against_it_though_none_was_suggested():
    contact = Contact()
    assert contact.against() == ()
    contact.world.care.decide(contact.id, "P3")
    assert [each.kind.value for each in contact.against()] == ["pathway"]
    contact.world.care.decide(contact.id, "P1", reason="Their choice")
    assert [each.words for each in contact.against()] == ["Staying in touch"]
    contact.world.care.decide(contact.id, "P0", reason="Their choice")
    assert contact.against() == ()


def test_a_contact_decided_the_time_before_is_what_this_one_is():
    contact = Contact()
    held = SessionId("session-day-28-0")
    contact.world.care.decide(held, "P1")
    assert contact.kinds() == []
    contact.world.care.decide(held, "P2")
    assert contact.kinds() == ["contact"]


def test_a_concern_about_them_that_is_open_stands_against_it():
    contact = Contact()
    concern = contact.world.concerns.open_by_hand(None, PersonId("person-2"))
    assert contact.kinds() == []
    concern = contact.world.concerns.open_by_hand(None, PERSON)
    assert contact.kinds() == ["concern"]
    contact.world.concerns.close_as_mistake(concern.id)
    assert contact.kinds() == []


def test_distress_that_has_risen_since_the_last_contact_stands_against_it():
    assert Contact().kinds(C7_start=4, C7_end=4) == ["flag"]


def test_a_matter_of_law_is_no_reason_to_go_on():
    assert Contact().kinds(C12_evidence="yes") == []


def test_distress_that_is_still_high_stands_against_it():
    assert "distress" in Contact().kinds(C7_end=8)


@pytest.mark.parametrize(
    ("instrument_id", "points", "stands"),
    [
        ("phq-9", [2, 2, 2, 2, 1, 0, 0, 0, 0], False),
        ("phq-9", [2, 2, 2, 2, 2, 0, 0, 0, 0], True),
        ("phq-9", [2, 2, 2, 2, 2, 0, 0, 0, None], True),
        ("phq-4", [3, 0, 0, 0], True),
        ("k6", [2, 2, 2, 2, 2, 2], False),
        ("k6", [3, 2, 2, 2, 2, 2], True),
        ("pc-ptsd-5", [1, 1, 1, 0, 0, 0], False),
        ("pc-ptsd-5", [1, 1, 1, 1, 0, 0], True),
    ],
)
def test_a_questionnaire_at_its_cut_off_or_unfinished_stands_against_it(
    instrument_id, points, stands
):
    contact = Contact()
    contact.screen(instrument_id, points)
    assert ("screen" in contact.kinds()) is stands


def test_that_it_is_early_is_said_first():
    assert Contact(42).kinds(C7_end=8)[:2] == ["early", "flag"]


def test_a_request_for_an_estim_is_a_next_step_that_somebody_takes():
    contact = Contact()
    contact.world.care.decide(contact.id, "P2")
    (against,) = contact.against()
    assert (against.kind.value, against.words) == ("pathway", "ESTIM request")


def test_the_rule_over_single_items_stands_against_it_below_the_cut_off():
    contact = Contact()
    met = [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0]
    contact.screen("pcl-5", met)
    words = [each.words for each in contact.against() if each.kind.value == "screen"]
    assert words == ["PCL-5: its rule over single items is met"]


def test_a_rule_that_no_threshold_names_does_not():
    contact = Contact()
    contact.screen("phq-9", [2, 0, 2, 0, 0, 0, 0, 0, 0])
    assert contact.kinds() == []


def test_an_unfinished_questionnaire_is_named():
    contact = Contact()
    contact.screen("phq-9", [0, 0, 0, 0, 0, 0, 0, 0, None])
    words = [each.words for each in contact.against() if each.kind.value == "screen"]
    assert words == ["PHQ-9 was not finished"]


def test_a_total_is_named_with_its_side():
    contact = Contact()
    contact.screen("gad-7", [2, 2, 2, 2, 2, 0, 0])
    words = [each.words for each in contact.against() if each.kind.value == "screen"]
    assert words == ["GAD-7: 10, on the side of its cut-off that asks for more"]


def test_a_flag_is_told_in_words_with_its_day():
    pathways = World().content.pathways()
    flag = a_flag(code="A5", raised_at=INCIDENT_ENDED)
    assert flag_words(flag, pathways) == "Strong guilt, shame or blame, Mon 23 Nov 2026"
    assert flag_words(replace(flag, code="A99"), pathways) == "A99, Mon 23 Nov 2026"


class TestTwoInARow:
    def test_one_clear_contact_is_not_enough(self):
        assert Contact(before=None).kinds() == ["contact"]

    @pytest.mark.parametrize(("day", "counts"), [(20, False), (21, True)])
    def test_an_earlier_conversation_is_none_of_them(self, day, counts):
        assert (Contact(before=day).kinds() == []) is counts

    def test_asking_for_an_estim_is_none_of_them(self):
        contact = Contact(before=None)
        contact.hold(27, "EM")
        assert contact.kinds() == ["contact"]

    @pytest.mark.parametrize(
        "found", [{"MR3_work": "cannot"}, {"C7_end": 8}, {"C8_safety": DECLINED}]
    )
    def test_the_one_before_has_to_be_clear(self, found):
        contact = Contact(before=None)
        contact.hold(28, **found)
        assert contact.kinds() == ["contact"]

    def test_its_questionnaires_have_to_be_below_their_cut_offs(self):
        contact = Contact()
        held = contact.world.tables.sessions["session-day-28-0"]
        contact.world.keep("sessions", replace(held, state=SessionState.DRAFT))
        contact.screen("phq-4", [2, 2, 2, 2], of=held.id)
        contact.world.keep("sessions", held)
        contact.world.guide.forget(held.id)
        assert contact.kinds() == ["contact"]

    def test_what_was_not_clear_before_two_clear_ones_is_past(self):
        contact = Contact()
        contact.hold(24, C7_end=9)
        assert contact.kinds() == []

    def test_two_on_one_day_are_one_of_the_row(self):
        contact = Contact(before=None)
        contact.hold(91)
        assert contact.kinds() == ["contact"]
        contact.hold(60)
        assert contact.kinds() == []

    def test_one_that_began_at_the_same_moment_counts_as_before(self):
        contact = Contact()
        contact.hold(91, hour=1, C7_end=8)
        assert contact.kinds() == ["contact"]

    def test_both_of_one_day_have_to_be_clear(self):
        contact = Contact(before=60)
        contact.hold(60, hour=-3, C7_end=8)
        assert contact.kinds() == ["contact"]
        contact = Contact(before=60)
        contact.hold(59, C7_end=8)
        assert contact.kinds() == []

    def test_a_draft_is_none_of_them(self):
        contact = Contact()
        held = contact.world.tables.sessions["session-day-28-0"]
        contact.world.keep("sessions", replace(held, state=SessionState.DRAFT))
        assert contact.kinds() == ["contact"]

    def test_another_incident_is_another_case(self):
        contact = Contact()
        held = contact.world.tables.sessions["session-day-28-0"]
        contact.world.keep("incidents", an_incident(id="incident-2"))
        contact.world.keep("sessions", replace(held, incident_id=IncidentId("incident-2")))
        assert contact.kinds() == ["contact"]


class TestNotedBefore:
    @pytest.mark.parametrize("code", ["R1", "R2", "R3", "R4", "R5", "R6", "A1", "A14"])
    def test_what_was_grave_is_looked_at_again_whatever_is_answered_later(self, code):
        contact = Contact()
        contact.note(code)
        assert contact.kinds() == ["earlier"]

    @pytest.mark.parametrize("code", ["A12", "L1", "L2"])
    def test_what_a_next_step_or_the_law_answers_is_not(self, code):
        contact = Contact()
        contact.note(code)
        assert contact.kinds() == []

    @pytest.mark.parametrize("code", ["A3", "A4", "A5", "A6", "A7", "A11", "A13"])
    def test_what_nobody_asks_about_again_is(self, code):
        contact = Contact()
        contact.note(code)
        assert contact.kinds() == ["earlier"]

    def test_what_both_contacts_asked_about_again_is_not(self):
        contact = Contact(before=None)
        contact.hold(28, MR3_work="usual")
        contact.note("A10")
        assert contact.kinds(MR3_work="usual") == []
        assert contact.kinds(MR3_work=DECLINED) == ["earlier"]
        assert contact.kinds(MR3_work=SKIPPED) == ["earlier"]

    def test_it_is_if_only_one_of_them_asked(self):
        contact = Contact()
        contact.note("A10")
        assert contact.kinds(MR3_work="usual") == ["earlier"]

    def test_each_is_named_once(self):
        contact = Contact()
        contact.note("A5")
        contact.note("A5")
        (against,) = contact.against()
        assert against.words == "Noted earlier: Strong guilt, shame or blame"
        assert len(contact.world.care.closings.unconsidered(contact.id)) == 2

    def test_the_oldest_is_first(self):
        contact = Contact()
        contact.note("A4", INCIDENT_ENDED + timedelta(days=9))
        contact.note("A5")
        found = contact.world.care.closings.unconsidered(contact.id)
        assert [flag.code for flag in found] == ["A5", "A4"]

    def test_a_corrected_answer_is_nothing_to_look_at(self):
        contact = Contact()
        contact.note("A4", considered="answer-corrected")
        assert contact.kinds() == []

    def test_a_code_that_the_rules_no_longer_know_is_passed_over(self):
        contact = Contact()
        contact.note("A99")
        assert contact.kinds() == []


class TestConsidering:
    def test_what_was_found_stands_beside_it_and_the_case_is_clear(self):
        contact = Contact()
        flags = [contact.note("R6"), contact.note("A4")]
        contact.world.care.closings.consider(PERSON, flags, "  talked it over with OH ")
        rows = contact.world.tables.flags
        assert {rows[each].considered for each in flags} == {"Talked it over with OH"}
        assert {rows[each].considered_at for each in flags} == {contact.world.clock.now()}
        noted = [
            (row.subject, row.detail)
            for row in contact.world.tables.audit
            if row.what == "flag-considered"
        ]
        assert noted == list(zip(flags, ["R6", "A4"], strict=True))
        assert contact.against() == ()

    def test_it_still_counts_in_decisions(self):
        contact = Contact()
        flag = contact.note("A5")
        contact.world.care.closings.consider(PERSON, [flag], "answer-corrected, I would say")
        row = contact.world.tables.flags[flag]
        assert stands(row)
        assert row.considered.startswith("Answer-corrected")

    @pytest.mark.parametrize(
        ("why", "code"),
        [
            ("", "considered-missing"),
            (" \n", "considered-missing"),
            ("x" * (NOTE_LIMIT + 1), "considered-too-long"),
        ],
    )
    def test_it_needs_a_short_reason(self, why, code):
        contact = Contact()
        flag = contact.note("A5")
        with pytest.raises(InputRefusedError, match=code):
            contact.world.care.closings.consider(PERSON, [flag], why)
        assert contact.world.tables.flags[flag].considered == ""

    def test_a_reason_may_fill_its_room(self):
        contact = Contact()
        flag = contact.note("A5")
        contact.world.care.closings.consider(PERSON, [flag], "x" * NOTE_LIMIT)
        assert len(contact.world.tables.flags[flag].considered) == NOTE_LIMIT

    def test_a_note_is_never_written_over(self):
        contact = Contact()
        fresh, noted = contact.note("A5"), contact.note("R6", considered="answer-corrected: 1 -> 0")
        with pytest.raises(RuleError, match="flag-is-considered"):
            contact.world.care.closings.consider(PERSON, [fresh, noted], "Again")
        rows = contact.world.tables.flags
        assert (rows[fresh].considered, rows[noted].considered[:6]) == ("", "answer")

    def test_somebody_elses_flag_is_not_found(self):
        contact = Contact()
        flag = contact.note("A5", person_id=PersonId("person-2"))
        with pytest.raises(NotFoundError, match="flag:flag-0"):
            contact.world.care.closings.consider(PERSON, [flag], "Looked at again")

    def test_a_contact_that_goes_on_has_its_own_say_first(self):
        contact = Contact()
        flag = contact.note("A5", session_id=contact.id)
        with pytest.raises(RuleError, match="flag-in-draft"):
            contact.world.care.closings.consider(PERSON, [flag], "Looked at again")
        other = contact.note("A5", session_id=SessionId("session-day-28-0"))
        contact.world.care.closings.consider(PERSON, [other], "Looked at again")
        assert contact.world.tables.flags[other].considered == "Looked at again"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"always_considered": ("A99",)}, "unknown:A99"),
        ({"answered_by_next_step": ("A99",)}, "unknown:A99"),
        ({"answered_by_next_step": ("R1",)}, "red-is-answered-by-nothing:R1"),
    ],
)
def test_rules_of_closing_name_flags_that_exist_and_excuse_no_red_one(changed, where):
    pathways = World().content.pathways()
    with pytest.raises(ContentRefusedError, match=f"closure:{where}"):
        replace(pathways, closure=replace(pathways.closure, **changed))


class TestFinishing:
    def close(self, contact: Contact) -> None:
        world = contact.world
        world.answer(contact.id, {**CALM, "MR8.outcome": "closure"})
        world.care.decide(contact.id, "P0", reason="Their wish.")
        world.answer(contact.id, {"MR7.pathway": True})
        world.care.finish(contact.id)

    def test_a_clear_case_ends_and_plans_nothing(self):
        contact = Contact()
        contact.world.keep("follow_ups", a_follow_up(purpose="day-91"))
        self.close(contact)
        rows = contact.world.tables.follow_ups.values()
        assert [(row.purpose, row.state.value, row.outcome) for row in rows] == [
            ("day-91", "cancelled", ""),
            ("day-91", "done", "clear"),
        ]

    def test_one_that_is_not_clear_does_not(self):
        contact = Contact()
        contact.world.answer(contact.id, {"MR3.work": "cannot"})
        with pytest.raises(RuleError, match="case-not-clear"):
            self.close(contact)
        assert contact.world.tables.sessions[contact.id].state.value == "draft"


class TestBetweenContacts:
    def test_a_case_without_a_contact_is_never_clear(self):
        world = World()
        world.keep("people", a_person())
        with pytest.raises(RuleError, match="case-not-clear"):
            world.care.closings.close(PERSON, INCIDENT, "clear")

    def test_what_stands_against_it_is_told(self):
        world = World()
        world.keep("people", a_person())
        (against,) = world.care.closings.against_case(PERSON, INCIDENT)
        assert (against.kind.value, against.words) == ("contact", "No contact has been held yet")
        contact = Contact(day=60)
        held = contact.world.tables.sessions["session-day-28-0"]
        assert contact.world.care.closings.last_contact(PERSON, INCIDENT) == held.id
        found = contact.world.care.closings.against_case(PERSON, INCIDENT)
        assert [each.kind.value for each in found] == ["early", "contact"]

    def test_who_has_moved_on_needs_no_clear_contact(self):
        world = World()
        world.keep("people", a_person())
        world.care.closings.close(PERSON, INCIDENT, "left")
        (mark,) = world.tables.follow_ups.values()
        assert mark.outcome == "left"

    def test_two_clear_contacts_are_enough(self):
        contact = Contact()
        world = contact.world
        world.answer(contact.id, CALM)
        world.care.decide(contact.id, "P0", reason="Their wish.")
        world.answer(contact.id, {"MR7.pathway": True})
        world.care.finish(contact.id)
        world.care.closings.close(PERSON, INCIDENT, "clear")
        assert [r.outcome for r in world.tables.follow_ups.values() if r.outcome] == ["clear"]


class TestRise:
    """What has risen since it was last asked is seen, whatever lies between."""

    def test_a_total_is_compared_with_the_last_one_of_the_case(self):
        contact = Contact(before=None)
        first = contact.hold(28)
        held = contact.world.tables.sessions[first]
        contact.world.keep("sessions", replace(held, state=SessionState.DRAFT))
        contact.screen("pcl-5", [1] * 15 + [0] * 5, of=first)
        contact.world.keep("sessions", held)
        contact.hold(60)
        contact.screen("pcl-5", [1] * 15 + [2] * 5)
        contact.world.answer(contact.id, CALM)
        recommended = contact.world.care.suggest(contact.id).recommendation
        assert recommended.pathway == "P1"
        assert "pathway" not in contact.kinds()

    def test_distress_is_compared_with_the_last_rating_of_the_case(self):
        contact = Contact(before=None)
        contact.hold(28)
        contact.hold(60, C7_start=SKIPPED, C7_end=DECLINED)
        contact.world.answer(contact.id, {**CALM, "C7.start": 3})
        assert "A2" in contact.world.care.suggest(contact.id).recommendation.flags
