"""Search, sort and open; names only while somebody wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_day, ngettext
from estip_desktop.records import Order, PeoplePage, PersonRow
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the list shows them."""

    person_id: str
    reference: str
    name: str = field(repr=False)
    incident: str = field(repr=False)
    last_contact: str
    next_due: str
    is_overdue: bool = False


class PeopleView(Protocol):
    """What the page can show."""

    def show_people(
        self, rows: Sequence[Row], *, total: int, has_more: bool, searched: bool
    ) -> None:
        """List them anew."""
        ...

    def add_people(self, rows: Sequence[Row], *, has_more: bool) -> None:
        """List more under the others."""
        ...

    def show_names(self, *, shown: bool) -> None:
        """Say whether names are shown."""
        ...


class PeoplePresenter(PagePresenter):
    """List people a stretch at a time.

    Args:
        view: The page.
        shell: The window.
    """

    def __init__(self, view: PeopleView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._search, self._order, self._after = "", Order.NEWEST, ""
        self._asked = 0

    def start(self) -> None:
        """List everybody."""
        self._view.show_names(shown=self.services.records.names_are_shown)
        self._list()

    def search(self, text: str) -> None:
        """Look for a part of a reference, name, staff number or incident."""
        if text.strip() != self._search:
            self._search = text.strip()
            self._list()

    def sort(self, order: str) -> None:
        """List in another order."""
        self._order = Order(order)
        self._list()

    def more(self) -> None:
        """The next stretch."""
        if not self._after:
            return
        after, self._after = self._after, ""
        asked, records = self._asked, self.services.records
        search, order = self._search, self._order

        def show(page: PeoplePage) -> None:
            if asked == self._asked:
                self._after = page.after
                self._view.add_people(self._rows(page), has_more=bool(page.after))

        self.run(lambda: records.people(search, order, after), show)

    def toggle_names(self) -> None:
        """Show names, or hide them again; both last until the next lock at most."""
        records = self.services.records
        records.names_are_shown = not records.names_are_shown
        self._view.show_names(shown=records.names_are_shown)
        self._list()

    def open(self, person_id: str) -> None:
        """One person's record."""
        self.shell.open("person", person=person_id)

    def start_first(self) -> None:
        """Nobody yet: people are added by talking to them."""
        self.shell.open("new_session", protocol="DI")

    def _list(self) -> None:
        self._asked += 1
        asked, records = self._asked, self.services.records
        search, order = self._search, self._order

        def show(page: PeoplePage) -> None:
            if asked == self._asked:  # an answer to a question that was asked since is dropped
                self._after = page.after
                self._view.show_people(
                    self._rows(page),
                    total=page.total,
                    has_more=bool(page.after),
                    searched=bool(search) or order is Order.DUE,
                )

        self.run(lambda: records.people(search, order), show)

    def _rows(self, page: PeoplePage) -> list[Row]:
        shown = self.services.records.names_are_shown
        return [self._row(row, with_name=shown) for row in page.rows]

    def _row(self, row: PersonRow, *, with_name: bool) -> Row:
        today = local_day(self.services.clock.now())
        last = _("No contact kept")
        if row.last_contact is not None:
            day = format_day(local_day(row.last_contact))
            last = _("Last contact {day}").format(day=day)
        due, late = "", 0
        if row.next_due is not None:
            late = (today - row.next_due).days
            due = _("Next {day}").format(day=format_day(row.next_due))
        if late > 0:
            words = ngettext("{count} day overdue", "{count} days overdue", late)
            due = words.format(count=late)
        elif row.is_withdrawn:
            due = _("Consent taken back")
        elif row.is_held and not due:
            due = _("On hold")
        return Row(
            row.person_id,
            row.reference or _("Damaged record"),
            row.name if with_name else "",
            row.incident,
            last,
            due,
            is_overdue=late > 0,
        )
