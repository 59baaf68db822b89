"""A day with crashes leaves no text in any file, and writes to no file that is not on a list."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults import canary_day, writes
from tests.faults.disk import read_log
from tests.faults.shim import names_only, not_run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="not run, because it looks at processes through /proc",
)
needs_shim = pytest.mark.skipif(bool(not_run()), reason=f"not run, because {not_run()}")


def test_nothing_of_a_day_with_crashes_is_in_any_file(tmp_path):
    outcome = canary_day.run(3, 7, tmp_path)
    assert outcome.found == []
    assert (outcome.crashes, outcome.commands) == (3, 3)
    assert outcome.canaries > 10
    assert outcome.files >= 5


@pytest.mark.parametrize("code", canary_day.CODES)
def test_the_search_finds_what_is_there(tmp_path, code):
    day = canary_day.begin(tmp_path)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "qt-something").write_bytes(b"x" + day.canary("note").encode(code) + b"x")
    outcome = canary_day.Outcome()
    canary_day.search(day, outcome)
    assert outcome.found == ["qt-something: note"]


@needs_shim
def test_only_files_on_the_list_are_opened_for_writing(tmp_path):
    outcome = writes.run(tmp_path)
    assert outcome.strange == []
    assert any(name.endswith("vault.db-wal") for name in outcome.opened)
    assert any("/spool/" in name for name in outcome.opened)


@needs_shim
def test_a_file_that_is_not_on_the_list_would_be_seen(tmp_path):
    log, stray = tmp_path / "log", tmp_path / "QtProject.conf"
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"
    command = [sys.executable, "-c", script, str(stray)]
    subprocess.run(command, check=True, env={**os.environ, **names_only(log)})
    assert str(stray) in {one.path for one in read_log(log.read_bytes())}
    assert not writes.ALLOWED.fullmatch(str(stray))
