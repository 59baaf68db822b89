"""Groups in a real vault: on their rosters, in the copy, erased, over their time, tampered with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from estip_desktop.adapters.storage.guidance_rows import GROUP_SESSIONS
from estip_desktop.casework import GroupMember, NewGroup, SessionState, YesNoUnknown
from estip_desktop.errors import RecordDamagedError
from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.records.telling import entries_of
from tests.builders import an_incident
from tests.ui.record_world import CONTENT, PERSON, record_world

INITIALS = "Zoë Ŵ"


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        made.keep("incidents", an_incident(pip=YesNoUnknown.NO))
        yield made


@pytest.fixture
def group(world):
    protocol = CONTENT.protocol("DG")
    wish = NewGroup(
        protocol_id="DG",
        protocol_version=protocol.version,
        incident_id=IncidentId("incident-1"),
        notice="estip-privacy/1",
        roster=(GroupMember("m1", "P-0417", PERSON), GroupMember("m2", INITIALS)),
        co_leader="Kim Example",
    )
    (made,) = world.groups.start(wish)
    for page_id in ("DG1.mix", "DG1.accounts", "DG3.rules"):
        world.groups.answer(made, page_id, True)
    world.groups.answer(made, "DG5.reactions", ["guilt"])
    world.groups.answer(made, "DG9.slots", ["m1"])
    world.groups.answer(made, "DG10.watch", ["m2"])
    return made


def read(world, group):
    with world.vault.open_unit() as unit:
        return unit.groups.get(group)


def test_it_is_read_back_as_it_was_left(world, group):
    world.groups.go(group, "DG10.watch")
    world.groups.forget(group)
    guided = world.groups.resume(group)
    assert guided.session.page_id == "DG10.watch"
    assert guided.answers["DG5.reactions"] == ["guilt"]
    assert guided.group.member("m2").initials == INITIALS
    assert [each.id for each in world.groups.drafts()] == [group]


def test_a_record_says_that_they_were_there_and_nothing_that_was_said(world, group):
    world.groups.finish(group)
    file = world.records.open(PERSON)
    entry = next(each for each in entries_of(file, CONTENT) if each.id == group)
    said = " ".join(f"{line.label} {line.value}" for line in entry.lines)
    assert "Kim Example" in said
    assert "uilt" not in said
    assert INITIALS not in said
    files = world.copies.files(PERSON)
    copied = b"".join(data for name, data in files.items() if name.endswith(".json")).decode()
    assert "Took part in a group" in copied
    assert INITIALS not in copied


def test_whoever_was_there_by_initials_has_a_record_and_their_contact(world, group):
    finished = world.groups.finish(group)
    person_id = finished.member("m2").person_id
    file = world.records.open(person_id)
    assert file.person.name == INITIALS
    assert [row.purpose for row in file.follow_ups] == ["after-group"]
    assert [flag.code for flag in file.flags] == ["A14"]
    assert [each.id for each in file.groups] == [group]
    assert file.incident is not None


def test_erasing_a_person_takes_them_off_the_roster(world, group):
    world.groups.finish(group)
    with world.vault.open_unit() as unit:
        unit.eraser.person(PERSON)
        unit.commit()
    kept = read(world, group)
    assert [member.person_id is None for member in kept.roster] == [True, False]
    assert kept.answers["DG9.slots"] == []
    assert not kept.member("m1").initials


def test_a_group_goes_once_no_record_is_on_its_roster_and_its_days_are_over(world, group):
    finished = world.groups.finish(group)
    world.clock.move_on(timedelta(days=CONTENT.profile().retention.group_days + 1))
    world.keeping.purge()
    assert read(world, group).state is SessionState.FINISHED
    with world.vault.open_unit() as unit:
        for member in finished.roster:
            unit.eraser.person(PersonId(str(member.person_id)))
        unit.commit()
    certificate = world.keeping.purge()
    assert any("group_sessions" in each.tables for each in certificate.erased)
    with world.vault.open_unit() as unit:
        assert unit.groups.of_incident(IncidentId("incident-1")) == []


def test_an_incident_stays_while_a_group_of_it_does(world, group):
    with world.vault.open_unit() as unit:
        unit.eraser.person(PERSON)
        unit.commit()
    with world.vault.open_unit() as unit:
        assert unit.incidents.get(IncidentId("incident-1"))


def test_a_changed_row_is_noticed_before_anything_of_it_is_shown(world, group):
    sql = "UPDATE group_sessions SET body = replace(body, 'guilt', 'okay') WHERE id = ?"
    with world.vault.open_unit() as unit:
        unit.transaction.execute(sql, (group,))
        with pytest.raises(RecordDamagedError):
            GROUP_SESSIONS.get(unit.transaction, group)
