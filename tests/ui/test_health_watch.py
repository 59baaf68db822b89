"""The check after unlocking: in slices, behind everything else, and over when the vault is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject

from estip_desktop.errors import VaultDamagedError, VaultInUseError
from estip_desktop.kernel.progress import Cancel
from estip_desktop.ui import health_watch
from estip_desktop.ui.health_watch import HealthWatch
from tests.fakes import HeldTasks


class HealthDouble:
    """Counts what is asked of it."""

    def __init__(self, slices: int = 3) -> None:
        self.calls: list[str] = []
        self.left = slices
        self.are_pages_due = True
        self.error: Exception | None = None

    def recall(self) -> None:
        self.calls.append("recall")

    def keep_room(self) -> None:
        self.calls.append("keep_room")

    def advance(self) -> bool:
        self.calls.append("slice")
        if self.error is not None:
            raise self.error
        self.left -= 1
        return self.left > 0

    def check_pages(self, cancel: Cancel) -> tuple[()]:
        cancel.check()
        self.calls.append("pages")
        return ()

    def give_up(self) -> None:
        self.calls.append("give up")


class ShellDouble(QObject):
    """As much of the window as the watch looks at."""

    def __init__(self, health: HealthDouble) -> None:
        super().__init__()
        self.services: Any = SimpleNamespace(health=health)
        self.tasks = HeldTasks()
        self.is_unlocked = True


@pytest.fixture
def health() -> HealthDouble:
    return HealthDouble()


@pytest.fixture
def shell(qapp, health):
    return ShellDouble(health)


@pytest.fixture
def watch(shell, monkeypatch) -> HealthWatch:
    monkeypatch.setattr(health_watch, "START_MS", 0)
    monkeypatch.setattr(health_watch, "PAUSE_MS", 0)
    return HealthWatch(shell)


def go_through(qtbot, watch: HealthWatch, shell: ShellDouble) -> None:
    def is_over() -> bool:
        shell.tasks.release()
        return watch.is_over

    qtbot.waitUntil(is_over)


def test_what_was_known_then_slices_then_pages(qtbot, watch, shell, health):
    watch.start()
    go_through(qtbot, watch, shell)
    assert health.calls == ["recall", "keep_room", "slice", "slice", "slice", "pages"]


def test_pages_only_when_they_are_due(qtbot, watch, shell, health):
    health.are_pages_due = False
    watch.start()
    go_through(qtbot, watch, shell)
    assert "pages" not in health.calls


def test_one_slice_at_a_time_so_that_others_come_in_between(qtbot, watch, shell, health):
    watch.start()
    qtbot.waitUntil(lambda: shell.tasks.count == 1)
    shell.tasks.release()
    qtbot.waitUntil(lambda: shell.tasks.count == 1)
    shell.tasks.run(lambda _p, _c: health.calls.append("somebody's answer"))
    shell.tasks.release()
    go_through(qtbot, watch, shell)
    assert health.calls.index("somebody's answer") == health.calls.index("slice") + 1


def test_a_locked_window_is_asked_for_nothing(qtbot, watch, shell, health):
    watch.start()
    shell.is_unlocked = False
    qtbot.waitUntil(lambda: not watch._timer.isActive())
    assert shell.tasks.count == 0
    assert health.calls == []


def test_a_check_that_cannot_go_on_stops_nobody(qtbot, watch, shell, health):
    health.error = VaultDamagedError("disk-io")
    watch.start()
    go_through(qtbot, watch, shell)
    assert health.calls[-2:] == ["slice", "give up"]


def test_a_check_that_met_a_backup_comes_later(qtbot, watch, shell, health):
    health.error = VaultInUseError("backup")
    watch.start()
    qtbot.waitUntil(lambda: shell.tasks.release() or "give up" in health.calls)
    assert not watch.is_over
    health.error = None
    go_through(qtbot, watch, shell)
    assert health.calls[-4:] == ["slice", "slice", "slice", "pages"]


class StoppableTasks(HeldTasks):
    """Hands out what stops a piece of work, as the real runner does."""

    def run(self, work: Any, **outcomes: Any) -> Cancel:
        cancel = Cancel()
        super().run(lambda progress, _cancel: work(progress, cancel), **outcomes)
        return cancel


def test_reading_the_pages_gives_way_and_comes_later(qtbot, watch, shell, health):
    shell.tasks = StoppableTasks()
    watch.give_way()  # nothing is read yet
    watch.start()
    qtbot.waitUntil(lambda: watch._reading is not None or shell.tasks.release())
    watch.give_way()
    shell.tasks.release()
    assert "pages" not in health.calls
    assert not watch.is_over
    go_through(qtbot, watch, shell)
    assert health.calls[-1] == "pages"


def test_a_bug_is_not_kept_quiet(qtbot, watch, shell, health):
    health.error = ZeroDivisionError()
    watch.start()
    with pytest.raises(ZeroDivisionError):
        go_through(qtbot, watch, shell)
