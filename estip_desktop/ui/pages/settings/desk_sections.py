"""Desks on the settings page: those that are known, those whose cards were found, one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.settings.presenter import DeskRow
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Divider
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.status_pill import ChipLabel

_LONGEST = 47
"""All of a fingerprint, however it is spaced."""


class FoundDesk(QWidget):
    """A card that was found: compare, type the first group, add.

    Signals:
        add_requested: The group that was typed.
    """

    add_requested = Signal(str)

    def __init__(self, row: DeskRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.group_edit = LineEdit()
        self.group_edit.setMaxLength(_LONGEST)
        self.group_field = LabelledField(
            _("First group of the fingerprint"),
            self.group_edit,
            _("Ask the desk to read theirs out. Type the first group once both agree."),
        )
        self.add_button = DefaultButton(_("Add this desk"), "plus")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        chip = ChipLabel(_("Not added yet"), "warn")
        column.addWidget(ListRow(row.name, icon="inbox", trailing=(chip,)))
        fingerprint = Text(row.fingerprint, "lead", selectable=True)
        fingerprint.setAccessibleName(_("Fingerprint {groups}").format(groups=row.fingerprint))
        column.addWidget(fingerprint)
        column.addWidget(self.group_field)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        self.group_edit.returnPressed.connect(self._on_add_button_clicked)

    def _on_add_button_clicked(self) -> None:
        self.group_field.set_error("")
        self.add_requested.emit(self.group_edit.text())


class DesksSection(Section):
    """Where referrals can go.

    Signals:
        add_requested: Position of a found card, and the group typed for it.
    """

    add_requested = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(_("Occupational Health desk"))
        self.found: list[FoundDesk] = []

    def show_desks(self, known: Sequence[DeskRow], found: Sequence[DeskRow]) -> None:
        """List desks; the focus stays among them: on the next one to add, or on the newest."""
        focused: QWidget | None = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        target: QWidget | None = None
        while (entry := self.column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in known:
            chip = ChipLabel(_("Known"), "ok", icon="circle-check")
            target = ListRow(row.name, row.fingerprint, icon="inbox", trailing=(chip,))
            target.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            target.setAccessibleName(_("{name}, Known").format(name=row.name))
            self.column.addWidget(target)
        self.found = [FoundDesk(row) for row in found]
        for desk in self.found:
            if self.column.count():
                self.column.addWidget(Divider())
            self.column.addWidget(desk)
            desk.add_requested.connect(
                lambda group, number=desk.row.number: self.add_requested.emit(number, group)
            )
        if not known and not found:
            words = _(
                "No desk is known yet. Put its card into this laptop's store, then look here."
            )
            self.column.addWidget(Text(words, "body2"))
        if had_focus:
            target = self.found[0].group_edit if self.found else target
            if target is not None:
                target.show()  # what a layout shows later takes no focus
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, number: int, words: str) -> None:
        """Say what is wrong with what was typed."""
        for desk in self.found:
            if desk.row.number == number:
                desk.group_field.set_error(words)
                desk.group_edit.setFocus(Qt.FocusReason.OtherFocusReason)


class OwnCardSection(Section):
    """A desk's own card: what supporters compare before they add it."""

    def __init__(self) -> None:
        super().__init__(_("Your desk's card"))
        self.fingerprint_label = Text("", "lead", selectable=True)
        self.place_label = Text("", "body2", selectable=True)
        lead = _("Supporters add it in their Settings, after you have read this out to them.")
        self.column.addWidget(self.fingerprint_label)
        self.column.addWidget(Text(lead, "body2"))
        self.column.addWidget(self.place_label)

    def show_card(self, fingerprint: str, store: str) -> None:
        """Show fingerprint and place."""
        self.fingerprint_label.setText(fingerprint)
        self.fingerprint_label.setAccessibleName(
            _("Fingerprint {groups}").format(groups=fingerprint)
        )
        self.place_label.setText(_("The card lies in the store: {place}").format(place=store))
