"""A new incident as it stands in its card, and whether it is the right time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class IncidentForm:
    """The three fields of a new incident, and whether a post-incident procedure applies."""

    what: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    day: date | None = None
    time_text: str = ""
    pip: str = "unknown"


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether the protocol may be started now, in words; everything empty while simply open.

    Args:
        locked: It may not.
        needs_reason: It may, with a reason.
        offer: Title of what may be started instead; may be empty.
        needs_agreement: Only Occupational Health may agree to it, by name; else they are referred.
    """

    title: str = ""
    words: str = ""
    locked: bool = False
    needs_reason: bool = False
    offer: str = ""
    needs_agreement: bool = False
