"""Dates of next contacts, deadlines and windows agree with the calendar, written a second time."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.clock import local_day
from estip_desktop.protocols import window_for
from estip_desktop.stepped_care import (
    Nation,
    ack_deadline,
    add_working_days,
    follow_up,
    is_working_day,
    next_contacts,
)
from tests.content import calendar_oracle as oracle
from tests.content.pathway_oracle import FIRST_DAY, verdict, window
from tests.content.test_commands import call

PATHWAYS = Content().pathways()
YEARS = (2026, 2027, 2028)
PROTOCOLS = ("", "DM", "DI", "DG", "EM", "MR")
PATHS = ("P0", "P1", "P2", "P3", "P4", "P5")


@pytest.mark.parametrize("nation", list(Nation))
@pytest.mark.parametrize("year", YEARS)
def test_bank_holidays_are_those_of_the_standing_rules(nation: Nation, year: int) -> None:
    kept = {day for day in PATHWAYS.bank_holidays[nation] if day.year == year}
    assert kept == oracle.bank_holidays(nation.value, year)


def test_the_calendar_of_the_oracle_is_right_where_everybody_knows_it() -> None:
    assert oracle.easter(2026) == date(2026, 4, 5)
    assert oracle.easter(2027) == date(2027, 3, 28)
    assert oracle.easter(2028) == date(2028, 4, 16)
    assert set(YEARS) == PATHWAYS.holiday_years
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for hours in range(2 * 366 * 24):
        moment = start + timedelta(hours=hours)
        assert oracle.local_date(moment) == local_day(moment)


@pytest.mark.parametrize("nation", list(Nation))
def test_every_deadline_falls_on_its_working_day(nation: Nation) -> None:
    first, last = date(2026, 1, 1), date(2028, 12, 20)
    for days in range((last - first).days):
        day = first + timedelta(days=days)
        free = oracle.bank_holidays(nation.value, day.year)
        works = day.weekday() < 5 and day not in free
        assert is_working_day(PATHWAYS, day, nation) is works
        for hour, minute in ((0, 30), (17, 0), (23, 30)):
            sent = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
            routine = ack_deadline(PATHWAYS, "P3", sent, nation)
            assert routine.collected_by == oracle.deadline(nation.value, sent, 1)
            assert routine.accepted_by == oracle.deadline(nation.value, sent, 3)
            assert (routine.phone_first, routine.phone_again_at) == (False, None)
            urgent = ack_deadline(PATHWAYS, "P4", sent, nation)
            assert urgent.collected_by is None
            assert urgent.accepted_by == oracle.deadline(nation.value, sent, 1)
            assert urgent.phone_first
            assert urgent.phone_again_at == sent + timedelta(minutes=30)
    for one, other in (("P2", "P3"), ("P5", "P4")):
        sent = datetime(2026, 4, 1, 12, tzinfo=UTC)
        assert ack_deadline(PATHWAYS, one, sent, nation) == ack_deadline(
            PATHWAYS, other, sent, nation
        )


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_working_days_are_counted_from_the_day_after(count: int) -> None:
    for days, nation in itertools.product(range(366), Nation):
        day = date(2026, 1, 1) + timedelta(days=days)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        wanted = oracle.deadline(nation.value, noon, count).date()
        assert add_working_days(PATHWAYS, day, count, nation) == wanted


@pytest.mark.parametrize("pathway", PATHS)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_next_contacts_of_every_day_are_those_of_the_table(pathway: str, protocol: str) -> None:
    for day in range(400):
        found = follow_up(PATHWAYS, pathway, day, protocol)
        assert [(each.from_day, each.day) for each in found] == oracle.contacts(
            pathway, protocol, day
        ), day
        offered = [each.day for each in found if each.protocol]
        is_offered = protocol == "DM" and pathway in {"P0", "P1", "P2"} and day < 3
        assert offered == ([3] if is_offered else [])


@pytest.mark.parametrize(
    "ended",
    [date(2026, 1, 31), date(2026, 3, 1), date(2026, 10, 1), date(2027, 12, 5), date(2028, 2, 1)],
)
def test_the_next_contacts_have_their_dates_over_months_years_and_clocks(ended: date) -> None:
    for pathway, days in itertools.product(PATHS, range(130)):
        found = next_contacts(PATHWAYS, pathway, ended, ended + timedelta(days=days))
        dates = [(each.earliest.toordinal(), each.due.toordinal()) for each in found]
        start = ended.toordinal()
        assert dates == [
            (start + early, start + last) for early, last in oracle.contacts(pathway, "", days)
        ]


def test_the_pathway_command_tells_the_same_days(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    said: dict[str, dict[str, object]] = {
        "P0": {},
        "P1": {"distress": 6},
        "P4": {"flags": ["A1"]},
        "P5": {"flags": ["R2"]},
    }
    for (pathway, more), day in itertools.product(said.items(), (*range(32), 90, 91, 92, 99_999)):
        path.write_text(json.dumps({"protocol": "DM", "day": day, **more}), "utf-8")
        result = call(content, ["pathway", str(path)]).result
        assert result["pathway"] == pathway
        told = [(row.get("from", row["day"]), row["day"]) for row in result["follow_up"]]
        assert told == oracle.contacts(pathway, "DM", day)


@pytest.mark.parametrize("protocol", ["DM", "DI", "DG", "EM", "MR"])
@pytest.mark.parametrize(
    "ended",
    [
        datetime(2026, 3, 27, 23, 30, tzinfo=UTC),  # two days before summer time begins
        datetime(2026, 10, 24, 0, 30, tzinfo=UTC),  # the day before it ends
        datetime(2026, 10, 24, 22, 59, tzinfo=UTC),
        datetime(2027, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
def test_every_hour_of_every_window_over_the_changes_of_clocks(
    protocol: str, ended: datetime
) -> None:
    for hours in range(125 * 24):
        now = ended + timedelta(hours=hours)
        day = (oracle.local_date(now) - oracle.local_date(ended)).days
        found = window_for(PATHWAYS.windows, protocol, ended, now, ("DI",), pip="no")
        status, offer = window(protocol, hours, day)
        assert (found.status.value, found.offer) == (status, offer), hours
        assert bool(found.reason) or status == "open"
        given = window_for(PATHWAYS.windows, protocol, ended, now, ("DI",), True, pip="no")
        assert given.status.value == ("open" if status == "needs_reason" else status)
        unknown = window_for(PATHWAYS.windows, protocol, ended, now, ("DI",))
        assert unknown.status.value == ("locked" if protocol == "DG" else status)
        alone = window_for(PATHWAYS.windows, protocol, ended, now, pip="no")
        assert alone.status.value == ("locked" if protocol == "EM" else status)


@pytest.mark.parametrize("name", sorted(FIRST_DAY))
def test_a_questionnaire_opens_on_its_day_on_the_command_line(content: Content, name: str) -> None:
    items = content.instrument(name).listed
    lowest = [min(option.value or 0 for option in item.item.options) for item in items]
    answers = ",".join(str(points) for points in lowest)
    for day in (*range(32), 90, 91, 99_999):
        result = call(content, ["instruments", "score", name, answers, f"--day={day}"]).result
        early = day < FIRST_DAY[name]
        assert (result["status"], result["window"]) == (
            ("locked", "before") if early else ("complete", "in")
        )
        assert bool(result["scores"]) is not early
        assert str(FIRST_DAY[name]) in result["message"] or not early


@pytest.mark.parametrize("name", sorted(FIRST_DAY))
def test_every_change_is_judged_on_the_command_line(content: Content, name: str) -> None:
    low, high = (int(end) for end in content.instrument(name).scoring.scale().range)
    borders = {0, 1, 3, 4, 5, 6, 7, 9, 10, 11, 14, 15, 16, high - low}
    for first, second in itertools.product(range(low, high + 1), repeat=2):
        if abs(second - first) not in borders:
            continue
        words = ["instruments", "change", name, str(first), str(second)]
        found = call(content, words).result
        judged, direction = verdict(name, first, second)
        assert found == {"change": second - first, "verdict": judged, "direction": direction}
    for outside in (low - 1, high + 1):
        for totals in ((outside, low), (low, outside)):
            with pytest.raises(InputRefusedError):
                call(content, ["instruments", "change", name, *map(str, totals)])
