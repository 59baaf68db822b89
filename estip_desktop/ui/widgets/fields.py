"""Fields: label above, hint under it, the editor, and the error beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui import icons, paint, theme
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.caps_lock import CapsLine
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.phrase_hint import PhraseHint
from estip_desktop.ui.widgets.status_line import StatusLine

_COUNTER_FROM = 60
_DANGER_LINE, _DATE_WIDTH = 4, 280
_LAST_DAY, _CENTURY, _SHORT_YEARS = 31, 2000, 100


class LabelledField(QWidget):
    """One question of a form.

    Args:
        label: What is asked; becomes the editor's buddy and accessible name.
        editor: The widget that takes the answer.
        hint: A quiet line under the label.
        optional: Write *optional* beside the label.
        guarded: Warn where the text seems to speak of the incident; notes are guarded by
            themselves.
    """

    def __init__(
        self,
        label: str,
        editor: QWidget,
        hint: str = "",
        *,
        optional: bool = False,
        guarded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        self.label = Text(
            label.replace("&", "&&"), "strong"
        )  # a buddy's ampersand would be a mnemonic
        self.label.setBuddy(editor.focusProxy() or editor)
        self.hint_label = Text(hint, "hint")
        self.error_line = StatusLine("", "circle-alert", "danger")
        self._column = QVBoxLayout(self)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.label)
        if optional:
            top.addWidget(Text(_("optional"), "hint", wrap=False))
            top.addStretch(1)
        self._column.addLayout(top)
        self._column.addWidget(self.hint_label)
        self._column.addWidget(self.error_line)
        self._column.addWidget(editor)
        if guarded or isinstance(editor, ShortText):
            self.phrase_hint = PhraseHint()
            self._column.addWidget(self.phrase_hint)
            self.phrase_hint.watch(editor)
        self.hint_label.setVisible(bool(hint))
        self.setFocusProxy(editor)
        # A group of cards or chips has a name of its own, and so has each of its members.
        self._named = editor if editor.accessibleName() else editor.focusProxy() or editor
        self._named.setAccessibleName(label)
        self._named.setAccessibleDescription(hint)
        self.set_error("")
        theme.hub().changed.connect(self._lay_out)

    def set_label(self, label: str) -> None:
        """Ask for something else."""
        self.label.setText(label.replace("&", "&&"))
        self._named.setAccessibleName(label)

    @property
    def error(self) -> str:
        """What is wrong, or empty."""
        return self.error_line.words()

    def set_error(self, words: str) -> None:
        """Say what to do about the answer; empty takes it back. Nothing typed is cleared."""
        self.error_line.set_words(words)
        described = f"{words} {self._hint}".strip()
        self._named.setAccessibleDescription(described)
        marked = self._named
        if bool(marked.property("error")) != bool(words):
            marked.setProperty("error", bool(words))
            marked.style().unpolish(marked)
            marked.style().polish(marked)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The danger line at the left of a field with an error."""
        del event
        if self.error:
            painter = QPainter(self)
            painter.fillRect(
                QRectF(0, 0, theme.px(_DANGER_LINE), self.height()), theme.colour("danger")
            )

    def _lay_out(self) -> None:
        self._column.setContentsMargins(theme.px(16) if self.error else 0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))  # the focus ring needs it
        self.update()


class LineEdit(QLineEdit):
    """One line of text, 48 high."""

    ring_radius: float = theme.RADIUS_CONTROL

    def minimumSizeHint(self) -> QSize:
        """A target as high as a button."""
        return QSize(theme.px(120), theme.px(theme.CONTROL))


