"""Make a case: from the answers of a session, or from a case file of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue
from estip_desktop.protocols import CaseFact, PipStatus, Protocol, flags_raised
from estip_desktop.stepped_care.model import (
    Case,
    Pathways,
    Previous,
    Safety,
    Screen,
    Screening,
)

_E = TypeVar("_E", bound=StrEnum)
_LONGEST_KEY = 40
_PROTOCOLS = ("DM", "DI", "DG", "EM", "MR")
_KEYS = frozenset(
    {
        "protocol",
        "day",
        "flags",
        "distress",
        "safety",
        "asks_for_help",
        "poor_nights",
        "cannot_function",
        "screening",
        "screens",
        "previous",
        "estim_agreed",
        "pip",
    }
)


def case_from_answers(
    pathways: Pathways,
    protocol: Protocol,
    answers: Mapping[str, AnswerValue],
    *,
    day: int,
    flags: tuple[str, ...] = (),
    screens: tuple[Screen, ...] = (),
    screening: Screening = Screening.NONE,
    previous: Previous | None = None,
    estim_agreed: bool | None = None,
    pip: PipStatus = PipStatus.UNKNOWN,
) -> Case:
    """Draw a case from the answers of one session.

    The higher of the two distress ratings counts, and a rise within the session by
    ``completion.end_rise`` raises A2.

    Args:
        pathways: For the figure of the rise.
        protocol: The version that was walked through.
        answers: By link id.
        day: Calendar days from the incident's end.
        flags: Raised elsewhere: by hand, or standing from an earlier contact.
        screens: Questionnaires of this contact.
        screening: What became of the offer; an answer in the session that declines wins.
        previous: The last contact.
        estim_agreed: Whether they agree to an ESTIM.
        pip: The incident's flag.
    """
    facts = _facts(protocol, answers)
    start, end = facts.get(CaseFact.DISTRESS), facts.get(CaseFact.DISTRESS_END)
    ratings = [value for value in (start, end) if isinstance(value, int)]
    raised = [*flags, *(flag.code for flag in flags_raised(protocol, answers))]
    if len(ratings) == 2 and ratings[1] - ratings[0] >= pathways.completion.end_rise:  # noqa: PLR2004
        raised.append("A2")
    safety = facts.get(CaseFact.SAFETY)
    nights = facts.get(CaseFact.POOR_NIGHTS)
    if facts.get(CaseFact.SCREENING) in (DECLINED, Screening.DECLINED.value):
        screening = Screening.DECLINED
    elif screens:
        screening = Screening.DONE
    return Case(
        protocol=protocol.family,
        day=day,
        flags=tuple(dict.fromkeys(raised)),
        distress=max(ratings, default=None),
        safety=_safety(safety),
        poor_nights=int(nights) if isinstance(nights, str) and nights.isdigit() else 0,
        screening=screening,
        screens=screens,
        previous=previous or Previous(),
        estim_agreed=estim_agreed,
        pip=pip,
    )


def _facts(protocol: Protocol, answers: Mapping[str, AnswerValue]) -> dict[CaseFact, AnswerValue]:
    return {
        page.fact: answers[page.id]
        for page in protocol.pages
        if page.fact is not None and page.id in answers and answers[page.id] != SKIPPED
    }


def _safety(answer: AnswerValue | None) -> Safety | None:
    if answer is None:
        return None
    return Safety.DECLINED if answer == DECLINED else Safety(str(answer))


def case_from_dict(data: object) -> Case:
    """Read a case file that ``strict_json`` has read; missing keys mean no, none, 0 or null.

    Raises:
        InputRefusedError: An unknown key, or a value of the wrong kind; ``detail`` names the key.
    """
    if not isinstance(data, dict):
        raise InputRefusedError("case:not-an-object")
    for key in data:
        if key not in _KEYS:
            raise _unknown(key)
    protocol = data.get("protocol")
    if protocol is not None and protocol not in _PROTOCOLS:
        raise InputRefusedError("case:protocol")
    return Case(
        protocol=protocol or "",
        day=_number(data, "day"),
        flags=tuple(_text(code, "flags") for code in _list(data, "flags")),
        distress=_optional_number(data, "distress"),
        safety=_choice(data, "safety", Safety),
        asks_for_help=_truth(data, "asks_for_help"),
        poor_nights=_number(data, "poor_nights"),
        cannot_function=_truth(data, "cannot_function"),
        screening=_choice(data, "screening", Screening) or Screening.NONE,
        screens=tuple(_screen(entry) for entry in _list(data, "screens")),
        previous=_previous(data.get("previous")),
        estim_agreed=None if data.get("estim_agreed") is None else _truth(data, "estim_agreed"),
        pip=_choice(data, "pip", PipStatus) or PipStatus.NO,
    )


def _refuse(key: str) -> InputRefusedError:
    return InputRefusedError(f"case:{key}")


def _unknown(key: str) -> InputRefusedError:
    """Names the key, or its beginning: nobody reads five thousand letters of it."""
    return InputRefusedError(f"case:unknown-key:{key[:_LONGEST_KEY]}")


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _refuse(key)
    return value


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _refuse(key)
    return value


def _truth(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise _refuse(key)
    return bool(value)


def _optional_number(data: Mapping[str, Any], key: str) -> int | None:
    value = data.get(key)
    return None if value is None else _whole(value, key)


def _whole(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse(key)
    return value


def _number(data: Mapping[str, Any], key: str) -> int:
    return _optional_number(data, key) or 0


def _choice(data: Mapping[str, Any], key: str, kind: type[_E]) -> _E | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError:
        raise _refuse(key) from None


def _screen(entry: object) -> Screen:
    if not isinstance(entry, dict) or set(entry) != {"instrument", "answers"}:
        raise _refuse("screens")
    answers = tuple(_points(value) for value in _list(entry, "answers"))
    return Screen(_text(entry["instrument"], "screens"), answers)


def _points(value: object) -> int | None:
    if value is None or value == "-":
        return None
    return _whole(value, "screens")


def _previous(data: object) -> Previous:
    if data is None:
        return Previous()
    if not isinstance(data, dict):
        raise _refuse("previous")
    for key in data:
        if key not in {"distress", "totals"}:
            raise _unknown(f"previous.{key}")
    totals = data.get("totals")
    if totals is None:
        totals = {}
    if not isinstance(totals, dict):
        raise _refuse("previous.totals")
    checked = {
        name: _whole(total, f"previous.totals.{name[:_LONGEST_KEY]}")
        for name, total in totals.items()
    }
    distress = data.get("distress")
    return Previous(None if distress is None else _whole(distress, "previous.distress"), checked)
