"""One short page of several: a title, a lead, then what it asks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.ui import theme
from estip_desktop.ui.widgets.fields import LabelledField
from estip_desktop.ui.widgets.labels import Heading, Text


class StepPage(QWidget):
    """One page: a title, a lead, then what it asks.

    Args:
        title: The page's title.
        lead: One or two sentences under it.
    """

    def __init__(self, title: str, lead: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(Heading(title, "h1"))
        self.lead_label = Text(lead, "lead")
        self.column.addWidget(self.lead_label)
        self.lead_label.setVisible(bool(lead))
        self._space()
        theme.hub().changed.connect(self._space)

    def fields(self) -> Mapping[str, QWidget]:
        """What can be at fault, by key."""
        return {}

    def first_focus(self) -> QWidget | None:
        """What gets the focus; ``None`` for the main button."""
        return None

    def clear_errors(self) -> None:
        """Take back what was said beside the fields."""
        for field in self.fields().values():
            if isinstance(field, LabelledField) and field.error:
                field.set_error("")

    def _space(self) -> None:
        self.column.setSpacing(theme.px(16))
