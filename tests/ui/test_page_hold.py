"""A page that waits for the vault: painted once, with everything on it, and never missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from estip_desktop.ui.frames import HOLD_MS, FocusFrame, frame, place_of_pages
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.pages.question.page import QuestionPage, build
from estip_desktop.ui.pages.today.page import build as build_today
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.buttons import PrimaryButton
from tests.fakes import HeldTasks
from tests.ui.care_world import CareWorld


class Paints(QObject):
    """Counts how often something is painted from edge to edge."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        if isinstance(event, QPaintEvent) and isinstance(watched, QWidget):
            self.count += event.rect() == watched.rect()
        return super().eventFilter(watched, event)


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show_page(FocusFrame("Before"))
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def world(window):
    made = CareWorld()
    made.shell.window = window  # type: ignore[attr-defined]  # what the shell has besides
    made.shell.tasks = HeldTasks()
    return made


def held_question(world, window):
    asked = world.begin()
    page = build(world.shell, {"screening": asked.screening.id})
    window.show_page(page, page.first_focus())
    return page


class TestHold:
    def test_a_question_is_painted_once_with_the_question_on_it(
        self, window, world, qtbot, monkeypatch
    ):
        monkeypatch.setattr(frame, "HOLD_MS", 60_000)
        page = held_question(world, window)
        paints = Paints(page)
        qtbot.wait(20)
        assert paints.count == 0
        assert not page.header.isVisible()
        world.shell.tasks.release()
        qtbot.waitUntil(lambda: paints.count > 0)
        qtbot.wait(50)
        assert paints.count == 1
        assert page.choice_group is not None
        assert page.choice_group.isVisible()
        assert window.focusWidget() is page.choice_group.cards[0]

    def test_a_busy_vault_never_hides_the_exits_for_long(self, window, world, qtbot):
        page = held_question(world, window)
        qtbot.waitUntil(page.header.lock_button.isVisible, timeout=5 * HOLD_MS)
        assert page.parentWidget() is not None
        assert page.parentWidget().updatesEnabled()
        world.shell.tasks.release()
        assert page.choice_group is not None
        assert window.focusWidget() is page.choice_group.cards[0]

    def test_a_page_that_is_left_before_leaves_nothing_unpainted(self, window, world, qtbot):
        held = held_question(world, window)
        after = FocusFrame("After", parent=held.parentWidget())
        paints = Paints(after)
        window.show_page(after)
        qtbot.waitUntil(lambda: paints.count > 0)

    def test_today_gives_its_focus_also_where_the_vault_was_busy(self, window, world, qtbot):
        page: Any = build_today(world.shell, {})
        window.show_page(page, page.first_focus())
        qtbot.waitUntil(page.header.isVisible, timeout=5 * HOLD_MS)
        assert window.focusWidget() is page.demobilise_tile
        ring = window.focus_ring.ring
        assert ring is not None
        assert ring.isVisible()


class TestPlace:
    def test_a_page_is_built_where_it_will_be_shown(self, window, world):
        page = held_question(world, window)
        assert page.parentWidget() is place_of_pages(SimpleNamespace(window=window))

    def test_without_a_window_it_is_built_on_its_own(self):
        assert place_of_pages(SimpleNamespace()) is None


class TestShowing:
    def test_what_is_never_hidden_is_not_laid_out_before_its_page(self, qtbot):
        page = QuestionPage()
        qtbot.addWidget(page)
        explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        assert not page.bar.testAttribute(explicit)
        assert not page.header.lock_button.testAttribute(explicit)

    def test_it_hides_and_shows_again(self, qtbot):
        outer = QWidget()
        qtbot.addWidget(outer)
        button = PrimaryButton("Go on", parent=outer)
        set_shown(button, shown=False)
        outer.show()
        assert not button.isVisible()
        set_shown(button, shown=True)
        assert button.isVisible()
