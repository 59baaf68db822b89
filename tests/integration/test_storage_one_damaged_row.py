"""One damaged row among good ones: lists go on without it, and its text is never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from estip_desktop.adapters.storage.outbox_rows import PARCELS
from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.casework import Casework, Contacts
from estip_desktop.errors import RecordDamagedError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import (
    FollowUpId,
    IncidentId,
    PersonId,
    ReferralId,
    SessionId,
    UuidFactory,
)
from estip_desktop.outbox import Parcel, ParcelState
from estip_desktop.records import Order
from estip_desktop.vault import Secret
from tests.builders import a_concern, a_flag, a_follow_up, a_person, a_session, an_incident
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)
CANARY = "Canary"


@pytest.fixture
def vault(tmp_path):
    path = tmp_path / "vault.db"
    create(path, KEY, "v-1", {}, SetClock(NOON))
    opened = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    with opened.open_unit() as unit:
        for number in (1, 2, 3):
            person, incident = PersonId(f"p{number}"), IncidentId(f"i{number}")
            unit.people.save(a_person(id=person, reference=f"P-040{number}", name=CANARY))
            unit.incidents.save(replace(an_incident(), id=incident, title=f"Incident {number}"))
            session = SessionId(f"s{number}")
            unit.sessions.save(a_session(id=session, person_id=person, incident_id=incident))
            unit.follow_ups.save(
                a_follow_up(
                    id=FollowUpId(f"f{number}"),
                    person_id=person,
                    incident_id=incident,
                    due_on=date(2026, 11, 20 + number),
                )
            )
            unit.concerns.save(a_concern(id=f"c{number}", person_id=person))
            unit.flags.save(a_flag(id=f"g{number}", person_id=person, session_id=session))
        unit.commit()
    yield opened
    opened.close()


@pytest.fixture
def casework(vault) -> Casework:
    clock = SetClock(NOON)
    return Casework(vault.open_unit, clock, UuidFactory(clock))


def damage(vault: SqlVault, table: str, row: str) -> None:
    vault._database._driver.execute(
        f"UPDATE {table} SET mac = zeroblob(16) WHERE id = ?",  # noqa: S608 - of this test
        (row,),
    )


def a_parcel(number: int, urgency: str) -> Parcel:
    """One that waits to be sent."""
    made = NOON + timedelta(minutes=number)
    return Parcel(
        ReferralId(f"r{number}"), 1, f"R-2026-000{number}", ParcelState.SEALED, urgency, made
    )


def contacts_of(vault: SqlVault) -> Any:
    clock = SetClock(NOON)
    found = Contacts(vault.open_unit, clock, UuidFactory(clock)).lists()
    return [*found.overdue, *found.this_week, *found.later]


def everything(casework: Casework) -> list[Any]:
    return [casework.today(), casework.drafts(), casework.incidents()]


@pytest.mark.parametrize("table", ["people", "incidents", "sessions", "follow_ups", "concerns"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_today_is_shown_whatever_row_is_damaged(vault, casework, table, number):
    damage(vault, table, f"{table[0]}{number}")
    everything(casework)
    contacts_of(vault)
    (finding,) = vault.damage_met or [None]
    if finding is not None:
        assert (finding.code, finding.subject) == (
            "record-damaged",
            f"{table}:{table[0]}{number}",
        )


def test_a_damaged_row_is_left_out_and_the_others_are_there(vault, casework):
    damage(vault, "sessions", "s2")
    assert [draft.session.id for draft in casework.drafts()] == ["s3", "s1"]
    damage(vault, "follow_ups", "f1")
    assert [due.follow_up.id for due in contacts_of(vault)] == ["f2", "f3"]
    assert [one.subject for one in vault.damage_met] == ["sessions:s2", "follow_ups:f1"]


def test_what_belongs_to_a_damaged_record_is_listed_and_says_so(vault, casework):
    damage(vault, "people", "p2")
    damage(vault, "incidents", "i3")
    assert [due.person_reference for due in contacts_of(vault)] == [
        "P-0401",
        "Damaged record",
        "P-0403",
    ]
    assert [(one.incident_title, one.person_reference) for one in casework.drafts()] == [
        ("Damaged record", "P-0403"),
        ("Incident 2", "Damaged record"),
        ("Incident 1", "P-0401"),
    ]


@pytest.mark.parametrize("table", ["people", "incidents", "sessions", "follow_ups"])
@pytest.mark.parametrize("order", list(Order))
def test_the_list_of_people_keeps_everybody_in_place(vault, table, order):
    damage(vault, table, f"{table[0]}2")
    with vault.open_unit() as unit:
        rows = unit.register.page("", order, "", 10)
    assert sorted(row.person_id for row in rows) == ["p1", "p2", "p3"]
    (row,) = [row for row in rows if row.person_id == "p2"]
    assert (row.reference == "", row.name == "") == (table == "people", table == "people")


def test_people_of_an_incident_are_listed_without_the_damaged_one(vault, casework):
    with vault.open_unit() as unit:
        for number in (1, 2, 3):
            unit.sessions.save(
                a_session(
                    id=SessionId(f"x{number}"),
                    person_id=PersonId(f"p{number}"),
                    incident_id=IncidentId("i1"),
                )
            )
        unit.commit()
    damage(vault, "people", "p2")
    assert {person.id for person in casework.people_at(IncidentId("i1"))} == {"p1", "p3"}


def test_opening_the_damaged_record_itself_is_refused_without_its_text(vault, casework):
    damage(vault, "people", "p2")
    with pytest.raises(RecordDamagedError) as caught:
        casework.person(PersonId("p2"))
    assert CANARY not in str(caught.value)
    assert [one.subject for one in vault.damage_met] == ["people:p2"]


def test_what_is_decided_from_all_rows_is_never_decided_from_some(vault):
    damage(vault, "flags", "g2")
    with vault.open_unit() as unit, pytest.raises(RecordDamagedError):
        unit.flags.of_session(SessionId("s2"))


def test_a_unit_may_leave_out_what_is_damaged_and_names_it(vault):
    damage(vault, "flags", "g2")
    with vault.open_unit() as unit:
        unit.leave_out_damaged()
        assert unit.flags.of_session(SessionId("s2")) == []
        assert unit.flags.of_session(SessionId("s1")) != []
        assert unit.damaged == ("flags:g2",)
    with vault.open_unit() as unit:
        assert unit.damaged == ()


def test_damaged_rows_take_no_places_of_others(vault):
    damage(vault, "follow_ups", "f1")
    damage(vault, "people", "p3")
    with vault.open_unit() as unit:
        assert [one.id for one in unit.follow_ups.due_until(date(2027, 1, 1), 1)] == ["f2"]
        assert [one.id for one in unit.people.latest(1)] == ["p2"]
        assert [one.id for one in unit.people.latest(9)] == ["p2", "p1"]


def test_a_damaged_parcel_holds_up_no_other(vault):
    keys = []
    with vault.open_unit() as unit:
        for number, urgency in ((1, "P4"), (2, "P3"), (3, "P3")):
            parcel = a_parcel(number, urgency)
            unit.parcels.save(parcel)
            keys.append(parcel.key)
        unit.commit()
    with vault.open_unit() as unit:
        assert [one.key for one in unit.parcels.due(NOON, 1)] == keys[:1]
    vault._database._driver.execute(
        "UPDATE parcels SET mac = zeroblob(16) WHERE key = ?", (keys[0],)
    )
    with vault.open_unit() as unit:
        assert [one.key for one in unit.parcels.due(NOON, 1)] == keys[1:2]
        assert [one.key for one in unit.parcels.page(10)] == keys[:0:-1]
        with pytest.raises(RecordDamagedError):
            unit.parcels.all()  # files that no parcel speaks of are removed by this list


def test_a_parcel_of_another_shape_is_damaged_although_its_tag_fits(vault):
    """As a newer program, or a fault of this one, might have written it."""
    with vault.open_unit() as unit:
        unit.parcels.save(a_parcel(9, "P3"))
        key = a_parcel(9, "P3").key
        row = PARCELS.get(unit.transaction, key)
        PARCELS.put(unit.transaction, row | {"body": '{"key":"p-1"}'})
        with pytest.raises(RecordDamagedError, match="parcel"):
            unit.parcels.get(key)
