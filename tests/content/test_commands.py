"""``instruments`` and ``pathway`` on the command line: names, keys and exit codes stay."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.cli import instruments_cmd, pathway_cmd
from estip_desktop.errors import EstipError, InputRefusedError, NotFoundError, UsageError
from tests.content.pathway_oracle import Told, found
from tests.content.test_pathway_oracle import TOLD
from tests.unit.stepped_care.test_engine import WORKED

MODULES = {"instruments": instruments_cmd, "pathway": pathway_cmd}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]  # raises instead of exiting
        raise UsageError(message)


class _Context:
    """Keeps what would be printed."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.result: dict[str, Any] = {}
        self.text = ""

    def print_result(self, result: Mapping[str, object], text: str) -> None:
        self.result = json.loads(json.dumps(result))
        self.text = text


def call(content: Content, words: Sequence[str]) -> _Context:
    context = _Context(content)
    parser = _Parser()
    module = MODULES[words[0]]
    module.add(parser.add_subparsers(dest="group", parser_class=_Parser))
    assert module.run(parser.parse_args(list(words)), context) == 0
    return context


def scored(content: Content, *words: str) -> dict[str, Any]:
    return call(content, ["instruments", "score", *words]).result


def test_list_and_show(content: Content) -> None:
    listed = call(content, ["instruments", "list"])
    ids = [each["id"] for each in listed.result["instruments"]]
    assert set(ids) >= {"phq-9", "gad-7", "phq-4", "pc-ptsd-5"}
    assert len(listed.text.splitlines()) == len(ids)
    shown = call(content, ["instruments", "show", "gad-7"])
    assert shown.result["items"][0]["options"][0]["label"] == "Not at all"
    assert "No permission required" in shown.text


def test_show_tells_the_rules_and_where_they_are_published(content: Content) -> None:
    for name in ("phq-9", "pcl-5", "k10"):
        shown = call(content, ["instruments", "show", name])
        rules = content.instrument(name).scoring
        cited = [scale.source.citation for scale in rules.scales]
        cited += [band.source.citation for scale in rules.scales for band in scale.bands]
        cited += [each.source.citation for each in rules.criteria]
        cited += [each.source.citation for each in rules.red_items]
        cited += [rules.change.source.citation] if rules.change else []
        told = json.dumps(shown.result, ensure_ascii=False)
        for citation in cited:
            assert citation in shown.text
            assert json.dumps(citation, ensure_ascii=False) in told
    shown = call(content, ["instruments", "show", "phq-9"])
    assert shown.result["red_items"][0]["flag"] == "R6"
    assert shown.result["change"]["reliable"] == 6
    assert "phq-9-9 from 1 raises R6." in shown.text
    assert "From day 14:" in shown.text


@pytest.mark.parametrize("words", [["phq-9", "--help"], ["phq-9", "0,0", "-h"]])
def test_help_of_score_is_help(content: Content, words: list[str]) -> None:
    assert "ANSWERS [--day N]" in call(content, ["instruments", "score", *words]).text


def test_score_has_the_keys_of_the_contract(content: Content) -> None:
    result = scored(content, "phq-9", "3,0,1,2,0,0,1,0,3", "--day", "30")
    assert result == {
        "instrument": "phq-9",
        "version": "1.1.0",
        "status": "complete",
        "window": "in",
        "scores": [
            {"id": "total", "value": 10, "range": [0, 27], "band": "moderate", "label": "Moderate"}
            | {"positive": True}
        ],
        "criteria": [{"id": "major", "met": False}, {"id": "other", "met": True}],
        "flags": ["R6"],
        "missing": [],
        "message": "A screening score, not a diagnosis.",
    }


def test_score_of_an_incomplete_or_locked_questionnaire_is_empty(content: Content) -> None:
    result = scored(content, "phq-9", "-,0,1,2,0,0,1,0,2")
    assert (result["status"], result["window"], result["scores"]) == ("incomplete", "none", [])
    assert (result["flags"], result["missing"]) == (["R6"], ["phq-9-1"])
    result = scored(content, "pc-ptsd-5", "--day=5", "1,1,1,1,1,1")
    assert (result["status"], result["window"], result["scores"]) == ("locked", "before", [])
    assert "day 28" in result["message"]


