"""The card about the record itself: how long it is kept, who looked, what can be put right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.pages.person.cards import Fact, emptied
from estip_desktop.ui.pages.person.record_words import RecordSheet
from estip_desktop.ui.widgets.buttons import QuietButton
from estip_desktop.ui.widgets.card import Card, Divider
from estip_desktop.ui.widgets.labels import Heading, Text

SHOWN_VIEWS = 10


class RecordCard(Card):
    """About the record itself.

    Signals:
        lift_requested: Id of a hold.
    """

    lift_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._facts = QVBoxLayout()
        self._views = QVBoxLayout()
        for layout in (self._facts, self._views):
            layout.setSpacing(theme.px(4))
        self.views_button = QuietButton(_("See who opened it"), "eye")
        self.copy_button = QuietButton(_("Make a copy for them"), "copy")
        self.copy_text = Text("", "small", selectable=True)
        self.copy_text.hide()
        self.rectify_button = QuietButton(_("Correct their details"), "pen-line")
        self.hold_button = QuietButton(_("Hold it back"), "archive")
        self.take_back_button = QuietButton(_("They take consent back"), "undo-2")
        self.erase_button = QuietButton(_("Remove it before its time"), "calendar-x")
        self.column.addWidget(Heading(_("Record"), "h2"))
        self.column.addLayout(self._facts)
        self.column.addWidget(self.views_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._views)
        self.column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.copy_text)
        for button in (
            self.rectify_button, self.hold_button, self.take_back_button, self.erase_button
        ):  # fmt: skip
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_record(self, sheet: RecordSheet) -> None:
        """Show how long it is kept, and what holds it."""
        emptied(self._facts)
        self._add(self._facts, Fact(*sheet.kept))
        for hold in sheet.holds:
            lift = QuietButton(_("Lift this hold"))
            lift.setAccessibleName(_("Lift: {hold}").format(hold=hold.title))
            lift.clicked.connect(
                lambda _checked=False, hold_id=hold.id: self.lift_requested.emit(hold_id)
            )
            self._add(self._facts, Divider(), Text(hold.title, "strong"), Text(hold.line, "small"))
            self._facts.addWidget(lift, 0, Qt.AlignmentFlag.AlignLeft)
            lift.show()
        self.take_back_button.setVisible(not sheet.is_sealed)
        self.rectify_button.setVisible(not sheet.is_sealed)

    def show_copying(self, *, copying: bool) -> None:
        """A copy is being made."""
        self.copy_button.set_busy(copying)

    def show_copied(self, words: str) -> None:
        """Where the copy is, and what to do before it is handed over."""
        self.copy_text.setText(words)
        self.copy_text.setVisible(bool(words))

    def show_views(self, views: Sequence[tuple[str, str]]) -> None:
        """List who opened it."""
        emptied(self._views)
        for what, when in views[:SHOWN_VIEWS]:
            self._add(self._views, Fact(when, what))
        if len(views) > SHOWN_VIEWS:
            words = _("And {count} more; a copy of the record lists all of them.")
            words = words.format(count=len(views) - SHOWN_VIEWS)
            self._add(self._views, Text(words, "small"))

    def _add(self, layout: QVBoxLayout, *widgets: QWidget) -> None:
        for widget in widgets:
            layout.addWidget(widget)
            widget.show()
