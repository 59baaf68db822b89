"""Pathways, bank holidays, services and profile of this checkout."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.adapters.content.pathway_files import pathways_from
from estip_desktop.adapters.content.reading import read
from estip_desktop.adapters.content.shapes import HolidaysFile, PathwaysFile
from estip_desktop.adapters.content.sources import FolderSource
from estip_desktop.errors import ContentRefusedError
from estip_desktop.stepped_care import Level, Nation, is_working_day

CODES = [f"R{n}" for n in range(1, 7)] + [f"A{n}" for n in range(1, 15)] + ["L1", "L2"]


def test_all_flags_are_there_in_order(content: Content) -> None:
    flags = content.pathways().flags
    assert list(flags) == CODES
    levels = {"R": Level.RED, "A": Level.AMBER, "L": Level.LEGAL}
    for code, flag in flags.items():
        assert flag.level is levels[code[0]]
        assert flag.meaning
        assert flag.short


def test_six_rungs_have_the_words_of_the_page(content: Content) -> None:
    titles = {rung.id: rung.title for rung in content.pathways().rungs.values()}
    assert titles == {
        "P0": "Self-care and information",
        "P1": "Staying in touch",
        "P2": "ESTIM request",
        "P3": "Occupational Health",
        "P4": "Occupational Health, urgent",
        "P5": "Immediate",
    }


def test_closing_is_as_the_outline_has_it(content: Content) -> None:
    closure = content.pathways().closure
    assert (closure.first_day, closure.clear_contacts, closure.counted_from_day) == (84, 2, 21)
    assert closure.always_considered == ("A1", "A14")
    assert closure.answered_by_next_step == ("A12",)
    assert "sign-off" in closure.source.citation


def test_rules_without_closing_are_refused() -> None:
    root = resources_root()
    old = read(FolderSource(root), "pathways/archive/estip-1.1.0.json", PathwaysFile)
    holidays = read(FolderSource(root), "pathways/bank_holidays.json", HolidaysFile)
    with pytest.raises(ContentRefusedError, match="no-closure"):
        pathways_from(old, holidays)


def test_thresholds_fit_the_instruments_that_are_here(content: Content) -> None:
    here = {instrument.id: instrument for instrument in content.instruments()}
    for threshold in content.pathways().thresholds.values():
        instrument = here.get(threshold.instrument)
        if instrument is None:
            continue
        if threshold.criterion:
            assert threshold.criterion in {c.id for c in instrument.scoring.criteria}
        else:
            low, high = instrument.scoring.scale(threshold.scale).range
            assert threshold.at_least is not None
            assert low < threshold.at_least <= high


def test_red_items_raise_flags_that_exist(content: Content) -> None:
    for instrument in content.instruments():
        for red in instrument.scoring.red_items:
            assert content.pathways().flag(red.flag).level is Level.RED


def _easter(year: int) -> date:
    """Gauss's rule in the form of Butcher, independent of the table."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_bank_holidays_follow_the_rule(content: Content, year: int) -> None:
    holidays = content.pathways().bank_holidays
    easter = _easter(year)
    friday, monday = easter - timedelta(days=2), easter + timedelta(days=1)
    for nation in Nation:
        assert friday in holidays[nation]
        assert (monday in holidays[nation]) is (nation is not Nation.SCOTLAND)
        assert date(year, 12, 24) not in holidays[nation]
    assert holidays[Nation.ENGLAND] == holidays[Nation.WALES]
    assert date(year, 3, 17) in holidays[Nation.NORTHERN_IRELAND]
    assert date(year, 11, 30) in holidays[Nation.SCOTLAND]
    counts = {nation: sum(day.year == year for day in holidays[nation]) for nation in Nation}
    world_cup = year == 2026
    assert counts[Nation.ENGLAND] == 8
    assert counts[Nation.NORTHERN_IRELAND] == 10
    assert counts[Nation.SCOTLAND] == 9 + world_cup


def test_no_bank_holiday_falls_on_a_weekend(content: Content) -> None:
    for days in content.pathways().bank_holidays.values():
        assert [day for day in days if day.weekday() >= 5] == []


def test_the_calendar_has_years_ahead(content: Content) -> None:
    pathways = content.pathways()
    assert {2026, 2027, 2028} <= pathways.holiday_years
    assert not is_working_day(pathways, date(2026, 6, 15), Nation.SCOTLAND)
    assert is_working_day(pathways, date(2026, 6, 15), Nation.ENGLAND)


@pytest.mark.parametrize("nation", list(Nation))
def test_every_nation_has_emergency_crisis_and_listening(content: Content, nation: Nation) -> None:
    found = content.services(nation, date(2026, 11, 23))
    assert {"emergency", "crisis", "listening", "counselling"} <= {each.kind for each in found}
    assert found[0].phone == "999"
    assert all(each.phone or each.text for each in found if each.kind in {"emergency", "crisis"})


def test_police_crisis_line_is_for_england_and_wales(content: Content) -> None:
    def numbers(nation: str) -> set[str]:
        return {service.phone for service in content.services(nation)}

    assert "0300 131 2789" in numbers("england") & numbers("wales")
    assert "0300 131 2789" not in numbers("scotland") | numbers("northern_ireland")
    assert "0808 808 8000" in numbers("northern_ireland")


def test_contacts_are_marked_old_after_half_a_year(content: Content) -> None:
    assert not any(s.is_old for s in content.services("england", date(2027, 5, 22)))
    assert all(s.is_old for s in content.services("england", date(2027, 5, 23)))


def test_built_in_profile_says_that_no_force_profile_is_installed(content: Content) -> None:
    profile = content.profile()
    assert profile.is_built_in
    assert profile.banner
    assert profile.cut_offs == {}
    assert profile.transport[0] == "folder"
    assert profile.suppression_limit == 10
    expected = {"phq-2", "gad-2", "phq-4", "phq-9", "gad-7", "pc-ptsd-5", "k6"}
    assert set(profile.peer_instruments) == expected
