"""Time as the features see it: aware moments in UTC, local only on screen and paper."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LOCAL_ZONE_NAME = "Europe/London"


class Clock(Protocol):
    """Where moments come from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that only grow, whatever happens to the wall clock."""
        ...


class SystemClock:
    """The laptop's own clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since some fixed instant."""
        return time.monotonic()


class SetClock:
    """A clock that somebody sets: for exercises, the tour and tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)
        self._monotonic_s = 0.0

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._moment

    def monotonic_s(self) -> float:
        """Seconds by which it was moved on."""
        return self._monotonic_s

    def move_on(self, by: timedelta) -> None:
        """Let time pass."""
        self._moment += by
        self._monotonic_s += by.total_seconds()

    def set_to(self, moment: datetime) -> None:
        """Jump to a later moment."""
        self.move_on(moment.astimezone(UTC) - self._moment)


def to_text(moment: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC with microseconds and ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Read back what :func:`to_text` wrote.

    Raises:
        ValueError: The text is no such moment.
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def local(moment: datetime) -> datetime:
    """The moment as people in the United Kingdom read it (GMT or British Summer Time)."""
    return moment.astimezone(_local_zone())


@cache
def _local_zone() -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - the lock page shows no time

    return ZoneInfo(LOCAL_ZONE_NAME)


def local_day(moment: datetime) -> date:
    """The calendar day of the moment in the United Kingdom."""
    return local(moment).date()


def day_of_case(incident_ended_at: datetime, moment: datetime) -> int:
    """Calendar days from the incident's end to ``moment``; the day of the incident is 0.

    The anchor is the incident's end, counts are calendar days.
    """
    return (local_day(moment) - local_day(incident_ended_at)).days
