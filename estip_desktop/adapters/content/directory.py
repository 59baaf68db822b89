"""Services one can turn to, and the settings of a force, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from estip_desktop.adapters.content.shapes import ProfileFile, ServicesFile, ServiceShape
from estip_desktop.errors import ContentRefusedError
from estip_desktop.services import Contact
from estip_desktop.signposting import DirectoryEntry, DirectoryPart
from estip_desktop.stepped_care import Nation
from estip_desktop.vault.retention import Retention

_URGENT = ("emergency", "crisis", "listening")
"""Kinds of services with numbers for the worst hour, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Service:
    """One contact.

    Args:
        id: Stable.
        name: As shown.
        kind: ``emergency``, ``crisis``, ``listening``, ``counselling``, ``gp`` or ``internal``.
        phone: To dial or read out; may be empty.
        text: Number for text messages; may be empty.
        url: May be empty.
        hours: In words.
        audience: ``anyone`` or ``police``.
        note: What it is, and how to get there.
        route: ``internal`` or ``external`` to the force; empty for lines that answer anybody.
        criteria: Who may use it, and how.
        urgent: Belongs on the safety card.
        confirmed: Compared with its own publication; otherwise well known but still to be checked.
        checked_on: ISO day, printed beside it.
        is_old: Checked longer ago than the file's limit, so a warning stands beside it.
    """

    id: str
    name: str
    kind: str
    phone: str
    text: str
    url: str
    hours: str
    audience: str
    note: str
    route: str
    criteria: str
    urgent: bool
    confirmed: bool
    checked_on: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings that a force may replace by a signed file.

    Args:
        id: Stable.
        version: Of the file.
        name: As shown.
        is_built_in: No force's profile is installed; ``banner`` says so on screen.
        nation: For services and bank holidays, until first run asks.
        banner: One or two sentences; empty for a force's own profile.
        peer_instruments: What peers may administer.
        default_battery: The usual set of a monitor-and-refer contact.
        cut_offs: Changes to published cut-offs by instrument id; empty keeps them.
        follow_up_days: Days of the case.
        suppression_limit: Smallest count that reports print.
        profile_warn_after_days: Age at which a profile is called old.
        retention: How long what is kept.
        transport: Kind of store, and its path or address.
        phones: Numbers of the force by name.
        recovery_recipient: age recipient of the force's recovery slot, or ``None``.
    """

    id: str
    version: str
    name: str
    is_built_in: bool
    nation: Nation
    banner: str
    peer_instruments: tuple[str, ...]
    default_battery: tuple[str, ...]
    cut_offs: Mapping[str, int]
    follow_up_days: tuple[int, ...]
    suppression_limit: int
    profile_warn_after_days: int
    retention: Retention
    transport: tuple[str, str]
    phones: Mapping[str, str]
    recovery_recipient: str | None


def services_from(file: ServicesFile, nation: Nation, today: date) -> tuple[Service, ...]:
    """The contacts of one nation, in the file's order, with a mark on those checked long ago.

    Raises:
        ContentRefusedError: One was checked on a day that no calendar has.
    """
    return tuple(
        _service(shape, file.warn_after_days, today)
        for shape in file.services
        if nation.value in shape.nations
    )


def _service(shape: ServiceShape, limit_days: int, today: date) -> Service:
    try:
        age_days = (today - date.fromisoformat(shape.checked_on)).days
    except ValueError as error:
        raise ContentRefusedError(f"services:{shape.id}:no-such-day") from error
    return Service(
        id=shape.id,
        name=shape.name,
        kind=shape.kind,
        phone=shape.phone,
        text=shape.text,
        url=shape.url,
        hours=shape.hours,
        audience=shape.audience,
        note=shape.note,
        route=shape.route,
        criteria=shape.criteria,
        urgent=shape.urgent,
        confirmed=shape.confirmed,
        checked_on=shape.checked_on,
        is_old=age_days > limit_days,
    )


def directory_from(services: Sequence[Service], profile: Profile) -> tuple[DirectoryEntry, ...]:
    """Every service with its numbers; the force's own ones come from its profile."""
    listed = [
        DirectoryEntry(
            part=_part(service),
            name=service.name,
            number=service.phone or service.text,
            is_text_message=not service.phone and bool(service.text),
            url=service.url,
            hours=service.hours,
            note=service.note,
            criteria=service.criteria,
            checked_on=service.checked_on,
            is_old=service.is_old,
            confirmed=service.confirmed,
        )
        for service in services
    ]
    for name, phone in profile.phones.items():
        known = next((entry for entry in listed if entry.name == name), None)
        if known is not None:
            listed[listed.index(known)] = replace(known, number=phone)
        else:
            listed.append(
                DirectoryEntry(
                    DirectoryPart.INSIDE, name, phone, False, "", "", "", "", "", False, True
                )
            )
    return tuple(listed)


def urgent_from(services: Sequence[Service], phones: Mapping[str, str]) -> tuple[Contact, ...]:
    """Whom to ring: 999, then the force's own numbers, then crisis lines, then listeners.

    Args:
        services: As listed for a nation.
        phones: Numbers of the force by name; one may be that of a service listed without.
    """
    names = {service.name: service for service in services}
    own = [
        Contact(
            id=names[name].id if name in names else f"force-{position}",
            name=name,
            number=phone,
            detail=names[name].criteria if name in names else "",
            is_text_message=False,
            checked_on="",
        )
        for position, (name, phone) in enumerate(phones.items(), 1)
    ]
    listed = [each for each in services if (each.phone or each.text) and each.name not in phones]
    by_kind = {kind: [_contact(each) for each in listed if each.kind == kind] for kind in _URGENT}
    return (*by_kind["emergency"], *own, *by_kind["crisis"], *by_kind["listening"])


def _contact(service: Service) -> Contact:
    return Contact(
        id=service.id,
        name=service.name,
        number=service.phone or service.text,
        detail=service.note if service.kind == "crisis" else service.hours,
        is_text_message=not service.phone,
        checked_on=service.checked_on,
    )


def _part(service: Service) -> DirectoryPart:
    if service.kind in {"emergency", "crisis"}:
        return DirectoryPart.NOW
    if service.kind == "listening":
        return DirectoryPart.LISTENING
    return DirectoryPart.INSIDE if service.route == "internal" else DirectoryPart.OUTSIDE


def profile_from(file: ProfileFile) -> Profile:
    """The settings as values."""
    kept = msgspec.structs.asdict(file.retention)
    return Profile(
        id=file.id,
        version=file.version,
        name=file.name,
        is_built_in=file.built_in,
        nation=Nation(file.nation),
        banner=file.banner,
        peer_instruments=tuple(file.peer_instruments),
        default_battery=tuple(file.default_battery),
        cut_offs=file.cut_offs,
        follow_up_days=tuple(file.follow_up_days),
        suppression_limit=file.suppression_limit,
        profile_warn_after_days=file.profile_warn_after_days,
        retention=Retention(
            **{name: value for name, value in kept.items() if name not in {"source", "reviewed"}}
        ),
        transport=(file.transport.kind, file.transport.path),
        phones={phone.name: phone.phone for phone in file.phones},
        recovery_recipient=file.recovery_recipient,
    )
