"""The whole job in narrow windows, large text and long words: every screen holds what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from estip_desktop.kernel.i18n import set_language
from estip_desktop.kernel.preferences import Preferences
from estip_desktop.tour.album import Album
from estip_desktop.tour.play import play
from estip_desktop.ui import theme
from estip_desktop.ui.titles import EXERCISE_TITLE, TITLE

LEAST = 44
"""Side of the smallest target, in effective pixels."""
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit)
SCROLLED_ON_PURPOSE = {"settings-desk"}
"""Pictures for which the tour scrolls away from the focus."""


def findings(window: QWidget) -> Iterator[str]:
    """What a person would find wrong with the widgets on show."""
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        if isinstance(widget, CONTROLS):
            if widget.isEnabled() and min(widget.width(), widget.height()) < theme.px(LEAST):
                yield f"too small: {told(widget)} {widget.size().toTuple()}"
            if is_cut_off(widget):
                yield f"cut off: {told(widget)}"
        if isinstance(widget, QAbstractButton) and is_squeezed_button(widget):
            yield f"words do not fit: {told(widget)}"
        if isinstance(widget, QLabel) and widget.text():
            if is_squeezed_label(widget):
                yield f"words do not fit: {told(widget)}"
            if is_cut_off(widget):
                yield f"cut off: {told(widget)}"
    yield from overlaps(shown)


def hidden_focus(window: QWidget) -> Iterator[str]:
    """The focus, where a bar or an edge hides a part of it."""
    focused: QWidget | None = window.focusWidget()
    if focused is not None and focused.visibleRegion().boundingRect() != focused.rect():
        yield f"focus out of sight: {told(focused)}"


def telling_titles() -> list[str]:
    """Titles and names of top windows that are anything but what they always are."""
    said = {
        text
        for window in QApplication.topLevelWidgets()
        if window.isVisible()
        for text in (window.windowTitle(), window.accessibleName(), window.windowFilePath())
    }
    return [f"title: {text}" for text in said - {"", TITLE, EXERCISE_TITLE}]


def told(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {(text or widget.accessibleName())[:60]!r}"


def is_squeezed_button(button: QAbstractButton) -> bool:
    needed = button.minimumSizeHint()
    height = needed.height()
    if button.hasHeightForWidth():
        height = button.heightForWidth(button.width())
    return button.width() < needed.width() - 1 or button.height() < height - 1


def is_squeezed_label(label: QLabel) -> bool:
    metrics = label.fontMetrics()
    if not label.wordWrap():
        lines = label.text().split("\n")
        return label.width() < max(metrics.horizontalAdvance(line) for line in lines)
    longest = max((metrics.horizontalAdvance(word) for word in label.text().split()), default=0)
    return label.width() < longest or label.height() < label.heightForWidth(label.width()) - 1


def is_cut_off(widget: QWidget) -> bool:
    """Whether something around it is smaller; what scrolls may hide it below, never sideways."""
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        area = QRect(widget.mapTo(around, QPoint(0, 0)), widget.size())
        if isinstance(around.parentWidget(), QAbstractScrollArea):
            return area.left() < -1 or area.right() > around.width() + 1
        if not around.rect().adjusted(-1, -1, 1, 1).contains(area):
            return True
        around = around.parentWidget()
    return False


def overlaps(shown: list[QWidget]) -> Iterator[str]:
    beside: dict[QWidget | None, list[QWidget]] = {}
    for widget in shown:
        parent = widget.parentWidget()
        if isinstance(parent, QAbstractScrollArea | QComboBox | QLineEdit):
            continue
        if widget.objectName() == "focus_ring":
            continue
        for other in beside.setdefault(parent, []):
            shared = widget.geometry() & other.geometry()
            if shared.width() > 1 and shared.height() > 1:
                yield f"overlap: {told(other)} and {told(widget)}"
        beside[parent].append(widget)


class JudgingAlbum(Album):
    """Looks at the widgets instead of keeping pictures."""

    found: list[str]

    def take(self, name: str, title: str) -> None:
        self.hand.settle()
        window = self.hand.page.window()
        wrong = list(findings(window))
        wrong += telling_titles()
        if name not in SCROLLED_ON_PURPOSE:
            wrong += hidden_focus(window)
        self.found += [f"{name}: {each}" for each in wrong]
        self.screens.append({"file": f"{len(self.screens) + 1:02d}-{name}.png", "title": title})


def judged(window: QWidget) -> list[str]:
    return [*findings(window), *hidden_focus(window), *telling_titles()]


def test_the_judge_notices_what_is_wrong(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label, small, beyond = QLabel("Immediate", window), QPushButton(window), QPushButton(window)
    label.setGeometry(0, 0, 12, 20)
    small.setGeometry(10, 5, 30, 30)
    box = QWidget(window)
    box.setGeometry(100, 100, 50, 50)
    beyond.setParent(box)
    beyond.setGeometry(20, 0, 60, 60)
    beyond.setFocus()
    window.resize(300, 300)
    window.setWindowTitle("Robin Sample")
    window.show()
    kinds = {each.partition(":")[0] for each in judged(window)}
    assert kinds == {
        "too small", "cut off", "words do not fit", "overlap", "focus out of sight", "title",
    }  # fmt: skip
    window.close()


@pytest.fixture
def usual_looks(qapp: QApplication) -> Iterator[None]:
    yield
    set_language("en")
    theme.apply_theme(qapp, theme.Theme())


@pytest.mark.parametrize(
    ("size", "preferences"),
    [
        ((1366, 690), Preferences(theme="dark", text_percent=200, language="pseudo")),
        ((1024, 600), Preferences(theme="light", text_percent=100, language="en")),
    ],
    ids=["200 percent and long words", "smallest window"],
)
def test_nothing_is_cut_off_too_small_or_out_of_sight(
    tmp_path: Path, usual_looks: None, size: tuple[int, int], preferences: Preferences
) -> None:
    found: list[str] = []

    def make_album(folder: Path, hand) -> JudgingAlbum:
        album = JudgingAlbum(folder, hand)
        album.found = found
        return album

    played = play(tmp_path / "home", tmp_path, size, preferences, make_album)
    assert len(played.screens) > 40
    assert played.state == "accepted"
    assert found == []
