"""A database with records of every kind, and every way of reading them that a page has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.casework import Answer
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import (
    ConcernId,
    FollowUpId,
    IncidentId,
    PersonId,
    ReferralId,
    ScreeningId,
    SessionId,
)
from estip_desktop.outbox import OutboxEvent
from estip_desktop.vault import Secret
from tests import builders
from tests.unit.outbox.memory_outbox import a_parcel
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)
PAGE_BYTES = 4096
SIZES = (*range(3_900, 4_101, 10), 5, 240, 8_200, 14_000)
"""Bytes of a text; rows about as long as a page came back full of zeros from SQLCipher alone."""
MANY = 40
"""Rows of each short kind: enough for several pages."""


def text_of(size: int) -> str:
    """The text of this size that is stored."""
    return (f"canary {size} " * (size // 8 + 2))[:size]


def write(path: Path) -> None:
    """Make the database."""
    create(path, KEY, "v-1", {}, SetClock(NOON))
    vault = open_file(path)
    for size in SIZES:
        with vault.open_unit() as unit:
            unit.settings.set(f"k{size}", text_of(size))
            unit.answers.save(Answer("session-1", f"q{size}", text_of(size), NOON))
            unit.audit.record(AuditEvent("answer-saved", "session-1", f"q{size}"))
            unit.commit()
    for number in range(MANY):
        with vault.open_unit() as unit:
            _fill(unit, number)
            unit.audit.record(AuditEvent("session-started", f"session-{number}"))
            unit.commit()
    vault.close()


def _fill(unit: SqlUnitOfWork, number: int) -> None:
    ids = {"session_id": f"session-{number}", "person_id": f"person-{number}"}
    place = {"incident_id": f"incident-{number % 4}"}
    unit.people.save(
        builders.a_person(id=ids["person_id"], reference=f"P-{number:04}", name=text_of(120))
    )
    unit.incidents.save(
        builders.an_incident(id=f"incident-{number}", title=text_of(90), place=text_of(60))
    )
    unit.sessions.save(
        builders.a_session(id=ids["session_id"], person_id=ids["person_id"], **place)
    )
    unit.screenings.save(
        builders.a_screening(id=f"screening-{number}", result={"total": number}, **ids)
    )
    unit.flags.save(builders.a_flag(id=f"flag-{number}", **ids, **place))
    unit.concerns.save(builders.a_concern(id=f"concern-{number}", note=text_of(200), **ids))
    unit.decisions.save(builders.a_decision(id=f"decision-{number}", reason=text_of(150), **ids))
    unit.follow_ups.save(builders.a_follow_up(id=f"follow-up-{number}", **ids, **place))
    unit.tallies.add_one(builders.an_incident().id, "DM", NOON.date())
    unit.own_checks.add(f"2026-11-23T12:00:00.{number:06}Z", {"slept": "yes"})
    parcel = _parcel(number)
    unit.parcels.save(parcel)
    unit.parcels.add_event(
        OutboxEvent(
            parcel.referral_id, 1, NOON + timedelta(seconds=number), float(number), "sealed"
        )
    )


def fill_again(unit: SqlUnitOfWork, number: int) -> None:
    """Write some of the records of one person anew, changed a little."""
    ids = {"session_id": f"session-{number}", "person_id": f"person-{number}"}
    unit.people.save(
        builders.a_person(id=ids["person_id"], reference=f"P-{number:04}", name=text_of(121))
    )
    unit.decisions.save(builders.a_decision(id=f"decision-{number}", reason=text_of(151), **ids))
    unit.concerns.save(builders.a_concern(id=f"concern-{number}", note=text_of(201), **ids))
    unit.parcels.save(replace(_parcel(number), sealed_size=9))


def _parcel(number: int) -> Any:
    return replace(a_parcel(), referral_id=ReferralId(f"referral-{number}"))


def open_file(path: Path) -> SqlVault:
    """Open it.

    Raises:
        VaultError: It cannot be opened.
    """
    return SqlVault.open(path, KEY, "v-1", SetClock(NOON))


Reading = Callable[[SqlUnitOfWork], Any]


def readings() -> Mapping[str, Reading]:
    """Every way to read records, by name; each returns something that can be compared."""
    found: dict[str, Reading] = {
        "answers": lambda unit: dict(unit.answers.of("session-1")),
        "people at an incident": lambda unit: unit.people.at_incident(IncidentId("incident-1")),
        "latest people": lambda unit: unit.people.latest(MANY),
        "latest incidents": lambda unit: unit.incidents.latest(MANY),
        "drafts": lambda unit: unit.sessions.drafts(MANY),
        "open concerns": lambda unit: unit.concerns.open_ones(),
        "due": lambda unit: unit.follow_ups.due_until(date(2027, 1, 1), MANY),
        "tally": lambda unit: unit.tallies.of_incident(builders.an_incident().id),
        "outbox": lambda unit: unit.parcels.all(),
    }
    for size in SIZES:
        found[f"setting of {size}"] = _setting(size)
    for number in (0, 7, 21, MANY - 1):
        found |= {f"{what} {number}": read for what, read in _of_one(number).items()}
    return found


def _setting(size: int) -> Reading:
    return lambda unit: unit.settings.get(f"k{size}")


def _of_one(number: int) -> dict[str, Reading]:
    person, session = PersonId(f"person-{number}"), SessionId(f"session-{number}")
    incident = IncidentId(f"incident-{number % 4}")
    key = _parcel(number).key
    return {
        "person": lambda unit: unit.people.get(person),
        "person by reference": lambda unit: unit.people.by_reference(f"P-{number:04}"),
        "incident": lambda unit: unit.incidents.get(IncidentId(f"incident-{number}")),
        "session": lambda unit: unit.sessions.get(session),
        "sessions of person": lambda unit: unit.sessions.of_person(person),
        "screening": lambda unit: unit.screenings.get(ScreeningId(f"screening-{number}")),
        "screenings of session": lambda unit: unit.screenings.of_session(session),
        "screenings of person": lambda unit: unit.screenings.of_person(person),
        "flags of session": lambda unit: unit.flags.of_session(session),
        "flags of case": lambda unit: unit.flags.of_case(person, incident),
        "concern": lambda unit: unit.concerns.get(ConcernId(f"concern-{number}")),
        "concerns of session": lambda unit: unit.concerns.of_session(session),
        "decision of session": lambda unit: unit.decisions.latest_of_session(session),
        "decision of person": lambda unit: unit.decisions.latest_of_person(person),
        "follow-up": lambda unit: unit.follow_ups.get(FollowUpId(f"follow-up-{number}")),
        "follow-ups of session": lambda unit: unit.follow_ups.of_session(session),
        "parcel": lambda unit: unit.parcels.get(key),
        "events of parcel": lambda unit: unit.parcels.events(key),
    }
