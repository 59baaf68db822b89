"""A session filed under the wrong person goes to the right one, with all that came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from estip_desktop.casework import ContactMethod, FollowUpState, SessionState
from estip_desktop.casework.contacts import CLEAR, mark_closed
from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.ids import (
    FlagId,
    FollowUpId,
    IncidentId,
    PersonId,
    ReferralId,
    SessionId,
)
from estip_desktop.records import Moving
from estip_desktop.records.cases import cases_of
from estip_desktop.records.model import Handover
from estip_desktop.referrals import ReferralState
from tests.builders import (
    NOW,
    a_consent,
    a_flag,
    a_follow_up,
    a_new_session,
    a_person,
    a_session,
)
from tests.closing_support import CALM
from tests.ui.parcel_builders import a_referral
from tests.ui.record_world import CONTENT, PERSON, record_world

OTHER = PersonId("person-2")


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        made.keep(
            "people",
            a_person(
                id=OTHER, reference="P-0403", name="Sam O'Brien", staff_number="ND 4480",
                date_of_birth=date(1990, 2, 3),
            ),
        )  # fmt: skip
        made.keep("flags", a_flag(id=FlagId("flag-1"), session_id=SessionId("session-2")))
        yield made


@pytest.fixture
def moving(world) -> Moving:
    return Moving(world.vault.open_unit, world.clock, world.ids)


@pytest.mark.parametrize(
    ("reference", "second"),
    [
        ("P-0403", "Sam O'Brien"),
        (" p-0403 ", "  sam   o'brien "),
        ("P-0403", "nd 4480"),
        ("P-0403", "1990-02-03"),
    ],
)
def test_everything_that_came_of_it_goes_along(world, moving, reference, second):
    before = world.records.open(PERSON)
    moved = moving.move(SessionId("session-2"), reference, second)
    assert moved.session.person_id == OTHER
    assert not moved.left_empty
    wrong, right = world.records.open(PERSON), world.records.open(OTHER)
    assert [each.id for each in right.sessions] == ["session-2"]
    assert [each.id for each in wrong.sessions] == ["session-1"]
    assert {each.id for each in right.screenings} == {each.id for each in before.screenings}
    assert right.answers.keys() == {"session-2", *(each.id for each in before.screenings)}
    assert [each.id for each in right.flags] == ["flag-1"]
    assert wrong.screenings == wrong.flags == ()
    assert [each.id for each in wrong.concerns] == ["concern-1"]


def test_both_records_say_so_and_the_wrong_one_does_not_say_whose(world, moving):
    moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")
    (here,) = world.records.open(PERSON).corrections
    (there,) = world.records.open(OTHER).corrections
    assert "by mistake" in here.after
    assert "P-0403" not in here.after
    assert "Sam" not in here.after
    assert "P-0417" in there.after


def test_a_record_that_holds_nothing_else_is_told(world, moving):
    moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")
    assert moving.move(SessionId("session-1"), "P-0403", "Sam O'Brien").left_empty


@pytest.mark.parametrize(
    ("reference", "second", "detail"),
    [
        ("P-9999", "Sam O'Brien", "move-no-such-person"),
        ("", "Sam O'Brien", "move-no-such-person"),
        ("P-0403", "Sam", "move-second-differs"),
        ("P-0403", "", "move-second-differs"),
        ("P-0403", "P-0403", "move-second-differs"),
    ],
)
def test_two_identifiers_have_to_fit(world, moving, reference, second, detail):
    with pytest.raises(InputRefusedError) as refused:
        moving.move(SessionId("session-2"), reference, second)
    assert refused.value.detail == detail
    assert len(world.records.open(PERSON).sessions) == 2


def test_a_record_without_a_second_identifier_takes_nothing(world, moving):
    world.keep("people", a_person(id=PersonId("bare"), reference="P-0404", name=""))
    with pytest.raises(InputRefusedError):
        moving.move(SessionId("session-2"), "P-0404", "")


def test_not_to_where_it_is(moving):
    with pytest.raises(RuleError, match="move-same-person"):
        moving.move(SessionId("session-2"), "P-0417", "ND4471")


class TestWhatTheTalkClosed:
    """Nobody has talked to the person in whose record it stood: they are still to be asked."""

    def talk(self, world, **answers):
        """A follow-up contact of today, filed under the wrong person and finished."""
        now = world.clock.now()
        talk = a_session(
            id=SessionId("talk"), protocol_id="MR",
            protocol_version=CONTENT.protocol("MR").version,
            started_at=now, touched_at=now, consent=a_consent(record=True),
        )  # fmt: skip
        world.keep("sessions", talk)
        for page, value in {**CALM, "MR7.pathway": True, **answers}.items():
            world.guide.answer(talk.id, page, value)
        world.care.decide(talk.id, "P0", reason="Their wish")
        world.clock.move_on(timedelta(minutes=20))
        world.care.finish(talk.id)
        return talk

    def contacts(self, world, person):
        rows = world.records.open(person).follow_ups
        return {row.id: (row.state.value, row.closed_at is None) for row in rows}

    def test_contacts_are_due_again(self, world, moving):
        world.keep(
            "follow_ups",
            a_follow_up(id=FollowUpId("f3"), due_on=world.contacts.today()),
            a_follow_up(id=FollowUpId("f4"), state=FollowUpState.MISSED, closed_at=NOW),
        )
        before = self.contacts(world, PERSON)
        self.talk(world)
        assert self.contacts(world, PERSON)["f3"] == ("done", False)
        moved = moving.move(SessionId("talk"), "P-0403", "Sam O'Brien")
        assert moved.reopened == 2
        assert self.contacts(world, PERSON) == before
        with world.vault.open_unit() as unit:
            lines = unit.audit_log.of(["f3"], 10)
        assert [line.what for line in lines if line.what == "follow-up-reopened"]
        assert cases_of(world.records.open(PERSON), CONTENT.profile().retention)[0].dates.waiting

    def test_an_end_of_the_case_is_taken_back(self, world, moving):
        world.clock.move_on(timedelta(days=90))
        world.keep("follow_ups", a_follow_up(id=FollowUpId("f3"), due_on=date(2027, 3, 1)))
        talk = self.talk(world)
        with world.vault.open_unit() as unit:
            finished = unit.sessions.get(talk.id).finished_at
            mark_closed(unit, world.ids, PERSON, talk.incident_id, CLEAR, now=finished)
            unit.commit()
        closed = cases_of(world.records.open(PERSON), CONTENT.profile().retention)[0]
        assert not closed.dates.waiting
        moving.move(SessionId("talk"), "P-0403", "Sam O'Brien")
        again = cases_of(world.records.open(PERSON), CONTENT.profile().retention)[0]
        assert again.dates.waiting
        assert world.records.open(OTHER).follow_ups == ()

    def test_a_talk_that_is_not_finished_closed_nothing(self, world, moving):
        with world.vault.open_unit() as unit:
            session = unit.sessions.get(SessionId("session-2"))
            unit.sessions.save(replace(session, state=SessionState.DRAFT, finished_at=None))
            unit.commit()
        assert moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien").reopened == 0


def test_what_was_accepted_elsewhere_stays_where_it_is(world, moving):
    with world.vault.open_unit() as unit:
        session = unit.sessions.get(SessionId("session-2"))
        unit.keeping.save_handover(Handover("k", PERSON, session.incident_id, "R-1", NOW, NOW))
        unit.commit()
    with pytest.raises(RuleError, match="move-handed-over"):
        moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")


def test_what_was_signed_stays_where_its_referral_says(world, moving):
    world.keep(
        "referrals",
        a_referral(
            id=ReferralId("r"), session_id=SessionId("session-2"), person_id=PERSON,
            state=ReferralState.SIGNED,
        ),
    )  # fmt: skip
    with pytest.raises(RuleError, match="move-is-signed"):
        moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")


def test_a_hold_keeps_it_where_it_is(world, moving):
    from estip_desktop.records import HoldKind

    world.keeping.hold(PERSON, HoldKind.COMPLAINT, "Complaint.", "PSD")
    with pytest.raises(RuleError, match="hold-stands"):
        moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")


def test_nobody_moves_into_a_record_that_is_sealed(world, moving):
    from estip_desktop.casework.model import AskedHow

    world.rights.take_back(OTHER, AskedHow.PHONE)
    with pytest.raises(RuleError, match="consent-is-withdrawn"):
        moving.move(SessionId("session-2"), "P-0403", "Sam O'Brien")


class TestDetailsTypedInIt:
    """What was typed on the identity page belongs to whoever sat there."""

    @pytest.fixture
    def typed(self, world):
        wish = a_new_session(
            protocol_id="DI",
            protocol_version=CONTENT.protocol("DI").version,
            incident_id=IncidentId("incident-1"),
            person_id=PERSON,
            person_name="",
        )
        session = world.casework.start(wish)
        person = world.casework.person(PERSON)
        world.casework.update_person(
            replace(person, name="Sam O'Brien", phone="01632 960999", staff_number="ND 4480")
        )
        world.guide.forget(session.id)
        world.guide.answer(session.id, "C5.contact", "email")
        return session

    def test_it_leaves_the_wrong_record_and_fills_the_right_one(self, world, moving, typed):
        moved = moving.move(typed.id, "P-0403", "Sam O'Brien")
        assert moved.details == ("contact_method", "name", "phone", "staff_number")
        assert not moved.doubtful
        wrong, right = world.casework.person(PERSON), world.casework.person(OTHER)
        assert (wrong.name, wrong.phone, wrong.staff_number) == ("", "", "")
        assert wrong.contact_method is None
        assert wrong.role == "Response officer"
        assert (right.phone, right.contact_method) == ("01632 960999", ContactMethod.EMAIL)
        assert right.name == "Sam O'Brien"

    def test_what_the_right_record_says_already_stays(self, world, moving, typed):
        other = world.casework.person(OTHER)
        world.casework.update_person(replace(other, phone="01632 960111"))
        moving.move(typed.id, "P-0403", "Sam O'Brien")
        assert world.casework.person(OTHER).phone == "01632 960111"

    def test_what_was_typed_before_or_afterwards_stays(self, world, moving, typed):
        with world.vault.open_unit() as unit:
            unit.audit.record(AuditEvent("session-finished", typed.id))
            unit.commit()
        person = world.casework.person(PERSON)
        world.casework.update_person(replace(person, station="Northdale Central"))
        moved = moving.move(typed.id, "P-0403", "Sam O'Brien")
        assert "station" not in moved.details
        assert world.casework.person(PERSON).station == "Northdale Central"

    def test_where_the_trail_does_not_say_what_changed_somebody_is_asked_to_look(
        self, world, moving, typed
    ):
        with world.vault.open_unit() as unit:
            unit.audit.record(AuditEvent("person-changed", PERSON))
            unit.commit()
        assert moving.move(typed.id, "P-0403", "Sam O'Brien").doubtful
