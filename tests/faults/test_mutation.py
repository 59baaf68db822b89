"""The mutants that test the tests."""

from __future__ import annotations

import ast

from tests.faults.mutation import TESTS, mutants_of
from tests.paths import CHECKOUT

SOURCE = '''
"""Texts for people stay as they are."""
LIMIT: int = 3

def is_small(number: int, strict: bool = True) -> bool:
    """So does this one."""
    if strict and number < LIMIT:
        return not number + 1
    raise ValueError("too large")
'''


def test_each_mutant_differs_in_one_thing_and_can_be_run():
    mutants = mutants_of(SOURCE)
    changes = {mutant.what for mutant in mutants}
    assert {"Lt to LtE", "And turned", "not left out", "3 plus 1", "Add swapped"} <= changes
    assert {"left out", "returns None", "condition turned"} <= changes
    texts = {ast.unparse(mutant.tree) for mutant in mutants}
    assert len(texts) == len(mutants)
    for mutant in mutants:
        compile(mutant.tree, "mutant", "exec")


def test_texts_for_people_are_left_alone():
    assert not any(
        "people" in mutant.what or "So does" in mutant.what for mutant in mutants_of(SOURCE)
    )


def test_every_module_and_its_tests_are_there():
    for name, tests in TESTS.items():
        assert (CHECKOUT / (name.replace(".", "/") + ".py")).is_file()
        assert all((CHECKOUT / test).is_file() for test in tests)
