"""Answers from outside: how deep, in which form, and of which version."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import InputRefusedError
from estip_desktop.instruments import InstrumentItem, answers_from_response, version_named
from estip_desktop.kernel.items import Item, ItemKind, Option

CONTENT = Content()
GAD2 = CONTENT.instrument("gad-2")
GATED = CONTENT.instrument("pc-ptsd-5")


def response(*items: Any, **changes: Any) -> dict[str, Any]:
    whole = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items)}
    return whole | changes


def nested(levels: int) -> dict[str, Any]:
    nest: dict[str, Any] = {"linkId": "gad-2-1", "answer": [{"valueInteger": 3}]}
    for _level in range(levels):
        nest = {"linkId": "group", "item": [nest]}
    return nest


@pytest.mark.parametrize(("levels", "taken"), [(0, True), (7, True), (8, False), (9, False)])
def test_groups_stand_in_one_another_eight_deep_at_most(levels: int, taken: bool) -> None:
    # The item itself is looked into as well, for items below it.
    if taken:
        assert len(answers_from_response(GAD2, response(nested(levels)))) == 1
    else:
        with pytest.raises(InputRefusedError, match="response-malformed"):
            answers_from_response(GAD2, response(nested(levels)))


@pytest.mark.parametrize(("truth", "code"), [(True, "yes"), (False, "no")])
def test_a_truth_is_a_yes_or_a_no_where_there_is_one(*, truth: bool, code: str) -> None:
    given = response({"linkId": "pc-ptsd-5-gate", "answer": [{"valueBoolean": truth}]})
    item = GATED.item("pc-ptsd-5-gate")
    assert answers_from_response(GATED, given) == {"pc-ptsd-5-gate": item.item.option(code).code}
    none = response({"linkId": "gad-2-1", "answer": [{"valueBoolean": truth}]})
    with pytest.raises(InputRefusedError):
        answers_from_response(GAD2, none)


@pytest.mark.parametrize(
    ("given", "version"),
    [
        ({"questionnaire": "urn:x|1.0.0"}, "1.0.0"),
        ({"questionnaire": "urn:x"}, ""),
        ({"questionnaire": 3}, ""),
        ({}, ""),
        (None, ""),
        ([], ""),
        ("urn:x|1.0.0", ""),
    ],
)
def test_the_version_is_read_only_where_it_stands(given: object, version: str) -> None:
    assert version_named(given) == version


@pytest.mark.parametrize("status", ["in-progress", "completed", "amended", "stopped"])
def test_a_response_that_may_still_change_is_read_with_what_it_has(status: str) -> None:
    one = {"linkId": "gad-2-1", "answer": [{"valueInteger": 2}]}
    assert set(answers_from_response(GAD2, response(one, status=status))) == {"gad-2-1"}


def test_an_item_counts_unless_it_says_otherwise() -> None:
    options = (Option("a", "A", value=0), Option("b", "B", value=1))
    item = InstrumentItem(Item("x", ItemKind.CHOICE, "Text", options))
    assert item.scored
    assert not item.gate
    assert not item.show_any
    assert item.show_when == ()
    assert (item.stem, item.loinc, item.option_system, item.groups) == ("", "", "", ())
