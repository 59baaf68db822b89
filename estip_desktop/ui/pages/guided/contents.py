"""The middle of a guided page, one widget per kind: what is said, shown and captured."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import DECLINED, AnswerValue, ItemKind
from estip_desktop.protocols import PageKind
from estip_desktop.ui import theme
from estip_desktop.ui.forms.answer_field import AnswerField
from estip_desktop.ui.forms.fields import field_for
from estip_desktop.ui.pages.guided.sheet import Details, Sheet
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import AnswerRow, IconBadge, ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.number_list import NumberList
from estip_desktop.ui.widgets.prompt_card import PromptCard

_LIMIT = 200


class Content(QWidget):
    """One page between header and bar.

    Signals:
        answered: The value somebody chose or typed.
        typed: Something was typed that is saved after a moment.
        look_again_requested: Say what became of flags that were noted earlier.
    """

    answered = Signal(object)
    typed = Signal()
    look_again_requested = Signal()

    def __init__(self, sheet: Sheet, *, show_why: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.field: AnswerField | None = None
        self.details: DetailsForm | None = None
        self.sharing_card = Card(parent=self)  # without a parent it would outlive the page
        self.sharing_card.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(Heading(sheet.title, "h1"))
        if sheet.prompt:
            self.column.addWidget(PromptCard(sheet.prompt))
        if sheet.last_time:
            self.column.addWidget(Callout("info", _("Last time"), sheet.last_time))
        if sheet.record_shows:
            self.column.addWidget(Callout("info", _("What the record shows"), sheet.record_shows))
        if sheet.against_closing:
            self._add_against_closing()
        self._add_kind()
        if sheet.item is not None and sheet.kind is not PageKind.INFO:
            self._add_field()
        if sheet.kind is PageKind.SHARING:
            self._add_sharing()
        self.notice_callout = Callout("warn", _("Before you go on"))
        self.notice_callout.hide()
        self.column.addWidget(self.notice_callout)
        self.why_label = Text(sheet.why, "small")
        self.column.addWidget(self.why_label)
        self.set_show_why(show_why)
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def set_show_why(self, shown: bool) -> None:
        """Say why this is asked, unless the helper column says it."""
        self.why_label.setVisible(shown and bool(self.sheet.why))

    def show_notices(self, words: str) -> None:
        """Say what has to be known before going on; empty takes it back."""
        self.notice_callout.set_words(_("Before you go on"), words)
        self.notice_callout.setVisible(bool(words))

    def is_typed(self) -> bool:
        """Whether the answer is typed, and so saved after a moment."""
        item = self.sheet.item
        return item is not None and item.kind in {ItemKind.TEXT, ItemKind.PERSON, ItemKind.ACTIONS}

    def first_focus(self) -> QWidget | None:
        """What takes the answer; nothing on a page that is only read."""
        if self.details is not None:
            return self.details.name_edit
        return self.field

    def _add_against_closing(self) -> None:
        words = "\n".join(f"• {each}" for each in self.sheet.against_closing)
        self.closing_callout = Callout("info", _("Not clear for an end yet"), words)
        if self.sheet.noted:
            self.look_again_button = DefaultButton(_("Look again at what was noted"), "pen-line")
            self.look_again_button.clicked.connect(self.look_again_requested)
            self.closing_callout.add_action(self.look_again_button)
        self.column.addWidget(self.closing_callout)

    def _add_kind(self) -> None:
        sheet = self.sheet
        if sheet.kind is PageKind.INFO and sheet.item is not None:
            self.column.addWidget(Text(sheet.item.text, "lead"))
        elif sheet.kind is PageKind.CONSENT:
            card = ListCard()
            for question, answer in sheet.consents:
                card.add_row(AnswerRow(question, answer))
            self.column.addWidget(card)
        elif sheet.kind is PageKind.IDENTITY and sheet.details is not None:
            self.details = DetailsForm(sheet.details)
            self.details.typed.connect(self.typed)
            self.column.addWidget(self.details)
        elif sheet.kind is PageKind.SAFETY_CARD:
            self.column.addWidget(SafetyCard())
            self.column.addWidget(Heading(_("Read the number out or dial it"), "h2"))
            self.column.addWidget(NumberList(sheet.contacts))

    def _add_field(self) -> None:
        item = self.sheet.item
        if item is None:
            return
        asks = item.kind is not ItemKind.TICK  # its card says it all
        if asks:
            self.question_label = Heading(item.text, "h2")
            self.column.addWidget(self.question_label)
        if item.hint and item.kind not in {ItemKind.DATE, ItemKind.TICK}:
            self.column.addWidget(Text(item.hint, "hint"))
        self.field = field_for(
            item, self.sheet.value, decline=True, suggested_day=self.sheet.suggested_day
        )
        self.declined_label = Text(_("They prefer not to answer. You can still choose."), "small")
        self.column.addWidget(self.field)
        self.column.addWidget(self.declined_label)
        self._show_declined(self.sheet.value)
        self.field.answered.connect(self._on_field_answered)

    def _add_sharing(self) -> None:
        if self.sheet.sharing_note:
            self.column.addWidget(Callout("info", _("Sharing"), self.sheet.sharing_note))
        self.sharing_title = Heading(_("What would go"), "h2")
        self.sharing_lines = Text("", "body")
        self.sharing_card.column.addWidget(self.sharing_title)
        self.sharing_card.column.addWidget(self.sharing_lines)
        self.column.addWidget(self.sharing_card)
        self._show_sharing(self.sheet.value)

    def _on_field_answered(self, value: AnswerValue) -> None:
        self._show_declined(value)
        if self.sheet.kind is PageKind.SHARING:
            self._show_sharing(value)
        if self.is_typed() and value != DECLINED:
            self.typed.emit()
        else:
            self.answered.emit(value)

    def _show_declined(self, value: AnswerValue | None) -> None:
        self.declined_label.setVisible(value == DECLINED)

    def _show_sharing(self, value: AnswerValue | None) -> None:
        lines = self.sheet.sharing.get(str(value), ())
        self.sharing_card.setVisible(bool(lines))
        self.sharing_lines.setText("\n".join(lines))

    def _on_theme_changed(self) -> None:
        self.column.setSpacing(theme.px(14))


class DetailsForm(QWidget):
    """Who they are and how to reach them; every field may stay empty.

    Signals:
        typed: Something was typed.
    """

    typed = Signal()

    def __init__(self, details: Details, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name_edit = LineEdit(details.name)
        self.staff_number_edit = LineEdit(details.staff_number)
        self.date_of_birth_edit = DateEdit(details.date_of_birth)
        self.phone_edit = LineEdit(details.phone)
        self.email_edit = LineEdit(details.email)
        self.date_field = LabelledField(
            _("Date of birth"), self.date_of_birth_edit, _("For example 23 11 1986"), optional=True
        )
        rows: tuple[tuple[LabelledField, ...], ...] = (
            (
                LabelledField(_("Name"), self.name_edit, _("Initials are enough"), optional=True),
                LabelledField(
                    _("Staff number"),
                    self.staff_number_edit,
                    _("Collar or pay number"),
                    optional=True,
                ),
            ),
            (self.date_field,),
            (
                LabelledField(_("Telephone"), self.phone_edit, optional=True),
                LabelledField(_("Email"), self.email_edit, optional=True),
            ),
        )
        self._rows: list[QBoxLayout] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        for fields in rows:
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.setSpacing(theme.px(18))
            for field in fields:
                row.addWidget(field, 1)
            if len(fields) == 1:
                row.addWidget(QWidget(), 1)  # as wide as a second field, so that edges meet
            column.addLayout(row)
        for edit in self.edits():
            edit.setMaxLength(_LIMIT)
            edit.textEdited.connect(lambda _text: self.typed.emit())

    def edits(self) -> Sequence[LineEdit]:
        """The fields, in reading order."""
        return (
            self.name_edit,
            self.staff_number_edit,
            self.date_of_birth_edit,
            self.phone_edit,
            self.email_edit,
        )

    def value(self) -> Details:
        """What stands there."""
        day = self.date_of_birth_edit.day()
        written = bool(self.date_of_birth_edit.text().strip())
        return Details(
            self.name_edit.text(),
            self.staff_number_edit.text(),
            day,
            self.phone_edit.text(),
            self.email_edit.text(),
            date_is_readable=day is not None or not written,
        )


class SafetyCard(ListCard):
    """The four things to do, in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        for number, (title, line) in enumerate(
            (
                (_("Stay with them"), _("Move out of the noise. Do not leave to make a call.")),
                (_("Put harm out of reach"), _("Only if it is safe for you both.")),
                (_("Call together"), _("999 if life is in danger now. Otherwise a crisis line.")),
                (_("Hand over to a person"), _("It is done once somebody has said yes.")),
            ),
            start=1,
        ):
            self.add_row(ListRow(title, line, number=str(number)))


