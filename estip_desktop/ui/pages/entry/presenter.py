"""Show one entry of a record, and what was corrected about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from estip_desktop.casework import FollowUpState, SessionState
from estip_desktop.kernel.i18n import _, format_date, format_moment, ngettext
from estip_desktop.kernel.ids import FlagId, PersonId, SessionId
from estip_desktop.records import EntryKind, Moved, OpenedEntry
from estip_desktop.stepped_care import flag_words
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter

_NOTED = frozenset(
    {
        EntryKind.SESSION,
        EntryKind.GROUP,
        EntryKind.SCREENING,
        EntryKind.CONCERN,
        EntryKind.DECISION,
        EntryKind.REFERRAL,
    }
)


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """Everything the page shows.

    Args:
        lines: Label and value.
        notes: When and what, of notes of correction.
        can_note: It is finished: a note may stand beside it.
        can_close: A contact that is due: how it went may be recorded.
        can_move: A session: it may have been filed under the wrong person.
        noted: Of a flag that nobody has looked at again: what it says, in words; else empty.
    """

    reference: str
    title: str = field(repr=False)
    when: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    notes: tuple[tuple[str, str], ...] = field(repr=False)
    sealed: bool
    can_note: bool = False
    can_close: bool = False
    can_move: bool = False
    noted: str = field(default="", repr=False)


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

    def add_note(self, words: str) -> None:
        """Put a dated note of correction beside it."""
        rights = self.services.rights
        self.run(
            lambda: rights.add_note(self._person, self._entry, words), lambda _note: self.start()
        )

    def look_again(self, why: str) -> None:
        """Write beside a flag how it is now."""
        closings = self.services.care.closings

        def work() -> None:
            closings.consider(self._person, [FlagId(self._entry)], why)

        self.run(work, lambda _kept: self.start())

    def open_contact(self) -> None:
        """Start a contact, or record how it went."""
        self.shell.open("follow_up", follow_up=self._entry, back="follow_ups")

    def move(self, reference: str, second: str) -> None:
        """Move a session to the right person."""
        services = self.services

        def work() -> Moved:
            moved = services.moving.move(SessionId(self._entry), reference, second)
            services.guide.forget(moved.session.id)
            services.questionnaires.forget()
            return moved

        self.run_once(work, self._moved)

    def _moved(self, moved: Moved) -> None:
        words = _("The session was moved.")
        if moved.left_empty:
            words = _("The session was moved. The record it came from holds no other.")
        if moved.details:
            words = _("The session was moved, and the details typed in it went along.")
        if moved.doubtful:
            words = _(
                "The session was moved. Look at the details in both records: some may differ."
            )
        if moved.reopened:
            again = ngettext(
                "In the record it came from, {count} contact is due again.",
                "In the record it came from, {count} contacts are due again.",
                moved.reopened,
            ).format(count=moved.reopened)
            words = f"{words} {again}"
        self.shell.say(words)
        self.shell.open("person", person=moved.session.person_id)

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
                can_note=not sealed and entry.kind in _NOTED and not _is_draft(opened),
                can_close=not sealed and _is_due(opened),
                can_move=not sealed and entry.kind is EntryKind.SESSION,
                noted="" if sealed else self._noted(opened),
            )
        )

    def _noted(self, opened: OpenedEntry) -> str:
        """A flag that a finished session, or nobody in particular, raised."""
        drafts = {each.id for each in opened.file.sessions if each.state is SessionState.DRAFT}
        return next(
            (
                flag_words(flag, self.services.content.pathways())
                for flag in opened.file.flags
                if flag.id == opened.entry.id
                and not flag.considered
                and flag.session_id not in drafts
            ),
            "",
        )


def _is_draft(opened: OpenedEntry) -> bool:
    file, entry_id = opened.file, opened.entry.id
    return (
        any(each.id == entry_id and each.state == "draft" for each in file.sessions)
        or any(each.id == entry_id and each.state == "draft" for each in file.screenings)
        or any(each.key == entry_id and each.state == "draft" for each in file.referrals)
    )


def _is_due(opened: OpenedEntry) -> bool:
    return any(
        each.id == opened.entry.id and each.state is FollowUpState.DUE
        for each in opened.file.follow_ups
    )
