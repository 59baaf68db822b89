"""The Outbox in one card: how much waits, whether somebody is needed, and the way there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.today import words
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.key_value import IconBadge
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.status_pill import ChipLabel


class OutboxCard(Card):
    """What is signed and not there yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.chip_label = ChipLabel("")
        self.words_label = Text("", "body2")
        self.open_button = DefaultButton(_("Open Outbox"), trailing="arrow-right")
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(IconBadge("send", "primary"))
        top.addWidget(Heading(_("Outbox"), "h2"), 1)
        top.addWidget(self.chip_label, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(top)
        self.column.addWidget(self.words_label)
        self.column.addWidget(self.open_button)
        self.set_counts(0, 0)

    def set_counts(self, waiting: int, needs_you: int) -> None:
        """Say how many wait and how many need somebody."""
        chip = words.outbox_chip(waiting, needs_you)
        self.chip_label.setVisible(bool(chip))
        self.chip_label.set_state(chip, "warn" if needs_you else "neutral")
        self.words_label.setText(words.outbox_words(waiting, needs_you))
