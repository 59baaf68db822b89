"""Sheets and services as they are published."""

from __future__ import annotations

from datetime import date

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.content.directory import urgent_from
from estip_desktop.kernel.help_text import BlockKind
from estip_desktop.signposting import DirectoryPart
from estip_desktop.stepped_care import Nation

CONTENT = Content()
LONGEST = 200
WANTED = {"sleep", "reactions", "alcohol", "scene", "family", "before-duty", "team"}


@pytest.fixture(params=CONTENT.give_aways(), ids=lambda each: each.id)
def given(request):
    return request.param


def test_every_sheet_is_there():
    assert {each.id for each in CONTENT.give_aways()} == WANTED


def test_a_sheet_stays_under_two_hundred_words(given):
    words = " ".join((given.sheet.title, *(each.words for each in given.sheet.blocks))).split()
    assert 60 < len(words) < LONGEST


def test_a_sheet_begins_with_what_it_is_about_and_has_parts(given):
    kinds = [each.kind for each in given.sheet.blocks]
    assert kinds[0] is BlockKind.PARAGRAPH
    assert kinds.count(BlockKind.HEADING) >= 2


def test_every_sheet_a_protocol_gives_is_published():
    given = {
        rule.sheet
        for protocol in CONTENT.protocols()
        for page in protocol.pages
        for rule in page.gives
    }
    assert given
    assert given <= WANTED


def test_every_protocol_with_a_leaflet_keeps_which_one():
    for protocol in CONTENT.protocols():
        for page in protocol.pages:
            if page.item is not None and page.item.text == "Leaflet given":
                assert [rule.sheet for rule in page.gives] == ["reactions"], protocol.id


@pytest.mark.parametrize("nation", list(Nation))
def test_every_nation_has_help_at_once_and_routes_inside_and_outside_the_force(nation):
    entries = CONTENT.directory(nation, date(2026, 11, 26))
    parts = {each.part for each in entries}
    assert parts == set(DirectoryPart)
    for each in entries:
        assert each.name
        assert each.number or each.url or each.note
        if each.part in {DirectoryPart.INSIDE, DirectoryPart.OUTSIDE}:
            assert each.criteria, each.name


def test_what_was_checked_long_ago_says_so():
    fresh = CONTENT.directory(Nation.ENGLAND, date(2026, 11, 26))
    old = CONTENT.directory(Nation.ENGLAND, date(2027, 6, 1))
    assert not any(each.is_old for each in fresh)
    assert all(each.is_old for each in old if each.checked_on)


def test_services_of_one_nation_only_stay_there():
    def names(nation):
        return {each.name for each in CONTENT.directory(nation)}

    assert "Lifeline" in names(Nation.NORTHERN_IRELAND)
    assert "Lifeline" not in names(Nation.ENGLAND)
    assert "National police Mental Health Crisis Line" not in names(Nation.SCOTLAND)


@pytest.mark.parametrize("nation", list(Nation))
def test_the_numbers_of_the_force_come_right_after_999(nation):
    phones = {"Duty clinician": "01632 960151", "Wellbeing desk": "01632 960152"}
    services = CONTENT.services(nation)
    listed = urgent_from(services, phones)
    kinds = {each.id: each.kind for each in services}
    order = [kinds.get(each.id, "force") for each in listed]
    ranks = ["emergency", "internal", "force", "crisis", "listening"]
    assert order == sorted(order, key=ranks.index)
    assert [(e.name, e.number) for e in listed if e.name in phones] == list(phones.items())
    assert "duty-clinician" in {each.id for each in listed}


def test_without_numbers_of_the_force_the_national_ones_stand_alone():
    listed = urgent_from(CONTENT.services(Nation.ENGLAND), {})
    assert [each.id for each in listed][:3] == ["emergency", "emergency-sms", "nhs-111-2"]
    assert all(each.number for each in listed)
