"""The lock page that waits: hidden until told, then as the settings say by then."""

from __future__ import annotations

import os
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from estip_desktop.adapters.home.preferences import PreferenceFile
from estip_desktop.kernel.i18n import set_language
from estip_desktop.lifeline import QUIT, SHOWN, Show, pair
from estip_desktop.ui import theme
from estip_desktop.ui.standby import Standby
from estip_desktop.ui.window_place import WindowPlace
from tests.ui.shell_world import ShellContext, ShellTasks


class Context(ShellContext):
    """Remembers what it was told, and keeps settings."""

    def __init__(self, preferences: PreferenceFile, lifeline: Any) -> None:
        super().__init__(preferences=preferences, preferred_vault="")
        self.lifeline = lifeline
        self.vaults.list = list

    def follow(self, reason: str, vault_id: str) -> None:
        self.locked_because, self.preferred_vault = reason, vault_id

    def shown(self) -> None:
        self.lifeline.say(SHOWN)


@pytest.fixture
def ends():
    launcher, own = pair()
    yield launcher, own
    for end in (launcher, own):
        end.close()


@pytest.fixture
def preferences(tmp_path):
    return PreferenceFile(tmp_path / "settings.json")


@pytest.fixture
def standby(qtbot, ends, preferences):
    context: Any = Context(preferences, ends[1])
    made = Standby(context, ends[1])
    made.shell._tasks = ShellTasks()  # type: ignore[assignment]  # nothing is imported on threads
    qtbot.addWidget(made.window)
    yield made
    assert made._notifier is not None
    made._notifier.setEnabled(False)
    set_language("en")


def test_it_waits_out_of_sight(standby):
    assert not standby.window.isVisible()
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]


@pytest.mark.parametrize("reason", ["manual", "idle:15", "sleep"])
def test_it_shows_why_it_locked_and_says_so(qtbot, standby, ends, reason):
    launcher, _own = ends
    with qtbot.waitSignal(standby.shell.first_painted):
        launcher.say(Show(reason))
    assert launcher.hear() == [SHOWN]
    assert standby.window.isVisible()
    assert standby.shell.current_page == "unlock"
    assert standby.window.page.reason_label.text().startswith("Locked")


def test_where_nothing_is_left_to_unlock_it_begins_anew(qtbot, standby, ends):
    launcher, _own = ends
    standby.shell.context.vault_count = 0
    with qtbot.waitSignal(standby.shell.first_painted):
        launcher.say(Show("ended"))
    assert standby.shell.current_page == "first_run"


def test_hidden_it_stays_minimised_and_says_so(qtbot, standby, ends):
    launcher, _own = ends
    with qtbot.waitSignal(standby.shown):
        launcher.say(Show("hide"))
    assert launcher.hear() == [SHOWN]
    assert standby.window.isMinimized()


def test_it_follows_settings_that_changed_while_it_waited(qtbot, standby, ends, preferences):
    launcher, _own = ends
    chosen = preferences.load()._replace(theme="dark", text_percent=150, language="pseudo")
    preferences.save(chosen)
    with qtbot.waitSignal(standby.shell.first_painted):
        launcher.say(Show("manual"))
    assert theme.current() == theme.Theme("dark", 1.5)
    assert standby.window.page.card.unlock_button.text() != "Unlock"


def test_it_stands_where_the_window_before_it_stood(qtbot, standby, ends, preferences):
    before = type(standby.window)()
    qtbot.addWidget(before)
    before.show()
    place = WindowPlace(before, preferences)
    before.setGeometry(QRect(60, 70, 1024, 650))
    qtbot.waitUntil(place._timer.isActive)
    place._timer.timeout.emit()
    launcher, _own = ends
    with qtbot.waitSignal(standby.shell.first_painted):
        launcher.say(Show("manual"))
    assert standby.window.size() == before.size()


@pytest.mark.parametrize("ending", ["quit", "nonsense", "nobody"])
def test_it_ends_when_nobody_needs_it(qtbot, standby, ends, ending):
    launcher, _own = ends
    with qtbot.waitSignal(standby.ended):
        match ending:
            case "quit":
                launcher.say(QUIT)
            case "nonsense":
                os.write(launcher.speaks, b"unlock please\n")
            case _:
                launcher.fall_silent()
    standby._notifier.setEnabled(False)
    assert not standby.window.isVisible()