def test_a_gate_answered_no_is_complete_alone(content: Content) -> None:
    result = scored(content, "pc-ptsd-5", "0", "--day", "28")
    assert result["status"] == "complete"
    assert result["scores"][0]["value"] == 0
    assert result["scores"][0]["positive"] is False


def test_answers_behind_a_closed_gate_are_told_in_result_and_words(content: Content) -> None:
    words = ["instruments", "score", "pc-ptsd-5", "0,1,1,1,1,1", "--day", "28"]
    told = call(content, words)
    assert told.result["scores"][0] | {"value": 0, "positive": False} == told.result["scores"][0]
    assert "hold a yes: ask the first question again" in told.result["message"]
    assert "hold a yes: ask the first question again" in told.text
    assert "not counted" not in scored(content, "pc-ptsd-5", "0,0,0,0,0,0")["message"]


def test_phq4_shows_its_two_pairs(content: Content) -> None:
    result = scored(content, "phq-4", "2,1,2,1")
    assert {each["id"]: each["value"] for each in result["scores"]} == {
        "total": 6,
        "gad-2": 3,
        "phq-2": 3,
    }


def test_a_response_is_scored_by_the_version_that_it_names(
    content: Content, tmp_path: Path
) -> None:
    items = [{"linkId": "phq-9-1", "answer": [{"valueInteger": 1}]}]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
    path = tmp_path / "response.json"
    url = content.instrument("phq-9").url
    for named, wanted in (("", "1.1.0"), ("|1.0.0", "1.0.0"), ("|1.1.0", "1.1.0")):
        path.write_text(json.dumps({**response, "questionnaire": url + named}), encoding="utf-8")
        assert scored(content, "phq-9", str(path))["version"] == wanted
    for named in ("|9.9.9", "|../1.0.0"):
        path.write_text(json.dumps({**response, "questionnaire": url + named}), encoding="utf-8")
        with pytest.raises(InputRefusedError, match="response-of-another"):
            scored(content, "phq-9", str(path))


def test_score_reads_a_fhir_response(content: Content, tmp_path: Path) -> None:
    items = [{"linkId": f"gad-7-{n}", "answer": [{"valueInteger": 1}]} for n in range(1, 8)]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
    path = tmp_path / "response.json"
    path.write_text(json.dumps(response), encoding="utf-8")
    assert scored(content, "gad-7", str(path))["scores"][0]["value"] == 7


def test_a_rule_that_disagrees_with_the_total_is_told_beside_it(content: Content) -> None:
    points = "2,0,0,0,0,2,0,2,2,0,0,0,0,0,2,2,0,0,0,0"
    text = call(content, ["instruments", "score", "pcl-5", points, "--day", "30"]).text
    assert "12/80" in text
    assert ": met" in text
    text = call(content, ["instruments", "score", "pcl-5", ",".join("0" * 20)]).text
    assert ": not met" in text


def test_text_output_says_the_same_in_words(content: Content) -> None:
    text = call(content, ["instruments", "score", "phq-9", "3,0,1,2,0,0,1,0,3"]).text
    assert "10/27, Moderate (at or above the cut-off of 10)" in text
    assert "R6" in text
    text = call(content, ["instruments", "score", "gad-7", "0,0,0,0,0,0,0"]).text
    assert "below the cut-off of 10" in text


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (18, 13, {"change": -5, "verdict": "none", "direction": "better"}),
        (9, 9, {"change": 0, "verdict": "none", "direction": "same"}),
        (9, 15, {"change": 6, "verdict": "reliable", "direction": "worse"}),
    ],
)
def test_change(content: Content, first: int, second: int, expected: dict[str, object]) -> None:
    found = call(content, ["instruments", "change", "phq-9", str(first), str(second)])
    assert found.result == expected
    assert found.text


