"""A hand that uses the real windows as a person would: it looks for words, clicks and types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from estip_desktop.errors import NotFoundError
from estip_desktop.ui.shell import Shell
from estip_desktop.ui.widgets.buttons import PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary

W = TypeVar("W", bound=QWidget)
PATIENCE_MS = 60_000


class Hand:
    """Finds what is visible on the window of a shell and uses it.

    Args:
        shell: Gives the window; replaced after a lock (see :meth:`hold`).
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @property
    def shell(self) -> Shell:
        """The shell in use now."""
        return self._shell

    def hold(self, shell: Shell) -> None:
        """Go on with another window."""
        self._shell = shell

    @property
    def page(self) -> QWidget:
        """The page on show."""
        page = self._shell.window.page
        if page is None:
            raise NotFoundError("page")
        return page

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let events happen until the condition holds.

        Raises:
            NotFoundError: It never did; ``detail`` names what was waited for.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        loop = QEventLoop()
        tick = QTimer()
        tick.setInterval(5)
        tick.timeout.connect(loop.quit)
        tick.start()
        while not condition():
            if deadline.hasExpired():
                page = self._shell.current_page
                raise NotFoundError(f"{what} on page {page}{self._complaints()}")
            loop.exec()

    def _complaints(self) -> str:
        """What the page on show says is in the way, so that a tour that is stuck tells why."""
        said: list[str] = []
        for kind in (ErrorSummary, Callout):
            said += [widget.accessibleName() for widget in self.visible(kind)]
        return "".join(f"; it says: {words}" for words in said)

    def settle(self) -> None:
        """Let queued work and paints happen until nothing is under way."""
        self.wait(lambda: not self._shell.tasks.is_busy, "quiet")
        for _round in range(3):
            QApplication.processEvents()
        QApplication.sendPostedEvents()

    def wait_for(self, page: str) -> None:
        """Wait until this page is on show and has loaded."""
        self.wait(lambda: self._shell.current_page == page, page)
        self.settle()

    def visible(self, kind: type[W], root: QObject | None = None) -> Iterator[W]:
        """Visible widgets of a kind, in the order in which they were made."""
        for widget in (root or self.page).findChildren(kind):
            if widget.isVisible() and widget.isEnabled():
                yield widget

    def button(self, words: str) -> QAbstractButton:
        """The visible button or card whose words begin with ``words``.

        Raises:
            NotFoundError: There is none.
        """
        found: list[QAbstractButton] = []

        def look() -> bool:
            found[:] = [
                button
                for button in self.visible(QAbstractButton)
                if _words_of(button).startswith(words)
            ]
            return bool(found)

        self.wait(look, f"button {words!r}")
        exact = [button for button in found if _words_of(button) == words]
        return (exact or found)[0]

    def has_button(self, words: str) -> bool:
        """Whether such a button is visible now."""
        return any(_words_of(button).startswith(words) for button in self.visible(QAbstractButton))

    def press(self, words: str) -> None:
        """Click a button or card by its words, then let things happen."""
        button = self.button(words)
        self.bring_into_view(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        self.settle()

    def press_main(self) -> None:
        """Click the one main button of the page, whatever it says."""
        found: list[QAbstractButton] = []

        def look() -> bool:
            found[:] = self.visible(PrimaryButton)
            return bool(found)

        self.wait(look, "the main button")
        self.click(found[-1])

    def click(self, widget: QWidget) -> None:
        """Click a widget that was found otherwise."""
        self.bring_into_view(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(24, widget.height() // 2))
        self.settle()

    def key(self, key: Qt.Key) -> None:
        """Press one key on whatever has the focus."""
        focused: QWidget | None = self._shell.window.focusWidget()
        QTest.keyClick(self.page if focused is None else focused, key)
        self.settle()

    def type_into(self, name: str, text: str) -> None:
        """Type into the field with this accessible or object name.

        Raises:
            NotFoundError: There is no such field.
        """
        field = self.field(name)
        self.bring_into_view(field)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field, QLineEdit | QTextEdit | QPlainTextEdit):
            field.selectAll()
        QTest.keyClicks(field, text)
        self.settle()

    def choose(self, words: str) -> None:
        """Choose an entry of the visible list by typing its beginning, unless it is chosen."""
        for box in self.visible(QComboBox):
            if box.currentText() != words:
                box.setFocus(Qt.FocusReason.TabFocusReason)
                QTest.keyClicks(box, words.split(maxsplit=1)[0])  # a space would open the list
                self.settle()

    def keys(self, widget: QWidget, text: str) -> None:
        """Type into a widget that was found otherwise."""
        self.bring_into_view(widget)
        QTest.keyClicks(widget, text)
        self.settle()

    def named(self, beginning: str) -> QWidget:
        """The visible widget whose accessible name begins so."""
        found: list[QWidget] = []

        def look() -> bool:
            found[:] = [
                widget
                for widget in self.visible(QWidget)
                if widget.accessibleName().startswith(beginning)
            ]
            return bool(found)

        self.wait(look, f"widget {beginning!r}")
        return found[0]

    def has_field(self, name: str) -> bool:
        """Whether a text field of this name is visible now."""
        return any(name == edit.accessibleName() for edit in self.visible(QLineEdit))

    def field(self, name: str) -> QWidget:
        """The visible text field with this accessible or object name."""
        found: list[QWidget] = []

        def look() -> bool:
            found[:] = [
                widget
                for kind in (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)
                for widget in self.visible(kind)
                if name in (widget.accessibleName(), widget.objectName())
            ]
            return bool(found)

        self.wait(look, f"field {name!r}")
        return found[0]

    def picture(self, path: Path) -> None:
        """Take a picture of the window as it is now."""
        self.settle()
        self._shell.window.grab().save(str(path))

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll until the widget can be seen."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        QApplication.processEvents()


def _words_of(button: QAbstractButton) -> str:
    return (button.text() or button.accessibleName()).replace("&&", "&")
