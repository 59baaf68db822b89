"""What the command accepts, and what its report says."""

from __future__ import annotations

import getpass
import json
import os
import platform
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from estip_desktop.bench import command
from estip_desktop.bench.pairs import Stage
from estip_desktop.errors import UsageError
from tests.paths import CHECKOUT


class Printer:
    json_wanted = True

    def __init__(self):
        self.results = []

    def print_result(self, result, text):
        self.results.append(result)


@pytest.fixture
def printer():
    return Printer()


@pytest.fixture
def folders(monkeypatch, tmp_path):
    """A made-up group ``save``; returns the plans it was given."""
    monkeypatch.chdir(tmp_path)
    plans = []

    @contextmanager
    def stages(plan):
        plans.append(plan)
        (plan.folder / "something").write_text("synthetic")
        ours = 1.0 if plan.rounds < 10 else 9.0
        yield [Stage("save.x", "made up", lambda: 1.0, lambda: ours, 2.0, "cpu", plan.rounds)]

    module = ModuleType("estip_desktop.bench.save")
    monkeypatch.setattr(module, "stages", stages, raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("estip_desktop.bench.pairs.SPIN_SPREAD", float("inf"))
    return plans


def test_report_has_exactly_the_promised_keys(folders, printer):
    assert command.main(["--only", "save", "--rounds", "5"], printer) == 0
    (report,) = printer.results
    assert set(report) == {"schema", "app", "python", "os", "cpu_model", "cores", "stages"}
    (stage,) = report["stages"]
    assert set(stage) == {
        *("id", "floor_ms", "ours_ms", "ratio_med", "ratio_q1", "ratio_q3", "n", "clock", "goal"),
        "verdict",
    }
    assert stage["verdict"] == "pass"


def test_report_names_no_host_user_or_path(folders, printer):
    command.main(["--only", "save", "--rounds", "5"], printer)
    text = json.dumps(printer.results)
    for private in (platform.node(), getpass.getuser(), str(Path.cwd()), str(Path.home())):
        assert f'"{private}"' not in text
    assert os.sep not in text.replace(printer.results[0]["cpu_model"], "")


def test_missed_goal_is_the_exit_status(folders, printer):
    assert command.main(["--only", "save", "--rounds", "12"], printer) == 1


def test_nothing_is_left_behind(folders, printer, tmp_path):
    command.main(["--only", "save", "--rounds", "5"], printer)
    assert list(tmp_path.iterdir()) == []
    (plan,) = folders
    assert plan.memory is None or not plan.memory.exists()


@pytest.mark.parametrize(
    "arguments", [["--only", "save,nothing"], ["--peer", "nameless"], ["--peer", "a/b=true"]]
)
def test_what_makes_no_sense_is_usage(arguments, printer):
    with pytest.raises(UsageError):
        command.main(arguments, printer)


@pytest.mark.parametrize("script", ["bare_window.py", "bare_labels.py"])
def test_a_floor_imports_nothing_of_ours(script):
    code = (
        "import os, sys, runpy\n"
        "real = os._exit\n"
        "def leave(*_):\n"
        "    ours = [name for name in sys.modules if name.startswith('estip_desktop')]\n"
        "    sys.stderr.write(repr(ours))\n"
        "    sys.stderr.flush()\n"
        "    real(0)\n"
        "os._exit = leave\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
        "leave()\n"
    )
    path = CHECKOUT / "estip_desktop" / "bench" / script
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(path)],
        input="\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stderr.endswith("[]")
    assert json.loads(done.stdout)["cpu"] > 0
