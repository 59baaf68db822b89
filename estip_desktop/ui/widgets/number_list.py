"""Telephone numbers under one another, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.key_value import NumberRow


def number_words(contact: Contact) -> str:
    """What to dial, or what to send where."""
    if contact.is_text_message:
        return _("Text {words_and_number}").format(words_and_number=contact.number)
    return contact.number


class NumberList(QWidget):
    """One card for each service."""

    def __init__(self, contacts: Sequence[Contact] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.rows: list[NumberRow] = []
        self.show_contacts(contacts)
        theme.hub().changed.connect(self._on_theme_changed)

    def show_contacts(self, contacts: Sequence[Contact]) -> None:
        """Show these, in place of those before."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for contact in contacts:
            icon = "message-square-text" if contact.is_text_message else "phone-call"
            row = NumberRow(contact.name, contact.detail, number_words(contact), icon)
            self.rows.append(row)
            self._column.addWidget(row)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self._column.setSpacing(theme.px(10))
