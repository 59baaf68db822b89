"""Sheets to give away: the list, or one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.signposting import GiveAway
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.sheets.presenter import SheetsPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.paper_rows import PaperRows
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.sheet_words import block_of

_COLUMN = 900


class SheetsPage(HomeFrame):
    """Short sheets that somebody takes home.

    Signals:
        open_requested: Id of a sheet; empty for the list.
        back_requested: The list, or Help.
    """

    open_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=desk), "help", _("Help"), max_width=_COLUMN, parent=parent)
        self.papers = PaperRows(self)
        self.read_buttons: dict[str, DefaultButton] = {}
        self.back_button = DefaultButton(_("Back to Help"), "arrow-left")
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.back_button.clicked.connect(self.back_requested)
        self._name(_("Sheets to give away"))

    def attach(self, presenter: SheetsPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.papers.attach(presenter.papers)
        self.open_requested.connect(presenter.open)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first sheet, or the way back while one is open."""
        return next(iter(self.read_buttons.values()), self.back_button)

    def on_command(self, command_id: str) -> bool:
        """Back leads to the list, then to Help."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sheets(self, sheets: Sequence[GiveAway]) -> None:
        """List them, each with what it begins with."""
        self.column.addWidget(
            Text(
                _(
                    "Each fits on one page and names nobody. Tick the leaflet in a talk when you "
                    "give one: its version is kept with the talk."
                ),
                "body2",
            )
        )
        card = Card(spacing=10)
        for each in sheets:
            button = self.read_buttons[each.id] = DefaultButton(_("Read"))
            button.setAccessibleName(_("Read: {title}").format(title=each.sheet.title))
            button.clicked.connect(
                lambda _checked=False, sheet_id=each.id: self.open_requested.emit(sheet_id)
            )
            opening = each.sheet.blocks[0].words
            self.papers.add(card.column, each.id, each.sheet.title, opening, button)
        self.column.addWidget(card)
        self.first_focus().setFocus()

    def show_sheet(self, sheet: GiveAway) -> None:
        """Show one, with its way onto paper."""
        self._name(sheet.sheet.title)
        self.back_button.set_words(_("All sheets"))
        card = Card(spacing=10)
        for block in sheet.sheet.blocks:
            card.column.addWidget(block_of(block))
        self.column.addWidget(card)
        on_paper = Card(spacing=10)
        version = _("Version {version}").format(version=sheet.version)
        self.papers.add(on_paper.column, sheet.id, _("Give it away"), version)
        self.column.addWidget(on_paper)
        self.first_focus().setFocus()

    def _name(self, title: str) -> None:
        self.set_title(title, _("Help"))
        self.setAccessibleName(title)


def build(shell: Navigator, arguments: Mapping[str, str]) -> SheetsPage:
    """Build the page for the shell."""
    page = SheetsPage(desk=shell.services.desk is not None)
    presenter = SheetsPresenter(page, page.papers, shell, arguments)
    page.attach(presenter)
    page.navigation_requested.connect(shell.open)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
