"""A supporter without a mouse: keys go to whatever has the focus, and nowhere else."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from estip_desktop.tour.hand import Hand
from estip_desktop.tour.laptop import Laptop, TourContext
from tests.vault_support import quick_vaults

MOST_TABS = 90
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class _QuickContext(TourContext):
    @cached_property
    def vaults(self) -> Any:
        return quick_vaults(self.home, self.clock)


class QuickLaptop(Laptop):
    """A laptop whose vaults are unlocked in no time."""

    def _new_context(self) -> TourContext:
        return _QuickContext(self.home, self.clock, self._on_locked)


class Keyboard(Hand):
    """Presses keys on the real window, and counts them."""

    pressed = 0
    """Keys pressed so far; one with Alt or Ctrl is one."""

    @property
    def focus(self) -> QWidget:
        """What has the focus; a page on which nothing has it is a dead end."""
        focused: QWidget | None = self.shell.window.focusWidget()
        assert focused is not None, f"nothing has the focus on {self.shell.current_page}"
        assert focused.isVisible(), f"the focus is on something hidden: {focused!r}"
        return focused

    @property
    def words(self) -> str:
        """What the focused control is called."""
        focused = self.focus
        name = focused.accessibleName()
        if not name and isinstance(focused, QAbstractButton):
            name = focused.text().replace("&&", "&")
        return name

    def press_key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
        """One key."""
        self.pressed += 1
        QTest.keyClick(self.focus, key, modifier)
        self.settle()

    def enter(self) -> None:
        """Enter, where the focus is."""
        self.press_key(Qt.Key.Key_Return)

    def space(self) -> None:
        """Space, where the focus is."""
        self.press_key(Qt.Key.Key_Space)

    def write(self, text: str) -> None:
        """Type, where the focus is; ``QTest`` knows no letters beyond ASCII."""
        for letter in text:
            self.pressed += 1
            if letter.isascii():
                QTest.keyClicks(self.focus, letter)
            else:
                pressed = QKeyEvent(QEvent.Type.KeyPress, 0, _NO_MODIFIER, letter)
                QApplication.sendEvent(self.focus, pressed)
        self.settle()

    def tab_to(self, words: str) -> None:
        """Tab until the focused control's name begins so.

        Raises:
            AssertionError: Tab never gets there.
        """
        visited: list[str] = []
        while len(visited) < MOST_TABS:
            if visited and self.words.startswith(words):
                return
            self.pressed += 1
            QTest.keyClick(self.focus, Qt.Key.Key_Tab)
            visited.append(self.words)
        raise AssertionError(f"Tab never reaches {words!r}: {visited}")

    def press_at(self, words: str) -> None:
        """Tab to a button and press Enter."""
        self.tab_to(words)
        self.enter()

    def choose_at(self, words: str) -> None:
        """Tab to an answer and press Space; another answer of its group is reached by an arrow."""
        self.tab_to(words)
        self.space()
