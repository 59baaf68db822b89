"""A dialog that asks a few things before it does something; Escape changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from estip_desktop.ui import theme
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.dialogs import DecisionDialog
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, Select, ShortText

Answers: TypeAlias = Mapping[str, str]
Check: TypeAlias = Callable[[Answers], Mapping[str, str]]
"""From answers to what is wrong with them, by field; empty where nothing is."""

_BESIDE = 48
"""Room that the window around keeps."""
_FEWEST = 110
"""Height of one field; below that the fields scroll."""


class FormDialog(DecisionDialog):
    """Show with ``open()``; the answers come as a signal.

    Args:
        title: What is done, a few words.
        words: What happens, in one or two sentences.
        fields: By id, in reading order.
        verb: What the deciding button does.
        safe_verb: What leaves everything as it is.
        check: What is wrong with the answers.
        destroys: Whether it destroys something.

    Signals:
        submitted: The answers by field id; the dialog has closed.
    """

    submitted = Signal(object)

    def __init__(
        self,
        title: str,
        words: str,
        fields: Mapping[str, LabelledField],
        *,
        verb: str,
        safe_verb: str,
        check: Check | None = None,
        destroys: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            title, words, verb=verb, safe_verb=safe_verb, destroys=destroys, parent=parent
        )
        self.fields = dict(fields)
        self._check = check
        self._wrong: LabelledField | None = None
        holder = QWidget()
        column = QVBoxLayout(holder)
        edge = theme.px(8)  # room for the focus ring
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.px(16))
        for labelled in self.fields.values():
            column.addWidget(labelled)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(holder)
        holder.setAutoFillBackground(False)
        window = parent.window() if parent is not None else self
        width = min(theme.px(620), max(theme.px(320), window.width() - _BESIDE))
        self.setMinimumWidth(width)
        self._most = window.height() - self.content.heightForWidth(width) - _BESIDE
        if self._most < theme.px(_FEWEST):  # the words scroll as well
            column.insertWidget(0, self.words_label)
            self._most = window.height() - self.content.heightForWidth(width) - _BESIDE
        self._most = max(theme.px(_FEWEST), self._most)
        self._holder, self._rows = holder, column
        self._fit()
        self.insert(self._scroll)
        # An error makes it longer; it is laid out a little later, and only then can it scroll.
        self._scroll.verticalScrollBar().rangeChanged.connect(
            lambda _least, _most: QTimer.singleShot(0, self, self._bring_into_view)
        )
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.editor.setFocus()

    def answers(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: _text_of(labelled.editor) for name, labelled in self.fields.items()}

    def accept(self) -> None:
        """Close with the answers, or say beside each field what is wrong."""
        answers = self.answers()
        problems = self._check(answers) if self._check is not None else {}
        for name, labelled in self.fields.items():
            labelled.set_error(problems.get(name, ""))
        wrong = next((self.fields[name] for name in self.fields if name in problems), None)
        if wrong is not None:
            self._fit()
            wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._wrong = wrong
            QTimer.singleShot(0, self, self._bring_into_view)
            return
        super().accept()
        self.submitted.emit(answers)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the words need: Qt gives a new window two thirds of the screen at most."""
        layout = self.layout()
        if layout is not None:
            needed = layout.totalMinimumHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))
        super().showEvent(event)

    def _bring_into_view(self) -> None:
        if self._wrong is not None:
            self._scroll.ensureWidgetVisible(self._wrong)
            editor = self._wrong.editor  # where there is no room for both
            foot = editor.mapTo(self._holder, editor.rect().bottomLeft())
            self._scroll.ensureVisible(0, foot.y(), 0, theme.px(8))

    def _fit(self) -> None:
        """As high as the fields with what is said beside them, as far as the window allows."""
        sides = self.content.contentsMargins()
        width = self.minimumWidth() - sides.left() - sides.right()
        self._rows.activate()
        needed = self._rows.heightForWidth(width) + theme.px(8)
        self._scroll.setMinimumHeight(min(needed, self._most))
        outer = self.layout()
        if self.isVisible() and outer is not None:
            outer.activate()  # what is scrolled to has its new room at once


def _text_of(editor: QWidget) -> str:
    if isinstance(editor, Select):
        return str(editor.currentData() or "")
    if isinstance(editor, ChipGroup):
        return next(iter(editor.chosen_codes()), "")
    if isinstance(editor, DateEdit):
        day = editor.day()
        return day.isoformat() if day is not None else ""
    if isinstance(editor, ShortText | QLineEdit):
        return editor.text()
    raise TypeError(type(editor).__name__)
