"""Before a conversation begins: the incident, the person, the time, and three separate choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from estip_desktop.casework import (
    NOTICE,
    Consent,
    FollowUp,
    Incident,
    NewSession,
    Person,
    Share,
    YesNoUnknown,
)
from estip_desktop.errors import NotFoundError
from estip_desktop.guidance import PRIVATE_TALK
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.ids import FollowUpId, IncidentId, PersonId, SessionId
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.protocols import Window, WindowStatus, window_for
from estip_desktop.stepped_care import DEFUSING
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.new_session.model import Form, FormChoice, Held, Seen
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.starting.model import IncidentForm, Timing
from estip_desktop.ui.starting.typed import moment_of
from estip_desktop.ui.starting.words import (
    OCCUPATIONAL_HEALTH,
    form_words,
    forms_of,
    incident_words,
    lower,
    seen_words,
    timing,
)

MONITORING, INDIVIDUAL = "MR", "DI"


class NewSessionView(Protocol):
    """What the page can show."""

    def show_protocol(self, title: str) -> None:
        """Name what is about to start."""
        ...

    def show_group_way(self, *, offered: bool) -> None:
        """Offer a group instead of one person."""
        ...

    def show_forms(self, forms: Sequence[FormChoice], chosen: str) -> None:
        """Offer the forms of the protocol, the usual one first; nothing where there is one."""
        ...

    def show_incidents(self, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the incidents as id and words, one chosen."""
        ...

    def show_reference(self, reference: str, name: str = "", *, earlier: bool = False) -> None:
        """Show the reference the person has or would get."""
        ...

    def show_seen(self, people: Sequence[Seen]) -> None:
        """Offer the records of people already seen for the incident."""
        ...

    def show_timing(self, timing: Timing) -> None:
        """Say whether it is the right time."""
        ...

    def show_missing(self, missing: Sequence[str]) -> None:
        """Say what is missing, by field name, in the order of the page."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it could not be started."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page is filled with."""

    incidents: Sequence[Incident]
    reference: str
    person: Person | None
    incident_id: str
    protocol_id: str
    forms: tuple[Checklist, ...]


