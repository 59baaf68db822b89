"""A real vault with one person's record of a month, for the pages that show it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.storage.exports import write_folder
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.casework import Answer, Casework, Contacts, FollowUpState
from estip_desktop.casework.model import ContactMethod, ScreeningState
from estip_desktop.guidance import Concerns, Groups, Guide, Questionnaires
from estip_desktop.kernel.ids import FollowUpId, PersonId, ScreeningId, SessionId
from estip_desktop.records import Copies, Keeping, Moving, Records, Rights
from estip_desktop.stepped_care import Care, Level
from estip_desktop.vault.health import Health
from tests.builders import (
    NOW,
    a_concern,
    a_decision,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.fakes import CountingIds, FakeClock, FakeNavigator
from tests.vault_support import make_vault

CONTENT = Content()
PERSON = PersonId("person-1")


def a_result(value: int, band: str, top: int = 27, window: str = "in") -> dict[str, object]:
    """What a scored questionnaire keeps."""
    score = {"id": "total", "value": value, "range": [0, top], "band": band, "band_label": band}
    return {"scores": [score], "window": window}


class RecordWorld:
    """Use cases over a real vault."""

    def __init__(self, vault: Any) -> None:
        self.vault = vault
        self.clock = FakeClock(NOW + timedelta(days=32))
        self.ids = CountingIds()
        self.records = Records(vault.open_unit, CONTENT, self.clock, self.ids)
        self.health = Health(vault, vault.open_unit, self.clock)
        self.keeping = Keeping(
            vault.open_unit,
            lambda: CONTENT.profile().retention,
            self.clock,
            self.ids,
            vault.empty_journal,
            write_new,
            self.health,
        )
        self.rights = Rights(vault.open_unit, self.clock, self.ids)
        printer: Any = SimpleNamespace(record_copy=lambda _copy: b"%PDF-made-up")
        self.copies = Copies(vault.open_unit, CONTENT, printer, write_folder)
        self.casework = Casework(vault.open_unit, self.clock, self.ids)
        self.contacts = Contacts(vault.open_unit, self.clock, self.ids)
        red = [code for code, flag in CONTENT.pathways().flags.items() if flag.level is Level.RED]
        parts = (self.clock, self.ids)
        self.concerns = Concerns(vault.open_unit, *parts, red)
        use = (vault.open_unit, CONTENT, self.concerns, *parts, red)
        self.guide, self.questionnaires = Guide(*use), Questionnaires(*use)
        self.groups = Groups(vault.open_unit, CONTENT, *parts)
        self.care = Care(
            vault.open_unit, CONTENT, self.guide, self.questionnaires, self.concerns, *parts
        )
        self.services = SimpleNamespace(
            records=self.records,
            keeping=self.keeping,
            rights=self.rights,
            copies=self.copies,
            backups=SimpleNamespace(
                disks=lambda: (), make_daily=lambda _p, _c: None, set_aside=tuple
            ),
            outbox=SimpleNamespace(sweep=lambda: 0),
            casework=self.casework,
            contacts=self.contacts,
            care=self.care,
            guide=self.guide,
            groups=self.groups,
            questionnaires=self.questionnaires,
            moving=Moving(vault.open_unit, self.clock, self.ids),
            content=CONTENT,
            clock=self.clock,
            vault=vault,
        )
        self.shell: Any = FakeNavigator(self.services)

    def keep(self, repository: str, *kept: object) -> None:
        with self.vault.open_unit() as unit:
            for record in kept:
                getattr(unit, repository).save(record)
            unit.commit()

    def answer(self, owner: str, link_id: str, value: Any) -> None:
        with self.vault.open_unit() as unit:
            unit.answers.save(Answer(owner, link_id, value, NOW))
            unit.commit()

    def a_month(self) -> None:
        """Two sessions, an immediate concern, four questionnaires, a decision, three contacts."""
        self.keep(
            "people",
            a_person(
                role="Response officer",
                contact_method=ContactMethod.TEXT,
                phone="01632 960417",
                staff_number="ND4471",
            ),
        )
        self.keep("incidents", an_incident())
        first = a_session().finish(NOW + timedelta(minutes=28))
        later = NOW + timedelta(days=25)
        second = a_session(
            id=SessionId("session-2"), protocol_id="MR", started_at=later, touched_at=later
        ).finish(later + timedelta(minutes=35))
        self.keep("sessions", first, second)
        self.answer("session-1", "DI9.note", "Sleeps at her sister's. Wants quiet days.")
        self.keep(
            "concerns", a_concern(told=("Duty supervisor",), receiver="Sgt Made Up", flags=("R5",))
        )
        scores = (("phq-9", (14, 11, 9), 27), ("gad-7", (12, 8, 6), 21))
        for instrument, values, top in scores:
            for number, value in enumerate(values):
                at = later + timedelta(days=number * 3)
                self.keep(
                    "screenings",
                    a_screening(
                        id=ScreeningId(f"{instrument}-{number}"),
                        instrument_id=instrument,
                        session_id=SessionId("session-2"),
                        started_at=at,
                        finished_at=at,
                        state=ScreeningState.SCORED,
                        result=a_result(value, "moderate" if value > 9 else "mild", top),
                    ),
                )
        self.keep("decisions", a_decision(at=later, wish="Some quiet days and a call."))
        self.keep(
            "follow_ups",
            a_follow_up(id=FollowUpId("f1"), state=FollowUpState.DONE, method=ContactMethod.PHONE),
            a_follow_up(id=FollowUpId("f2"), due_on=date(2027, 1, 4), purpose="day-91"),
        )


@contextmanager
def record_world(home: Path) -> Iterator[RecordWorld]:
    """Open it, and close it sound."""
    vault = make_vault(home).open()
    try:
        yield RecordWorld(vault)
        report = vault.check()
        assert report.is_sound, report.findings
    finally:
        vault.close()
