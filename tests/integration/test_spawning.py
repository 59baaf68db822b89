"""The launcher that starts programs instead of forking: the same promises, kept on POSIX too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from estip_desktop.errors import UsageError
from estip_desktop.kernel.options import split_global_options
from tests.paths import CHECKOUT

_WINDOW = """
import os, sys
from estip_desktop.lifeline import QUIT, SHOWN, STANDBY, Show, inherited

pipes, stands_by, reason, asks = sys.argv[1:]
lifeline = inherited(pipes)

def tell(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def shows(reason):
    tell("shows", reason)
    lifeline.say(SHOWN)
    sys.exit(3)

if stands_by == "True":
    tell("standby")
    try:
        order = lifeline.hear()[0]
    except EOFError:
        order = QUIT
    if order != QUIT:
        shows(order.reason)
    tell("quit")
    sys.exit(0)
if reason:
    shows(reason)
tell("window")
if asks == "dies":
    os._exit(7)
if asks == "standby":
    lifeline.say(STANDBY)
if asks != "ends":
    lifeline.say(Show("sleep"))
    tell("heard", lifeline.hears_shown_within(30))
"""
_LAUNCHER = """
import sys
from estip_desktop.spawning import SpawningLauncher
script, asks = sys.argv[1:]
def command(pipes, stands_by, show):
    reason = show.reason if show else ""
    return [sys.executable, "-c", script, pipes, str(stands_by), reason, asks]
sys.exit(SpawningLauncher(command).run())
"""


def said(asks: str) -> tuple[set[str], int]:
    """What all windows said, and how the launcher ended."""
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, _WINDOW, asks],
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        check=False,
        timeout=120,
    )
    return set(done.stdout.splitlines()), done.returncode


@pytest.mark.parametrize(
    ("asks", "words", "status"),
    [
        ("ends", {"window"}, 0),
        ("dies", {"window"}, 7),
        ("standby", {"window", "standby", "shows sleep", "heard True"}, 3),
        ("nothing", {"window", "shows sleep", "heard True"}, 3),
    ],
)
def test_a_lock_page_follows_and_the_last_window_ends_it(asks, words, status):
    assert said(asks) == (words, status)


def test_a_spawned_window_is_told_its_pipes():
    options, rest = split_global_options(["--window-fd", "8,9", "--stand-by"])
    assert (options.window_fd, options.stands_by, rest) == ("8,9", True, [])


@pytest.mark.parametrize("pipes", ["8", "a,b", "8,9,10"])
def test_pipes_that_are_none_are_refused(pipes):
    from estip_desktop import __main__

    options, _rest = split_global_options(["--window-fd", pipes])
    with pytest.raises(UsageError):
        __main__._spawned_window(options)
