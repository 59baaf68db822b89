"""Damage is noticed before anything is shown; a full disk and a second window cost nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults import bit_flips, disk_full, stale
from tests.paths import CHECKOUT

SEED = 7


def test_no_flipped_bit_is_ever_read_as_something_else():
    outcome = bit_flips.run(SEED, 150)
    assert (outcome.wrong, outcome.unnoticed) == ([], [])
    assert outcome.refused > 0
    assert outcome.read > 0


def test_what_is_old_and_put_back_is_noticed():
    outcome = stale.run(15, SEED)
    assert outcome.unnoticed == []
    assert outcome.without_effect < outcome.rounds["page"]
    assert set(outcome.rounds) == {"page", "row", "removed row"}


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room():
    if disk_full.not_run():
        pytest.skip(f"not run, because {disk_full.not_run()}")
    outcome = disk_full.run(2, SEED)
    assert outcome.bad == []
    assert outcome.refused >= 2
    assert outcome.resumed == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
def test_of_two_windows_one_has_the_vault_at_a_time():
    command = [sys.executable, "-m", "tests.faults.two_processes", "--rounds", "6", "--seed", "7"]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("6 rounds, 60 acknowledged")