REFUSED: list[tuple[list[str], type[EstipError], int]] = [
    (["instruments", "show", "phq-99"], NotFoundError, 1),
    (["instruments", "show", "../secret"], NotFoundError, 1),
    (["instruments", "score", "phq-9", "1,2"], InputRefusedError, 3),
    (["instruments", "score", "phq-9", "4,0,0,0,0,0,0,0,0"], InputRefusedError, 3),
    (["instruments", "score", "phq-9", "-1,0,0,0,0,0,0,0,0"], InputRefusedError, 3),
    (["instruments", "score", "phq-9", "no-such-file.json"], InputRefusedError, 3),
    (["instruments", "score", "phq-9", "a\0b"], InputRefusedError, 3),
    (["instruments", "score", "phq-9"], UsageError, 2),
    (["instruments", "score", "phq-9", "0", "--day", "x"], UsageError, 2),
    (["instruments", "score", "phq-9", "0", "--day"], UsageError, 2),
    (["instruments", "score", "phq-9", "0", "--fast"], UsageError, 2),
    (["instruments", "change", "phq-9", "1", "99"], InputRefusedError, 3),
    (["instruments", "change", "phq-9", "one", "2"], UsageError, 2),
    *[
        (["instruments", "change", "phq-9", odd, "2"], UsageError, 2)
        for odd in ("\u0663", "\uff11", "1_0", "+1", "1.0", "", "99999999")
    ],
    *[
        (["instruments", "score", "gad-7", f"{odd},0,0,0,0,0,0"], InputRefusedError, 3)
        for odd in ("\u0663", "\uff11", "1_0", "+1", "1.0", "", "x", "0000")
    ],
    *[
        (["instruments", "score", "gad-7", "0,0,0,0,0,0,0", "--day", odd], UsageError, 2)
        for odd in ("\u0663", "-1", "+1", "1.5", "100000", "")
    ],
    (["instruments"], UsageError, 2),
    (["pathway"], UsageError, 2),
    (["pathway", "no-such-file.json"], InputRefusedError, 3),
]


@pytest.mark.parametrize(("words", "error", "status"), REFUSED)
def test_refusals_have_their_exit_code(
    content: Content, words: list[str], error: type[EstipError], status: int
) -> None:
    with pytest.raises(error) as caught:
        call(content, words)
    assert caught.value.exit_status == status


def decided(content: Content, tmp_path: Path, case: object) -> _Context:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return call(content, ["pathway", str(path)])


def test_pathway_has_the_keys_of_the_contract(content: Content, tmp_path: Path) -> None:
    case = {
        "protocol": "MR",
        "day": 28,
        "flags": ["A4"],
        "distress": 6,
        "safety": "no",
        "screening": "done",
        "screens": [{"instrument": "phq-9", "answers": [3, 3, 3, 1, 0, 0, 0, 0, 0]}],
        "previous": {"distress": 5, "totals": {"pcl-5": 40}},
        "estim_agreed": None,
        "pip": "unknown",
    }
    found = decided(content, tmp_path, case)
    assert set(found.result) == {
        *("pathway", "rule", "also", "notices", "reasons", "flags", "follow_up", "locked"),
    }
    assert (found.result["pathway"], found.result["rule"]) == ("P3", "7")
    assert found.result["flags"] == ["A2", "A4"]
    assert [each["day"] for each in found.result["follow_up"]] == [35, 91]
    assert [each["what"] for each in found.result["locked"]] == ["DG"]
    assert found.text.startswith("P3 Occupational Health")
    assert found.text.endswith("A person decides.")


def test_pathway_of_safeguarding_lists_the_rest(content: Content, tmp_path: Path) -> None:
    found = decided(content, tmp_path, {"protocol": "DI", "day": 3, "flags": ["R3", "A1", "L1"]})
    assert found.result["also"][0] == {"rule": "4", "pathway": "P4"}
    assert len(found.result["notices"]) == 1
    assert "! " in found.text


