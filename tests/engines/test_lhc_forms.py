"""LHC-Forms shows each questionnaire as we do, adds it up as we do, and we read what it writes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.instruments import Status, answers_from_response, score
from tests.engines import fhir, lhc_forms, packages
from tests.engines.lhc_forms import SCALES, Told, Trial, differences
from tests.paths import CHECKOUT

ROUNDS, SEED = 20, 1
IDS = sorted(SCALES)


@pytest.fixture(scope="module")
def trial() -> Trial:
    if reason := lhc_forms.why_not():
        pytest.skip(f"not run, because {reason}")
    return lhc_forms.run(SEED, ROUNDS)


def of(trial: Trial, name: str) -> list[Told]:
    found = [told for told in trial.told if told.instrument.id == name]
    assert len(found) == ROUNDS
    return found


def scored(home: Path, name: str, answers: str) -> dict[str, Any]:
    """What ``instruments score`` says of them."""
    command = [sys.executable, "-m", "estip_desktop", "--home", str(home), "--json", "instruments"]
    command += ["score", name, answers, "--day", "30"]
    run = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def is_complete(told: Told) -> bool:
    return score(told.instrument, told.answers, day=None).status is Status.COMPLETE


def seen(told: Told) -> list[tuple[str, str, list[str]]]:
    """What our own page shows after these answers."""
    return [
        (item.link_id, item.item.text, [option.label for option in item.item.options])
        for item in told.instrument.shown(told.answers)
    ]


def as_seen(told: Told, shown: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """What LHC-Forms shows; it puts numbers before questions and points behind answers."""
    found = []
    for (_link, text, labels), one in zip(seen(told), shown, strict=True):
        assert text in one["text"]
        assert all(
            option.startswith(label) for option, label in zip(one["options"], labels, strict=True)
        )
        found.append((one["linkId"], text, labels))
    return found


def test_it_is_the_version_that_is_written_down(trial):
    assert trial.version == packages.LFORMS.version


def test_every_shipped_questionnaire_is_tried(trial):
    assert sorted(each.id for each in Content().instruments()) == IDS == sorted(trial.sent)


@pytest.mark.parametrize("name", IDS)
def test_it_comes_to_the_same_totals_and_answers(trial, name):
    rounds = of(trial, name)

    assert [line for told in rounds for line in differences(told)] == []
    # Both kinds were among them: those with a total, and those without.
    assert {is_complete(told) for told in rounds} == {True, False}


def test_a_total_that_differs_or_is_not_there_is_noticed(trial):
    for told in filter(is_complete, trial.told):
        for scale, value in told.totals.items():
            assert differences(replace(told, totals={**told.totals, scale: (value or 0) + 1}))
        assert len(differences(replace(told, totals={}))) == len(SCALES[told.instrument.id])


@pytest.mark.parametrize("name", IDS)
def test_it_shows_the_same_questions_and_answers(trial, name):
    for told in filter(is_complete, of(trial, name)):
        assert as_seen(told, told.shown) == seen(told)


@pytest.mark.parametrize("name", IDS)
def test_the_file_as_it_is_shipped_is_shown_and_answered_alike(trial, name):
    plain = [told for told in of(trial, name) if told.shipped is not None]
    assert plain
    for told in plain:
        assert told.shipped is not None
        assert told.shipped["shown"] == told.shown
        assert answers_from_response(told.instrument, told.shipped["response"]) == told.answers
        assert fhir.model_finds(told.shipped["response"]) == []


@pytest.mark.parametrize("name", IDS)
def test_its_response_gives_the_same_result_on_the_command_line(trial, name, tmp_path):
    told = next(told for told in of(trial, name) if told.shipped is not None)
    assert told.shipped is not None
    path = tmp_path / "response.json"
    path.write_text(json.dumps(told.shipped["response"]), encoding="utf-8")
    points = [
        str(item.points(told.answers[item.link_id])) if item.link_id in told.answers else "-"
        for item in told.instrument.listed
    ]

    from_file, from_list = (
        scored(tmp_path, name, words) for words in (str(path), ",".join(points))
    )

    assert from_file == from_list
    values = {row["id"]: row["value"] for row in from_file["scores"]}
    assert values == {scale: value for scale, value in told.totals.items() if value is not None}


@pytest.mark.parametrize("name", IDS)
def test_it_reads_our_responses(trial, name):
    instrument = Content().instrument(name)
    sent, given_back = trial.sent[name]

    read = answers_from_response(instrument, given_back)
    assert read == answers_from_response(instrument, sent)
    assert read
