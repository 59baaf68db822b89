"""Red is kept for danger, and nothing ever makes a sound."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from estip_desktop.ui import theme
from tests.paths import CHECKOUT

PACKAGE = CHECKOUT / "estip_desktop"
SOUNDS = re.compile(r"QtMultimedia|QSound|\.beep\(|\balert\(|\\a['\"]")
SCORES = (
    "ui/widgets/score_gauge.py",
    "ui/widgets/trend_chart.py",
    "ui/pages/result/words.py",
    "adapters/documents/gauge.py",
)


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_nothing_makes_a_sound() -> None:
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in sources()
        if SOUNDS.search(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("name", ["light", "dark"])  # the third is black and white
def test_no_range_of_a_score_has_the_colour_of_danger(name: theme.ThemeName) -> None:
    tokens = theme.Theme(name=name).tokens
    values = {each: getattr(tokens, each) for each in vars(tokens)}
    danger = {value for field, value in values.items() if field.startswith("danger")}
    bands = {value for field, value in values.items() if field.startswith("band")}
    assert len(bands) == 5
    assert not bands & danger


def test_what_draws_a_score_never_asks_for_the_colour_of_danger() -> None:
    looked_at = [PACKAGE / name for name in SCORES]
    asked = [
        (path.name, node.value)
        for path in looked_at
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("danger")
    ]
    assert asked == []
