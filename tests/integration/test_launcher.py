"""The launcher with windows that only talk: a lock page always follows, and nothing is left."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import CHECKOUT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not run, because windows are spawned on Windows"
)

_SCRIPT = """
import os, signal, sys, time
from estip_desktop import launcher
from estip_desktop.lifeline import QUIT, SHOWN, STANDBY, Show

{settings}

def tell(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def wait_for_order(lifeline):
    try:
        return lifeline.hear()[0]
    except EOFError:
        return QUIT

def standby(birth):
    tell("standby", os.getpid())
    order = wait_for_order(birth.lifeline)
    if order == QUIT:
        tell("quit")
        return 0
    return shows(birth, order)

def shows(birth, order):
    tell("shows", order.reason, order.vault)
    birth.lifeline.say(SHOWN)
    return follow(birth)

def follow(birth):
    return 3

def open_window(birth):
    if birth.is_standby:
        return standby(birth)
    if birth.show is not None:
        return shows(birth, birth.show)
    tell("window", os.getpid())
    return first(birth.lifeline)

{code}

os._exit({run})
"""
VAULT = "01a20846-fe00-7265-895d-ba5035da2000"


RUN = "launcher.Launcher(open_window).run()"


def start(code: str, settings: str = "", run: str = RUN) -> subprocess.Popen[str]:
    """A launcher whose first window runs ``first(lifeline)`` of ``code``."""
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT.format(code=code, settings=settings, run=run)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )


def said(code: str, settings: str = "", run: str = RUN) -> tuple[list[str], int]:
    """Everything said until the launcher ended, process numbers left out, and how it ended."""
    process = start(code, settings, run)
    out, _err = process.communicate(timeout=60)
    lines = [" ".join(w for w in line.split() if not w.isdigit()) for line in out.splitlines()]
    return lines, process.returncode


def test_it_ends_as_its_last_window_did():
    assert said("def first(lifeline): return 7") == (["window"], 7)


def test_a_window_that_is_killed_ends_it():
    code = "def first(lifeline): os.kill(os.getpid(), signal.SIGKILL)"
    assert said(code) == (["window"], 128 + signal.SIGKILL)


LOCKS = f"""
def first(lifeline):
    if {{asks}}:
        lifeline.say(STANDBY)
    lifeline.say(Show("idle:15", "{VAULT}"))
    tell("heard", lifeline.hears_shown_within(5))
    return 0
"""


@pytest.mark.parametrize("asks", [True, False])
def test_a_lock_page_follows_with_a_standby_and_without(asks):
    lines, status = said(LOCKS.format(asks=asks))
    assert status == 3
    assert [line for line in lines if line != "standby"][:2] == ["window", f"shows idle:15 {VAULT}"]
    assert "heard True" in lines
    assert ("standby" in lines) is asks


def test_the_lock_page_of_a_window_without_a_launcher_is_the_first_that_is_opened():
    run = 'launcher.Launcher(open_window).run(Show("idle"))'
    assert said("", run=run) == (["shows idle"], 3)


ADOPTS = """
from estip_desktop.lifeline import pair
ours, theirs = pair()
lock_page = os.fork()
if lock_page == 0:
    ours.close()
    {does}
theirs.close()
"""


def test_an_adopted_lock_page_is_the_window_that_it_stays_for():
    does = """
    ours.close = lambda: None
    theirs.say(STANDBY)
    theirs.say(Show("sleep"))
    tell("heard", theirs.hears_shown_within(5))
    os._exit(0)
"""
    run = "launcher.Launcher(open_window).run_with(lock_page, ours)"
    lines, status = said(ADOPTS.format(does=does), run=run)
    assert (sorted(lines), status) == (["heard True", "shows sleep", "standby"], 3)


@pytest.mark.parametrize("does", ["signal.pause()", "os._exit(1)"])
def test_an_adopted_lock_page_that_never_shows_is_followed_by_another(does):
    run = 'launcher.Launcher(open_window).run_with(lock_page, ours, Show("manual"))'
    settings = "launcher.SHOWING_S = 0.2"
    assert said(ADOPTS.format(does=does), settings, run) == (["shows manual"], 3)


def test_a_second_request_makes_no_second_standby():
    code = """
def first(lifeline):
    lifeline.say(STANDBY)
    lifeline.say(STANDBY)
    return 0
"""
    assert said(code) == (["window", "standby", "quit"], 0)


def test_a_standby_that_dies_when_it_is_needed_is_followed_by_another_window():
    code = (
        LOCKS.format(asks=True)
        + """
def standby(birth):
    wait_for_order(birth.lifeline)
    os._exit(1)
"""
    )
    assert said(code) == (["window", f"shows idle:15 {VAULT}", "heard True"], 3)


def test_a_standby_that_hangs_is_ended_and_followed_by_another_window():
    code = (
        LOCKS.format(asks=True)
        + """
def standby(birth):
    wait_for_order(birth.lifeline)
    signal.pause()
"""
    )
    lines, status = said(code, "launcher.SHOWING_S = 0.2")
    assert (f"shows idle:15 {VAULT}" in lines, status) == (True, 3)


def test_lock_pages_that_cannot_start_are_not_tried_for_ever():
    code = """
def first(lifeline):
    lifeline.say(Show("manual"))
    signal.pause()
def shows(birth, order):
    tell("stumbles")
    os._exit(1)
"""
    lines, _status = said(code, "launcher.DYING_S = 0.2")
    assert lines == ["window", "stumbles", "stumbles", "stumbles"]


def test_a_window_that_locked_and_does_not_end_is_ended():
    code = """
def first(lifeline):
    lifeline.say(Show("fault"))
    signal.pause()
"""
    assert said(code, "launcher.DYING_S = 0.2") == (["window", "shows fault"], 3)


def test_a_window_that_says_something_else_goes_on_alone():
    code = """
def first(lifeline):
    os.write(lifeline.speaks, b"show me\\n")
    tell("heard", wait_for_order(lifeline))
    return 5
"""
    assert said(code) == (["window", "heard quit"], 5)


def test_a_standby_that_speaks_out_of_turn_is_ended():
    code = """
def standby(birth):
    birth.lifeline.say(SHOWN)
    signal.pause()
def first(lifeline):
    lifeline.say(STANDBY)
    os.read(ended, 1)
    lifeline.say(Show("manual"))
    return 0
"""
    settings = """
ended, tells = os.pipe()
class Telling(launcher.Launcher):
    def _buried(self, child):
        os.write(tells, b".")
        return super()._buried(child)
launcher.Launcher = Telling
"""
    assert said(code, settings) == (["window", "shows manual"], 3)


def test_a_window_goes_on_when_the_launcher_dies_and_its_standby_does_not():
    code = """
def first(lifeline):
    lifeline.say(STANDBY)
    heard = wait_for_order(lifeline)
    tell("heard", heard, lifeline.say(SHOWN))
    return 0
"""
    process = start(code)
    assert process.stdout is not None
    first = [process.stdout.readline().split() for _line in range(2)]
    assert {line[0] for line in first} == {"window", "standby"}
    process.kill()
    rest = process.stdout.read().split("\n")
    process.wait()
    process.stdout.close()
    assert sorted(filter(None, rest)) == ["heard quit False", "quit"]


def test_whoever_ends_the_launcher_ends_its_windows():
    process = start("def first(lifeline): signal.pause()")
    assert process.stdout is not None
    window = int(process.stdout.readline().split()[1])
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert not Path(f"/proc/{window}").exists()


def test_whoever_ends_the_launcher_while_a_window_is_born_ends_that_too():
    settings = """
real = os.fork
def fork():
    pid = real()
    if pid:
        os.kill(os.getpid(), signal.SIGTERM)
    return pid
launcher.os.fork = fork
"""
    assert said("def first(lifeline): signal.pause()", settings)[1] == 128 + signal.SIGTERM


def test_a_signal_that_comes_just_before_the_wait_is_not_slept_through():
    code = """
def first(lifeline):
    signal.pause()
class Signalled(launcher.Launcher):
    def _ready(self):
        # What Python's own handler in C leaves when it was too early for poll() to be interrupted.
        wake = signal.set_wakeup_fd(-1)
        signal.set_wakeup_fd(wake)
        os.write(wake, bytes([signal.SIGTERM]))
        assert super()._ready() == []
        tell("woken")
        self._pass_on(signal.SIGTERM, None)
        return super()._ready()
launcher.Launcher = Signalled
"""
    assert "woken" in said(code)[0]


def test_a_forked_window_holds_no_pipe_of_another():
    code = """
def is_pipe(name):
    try:
        return "pipe:" in os.readlink(f"/proc/self/fd/{name}")
    except FileNotFoundError:  # of the listing itself
        return False
def standby(birth):
    mine = {birth.lifeline.hears, birth.lifeline.speaks}
    pipes = {
        int(name)
        for name in os.listdir("/proc/self/fd")
        if int(name) > 2 and is_pipe(name)
    }
    tell("others", sorted(pipes - mine))
    return 0
def first(lifeline):
    lifeline.say(STANDBY)
    return 0
"""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("not run, because there is no /proc here")
    assert said(code)[0] == ["window", "others []"]
