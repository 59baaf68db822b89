"""Work that is killed in the middle loses nothing that it had acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.paths import CHECKOUT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run, because nothing can be forked here")
def test_no_kill_loses_what_was_acknowledged():
    # In a process of its own: a fork of the test runner would carry its threads and windows along.
    command = [sys.executable, "-m", "tests.faults.kill_work", "--rounds", "15", "--seed", "7"]
    done = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("15 kills")
    assert " 0 kills with a loss" in done.stdout
