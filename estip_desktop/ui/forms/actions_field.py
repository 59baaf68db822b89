"""Lines of what, who and by when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from estip_desktop.kernel.actions import WHAT_LIMIT, WHO_LIMIT, Action
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import MOST_ACTIONS, AnswerValue, Item
from estip_desktop.ui import theme
from estip_desktop.ui.forms.answer_field import AnswerField
from estip_desktop.ui.widgets.body import width_class_of
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit
from estip_desktop.ui.widgets.phrase_hint import PhraseHint

_FIRST_LINES = 2


class _ActionLine(QWidget):
    """One line of the list."""

    def __init__(self, number: int, action: Action | None) -> None:
        super().__init__()
        self.what_edit = LineEdit(action.what if action else "")
        self.who_edit = LineEdit(action.who if action else "")
        self.day_edit = DateEdit(action.due if action else None)
        self.what_edit.setMaxLength(WHAT_LIMIT)
        self.who_edit.setMaxLength(WHO_LIMIT)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for words, edit, share in (
            (_("{number}. What").format(number=number), self.what_edit, 4),
            (_("Who"), self.who_edit, 2),
            (_("By when"), self.day_edit, 0),
        ):
            self._row.addWidget(LabelledField(words, edit), share)

    def action(self) -> Action | None:
        """What stands there; ``None`` while nothing is to be done."""
        what = self.what_edit.text().strip()
        return Action(what, self.who_edit.text().strip(), self.day_edit.day()) if what else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side or stacked, with the window."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Under one another where there is little room."""
        compact = width_class_of(self.window().width()) == "compact"
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if compact else direction.LeftToRight)
        self._row.setSpacing(theme.px(12))


class ActionsField(AnswerField):
    """A few lines, and one more on request."""

    def __init__(self, item: Item, value: AnswerValue | None, number_keys: bool) -> None:
        del number_keys
        super().__init__(item, value)
        kept = [Action.from_text(each) for each in value] if isinstance(value, list) else []
        self.lines: list[_ActionLine] = []
        self.add_button = DefaultButton(_("Another line"), "plus")
        self.phrase_hint = PhraseHint(self)
        self.column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.phrase_hint)
        for action in [*kept, *[None] * max(0, _FIRST_LINES - len(kept))]:
            self._add(action)
        self.setFocusProxy(self.lines[0].what_edit)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        theme.hub().changed.connect(self._arrange)

    def _add(self, action: Action | None) -> _ActionLine:
        line = _ActionLine(len(self.lines) + 1, action)
        self.lines.append(line)
        self.column.insertWidget(len(self.lines) - 1, line)
        for edit in (line.what_edit, line.who_edit, line.day_edit):
            edit.textEdited.connect(self._tell)
        line.day_edit.date_changed.connect(self._tell)
        self.phrase_hint.watch(line.what_edit)
        self.add_button.setVisible(len(self.lines) < MOST_ACTIONS)
        line.arrange()
        return line

    def _tell(self, _changed: object = None) -> None:
        found = (line.action() for line in self.lines)
        self._answer([action.to_text() for action in found if action is not None])

    def _on_add_button_clicked(self) -> None:
        self._add(None).what_edit.setFocus()

    def _arrange(self) -> None:
        for line in self.lines:
            line.arrange()
