"""The card about the record itself: who looked, how long it is kept, what can be put right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.person.cards import Fact, emptied
from estip_desktop.ui.widgets.buttons import QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Heading, Text

SHOWN_VIEWS = 10


class RecordCard(Card):
    """About the record itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.views_button = QuietButton(_("See who opened it"), "eye")
        self._views = QVBoxLayout()
        self._views.setSpacing(theme.px(4))
        self.column.addWidget(Heading(_("Record"), "h2"))
        self.column.addWidget(self.views_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._views)

    def show_views(self, views: Sequence[tuple[str, str]]) -> None:
        """List who opened it."""
        emptied(self._views)
        rows: list[QWidget] = [Fact(when, what) for what, when in views[:SHOWN_VIEWS]]
        if len(views) > SHOWN_VIEWS:
            words = _("And {count} more; a copy of the record lists all of them.")
            rows.append(Text(words.format(count=len(views) - SHOWN_VIEWS), "small"))
        for row in rows:
            self._views.addWidget(row)
            row.show()
