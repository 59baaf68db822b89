"""Which figures a scale can come to, decimals and their rounding included."""

from __future__ import annotations

import pytest

from estip_desktop.instruments import Scale, Source

SOURCE = Source("Made up for a test", "2026-11-27")


@pytest.mark.parametrize(
    ("decimals", "value", "can_be"),
    [
        (0, 3, True),
        (0, 3.0, True),
        (0, 3.5, False),
        (0, -1, True),
        (1, 3, True),
        (1, 2.5, True),
        (1, 0.3, True),
        (1, 1.1 + 2.2, True),  # a hair above 3.3
        (1, 2.55, False),
        (1, 0.25, False),
        (2, 0.29, True),
        (2, 0.295, False),
    ],
)
def test_a_figure_lies_on_a_step(decimals: int, value: float, *, can_be: bool) -> None:
    scale = Scale("total", "Total", ("a",), (0, 9), source=SOURCE, decimals=decimals)
    assert scale.can_be(value) is can_be


@pytest.mark.parametrize(
    ("decimals", "value", "steps"), [(0, 3, 3), (1, 0.3, 3), (1, 1.1 + 2.2, 33), (2, 0.29, 29)]
)
def test_neighbours_differ_by_one_step(decimals: int, value: float, steps: int) -> None:
    scale = Scale("total", "Total", ("a",), (0, 9), source=SOURCE, decimals=decimals)
    assert scale.steps(value) == steps