class HelperColumn(QWidget):
    """Words that help, Better not to say, Why this step: beside the page on wide windows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._cards: list[Card] = []
        self._on_theme_changed()
        theme.hub().changed.connect(self._on_theme_changed)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what belongs to a page."""
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        if sheet.words_that_help or sheet.better_not:
            card = Card(spacing=10)
            self._list(card, _("Words that help"), sheet.words_that_help, "circle-check", "ok")
            self._list(card, _("Better not to say"), sheet.better_not, "circle-x", "text3")
            self._add(card)
        if sheet.why:
            card = Card(spacing=8)
            card.column.addWidget(Heading(_("Why this step"), "h2"))
            card.column.addWidget(Text(sheet.why, "body2"))
            self._add(card)

    def _add(self, card: Card) -> None:
        self._cards.append(card)
        self._column.addWidget(card)

    def _list(self, card: Card, title: str, lines: Sequence[str], icon: str, role: str) -> None:
        if not lines:
            return
        card.column.addWidget(Heading(title, "h2"))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            row.addWidget(IconBadge(icon, role), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(line, "body"), 1)
            card.column.addLayout(row)

    def _on_theme_changed(self) -> None:
        self._column.setContentsMargins(0, theme.px(8), theme.px(28), theme.px(16))
        self._column.setSpacing(theme.px(14))
