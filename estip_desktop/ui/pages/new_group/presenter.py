"""Before a group begins: whether it may, who comes, and two groups where one is too large."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from estip_desktop.casework import (
    NOTICE,
    GroupMember,
    GroupSession,
    Incident,
    NewGroup,
    Person,
    SessionState,
    YesNoUnknown,
    cleared_words,
)
from estip_desktop.casework.groups import FEWEST, MOST, USUAL_MOST, next_key
from estip_desktop.guidance import is_locked_by_pip
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _, format_moment, ngettext
from estip_desktop.kernel.ids import IncidentId, PersonId, SessionId
from estip_desktop.protocols import Window, WindowStatus, window_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.new_group.model import Coming, GroupForm, PipSheet, is_listed
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.starting.model import IncidentForm, Timing
from estip_desktop.ui.starting.typed import moment_of
from estip_desktop.ui.starting.words import incident_words, lower, seen_words, timing

GROUP = "DG"
_NAME_SHOWN = 24
_REFERENCE = re.compile(r"\s*x?-?p-?\d+\s*", re.IGNORECASE)


class NewGroupView(Protocol):
    """What the page can show."""

    def show_incidents(self, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the incidents as id and words, one chosen."""
        ...

    def show_pip(self, sheet: PipSheet) -> None:
        """Show whether a post-incident procedure locks it."""
        ...

    def show_timing(self, timing: Timing) -> None:
        """Say whether it is the right time."""
        ...

    def show_roster(self, roster: Sequence[Coming]) -> None:
        """Show who comes."""
        ...

    def show_seen(self, people: Sequence[tuple[str, str]]) -> None:
        """Offer people already seen for the incident, as id and words."""
        ...

    def show_groups(self, groups: Sequence[tuple[str, str]]) -> None:
        """List the groups there were, as id and words."""
        ...

    def show_roster_problem(self, words: str) -> None:
        """Say why somebody was not added; empty takes it back."""
        ...

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing, by field name, in the order of the page."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it could not be done."""
        ...


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one incident brings along."""

    incident: Incident
    window: Window
    offered: str
    seen: Sequence[Person]
    groups: Sequence[GroupSession]


class NewGroupPresenter(PagePresenter):
    """Nothing is kept until Start, except an incident, its procedure, and who cleared it.

    Args:
        view: The page.
        shell: The window.
        incident_id: To begin with; empty for the newest.
    """

    def __init__(self, view: NewGroupView, shell: Navigator, incident_id: str = "") -> None:
        super().__init__(shell)
        self._view = view
        self._incident_id = incident_id
        self._incidents: dict[str, Incident] = {}
        self._roster: tuple[GroupMember, ...] = ()
        self._words: dict[str, str] = {}
        self._seen: Sequence[Person] = ()
        self._window = Window(WindowStatus.OPEN)

    def start(self) -> None:
        """Fill the page."""
        self.run(self.services.casework.incidents, self._filled)
        self.run(self.services.health.before_a_session, self._warn)

    def choose_incident(self, incident_id: str) -> None:
        """Another incident; who was put on the roster stays."""
        self._incident_id = incident_id
        self._look()

    def add_incident(self, form: IncidentForm) -> None:
        """Keep a new incident and choose it."""
        ended_at = moment_of(form.day, form.time_text)
        missing = []
        if not form.what.strip():
            missing.append("incident-what")
        if form.day is None:
            missing.append("incident-day")
        elif ended_at is None:
            missing.append("incident-time")
        elif ended_at > self.services.clock.now():
            missing.append("incident-future")
        self._view.show_missing(missing)
        if missing or ended_at is None:
            return
        self.run_once(
            lambda: self.services.casework.add_incident(
                form.what, form.where, ended_at, YesNoUnknown(form.pip or "unknown")
            ),
            self._added,
            self._view.show_error,
        )

    def note_pip(self, status: str) -> None:
        """Whether a post-incident procedure is in place is known now."""
        incident_id = IncidentId(self._incident_id)
        self._change(lambda: self.services.post_incident.note(incident_id, YesNoUnknown(status)))

    def clear_pip(self, name: str, role: str) -> None:
        """A named person has agreed to group support."""
        missing = [each for each, given in (("clearer", name.strip()), ("role", role)) if not given]
        self._view.show_missing(missing)
        if not missing:
            incident_id = IncidentId(self._incident_id)
            self._change(lambda: self.services.post_incident.clear(incident_id, name, role))

    def add(self, text: str) -> None:
        """Put somebody on the roster: initials, or the reference of a record."""
        words = " ".join(text.split())
        if not words:
            return
        if not _REFERENCE.fullmatch(words):
            self._add(words, None)
            return
        reference = words.upper()

        def found(person: Person | None) -> None:
            if person is None:
                self._view.show_roster_problem(
                    _("There is no record {reference} here. Use initials instead.").format(
                        reference=reference
                    )
                )
            else:
                self._add(_on_roster(person), person.id)

        self.run(lambda: self.services.casework.by_reference(reference), found)

    def add_seen(self, person_id: str) -> None:
        """Put somebody already seen on the roster."""
        for person in self._seen:
            if person.id == person_id:
                self._add(_on_roster(person), person.id)

    def remove(self, key: str) -> None:
        """Take somebody off the roster."""
        self._roster = tuple(each for each in self._roster if each.key != key)
        self._show_roster()

    def open_group(self, group_id: str) -> None:
        """Read a group there was, or go on with one."""
        self.shell.open("group", session=group_id)

    def one_person(self) -> None:
        """It is for one person after all."""
        self.shell.open("new_session", protocol="DI")

    def offered(self) -> None:
        """Start what is offered instead."""
        if self._window.offer:
            self.shell.open("new_session", protocol=self._window.offer)

    def cancel(self) -> None:
        """Nothing was recorded."""
        self.shell.open("today")

    def begin(self, form: GroupForm) -> None:
        """Start, if nothing is missing."""
        missing = self._missing(form)
        self._view.show_missing(missing)
        if missing:
            return
        protocol = self.services.content.protocol(GROUP)
        wish = NewGroup(
            protocol_id=protocol.id,
            protocol_version=protocol.version,
            incident_id=IncidentId(form.incident_id),
            notice=NOTICE,
            roster=self._roster,
            co_leader=form.co_leader,
            label=self._window.label,
            timing_reason=form.reason.strip(),
            in_two=form.in_two and len(self._roster) > USUAL_MOST,
        )

        def opened(made: tuple[SessionId, ...]) -> None:
            self.shell.open("guided", session=made[0])

        self.run_once(lambda: self.services.groups.start(wish), opened, self._view.show_error)

    def _missing(self, form: GroupForm) -> list[str]:
        missing = []
        incident = self._incidents.get(form.incident_id)
        if incident is None:
            missing.append("incident")
        elif is_locked_by_pip(incident):
            missing.append("pip")
        elif self._window.status is WindowStatus.LOCKED:
            missing.append("locked")
        if self._window.status is WindowStatus.NEEDS_REASON and not form.reason.strip():
            missing.append("reason")
        if len(self._roster) < FEWEST:
            missing.append("roster")
        if not form.co_leader.strip():
            missing.append("co-leader")
        if not form.agreed:
            missing.append("agreed")
        return missing

    def _add(self, words: str, person_id: PersonId | None) -> None:
        known = self._coming()
        taken = person_id is not None and any(m.person_id == person_id for m in self._roster)
        if taken or is_listed(known, words):
            self._view.show_roster_problem(
                _("“{words}” is on the roster already. Add something to tell them apart.").format(
                    words=words
                )
            )
            return
        if len(self._roster) >= MOST:
            self._view.show_roster_problem(_("A roster holds forty. Start another group."))
            return
        member = GroupMember(next_key(self._roster), words, person_id)
        self._roster = (*self._roster, member)
        self._view.show_roster_problem("")
        self._show_roster()

    def _coming(self) -> list[Coming]:
        return [Coming(each.key, each.initials) for each in self._roster]

    def _show_roster(self) -> None:
        self._view.show_roster(self._coming())

    def _warn(self, trouble: Exception | None) -> None:
        if trouble is not None:
            self._view.show_error(trouble)

    def _filled(self, incidents: Sequence[Incident]) -> None:
        self._incidents = {each.id: each for each in incidents}
        if self._incident_id not in self._incidents:
            self._incident_id = next(iter(self._incidents), "")
        self._show_incidents()
        self._look()

    def _added(self, incident: Incident) -> None:
        self._incidents = {incident.id: incident, **self._incidents}
        self._incident_id = incident.id
        self._show_incidents()
        self._look()

    def _show_incidents(self) -> None:
        today = local_day(self.services.clock.now())
        entries = [(key, incident_words(each, today)) for key, each in self._incidents.items()]
        self._view.show_incidents(entries, self._incident_id)

    def _change(self, work: Callable[[], Incident]) -> None:
        def changed(incident: Incident) -> None:
            self._incidents[incident.id] = incident
            self._view.show_missing([])
            self._look()

        self.run(work, changed, self._view.show_error)

    def _look(self) -> None:
        incident = self._incidents.get(self._incident_id)
        if incident is None:
            return

        def work() -> _Looked:
            casework = self.services.casework
            windows = self.services.content.pathways().windows
            # The procedure has a card of its own; here only the time is looked at.
            window = window_for(
                windows, GROUP, incident.ended_at, self.services.clock.now(), pip_cleared=True
            )
            offered = (
                self.services.content.protocol(window.offer).short_title if (window.offer) else ""
            )
            return _Looked(
                incident,
                window,
                lower(offered),
                casework.people_at(incident.id),
                self.services.groups.of_incident(incident.id),
            )

        self.run(work, self._looked)

    def _looked(self, found: _Looked) -> None:
        self._window, self._seen = found.window, found.seen
        rule = self.services.content.pathways().windows[GROUP]
        locked = is_locked_by_pip(found.incident)
        self._view.show_pip(
            PipSheet(
                found.incident.pip.value,
                locked,
                rule.pip_text if locked else "",
                cleared_words(found.incident.pip_cleared_by)
                if found.incident.pip_cleared_by
                else "",
            )
        )
        self._view.show_timing(timing(found.window, found.offered))
        self._view.show_seen([(each.id, seen_words(each)) for each in found.seen])
        self._view.show_groups([(each.id, _group_words(each)) for each in found.groups])


def _on_roster(person: Person) -> str:
    """How a record is called on a roster: its reference, and as much of a name as fits."""
    name = person.name if len(person.name) <= _NAME_SHOWN else f"{person.name[: _NAME_SHOWN - 1]}…"
    return f"{person.reference} · {name}" if name else person.reference


def _group_words(group: GroupSession) -> str:
    """One line about a group there was."""
    count = len(group.roster)
    many = ngettext("{count} person", "{count} people", count).format(count=count)
    words = _("{moment}, {many}").format(moment=format_moment(group.started_at), many=many)
    if group.state is SessionState.DRAFT:
        return _("{words}, not finished yet").format(words=words)
    return words
