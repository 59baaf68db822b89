"""HL7's schema and fhir.resources accept what is shipped, made and read, and nothing broken."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.adapters.documents.bundle import build_bundle
from estip_desktop.guidance.asked import as_record
from estip_desktop.instruments import (
    Instrument,
    answers_from_response,
    in_groups,
    questionnaire_response,
    score,
)
from estip_desktop.referrals.scores import score_line
from tests.builders import a_screening
from tests.engines import fhir
from tests.engines.answers import AUTHORED, Answers, drawn
from tests.referral_support import a_content

ROOT = resources_root() / "instruments"
IDS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())
SAMPLES = 20
Breaking = Callable[[dict[str, Any]], object]
Judge = Callable[[fhir.Resource], list[str]]


@pytest.fixture(scope="module", params=["schema", "model"])
def judge(request: pytest.FixtureRequest) -> Judge:
    if request.param == "model":
        return fhir.model_finds
    if reason := fhir.why_not():
        pytest.skip(f"not run, because {reason}")
    return fhir.schema_finds


@pytest.fixture(params=IDS)
def instrument(request: pytest.FixtureRequest) -> Instrument:
    return Content().instrument(request.param)


def shipped(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / name / "questionnaire.json").read_bytes())
    return found


def sample(instrument: Instrument) -> Iterator[Answers]:
    chance = random.Random(instrument.id)  # noqa: S311 - a repeatable sample, no secret
    return (drawn(instrument, chance) for _ in range(SAMPLES))


@pytest.mark.parametrize("name", IDS)
def test_the_questionnaire_is_accepted(judge, name):
    assert judge(shipped(name)) == []


def test_every_response_that_is_made_is_accepted(judge, instrument):
    for answers in [*sample(instrument), {}]:
        made = questionnaire_response(instrument, answers, authored=AUTHORED)
        assert judge(made) == []
        assert answers_from_response(instrument, made) == answers


def test_responses_by_points_and_by_truth_are_accepted_and_read(judge, instrument):
    for answers in sample(instrument):
        rows = []
        for link_id, code in answers.items():
            item = instrument.item(link_id)
            value: dict[str, Any] = {"valueInteger": item.points(code)}
            if not item.scored:
                value = {"valueCoding": {"code": code}}
            elif code in ("yes", "no"):
                value = {"valueBoolean": code == "yes"}
            rows.append((item.groups, {"linkId": link_id, "answer": [value]}))
        made = {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": instrument.url,
            "status": "completed",
            "item": in_groups(rows),
        }
        assert judge(made) == []
        assert answers_from_response(instrument, made) == answers


def test_every_resource_of_a_referral_that_shares_answers_is_accepted(judge, instrument):
    for answers in [*sample(instrument), {}]:
        result = as_record(score(instrument, answers, day=28))
        taken = a_screening(
            instrument_id=instrument.id, instrument_version=instrument.version, result=result
        )
        line = score_line(instrument, taken, answers, with_items=True)
        entries = json.loads(build_bundle(a_content(scores=(line,))))["entry"]
        resources = [entry["resource"] for entry in entries]
        assert [problem for each in resources for problem in judge(each)] == []
        (shared,) = [r for r in resources if r["resourceType"] == "QuestionnaireResponse"]
        scored = {link: code for link, code in answers.items() if instrument.item(link).scored}
        assert answers_from_response(instrument, shared) == scored


# --- Broken ones ------------------------------------------------------------------------------

BOTH: dict[str, Breaking] = {
    "unknown property": lambda broken: broken.update(colour="blue"),
    "wrong shape": lambda broken: broken.update(item={}),
    "wrong date": lambda broken: broken.update(date="yesterday", authored="yesterday"),
    "points that are no number": lambda broken: _ordinal(broken).update(valueDecimal="two"),
    "code that is a list": lambda broken: _coding(broken).update(code=["a"]),
}
SCHEMA: dict[str, Breaking] = {
    "unknown status": lambda broken: broken.update(status="ready"),
    "link that is no text": lambda broken: broken["item"][0].update(linkId=7),
}
MODEL: dict[str, Breaking] = {
    "no status": lambda broken: broken.pop("status"),
    "no link": lambda broken: broken["item"][0].pop("linkId"),
    "extension without a name": lambda broken: _ordinal(broken).pop("url"),
    "two values": lambda broken: _around_coding(broken).update(valueInteger=1),
}
"""What only the one or the other notices, beside what both do."""


def _within(value: Any) -> Iterator[dict[str, Any]]:
    """Every object, the outermost first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for below in value:
        if isinstance(below, dict | list):
            yield from _within(below)


def _around_coding(broken: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in _within(broken) if "valueCoding" in each)


def _coding(broken: dict[str, Any]) -> dict[str, Any]:
    coding: dict[str, Any] = _around_coding(broken)["valueCoding"]
    return coding


def _ordinal(broken: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in _within(broken) if "valueDecimal" in each)


def sound_ones(name: str) -> list[dict[str, Any]]:
    instrument = Content().instrument(name)
    answers = instrument.answers_from_points([i.item.options[0].value for i in instrument.listed])
    return [shipped(name), questionnaire_response(instrument, answers, authored=AUTHORED)]


@pytest.mark.parametrize("name", IDS)
def test_broken_ones_are_refused(judge, name):
    seen = BOTH | (SCHEMA if judge is fhir.schema_finds else MODEL)
    for what, breaking in seen.items():
        for resource in sound_ones(name):
            breaking(resource)
            assert judge(resource), what


@pytest.mark.parametrize("name", IDS)
def test_a_property_that_fhir_does_not_know_is_refused_wherever_it_is(judge, name):
    chance = random.Random(name)  # noqa: S311 - a repeatable sample, no secret
    for resource in sound_ones(name):
        for _ in range(SAMPLES):
            broken = copy.deepcopy(resource)
            place = chance.choice(list(_within(broken)))
            known = chance.choice([key for key in place if key != "resourceType"])
            place[f"{known}x"] = place.pop(known)
            assert judge(broken)
