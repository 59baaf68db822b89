"""A dialog for a decision that cannot be undone: two verbs, Escape is the safe one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.ui import theme
from estip_desktop.ui.titles import TITLE
from estip_desktop.ui.widgets.buttons import Button, DangerButton, DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.labels import Heading, Text


class DecisionDialog(QDialog):
    """Show with ``open()``; the answer comes as a signal.

    Args:
        title: The question, a few words.
        words: What happens, in one or two sentences.
        verb: What the deciding button does (*Discard the draft*).
        safe_verb: What keeps everything as it is (*Keep the draft*).
        destroys: Whether the decision destroys something.
        exercise: Whether to show the exercise band.

    Signals:
        decided: The deciding button was pressed.
        kept: The safe one, Escape or the window's cross.
    """

    decided = Signal()
    kept = Signal()

    def __init__(
        self,
        title: str,
        words: str,
        *,
        verb: str,
        safe_verb: str,
        destroys: bool = False,
        exercise: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)  # what the question is about may be somebody's name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.title_label = Heading(title, "h2")
        self.words_label = Text(words, "body2")
        kind: type[Button] = DangerButton if destroys else PrimaryButton
        self.decide_button = kind(verb, parent=self)
        self.safe_button = DefaultButton(safe_verb, parent=self)
        self.content = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if exercise:
            from estip_desktop.ui.widgets.exercise_band import ExerciseBand  # noqa: PLC0415 - seldom

            outer.addWidget(ExerciseBand(self))
        outer.addLayout(self.content)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(24))
        buttons.addWidget(self.safe_button)
        buttons.addStretch(1)
        buttons.addWidget(self.decide_button)
        self._buttons = buttons
        self.content.addWidget(self.title_label)
        self.content.addWidget(self.words_label)
        self.content.addStretch(1)
        self.content.addLayout(buttons)
        self.setTabOrder(self.safe_button, self.decide_button)
        self.safe_button.clicked.connect(self.reject)
        self.decide_button.clicked.connect(self.accept)
        self.accepted.connect(self.decided)
        self.rejected.connect(self.kept)
        self._before: QWidget | None = None
        self._lay_out()
        theme.hub().changed.connect(self._lay_out)
        self.safe_button.setFocus()

    def insert(self, widget: QWidget) -> None:
        """Put a widget between the words and the buttons (a reason, a field)."""
        self.content.insertWidget(self.content.count() - 2, widget)

    def _lay_out(self) -> None:
        side = theme.px(28)
        self.content.setContentsMargins(side, theme.px(24), side, theme.px(24))
        self.content.setSpacing(theme.px(16))
        self.setMinimumWidth(theme.px(460))
