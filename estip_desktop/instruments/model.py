"""What a questionnaire is: its published items and the published rules of scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments.checking import check
from estip_desktop.kernel.conditions import Condition, all_hold, any_holds
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item


class LicenceClass(StrEnum):
    """On what ground the wording may be reproduced; anything else is refused."""

    US_GOV = "us_gov"
    NO_PERMISSION = "no_permission"
    NONCOMMERCIAL = "noncommercial"
    BY_PERMISSION = "by_permission"


class Tier(StrEnum):
    """Who may administer an instrument by default."""

    PEER = "peer"
    OH = "oh"


class TranslationStatus(StrEnum):
    """Where the wording in a language comes from."""

    OFFICIAL = "official"
    VALIDATED = "validated"
    LINGUISTICALLY_CHECKED = "linguistically_checked"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a clinical figure comes from, and when somebody last looked."""

    citation: str
    reviewed: str

    def __post_init__(self) -> None:
        if not self.citation.strip() or not self.reviewed.strip():
            raise ContentRefusedError("source-missing")


@dataclass(frozen=True, slots=True)
class InstrumentItem:
    """One published item and what belongs to it.

    Args:
        item: Exact wording and options, in published order; ``link_id`` is its identity.
        stem: The sentence that introduces it and stays on its page (the time frame).
        scored: Whether it belongs to a scale or is a gate; others are left out of answer lists.
        gate: A gate answered with 0 points ends the instrument.
        show_when: FHIR ``enableWhen`` of the item and of the groups around it.
        show_any: One condition is enough; otherwise all must hold.
        loinc: Confirmed LOINC code of the question, or empty.
        option_system: Code system of the options' codes.
    """

    item: Item
    stem: str = ""
    scored: bool = True
    gate: bool = False
    show_when: tuple[Condition, ...] = ()
    show_any: bool = False
    loinc: str = ""
    option_system: str = ""

    @property
    def link_id(self) -> str:
        """The item's identity within its instrument."""
        return self.item.link_id

    def is_shown(self, answers: Mapping[str, AnswerValue]) -> bool:
        """Whether the answers so far enable the item."""
        hold = any_holds if self.show_any else all_hold
        return hold(self.show_when, answers)

    def points(self, value: AnswerValue) -> int | None:
        """Points as printed for this answer; ``None`` when skipped, declined or unscored.

        Raises:
            InputRefusedError: The item has no such option.
        """
        if value in (SKIPPED, DECLINED):
            return None
        if not isinstance(value, str):
            raise InputRefusedError(f"answer-does-not-fit:{self.link_id}")
        return self.item.option(value).value

    def code_for(self, points: int) -> str:
        """The code of the option worth ``points``.

        Raises:
            InputRefusedError: No option is worth that.
        """
        for option in self.item.options:
            if option.value == points:
                return option.code
        raise InputRefusedError(f"points-out-of-range:{self.link_id}")


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of totals, both ends inclusive."""

    id: str
    label: str
    start: int
    end: int
    source: Source


@dataclass(frozen=True, slots=True)
class CutOff:
    """A total at or above which a screen asks for further assessment."""

    value: int
    source: Source


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that are added up.

    Args:
        id: ``total`` for the main scale.
        label: In words.
        items: Link ids that count.
        reverse_keyed: Those of ``items`` whose points count backwards.
        range: Lowest and highest possible total.
        bands: Contiguous over ``range``, or empty where none are published.
        cut_off: Where the screen is positive, or ``None``.
        loinc: Confirmed code of the score, or empty.
        source: Where the rule of adding up is published.
    """

    id: str
    label: str
    items: tuple[str, ...]
    range: tuple[int, int]
    source: Source
    reverse_keyed: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    cut_off: CutOff | None = None
    loinc: str = ""

    def band_of(self, value: int) -> Band | None:
        """The band in which a total lies; ``None`` where no bands are published."""
        return next((band for band in self.bands if band.start <= value <= band.end), None)


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
        """Whether the points by item satisfy it."""
        count = sum(
            points[link] >= self.exceptions.get(link, self.at_least_points) for link in self.items
        )
        return self.minimum <= count and (self.maximum is None or count <= self.maximum)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A published rule over single items, met or not."""

    id: str
    label: str
    requirements: tuple[Requirement, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """How large a change between two totals has to be.

    Args:
        reliable: From here on the change is reliable (points).
        possible: From here on it is possible; ``None`` where there is no such middle ground.
        source: Where the figures are published.
    """

    reliable: int
    source: Source
    possible: int | None = None


@dataclass(frozen=True, slots=True)
class RedItem:
    """An item whose answer raises a red flag at once, whatever the totals say."""

    link_id: str
    at_least_points: int
    flag: str
    source: Source


@dataclass(frozen=True, slots=True)
class Scoring:
    """Everything that is computed from the answers; ``version`` is stored with each result."""

    version: str
    scales: tuple[Scale, ...]
    criteria: tuple[Criterion, ...] = ()
    change: ChangeRule | None = None
    red_items: tuple[RedItem, ...] = ()

    def scale(self, scale_id: str = "total") -> Scale:
        """The scale with this id.

        Raises:
            NotFoundError: There is none.
        """
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise NotFoundError(f"scale:{scale_id}")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire as published in one version.

    Args:
        id: E.g. ``phq-9``.
        version: Of the wording; stored with every answer.
        title: As printed, e.g. ``PHQ-9``.
        name: In full.
        topic: What it asks about, in three words or so, for lists and the intro page.
        recall: The time frame in words, e.g. ``the last 2 weeks``.
        lead_in: Published text that opens the instrument.
        items: In published order, gates and unscored ones included.
        scoring: Rules with their sources.
        licence: On what ground the wording is here.
        attribution: The line to print on screen and paper.
        notice: Copyright and permission in the owner's sense.
        tiers: Who may administer it by default.
        window_day: First day (calendar days from the incident's end) on which it may be used.
        window_reason: Why not before, in one plain sentence.
        window_source: Where that is argued.
        languages: Language code → where the wording comes from.
        usual_minutes: About how long it takes.
        loinc: Confirmed code of the panel, or empty.
        url: FHIR canonical of the questionnaire.
        reviewed: ISO day on which the wording was last compared with its sources.
    """

    id: str
    version: str
    title: str
    name: str
    topic: str
    recall: str
    lead_in: str
    items: tuple[InstrumentItem, ...]
    scoring: Scoring
    licence: LicenceClass
    attribution: str
    notice: str
    tiers: tuple[Tier, ...]
    window_day: int
    window_reason: str
    window_source: Source
    languages: Mapping[str, TranslationStatus]
    usual_minutes: int
    url: str
    reviewed: str
    loinc: str = ""

    def __post_init__(self) -> None:
        check(self)

    def item(self, link_id: str) -> InstrumentItem:
        """The item with this link id.

        Raises:
            NotFoundError: There is none.
        """
        for item in self.items:
            if item.link_id == link_id:
                return item
        raise NotFoundError(f"{self.id}:{link_id}")

    def shown(self, answers: Mapping[str, AnswerValue]) -> tuple[InstrumentItem, ...]:
        """The items that the answers so far enable, in order."""
        return tuple(item for item in self.items if item.is_shown(answers))

    @property
    def listed(self) -> tuple[InstrumentItem, ...]:
        """Gates and scored items, in the order of an answer list."""
        return tuple(item for item in self.items if item.scored)

    def answers_from_points(self, points: Sequence[int | None]) -> dict[str, AnswerValue]:
        """Answers by link id from points in item order; ``None`` is "not answered".

        The unscored items are left out. A list that ends after a gate answered with 0 is complete.

        Raises:
            InputRefusedError: Wrong number of answers, or points that no option is worth.
        """
        listed = self.listed
        ended = (
            bool(points)
            and listed[len(points) - 1 : len(points)] != ()
            and (listed[len(points) - 1].gate and points[-1] == 0)
        )
        if len(points) != len(listed) and not ended:
            raise InputRefusedError(f"{self.id}:expected-{len(listed)}-answers")
        return {
            item.link_id: item.code_for(value)
            for item, value in zip(listed, points, strict=False)
            if value is not None
        }