class NewSessionPresenter(PagePresenter):
    """Nothing is kept until Start, except an incident somebody adds on the way.

    Args:
        view: The page.
        shell: The window.
        protocol_id: What is to be started; empty for what an agreed contact asks for.
        follow_up_id: The agreed contact it belongs to, or empty.
        person_id: The record to go on with, or empty.
    """

    def __init__(
        self,
        view: NewSessionView,
        shell: Navigator,
        protocol_id: str,
        follow_up_id: str = "",
        person_id: str = "",
    ) -> None:
        super().__init__(shell)
        self._view = view
        self._protocol_id = protocol_id
        self._follow_up_id = follow_up_id
        self._wanted_person = person_id
        self._incidents: dict[str, Incident] = {}
        self._people: dict[str, Person] = {}
        self._incident_id = ""
        self._person_id = ""
        self._new_reference = ""
        self._is_adding = False
        self._window = Window(WindowStatus.OPEN)
        self._done: frozenset[str] = frozenset()
        self._held = Held()

    def start(self) -> None:
        """Fill the page."""
        self.run(self._read, self._filled)
        self.run(self.services.health.before_a_session, self._warn)

    def choose_form(self, protocol_id: str) -> None:
        """The usual or the short form."""
        self._protocol_id = protocol_id

    def choose_incident(self, incident_id: str) -> None:
        """Another incident: other people, unless one is given, and another time."""
        self._incident_id = incident_id
        if not self._wanted_person:
            self._person_id = ""
            self._view.show_reference(self._new_reference)
        self._look_at_incident(people=not self._wanted_person)

    def continue_with(self, person_id: str) -> None:
        """Go on with an earlier record, or (empty) make a new one."""
        self._person_id = person_id
        person = self._people.get(person_id)
        if person is None:
            self._view.show_reference(self._new_reference)
        else:
            self._view.show_reference(person.reference, person.name, earlier=True)
        self._look_at_incident(people=False)

    def add_incident(self, form: IncidentForm) -> None:
        """Keep a new incident and choose it; it is kept even if no session follows."""
        ended_at = moment_of(form.day, form.time_text)
        missing = []
        if not form.what.strip():
            missing.append("incident-what")
        if form.day is None:
            missing.append("incident-day")
        readable = ended_at is not None or form.day is None
        if not form.time_text or not readable:
            missing.append("incident-time")
        elif ended_at is not None and ended_at > self.services.clock.now():
            missing.append("incident-future")
        if missing or ended_at is None:
            self._view.show_missing(missing)
            return
        if self._is_adding:
            return
        self._is_adding = True
        casework = self.services.casework
        self.run(
            lambda: casework.add_incident(
                form.what, form.where, ended_at, YesNoUnknown(form.pip or "unknown")
            ),
            self._added,
            self._not_added,
        )

    def hold_at(self, held: Held) -> None:
        """It is typed in from paper, held at that moment: the window of that moment counts."""
        if held == self._held:
            return
        self._held = held
        incident = self._incidents.get(self._incident_id)
        if incident is not None:
            self._window = self._window_at(incident, self._done, self._protocol_id)
            self._view.show_timing(timing(self._window, self._title_of(self._window.offer)))

    def offered(self) -> None:
        """Start what is offered instead, for the same person."""
        given = {"follow_up": self._follow_up_id, "person": self._wanted_person}
        given = {name: value for name, value in given.items() if value}
        if self._window.offer == OCCUPATIONAL_HEALTH:
            if self._person_id:
                self.shell.open("person", person=self._person_id)
        elif self._window.offer:
            self.shell.open("new_session", protocol=self._window.offer, **given)

    def for_group(self) -> None:
        """It is for a group: with the incident that stands here."""
        given = {"incident": self._incident_id} if self._incident_id else {}
        self.shell.open("new_group", **given)

    def cancel(self) -> None:
        """Nothing was recorded."""
        self.shell.open("today")

    def begin(self, form: Form) -> None:
        """Start, if nothing is missing."""
        self.hold_at(form.held)  # Enter in the field of the time comes before it is left
        missing = self._missing(form)
        self._view.show_missing(missing)
        if missing:
            return
        services = self.services

        def work() -> SessionId:
            wish = self._wish(form)
            if form.record == "no":
                return services.guide.start_talk_only(wish)
            return services.casework.start(wish).id

        self.run_once(
            work,
            lambda session_id: self.shell.open("guided", session=session_id),
            self._view.show_error,
        )

    def _warn(self, trouble: Exception | None) -> None:
        if trouble is not None:
            self._view.show_error(trouble)

    def _wish(self, form: Form) -> NewSession:
        protocol = self.services.content.protocol(self._protocol_id)
        return NewSession(
            protocol_id=protocol.id,
            protocol_version=protocol.version,
            incident_id=IncidentId(form.incident_id),
            consent=Consent(
                talk=form.talk == "yes",
                record=form.record == "yes",
                share=Share(form.share or "no"),
                notice=NOTICE,
                at=form.held.at or self.services.clock.now(),
            ),
            person_id=PersonId(self._person_id) if self._person_id else None,
            person_name=form.name,
            label=self._window.label,
            timing_reason=_reason_words(form),
            from_paper=form.held.from_paper,
            held_at=form.held.at,
        )

    def _missing(self, form: Form) -> list[str]:
        missing = []
        if not form.incident_id:
            missing.append("incident")
        incident = self._incidents.get(form.incident_id)
        ended_at = incident.ended_at if incident is not None else None
        held = form.held.missing(self.services.clock.now(), ended_at)
        if held:
            missing.append(held)
        if self._window.status is WindowStatus.LOCKED:
            missing.append("locked")
        if self._window.status is WindowStatus.NEEDS_REASON and not form.reason.strip():
            missing.append("reason")
        if self._needs_agreement and not form.agreed_by.strip():
            missing.append("agreed-by")
        if form.talk != "yes":
            missing.append("talk" if not form.talk else "talk-no")
        if not form.record:
            missing.append("record")
        if not form.share and form.record != "no":
            missing.append("share")
        return missing

    @property
    def _needs_agreement(self) -> bool:
        window = self._window
        late = window.status is WindowStatus.NEEDS_REASON
        return late and window.offer == OCCUPATIONAL_HEALTH

    def _read(self) -> _Found:
        casework = self.services.casework
        person, incident_id, protocol_id = None, "", self._protocol_id
        if self._follow_up_id:
            follow_up = casework.follow_up(FollowUpId(self._follow_up_id))
            person = casework.person(follow_up.person_id)
            incident_id = follow_up.incident_id
            protocol_id = protocol_id or self._asked_by(follow_up)
        elif self._wanted_person:
            person = casework.person(PersonId(self._wanted_person))
            incident_id = casework.newest_incident(person.id)
        protocol_id = protocol_id or MONITORING
        forms = forms_of(self.services.content.protocols(), protocol_id)
        reference = casework.next_reference()
        return _Found(
            casework.incidents(), reference, person, incident_id, protocol_id, tuple(forms)
        )

    def _asked_by(self, follow_up: FollowUp) -> str:
        """The protocol a contact asks for; before day 21 a talk takes the place of monitoring."""
        if follow_up.purpose in {DEFUSING, PRIVATE_TALK}:
            return INDIVIDUAL
        incident = self.services.casework.incident(follow_up.incident_id)
        window = self._window_at(incident, frozenset(), MONITORING)
        return window.offer if window.status is WindowStatus.LOCKED else MONITORING

    def _filled(self, found: _Found) -> None:
        self._new_reference, person = found.reference, found.person
        self._protocol_id = found.protocol_id
        usual = found.forms[0]
        self._view.show_protocol(lower(usual.short_title))
        alone = not (self._follow_up_id or self._wanted_person)
        self._view.show_group_way(offered=alone and usual.family == INDIVIDUAL)
        if len(found.forms) > 1:
            choices = [FormChoice(form.id, form_words(form, usual)) for form in found.forms]
            self._view.show_forms(choices, found.protocol_id)
        self._incidents = {incident.id: incident for incident in found.incidents}
        self._incident_id = found.incident_id or next(iter(self._incidents), "")
        self._show_incidents()
        if person is not None:
            self._people[person.id] = person
            self._person_id = person.id
            self._view.show_reference(person.reference, person.name, earlier=True)
        else:
            self._view.show_reference(self._new_reference)
        self._look_at_incident(people=person is None)

    def _not_added(self, error: Exception) -> None:
        self._is_adding = False
        self._view.show_error(error)

    def _added(self, incident: Incident) -> None:
        self._is_adding = False
        self._incidents = {incident.id: incident, **self._incidents}
        self._incident_id = incident.id
        self._view.show_missing([])
        self._show_incidents()
        self._look_at_incident(people=not self._wanted_person)

    def _show_incidents(self) -> None:
        today = local_day(self.services.clock.now())
        entries = [(key, incident_words(each, today)) for key, each in self._incidents.items()]
        self._view.show_incidents(entries, self._incident_id)

    def _look_at_incident(self, *, people: bool = True) -> None:
        incident = self._incidents.get(self._incident_id)
        if incident is None:
            self._view.show_seen([])
            return
        person_id = self._person_id

        def work() -> tuple[Sequence[Person], frozenset[str], Window, str]:
            casework = self.services.casework
            seen = casework.people_at(incident.id) if people else ()
            done = frozenset[str]()
            if person_id:
                done = casework.earlier_protocols(PersonId(person_id), incident.id)
            window = self._window_at(incident, done, self._protocol_id)
            return seen, done, window, self._title_of(window.offer)

        def show(found: tuple[Sequence[Person], frozenset[str], Window, str]) -> None:
            seen, self._done, self._window, offered = found
            if people:
                self._people.update({person.id: person for person in seen})
                self._view.show_seen([Seen(person.id, seen_words(person)) for person in seen])
            self._view.show_timing(timing(self._window, offered))

        self.run(work, show)

    def _window_at(self, incident: Incident, done: frozenset[str], protocol_id: str) -> Window:
        return window_for(
            self.services.content.pathways().windows,
            protocol_id,
            incident.ended_at,
            self._held.at or self.services.clock.now(),
            done,
            pip=incident.pip.value,
            pip_cleared=bool(incident.pip_cleared_by),
        )

    def _title_of(self, protocol_id: str) -> str:
        """The title of what is offered instead; empty where this laptop does not have it."""
        try:
            if not protocol_id:
                return ""
            return lower(self.services.content.protocol(protocol_id).short_title)
        except NotFoundError:
            return ""


def _reason_words(form: Form) -> str:
    """Why it is held outside its time, and who agreed to that."""
    reason, who = form.reason.strip(), form.agreed_by.strip()
    return _("{reason} (agreed by {who})").format(reason=reason, who=who) if who else reason
