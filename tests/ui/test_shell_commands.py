"""Keys that do something, and nothing else: every command has somebody who acts on it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from estip_desktop.adapters.home.preferences import PreferenceFile
from estip_desktop.errors import DiskReadOnlyError
from estip_desktop.ui import app
from estip_desktop.ui.commands import COMMANDS
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.pages.guided.page import GuidedPage
from estip_desktop.ui.pages.people.page import PeoplePage
from estip_desktop.ui.pages.today.page import TodayPage
from tests.builders import a_new_session
from tests.ui.shell_world import ShellContext, ShellTasks, make_shell
from tests.world import World

OF_THE_SHELL = {
    "lock", "hide_now", "concern", "today", "people", "outbox", "help", "text_larger",
    "text_smaller", "text_reset",
}  # fmt: skip
OF_THE_WINDOW = {"next_region", "previous_region"}
OF_A_PAGE: dict[str, type[Any]] = {
    "back": GuidedPage,
    "skip": GuidedPage,
    "saved": GuidedPage,
    "demobilise": TodayPage,
    "defuse": TodayPage,
    "questionnaire": TodayPage,
    "find": PeoplePage,
}


def build(_shell: Any, _arguments: Any) -> QWidget:
    """A page that needs nothing."""
    return QWidget()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def preferences(tmp_path):
    """What somebody chose before: light, at 150 %."""
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light", "text_percent": 150}', encoding="utf-8")
    return PreferenceFile(path)


@pytest.fixture
def shell(qtbot, world, monkeypatch, preferences):
    for page in ("today", "people", "outbox", "help", "settings", "unlock"):
        monkeypatch.setitem(PAGES, page, __name__)
    made = make_shell(qtbot, world)
    made.context.preferences = preferences
    made.open("settings")
    return made


def test_every_command_is_somebodys():
    ids = {command.id for command in COMMANDS if not command.listed_only}
    assert ids == OF_THE_SHELL | OF_THE_WINDOW | set(OF_A_PAGE)


@pytest.mark.parametrize("command", sorted(OF_A_PAGE))
def test_a_page_acts_on_it(qtbot, command):
    page = OF_A_PAGE[command]()
    qtbot.addWidget(page)
    assert page.on_command(command)


@pytest.mark.parametrize("command", sorted(OF_THE_WINDOW))
def test_the_window_acts_on_it(shell, monkeypatch, command):
    page = FocusFrame()
    moved: list[int] = []
    monkeypatch.setattr(page, "focus_region", moved.append)
    shell.window.show_page(page)
    shell.window.trigger(command)
    assert moved == [1 if command == "next_region" else -1]


@pytest.mark.parametrize("command", ["today", "people", "outbox", "help"])
def test_the_shell_opens_the_place(shell, command):
    shell.window.trigger(command)
    assert shell.current_page == command


@pytest.mark.parametrize(
    ("command", "percent"), [("text_larger", 175), ("text_smaller", 125), ("text_reset", 100)]
)
def test_the_shell_changes_the_size_of_text(shell, preferences, command, percent):
    shell.window.trigger(command)
    assert preferences.load().text_percent == percent


def test_the_shell_opens_immediate_concern(shell, world):
    session = world.casework.start(a_new_session())
    shell.open("guided", session=session.id)
    shell.window.trigger("concern")
    assert shell.current_page == "concern"


def test_lock_replaces_the_process(shell):
    shell.window.trigger("lock")
    assert shell.context.replaced == ["manual"]
    assert not shell.window.isMinimized()


@pytest.mark.parametrize("fails", ["flush", "workers", "vault", "pages"])
def test_nothing_that_fails_stops_the_lock(shell, world, monkeypatch, fails):
    def fail(*_: object) -> None:
        raise RuntimeError(fails)

    closed: list[str] = []
    shell._vault = SimpleNamespace(info=None, close=lambda: closed.append("vault"))
    match fails:
        case "flush":
            monkeypatch.setattr(shell.window.page, "flush", fail, raising=False)
        case "workers":
            world.services.close = fail
        case "vault":
            shell._vault.close = fail
        case "pages":
            monkeypatch.setattr(shell.window, "drop_pages", fail)

    with pytest.raises(RuntimeError, match=fails):
        shell.lock("fault")

    assert shell.context.replaced == ["fault"]
    assert not shell.is_unlocked
    assert closed == ([] if fails == "vault" else ["vault"])


def test_what_a_page_has_just_made_locks_too(shell, world):
    services, shell._services = shell._services, None
    shell.window.set_idle_limit(0)
    closed: list[str] = []
    vault = SimpleNamespace(
        info=SimpleNamespace(kind="exercise"),
        close=lambda: closed.append("vault"),
        on_committed=lambda _listener: None,
    )

    shell.hold(vault, services)

    assert shell.window._idle_limit_s > 0
    assert shell.current_page == "settings"
    assert shell.window.windowTitle().startswith("EXERCISE")
    shell.window.trigger("lock")
    assert shell.context.replaced == ["manual"]
    assert closed == ["vault"]


def test_hide_now_covers_minimises_and_locks(shell):
    shell.window.trigger("hide_now")
    assert shell.context.replaced == ["hide"]
    assert shell.window.isMinimized()


def test_hide_now_minimises_what_is_locked_already(shell):
    shell._services = None
    shell.window.trigger("hide_now")
    assert shell.context.replaced == []
    assert shell.window.isMinimized()


@pytest.mark.parametrize(("reason", "minimised"), [("hide", True), ("manual", False)])
def test_the_window_that_follows_a_hidden_one_stays_out_of_sight(
    qtbot, shell, preferences, reason, minimised
):
    context: Any = ShellContext(locked_because=reason, preferences=preferences)
    follower: Any = app.open_shell(context)
    qtbot.addWidget(follower.window)
    assert follower.window.isMinimized() is minimised
    follower._tasks = ShellTasks()


@pytest.mark.parametrize(("trouble", "told"), [(None, 1), (DiskReadOnlyError(), 0)])
def test_moving_about_on_a_disk_that_cannot_be_written_is_not_told_each_time(
    shell, world, monkeypatch, trouble, told
):
    errors: list[Exception] = []
    session = world.casework.start(a_new_session())
    monkeypatch.setattr(shell, "show_error", errors.append)
    world.services.health.before_a_session = lambda: trouble
    shell.open("guided", session=session.id)
    world.vault.fail_next_commit(DiskReadOnlyError("database-read-only"))
    shell.open("today")
    assert len(errors) == told


def test_closing_the_window_ends_what_draws_before_it_waits_for_anything(shell, world, monkeypatch):
    order: list[str] = []
    world.services.stop_drawing = lambda: order.append("drawing")
    monkeypatch.setattr(shell._tasks, "close", lambda: order.append("tasks"), raising=False)
    shell._on_window_closing()
    assert order == ["drawing", "tasks"]
