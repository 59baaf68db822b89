"""Answers as a QuestionnaireResponse, there and back."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments import (
    answers_from_response,
    questionnaire_response,
    version_named,
)
from estip_desktop.kernel.items import DECLINED, SKIPPED

CONTENT = Content()
PHQ9 = CONTENT.instrument("phq-9")


def response(**changes: Any) -> dict[str, Any]:
    return {"resourceType": "QuestionnaireResponse", "status": "completed"} | changes


def test_what_goes_out_comes_back_without_what_was_left_open() -> None:
    given: dict[str, Any] = {item.link_id: item.code_for(1) for item in PHQ9.listed}
    difficulty = next(item for item in PHQ9.items if not item.scored)
    given[difficulty.link_id] = difficulty.item.options[0].code
    given["phq-9-3"], given["phq-9-4"] = SKIPPED, DECLINED
    sent = questionnaire_response(PHQ9, given, authored="2026-11-23")
    back = answers_from_response(PHQ9, sent)
    assert back == {key: code for key, code in given.items() if code not in (SKIPPED, DECLINED)}
    flat = [low for top in sent["item"] for low in top.get("item", [top])]
    points = [each["answer"][0]["valueCoding"].get("extension") for each in flat]
    assert points[0] == [
        {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 1}
    ]
    assert points[-1] is None


def test_without_an_answer_there_is_no_empty_list() -> None:
    assert "item" not in questionnaire_response(PHQ9, {}, authored="2026-11-23")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "entered-in-error"}, "response-entered-in-error"),
        ({"status": "final"}, "response-of-no-known-status"),
        ({"resourceType": "Bundle"}, "not-a-questionnaire-response"),
        ({"questionnaire": "phq-2"}, "response-of-another-questionnaire"),
        ({"questionnaire": f"{PHQ9.url}|0.1"}, "response-of-another-questionnaire"),
        ({"item": "x"}, "response-malformed"),
        ({"item": [{"linkId": "phq-9-1", "answer": ["x"]}]}, "response-malformed"),
        ({"item": [{"linkId": "phq-9-0", "answer": [{"valueInteger": 0}]}]}, "no-such-item"),
        ({"item": [{"linkId": "phq-9-1", "answer": [{}]}]}, "answer-does-not-fit"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InputRefusedError, match=code):
        answers_from_response(PHQ9, response(**changes))


def test_too_deep_a_nest_is_refused() -> None:
    nest: dict[str, Any] = {"linkId": "phq-9-1", "answer": [{"valueInteger": 3}]}
    for _level in range(12):
        nest = {"linkId": "group", "item": [nest]}
    with pytest.raises(InputRefusedError, match="response-malformed"):
        answers_from_response(PHQ9, response(item=[nest]))


@pytest.mark.parametrize(
    ("named", "version"),
    [
        (f"{PHQ9.url}|1.0.0", "1.0.0"),
        (PHQ9.url, ""),
        (None, ""),
        (3, ""),
    ],
)
def test_a_response_names_the_version_it_answers(named: object, version: str) -> None:
    assert version_named(response(questionnaire=named)) == version


@pytest.mark.parametrize("whole", [[], None, "x"])
def test_what_is_no_resource_names_none(whole: object) -> None:
    assert version_named(whole) == ""


def test_a_code_of_another_system_is_none_of_its_options() -> None:
    code = PHQ9.items[0].item.options[0].code
    for system, fits in ((PHQ9.items[0].option_system, True), ("http://example.org", False)):
        coding = {"system": system, "code": code}
        given = response(item=[{"linkId": "phq-9-1", "answer": [{"valueCoding": coding}]}])
        if fits:
            assert answers_from_response(PHQ9, given) == {"phq-9-1": code}
        else:
            with pytest.raises(InputRefusedError, match="answer-does-not-fit"):
                answers_from_response(PHQ9, given)