_NO_CASES: list[Any] = [
        [], None, "MR", 3,
        *[{"day": day} for day in ("x", "3", True, 1.0, -1, 100_000, [3], 10**40)],
        *[{"distress": rating} for rating in (-1, 11, "5", True, 5.0)],
        *[{"poor_nights": nights} for nights in (-1, "2", True, 10**40)],
        *[{"flags": flags} for flags in ("A4", [4], [None], ["A99"], ["a4"], {"A4": True})],
        *[{"safety": said} for said in ("maybe", "No", True, ["no"])],
        *[{"protocol": name} for name in ("XX", "mr", "", ["MR"], 3)],
        *[{"asks_for_help": told} for told in ("yes", 1, ["yes"])],
        *[{"cannot_function": told} for told in ("yes", 0)],
        *[{"estim_agreed": told} for told in ("no", 0)],
        *[{"screening": told} for told in ("", "later", True)],
        *[{"pip": told} for told in ("", "maybe", False)],
        {"distres": 5},
        {"screens": [{"instrument": "none-such", "answers": [1]}]},
        {"screens": [{"instrument": "gad-2", "answers": [0, 4]}]},
        {"screens": [{"instrument": "gad-2", "answers": [0]}]},
        {"screens": [{"instrument": "gad-2", "answers": [0, True]}]},
        {"screens": [{"instrument": "gad-2", "answers": [0, "1"]}]},
        {"screens": [{"instrument": "gad-2", "answers": [[0], [0]]}]},
        {"screens": [{"instrument": "gad-2", "answers": [0, 0], "day": 3}]},
        {"screens": [{"instrument": "gad-2"}]},
        {"screens": {"gad-2": [0, 0]}},
        *[
            {"previous": told}
            for told in (
                [5], "5", {"distres": 1}, {"distress": 11}, {"totals": [40]},
                {"totals": {"pcl-5": -1}}, {"totals": {"pcl-5": 81}}, {"totals": {"pcl-5": "40"}},
                {"totals": {"pcl-5": None}}, {"totals": {"pcl-5": True}},
                {"totals": {"none-such": 3}}, {"totals": {"k10": 9}},
            )
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("case", _NO_CASES)
def test_cases_that_do_not_fit_are_refused(content: Content, tmp_path: Path, case: object) -> None:
    with pytest.raises(InputRefusedError) as caught:
        decided(content, tmp_path, case)
    assert caught.value.exit_status == 3


@pytest.mark.parametrize("total", [("pcl-5", 0), ("pcl-5", 80), ("k10", 10), ("k10", 50)])
def test_earlier_totals_may_lie_at_either_end(
    content: Content, tmp_path: Path, total: tuple[str, int]
) -> None:
    assert (
        decided(content, tmp_path, {"previous": {"totals": dict([total])}}).result["rule"] == "11"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"day": NaN}', '{"day": Infinity}', '{"day": 1e400}', '{"flags": ["\\ud800"]}', "{",
        '{"day": 03}', "", '{"day": 3}x', "[" * 70 + "]" * 70, "\ufeff{}",
    ],
)  # fmt: skip
def test_what_is_not_strictly_json_is_no_case(content: Content, tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputRefusedError) as caught:
        call(content, ["pathway", str(path)])
    assert caught.value.exit_status == 3


