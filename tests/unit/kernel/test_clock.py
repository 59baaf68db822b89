"""Moments, as they are kept and as people read them; days are calendar days of the country."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from estip_desktop.kernel.clock import (
    SetClock,
    SystemClock,
    day_of_case,
    from_text,
    local,
    local_day,
    to_text,
)

MOMENT = datetime(2026, 7, 1, 23, 30, 0, 5, tzinfo=UTC)


def test_the_laptops_clock_is_in_utc_and_its_seconds_only_grow() -> None:
    clock = SystemClock()
    assert timedelta(0) <= clock.now() - datetime.now(UTC) + timedelta(minutes=1)
    assert clock.now().tzinfo is UTC
    before = clock.monotonic_s()
    assert before <= clock.monotonic_s() <= time.monotonic()


def test_a_set_clock_stands_until_it_is_moved_on() -> None:
    clock = SetClock(MOMENT.astimezone(timezone(timedelta(hours=5))))
    assert (clock.now(), clock.now().tzinfo, clock.monotonic_s()) == (MOMENT, UTC, 0.0)
    clock.move_on(timedelta(minutes=2))
    clock.set_to(clock.now() + timedelta(seconds=3))
    assert (clock.now(), clock.monotonic_s()) == (MOMENT + timedelta(seconds=123), 123.0)


def test_a_moment_is_kept_in_utc_to_the_microsecond_and_comes_back() -> None:
    there = MOMENT.astimezone(timezone(timedelta(hours=-7)))
    assert to_text(there) == "2026-07-01T23:30:00.000005Z"
    assert from_text(to_text(there)) == MOMENT
    assert from_text(to_text(there)).tzinfo is UTC
    for text in ("2026-07-01T23:30:00Z", "2026-07-01T23:30:00.000005", "", "\u0662026"):
        with pytest.raises(ValueError, match="does not match"):
            from_text(text)


def test_a_day_begins_at_midnight_of_the_country() -> None:
    assert local(MOMENT).hour == 0
    assert local_day(MOMENT) == date(2026, 7, 2)
    assert local_day(MOMENT.replace(month=1)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("ended", "moment", "day"),
    [
        ("2026-07-01T22:59", "2026-07-01T23:00", 1),
        ("2026-07-01T23:00", "2026-07-02T22:59", 0),
        ("2026-01-01T23:59", "2026-01-02T00:00", 1),
        ("2026-03-28T12:00", "2026-03-29T12:00", 1),  # a day of 23 hours
        ("2026-10-24T22:59", "2026-11-21T23:59", 28),  # summer time ended between
        ("2026-10-24T22:59", "2026-11-22T00:00", 29),
        ("2028-02-28T12:00", "2028-03-01T12:00", 2),  # a leap year
        ("2026-07-02T12:00", "2026-07-01T12:00", -1),
    ],
)
def test_days_of_a_case_are_calendar_days_of_the_country(ended: str, moment: str, day: int) -> None:
    first, second = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (ended, moment))
    assert day_of_case(first, second) == day
