"""When a protocol may be used: every border of the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError, NotFoundError
from estip_desktop.protocols import (
    Span,
    Window,
    WindowRule,
    WindowStatus,
    WindowTable,
    window_for,
)

ENDED = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def table() -> WindowTable:
    return Content().pathways().windows


def _at(table: WindowTable, name: str, **after: float) -> Window:
    return window_for(table, name, ENDED, ENDED + timedelta(**after), pip="no", done=("DM",))


@pytest.mark.parametrize(
    ("name", "hours", "status", "offer"),
    [
        ("DM", 0, "open", ""),
        ("DM", 23.99, "open", ""),
        ("DM", 24, "locked", "DI"),
        ("DI", 23.99, "locked", "DM"),
        ("DI", 24, "needs_reason", ""),
        ("DI", 47.99, "needs_reason", ""),
        ("DI", 48, "open", ""),
        ("DI", 119.99, "open", ""),
        ("DI", 120, "late", ""),
        ("DG", 23, "locked", "DM"),
        ("DG", 72, "open", ""),
        ("DI-short", 72, "open", ""),
    ],
)
def test_hours(table: WindowTable, name: str, hours: float, status: str, offer: str) -> None:
    window = _at(table, name, hours=hours)
    assert (window.status, window.offer) == (status, offer)


@pytest.mark.parametrize(
    ("name", "day", "status", "offer"),
    [
        ("DI", 20, "late", ""),
        ("DI", 21, "locked", "MR"),
        ("DG", 21, "locked", "MR"),
        ("EM", 28, "open", ""),
        ("EM", 29, "needs_reason", "OH"),
        ("MR", 20, "locked", "DI"),
        ("MR", 21, "open", ""),
        ("MR", 42, "open", ""),
        ("MR", 43, "late", ""),
        ("MR", 64, "open", ""),
        ("MR", 84, "open", ""),
        ("MR", 112, "open", ""),
        ("MR", 113, "late", ""),
    ],
)
def test_days(table: WindowTable, name: str, day: int, status: str, offer: str) -> None:
    window = _at(table, name, days=day)
    assert (window.status, window.offer) == (status, offer)


def test_labels_say_early_and_late(table: WindowTable) -> None:
    assert _at(table, "DI", days=6).label == "late support conversation"
    assert _at(table, "MR", days=50).label == "late one-month contact"
    assert _at(table, "MR", days=70).label == "early three-month contact"
    assert _at(table, "MR", days=120).label == "late three-month contact"
    assert _at(table, "MR", days=91).label == ""


def test_a_reason_opens_what_needs_one_and_nothing_else(table: WindowTable) -> None:
    early = window_for(table, "DI", ENDED, ENDED + timedelta(hours=30), (), True)
    assert early.status is WindowStatus.OPEN
    assert early.label == "early"
    locked = window_for(table, "DI", ENDED, ENDED + timedelta(hours=3), (), True)
    assert locked.status is WindowStatus.LOCKED
    late = window_for(table, "EM", ENDED, ENDED + timedelta(days=40), ("DI",), True)
    assert late.status is WindowStatus.OPEN


def test_estim_needs_an_earlier_contact(table: WindowTable) -> None:
    window = window_for(table, "EM", ENDED, ENDED + timedelta(days=4))
    assert window.status is WindowStatus.LOCKED
    assert window.offer == "DI"
    for done in ("DM", "DI", "DG", "DI-short"):
        window = window_for(table, "EM", ENDED, ENDED + timedelta(days=4), (done,))
        assert window.status is WindowStatus.OPEN


@pytest.mark.parametrize("pip", ["yes", "unknown"])
def test_group_is_locked_until_somebody_cleared_it(table: WindowTable, pip: str) -> None:
    now = ENDED + timedelta(days=3)
    assert window_for(table, "DG", ENDED, now, pip=pip).status is WindowStatus.LOCKED
    assert window_for(table, "DG", ENDED, now).status is WindowStatus.LOCKED
    cleared = window_for(table, "DG", ENDED, now, pip=pip, pip_cleared=True)
    assert cleared.status is WindowStatus.OPEN
    assert window_for(table, "DI", ENDED, now, pip=pip).status is WindowStatus.OPEN


def test_locks_tell_when_they_end(table: WindowTable) -> None:
    assert _at(table, "DI", hours=1).opens_at == ENDED + timedelta(hours=24)
    assert _at(table, "DI", hours=30).opens_at == ENDED + timedelta(hours=48)
    assert _at(table, "DM", hours=30).opens_at is None
    assert _at(table, "DI", days=30).opens_at is None
    assert _at(table, "EM", days=30).opens_at is None


def test_days_are_local_calendar_days_across_the_change_of_clocks(table: WindowTable) -> None:
    ended = datetime(2026, 10, 10, 22, 30, tzinfo=UTC)  # 23:30 in summer time
    opens = window_for(table, "MR", ended, ended + timedelta(days=2)).opens_at
    assert opens == datetime(2026, 10, 31, 0, 0, tzinfo=UTC)
    before = datetime(2026, 10, 30, 23, 59, tzinfo=UTC)
    assert window_for(table, "MR", ended, before).status is WindowStatus.LOCKED
    assert window_for(table, "MR", ended, opens).status is WindowStatus.OPEN


def test_an_end_that_lies_ahead_counts_as_just_now(table: WindowTable) -> None:
    window = window_for(table, "DM", ENDED, ENDED - timedelta(hours=2))
    assert window.status is WindowStatus.OPEN


def test_what_is_not_in_the_table_is_not_found(table: WindowTable) -> None:
    with pytest.raises(NotFoundError):
        window_for(table, "XX", ENDED, ENDED)


def test_spans_start_at_zero_and_rise() -> None:
    late = Span(3, "day", WindowStatus.OPEN)
    with pytest.raises(ContentRefusedError):
        WindowRule("DI", (late,))
    with pytest.raises(ContentRefusedError):
        WindowRule("DI", (Span(0, "hour", WindowStatus.OPEN), late, Span(72, "hour", "open")))  # type: ignore[arg-type]
