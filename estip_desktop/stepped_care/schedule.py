"""Next contacts and deadlines: calendar days for people, working days for desks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from estip_desktop.kernel.clock import LOCAL_ZONE_NAME, local, local_day
from estip_desktop.stepped_care.model import Contact, Nation, Pathways

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A contact that is due.

    Args:
        day: Day of the case, counted from the incident's end.
        from_day: The earliest good day; equal to ``day`` where there is no range.
        what: What kind of contact, in words; may be empty.
        protocol: A protocol offered for it; may be empty.
    """

    day: int
    from_day: int
    what: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class DatedFollowUp:
    """A contact with its dates in the calendar."""

    follow_up: FollowUp
    earliest: date
    due: date


@dataclass(frozen=True, slots=True)
class AckDeadline:
    """By when a parcel has to be answered; ``None`` where nothing is due.

    Args:
        collected_by: OH's computer has it (aware, UTC).
        accepted_by: A person at OH took it on (aware, UTC).
        phone_first: It is phoned before the page may be left.
        phone_again_at: When the app asks again whether it was phoned (aware, UTC).
    """

    collected_by: datetime | None
    accepted_by: datetime | None
    phone_first: bool
    phone_again_at: datetime | None


def follow_up(
    definition: Pathways, pathway: str, day: int, protocol: str = ""
) -> tuple[FollowUp, ...]:
    """The next contacts after a decision, soonest first, no day twice.

    Args:
        definition: The rungs with their contacts.
        pathway: The rung chosen.
        day: Day of the case on which it was chosen.
        protocol: The protocol just done; individual defusing is offered after demobilising.

    Raises:
        NotFoundError: There is no such pathway.
    """
    found: dict[int, FollowUp] = {}
    for offer in definition.offers:
        if protocol == offer.after_protocol and pathway in offer.pathways and day < offer.day:
            found[offer.day] = FollowUp(offer.day, offer.day, "", offer.protocol)
    for contact in definition.rung(pathway).contacts:
        entry = _due(definition, contact, day)
        if entry is not None:
            found.setdefault(entry.day, entry)
    return tuple(found[key] for key in sorted(found))


def next_contacts(
    definition: Pathways, pathway: str, incident_day0: date, today: date, protocol: str = ""
) -> tuple[DatedFollowUp, ...]:
    """The next contacts with their dates.

    Args:
        definition: The rungs with their contacts.
        pathway: The rung chosen.
        incident_day0: Calendar day of the incident's end in the United Kingdom.
        today: Calendar day of the decision.
        protocol: The protocol just done.

    Raises:
        NotFoundError: There is no such pathway.
    """
    day = max(0, (today - incident_day0).days)
    return tuple(
        DatedFollowUp(
            entry,
            incident_day0 + timedelta(days=entry.from_day),
            incident_day0 + timedelta(days=entry.day),
        )
        for entry in follow_up(definition, pathway, day, protocol)
    )


def is_working_day(definition: Pathways, day: date, nation: Nation) -> bool:
    """Whether offices of the nation work that day: Monday to Friday without bank holidays.

    Years that the data does not hold know weekends only; ``definition.holiday_years`` tells which
    it holds.
    """
    return day.weekday() < _SATURDAY and day not in definition.bank_holidays[nation]


def add_working_days(definition: Pathways, day: date, count: int, nation: Nation) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself never counts."""
    days = _working_days_after(definition, day, nation)
    return next(later for number, later in enumerate(days, start=1) if number >= count)


def ack_deadline(
    definition: Pathways, pathway: str, sent_at: datetime, nation: Nation
) -> AckDeadline:
    """By when a parcel of this pathway has to be collected and accepted.

    A deadline of n working days ends at the close of the n-th working day after the day of
    sending, in local time.

    Args:
        definition: The rungs with their deadlines.
        pathway: The rung chosen.
        sent_at: Aware moment at which the parcel left the laptop.
        nation: Whose bank holidays count.

    Raises:
        NotFoundError: There is no such pathway.
    """
    rule = definition.rung(pathway).acknowledgement
    again = rule.phone_again_minutes
    return AckDeadline(
        _end_of(definition, sent_at, rule.collected_days, nation),
        _end_of(definition, sent_at, rule.accepted_days, nation),
        rule.phone_first,
        None if again is None else sent_at.astimezone(UTC) + timedelta(minutes=again),
    )


def _due(definition: Pathways, contact: Contact, day: int) -> FollowUp | None:
    if contact.only_before is not None and day >= contact.only_before:
        return None
    if contact.only_from is not None and day < contact.only_from:
        return None
    if contact.anchor:
        later = [anchor for anchor in definition.anchors if anchor > day]
        return FollowUp(later[0], later[0], contact.what) if later else None
    if contact.in_days is None:
        return None
    earliest = contact.in_days if contact.in_days_from is None else contact.in_days_from
    return FollowUp(day + contact.in_days, day + earliest, contact.what)


def _working_days_after(definition: Pathways, day: date, nation: Nation) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if is_working_day(definition, day, nation):
            yield day


def _end_of(
    definition: Pathways, sent_at: datetime, count: int | None, nation: Nation
) -> datetime | None:
    if count is None:
        return None
    last = add_working_days(definition, local_day(local(sent_at)), count, nation)
    hour, minute = definition.working_day_ends
    zone = ZoneInfo(LOCAL_ZONE_NAME)
    return datetime.combine(last, time(hour, minute), zone).astimezone(UTC)
