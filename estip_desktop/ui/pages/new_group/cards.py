"""The two cards of a new group: whether it may be held, and who comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from estip_desktop.casework import ROLES
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.new_group.model import Coming, PipSheet, size_words
from estip_desktop.ui.widgets.buttons import DefaultButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup, FlowBox
from estip_desktop.ui.widgets.field_pair import FieldPair
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.labels import Heading, Text

_NAME_LIMIT, _INITIALS_LIMIT = 100, 24


class PipCard(Card):
    """Whether a post-incident procedure is in place; a lock, and who may lift it.

    Signals:
        status_picked: ``yes``, ``no`` or ``unknown``.
        clear_requested: Name and role of whoever has agreed.
        alone_requested: Talk with one person instead.
    """

    status_picked = Signal(str)
    clear_requested = Signal(str, str)
    alone_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=14, parent=parent)
        question = _("Is a post-incident procedure (PIP or DSI) in place?")
        self.status_group = ChipGroup(
            [Option("no", _("No")), Option("yes", _("Yes")), Option("unknown", _("Not known yet"))],
            single=True,
            name=question,
        )
        self.status_field = LabelledField(question, self.status_group)
        self.locked_callout = Callout("warn", _("Group support is locked"), icon="lock")
        self.alone_button = DefaultButton(_("Talk with one person instead"))
        self.locked_callout.add_action(self.alone_button)
        self.name_edit = LineEdit()
        self.name_edit.setMaxLength(_NAME_LIMIT)
        self.name_field = LabelledField(
            _("Who has agreed to group support?"), self.name_edit, _("Their name")
        )
        self.role_group = ChipGroup(
            [Option(role.value, _(words)) for role, words in ROLES.items()],
            single=True,
            name=_("Their role"),
        )
        self.role_field = LabelledField(_("Their role"), self.role_group)
        self.clear_button = DefaultButton(_("Record that they agreed"))
        self.clearing = QWidget()
        column = QVBoxLayout(self.clearing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(FieldPair(self.name_field, self.role_field))
        column.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.cleared_label = Text("", "small")
        for widget in (self.status_field, self.locked_callout, self.clearing, self.cleared_label):
            self.column.addWidget(widget)
        self.locked_callout.hide()
        self.clearing.hide()
        self.status_group.changed.connect(self._on_status_group_changed)
        self.clear_button.clicked.connect(self._on_clear_button_clicked)
        self.name_edit.returnPressed.connect(self.clear_button.click)
        self.alone_button.clicked.connect(self.alone_requested)
        self._status = ""

    def show_sheet(self, sheet: PipSheet) -> None:
        """Show where it stands."""
        self._status = sheet.status
        self.status_group.set_chosen([sheet.status])
        self.locked_callout.set_words(_("Group support is locked"), sheet.words)
        self.locked_callout.setVisible(sheet.locked)
        self.clearing.setVisible(sheet.locked)
        words = _("Agreed to by {who}.").format(who=sheet.cleared) if sheet.cleared else ""
        self.cleared_label.setText(words)
        self.cleared_label.setVisible(bool(words))

    def _on_status_group_changed(self, codes: list[str]) -> None:
        if codes:
            self.status_picked.emit(codes[0])
        else:  # it is always one of the three
            self.status_group.set_chosen([self._status])

    def _on_clear_button_clicked(self) -> None:
        role = next(iter(self.role_group.chosen_codes()), "")
        self.clear_requested.emit(self.name_edit.text(), role)


class RosterCard(Card):
    """Who comes: initials or references, one after the other.

    Signals:
        add_requested: What was typed.
        remove_requested: Key of somebody on the roster.
        seen_picked: Id of somebody already seen for the incident.
    """

    add_requested = Signal(str)
    remove_requested = Signal(str)
    seen_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=12, parent=parent)
        self.who_edit = LineEdit()
        self.who_edit.setMaxLength(_INITIALS_LIMIT)
        self.who_field = LabelledField(
            _("Who comes?"), self.who_edit, _("Initials, or a reference such as P-0417")
        )
        self.add_button = DefaultButton(_("Add"), "plus")
        self.remove_buttons: dict[str, QuietButton] = {}
        self.size_label = Text(size_words(0), "small")
        self._seen_group: ChipGroup | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.who_field, 1)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(row)
        self.seen_label = Text(_("Already seen for this incident"), "strong")
        self.seen_label.hide()
        self.column.addWidget(self.seen_label)
        self._people = FlowBox()
        self.column.addWidget(self._people)
        self.column.addWidget(self.size_label)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        self.who_edit.returnPressed.connect(self._on_add_button_clicked)

    def show_roster(self, roster: Sequence[Coming]) -> None:
        """List them; pressing somebody takes them off."""
        self._people.clear()
        self.remove_buttons = {}
        for each in roster:
            button = QuietButton(each.words, "x")
            button.setAccessibleName(_("Take off the roster: {words}").format(words=each.words))
            button.clicked.connect(
                lambda _checked=False, key=each.key: self.remove_requested.emit(key)
            )
            self.remove_buttons[each.key] = button
            self._people.add(button)
        self.size_label.setText(size_words(len(roster)))

    def show_seen(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer people already seen."""
        if self._seen_group is not None:
            self._seen_group.hide()
            self._seen_group.deleteLater()
            self._seen_group = None
        self.seen_label.setVisible(bool(people))
        if people:
            group = ChipGroup(
                [Option(person_id, words) for person_id, words in people],
                single=True,
                name=self.seen_label.text(),
            )

            def picked(codes: list[str]) -> None:
                if codes:
                    self.seen_picked.emit(codes[0])
                    group.set_chosen([])

            group.changed.connect(picked)
            self._seen_group = group
            self.column.insertWidget(self.column.indexOf(self.seen_label) + 1, group)

    def show_problem(self, words: str) -> None:
        """Why somebody was not added."""
        self.who_field.set_error(words)

    def _on_add_button_clicked(self) -> None:
        text = self.who_edit.text()
        self.who_edit.clear()
        self.who_edit.setFocus()
        self.add_requested.emit(text)


def roster_heading() -> Heading:
    """Over the card."""
    return Heading(_("Who is in the group?"), "h2")
