"""Open a record, and what can be done from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from estip_desktop.casework import ContactMethod
from estip_desktop.errors import RuleError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import IncidentId, PersonId
from estip_desktop.records import EntryKind, PersonFile
from estip_desktop.stepped_care import NOT_CLEAR
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.person.record_actions import RecordActions, RecordView
from estip_desktop.ui.pages.person.words import PersonSheet, sheet_of
from estip_desktop.ui.presenting import PagePresenter


class PersonView(RecordView, Protocol):
    """What the page can show."""

    def show_sheet(self, sheet: PersonSheet) -> None:
        """Show the record."""
        ...

    def show_not_clear(self, against: Sequence[str]) -> None:
        """Say what stands against ending the case; nothing takes it back."""
        ...


class PersonPresenter(PagePresenter):
    """One person's record.

    Args:
        view: The page.
        shell: The window.
        person_id: Whose.
    """

    def __init__(self, view: PersonView, shell: Navigator, person_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = PersonId(person_id)
        self._file: PersonFile | None = None
        self.record = RecordActions(view, shell, self._id, self._changed)

    def start(self) -> None:
        """Open the record; that it was opened is written down."""
        self.run(lambda: self.services.records.open(self._id), self._show)

    def open_entry(self, kind: str, entry_id: str) -> None:
        """Show everything one entry says; a draft goes on where it was left."""
        if self._file is None:
            return
        session = next((each for each in self._file.sessions if each.id == entry_id), None)
        if kind == EntryKind.SESSION.value and session is not None and session.state == "draft":
            self.shell.open("guided", session=entry_id)
        else:
            self.shell.open("entry", person=self._id, entry=entry_id, kind=kind)

    def new_session(self, protocol_id: str) -> None:
        """Talk to them again, for the incident of the newest session."""
        self.shell.open("new_session", protocol=protocol_id, person=self._id)

    def add_follow_up(self, answers: Mapping[str, str]) -> None:
        """Write down an agreed contact."""
        casework = self.services.casework
        method = answers.get("method", "")
        self.run(
            lambda: casework.agree_follow_up(
                person_id=self._id,
                incident_id=IncidentId(answers["incident"]),
                session_id=None,
                purpose=answers["purpose"],
                due_on=date.fromisoformat(answers["due"]),
                method=ContactMethod(method) if method else None,
            ),
            lambda _kept: self._changed(_("The contact was added.")),
        )

    def close_case(self, answers: Mapping[str, str]) -> None:
        """Nobody asks any more, if nothing stands against it."""
        closings, incident = self.services.care.closings, IncidentId(answers["incident"])

        def work() -> tuple[str, ...]:
            try:
                closings.close(self._id, incident, answers["why"])
            except RuleError as error:
                if error.detail != NOT_CLEAR:
                    raise
                return tuple(each.words for each in closings.against_case(self._id, incident))
            return ()

        self.run(work, self._closed)

    def _closed(self, against: Sequence[str]) -> None:
        self._view.show_not_clear(against)
        if not against:
            self._changed(_("The case was ended."))

    def today(self) -> date:
        """The day, for what is agreed."""
        return local_day(self.services.clock.now())

    def leave(self) -> None:
        """The page has gone."""
        super().leave()
        self.record.leave()

    def back(self) -> None:
        """The list."""
        self.shell.open("people")

    def _changed(self, words: str) -> None:
        self.shell.say(words)
        self.run(lambda: self.services.records.look_again(self._id), self._show)

    def _show(self, file: PersonFile) -> None:
        self._file = file
        self._view.show_sheet(sheet_of(file, self.services.content))
        self.record.show(file)
