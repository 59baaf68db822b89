"""The calendar once more, from the standing rules: bank holidays, office hours, next contacts.

Bank holidays: Banking and Financial Dealings Act 1971, schedule 1, with Monday (or the next day
that is free) in place of a day at the weekend; Easter by the anonymous Gregorian algorithm. Nothing
here looks at ``resources/`` or at ``zoneinfo``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

PROCLAIMED = {"scotland": {date(2026, 6, 15)}}
"""Once only, by proclamation."""


def easter(year: int) -> date:
    """Easter Sunday."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def monday(year: int, month: int, *, last: bool = False) -> date:
    """The first or the last Monday of a month."""
    days = [date(year, month, day) for day in range(1, 31 + (month in {5, 8}))]
    mondays = [day for day in days if day.weekday() == 0]
    return mondays[-1 if last else 0]


def bank_holidays(nation: str, year: int) -> set[date]:
    """As they are kept in England, Wales, Scotland or Northern Ireland."""
    sunday = easter(year)
    moving = {sunday - timedelta(days=2), monday(year, 5), monday(year, 5, last=True)}
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    if nation == "scotland":
        moving.add(monday(year, 8))
        fixed += [date(year, 1, 2), date(year, 11, 30)]
    else:
        moving |= {sunday + timedelta(days=1), monday(year, 8, last=True)}
    if nation == "northern_ireland":
        fixed += [date(year, 3, 17), date(year, 7, 12)]
    kept = set(moving)
    kept.update(day for day in fixed if day.weekday() < 5)
    for day in sorted(each for each in fixed if each.weekday() >= 5):
        instead = day
        while instead.weekday() >= 5 or instead in kept:
            instead += timedelta(days=1)
        kept.add(instead)
    return kept | PROCLAIMED.get(nation, set()) if year == 2026 else kept


def is_summer(moment: datetime) -> bool:
    """Whether British Summer Time holds: from the last Sunday of March to that of October."""
    ends = []
    for month in (3, 10):
        last = date(moment.year, month, 31)
        last -= timedelta(days=(last.weekday() + 1) % 7)
        ends.append(datetime(last.year, last.month, last.day, 1, tzinfo=UTC))
    return ends[0] <= moment < ends[1]


def local_date(moment: datetime) -> date:
    """The day that the wall clock shows."""
    return (moment + timedelta(hours=1 if is_summer(moment) else 0)).date()


def office_closes(day: date) -> datetime:
    """Five o'clock of that day by the wall clock, in UTC."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return noon + timedelta(hours=4 if is_summer(noon) else 5)


def deadline(nation: str, sent_at: datetime, working_days: int) -> datetime:
    """The close of the so-manieth working day after the day of sending."""
    day = local_date(sent_at)
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in bank_holidays(nation, day.year):
            working_days -= 1
    return office_closes(day)


def contacts(pathway: str, protocol: str, day: int) -> list[tuple[int, int]]:
    """First and last good day of each next contact, by day of the case, soonest first."""
    fixed = 28 if day < 28 else 91 if day < 91 else None
    found: dict[int, int] = {}
    if pathway == "P1" and day < 14:
        found[day + 7] = day + 3
    if pathway == "P1" and day >= 91:
        found[day + 28] = day + 28
    for after in {"P2": [3], "P3": [7], "P4": [1, 3], "P5": [1]}.get(pathway, []):
        found.setdefault(day + after, day + after)
    if pathway in {"P0", "P1", "P2", "P3"} and fixed is not None:
        found.setdefault(fixed, fixed)
    if protocol == "DM" and pathway in {"P0", "P1", "P2"} and day < 3:
        found[3] = 3
    return [(found[last], last) for last in sorted(found)]
