"""A real window: what locks it, and what it is good for while it is locked."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from estip_desktop.vault import VaultKind
from tests import logind
from tests.faults.window import Window, children_of, wait_for
from tests.vault_support import PASSPHRASE, make_vault

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="not run, because it looks at processes through /proc",
)


@pytest.fixture
def laptop(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return make_vault(home)


@pytest.mark.skipif(bool(logind.why_not()), reason=f"not run, because {logind.why_not()}")
def test_the_laptop_sleeps_only_when_the_unlocked_process_is_gone(laptop, tmp_path, monkeypatch):
    with (
        logind.private_bus(tmp_path / "bus") as address,
        logind.Logind(address) as system,
    ):
        monkeypatch.setenv(logind.BUS, address)
        with Window(laptop.home, tmp_path / "user") as window:
            window.unlock()
            assert system.heard() == "delayed"
            system.says("sleep")
            said = window.next_window()
            assert (said["page"], said["because"]) == ("unlock", "sleep")
            assert system.heard() == "released"


@pytest.mark.parametrize("where", ["slot", "paint", "thread", "lane", "timer"])
def test_a_fault_anywhere_locks(laptop, tmp_path, where):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        window.tell("stumble", where=where)
        said = window.next_window()
    assert (said["page"], said["because"]) == ("unlock", "fault")


def test_help_numbers_open_on_the_lock_page_that_stood_by(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        window.make_standby()
        window.lock()
        said = window.ask("urgent")
    assert said["page"] == "urgent"
    assert "116 123" in said["text"]


def test_unlocking_the_standby_leads_back_to_the_note(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        session = window.ask("begin", name="Robin Sample", incident="Ferry Lane")["session"]
        window.ask("type", text="sleeps badly")
        window.make_standby()
        window.lock()
        place = window.unlock()
        focus = window.ask("focus")
    assert (place["page"], place["arguments"]["session"]) == ("guided", session)
    assert focus["text"] == "sleeps badly"


def test_whoever_started_the_program_waits_for_its_last_window(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        started = window.process.pid
        assert (window.pid, window.launcher) == (started, None)
        window.unlock()
        window.make_standby()
        window.lock()
        assert window.launcher == started
        assert window.pid != started
        window.tell("close")
        assert window.process.wait(timeout=60) == 0
        assert window.family() == (started,)


@pytest.mark.parametrize("ending", ["close", "kill"])
def test_no_standby_outlives_the_first_window(laptop, tmp_path, ending):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        standby = window.make_standby()
        if ending == "close":
            window.tell("close")
            assert window.process.wait(timeout=60) == 0
            assert not is_there(standby)
        else:
            window.process.kill()
            wait_for(lambda: not is_there(standby), "end of the standby")


def test_a_lock_page_follows_where_the_standby_of_the_first_window_died(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        os.kill(window.make_standby(), signal.SIGKILL)
        said = window.lock()
    assert (said["page"], said["because"]) == ("unlock", "manual")


def test_a_window_whose_launcher_died_locks_by_becoming_a_new_launcher(laptop, tmp_path):
    with Window(laptop.home, tmp_path / "user") as window:
        window.unlock()
        window.lock()
        window.unlock()
        launcher = window.process.pid
        left = [each for each in children_of(launcher) if each != window.pid]
        window.process.kill()
        window.process.wait()
        wait_for(lambda: not any(map(is_there, left)), "end of the standby")
        workers = window.workers()
        window.tell("lock")
        try:
            arguments = Path(f"/proc/{window.pid}/cmdline")
            wait_for(lambda: b"--locked-because\0manual" in arguments.read_bytes(), "new launcher")
            wait_for(lambda: any(map(has_painted, children_of(window.pid))), "lock page")
            assert not any(map(is_there, workers))
        finally:
            for process in (window.pid, *children_of(window.pid)):
                os.kill(process, signal.SIGKILL)


def is_there(process):
    return Path(f"/proc/{process}").exists()


def has_painted(process):
    """Warming up begins once a page has painted, and brings the cipher's library."""
    return "sqlcipher3" in Path(f"/proc/{process}/maps").read_text(encoding="utf-8")


@pytest.mark.parametrize("others", [True, False], ids=["other-records", "all-there-was"])
@pytest.mark.parametrize("standby", [True, False], ids=["standby", "none-ready"])
def test_an_exercise_that_ends_takes_its_window_along(tmp_path, standby, others):
    home = tmp_path / "home"
    home.mkdir()
    exercise = make_vault(home, kind=VaultKind.EXERCISE, label="Table-top")
    with Window(home, tmp_path / "user") as window:
        window.unlock()
        if others:
            make_vault(home, label="Van 9")
        if standby:
            window.make_standby()
        window.tell("end_exercise", passphrase=PASSPHRASE)
        said = window.next_window()
    assert (said["page"], said["because"]) == ("unlock" if others else "first_run", "ended")
    left = [path for path in home.rglob("*") if exercise.info.id in str(path)]
    assert left == []
