"""From what was typed to a moment."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from estip_desktop.kernel.clock import LOCAL_ZONE_NAME


def moment_of(day: date | None, time_text: str) -> datetime | None:
    """The moment of a local day and a time such as ``19:02``, ``19.02`` or ``1902``."""
    digits = "".join(each for each in time_text if each.isdigit())
    if day is None or len(digits) not in {3, 4}:
        return None
    hour, minute = int(digits[:-2]), int(digits[-2:])
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a day has 24 hours of 60 minutes
        return None
    return datetime.combine(day, time(hour, minute), ZoneInfo(LOCAL_ZONE_NAME))
