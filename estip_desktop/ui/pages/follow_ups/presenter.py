"""Every agreed contact: overdue first, what ended lately last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from estip_desktop.casework import ContactLists, FollowUpState, ListedContact, outcome_words
from estip_desktop.kernel.i18n import N_, _, format_day, ngettext
from estip_desktop.records import METHODS, PURPOSES
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

Tone = Literal["neutral", "info", "warn", "ok"]
_ENDED = {
    FollowUpState.DONE: N_("Done"),
    FollowUpState.MISSED: N_("Not reached"),
    FollowUpState.DECLINED: N_("They declined"),
    FollowUpState.CANCELLED: N_("Put off or cancelled"),
}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact."""

    follow_up_id: str
    title: str
    line: str
    chip: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the list under one heading."""

    title: str
    rows: tuple[ContactRow, ...]


class FollowUpsView(Protocol):
    """What the page can show."""

    def show_sections(self, sections: Sequence[Section]) -> None:
        """List the contacts."""
        ...


class FollowUpsPresenter(PagePresenter):
    """Lists what was agreed."""

    def __init__(self, view: FollowUpsView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view

    def start(self) -> None:
        """Read them."""
        contacts = self.services.contacts
        self.run(contacts.lists, lambda found: self._view.show_sections(sections_of(found)))

    def open(self, follow_up_id: str) -> None:
        """One of them."""
        self.shell.open("follow_up", follow_up=follow_up_id, back="follow_ups")

    def back(self) -> None:
        """Today, where it was opened."""
        self.shell.open("today")


def sections_of(lists: ContactLists) -> tuple[Section, ...]:
    """The lists in words; stretches without a contact are left out."""
    sections = (
        Section(_("Overdue"), tuple(_due(row) for row in lists.overdue)),
        Section(_("In the next seven days"), tuple(_due(row) for row in lists.this_week)),
        Section(_("Later"), tuple(_due(row) for row in lists.later)),
        Section(_("Ended in the last 30 days"), tuple(_ended(row) for row in lists.ended)),
    )
    return tuple(section for section in sections if section.rows)


def _due(row: ListedContact) -> ContactRow:
    chip, tone = _chip(row)
    method = row.follow_up.method
    agreed = _("Agreed for {day}").format(day=format_day(row.follow_up.due_on))
    line = f"{agreed} · {_(METHODS[method])}" if method is not None else agreed
    return ContactRow(row.follow_up.id, _title(row), line, chip, tone)


def _chip(row: ListedContact) -> tuple[str, Tone]:
    if row.days_left < 0:
        words = ngettext("{count} day overdue", "{count} days overdue", -row.days_left)
        return words.format(count=-row.days_left), "warn"
    if row.days_left == 0:
        return _("Today"), "info"
    return format_day(row.follow_up.due_on), "neutral"


def _ended(row: ListedContact) -> ContactRow:
    follow_up = row.follow_up
    line = outcome_words(follow_up.outcome) or format_day(follow_up.due_on)
    return ContactRow(follow_up.id, _title(row), line, _(_ENDED[follow_up.state]), "neutral")


def _title(row: ListedContact) -> str:
    return f"{row.person_reference} · {_(PURPOSES.get(row.follow_up.purpose, N_('Contact')))}"
