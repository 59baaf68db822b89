"""Whether a case is clear for an end: every flag, every questionnaire, not before day 84."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.casework import Answer, SessionState, YesNoUnknown
from estip_desktop.errors import RuleError
from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.kernel.items import DECLINED
from estip_desktop.stepped_care import AgainstClosing
from tests.builders import INCIDENT_ENDED, a_consent, a_follow_up, a_person, a_session, an_incident
from tests.world import World

PERSON, INCIDENT = PersonId("person-1"), IncidentId("incident-1")
CALM = {
    "C3.explained": True,
    "C3.understood": True,
    "C4.consent": True,
    "C7.start": 2,
    "C8.safety": "no",
    "C12.evidence": "no",
    "C7.end": 1,
}


class Contact:
    """The day-91 contact of somebody, with the published protocol and questionnaires."""

    def __init__(self, day: int = 91) -> None:
        self.world = world = World()
        world.clock.set_to(INCIDENT_ENDED + timedelta(days=day))
        now = world.clock.now()
        world.keep("people", a_person())
        world.keep("incidents", an_incident())
        session = a_session(
            protocol_id="MR", protocol_version="1.2.0", started_at=now, touched_at=now,
            consent=a_consent(record=True),
        )  # fmt: skip
        world.keep("sessions", session)
        self.id = session.id

    def screen(self, instrument_id: str, points: list[int | None]) -> None:
        use = self.world.questionnaires
        asked = use.start(self.id, instrument_id, "read-aloud")
        for item, point in zip(asked.instrument.listed, points, strict=True):
            if point is not None:
                use.answer(asked.screening.id, item.link_id, item.code_for(point))
        use.finish(asked.screening.id)

    def against(self, **more: Any) -> tuple[AgainstClosing, ...]:
        given = CALM | {key.replace("_", "."): value for key, value in more.items()}
        self.world.answer(self.id, given)
        return self.world.care.closings.against(self.id)

    def kinds(self, **more: Any) -> list[str]:
        return [each.kind.value for each in self.against(**more)]


def test_nothing_stands_against_a_calm_last_contact():
    contact = Contact()
    contact.screen("phq-4", [0, 0, 0, 0])
    contact.screen("pc-ptsd-5", [0, None, None, None, None, None])
    assert contact.against() == ()


@pytest.mark.parametrize(("day", "early"), [(28, True), (83, True), (84, False)])
def test_not_before_the_second_window(day, early):
    assert (Contact(day).kinds() == ["early"]) is early


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
    assert contact.against() == ()


def test_distress_that_has_risen_since_the_last_contact_stands_against_it():
    contact = Contact()
    earlier = a_session(
        id="session-0", protocol_id="MR", protocol_version="1.2.0",
        started_at=contact.world.clock.now() - timedelta(days=60), state=SessionState.FINISHED,
    )  # fmt: skip
    contact.world.keep("sessions", earlier)
    now = contact.world.clock.now()
    contact.world.keep("answers", Answer("session-0", "C7.start", 2, now))
    contact.world.guide.forget(contact.id)
    assert contact.kinds(C7_start=4, C7_end=4) == ["flag"]


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

    def test_who_has_moved_on_needs_no_clear_contact(self):
        world = World()
        world.keep("people", a_person())
        world.care.closings.close(PERSON, INCIDENT, "left")
        (mark,) = world.tables.follow_ups.values()
        assert mark.outcome == "left"

    def test_a_clear_last_contact_is_enough(self):
        contact = Contact()
        world = contact.world
        world.answer(contact.id, CALM)
        world.care.decide(contact.id, "P0", reason="Their wish.")
        world.answer(contact.id, {"MR7.pathway": True})
        world.care.finish(contact.id)
        world.care.closings.close(PERSON, INCIDENT, "clear")
        assert [r.outcome for r in world.tables.follow_ups.values() if r.outcome] == ["clear"]
