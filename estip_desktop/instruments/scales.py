"""The published rules of scoring: what is added up, how, and where each figure comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from estip_desktop.errors import ContentRefusedError, NotFoundError

Points: TypeAlias = int | float
"""Whole points, or a mean with as many decimals as its scale says."""
TOTAL = "total"
"""Id of the main scale."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a clinical figure comes from, and when somebody last looked."""

    citation: str
    reviewed: str

    def __post_init__(self) -> None:
        if not self.citation.strip() or not self.reviewed.strip():
            raise ContentRefusedError("source-missing")
        try:
            date.fromisoformat(self.reviewed)
        except ValueError as error:
            raise ContentRefusedError("no-such-day") from error


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of totals, both ends inclusive."""

    id: str
    label: str
    start: Points
    end: Points
    source: Source


class Side(StrEnum):
    """On which side of a cut-off a screen asks for further assessment."""

    AT_OR_ABOVE = "at-or-above"
    BELOW = "below"
    AT_OR_BELOW = "at-or-below"


@dataclass(frozen=True, slots=True)
class CutOff:
    """A total from which on a screen asks for further assessment."""

    value: Points
    source: Source
    side: Side = Side.AT_OR_ABOVE

    def is_reached(self, total: Points) -> bool:
        """Whether a total asks for further assessment."""
        if self.side is Side.AT_OR_ABOVE:
            return total >= self.value
        return total < self.value if self.side is Side.BELOW else total <= self.value


class Method(StrEnum):
    """How the points of a scale's items become one figure."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that become one figure.

    Args:
        id: ``total`` for the main scale.
        label: In words.
        items: Link ids that count.
        reverse_keyed: Those of ``items`` whose points count backwards.
        range: Lowest and highest possible figure.
        bands: Contiguous over ``range``, or empty where none are published.
        cut_off: Where the screen is positive, or ``None``.
        loinc: Confirmed code of the score, or empty.
        source: Where the rule is published.
        method: Sum or mean.
        multiplier: The sum counts so many times (a 0-25 raw score shown as 0-100).
        decimals: Of a mean.
        higher_is_better: Whether a higher figure stands for a better state.
    """

    id: str
    label: str
    items: tuple[str, ...]
    range: tuple[Points, Points]
    source: Source
    reverse_keyed: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    cut_off: CutOff | None = None
    loinc: str = ""
    method: Method = Method.SUM
    multiplier: int = 1
    decimals: int = 0
    higher_is_better: bool = False

    def band_of(self, value: Points) -> Band | None:
        """The band in which a total lies; ``None`` where no bands are published."""
        return next((band for band in self.bands if band.start <= value <= band.end), None)

    def steps(self, value: Points) -> int:
        """A figure as whole steps of its last decimal, so that neighbours differ by one."""
        unit: int = 10**self.decimals
        return round(value * unit)

    def can_be(self, value: Points) -> bool:
        """Whether a figure of this scale can be exactly this."""
        unit: int = 10**self.decimals
        return float(value * unit).is_integer() or value == round(value * unit) / unit

    def figure(self, points: int, answered: int) -> Points:
        """The figure for the points of the answered items, already keyed.

        Where items are missing, a sum is pro-rated: the mean of those answered counts for all.
        Halves are rounded up, in whole numbers, so that every machine gives the same.

        Args:
            points: Sum of the answered items.
            answered: How many there are; at least one.
        """
        if self.method is Method.SUM:
            return _divided(points * len(self.items), answered) * self.multiplier
        unit = 10**self.decimals
        steps = _divided(points * unit * self.multiplier, answered)
        return steps if self.decimals == 0 else steps / unit


def _divided(value: int, by: int) -> int:
    """The quotient to the nearest whole number, halves up."""
    return (2 * value + by) // (2 * by)


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many of these items reach so many points.

    Args:
        items: Link ids looked at.
        at_least_points: An item counts from here.
        exceptions: Other limits for single items.
        minimum: At least so many items count.
        maximum: At most so many, or ``None``.
    """

    items: tuple[str, ...]
    at_least_points: int
    minimum: int
    maximum: int | None = None
    exceptions: Mapping[str, int] = field(default_factory=dict)

    def holds(self, points: Mapping[str, int]) -> bool:
        """Whether the points by item satisfy it; an item without points does not count."""
        count = sum(
            points[link] >= self.exceptions.get(link, self.at_least_points)
            for link in self.items
            if link in points
        )
        return self.minimum <= count and (self.maximum is None or count <= self.maximum)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that are asked only once enough of earlier ones were answered so; else they count 0.

    Args:
        items: Link ids, all after those looked at.
        opens_when: What opens it.
        source: Where the rule is published.
    """

    items: tuple[str, ...]
    opens_when: Requirement
    source: Source


@dataclass(frozen=True, slots=True)
class Criterion:
    """A published rule over single items, met or not.

    Args:
        id: E.g. ``provisional``.
        label: In words.
        requirements: All have to hold.
        source: Where the rule is published.
        needs: Earlier criteria that have to be met as well.
        excludes: Earlier criteria of which none may be met.
    """

    id: str
    label: str
    requirements: tuple[Requirement, ...]
    source: Source
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """How large a change between two totals has to be.

    Args:
        reliable: From here on the change is reliable (points).
        possible: From here on it is possible; ``None`` where there is no such middle ground.
        source: Where the figures are published.
    """

    reliable: Points
    source: Source
    possible: Points | None = None


@dataclass(frozen=True, slots=True)
class RedItem:
    """An item whose answer raises a red flag at once, whatever the totals say."""

    link_id: str
    at_least_points: int
    flag: str
    source: Source


@dataclass(frozen=True, slots=True)
class Scoring:
    """Everything that is computed from the answers; ``version`` is stored with each result.

    Args:
        version: Of the rules.
        scales: The main one has the id ``total``.
        criteria: Each may look at those before it.
        change: How totals are compared over time, or ``None``.
        red_items: Items that raise a flag by themselves.
        sections: Items that depend on the number of earlier answers.
        system: Which of several systems in circulation this is, e.g. ``0-4 per item``; results of
            different systems are never compared.
        most_missing: So many items of a scale may be missing; it is pro-rated then.
    """

    version: str
    scales: tuple[Scale, ...]
    criteria: tuple[Criterion, ...] = ()
    change: ChangeRule | None = None
    red_items: tuple[RedItem, ...] = ()
    sections: tuple[Section, ...] = ()
    system: str = ""
    most_missing: int = 0

    def scale(self, scale_id: str = TOTAL) -> Scale:
        """The scale with this id.

        Raises:
            NotFoundError: There is none.
        """
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise NotFoundError(f"scale:{scale_id}")

    @property
    def counted(self) -> frozenset[str]:
        """Link ids that some scale, criterion or section looks at."""
        looked_at = {link for scale in self.scales for link in scale.items}
        for criterion in self.criteria:
            looked_at |= {link for rule in criterion.requirements for link in rule.items}
        for section in self.sections:
            looked_at |= {*section.items, *section.opens_when.items}
        return frozenset(looked_at)
