"""Next contacts and deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import NotFoundError
from estip_desktop.stepped_care import (
    Contact,
    Nation,
    Pathways,
    ack_deadline,
    add_working_days,
    follow_up,
    is_working_day,
    next_contacts,
)


@pytest.fixture(scope="module")
def pathways() -> Pathways:
    return Content().pathways()


@pytest.mark.parametrize(
    ("pathway", "day", "expected"),
    [
        ("P0", 0, [28]),
        ("P0", 28, [91]),
        ("P0", 91, []),
        ("P1", 3, [10, 28]),
        ("P1", 13, [20, 28]),
        ("P1", 14, [28]),
        ("P1", 27, [28]),
        ("P1", 28, [91]),
        ("P1", 90, [91]),
        ("P1", 91, [119]),
        ("P1", 130, [158]),
        ("P2", 3, [6, 28]),
        ("P2", 25, [28]),
        ("P3", 3, [10, 28]),
        ("P3", 28, [35, 91]),
        ("P3", 91, [98]),
        ("P4", 3, [4, 6]),
        ("P5", 3, [4]),
    ],
)
def test_next_contacts_of_the_table(
    pathways: Pathways, pathway: str, day: int, expected: list[int]
) -> None:
    assert [each.day for each in follow_up(pathways, pathway, day)] == expected


def test_early_check_is_a_range(pathways: Pathways) -> None:
    early = follow_up(pathways, "P1", 3)[0]
    assert (early.from_day, early.day) == (6, 10)


@pytest.mark.parametrize(("pathway", "offered"), [("P0", True), ("P2", True), ("P3", False)])
def test_defusing_is_offered_after_demobilising(
    pathways: Pathways, pathway: str, *, offered: bool
) -> None:
    found = {each.protocol for each in follow_up(pathways, pathway, 0, "DM")}
    assert ("DI" in found) is offered
    assert "DI" not in {each.protocol for each in follow_up(pathways, pathway, 0, "DI")}


def test_contacts_have_dates(pathways: Pathways) -> None:
    found = next_contacts(pathways, "P1", date(2026, 11, 2), date(2026, 11, 5))
    assert [(each.earliest, each.due) for each in found] == [
        (date(2026, 11, 8), date(2026, 11, 12)),
        (date(2026, 11, 30), date(2026, 11, 30)),
    ]


def test_unknown_pathway_is_not_found(pathways: Pathways) -> None:
    with pytest.raises(NotFoundError):
        follow_up(pathways, "P6", 0)


def test_working_days_pass_over_weekends_and_bank_holidays(pathways: Pathways) -> None:
    thursday_before_easter = date(2026, 4, 2)
    after = {n: add_working_days(pathways, thursday_before_easter, 1, n) for n in Nation}
    assert after[Nation.ENGLAND] == after[Nation.WALES] == date(2026, 4, 7)
    assert after[Nation.SCOTLAND] == date(2026, 4, 6)
    assert add_working_days(pathways, date(2026, 12, 24), 1, Nation.WALES) == date(2026, 12, 29)
    assert not is_working_day(pathways, date(2026, 7, 13), Nation.NORTHERN_IRELAND)


def test_a_year_without_data_knows_weekends(pathways: Pathways) -> None:
    assert 2031 not in pathways.holiday_years
    assert is_working_day(pathways, date(2031, 12, 25), Nation.ENGLAND)
    assert not is_working_day(pathways, date(2031, 12, 27), Nation.ENGLAND)


def test_routine_parcel_is_collected_in_one_and_accepted_in_three_working_days(
    pathways: Pathways,
) -> None:
    friday_evening = datetime(2026, 6, 12, 21, 0, tzinfo=UTC)
    found = ack_deadline(pathways, "P3", friday_evening, Nation.ENGLAND)
    assert found.collected_by == datetime(2026, 6, 15, 16, 0, tzinfo=UTC)  # 17:00 summer time
    assert found.accepted_by == datetime(2026, 6, 17, 16, 0, tzinfo=UTC)
    assert not found.phone_first
    scottish = ack_deadline(pathways, "P2", friday_evening, Nation.SCOTLAND)
    assert scottish.collected_by == datetime(2026, 6, 16, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("pathway", ["P4", "P5"])
def test_urgent_parcel_is_phoned_first(pathways: Pathways, pathway: str) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    found = ack_deadline(pathways, pathway, monday, Nation.ENGLAND)
    assert found.phone_first
    assert found.phone_again_at == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert found.collected_by is None
    assert found.accepted_by == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_the_day_of_sending_is_the_local_day(pathways: Pathways) -> None:
    just_after_midnight = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)  # Tuesday 00:30 local
    found = ack_deadline(pathways, "P3", just_after_midnight, Nation.ENGLAND)
    assert found.collected_by == datetime(2026, 6, 17, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("pathway", ["P0", "P1"])
def test_nothing_is_due_where_nothing_is_sent(pathways: Pathways, pathway: str) -> None:
    found = ack_deadline(pathways, pathway, datetime(2026, 6, 12, tzinfo=UTC), Nation.WALES)
    assert (found.collected_by, found.accepted_by, found.phone_again_at) == (None, None, None)


def test_a_clock_before_the_incident_counts_as_its_day(pathways: Pathways) -> None:
    day0 = date(2026, 11, 10)
    found = next_contacts(pathways, "P4", day0, day0 - timedelta(days=2))
    assert [entry.follow_up.day for entry in found] == [1, 3]


def test_a_contact_without_a_day_is_none(pathways: Pathways) -> None:
    rung = replace(pathways.rung("P0"), contacts=(Contact(what="some day"),))
    changed = replace(pathways, rungs={**pathways.rungs, "P0": rung})
    assert follow_up(changed, "P0", 3) == ()
