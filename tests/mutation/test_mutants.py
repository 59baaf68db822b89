"""The changes are the right ones, and one that nobody notices is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.mutation.__main__ import sample, trials
from tests.mutation.equivalents import EQUIVALENT
from tests.mutation.mutants import of_content, of_module
from tests.mutation.targets import TARGETS
from tests.paths import CHECKOUT

SOURCE = '''
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import json

LIMIT: int = 7

def is_high(total: int, limit: int = 10) -> bool:
    """Words, and 3 of them."""
    note(total)
    if total >= limit and not any(total == each for each in (1, 2) if each > 0):
        return total - 1 > 0
    return False
'''


def test_each_thing_that_decides_is_changed_once_in_each_way() -> None:
    told = sorted(mutant.what for mutant in of_module(SOURCE))
    assert "total >= limit -> total > limit" in told
    assert "total >= limit -> total < limit" in told
    assert "note(total) -> nothing" in told
    assert "10 -> 11" in told
    assert "LIMIT = 7 -> LIMIT = 8" in told
    assert "total - 1 -> total + 1" in told
    assert "return total - 1 > 0 -> return None" in told
    assert "False -> True" in told
    assert any(each.startswith("any(") and "-> all(" in each for each in told)
    assert not any("TYPE_CHECKING" in each or "Words" in each for each in told)
    assert len(told) == len(set(told)) + 2  # two zeros and two ones, each by itself


def test_a_change_is_all_that_differs() -> None:
    for mutant in of_module(SOURCE):
        compile(mutant.text, "changed", "exec")
        assert mutant.where.startswith(":" if mutant.what.startswith("LIMIT") else "is_high:")


def test_each_figure_of_content_is_changed_by_one() -> None:
    text = json.dumps({"rules": [{"at_least": 3, "open": True}], "usual_minutes": 2, "id": "x"})
    changed = [(mutant.where, mutant.what) for mutant in of_content(text)]
    assert changed == [("rules.0.at_least", "3 -> 4"), ("rules.0.at_least", "3 -> 2")]


def test_what_changes_nothing_is_still_there_to_be_changed() -> None:
    for key in EQUIVALENT:
        file = key.partition(" ")[0]
        assert key in {trial.key for trial in trials(TARGETS.values(), file)}


def test_every_target_is_there() -> None:
    for target in TARGETS.values():
        for name in (*target.files, *target.tests):
            assert (CHECKOUT / name).exists(), name


def test_a_sample_is_the_same_for_the_same_seed_and_stays_in_order() -> None:
    found = list(trials([TARGETS["flags"]]))
    drawn = sample(found, 20, 7)
    assert len({each.mutant.text for each in drawn}) == 20
    assert [found.index(each) for each in drawn] == sorted(found.index(each) for each in drawn)
    assert sample(found, 20, 7) == drawn
    assert sample(found, 20, 8) != drawn
    assert sample(found, None, 7) == sample(found, len(found), 7) == found


def mutation(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.mutation", "--only", "flags", "--jobs", "1", *words]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("tests", "status", "told"),
    [
        (["tests/unit/kernel/test_conditions.py"], 0, "2 of 2 changes noticed, 100.0 %"),
        (["tests/unit/kernel/test_options.py"], 1, "0 of 2 changes noticed, 0.0 %"),
    ],
    ids=["noticed", "survived"],
)
def test_a_change_is_noticed_or_told(tests: Sequence[str], status: int, told: str) -> None:
    words = ["--file", "estip_desktop/kernel/conditions.py", "--limit", "2"]
    found, out = mutation(*words, *(word for test in tests for word in ("--tests", test)))
    assert found == status
    assert told in out
    assert out.count("survived: estip_desktop/kernel/conditions.py") == (2 if status else 0)
