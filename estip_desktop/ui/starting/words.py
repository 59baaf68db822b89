"""What the New session page says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from estip_desktop.casework import Incident, Person
from estip_desktop.kernel.clock import local, local_day
from estip_desktop.kernel.i18n import _, format_date, format_day, format_time
from estip_desktop.protocols import Protocol as Checklist
from estip_desktop.protocols import Window, WindowStatus
from estip_desktop.ui.starting.model import Timing

OCCUPATIONAL_HEALTH = "OH"
"""Offered where a referral takes the place of a protocol."""


def timing(window: Window, offered: str) -> Timing:
    """Whether it is the right time, in words; ``offered`` is the title of what is instead."""
    titles = {
        WindowStatus.OPEN: "",
        WindowStatus.LATE: _("Later than usual"),
        WindowStatus.NEEDS_REASON: _("Earlier than usual"),
        WindowStatus.LOCKED: _("Not open now"),
    }
    locked = window.status is WindowStatus.LOCKED
    to_oh = window.offer == OCCUPATIONAL_HEALTH
    if to_oh:
        titles[WindowStatus.NEEDS_REASON] = _("Later than usual")
    words = window.reason
    if locked and window.opens_at is not None:
        at = _("It opens on {day} at {time}.").format(
            day=format_date(local_day(window.opens_at)), time=format_time(window.opens_at)
        )
        words = f"{words} {at}"
    return Timing(
        title=titles[window.status],
        words=words if window.status is not WindowStatus.OPEN else "",
        locked=locked,
        needs_reason=window.status is WindowStatus.NEEDS_REASON,
        offer=offered if locked else "",
        needs_agreement=to_oh and window.status is WindowStatus.NEEDS_REASON,
    )


def forms_of(protocols: Sequence[Checklist], protocol_id: str) -> list[Checklist]:
    """The forms of one protocol, the usual one first."""
    family = protocol_id.partition("-")[0]
    return sorted((each for each in protocols if each.family == family), key=lambda each: each.id)


def form_words(form: Checklist, usual: Checklist) -> str:
    """The usual or the short form, and how long it takes."""
    shortest, longest = form.usual_minutes
    words = _("Usual form, {shortest} to {longest} min")
    if form.id != usual.id:
        words = _("Short form, {shortest} to {longest} min")
    return words.format(shortest=shortest, longest=longest)


def lower(title: str) -> str:
    """A title in the middle of a sentence."""
    return title[:1].lower() + title[1:]


def incident_words(incident: Incident, today: date) -> str:
    """An incident as the list names it."""
    ended = local(incident.ended_at)
    day = _("today") if ended.date() == today else format_day(ended.date())
    parts = [incident.title, _("{day} {time}").format(day=day, time=f"{ended:%H:%M}")]
    if incident.place:
        parts.insert(1, incident.place)
    return " · ".join(parts)


def seen_words(person: Person) -> str:
    """A person already seen, as the chip names them."""
    return f"{person.reference} · {person.name}" if person.name else person.reference
