"""What was copied here does not stay on the clipboard; what others copied does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from estip_desktop.ui.clipboard import ClipboardGuard
from tests.ui.shell_world import make_shell
from tests.world import World


@pytest.fixture
def clipboard(qapp):
    found = QGuiApplication.clipboard()
    yield found
    found.clear()


@pytest.fixture
def guard(qapp, clipboard):
    owner = QObject()
    yield ClipboardGuard(owner)
    owner.deleteLater()


@pytest.fixture
def field(qtbot):
    made = QLineEdit("0412 sleeps badly")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    made.selectAll()
    return made


def copy_from(field):
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_a_copy_made_by_a_field_itself_is_gone_after_its_time(guard, clipboard, field):
    copy_from(field)
    assert clipboard.text() == "0412 sleeps badly"
    assert guard._timer.isActive()
    assert guard._timer.interval() == 30_000
    guard._timer.timeout.emit()
    assert clipboard.text() == ""


def test_what_somebody_else_copied_meanwhile_stays(guard, clipboard, field, monkeypatch):
    copy_from(field)
    monkeypatch.setattr(guard, "_is_ours", lambda _mode: False)
    clipboard.setText("from another program")
    guard.clear()
    assert clipboard.text() == "from another program"


def test_locking_clears_the_clipboard(qtbot, clipboard, field):
    shell = make_shell(qtbot, World())
    shell._locking.guard_clipboard()
    field.activateWindow()
    copy_from(field)
    assert clipboard.text()
    shell.lock()
    assert clipboard.text() == ""
