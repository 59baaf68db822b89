"""What follows a window that locks: whom it tells, what it turns into, what it leaves."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import pytest

from estip_desktop import succession
from estip_desktop.lifeline import QUIT, SHOWN, STANDBY, Show, pair
from estip_desktop.succession import Succession

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="not run, because Windows has no execve"
)
VAULT = "01a20846-fe00-7265-895d-ba5035da2000"
ORDER = Show("manual", VAULT)
SHOWS = """
import sys
from estip_desktop.lifeline import SHOWN, inherited
lifeline = inherited(sys.argv[-1])
lifeline.hear()
{answers}
lifeline.hear()
"""
QUITS = """
import sys
from estip_desktop.lifeline import QUIT, inherited
assert inherited(sys.argv[-1]).hear() == [QUIT]
{stays}
"""


class TurnedError(Exception):
    """The process would be another program now."""

    def __init__(self, words: list[str]) -> None:
        self.words = words


@pytest.fixture(autouse=True)
def turning(monkeypatch):
    def turn(_path: str, words: list[str]) -> None:
        raise TurnedError(words)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    monkeypatch.setattr(os, "execv", turn)
    monkeypatch.setattr(succession, "SHOWN_WITHIN_S", 60)
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def locked(followed: Succession) -> list[str]:
    with pytest.raises(TurnedError) as turned:
        followed.hand_over("manual", VAULT)
    return turned.value.words


def first_window(answers: str) -> Succession:
    """A window without a launcher, whose standby runs a few lines once it is told to show."""
    script = SHOWS.format(answers=answers)
    made = Succession(None, lambda: [sys.executable, "-c", script])
    made.prepare()
    return made


def standby_of(followed: Succession) -> Any:
    assert followed._standby is not None
    return followed._standby[1]


def ended(followed: Succession) -> None:
    process = standby_of(followed)
    process.kill()
    process.wait()


def test_a_standby_that_showed_is_adopted_and_owes_nothing():
    window = first_window("lifeline.say(SHOWN)")
    words = locked(window)
    assert words[-4:-2] == ["--adopt", str(standby_of(window).pid)]
    assert "--locked-because" not in words
    ended(window)


def test_a_standby_that_has_not_shown_is_adopted_with_what_it_owes(monkeypatch):
    monkeypatch.setattr(succession, "SHOWN_WITHIN_S", 0.01)
    window = first_window("")
    words = locked(window)
    assert "--adopt" in words
    assert words[-4:] == ["--locked-because", "manual", "--vault", VAULT]
    ended(window)


def test_the_adopted_pipes_outlive_the_program_and_signals_are_held_back():
    window = first_window("lifeline.say(SHOWN)")
    words = locked(window)
    descriptors = [int(each) for each in words[-1].split(",")]
    assert all(os.get_inheritable(each) for each in descriptors)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= held
    ended(window)


def test_a_dead_standby_is_not_adopted():
    window = first_window("")
    ended(window)
    assert locked(window)[-4:] == ["--locked-because", "manual", "--vault", VAULT]


def test_a_window_without_a_standby_names_no_vault_that_was_not_open():
    window = Succession(None, lambda: ["program"])
    with pytest.raises(TurnedError) as turned:
        window.hand_over("fault", "")
    assert turned.value.words == ["program", "--locked-because", "fault"]


def test_a_second_request_makes_no_second_standby_but_a_dead_one_is_replaced():
    window = first_window("")
    first = standby_of(window)
    window.prepare()
    assert standby_of(window) is first
    ended(window)
    window.prepare()
    assert standby_of(window) is not first
    ended(window)


@pytest.mark.parametrize(("stays", "status"), [("", 0), ("while True: pass", -signal.SIGKILL)])
def test_a_window_that_is_closed_leaves_no_standby(monkeypatch, stays, status):
    monkeypatch.setattr(succession, "QUITS_WITHIN_S", 0.5 if stays else 60)
    script = QUITS.format(stays=stays)
    window = Succession(None, lambda: [sys.executable, "-c", script])
    window.prepare()
    process = standby_of(window)
    window.dismiss()
    assert process.returncode == status


def test_too_many_processes_leave_a_window_without_a_standby():
    window = Succession(None, lambda: ["/nothing/there"])
    window.prepare()
    assert window._standby is None


class TestBehindALauncher:
    @pytest.fixture
    def ends(self):
        launcher, own = pair()
        yield launcher, own
        for end in (launcher, own):
            end.close()

    def test_it_asks_the_launcher(self, ends):
        launcher, own = ends
        Succession(own, list).prepare()
        assert launcher.hear() == [STANDBY]

    def test_the_launcher_answers_for_the_lock_page(self, ends):
        launcher, own = ends
        launcher.say(SHOWN)
        Succession(own, list).hand_over("manual", VAULT)  # returns: the process only has to end
        assert launcher.hear() == [ORDER]

    def test_a_window_whose_launcher_died_starts_its_own_standby(self, ends):
        _launcher, own = ends
        own.is_over = True
        window = Succession(own, lambda: [sys.executable, "-c", SHOWS.format(answers="")])
        window.prepare()
        ended(window)

    def test_a_window_whose_launcher_hangs_up_while_it_waits_turns_into_one(self, ends):
        launcher, own = ends
        launcher.fall_silent()
        assert locked(Succession(own, lambda: ["program"]))[:2] == ["program", "--locked-because"]

    def test_it_says_that_it_is_shown(self, ends):
        launcher, own = ends
        Succession(own, list).shown()
        assert launcher.hear() == [SHOWN]

    def test_closing_it_is_nothing_to_tell(self, ends):
        launcher, own = ends
        Succession(own, list).dismiss()
        own.say(QUIT)
        assert launcher.hear() == [QUIT]
