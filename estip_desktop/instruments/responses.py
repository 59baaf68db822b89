"""Answers as a FHIR R4 QuestionnaireResponse: what comes from outside, and what goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments.model import Instrument, InstrumentItem
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue

_DEPTH = 8
_ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
_REFUSED_STATUS = "entered-in-error"
_STATUSES = ("in-progress", "completed", "amended", "stopped")
"""FHIR R4 QuestionnaireResponse.status; what was stopped lacks answers, and that is told."""
_RESPONSE_KEYS = frozenset(
    {
        "resourceType", "id", "meta", "language", "text", "contained", "extension", "identifier",
        "basedOn", "partOf", "questionnaire", "status", "subject", "encounter", "authored",
        "author", "source", "item",
    }
)  # fmt: skip
_ITEM_KEYS = frozenset({"id", "extension", "linkId", "definition", "text", "answer", "item"})
_ANSWER_KEYS = frozenset({"id", "extension", "item"})
"""What FHIR R4 knows there, without ``implicitRules`` and ``modifierExtension``: they may turn the
meaning of everything else around, and FHIR forbids to read on without understanding them."""
_LONGEST_KEY = 40


def answers_from_response(instrument: Instrument, response: object) -> dict[str, AnswerValue]:
    """Answers by link id from a QuestionnaireResponse that ``strict_json`` has read.

    Accepts ``valueCoding`` (by code), ``valueBoolean`` for yes/no items and ``valueInteger``
    (points). Items without an answer are absent.

    Raises:
        InputRefusedError: Not such a resource, of another questionnaire or version, entered in
            error, of a status that FHIR does not know, a key that FHIR does not have or that may
            turn the meaning around, or an item, answer or repetition that the instrument does not
            have.
    """
    if not isinstance(response, dict) or response.get("resourceType") != "QuestionnaireResponse":
        raise InputRefusedError("not-a-questionnaire-response")
    if response.get("status") == _REFUSED_STATUS:
        raise InputRefusedError("response-entered-in-error")
    if response.get("status", "completed") not in _STATUSES:
        raise InputRefusedError("response-of-no-known-status")
    _check_keys(response, _RESPONSE_KEYS)
    if not _is_for(instrument, response.get("questionnaire")):
        raise InputRefusedError(f"{instrument.id}:response-of-another-questionnaire")
    answers: dict[str, AnswerValue] = {}
    for link_id, value in _walk(response, 0):
        item = next((item for item in instrument.items if item.link_id == link_id), None)
        if item is None or link_id in answers:
            raise InputRefusedError(f"{instrument.id}:no-such-item")
        answers[link_id] = _answer(item, value)
    return answers


def version_named(response: object) -> str:
    """The version of the questionnaire that a response says it answers; empty where it says none.

    Only to look the version up: whether the response may be read is said when it is.
    """
    named = response.get("questionnaire") if isinstance(response, dict) else None
    return named.partition("|")[2] if isinstance(named, str) else ""


def questionnaire_response(
    instrument: Instrument, answers: Mapping[str, AnswerValue], *, authored: str
) -> dict[str, Any]:
    """The answers as a FHIR R4 QuestionnaireResponse: enabled answers, below their groups.

    Args:
        instrument: The version that was answered.
        answers: Option codes by link id; skipped and declined ones are left out.
        authored: FHIR ``dateTime`` of the last answer.

    Raises:
        InputRefusedError: An answer names no option of its item.
    """
    items = in_groups(
        (item.groups, _response_item(item, answers[item.link_id]))
        for item in instrument.shown(answers)
        if answers.get(item.link_id, SKIPPED) not in (SKIPPED, DECLINED)
    )
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{instrument.url}|{instrument.version}",
        "status": "completed",
        "authored": authored,
    }
    # FHIR has no empty lists.
    return {**response, "item": items} if items else response


def in_groups(
    items: Iterable[tuple[Sequence[str], dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Put items of a response below the groups that hold them in the questionnaire.

    FHIR R4 asks for the same structure in both, and other programs refuse a flat list.

    Args:
        items: Link ids of the groups around an item, outermost first, and the item itself; in the
            order of the questionnaire.
    """
    whole: list[dict[str, Any]] = []
    for groups, item in items:
        level = whole
        for group in groups:
            if not level or level[-1]["linkId"] != group:
                level.append({"linkId": group, "item": []})
            level = level[-1]["item"]
        level.append(item)
    return whole


def _response_item(item: InstrumentItem, value: AnswerValue) -> dict[str, Any]:
    option = item.item.option(str(value))
    coding: dict[str, Any] = {
        "system": item.option_system,
        "code": option.code,
        "display": option.label,
    }
    if option.value is not None:
        coding["extension"] = [{"url": _ORDINAL, "valueDecimal": option.value}]
    return {
        "linkId": item.link_id,
        "text": item.item.text,
        "answer": [{"valueCoding": coding}],
    }


def _is_for(instrument: Instrument, canonical: object) -> bool:
    """Whether the response names no questionnaire, or this one: by canonical or by id."""
    if canonical is None:
        return True
    if not isinstance(canonical, str):
        return False
    name, _, version = canonical.partition("|")
    same = name == instrument.url or name.rpartition("/")[2] == instrument.id
    return same and version in ("", instrument.version)


def _walk(node: dict[str, Any], depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    items = node.get("item", [])
    if depth > _DEPTH or not isinstance(items, list):
        raise InputRefusedError("response-malformed")
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("linkId"), str):
            raise InputRefusedError("response-malformed")
        _check_keys(item, _ITEM_KEYS)
        given = item.get("answer", [])
        if not isinstance(given, list) or len(given) > 1:
            raise InputRefusedError("response-malformed")
        if given:
            if not isinstance(given[0], dict):
                raise InputRefusedError("response-malformed")
            yield item["linkId"], given[0]
            yield from _walk(given[0], depth + 1)  # FHIR may put items below an answer
        yield from _walk(item, depth + 1)


def _check_keys(node: Mapping[str, Any], known: frozenset[str]) -> None:
    """A slip such as ``answers`` would lose an answer without a word.

    Keys that begin with an underscore hold extensions of the key without it.
    """
    for key in node:
        if key not in known and not key.startswith("_"):
            raise InputRefusedError(f"response-key-unknown:{key[:_LONGEST_KEY]}")


def _answer(item: InstrumentItem, value: dict[str, Any]) -> AnswerValue:
    values = [key for key in value if key.startswith("value")]
    _check_keys(value, _ANSWER_KEYS.union(values))
    if len(values) > 1:  # which of the two was meant?
        raise InputRefusedError(f"answer-does-not-fit:{item.link_id}")
    coding = value.get("valueCoding")
    if isinstance(coding, dict) and isinstance(coding.get("code"), str):
        if coding.get("system", item.option_system) != item.option_system:
            raise InputRefusedError(f"answer-does-not-fit:{item.link_id}")
        return item.item.option(coding["code"]).code
    truth = value.get("valueBoolean")
    if isinstance(truth, bool):
        return item.item.option("yes" if truth else "no").code
    points = value.get("valueInteger")
    if isinstance(points, int) and not isinstance(points, bool):
        return item.code_for(points)
    raise InputRefusedError(f"answer-does-not-fit:{item.link_id}")