class ShortText(QWidget):
    """A short note with a limit; the counter appears near its end.

    Args:
        limit: Most characters that are taken.
        lines: How many lines are shown.

    Signals:
        text_changed: What stands there now.
    """

    text_changed = Signal(str)

    def __init__(
        self, text: str = "", *, limit: int = 240, lines: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self._lines = lines
        self.text_edit = QPlainTextEdit(self)
        self.text_edit.setTabChangesFocus(True)
        self.text_edit.setPlainText(text)
        self.counter_label = Text("", "hint", wrap=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.text_edit)
        column.addWidget(self.counter_label, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.text_edit)
        self.text_edit.textChanged.connect(self._on_text_changed)
        theme.hub().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._count()

    def text(self) -> str:
        """What stands there."""
        return self.text_edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace it."""
        self.text_edit.setPlainText(text)

    def _on_text_changed(self) -> None:
        text = self.text()
        if len(text) > self._limit:
            cursor = self.text_edit.textCursor()
            place = min(cursor.position(), self._limit)
            self.text_edit.blockSignals(True)
            self.text_edit.setPlainText(text[: self._limit])
            self.text_edit.blockSignals(False)
            cursor = self.text_edit.textCursor()
            cursor.setPosition(place)
            self.text_edit.setTextCursor(cursor)
        self._count()
        self.text_changed.emit(self.text())

    def _count(self) -> None:
        left = self._limit - len(self.text())
        words = ngettext("{count} character left", "{count} characters left", left).format(
            count=left
        )
        self.counter_label.setText(words if left <= _COUNTER_FROM else "")
        self.counter_label.setVisible(left <= _COUNTER_FROM)

    def _on_theme_changed(self) -> None:
        self.text_edit.setFixedHeight(theme.px(28) + self._lines * paint.line_height(theme.font()))


class Select(QComboBox):
    """A choice from a list, painted: styling half a combo box loses the other half.

    Signals:
        picked: The data of the entry somebody chose.
    """

    picked = Signal(object)
    ring_radius: float = theme.RADIUS_CONTROL

    def __init__(
        self, entries: list[tuple[object, str]] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for data, words in entries or []:
            self.addItem(words, data)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))
        theme.hub().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Wide enough for the longest entry."""
        entries = [self.itemText(index) for index in range(self.count())]
        widest = max((paint.text_width(words, theme.font()) for words in entries), default=0)
        return QSize(widest + theme.px(64), theme.px(theme.CONTROL))

    def minimumSizeHint(self) -> QSize:
        """A long entry may be shortened; its tooltip and list show all of it."""
        return QSize(theme.px(140), theme.px(theme.CONTROL))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page never changes an answer."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, words, chevron."""
        del event
        painter = QPainter(self)
        paint.start(painter)
        area = QRectF(self.rect())
        edge = theme.colour("danger" if self.property("error") else "control")
        width = theme.border("control")
        paint.rounded(
            painter,
            area,
            theme.RADIUS_CONTROL,
            fill=theme.colour("surface"),
            edge=edge,
            width=width,
        )
        words = paint.fitting(self.currentText(), theme.font(), self.width() - theme.px(58))
        ink = theme.colour("text" if self.currentText() else "text3")
        inner = area.adjusted(theme.px(16), 0, -theme.px(42), 0)
        paint.text(
            painter,
            inner,
            words or self.placeholderText(),
            theme.font(),
            ink,
            flags=paint.LEFT | paint.MIDDLE,
        )
        side = theme.px(20)
        place = QRectF(self.width() - theme.px(36), (self.height() - side) / 2, side, side)
        icons.draw(painter, "chevron-down", place, theme.colour("text2"))


class PassphraseField(QWidget):
    """A passphrase with Show, and a line about Caps Lock; pasting is welcome.

    Signals:
        submitted: Enter was pressed in it.
    """

    submitted = Signal()

    def __init__(self, *, with_show: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.passphrase_edit = LineEdit(self)
        self.passphrase_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase_edit.setObjectName("passphrase_edit")
        self.show_button = DefaultButton(_("Show"), "eye", parent=self)
        self.show_button.setVisible(with_show)
        self.caps_line = CapsLine(self.passphrase_edit)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.passphrase_edit, 1)
        row.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(row)
        column.addWidget(self.caps_line)
        self.setFocusProxy(self.passphrase_edit)
        self.show_button.clicked.connect(self._on_show_clicked)
        self.passphrase_edit.returnPressed.connect(self.submitted)

    def text(self) -> str:
        """What was typed; hold it no longer than needed."""
        return self.passphrase_edit.text()

    def clear(self) -> None:
        """Empty it, and its undo history."""
        self.passphrase_edit.setText("")

    def set_caps_lock(self, on: bool) -> None:
        """Say whether Caps Lock is on."""
        self.caps_line.set_on(on)

    def _on_show_clicked(self) -> None:
        hidden = self.passphrase_edit.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.passphrase_edit.setEchoMode(mode)
        self.show_button.set_words(_("Hide") if hidden else _("Show"))
        self.show_button.set_icon("eye-off" if hidden else "eye")


class DateEdit(LineEdit):
    """A date as three numbers, typed with whatever stands between them.

    Signals:
        date_changed: The day, once it can be read; ``None`` while it cannot.
    """

    date_changed = Signal(object)

    def __init__(self, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_day(day)
        self.textEdited.connect(lambda _text: self.date_changed.emit(self.day()))

    def sizeHint(self) -> QSize:
        """No wider than a date needs, where it has a line to itself."""
        return QSize(theme.px(_DATE_WIDTH), theme.px(theme.CONTROL))

    def day(self) -> date | None:
        """The day that is written there, or ``None``."""
        parts = "".join(each if each.isdigit() else " " for each in self.text()).split()
        try:
            first, month, last = (int(part) for part in parts)
            if first > _LAST_DAY:  # year, month, day
                return date(first, month, last)
            return date(last + _CENTURY if last < _SHORT_YEARS else last, month, first)
        except ValueError:
            return None

    def set_day(self, day: date | None) -> None:
        """Write a day as ``05 11 2026``."""
        self.setText(f"{day.day:02} {day.month:02} {day.year}" if day else "")