def a_response(**changes: Any) -> dict[str, Any]:
    items = [{"linkId": f"gad-2-{n}", "answer": [{"valueInteger": 1}]} for n in (1, 2)]
    whole = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
    return whole | changes


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, 2),
        ({"status": "amended"}, 2),
        ({"status": "in-progress"}, 2),
        (
            {
                "item": [
                    {
                        "linkId": "gad-2-1",
                        "answer": [
                            {
                                "valueInteger": 3,
                                "item": [{"linkId": "gad-2-2", "answer": [{"valueInteger": 2}]}],
                            }
                        ],
                    }
                ]
            },
            5,
        ),
    ],
)
def test_answers_of_a_response_are_found_wherever_they_stand(
    content: Content, tmp_path: Path, changes: dict[str, Any], value: int
) -> None:
    path = tmp_path / "response.json"
    path.write_text(json.dumps(a_response(**changes)), "utf-8")
    assert scored(content, "gad-2", str(path))["scores"][0]["value"] == value


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "entered-in-error"}, {"status": "final"}, {"status": None}, {"status": ["x"]},
        {"item": {}}, {"item": [3]}, {"item": [{"linkId": 3}]}, {"item": [{"answer": []}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueString": "1"}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": 4}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": True}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueDecimal": 1}]}]},
        {"item": [{"linkId": "gad-2-9", "answer": [{"valueInteger": 1}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": 1, "item": {}}]}]},
        {"item": [{"linkId": "gad-2-1", "answer": [{"valueInteger": 1}]}] * 2},
        {"questionnaire": "http://example.org/phq-2"}, {"questionnaire": 3},
        {"resourceType": "Questionnaire"},
    ],
)  # fmt: skip
def test_a_response_that_does_not_fit_is_refused(
    content: Content, tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = tmp_path / "response.json"
    path.write_text(json.dumps(a_response(**changes)), "utf-8")
    with pytest.raises(InputRefusedError) as caught:
        scored(content, "gad-2", str(path))
    assert caught.value.exit_status == 3


def test_a_case_with_a_key_twice_is_refused(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"day": 3, "day": 4}', encoding="utf-8")
    with pytest.raises(InputRefusedError):
        call(content, ["pathway", str(path)])


def published() -> list[tuple[str, dict[str, Any]]]:
    """Every answer set that is published with an instrument."""
    found = []
    for path in sorted((resources_root() / "instruments").glob("*/vectors.json")):
        data = json.loads(path.read_text("utf-8"))
        found += [(data["instrument"], vector) for vector in data["vectors"]]
    return found


@pytest.mark.parametrize(
    ("name", "vector"), published(), ids=lambda v: v if isinstance(v, str) else v["id"]
)
def test_every_published_answer_set_comes_out_on_the_command_line(
    content: Content, name: str, vector: dict[str, Any]
) -> None:
    listed = ",".join("-" if each is None else str(each) for each in vector["answers"])
    day = [] if vector["day"] is None else ["--day", str(vector["day"])]
    if vector.get("refused"):
        with pytest.raises(InputRefusedError):
            scored(content, name, listed, *day)
        return
    result, expect = scored(content, name, listed, *day), vector["expect"]
    assert (result["status"], result["flags"]) == (expect["status"], expect["flags"])
    scores = {row["id"]: row for row in result["scores"]}
    for scale, values in expect.get("scores", {}).items():
        assert {key: scores[scale][key] for key in values} == values
    met = {row["id"]: row["met"] for row in result["criteria"]}
    assert {key: met[key] for key in expect.get("criteria", {})} == expect.get("criteria", {})
    assert result["missing"] == expect.get("missing", result["missing"])
    if expect["status"] != "complete":
        assert result["scores"] == []


def test_every_published_change_comes_out_on_the_command_line(content: Content) -> None:
    for path in sorted((resources_root() / "instruments").glob("*/vectors.json")):
        data = json.loads(path.read_text("utf-8"))
        for entry in data["changes"]:
            words = ["instruments", "change", data["instrument"]]
            found = call(content, [*words, str(entry["first"]), str(entry["second"])])
            assert found.result == {key: entry[key] for key in ("change", "verdict", "direction")}


@pytest.mark.parametrize(("name", "case", "pathway", "rule"), WORKED, ids=[w[0] for w in WORKED])
def test_every_worked_case_comes_out_on_the_command_line(
    content: Content, tmp_path: Path, name: str, case: dict[str, Any], pathway: str, rule: str
) -> None:
    found = decided(content, tmp_path, case)
    assert (found.result["pathway"], found.result["rule"]) == (pathway, rule), name


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TOLD)
def test_any_case_comes_out_on_the_command_line_as_the_rules_say(
    content: Content, tmp_path: Path, told: Told
) -> None:
    totals = {} if told.pcl5_before is None else {"pcl-5": told.pcl5_before}
    case = {
        "protocol": told.protocol,
        "day": told.day,
        "flags": sorted(told.flags),
        "distress": told.distress,
        "safety": told.safety,
        "asks_for_help": told.help,
        "poor_nights": told.nights,
        "cannot_function": told.cannot,
        "screening": told.screening,
        "screens": [{"instrument": name, "answers": points} for name, points in told.screens],
        "previous": {"distress": told.before, "totals": totals},
        "estim_agreed": told.estim,
        "pip": told.pip,
    }
    result, expected = decided(content, tmp_path, case).result, found(told)
    assert (result["pathway"], result["rule"]) == (expected.pathway, expected.rule)
    assert set(result["flags"]) == expected.flags
    assert [each["day"] for each in result["follow_up"]] == list(expected.days)
    assert {each["what"] for each in result["locked"]} == expected.locked
    assert [(each["rule"], each["pathway"]) for each in result["also"]] == list(expected.also)
    assert len(result["notices"]) == expected.notices
