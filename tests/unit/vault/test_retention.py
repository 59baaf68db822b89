"""How long what is kept: the clock, what it waits for, and its last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.vault.retention import (
    CaseDates,
    CaseFacts,
    Retention,
    Waiting,
    dates_of,
    months_before,
    record_until,
)

RULES = Retention(
    session_days_after_accepted=30,
    referral_days_after_accepted=14,
    group_days=30,
    tally_months=24,
    audit_months=24,
)
CLOSED = date(2027, 3, 1)


def test_an_open_case_has_no_last_day():
    dates = dates_of(CaseFacts(None), RULES)
    assert dates == CaseDates(None, None, (Waiting.CLOSING,))
    assert not dates.is_due(date(2099, 1, 1))
    assert not dates.is_referral_due(date(2099, 1, 1))


def test_what_keeps_it_open_is_said_instead_of_closing():
    dates = dates_of(CaseFacts(None, (), (Waiting.CONTACT,)), RULES)
    assert dates.waiting == (Waiting.CONTACT,)


def test_something_unfinished_stops_even_a_closed_case():
    assert dates_of(CaseFacts(CLOSED, (), (Waiting.DRAFT,)), RULES).record_until is None


def test_a_closed_case_without_a_referral_goes_thirty_days_later():
    dates = dates_of(CaseFacts(CLOSED), RULES)
    assert dates == CaseDates(None, date(2027, 3, 31))


def test_a_referral_nobody_accepted_stops_the_clock():
    dates = dates_of(CaseFacts(CLOSED, (CLOSED, None)), RULES)
    assert dates == CaseDates(None, None, (Waiting.PARCEL,))


@pytest.mark.parametrize(
    ("accepted", "referral", "record"),
    [
        (date(2027, 1, 1), date(2027, 3, 15), date(2027, 3, 31)),
        (date(2027, 3, 1), date(2027, 3, 15), date(2027, 3, 31)),
        (date(2027, 3, 20), date(2027, 4, 3), date(2027, 4, 19)),
    ],
)
def test_the_clock_starts_with_whichever_comes_last(accepted, referral, record):
    dates = dates_of(CaseFacts(CLOSED, (date(2026, 12, 1), accepted)), RULES)
    assert (dates.referral_until, dates.record_until) == (referral, record)


def test_a_referral_never_outlives_its_record():
    rules = Retention(10, 60, 30, 24, 24)
    dates = dates_of(CaseFacts(CLOSED, (CLOSED,)), rules)
    assert dates.referral_until == dates.record_until == date(2027, 3, 11)


def test_the_last_day_is_kept_and_the_next_one_is_not():
    dates = dates_of(CaseFacts(CLOSED, (CLOSED,)), RULES)
    assert not dates.is_due(date(2027, 3, 31))
    assert dates.is_due(date(2027, 4, 1))
    assert not dates.is_referral_due(date(2027, 3, 15))
    assert dates.is_referral_due(date(2027, 3, 16))


def test_a_person_is_kept_as_long_as_the_longest_case():
    first, second = CaseDates(None, date(2027, 1, 1)), CaseDates(None, date(2027, 5, 1))
    assert record_until([first, second]) == date(2027, 5, 1)
    assert record_until([first, CaseDates(None, None, (Waiting.DRAFT,))]) is None
    assert record_until([]) is None


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 23), 24, date(2024, 11, 23)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
        (date(2026, 12, 5), 12, date(2025, 12, 5)),
        (date(2026, 1, 5), 1, date(2025, 12, 5)),
    ],
)
def test_months_are_calendar_months(day, months, before):
    assert months_before(day, months) == before


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, st.lists(st.one_of(st.none(), DAYS), max_size=4), st.integers(0, 400))
def test_nothing_goes_before_everything_was_closed_and_accepted(closed, accepted, after):
    dates = dates_of(CaseFacts(closed, tuple(accepted)), RULES)
    today = closed + timedelta(days=after)
    if dates.is_due(today):
        assert None not in accepted
        latest = max([closed, *(day for day in accepted if day is not None)])
        assert (today - latest).days > RULES.session_days_after_accepted
