"""What a questionnaire is: its published items, and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.instruments.checking import check
from estip_desktop.instruments.scales import Scoring, Source
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
        groups: Link ids of the groups around it, outermost first.
    """

    item: Item
    stem: str = ""
    scored: bool = True
    gate: bool = False
    show_when: tuple[Condition, ...] = ()
    show_any: bool = False
    loinc: str = ""
    option_system: str = ""
    groups: tuple[str, ...] = ()

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
        preface: What is said before the first question, in words of ours; may be empty.
        interpretation: Who has to interpret a result, where the owner says so; else empty.
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
    interpretation: str = ""
    preface: str = ""

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
        found = tuple(item for item in self.items if item.is_shown(answers))
        closed = self._closed(answers, found)
        return tuple(item for item in found if item.link_id not in closed) if closed else found

    def _closed(
        self, answers: Mapping[str, AnswerValue], shown: Sequence[InstrumentItem]
    ) -> frozenset[str]:
        """Items of sections that the earlier answers have not opened."""
        if not self.scoring.sections:
            return frozenset()
        given = {
            item.link_id: points
            for item in shown
            if item.link_id in answers
            and (points := item.points(answers[item.link_id])) is not None
        }
        closed: set[str] = set()
        for section in self.scoring.sections:
            known = {link: value for link, value in given.items() if link not in closed}
            if not section.opens_when.holds(known):
                closed |= set(section.items)
        return frozenset(closed)

    @property
    def listed(self) -> tuple[InstrumentItem, ...]:
        """Gates and scored items, in the order of an answer list."""
        return tuple(item for item in self.items if item.scored)

    def answers_from_points(self, points: Sequence[int | None]) -> dict[str, AnswerValue]:
        """Answers by link id from points in item order; ``None`` is "not answered".

        The unscored items are left out. A list that ends after a gate answered with 0, or before a
        section that the answers do not open, is complete.

        Raises:
            InputRefusedError: Wrong number of answers, or points that no option is worth.
        """
        listed = self.listed
        ended = (
            bool(points)
            and listed[len(points) - 1 : len(points)] != ()
            and (listed[len(points) - 1].gate and points[-1] == 0)
        )
        answers: dict[str, AnswerValue] = {
            item.link_id: item.code_for(value)
            for item, value in zip(listed, points, strict=False)
            if value is not None
        }
        if len(points) != len(listed) and not ended:
            rest = {item.link_id for item in listed[len(points) :]}
            left_open = rest & {item.link_id for item in self.shown(answers)}
            if len(points) > len(listed) or left_open or not self.scoring.sections:
                raise InputRefusedError(f"{self.id}:expected-{len(listed)}-answers")
        return answers
