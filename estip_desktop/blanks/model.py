"""What stands on a blank, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PartKind(StrEnum):
    """How a part is set."""

    SECTION = "section"
    TEXT = "text"
    STRONG = "strong"
    SMALL = "small"
    SAY = "say"
    ONLY_IF = "only-if"
    NOTICE = "notice"
    GRID = "grid"
    """Rows with a box for each of the same options."""
    BOXES = "boxes"
    """A question, and a box before each option."""
    LINES = "lines"
    """A question, and lines to write on."""
    CALL = "call"
    """Numbers to ring."""
    ROOM = "room"
    """A little room before the next question."""
    OWN_PAGE = "own-page"
    """What follows stands on a page of its own."""


@dataclass(frozen=True, slots=True)
class Number:
    """Whom to ring."""

    name: str
    number: str
    detail: str = ""
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a blank.

    Args:
        kind: How it is set.
        text: The question, the words to say, or what is told.
        hint: A quieter line.
        options: Of boxes and grids, in published order.
        rows: Of a grid: number and wording.
        lines: How many lines to write on.
        needed: The talk is not finished without it.
        numbers: Whom to ring.
    """

    kind: PartKind
    text: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    lines: int = 0
    needed: bool = False
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank.

    Args:
        id: Of the questionnaire or the protocol.
        title: Its head.
        line: Under the title.
        version: Of the wording, printed small on every page.
        fields: Rows of labels, each with a line to write on.
        footer: Lines at the foot of every page.
        made_at: When it was set.
        exercise: Of an exercise: watermarked.
    """

    id: str
    title: str
    line: str
    version: str
    fields: tuple[tuple[str, ...], ...]
    parts: tuple[Part, ...]
    footer: tuple[str, ...]
    made_at: datetime
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class BlankName:
    """A blank in the list.

    Args:
        line: What it asks about, and when it may be used.
        is_talk: Of a guided talk; otherwise of a questionnaire.
    """

    id: str
    title: str
    line: str
    is_talk: bool


def file_name(blank_id: str) -> str:
    """Such as ``phq-9-blank.pdf``."""
    return f"{blank_id.lower()}-blank.pdf"
