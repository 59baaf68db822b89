"""Items and answers: one vocabulary for protocol steps and questionnaires (FHIR spelling in JSON).

An item asks for one thing. An answer is a plain JSON value whose shape depends on the item's kind:

==========  ===============================================================
kind        value
==========  ===============================================================
choice      the code of one option (``str``)
multi       the codes of the chosen options, in the item's order (``list[str]``)
number      a whole number within ``minimum``..``maximum`` (``int``)
tick        ``True`` once done
yes_no      the code ``yes`` or ``no``
text        at most ``max_length`` characters (``str``)
date        ISO day (``str``)
person      name or role of a person (``str``)
actions     lines of what, who and by when, as ``kernel.actions`` writes them (``list[str]``)
info        never answered: something to read or say
==========  ===============================================================

For every kind but ``info``, ``DECLINED`` stands for "prefers not to say", where the item allows it,
and ``SKIPPED`` for "skip for now". An item nobody touched has no answer at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.actions import Action

AnswerValue: TypeAlias = str | int | bool | list[str]

DECLINED = "__declined__"
SKIPPED = "__skipped__"
TEXT_LIMIT = 240
FEWEST_OPTIONS = 2
MOST_ACTIONS = 8


class ItemKind(StrEnum):
    """What kind of answer an item takes."""

    CHOICE = "choice"
    MULTI = "multi"
    NUMBER = "number"
    TICK = "tick"
    YES_NO = "yes_no"
    TEXT = "text"
    DATE = "date"
    PERSON = "person"
    ACTIONS = "actions"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen.

    Args:
        code: What is stored.
        label: What is read; of an instrument, its exact published wording.
        hint: A second, quieter line, or empty.
        value: Points as printed on the instrument; ``None`` where nothing is scored.
        exclusive: Choosing it unchooses all others of a ``multi`` item ("none", "okay").
    """

    code: str
    label: str
    hint: str = ""
    value: int | None = None
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked or said."""

    link_id: str
    kind: ItemKind
    text: str
    options: tuple[Option, ...] = ()
    hint: str = ""
    required: bool = False
    may_decline: bool = True
    minimum: int = 0
    maximum: int = 10
    low_label: str = ""
    high_label: str = ""
    max_length: int = TEXT_LIMIT

    def __post_init__(self) -> None:
        if (
            self.kind in {ItemKind.CHOICE, ItemKind.MULTI, ItemKind.YES_NO}
            and len(self.options) < FEWEST_OPTIONS
        ):
            raise InputRefusedError(f"item-without-options:{self.link_id}")
        codes = [option.code for option in self.options]
        if len(set(codes)) != len(codes):
            raise InputRefusedError(f"item-duplicate-option:{self.link_id}")

    def option(self, code: str) -> Option:
        """The option with this code.

        Raises:
            InputRefusedError: The item has no such option.
        """
        for option in self.options:
            if option.code == code:
                return option
        raise InputRefusedError(f"item-no-such-option:{self.link_id}")

    def check(self, value: AnswerValue) -> AnswerValue:
        """Return ``value`` in the form in which it is stored.

        Raises:
            InputRefusedError: The value does not fit the item's kind.
        """
        if value == SKIPPED and not self.required:
            return SKIPPED
        if value == DECLINED and self.may_decline:
            return DECLINED
        return _CHECKS[self.kind](self, value)

    def in_words(self, value: AnswerValue) -> str:
        """The answer as a person reads it (labels, not codes); empty for skipped."""
        if value in (SKIPPED, DECLINED):
            return ""
        if self.kind in {ItemKind.CHOICE, ItemKind.YES_NO} and isinstance(value, str):
            return self.option(value).label
        if self.kind is ItemKind.MULTI and isinstance(value, list):
            return ", ".join(self.option(code).label for code in value)
        if self.kind is ItemKind.ACTIONS and isinstance(value, list):
            return "; ".join(Action.from_text(line).in_words() for line in value)
        return str(value)


def _refuse(item: Item) -> InputRefusedError:
    return InputRefusedError(f"answer-does-not-fit:{item.link_id}")


def _check_choice(item: Item, value: AnswerValue) -> AnswerValue:
    if not isinstance(value, str):
        raise _refuse(item)
    return item.option(value).code


def _check_multi(item: Item, value: AnswerValue) -> AnswerValue:
    if not isinstance(value, list):
        raise _refuse(item)
    chosen = {item.option(code).code for code in value}
    if len(chosen) > 1 and any(
        option.exclusive for option in item.options if option.code in chosen
    ):
        raise _refuse(item)
    return [option.code for option in item.options if option.code in chosen]


def _check_number(item: Item, value: AnswerValue) -> AnswerValue:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse(item)
    if not item.minimum <= value <= item.maximum:
        raise _refuse(item)
    return value


def _check_tick(item: Item, value: AnswerValue) -> AnswerValue:
    if value is not True and value is not False:
        raise _refuse(item)
    return value


def _check_text(item: Item, value: AnswerValue) -> AnswerValue:
    if not isinstance(value, str) or len(value) > item.max_length:
        raise _refuse(item)
    return value


def _check_date(item: Item, value: AnswerValue) -> AnswerValue:
    from datetime import date  # noqa: PLC0415 - used by this one kind only

    if not isinstance(value, str):
        raise _refuse(item)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise _refuse(item) from error


def _check_actions(item: Item, value: AnswerValue) -> AnswerValue:
    if not isinstance(value, list) or len(value) > MOST_ACTIONS:
        raise _refuse(item)
    return [Action.from_text(line).to_text() for line in value]


def _check_info(item: Item, value: AnswerValue) -> AnswerValue:
    del value
    raise _refuse(item)


_CHECKS = {
    ItemKind.CHOICE: _check_choice,
    ItemKind.YES_NO: _check_choice,
    ItemKind.MULTI: _check_multi,
    ItemKind.NUMBER: _check_number,
    ItemKind.TICK: _check_tick,
    ItemKind.TEXT: _check_text,
    ItemKind.PERSON: _check_text,
    ItemKind.DATE: _check_date,
    ItemKind.ACTIONS: _check_actions,
    ItemKind.INFO: _check_info,
}


def is_answered(answers: Mapping[str, AnswerValue], link_id: str) -> bool:
    """Whether somebody gave a real answer: neither missing nor skipped; declining counts."""
    return link_id in answers and answers[link_id] != SKIPPED
