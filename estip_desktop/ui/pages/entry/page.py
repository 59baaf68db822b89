"""The page of one entry."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.entry.presenter import EntryPresenter, EntrySheet
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow


class EntryPage(HomeFrame):
    """Question and answer, as they were kept.

    Signals:
        back_requested: The person's page.
    """

    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "people", _("Entry"), max_width=1060, parent=parent)
        self.back_button = DefaultButton(_("Back to the person"), "arrow-left")
        self.sealed_callout = Callout(
            "info",
            _("Sealed"),
            _("They took their consent back. Nothing of it is shown or shared."),
            icon="lock",
        )
        self.title = Heading("", "h2")
        self.card = ListCard()
        self.notes_title = Heading(_("Corrected"), "h2")
        self.notes_card = ListCard()
        self.column.addWidget(SpreadRow([self.back_button]))
        for widget in (
            self.sealed_callout, self.title, self.card, self.notes_title, self.notes_card
        ):  # fmt: skip
            self.column.addWidget(widget)
            widget.hide()
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: EntryPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Back: nothing here can be changed."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to the person."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sheet(self, sheet: EntrySheet) -> None:
        """Show the entry; what is announced holds neither name nor reference."""
        self.set_title(sheet.reference, sheet.when)
        self.setAccessibleName(_("Entry"))
        self.title.setText(sheet.title)
        self.title.setVisible(bool(sheet.title))
        self.sealed_callout.setVisible(sheet.sealed)
        self._fill(self.card, sheet.lines)
        self._fill(self.notes_card, sheet.notes)
        self.notes_title.setVisible(bool(sheet.notes))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, card: ListCard, lines: tuple[tuple[str, str], ...]) -> None:
        card.clear_rows()
        for label, value in lines:
            card.add_row(ListRow(label, value))
        card.setVisible(bool(lines))


def build(shell: Navigator, arguments: Mapping[str, str]) -> EntryPage:
    """The page for an ``entry`` of a ``person``."""
    page = EntryPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = EntryPresenter(
        page, shell, arguments["person"], arguments["kind"], arguments["entry"]
    )
    page.attach(presenter)
    presenter.start()
    return page
