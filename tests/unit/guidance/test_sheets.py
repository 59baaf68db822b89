"""Which sheets were given, in which version, follows what is ticked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.errors import DiskFullError, NotFoundError
from estip_desktop.guidance import Handed
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


class TestTakenAlongAtTheEnd:
    @pytest.fixture
    def handed(self, world):
        return world.services.handed_sheets

    def test_each_is_kept_with_its_version_and_moment(self, world, demobilising, handed):
        handed.keep(demobilising, ["sleep"])
        world.clock.move_on(timedelta(minutes=3))
        after = handed.keep(demobilising, ["sleep", "family"])
        version = published().sheet_version
        assert sorted(kept(world)) == [
            ("family", version("family"), NOW + timedelta(minutes=3)),
            ("sleep", version("sleep"), NOW),
        ]
        assert after == Handed(frozenset(), frozenset({"family", "sleep"}))

    def test_one_that_is_taken_back_was_not_given(self, world, demobilising, handed):
        handed.keep(demobilising, ["sleep"])
        assert handed.keep(demobilising, []) == Handed()
        assert kept(world) == []
        assert world.vault.audited.count("sheet-not-given") == 1

    def test_what_a_page_gave_is_left_as_it_is(self, world, demobilising, handed):
        world.guide.answer(demobilising, LEAFLET, ["leaflet"])
        assert handed.keep(demobilising, ["reactions"]) == Handed(frozenset({"reactions"}))
        handed.keep(demobilising, [])
        assert [sheet for sheet, _version, _at in kept(world)] == ["reactions"]

    def test_a_sheet_that_is_not_published_changes_nothing(self, world, demobilising, handed):
        with pytest.raises(NotFoundError):
            handed.keep(demobilising, ["sleep", "unknown"])
        assert kept(world) == []

    def test_another_talk_keeps_its_own(self, world, demobilising, handed):
        handed.keep(demobilising, ["sleep"])
        person = world.guide.open(demobilising).person.id
        wish = a_new_session(
            protocol_id="DM", protocol_version=published().protocol("DM").version, person_id=person
        )
        other = world.casework.start(wish).id
        assert handed.of(other) == Handed()
        handed.keep(other, ["family"])
        assert handed.of(demobilising) == Handed(frozenset(), frozenset({"sleep"}))
