"""What ``pathway`` says of the next contacts, as an object and in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from tests.content.test_commands import call


def told(content: Content, tmp_path: Path, case: dict[str, Any]) -> tuple[list[Any], str]:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), "utf-8")
    found = call(content, ["pathway", str(path)])
    return found.result["follow_up"], found.text


def test_where_nothing_follows_no_day_is_named(content: Content, tmp_path: Path) -> None:
    rows, text = told(content, tmp_path, {"protocol": "MR", "day": 91})
    assert rows == []
    assert "Next contact" not in text


@pytest.mark.parametrize(
    ("case", "rows", "words"),
    [
        ({"protocol": "DI", "day": 3}, [{"day": 28}], "Next contact on day 28."),
        (
            {"protocol": "DI", "day": 3, "flags": ["A6"]},
            [{"day": 10, "from": 6}, {"day": 28}],
            "Next contact on day 10, 28.",
        ),
        (
            {"protocol": "DM", "day": 0},
            [{"day": 3, "protocol": "DI"}, {"day": 28}],
            "Next contact on day 3, 28.",
        ),
        (
            {"protocol": "DI", "day": 3, "flags": ["A1"]},
            [{"day": 4}, {"day": 6}],
            "Next contact on day 4, 6.",
        ),
    ],
)
def test_each_contact_has_its_day_and_where_it_is_a_range_its_first(
    content: Content, tmp_path: Path, case: dict[str, Any], rows: list[Any], words: str
) -> None:
    found, text = told(content, tmp_path, case)
    assert [{key: row[key] for key in row if key != "what"} for row in found] == rows
    assert all(row.get("what", "?") for row in found)
    assert words in text


def test_a_screen_before_its_window_and_a_closed_group_are_told_with_the_reason(
    content: Content, tmp_path: Path
) -> None:
    screen = {"instrument": "pc-ptsd-5", "answers": [1, 1, 1, 1, 1, 1]}
    case = {"protocol": "DI", "day": 4, "screens": [screen], "pip": "unknown"}
    _rows, text = told(content, tmp_path, case)
    assert "pc-ptsd-5: " in text
    assert "day 28" in text
    assert "DG: " in text
