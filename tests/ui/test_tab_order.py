"""Tab visits what is on a page in reading order, whenever its parts were made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from estip_desktop.kernel.items import Option
from estip_desktop.ui.frames import FocusFrame, HomeFrame
from estip_desktop.ui.main_window import MainWindow
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField
from estip_desktop.ui.widgets.nav_rail import NavItem


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    made.activateWindow()
    return made


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    return field


def _visited(window: MainWindow, steps: int, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    names = []
    for _ in range(steps):
        focused = window.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, key)
    return names


class TestReadingOrder:
    def test_what_was_made_late_is_visited_where_it_stands(self, qtbot, window: MainWindow) -> None:
        frame = FocusFrame("Step 1")
        first, last = _field("first"), _field("last")
        frame.column.addWidget(first)
        frame.column.addWidget(last)
        frame.add_left(DefaultButton("Back"))
        frame.add_right(PrimaryButton("Continue"))
        window.show_page(frame, first)
        middle, side = _field("middle"), _field("side")
        frame.column.insertWidget(frame.column.indexOf(last), middle)
        frame.set_side(side, from_class="regular")
        qtbot.waitUntil(lambda: middle.isVisible() and side.isVisible())
        assert _visited(window, 8) == [
            "first", "middle", "last", "side", "Back", "Continue", "Immediate concern", "Lock",
        ]  # fmt: skip
        first.setFocus()
        assert _visited(window, 8, Qt.Key.Key_Backtab) == [
            "first", "Lock", "Immediate concern", "Continue", "Back", "side", "last", "middle",
        ]  # fmt: skip

    def test_what_has_no_layout_is_visited_where_it_lies(self, window: MainWindow) -> None:
        frame = HomeFrame([NavItem("today", "house", "Today")], "today", "Today")
        board = QWidget()
        below, above = _field("below"), _field("above")
        below.setParent(board)
        above.setParent(board)
        below.move(0, 60)
        board.setMinimumSize(400, 120)
        frame.column.addWidget(board)
        window.show_page(frame, above)
        assert _visited(window, 3) == ["above", "below", "Today"]

    def test_columns_side_by_side_are_read_one_after_the_other(self, window: MainWindow) -> None:
        frame = FocusFrame("Step 1")
        sides = QHBoxLayout()
        for name in ("left", "right"):
            column = QWidget()
            inner = QHBoxLayout(column)
            inner.addWidget(_field(f"{name} one"))
            inner.addWidget(_field(f"{name} two"))
            sides.addWidget(column)
        frame.column.addLayout(sides)
        start = frame.findChildren(QLineEdit)[0]
        window.show_page(frame, start)
        assert _visited(window, 4) == ["left one", "left two", "right one", "right two"]

    def test_answers_that_stand_for_one_stop_do_not_end_the_round(
        self, qtbot, window: MainWindow
    ) -> None:
        frame = FocusFrame("Step 1")
        frame.add_right(PrimaryButton("Continue"))
        window.show_page(frame)
        group = ChoiceGroup([Option(code="yes", label="Yes"), Option(code="no", label="No")])
        frame.column.addWidget(group)
        qtbot.waitUntil(group.isVisible)
        group.setFocus()
        assert _visited(window, 5) == ["Yes", "Continue", "Immediate concern", "Lock", "Yes"]
        group.cards[1].setFocus()
        assert _visited(window, 2, Qt.Key.Key_Backtab) == ["No", "Lock"]

    def test_tab_reaches_what_lies_beside_the_page(self, qtbot, window: MainWindow) -> None:
        frame = FocusFrame("Step 1", show_concern=False)
        frame.add_right(PrimaryButton("Continue"))
        window.show_page(frame)
        window.toast("Put away", lambda: None)
        names = _visited(window, 4)
        assert "Undo" in names
        assert {"Continue", "Lock"} < set(names)


class TestErrorSummary:
    def test_tab_goes_from_the_summary_to_its_links(self, window: MainWindow) -> None:
        frame = FocusFrame("Step 1")
        summary, field = ErrorSummary(), LabelledField("Name", QLineEdit())
        frame.column.addWidget(summary)
        frame.column.addWidget(field)
        window.show_page(frame)
        summary.show_problems([(field, "Enter your name")])
        assert window.focusWidget() is summary
        QTest.keyClick(summary, Qt.Key.Key_Tab)
        assert window.focusWidget() is summary.links[0]
        QTest.keyClick(summary.links[0], Qt.Key.Key_Return)
        QTest.keyClicks(window.focusWidget(), "Robin")
        assert field.findChildren(QLineEdit)[0].text() == "Robin"
