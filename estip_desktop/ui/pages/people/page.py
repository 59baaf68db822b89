"""The People page: a search field and a list of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.records import Order
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.people.presenter import PeoplePresenter, Row
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.cell_row import Cell, CellRow
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit, Select
from estip_desktop.ui.widgets.key_value import ListCard
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.rows import SpreadRow

SEARCH_AFTER_MS = 200
_LONGEST_SEARCH = 100


class PeoplePage(HomeFrame):
    """Find and open a person.

    Signals:
        search_requested: The text to look for.
        order_picked: How to sort.
        more_requested: The next stretch.
        names_requested: Show names, or hide them.
        open_requested: Id of a person.
        first_requested: Start with somebody.
    """

    search_requested = Signal(str)
    order_picked = Signal(object)
    more_requested = Signal()
    names_requested = Signal()
    open_requested = Signal(str)
    first_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "people", _("People"), max_width=1240, parent=parent)
        self.search_edit = LineEdit()
        self.search_edit.setMaxLength(_LONGEST_SEARCH)
        self.search_edit.setClearButtonEnabled(True)
        self.order_select = Select(
            [
                (Order.NEWEST.value, _("Newest first")),
                (Order.OLDEST.value, _("Oldest first")),
                (Order.DUE.value, _("Next contact first")),
            ]
        )
        self.names_button = DefaultButton(_("Show names"), "eye")
        self.count_text = Text("", "small")
        self.list_card = ListCard(padding=8)
        self.list_card.hide()
        self.more_button = DefaultButton(_("Show more"))
        self.more_button.hide()
        self.first_button = PrimaryButton(_("Start a conversation"), trailing="arrow-right")
        self.nobody = EmptyState(
            _("Nobody here yet. People appear once a conversation is kept."), self.first_button
        )
        self.nobody.hide()
        self._rows: list[CellRow] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SEARCH_AFTER_MS)
        self._lay_out()
        self._connect()

    def attach(self, presenter: PeoplePresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.search_requested.connect(presenter.search)
        self.order_picked.connect(presenter.sort)
        self.more_requested.connect(presenter.more)
        self.names_requested.connect(presenter.toggle_names)
        self.open_requested.connect(presenter.open)
        self.first_requested.connect(presenter.start_first)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The search."""
        return self.search_edit

    def on_command(self, command_id: str) -> bool:
        """Find goes to the search field."""
        if command_id == "find":
            self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search_edit.selectAll()
            return True
        if command_id == "back":
            self.navigation_requested.emit("today")
            return True
        return False

    def show_people(
        self, rows: Sequence[Row], *, total: int, has_more: bool, searched: bool
    ) -> None:
        """List them anew."""
        many = ngettext("{count} person", "{count} people", total)
        self.set_title(_("People"), many.format(count=total) if total else "")
        self.list_card.clear_rows()
        self._rows.clear()
        self.add_people(rows, has_more=has_more)
        self.nobody.setVisible(not total)
        words = _("Nobody matches.") if searched and not rows and total else ""
        self.count_text.setText(words)
        self.count_text.setVisible(bool(words))

    def add_people(self, rows: Sequence[Row], *, has_more: bool) -> None:
        """List more under the others."""
        for row in rows:
            made = self._made(row)
            self._rows.append(made)
            self.list_card.add_row(made)
            made.show()
        self.list_card.setVisible(bool(self._rows))
        self.more_button.setVisible(has_more)

    def show_names(self, *, shown: bool) -> None:
        """Say whether names are shown."""
        self.names_button.set_words(_("Hide names") if shown else _("Show names"))
        self.names_button.set_icon("eye-off" if shown else "eye")

    def _made(self, row: Row) -> CellRow:
        title = f"{row.reference} · {row.name}" if row.name else row.reference
        cells = (
            Cell(title, 3, strong=True, ink="text"),
            Cell(row.incident, 4, ink="text2"),
            Cell(row.last_contact, 3),
            Cell(row.next_due, 2, strong=row.is_overdue, ink="warn" if row.is_overdue else "text2"),
        )
        made = CellRow(cells)
        made.clicked.connect(
            lambda _checked=False, person=row.person_id: self.open_requested.emit(person)
        )
        return made

    def _lay_out(self) -> None:
        column = self.column
        self.order_select.setAccessibleName(_("Sort"))
        column.addWidget(
            LabelledField(
                _("Find a person"),
                self.search_edit,
                _("Part of a reference, name, staff number or incident"),
            )
        )
        column.addWidget(SpreadRow([self.order_select, self.names_button]))
        for widget in (self.count_text, self.list_card, self.nobody):
            column.addWidget(widget)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(theme.px(8))

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(lambda _text: self._wait.start())
        self.search_edit.returnPressed.connect(self._on_search_return)
        self._wait.timeout.connect(lambda: self.search_requested.emit(self.search_edit.text()))
        self.order_select.picked.connect(self.order_picked)
        self.more_button.clicked.connect(self.more_requested)
        self.names_button.clicked.connect(self.names_requested)
        self.first_button.clicked.connect(self.first_requested)

    def _on_search_return(self) -> None:
        self._wait.stop()
        self.search_requested.emit(self.search_edit.text())
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.TabFocusReason)


def build(shell: Navigator, arguments: Mapping[str, str]) -> PeoplePage:
    """The page; it takes no arguments."""
    del arguments
    page = PeoplePage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = PeoplePresenter(page, shell)
    page.attach(presenter)
    presenter.start()
    return page
