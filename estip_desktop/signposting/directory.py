"""The services of one nation in the order in which somebody looks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class DirectoryPart(StrEnum):
    """Under which heading a service stands."""

    NOW = "now"
    LISTENING = "listening"
    INSIDE = "inside"
    OUTSIDE = "outside"


DIRECTORY_ORDER = tuple(DirectoryPart)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One service.

    Args:
        number: To dial, or what to text where; may be empty.
        url: May be empty.
        criteria: Who may use it and how; may be empty.
        checked_on: ISO day.
        is_old: Checked longer ago than the file allows.
        confirmed: Compared with its own publication.
    """

    part: DirectoryPart
    name: str
    number: str
    is_text_message: bool
    url: str
    hours: str
    note: str
    criteria: str
    checked_on: str
    is_old: bool
    confirmed: bool


def in_parts(
    entries: Sequence[DirectoryEntry],
) -> tuple[tuple[DirectoryPart, tuple[DirectoryEntry, ...]], ...]:
    """The entries under their headings; empty headings are left out."""
    parts = ((part, tuple(e for e in entries if e.part is part)) for part in DIRECTORY_ORDER)
    return tuple((part, found) for part, found in parts if found)
