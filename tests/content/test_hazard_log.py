"""The hazard log: complete, readable, and each control shown by a test that is there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError
from estip_desktop.safety import Control, Hazard, HazardLog, log_sheet
from tests.paths import CHECKOUT

LOG = Content().hazards()
LINKS = [(hazard.id, test) for hazard in LOG.hazards for c in hazard.controls for test in c.tests]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Names of the tests in a file, with their classes; empty where there is no file."""
    if not path.is_file():
        return frozenset()
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inner = (each for each in node.body if isinstance(each, ast.FunctionDef))
            found |= {f"{node.name}::{each.name}" for each in inner}
    return frozenset(found)


def is_there(test: str) -> bool:
    """Whether a link leads to a test that pytest collects."""
    path, _colons, name = test.partition("::")
    return name.rpartition("::")[2].startswith("test_") and name in names_in(CHECKOUT / path)


def test_all_hazards_are_there_in_order() -> None:
    assert [hazard.id for hazard in LOG.hazards] == [f"H{number:02}" for number in range(1, 33)]


@pytest.mark.parametrize(("hazard", "test"), LINKS)
def test_each_control_is_shown_by_a_test_that_is_there(hazard: str, test: str) -> None:
    assert is_there(test), f"{hazard} is shown by {test}, which is gone"


@pytest.mark.parametrize(
    "broken",
    [
        "tests/unit/nowhere.py::test_it",
        "tests/content/test_hazard_log.py::test_gone",
        "tests/content/test_hazard_log.py::is_there",
        "tests/content/test_hazard_log.py::TestGone::test_each",
    ],
)
def test_a_broken_link_would_be_seen(broken: str) -> None:
    assert not is_there(broken)


def test_no_control_is_shown_by_a_test_that_is_not_run() -> None:
    """A test that is skipped, or expected to go wrong, shows nothing; one may need a system."""
    for _hazard, test in LINKS:
        path, _colons, name = test.partition("::")
        marks = marks_of(CHECKOUT / path, name)
        assert not {"skip", "xfail"} & marks, test


@cache
def marks_of(path: Path, name: str) -> frozenset[str]:
    """The marks over a test and over its class."""
    body: list[ast.stmt] = ast.parse(path.read_text("utf-8")).body
    found: set[str] = set()
    for part in name.split("::"):
        node = next(each for each in body if getattr(each, "name", "") == part)
        assert isinstance(node, ast.FunctionDef | ast.ClassDef)
        found |= {
            ast.unparse(mark).partition("(")[0].rpartition(".")[2] for mark in node.decorator_list
        }
        body = node.body
    return frozenset(found)


def test_a_grave_hazard_has_more_than_one_control() -> None:
    grave = [hazard for hazard in LOG.hazards if hazard.severity * hazard.likelihood >= 15]
    assert grave
    assert [hazard.id for hazard in grave if len(hazard.controls) < 2] == []


def test_the_sheet_of_help_says_all_of_it() -> None:
    words = " ".join(block.words for block in log_sheet(LOG).blocks)
    for hazard in LOG.hazards:
        assert hazard.hazard in words
        for told in (*(control.words for control in hazard.controls), *hazard.open):
            assert told in words


@pytest.mark.parametrize("change", [{"severity": 6}, {"likelihood": 0}, {"controls": ()}])
def test_a_hazard_out_of_scale_or_without_a_control_is_refused(change: dict[str, object]) -> None:
    values: dict[str, object] = {
        "id": "H01", "hazard": "a", "cause": "b", "harm": "c", "severity": 1, "likelihood": 1,
        "controls": (Control("d", ("tests/x.py::test_y",)),),
    }  # fmt: skip
    with pytest.raises(ContentRefusedError):
        Hazard(**(values | change))  # type: ignore[arg-type]  # that is the point


def test_an_id_stands_once() -> None:
    with pytest.raises(ContentRefusedError, match="id-twice"):
        HazardLog("1", "2026-11-26", "s", (LOG.hazards[0], LOG.hazards[0]))
