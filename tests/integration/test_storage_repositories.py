"""Every record of casework comes back as it went in, and lists come in the promised order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from estip_desktop.casework import Answer, Place
from estip_desktop.casework.model import (
    ConcernClosing,
    ContactMethod,
    FollowUpState,
    ScreeningState,
    SessionState,
    YesNoUnknown,
)
from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.ids import (
    ConcernId,
    DecisionId,
    DeskId,
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ScreeningId,
    SessionId,
)
from estip_desktop.kernel.items import DECLINED, AnswerValue
from estip_desktop.referrals import ReferralState
from tests.builders import (
    NOW,
    a_concern,
    a_decision,
    a_flag,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.ui.parcel_builders import a_referral
from tests.vault_support import make_vault

HARD_NAMES = ["x" * 200, "O'Brien", '<b>"bold"</b>', "🚓 Siân ŵŷ", "nul\x00 and\ttab", "'; DROP --"]


@pytest.fixture
def vault(home: Path):
    opened = make_vault(home).open()
    yield opened
    assert opened.check().is_sound
    opened.close()


@pytest.fixture
def keep(vault):
    def save(repository: str, *records: object) -> None:
        with vault.open_unit() as unit:
            for record in records:
                getattr(unit, repository).save(record)
            unit.commit()

    return save


FULL_RECORDS = [
    ("people", a_person()),
    (
        "people",
        a_person(
            staff_number="1234",
            date_of_birth=date(1980, 2, 29),
            role="PC",
            station="Northdale",
            phone="01632 960001",
            email="robin@example.org",
            contact_method=ContactMethod.TEXT,
            safe_times="after six",
            message_ok=False,
            language="cy",
            access_needs="large print",
        ),
    ),
    ("incidents", an_incident()),
    (
        "incidents",
        an_incident(
            category="rtc", pip=YesNoUnknown.YES, pip_cleared_by="DCI Example", created_at=NOW
        ),
    ),
    ("sessions", a_session()),
    ("sessions", a_session(label="late", setting="van", timing_reason="shift").finish(NOW)),
    ("sessions", a_session().discard("wrong person", NOW)),
    ("screenings", a_screening()),
    (
        "screenings",
        a_screening(
            state=ScreeningState.SCORED, finished_at=NOW, result={"scores": [{"value": 7}]}
        ),
    ),
    ("flags", a_flag()),
    ("flags", a_flag(session_id=None, considered_at=NOW, considered="answer corrected")),
    ("concerns", a_concern()),
    (
        "concerns",
        a_concern(
            flags=("R1", "R6"),
            actions={"stay": NOW, "call": NOW + timedelta(minutes=2)},
            called=("999",),
            told=("Sgt Example",),
            receiver="Sgt Example",
            outcome="taken home",
            note="ŵ",
            closing=ConcernClosing.RECORDED,
            closed_at=NOW,
        ),
    ),
    ("follow_ups", a_follow_up()),
    (
        "follow_ups",
        a_follow_up(
            method=ContactMethod.PHONE, state=FollowUpState.DONE, closed_at=NOW, outcome="well"
        ),
    ),
]


@pytest.mark.parametrize(
    ("repository", "record"),
    FULL_RECORDS,
    ids=[f"{name}-{number}" for number, (name, _) in enumerate(FULL_RECORDS)],
)
def test_a_record_comes_back_as_it_went_in(vault, keep, repository, record):
    keep(repository, record)
    with vault.open_unit() as unit:
        assert getattr(unit, repository).get(record.id) == record


def test_saving_again_replaces(vault, keep):
    keep("people", a_person(), a_person(name="Robin Changed"))
    with vault.open_unit() as unit:
        assert unit.people.get(PersonId("person-1")).name == "Robin Changed"
        assert len(unit.people.latest(10)) == 1


@pytest.mark.parametrize("name", HARD_NAMES, ids=range(len(HARD_NAMES)))
def test_hard_names_are_kept(vault, keep, name):
    keep("people", a_person(name=name))
    with vault.open_unit() as unit:
        assert unit.people.get(PersonId("person-1")).name == name


def test_unknown_ids_are_not_found(vault):
    with vault.open_unit() as unit:
        for repository, identifier in (
            (unit.people, PersonId("x")),
            (unit.incidents, IncidentId("x")),
            (unit.sessions, SessionId("x")),
            (unit.screenings, ScreeningId("x")),
            (unit.flags, FlagId("x")),
            (unit.concerns, ConcernId("x")),
            (unit.follow_ups, FollowUpId("x")),
        ):
            with pytest.raises(NotFoundError):
                repository.get(identifier)


def test_references_count_up_and_are_never_given_twice(vault):
    with vault.open_unit() as unit:
        first = unit.people.next_reference()
        unit.people.save(a_person(reference=first))
        unit.commit()
    with vault.open_unit() as unit:
        assert unit.people.next_reference() == "P-0002"
    with vault.open_unit() as unit:
        assert unit.people.next_reference() == "P-0002"
        assert unit.people.by_reference("P-0001") == a_person(reference="P-0001")
        assert unit.people.by_reference("P-9999") is None


def test_people_at_an_incident_come_by_their_newest_session(vault, keep):
    keep("people", *(a_person(id=PersonId(n), reference=n) for n in ("a", "b", "c", "d")))
    for number, person in enumerate(["a", "b", "a", "c"]):
        session = a_session(
            id=SessionId(f"s{number}"),
            person_id=PersonId(person),
            incident_id=IncidentId("i"),
            started_at=NOW + timedelta(minutes=number),
        )
        keep("sessions", session)
    discarded = a_session(
        id=SessionId("s9"), person_id=PersonId("d"), incident_id=IncidentId("i")
    ).discard("mistake", NOW)
    keep("sessions", discarded)
    with vault.open_unit() as unit:
        found = [person.id for person in unit.people.at_incident(IncidentId("i"))]
    assert found == ["c", "a", "b"]


def test_incidents_come_newest_first(vault, keep):
    for number in range(3):
        keep(
            "incidents",
            an_incident(id=IncidentId(f"i{number}"), created_at=NOW + timedelta(hours=number)),
        )
    with vault.open_unit() as unit:
        assert [one.id for one in unit.incidents.latest(2)] == ["i2", "i1"]


def test_drafts_come_last_touched_first(vault, keep):
    for number in range(3):
        touched = NOW + timedelta(minutes=(number * 2) % 3)
        keep("sessions", a_session(id=SessionId(f"s{number}"), touched_at=touched))
    keep("sessions", a_session(id=SessionId("done")).finish(NOW))
    with vault.open_unit() as unit:
        assert [one.id for one in unit.sessions.drafts(9)] == ["s1", "s2", "s0"]
        assert [one.id for one in unit.sessions.drafts(1)] == ["s1"]


def test_sessions_of_a_person_leave_out_the_discarded(vault, keep):
    keep(
        "sessions",
        a_session(id=SessionId("old"), started_at=NOW - timedelta(days=3)),
        a_session(id=SessionId("new"), started_at=NOW).finish(NOW),
        a_session(id=SessionId("away")).discard("mistake", NOW),
    )
    with vault.open_unit() as unit:
        found = unit.sessions.of_person(a_session().person_id)
    assert [one.id for one in found] == ["new", "old"]
    assert found[0].state is SessionState.FINISHED


def test_answers_of_every_shape_come_back_and_can_be_taken_back(vault):
    values: dict[str, AnswerValue] = {
        "a": "yes",
        "b": 7,
        "c": True,
        "d": ["x", "y"],
        "e": DECLINED,
        "f": "ŵ 🙂",
        "g": 0,
    }
    with vault.open_unit() as unit:
        for link_id, value in values.items():
            unit.answers.save(Answer("s-1", link_id, value, NOW))
        unit.answers.save(Answer("s-2", "a", "no", NOW))
        unit.commit()
    with vault.open_unit() as unit:
        assert dict(unit.answers.of("s-1")) == values
        unit.answers.remove("s-1", "b")
        unit.commit()
    with vault.open_unit() as unit:
        assert "b" not in unit.answers.of("s-1")
        assert unit.answers.of("s-2") == {"a": "no"}


def test_screenings_come_in_order(vault, keep):
    for number in range(2):
        keep(
            "screenings",
            a_screening(id=ScreeningId(f"q{number}"), started_at=NOW + timedelta(hours=number)),
        )
    with vault.open_unit() as unit:
        one = a_screening()
        assert [q.id for q in unit.screenings.of_session(one.session_id)] == ["q0", "q1"]
        assert [q.id for q in unit.screenings.of_person(one.person_id)] == ["q1", "q0"]


def test_flags_are_found_by_session_and_by_case(vault, keep):
    keep("flags", a_flag(), a_flag(id=FlagId("f2"), session_id=None, code="A2"))
    flag = a_flag()
    with vault.open_unit() as unit:
        assert [one.code for one in unit.flags.of_session(flag.session_id)] == [flag.code]
        case = unit.flags.of_case(flag.person_id, flag.incident_id)
        assert {one.id for one in case} == {flag.id, "f2"}


def test_open_concerns_come_oldest_first(vault, keep):
    keep(
        "concerns",
        a_concern(id=ConcernId("late"), opened_at=NOW),
        a_concern(id=ConcernId("early"), opened_at=NOW - timedelta(hours=1)),
        a_concern(id=ConcernId("over"), closing=ConcernClosing.MISTAKE, closed_at=NOW),
    )
    with vault.open_unit() as unit:
        assert [one.id for one in unit.concerns.open_ones()] == ["early", "late"]


def test_concerns_are_found_by_session_and_without_one(vault, keep):
    alone = {"session_id": None, "person_id": None}
    keep("concerns", a_concern(), a_concern(id=ConcernId("alone"), **alone))
    with vault.open_unit() as unit:
        session_id = a_concern().session_id
        assert [one.id for one in unit.concerns.of_session(session_id)] == [a_concern().id]
        assert [one.id for one in unit.concerns.of_session(None)] == ["alone"]


def test_the_newest_decision_counts(vault, keep):
    keep(
        "decisions",
        a_decision(at=NOW),
        a_decision(id=DecisionId("d2"), at=NOW + timedelta(minutes=1), inputs={"distress": 8}),
    )
    decision = a_decision()
    with vault.open_unit() as unit:
        newest = unit.decisions.latest_of_session(decision.session_id)
        assert newest is not None
        assert (newest.id, newest.inputs) == ("d2", {"distress": 8})
        assert unit.decisions.latest_of_person(decision.person_id) == newest
        assert unit.decisions.latest_of_person(PersonId("nobody")) is None


def test_follow_ups_that_are_due_come_earliest_first(vault, keep):
    day = date(2026, 12, 1)
    for number, offset in enumerate((2, -5, 0)):
        keep(
            "follow_ups",
            a_follow_up(id=FollowUpId(f"f{number}"), due_on=day + timedelta(days=offset)),
        )
    keep("follow_ups", a_follow_up(id=FollowUpId("x"), due_on=day, state=FollowUpState.DONE))
    follow_up = a_follow_up()
    with vault.open_unit() as unit:
        assert [one.id for one in unit.follow_ups.due_until(day, 9)] == ["f1", "f2"]
        assert [one.id for one in unit.follow_ups.due_until(day, 1)] == ["f1"]
        assert unit.follow_ups.count_due_until(day) == 2
        case = unit.follow_ups.of_case(follow_up.person_id, follow_up.incident_id)
        assert [one.id for one in case] == ["f1", "f2", "x", "f0"]


def test_follow_ups_of_a_session_come_earliest_first(vault, keep):
    day = a_follow_up().due_on
    for name, session, offset in (("f1", "s1", 2), ("f2", "s1", 1), ("f3", "s2", 0)):
        keep(
            "follow_ups",
            a_follow_up(
                id=FollowUpId(name),
                session_id=SessionId(session),
                due_on=day + timedelta(days=offset),
            ),
        )
    with vault.open_unit() as unit:
        assert [one.id for one in unit.follow_ups.of_session(SessionId("s1"))] == ["f2", "f1"]
        assert unit.follow_ups.of_session(SessionId("s3")) == []


def test_a_vault_without_an_identity_has_no_keys_to_sign_with(vault):
    with vault.open_unit() as unit:
        assert unit.identities.own() is None
        with pytest.raises(NotFoundError, match="identity"):
            unit.identities.keys()
        with pytest.raises(NotFoundError, match="desks"):
            unit.desks.get(DeskId("never added"))


def test_tallies_count_without_people(vault):
    for _ in range(3):
        with vault.open_unit() as unit:
            unit.tallies.add_one(IncidentId("i"), "DM", date(2026, 11, 23))
            unit.tallies.add_one(IncidentId("i"), "DI", date(2026, 11, 23))
            unit.commit()
    with vault.open_unit() as unit:
        assert unit.tallies.of_incident(IncidentId("i")) == 6
        assert unit.tallies.of_incident(IncidentId("j")) == 0


def test_own_checks_are_kept(vault):
    with vault.open_unit() as unit:
        unit.own_checks.add("2026-11-23T12:00:00Z", {"slept": "no"})
        unit.commit()


def test_the_place_is_remembered_and_forgotten(vault):
    place = Place("guided", {"session": "s-1", "page": "DI4"}, "notes_edit")
    with vault.open_unit() as unit:
        assert unit.settings.place() is None
        unit.settings.set_place(place)
        unit.commit()
    with vault.open_unit() as unit:
        assert unit.settings.place() == place
        unit.settings.set_place(None)
        unit.commit()
    with vault.open_unit() as unit:
        assert unit.settings.place() is None


def test_a_session_is_referred_once_its_referral_is_signed(vault):
    with vault.open_unit() as unit:
        unit.sessions.save(a_session())
        unit.referrals.save(a_referral())
        assert not unit.sessions.is_referred(a_session().id)
        unit.referrals.save(replace(a_referral(), state=ReferralState.SIGNED, signed_at=NOW))
        assert unit.sessions.is_referred(a_session().id)
        assert not unit.sessions.is_referred(SessionId("session-2"))
        unit.commit()
