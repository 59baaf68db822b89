"""A process that is killed loses nothing that it had acknowledged."""

import os
import subprocess
import sys

import pytest

from tests.paths import CHECKOUT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
def test_thirty_kills_lose_nothing():
    # In a process of its own: a fork of the test runner would carry its threads and windows along.
    command = [sys.executable, "-m", "tests.faults.kill_nine", "--rounds", "30", "--seed", "7"]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("30 rounds")
    assert " 0 lost, 0 unsound" in done.stdout
