"""A disk that fails at any call costs nothing that was acknowledged, and is spoken of in words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.faults.shim import not_run
from tests.paths import CHECKOUT

pytestmark = pytest.mark.skipif(bool(not_run()), reason=f"not run, because {not_run()}")


def run(*arguments):
    # In a process of its own, because the shim has to be loaded before anything else.
    command = [sys.executable, "-m", "tests.faults.io_errors", "--seed", "7", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)


def test_no_failing_call_loses_what_was_acknowledged_or_hangs():
    done = run("--rounds", "60")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("60 faults")
    assert done.stdout.endswith(" 0 bad\n")


def test_a_program_that_acknowledges_too_early_is_found_out():
    done = run("--rounds", "12", "--only", "careless", "--kind", "enospc-stays")
    assert done.returncode == 1
    assert "q0" in done.stdout
