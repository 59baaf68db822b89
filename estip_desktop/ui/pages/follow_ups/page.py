"""The list of agreed contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import HomeFrame, place_of_pages
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.follow_ups.presenter import (
    ContactRow,
    FollowUpsPresenter,
    Section,
)
from estip_desktop.ui.widgets.buttons import DefaultButton, QuietButton
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow
from estip_desktop.ui.widgets.status_pill import ChipLabel

_COLUMN = 1060


class FollowUpsPage(HomeFrame):
    """Overdue first, then this week, then later; what ended lately is last.

    Signals:
        open_requested: Id of a contact.
        back_requested: Today.
    """

    open_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "today", _("Follow-ups"), max_width=_COLUMN, parent=parent)
        self.setAccessibleName(_("Follow-ups"))
        self.set_title(_("Follow-ups"), _("Everything that was agreed"))
        self.back_button = DefaultButton(_("Back to Today"), "arrow-left")
        self.nothing = EmptyState(_("Nothing is agreed. Contacts agreed in a session stand here."))
        self.nothing.hide()
        self.open_buttons: dict[str, QuietButton] = {}
        self.column.addWidget(SpreadRow([self.back_button]))
        self.column.addWidget(self.nothing)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: FollowUpsPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.open_requested.connect(presenter.open)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The contact that is most overdue, or the way back."""
        return next(iter(self.open_buttons.values()), self.back_button)

    def on_command(self, command_id: str) -> bool:
        """Back leads to Today."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sections(self, sections: Sequence[Section]) -> None:
        """List the contacts."""
        self.nothing.setVisible(not sections)
        self.release()
        for section in sections:
            self.column.addWidget(Heading(section.title, "h2"))
            card = ListCard(padding=16)
            for row in section.rows:
                card.add_row(self._row(row))
            self.column.addWidget(card)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, row: ContactRow) -> ListRow:
        button = QuietButton(_("Open"))
        button.setAccessibleName(_("Open {what}").format(what=row.title))
        button.clicked.connect(
            lambda _checked=False, wanted=row.follow_up_id: self.open_requested.emit(wanted)
        )
        self.open_buttons[row.follow_up_id] = button
        chip = ChipLabel(row.chip, row.tone)
        return ListRow(row.title, row.line, icon="calendar-clock", trailing=(chip, button))


def build(shell: Navigator, arguments: Mapping[str, str]) -> FollowUpsPage:
    """The page; it takes no arguments."""
    del arguments
    page = FollowUpsPage(place_of_pages(shell))
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = FollowUpsPresenter(page, shell)
    page.attach(presenter)
    page.hold()
    presenter.start()
    return page
