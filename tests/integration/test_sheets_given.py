"""Sheets that were given: in the record, in its copy, with whoever they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.records.telling import entries_of
from tests.builders import a_new_session, a_person
from tests.ui.record_world import CONTENT, PERSON, record_world

OTHER = PersonId("person-2")
LEAFLET = "C10.leaflet"


@pytest.fixture
def world(home: Path):
    with record_world(home) as made:
        made.a_month()
        made.keep("people", a_person(id=OTHER, reference="P-0403", name="Sam O'Brien"))
        yield made


@pytest.fixture
def draft(world):
    """A session under way in which the leaflet was given."""
    wish = a_new_session(
        protocol_id="DI",
        protocol_version=CONTENT.protocol("DI").version,
        incident_id=IncidentId("incident-1"),
        person_name="",
        person_id=PERSON,
    )
    session = world.casework.start(wish)
    world.guide.answer(session.id, LEAFLET, True)
    return session


def given(world, person=PERSON):
    return [(each.sheet, each.version) for each in world.records.open(person).sheets]


def test_it_is_kept_with_the_version_and_read_back(world, draft):
    assert given(world) == [("reactions", CONTENT.sheet_version("reactions"))]
    world.guide.forget(draft.id)
    world.guide.answer(draft.id, LEAFLET, False)
    assert given(world) == []


def test_the_record_says_which_sheet_and_version(world, draft):
    file = world.records.open(PERSON)
    entry = next(each for each in entries_of(file, CONTENT) if each.id == draft.id)
    line = next(each for each in entry.lines if each.label == "Sheets given")
    assert line.value == f"What you may notice (version {CONTENT.sheet_version('reactions')})"


def test_the_copy_of_a_record_has_it(world, draft):
    files = world.copies.files(PERSON)
    words = b"".join(data for name, data in files.items() if name.endswith(".json")).decode()
    assert "What you may notice (version" in words


def test_it_goes_along_when_its_session_is_moved(world, draft):
    world.services.moving.move(draft.id, "P-0403", "Sam O'Brien")
    assert given(world) == []
    assert given(world, OTHER) == [("reactions", CONTENT.sheet_version("reactions"))]


def test_it_goes_with_the_record_it_belongs_to(world, draft):
    with world.vault.open_unit() as unit:
        erased = unit.eraser.person(PERSON)
        unit.commit()
    assert "sheets_given" in erased.tables
    with world.vault.open_unit() as unit:
        assert unit.sheets_given.of_person(PERSON) == []
