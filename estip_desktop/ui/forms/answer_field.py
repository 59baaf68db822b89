"""What every widget that takes an answer is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import DECLINED, SKIPPED, AnswerValue, Item
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import LinkButton


class AnswerField(QWidget):
    """What takes the answer to one item.

    Signals:
        answered: The value in the form ``kernel.items`` describes, or ``DECLINED``.
    """

    answered = Signal(object)

    def __init__(
        self, item: Item, value: AnswerValue | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.item = item
        self._value = None if value == SKIPPED else value
        self.setObjectName(f"answer_{item.link_id}")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self.decline_button: LinkButton | None = None

    def value(self) -> AnswerValue | None:
        """The answer, ``DECLINED``, or ``None`` while nobody answered."""
        return self._value

    def offer_decline(self) -> None:
        """Put *Prefer not to answer* under the field."""
        self.decline_button = LinkButton(_("Prefer not to answer"), parent=self)
        self.column.addWidget(self.decline_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.decline_button.clicked.connect(self.decline)

    def decline(self) -> None:
        """Answer *Prefer not to answer*, where the item allows it."""
        if self.item.may_decline:
            self._clear()
            self._answer(DECLINED)

    def _answer(self, value: AnswerValue) -> None:
        self._value = value
        self.answered.emit(value)

    def _clear(self) -> None:
        """Take back what the widgets show."""

    def _take(self, widget: QWidget) -> None:
        self.column.addWidget(widget)
        self.setFocusProxy(widget)
