"""What ``instruments`` and ``pathway`` refuse, and that one sentence names the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.__main__ import main
from estip_desktop.adapters.content import Content
from estip_desktop.cli.sentences import for_error
from estip_desktop.errors import InputRefusedError, UsageError
from estip_desktop.instruments import answers_from_response
from estip_desktop.kernel import strict_json
from tests.content.test_commands import call

OTHER_DIGITS = (
    "\u0663",
    "\uff11",
    "+1",
    "1_0",
    "1.0",
    "01",
    "00",
    "-01",
    "-0",
    "1e0",
    "0x1",
    "\u00bd",
)
"""Arabic-Indic, full width, and what Python or a hasty hand takes for a number."""
ONE = {"valueInteger": 1}


def told(content: Content, words: list[str]) -> str:
    with pytest.raises(InputRefusedError) as caught:
        call(content, words)
    assert caught.value.exit_status == 3
    return for_error(caught.value)


def case_told(content: Content, tmp_path: Path, text: str) -> str:
    path = tmp_path / "case.json"
    path.write_text(text, "utf-8")
    return told(content, ["pathway", str(path)])


CASES = [
    ('{"day": true}', "day"),
    ('{"day": 1.0}', "day"),
    ('{"day": "3"}', "day"),
    ('{"day": 100000}', "day"),
    ('{"day": 1e2}', "day"),
    ('{"day": [3]}', "day"),
    ('{"distress": 11}', "distress"),
    ('{"poor_nights": 1.0}', "poor_nights"),
    ('{"protocol": ["MR"]}', "protocol"),
    ('{"flags": ["A99"]}', "A99"),
    ('{"distres": 5}', "unknown-key:distres"),
    ('{"previous": 3}', "previous"),
    ('{"previous": {"distres": 5}}', "previous.distres"),
    ('{"previous": {"distress": 11}}', "previous.distress"),
    ('{"previous": {"distress": "5"}}', "previous.distress"),
    ('{"previous": {"totals": [40]}}', "previous.totals"),
    ('{"previous": {"totals": {"pcl-5": 81}}}', "previous.totals.pcl-5"),
    ('{"previous": {"totals": {"pcl-5": -1}}}', "previous.totals.pcl-5"),
    ('{"previous": {"totals": {"pcl-5": "40"}}}', "previous.totals.pcl-5"),
    ('{"previous": {"totals": {"pcl-5": 40.0}}}', "previous.totals.pcl-5"),
    ('{"previous": {"totals": {"pcl-5": null}}}', "previous.totals.pcl-5"),
    ('{"previous": {"totals": {"pcl-55": 40}}}', "previous.totals.pcl-55"),
    ('{"screens": [{"instrument": "gad-2", "answers": [[0], 0]}]}', "screens"),
    ('{"screens": [{"instrument": "gad-2", "answers": ["\uff11", 0]}]}', "screens"),
    ('{"screens": [{"instrument": "gad-2", "answers": [{"a": 1}, 0]}]}', "screens"),
    ('{"screens": [{"instrument": "gad-2", "answers": [4, 0]}]}', "gad-2-1"),
    ('{"screens": [{"instrument": "gad-2", "answers": [0]}]}', "gad-2"),
    ('{"day": 3, "day": 4}', "day"),
    ('{"previous": {"distress": 3, "distress": 4}}', "distress"),
    ('{"previous": {"totals": {"pcl-5": 40, "pcl-5": 20}}}', "pcl-5"),
    ('{"day": NaN}', "day"),
    ('{"distress": Infinity}', "distress"),
    ('{"distress": -Infinity}', "distress"),
    ('{"day": 1e400}', "day"),
    ('{"screens": [{"instrument": "gad-2", "answers": [0, NaN]}]}', "answers"),
]


@pytest.mark.parametrize(("text", "field"), CASES, ids=[case[0] for case in CASES])
def test_what_is_wrong_with_a_case_is_named(
    content: Content, tmp_path: Path, text: str, field: str
) -> None:
    assert field in case_told(content, tmp_path, text)


@pytest.mark.parametrize("text", ["NaN", "[NaN]", '{"day": 3', '{"!": NaN}', '{"!": 1, "!": 2}'])
def test_what_has_no_name_is_told_without_one(content: Content, tmp_path: Path, text: str) -> None:
    said = case_told(content, tmp_path, text)
    assert said.startswith("The file is not JSON as it is exchanged")


def test_a_name_without_end_is_cut_off(content: Content, tmp_path: Path) -> None:
    long = "a" * 5000
    for case in (
        {long: 1},
        {"previous": {long: 1}},
        {"previous": {"totals": {long: 1}}},
        {"previous": {"totals": {long: "1"}}},
    ):
        said = case_told(content, tmp_path, json.dumps(case))
        assert said.endswith(f"a{long[:29]})." if "previous" in case else f":{long[:40]}).")
        assert len(said) < 160
    twice = case_told(content, tmp_path, f'{{"{long}": 1, "{long}": 2}}')
    assert "aaa" not in twice
    path = tmp_path / "response.json"
    path.write_text(json.dumps({"resourceType": "QuestionnaireResponse", long: 1}), "utf-8")
    said = told(content, ["instruments", "score", "gad-2", str(path)])
    assert said.endswith(f": {long[:40]}.")
    for key, named in (("a" * 40, True), ("a" * 41, False)):
        twice = case_told(content, tmp_path, f'{{"{key}": 1, "{key}": 2}}')
        assert (key in twice) is named


def test_a_key_that_looks_like_another_refusal_is_told_as_a_key(
    content: Content, tmp_path: Path
) -> None:
    for key in ("--", "file-unreadable", "json-", "response-key-unknown"):
        assert f"unknown-key:{key}" in case_told(content, tmp_path, json.dumps({key: 1}))


def test_only_keys_of_one_object_are_compared() -> None:
    assert strict_json.load(b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}')["b"][1] == {"a": 2}
    for text in (b'{"a": 1.5}', b'{"a": [1.5, 1e300]}'):
        assert strict_json.load(text)


@pytest.mark.parametrize("digit", OTHER_DIGITS)
def test_other_digits_are_no_answer(content: Content, tmp_path: Path, digit: str) -> None:
    assert "list of points" in told(content, ["instruments", "score", "gad-2", f"{digit},1"])
    assert "list of points" in told(content, ["instruments", "score", "gad-2", f"1,{digit}"])
    for value in (
        {"valueInteger": digit}, {"valueString": digit}, {"valueCoding": {"code": digit}},
        {"valueCoding": {"code": 1}}, {"valueDecimal": 1}, {"valueInteger": 1.0},
    ):  # fmt: skip
        path = tmp_path / "response.json"
        path.write_text(json.dumps(a_response([value])), "utf-8")
        assert "gad-2-1" in told(content, ["instruments", "score", "gad-2", str(path)])


@pytest.mark.parametrize("digit", OTHER_DIGITS)
def test_other_digits_are_no_total_and_no_day(content: Content, digit: str) -> None:
    for words in (
        ["instruments", "change", "gad-2", digit, "2"],
        ["instruments", "change", "gad-2", "2", digit],
        ["instruments", "score", "gad-2", "1,1", "--day", digit],
        ["instruments", "score", "gad-2", "1,1", f"--day={digit}"],
    ):
        with pytest.raises(UsageError):
            call(content, words)


def test_the_furthest_day_is_the_same_everywhere(content: Content, tmp_path: Path) -> None:
    words = ["instruments", "score", "gad-2", "1,1", "--day"]
    assert call(content, [*words, "99999"]).result["window"] == "in"
    with pytest.raises(UsageError):
        call(content, [*words, "100000"])
    path = tmp_path / "case.json"
    path.write_text('{"day": 99999}', "utf-8")
    assert call(content, ["pathway", str(path)]).result["pathway"] == "P0"


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\n", "\u2003", "\u200b", "\ufeff"])
def test_between_answers_stands_a_comma_and_at_most_a_space(content: Content, space: str) -> None:
    assert "list of points" in told(content, ["instruments", "score", "gad-2", f"1,{space}1"])
    found = call(content, ["instruments", "score", "gad-2", " 1 ,  2 "])
    assert found.result["scores"][0]["value"] == 3


def test_a_total_out_of_range_names_the_questionnaire(content: Content) -> None:
    for totals in (("7", "0"), ("0", "7"), ("-1", "0")):
        said = told(content, ["instruments", "change", "gad-2", *totals])
        assert "No answers of gad-2 add up to this total" in said


def a_response(answers: list[object] | None = None, **changes: object) -> dict[str, Any]:
    given = [ONE, ONE] if answers is None else answers
    items = [
        {"linkId": f"gad-2-{number}", "answer": [value]} for number, value in enumerate(given, 1)
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": items,
    } | changes


RESPONSES: list[tuple[dict[str, Any], str]] = [
    (a_response(status="entered-in-error"), "entered in error"),
    (a_response(status="Completed"), "status"),
    (a_response(status=""), "status"),
    (a_response(status=None), "status"),
    (a_response(status=["completed"]), "status"),
    (a_response(status={"completed": True}), "status"),
    (a_response(items=[]), "items"),
    (a_response(implicitRules="http://example.org"), "implicitRules"),
    (a_response(modifierExtension=[{"url": "http://example.org/negated"}]), "modifierExtension"),
    (a_response(item=[{"linkId": "gad-2-1", "answers": [ONE]}]), "answers"),
    (a_response(item=[{"linkId": "gad-2-1", "valueInteger": 1}]), "valueInteger"),
    (
        a_response(item=[{"linkId": "gad-2-1", "modifierExtension": [], "answer": [ONE]}]),
        "modifierExtension",
    ),
    (a_response([ONE | {"modifierExtension": []}]), "modifierExtension"),
    (a_response([ONE | {"code": 1}]), "code"),
    (a_response([ONE | {"valueBoolean": False}]), "gad-2-1"),
    (a_response([ONE | {"valueCoding": {"code": "LA6568-5"}}]), "gad-2-1"),
    (a_response([{"valueCoding": {"code": "LA0-0"}}]), "gad-2-1"),
    (a_response([{"valueCoding": {"code": "LA6568-5", "system": "urn:other"}}]), "gad-2-1"),
    (a_response([{"valueCoding": {"code": "LA6568-5", "system": None}}]), "gad-2-1"),
    (a_response([ONE, ONE, ONE]), "gad-2"),
    (a_response(questionnaire="urn:estip-desktop:questionnaire:phq-2"), "gad-2"),
]


@pytest.mark.parametrize(("response", "field"), RESPONSES)
def test_what_is_wrong_with_a_response_is_named(
    content: Content, tmp_path: Path, response: dict[str, Any], field: str
) -> None:
    path = tmp_path / "response.json"
    path.write_text(json.dumps(response), "utf-8")
    assert field in told(content, ["instruments", "score", "gad-2", str(path)])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('"status": "completed", "status": "completed"', "status"),
        ('"item": [], "item": []', "item"),
        ('"item": [{"linkId": "gad-2-1", "linkId": "gad-2-2"}]', "linkId"),
        ('"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": NaN}]}]', "valueInteger"),
        (
            '"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": 1, "valueInteger": 2}]}]',
            "valueInteger",
        ),
        ('"item": [{"linkId": "gad-2-1", "answer": [{"valueDecimal": 1e999}]}]', "valueDecimal"),
    ],
)
def test_a_response_says_each_thing_once_and_in_numbers(
    content: Content, tmp_path: Path, text: str, field: str
) -> None:
    path = tmp_path / "response.json"
    path.write_text(f'{{"resourceType": "QuestionnaireResponse", {text}}}', "utf-8")
    said = told(content, ["instruments", "score", "gad-2", str(path)])
    assert said.startswith((f"{field} stands twice", f"The value of {field} is no number"))


def test_what_fhir_knows_beside_the_answers_does_no_harm(content: Content) -> None:
    instrument = content.instrument("gad-2")
    coding = {"system": "http://loinc.org", "code": "LA6569-3", "display": "Several days"}
    full = a_response(
        [{"id": "a", "extension": [], "valueCoding": coding}, ONE | {"_valueInteger": {"id": "b"}}],
        id="r", meta={}, language="en", text={}, contained=[], extension=[], identifier={},
        basedOn=[], partOf=[], subject={}, encounter={}, authored="2026-11-23", author={},
        source={}, _status={"id": "s"},
    )  # fmt: skip
    full["item"][0] |= {"id": "i", "definition": "urn:x", "text": "t", "extension": [], "_text": {}}
    assert answers_from_response(instrument, full) == {
        "gad-2-1": "LA6569-3",
        "gad-2-2": "LA6569-3",
    }


def test_a_response_that_names_no_version_is_of_the_newest(content: Content) -> None:
    for response in (a_response(), a_response(questionnaire="gad-2"), a_response(questionnaire=3)):
        named = response.get("questionnaire")
        if named == 3:
            with pytest.raises(InputRefusedError, match="another-questionnaire"):
                answers_from_response(content.instrument("gad-2"), response)
        else:
            assert len(answers_from_response(content.instrument("gad-2"), response)) == 2


def test_nothing_is_printed_where_a_case_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estip_desktop.__main__.harden", lambda: None)
    path = tmp_path / "case.json"
    path.write_text('{"day": 3, "day": 99}', "utf-8")
    assert main(["--home", str(tmp_path), "pathway", str(path)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().endswith(
        "day stands twice in one object of the file, and nobody knows which one is meant."
    )
