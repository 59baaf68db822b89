"""A person's record as entries in words: what the timeline lists, a page shows and a copy holds.

Every line says whose information it is, so that a copy for the person can leave out what belongs to
somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from estip_desktop.instruments import Instrument
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.stepped_care import Pathways


class EntryKind(StrEnum):
    """What an entry is about; the timeline can be narrowed to one."""

    DETAILS = "details"
    SESSION = "session"
    GROUP = "group"
    SCREENING = "screening"
    CONCERN = "concern"
    FLAG = "flag"
    DECISION = "decision"
    FOLLOW_UP = "follow-up"
    REFERRAL = "referral"
    KEEPING = "keeping"


class Party(StrEnum):
    """Whose information a line is."""

    OWN = "own"
    OTHER = "other"
    """Names somebody else, by the nature of the field."""
    FREE = "free"
    """Free text, in which somebody else may be named."""


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it."""

    label: str
    value: str = field(repr=False)
    party: Party = Party.OWN


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept.

    Args:
        id: Of the record.
        at: When it happened; what is agreed for a day has noon of that day.
        title: A few words.
        line: One line about it, or empty.
        lines: Everything it says.
        day: Where only a day counts.
    """

    kind: EntryKind
    id: str
    at: datetime
    title: str
    line: str = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    day: date | None = None


class Book(Protocol):
    """The published definitions with which stored codes become words."""

    def protocol(self, protocol_id: str, version: str = "") -> Checklist:
        """A checklist in the version given, or in its newest."""
        ...

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """A questionnaire in the version given, or in its newest."""
        ...

    def sheet_title(self, sheet_id: str) -> str:
        """What a sheet to give away is called."""
        ...

    def pathways(self) -> Pathways:
        """Flags, rules and the follow-up schedule."""
        ...


def filled(*lines: Line) -> tuple[Line, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line.value.strip())
