"""Where the focus was, in words without content, and back to it on a page that fills late."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from estip_desktop.casework import Place
from estip_desktop.ui.focus_place import find, name_of
from estip_desktop.ui.pages import PAGES
from tests.ui.shell_world import make_shell
from tests.world import World


class LatePage(QWidget):
    """Two fields of a kind, a button with a name; they come after the first paint."""

    def __init__(self) -> None:
        super().__init__()
        self.edits: list[QLineEdit] = []
        self.column = QVBoxLayout(self)
        QTimer.singleShot(30, self, self.fill)

    def fill(self) -> None:
        self.edits = [QLineEdit("Robin Sample"), QLineEdit()]
        self.button = QPushButton("Save")
        self.button.setObjectName("save_button")
        for widget in (*self.edits, self.button):
            self.column.addWidget(widget)
        self.edits[0].setFocus()


def build(_shell: Any, _arguments: Any) -> QWidget:
    return LatePage()


def has_filled(page):
    return bool(page.edits) and page.edits[1].isVisible()


@pytest.fixture
def page(qtbot):
    made = LatePage()
    qtbot.addWidget(made)
    made.fill()
    made.show()
    return made


def test_a_field_is_named_without_what_stands_in_it(page):
    assert name_of(page, page.edits[0]) == "QLineEdit:0"
    assert name_of(page, page.edits[1]) == "QLineEdit:1"
    assert name_of(page, page.button) == "QPushButton#save_button"
    assert name_of(page, None) == ""
    assert name_of(page, QWidget()) == ""


def test_a_name_is_found_again(page):
    for widget in (*page.edits, page.button):
        assert find(page, name_of(page, widget)) is widget


@pytest.mark.parametrize("name", ["", "QLineEdit:7", "QLineEdit:x", "QCheckBox:0", "QLineEdit#no"])
def test_a_name_that_fits_nothing_finds_nothing(page, name):
    assert find(page, name) is None


@pytest.fixture
def world():
    return World()


@pytest.fixture
def shell(qtbot, world, monkeypatch):
    for name in ("settings", "pathway"):
        monkeypatch.setitem(PAGES, name, __name__)
    return make_shell(qtbot, world)


@pytest.mark.parametrize("name", ["settings", "pathway"])
def test_unlocking_leads_back_to_the_page_and_the_field(qtbot, shell, world, monkeypatch, name):
    shell.open(name, session="s-1")
    qtbot.waitUntil(lambda: has_filled(shell.window.page))
    shell.window.page.edits[1].setFocus()
    shell.lock()
    assert world.casework.place() == Place(name, {"session": "s-1"}, "QLineEdit:1")

    world.services.desk = None
    world.services.concerns = SimpleNamespace(first_open=lambda: None)
    follower = make_shell(qtbot, world)
    follower._is_unsettled = False
    follower.open_where_left()
    assert (follower.current_page, follower.current_arguments) == (name, {"session": "s-1"})
    qtbot.waitUntil(lambda: has_filled(follower.window.page))
    qtbot.waitUntil(lambda: follower.window.focusWidget() is follower.window.page.edits[1])


def test_closing_without_a_lock_leads_home(qtbot, shell, world):
    shell.open("settings")
    shell._vault = None
    shell.window.close()
    assert world.casework.place() is None
