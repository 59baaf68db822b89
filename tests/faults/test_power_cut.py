"""Whatever the power cut leaves of what was not synced, nothing acknowledged is lost."""

from __future__ import annotations

import random

import pytest

from tests.faults import power_cut
from tests.faults.disk import Disk, Unsynced
from tests.faults.scenarios import Answers, all_scenarios
from tests.faults.shim import not_run

needs_shim = pytest.mark.skipif(bool(not_run()), reason=f"not run, because {not_run()}")
SEED = 7


@needs_shim
@pytest.mark.parametrize("name", list(all_scenarios()))
def test_no_cut_loses_what_was_acknowledged(name):
    outcome = power_cut.run(40, SEED, (name,))
    assert outcome.losses == []
    assert outcome.cuts[name] == 40


@needs_shim
def test_a_vault_that_does_not_wait_for_the_disk_is_found_out():
    outcome = power_cut.run(40, SEED, ("answers",), synchronous="NORMAL")
    assert len(outcome.losses) > 5
    assert outcome.cuts["answers"] == 40


@needs_shim
@pytest.mark.parametrize("how", list(Unsynced))
def test_the_last_thing_acknowledged_survives_each_way_of_losing_the_rest(tmp_path, how):
    home, log = power_cut.record("answers", tmp_path)
    disk = Disk(home)
    for one in log:
        disk.play(one)
    image = tmp_path / "image"
    image.mkdir()
    disk.cut(image, how, random.Random(SEED))  # noqa: S311 - what is lost, not keys
    assert len(disk.acknowledged) == 61
    assert Answers().losses(image, disk.acknowledged) == []
