"""Locking: what is seen goes first, nothing that hangs stops it, and nothing comes back."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QToolTip,
    QWidget,
)

from estip_desktop.ui import locking
from estip_desktop.ui.locking import LONGEST_OPEN_S
from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.tasks import QtTaskRunner
from tests.ui.shell_world import make_shell
from tests.world import World


class NotePage(QWidget):
    """A page with something typed that is not saved yet."""

    def __init__(self) -> None:
        super().__init__()
        self.was_covered_at_flush: list[bool] = []
        self.edit = QLineEdit(self)

    def flush(self) -> None:
        cover = getattr(self.window(), "_cover", None)
        self.was_covered_at_flush.append(cover is not None and cover.isVisible())


def build(_shell: Any, _arguments: Any) -> QWidget:
    return NotePage()


@pytest.fixture
def shell(qtbot, monkeypatch):
    monkeypatch.setitem(PAGES, "settings", __name__)
    made = make_shell(qtbot, World())
    made.open("settings")
    made.window.page.was_covered_at_flush.clear()
    return made


@pytest.mark.parametrize("command", ["lock", "hide_now"])
def test_the_curtain_falls_before_anything_is_saved(shell, command):
    page = shell.window.page
    shell.window.trigger(command)
    assert page.was_covered_at_flush == [True]
    assert len(shell.context.replaced) == 1


def test_what_was_typed_is_committed_before_the_process_ends(shell, monkeypatch):
    order: list[str] = []
    page = shell.window.page
    monkeypatch.setattr(
        page,
        "flush",
        lambda: shell.tasks.run(lambda *_: order.append("committed"), on_failure=order.append),
    )
    monkeypatch.setattr(shell.context, "replace_process", lambda *_: order.append("process ended"))
    shell.tasks.hold = True  # the vault's thread is behind
    shell.lock()
    assert order == ["committed", "process ended"]


def test_a_save_that_hangs_does_not_stop_the_lock(shell, monkeypatch):
    monkeypatch.setattr(locking, "LOCK_PATIENCE_S", 0.05)
    shell._tasks = QtTaskRunner(shell)
    hangs = threading.Event()
    shell.tasks.run(lambda *_: hangs.wait())
    threads = list(shell.tasks._lanes["vault"]._threads)
    shell.lock("idle")
    assert shell.context.replaced == ["idle"]
    hangs.set()
    for thread in threads:
        thread.join()


def test_a_page_that_hangs_does_not_stop_the_lock(shell, monkeypatch):
    monkeypatch.setattr(locking, "LOCK_LIMIT_S", 0.05)
    ended = threading.Event()

    def end(reason: str, _vault: object) -> None:
        shell.context.replaced.append((reason, threading.current_thread() is mine))
        ended.set()

    mine = threading.current_thread()
    monkeypatch.setattr(shell.context, "replace_process", end)
    monkeypatch.setattr(shell.window.page, "flush", ended.wait)
    shell.lock("sleep")
    assert shell.context.replaced[0] == ("sleep", False)


def _dialog(parent: QWidget) -> QWidget:
    dialog = QDialog(parent)
    dialog.rejected.connect(_never)
    dialog.open()
    return dialog


def _message(parent: QWidget) -> QWidget:
    box = QMessageBox(QMessageBox.Icon.Information, "ESTIP Desktop", "Are you sure?", parent=parent)
    box.open()
    return box


def _menu(parent: QWidget) -> QWidget:
    menu = QMenu(parent)
    menu.addAction("Copy")
    menu.popup(parent.mapToGlobal(parent.rect().center()))
    return menu


def _completer(parent: QWidget) -> QWidget:
    edit = parent.findChild(QLineEdit)
    assert edit is not None
    completer = QCompleter(["Robin Sample", "Robin Sands"], edit)
    edit.setCompleter(completer)
    completer.complete()
    popup = completer.popup()
    assert popup is not None
    return popup


def _another_window(parent: QWidget) -> QWidget:
    preview = QWidget()
    preview.show()
    return preview


def _tooltip(parent: QWidget) -> QWidget:
    QToolTip.showText(parent.mapToGlobal(parent.rect().center()), "Robin Sample", parent)
    return next(each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel"))


def _never() -> None:
    raise AssertionError("nobody answered that")


@pytest.mark.qt_log_ignore("This plugin does not support")  # of popups, offscreen
@pytest.mark.parametrize("opens", [_dialog, _message, _menu, _completer, _another_window, _tooltip])
def test_nothing_that_was_open_is_seen_after_the_lock(qtbot, shell, opens):
    popup = opens(shell.window.page)
    assert popup.isVisible()
    shell.lock()
    assert not popup.isVisible()
    seen = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert seen in ([shell.window], [])
    popup.deleteLater()


def test_nothing_comes_back_after_the_lock(shell):
    shell.lock()
    page = shell.window.page
    shell.open("settings")
    shell.lock("idle")
    assert shell.window.page is page
    assert not shell.is_unlocked
    assert len(shell.context.replaced) == 1


def test_it_locks_after_a_working_day_whatever_is_touched(qtbot, shell):
    shell._vault = SimpleNamespace(info=None, close=lambda: None, on_committed=lambda _told: None)
    shell._locking.hold(shell._vault)
    watch = shell.window.input_watch
    watch._session_began = tuple(moment - LONGEST_OPEN_S + 20 for moment in watch._session_began)
    watch.touch()
    watch.tick()
    assert "8 hours" in shell.window._locking_bar.accessibleName()
    assert shell.context.replaced == []
    watch._session_began = tuple(moment - 20 for moment in watch._session_began)
    watch.touch()
    watch.tick()
    assert shell.context.replaced == ["limit"]


def test_what_the_system_says_locks(shell):
    shell._locking._watch_system()
    shell._locking._system.lock_wanted.emit("sleep")
    assert shell.context.replaced == ["sleep"]


def test_a_standby_is_asked_for_while_something_is_open(shell):
    asked: list[bool] = []
    shell.context.prepare_standby = lambda: asked.append(True)
    shell._locking._prepare_standby()
    shell._services = None
    shell._locking._prepare_standby()
    assert asked == [True]
