"""A session filed under the wrong person goes to the right one, with all that came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from estip_desktop.errors import InputRefusedError, RuleError
from estip_desktop.kernel.ids import FlagId, PersonId, ReferralId, SessionId
from estip_desktop.records import Moving
from estip_desktop.referrals import ReferralState
from tests.builders import a_flag, a_person
from tests.ui.parcel_builders import a_referral
from tests.ui.record_world import PERSON, record_world

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
