"""How long what is kept: pure rules over days.

The clock of a case starts when the case is closed (the contact of day 91 was held or declined) and
the newest revision of every referral made from it was accepted; whichever comes last. A hold stops
every clock of its person.

Source: the retention defaults of the profile, which a force may change and which name their own
source; that the clock waits for both closing and acceptance is a rule of this program.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is kept on the laptop, in days, counts in months."""

    session_days_after_accepted: int
    referral_days_after_accepted: int
    group_days: int
    tally_months: int
    audit_months: int


class Waiting(StrEnum):
    """Why a clock has not started."""

    DRAFT = "draft"
    CONTACT = "contact"
    CLOSING = "closing"
    PARCEL = "parcel"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the clock of one case goes by.

    Args:
        closed_on: Day on which it was closed; ``None`` while it is open.
        accepted_on: For the newest revision of each signed referral, the day it was accepted, or
            ``None`` while nobody has.
        waiting: What keeps the case open, where something does.
    """

    closed_on: date | None
    accepted_on: tuple[date | None, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseDates:
    """Until when a case is kept.

    Args:
        referral_until: Last day of signed referrals; ``None`` while the clock stands, or where
            there is none.
        record_until: Last day of everything else; ``None`` while the clock stands.
        waiting: What the clock waits for.
    """

    referral_until: date | None
    record_until: date | None
    waiting: tuple[Waiting, ...] = ()

    def is_due(self, today: date) -> bool:
        """Whether the record has had its last day."""
        return self.record_until is not None and today > self.record_until

    def is_referral_due(self, today: date) -> bool:
        """Whether signed referrals have had their last day."""
        return self.referral_until is not None and today > self.referral_until


def dates_of(case: CaseFacts, rules: Retention) -> CaseDates:
    """When a case goes, or what it waits for."""
    waiting = list(case.waiting)
    if case.closed_on is None and not waiting:
        waiting.append(Waiting.CLOSING)
    if None in case.accepted_on:
        waiting.append(Waiting.PARCEL)
    if waiting or case.closed_on is None:
        return CaseDates(None, None, tuple(waiting))
    start = max([case.closed_on, *(day for day in case.accepted_on if day is not None)])
    record = start + timedelta(days=rules.session_days_after_accepted)
    referral = None
    if case.accepted_on:
        # A referral is part of the record: it never outlives it.
        referral = min(record, start + timedelta(days=rules.referral_days_after_accepted))
    return CaseDates(referral, record)


def record_until(cases: Sequence[CaseDates]) -> date | None:
    """Last day of the last case of a person; ``None`` while one of them has no end yet."""
    days = [case.record_until for case in cases]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
