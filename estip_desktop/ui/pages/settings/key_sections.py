"""The part of the settings page about what opens these records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.settings.key_facts import KeyFacts, SlotLine
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.chips import FlowBox
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Text

_ICONS = {"passphrase": "key-round", "recovery": "file-text", "force": "shield"}


class KeysSection(Section):
    """Everything that opens these records, and how to change it.

    Signals:
        task_requested: ``passphrase``, ``sheet`` or ``try``.
    """

    task_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Passphrase and recovery sheet"))
        self.column.addWidget(Text(_("These open your records, and nothing else does."), "body2"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(4))
        self.column.addLayout(self._rows)
        self.slot_rows: list[ListRow] = []
        self.drill_label = Text("", "body2")
        self.column.addWidget(self.drill_label)
        buttons = FlowBox(gap=12)
        self.change_button = DefaultButton(_("Change the passphrase"), "key-round")
        self.sheet_button = DefaultButton(_("Make a new recovery sheet"), "file-text")
        self.try_button = DefaultButton(_("Try the sheet"), "circle-check")
        for button, task in (
            (self.change_button, "passphrase"),
            (self.sheet_button, "sheet"),
            (self.try_button, "try"),
        ):
            button.clicked.connect(lambda _on=False, wish=task: self.task_requested.emit(wish))
            buttons.add(button)
        self.column.addWidget(buttons)

    def show_keys(self, facts: KeyFacts) -> None:
        """Show what opens these records."""
        self._show_slots(facts.slots)
        self.drill_label.setText(facts.drill)

    def _show_slots(self, slots: Sequence[SlotLine]) -> None:
        for row in self.slot_rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.slot_rows = [
            ListRow(slot.title, slot.line, icon=_ICONS[slot.kind], icon_role="primary")
            for slot in slots
        ]
        for row in self.slot_rows:
            self._rows.addWidget(row)
