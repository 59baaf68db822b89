"""Show one entry of a record, and what was corrected about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.kernel.i18n import format_date, format_moment
from estip_desktop.kernel.ids import PersonId
from estip_desktop.records import EntryKind, OpenedEntry
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """Everything the page shows.

    Args:
        lines: Label and value.
        notes: When and what, of notes of correction.
    """

    reference: str
    title: str = field(repr=False)
    when: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    notes: tuple[tuple[str, str], ...] = field(repr=False)
    sealed: bool


class EntryView(Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: EntrySheet) -> None:
        """Show the entry."""
        ...


class EntryPresenter(PagePresenter):
    """One entry.

    Args:
        view: The page.
        shell: The window.
        person_id: Whose record.
        kind: Of the entry.
        entry_id: Which one.
    """

    def __init__(
        self, view: EntryView, shell: Navigator, person_id: str, kind: str, entry_id: str
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._person, self._kind, self._entry = PersonId(person_id), kind, entry_id

    def start(self) -> None:
        """Look it up; that it was looked at is written down."""
        records = self.services.records
        self.run(lambda: records.open_entry(self._person, self._kind, self._entry), self._show)

    def back(self) -> None:
        """The person's page."""
        self.shell.open("person", person=self._person)

    def _show(self, opened: OpenedEntry) -> None:
        file, entry = opened.file, opened.entry
        sealed = file.withdrawal is not None and entry.kind not in {
            EntryKind.KEEPING,
            EntryKind.REFERRAL,
        }
        notes = [each for each in file.corrections if each.subject == entry.id]
        self._view.show_sheet(
            EntrySheet(
                reference=file.person.reference,
                title="" if sealed else entry.title,
                when=format_date(entry.day) if entry.day else format_moment(entry.at),
                lines=() if sealed else tuple((each.label, each.value) for each in entry.lines),
                notes=()
                if sealed
                else tuple((format_moment(each.at), each.after) for each in reversed(notes)),
                sealed=sealed,
            )
        )
