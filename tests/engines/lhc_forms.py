"""The shipped questionnaires in LHC-Forms, the form engine of the US National Library of Medicine.

``python -m tests.engines.lhc_forms --rounds N [--seed S]``. A round is one set of answers for each
instrument, drawn at random and clicked in a browser. LHC-Forms shows the form, adds the answers up
by formulas of FHIRPath that are given to it here and stand in no file of ours, and gives back a
QuestionnaireResponse. What it says is compared with what our scorer says. In every fifth round the
file is filled in as it is shipped, without formulas, as well.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estip_desktop.adapters.content import Content, resources_root
from estip_desktop.instruments import (
    Instrument,
    answers_from_response,
    questionnaire_response,
    score,
)
from tests.engines import browser, packages
from tests.engines.answers import AUTHORED, Answers, drawn

HERE = Path(__file__).parent
SCALES = {
    "gad-2": {"total": range(1, 3)},
    "gad-7": {"total": range(1, 8)},
    "k10": {"total": range(1, 11)},
    "k6": {"total": range(1, 7)},
    "pc-ptsd-5": {"total": range(1, 6)},
    "pcl-5": {
        "total": range(1, 21),
        "b": range(1, 6),
        "c": range(6, 8),
        "d": range(8, 15),
        "e": range(15, 21),
    },
    "phq-2": {"total": range(1, 3)},
    "phq-4": {"total": range(1, 5), "gad-2": range(1, 3), "phq-2": range(3, 5)},
    "phq-9": {"total": range(1, 10)},
}
"""Items by number, from the papers and not from our files."""
GATES = {"pc-ptsd-5": "pc-ptsd-5-gate"}


def why_not() -> str:
    """Why this cannot be tried here; empty if it can. Fetches the engine where it is not kept."""
    return browser.why_not() or packages.why_not(packages.LFORMS, packages.ZONE)


def formula(name: str, scale: str) -> str:
    """The sum of a scale's items; nothing where any item of the whole is not answered.

    Behind a shut gate it is 0.
    """
    whole = SCALES[name]["total"]
    total = f"{_values(name, SCALES[name][scale])}.ordinal().sum()"
    counted = f"iif({_values(name, whole)}.count() = {len(whole)}, {total}, {{}})"
    if name not in GATES:
        return counted
    return f"iif({_values_of(GATES[name])}.ordinal() = 0, 0, {counted})"


def _values(name: str, numbers: range) -> str:
    return _values_of(*(f"{name}-{number}" for number in numbers))


def _values_of(*link_ids: str) -> str:
    named = " or ".join(f"linkId = '{link_id}'" for link_id in link_ids)
    return f"%resource.repeat(item).where({named}).answer.value"


@dataclass(slots=True)
class Told:
    """What LHC-Forms made of one set of answers.

    Args:
        instrument: That was filled in.
        answers: What was clicked.
        totals: By scale; ``None`` where it gives none.
        response: Its QuestionnaireResponse, without the totals.
        shown: What was on the screen: ``linkId``, ``text`` and ``options`` of each question.
        shipped: ``response`` and ``shown`` of the form without formulas, in some of the rounds.
    """

    instrument: Instrument
    answers: Answers
    totals: dict[str, float | None]
    response: dict[str, Any]
    shown: list[dict[str, Any]]
    shipped: dict[str, Any] | None = None


@dataclass(slots=True)
class Trial:
    """What a run found.

    Args:
        version: Of LHC-Forms.
        told: One for each instrument and round.
        sent: A response of ours by instrument, and what LHC-Forms gave back after reading it.
    """

    version: str
    told: list[Told] = field(default_factory=list)
    sent: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)


def run(seed: int, rounds: int) -> Trial:
    """Fill every instrument in, so many times, in one start of the browser."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    instruments = Content().instruments()
    sets = {each.id: [drawn(each, chance) for _ in range(rounds)] for each in instruments}
    job = {each.id: _task(each, sets[each.id]) for each in instruments}
    said = json.loads(browser.outcome_of(_pages(job)))
    assert "error" not in said, said["error"]
    trial = Trial(said["version"])
    for each in instruments:
        made = said["instruments"][each.id]
        trial.sent[each.id] = (job[each.id]["response"], made["readBack"])
        for answers, one in zip(sets[each.id], made["rounds"], strict=True):
            trial.told.append(Told(each, answers, **one))
    return trial


def _task(instrument: Instrument, sets: list[Answers]) -> dict[str, Any]:
    file = resources_root() / "instruments" / instrument.id / "questionnaire.json"
    return {
        "questionnaire": json.loads(file.read_bytes()),
        "formulas": {scale: formula(instrument.id, scale) for scale in SCALES[instrument.id]},
        "sets": sets,
        "response": questionnaire_response(instrument, max(sets, key=len), authored=AUTHORED),
    }


def _pages(job: Mapping[str, Any]) -> dict[str, bytes]:
    engine = packages.files(packages.LFORMS, "dist/lforms/")
    return {
        "/": (HERE / "page.html").read_bytes(),
        "/page.js": (HERE / "page.js").read_bytes(),
        "/job.json": json.dumps(job).encode(),
        "/zone.js": packages.files(packages.ZONE, "bundles/")["zone.umd.min.js"],
        **{f"/lforms/{name}": data for name, data in engine.items()},
    }


def differences(told: Told) -> list[str]:
    """In what LHC-Forms and our scorer disagree; one line for each."""
    instrument = told.instrument
    ours = score(instrument, told.answers, day=None)
    values = {each.id: float(each.value) for each in ours.scores}
    found = [
        f"{instrument.id} {scale}: {value} there, {values.get(scale)} here"
        for scale in SCALES[instrument.id]
        if (value := told.totals.get(scale)) != values.get(scale)
    ]
    read = answers_from_response(instrument, told.response)
    if read != told.answers:
        found.append(f"{instrument.id}: answers {read} there, {dict(told.answers)} here")
    return found


def main() -> int:
    """Run from the command line; exit status 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.lhc_forms")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if why_not():
        sys.stdout.write(f"not run, because {why_not()}\n")
        return 0
    trial = run(arguments.seed, arguments.rounds)
    found = [line for told in trial.told for line in differences(told)]
    for line in found[:20]:
        sys.stdout.write(f"{line}\n")
    totals = sum(value is not None for told in trial.told for value in told.totals.values())
    sys.stdout.write(
        f"LHC-Forms {trial.version}: {len(trial.sent)} questionnaires, {len(trial.told)} sets of "
        f"answers, {totals} totals, {len(found)} differences\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
