"""Which sheets were given, in which version, follows what is ticked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.errors import DiskFullError
from tests.builders import NOW, a_new_session
from tests.world import published

LEAFLET = "O10.given"


@pytest.fixture
def demobilising(world):
    wish = a_new_session(protocol_id="DM", protocol_version=published().protocol("DM").version)
    return world.casework.start(wish).id


def kept(world):
    return [(each.sheet, each.version, each.at) for each in world.tables.sheets_given.values()]


def test_a_ticked_leaflet_is_kept_with_its_version(world, demobilising):
    world.guide.answer(demobilising, LEAFLET, ["leaflet"])
    assert kept(world) == [("reactions", published().sheet_version("reactions"), NOW)]
    (given,) = world.tables.sheets_given.values()
    assert given.session_id == demobilising
    assert given.person_id == world.guide.open(demobilising).person.id
    assert "sheet-given" in world.vault.audited


def test_ticking_it_again_later_keeps_when_it_was_given(world, demobilising):
    world.guide.answer(demobilising, LEAFLET, ["leaflet"])
    world.clock.move_on(timedelta(hours=1))
    world.guide.answer(demobilising, LEAFLET, ["leaflet", "numbers"])
    assert [at for _sheet, _version, at in kept(world)] == [NOW]


def test_what_is_no_longer_ticked_was_not_given(world, demobilising):
    world.guide.answer(demobilising, LEAFLET, ["leaflet"])
    world.guide.answer(demobilising, LEAFLET, ["none"])
    assert kept(world) == []
    assert world.vault.audited.count("sheet-not-given") == 1


def test_it_is_one_transaction_with_the_answer(world, demobilising):
    world.vault.fail_next_commit(DiskFullError())
    with pytest.raises(DiskFullError):
        world.guide.answer(demobilising, LEAFLET, ["leaflet"])
    assert kept(world) == []


def test_a_talk_without_a_record_keeps_no_sheet(world):
    wish = a_new_session(protocol_id="DM", protocol_version=published().protocol("DM").version)
    world.guide.answer(world.guide.start_talk_only(wish), LEAFLET, ["leaflet"])
    assert kept(world) == []
