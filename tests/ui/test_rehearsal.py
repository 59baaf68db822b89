"""The rehearsal of Today on the lock page: unseen, without data, and over when it should be."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QApplication

from estip_desktop.ui.pages import PAGES
from estip_desktop.ui.rehearsal import Rehearsal


def test_it_comes_to_an_end_and_leaves_nothing_on_show(qtbot, qapp: QApplication) -> None:
    parent = QObject()
    rehearsal = Rehearsal(PAGES["today"], QSize(1366, 690), parent)
    qtbot.waitUntil(lambda: rehearsal.is_over)
    assert not [window for window in qapp.topLevelWidgets() if window.isVisible()]


def test_unlocking_ends_it_at_once(qtbot) -> None:
    parent = QObject()
    rehearsal = Rehearsal(PAGES["today"], QSize(1366, 690), parent)
    rehearsal.stop()
    assert rehearsal.is_over


def test_a_page_that_cannot_rehearse_is_left_alone(qtbot) -> None:
    parent = QObject()
    rehearsal = Rehearsal(PAGES["urgent"], QSize(1366, 690), parent)
    qtbot.waitUntil(lambda: rehearsal.is_over)
