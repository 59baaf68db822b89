"""Plain widgets that the style sheet draws: for the page that must paint before all others.

Icons come when :meth:`PlainButton.dress` is called; their room is kept from the beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from estip_desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from estip_desktop.ui.widgets.status_line import StatusLine

Kind = Literal["primary", "default", "concern", "link"]
_INK: dict[Kind, str] = {
    "primary": "on_primary", "default": "text", "concern": "on_danger_soft", "link": "primary",
}  # fmt: skip
_ICON, _GAP = 20, 8
_DANGER_LINE = 4


def label(words: str, role: str) -> QLabel:
    """A wrapped label with the look of a text role; only our own words, no typed ones."""
    made = QLabel(words)
    made.setProperty("role", role)
    made.setWordWrap(True)
    return made


class PlainButton(QPushButton):
    """A button that looks like the painted ones, on one line.

    Args:
        words: A verb with its object; no ampersand.
        kind: Which look.
        icon: Name of the leading icon; a link has none.
    """

    def __init__(self, words: str, kind: Kind, icon: str = "") -> None:
        super().__init__(words)
        self.setProperty("kind", kind)
        self._kind: Kind = kind
        self._icon = icon
        self._words = words
        self._is_dressed = False
        self.is_busy = False

    def dress(self) -> None:
        """Show icon and pointer; call it once something has painted."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - see ui.theme

        self._is_dressed = True
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()

    def set_words(self, words: str, icon: str = "") -> None:
        """Change what it says."""
        self._words = words
        self._icon = icon or self._icon
        self.setText(words)

    def set_busy(self, words: str) -> None:
        """Say that work is under way; empty words end it."""
        self.is_busy = bool(words)
        self.setText(words or self._words)
        self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the style sheet says, and the icon before the words."""
        super().paintEvent(event)
        if self._is_dressed and self._icon:
            self._paint_icon()

    def _paint_icon(self) -> None:
        from PySide6.QtCore import QRectF  # noqa: PLC0415 - after the first paint
        from PySide6.QtGui import QPainter  # noqa: PLC0415 - as above

        from estip_desktop.ui import icons  # noqa: PLC0415 - as above

        side, room = theme.px(_ICON), theme.px(_ICON + _GAP)
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - room) / 2
        area = QRectF(left, (self.height() - side) / 2, side, side)
        name = "loader-circle" if self.is_busy else self._icon
        icons.draw(QPainter(self), name, area, theme.colour(_INK[self._kind]))


class PlainRow(QWidget):
    """A label, what it asks for, and between them what is wrong with the answer.

    Args:
        words: What is asked.
        editors: What takes the answer, and what stands beside it.
        hint: A quiet line under the label.
    """

    def __init__(self, words: str, *editors: QWidget, hint: str = "") -> None:
        super().__init__()
        self.edit = editors[0]
        self.label = label(words, "strong")
        self.label.setBuddy(self.edit)
        self.column = QVBoxLayout(self)
        self.column.addWidget(self.label)
        self._above = 1
        self._hint = hint
        if hint:
            self.column.addWidget(label(hint, "hint"))
            self._above = 2
        self._side_by_side = QHBoxLayout()
        for number, editor in enumerate(editors):
            self._side_by_side.addWidget(editor, 0 if number else 1)
        self.column.addLayout(self._side_by_side)
        self.error_line: StatusLine | None = None
        self.arrange()

    @property
    def error(self) -> str:
        """What is wrong, or empty."""
        return self.error_line.words() if self.error_line is not None else ""

    def put(self, editor: QWidget) -> None:
        """Take another editor in place of the first one."""
        self._side_by_side.replaceWidget(self.edit, editor)
        self.edit.hide()
        self.edit.deleteLater()
        self.edit = editor
        self.label.setBuddy(editor)
        editor.show()
        self.dress()

    def dress(self) -> None:
        """Tell screen readers what the field is; call it once something has painted."""
        self.edit.setAccessibleName(self.label.text())
        self.edit.setAccessibleDescription(self._hint)

    def set_error(self, words: str) -> None:
        """Say what to do about the answer, and have it read out; empty takes it back."""
        if words == self.error:
            return
        if self.error_line is None:
            from estip_desktop.ui.widgets.status_line import StatusLine  # noqa: PLC0415 - rarely needed

            self.error_line = StatusLine("", "circle-alert", "danger", parent=self)
            self.column.insertWidget(self._above, self.error_line)
        self.error_line.set_words(words)
        self.edit.setAccessibleDescription(f"{words} {self._hint}".strip())
        self.edit.setProperty("error", bool(words))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
        self.arrange()
        self.update()
        if words:
            self.error_line.announce()

    def arrange(self) -> None:
        """Follow the text size; a row with an error stands in a little."""
        self.column.setContentsMargins(theme.px(16) if self.error else 0, 0, 0, 0)
        self.column.setSpacing(theme.px(8))  # the focus ring needs it
        self._side_by_side.setSpacing(theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The danger line at the left of a row with an error."""
        del event
        if self.error:
            from PySide6.QtGui import QPainter  # noqa: PLC0415 - rarely needed

            painter = QPainter(self)
            painter.fillRect(0, 0, theme.px(_DANGER_LINE), self.height(), theme.colour("danger"))
