"""Protocols and the blocks they share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from estip_desktop.adapters.content.shapes.base import Day, Strict, Words

Answer = str | int | bool | list[str]


class ConditionShape(Strict, frozen=True, kw_only=True):
    """One comparison."""

    question: Words
    operator: Literal["exists", "=", "!=", ">=", "<=", "contains"]
    answer: Answer


class OptionShape(Strict, frozen=True, kw_only=True):
    """One answer of a protocol item."""

    code: Words
    label: Words
    hint: str = ""
    exclusive: bool = False


class ItemShape(Strict, frozen=True, kw_only=True):
    """A protocol item; its link id is the page's id."""

    type: Literal[
        "choice",
        "multi",
        "number",
        "tick",
        "yes_no",
        "text",
        "date",
        "person",
        "actions",
        "info",
    ]
    text: Words
    options: list[OptionShape] = []
    hint: str = ""
    required: bool = False
    may_decline: bool = True
    minimum: int = 0
    maximum: int = 10
    low_label: str = ""
    high_label: str = ""
    max_length: Annotated[int, Meta(gt=0, le=240)] = 240


class FlagShape(Strict, frozen=True, kw_only=True):
    """A flag that answers raise."""

    code: Words
    when: Annotated[list[ConditionShape], Meta(min_length=1)]


class GivesShape(Strict, frozen=True, kw_only=True):
    """A sheet that was given where every condition holds."""

    sheet: Words
    when: Annotated[list[ConditionShape], Meta(min_length=1)]


class PageShape(Strict, frozen=True, kw_only=True):
    """One page."""

    id: Words
    kind: Literal[
        "item",
        "info",
        "consent",
        "screening",
        "pathway",
        "safety_card",
        "identity",
        "sharing",
        "roster",
    ]
    prompt: str = ""
    why: Words
    item: ItemShape | None = None
    words_that_help: list[Words] = []
    better_not: list[Words] = []
    show_when: list[ConditionShape] = []
    show_any: bool = False
    flags: list[FlagShape] = []
    private: bool = False
    instruments: list[Words] = []
    preselected: list[Words] = []
    options_from: str = ""
    gives: list[GivesShape] = []
    fact: Literal["distress", "distress_end", "safety", "poor_nights", "screening"] | None = None


class BlocksFile(Strict, frozen=True, kw_only=True):
    """``protocols/blocks.json``."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    blocks: dict[str, list[PageShape]]


class UseShape(Strict, frozen=True, kw_only=True):
    """A block, or one page of it, which may then appear under conditions of its own."""

    use: Words
    show_when: list[ConditionShape] = []
    show_any: bool = False


class StepShape(Strict, frozen=True, kw_only=True):
    """A step; an entry with ``use`` takes over a block, or one page of it."""

    id: Words
    title: Words
    pages: Annotated[list[dict[str, Any]], Meta(min_length=1)]


class ProtocolFile(Strict, frozen=True, kw_only=True):
    """``protocols/<id>.json``; ``blocks`` names their version, its own if left out."""

    id: Words
    version: Words
    language: Words
    reviewed: Day
    title: Words
    short_title: Words
    aliases: list[Words] = []
    usual_minutes: Annotated[list[int], Meta(min_length=2, max_length=2)]
    source: Words
    blocks: str = ""
    steps: Annotated[list[StepShape], Meta(min_length=1)]
