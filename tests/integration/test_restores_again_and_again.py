"""A few rounds of what ``python -m tests.faults.restores`` does for hours."""

from __future__ import annotations

from tests.faults import restores


def test_restores_are_equal_and_killing_leaves_nothing_half(tmp_path):
    outcome = restores.run(3, 5, tmp_path)
    assert outcome.is_clean
    assert (outcome.restored, outcome.killed_backups, outcome.killed_restores) == (3, 3, 3)
