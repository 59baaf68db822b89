"""Enter does the main action of the page, also from an answer that is chosen already."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.widgets.buttons import PrimaryButton
from estip_desktop.ui.widgets.choice_card import ChoiceGroup

OPTIONS = [Option(code="england", label="England"), Option(code="wales", label="Wales")]


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def _asked(
    window: MainWindow,
    *,
    button: PrimaryButton | None = None,
    several: bool = False,
    chosen: Sequence[str] = (),
) -> ChoiceGroup:
    frame = FocusFrame("Step 1")
    if button is not None:
        frame.add_right(button)
        frame.set_main_button(button)
    group = ChoiceGroup(OPTIONS, several=several, chosen=chosen)
    frame.column.addWidget(group)
    window.show_page(frame, group)
    return group


def _press_enter(window: MainWindow) -> None:
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)


def test_enter_chooses_and_enter_again_goes_on(window: MainWindow) -> None:
    button = PrimaryButton("Continue")
    group = _asked(window, button=button)
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    _press_enter(window)
    assert (group.chosen_codes(), presses) == (["england"], [])
    _press_enter(window)
    assert (group.chosen_codes(), len(presses)) == (["england"], 1)


def test_without_a_main_button_enter_picks_the_answer_again(window: MainWindow) -> None:
    group = _asked(window, chosen=["england"])
    picked: list[str] = []
    group.chosen.connect(picked.append)
    _press_enter(window)
    assert picked == ["england"]


def test_enter_takes_a_tick_away_where_several_may_be_chosen(window: MainWindow) -> None:
    group = _asked(window, several=True, chosen=["england"])
    _press_enter(window)
    assert group.chosen_codes() == []


def test_enter_does_nothing_while_the_main_button_works(window: MainWindow) -> None:
    button = PrimaryButton("Sign")
    _asked(window, button=button, chosen=["england"])
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    button.set_busy(True)
    _press_enter(window)
    assert window.page is not None
    QTest.keyClick(window.page, Qt.Key.Key_Return)
    assert presses == []
