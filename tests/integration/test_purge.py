"""What is over its time goes, and leaves nothing behind: not in the file, nor in its journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from estip_desktop.adapters.content import Content
from estip_desktop.adapters.crypto.subkeys import subkey
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.files import write_new
from estip_desktop.casework import Answer, FollowUpState
from estip_desktop.casework.model import AskedHow
from estip_desktop.errors import InputRefusedError, NotFoundError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import (
    FollowUpId,
    IncidentId,
    PersonId,
    ReferralId,
    SessionId,
)
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.outbox import ParcelState
from estip_desktop.records import (
    Correction,
    ErasureReason,
    Going,
    HoldKind,
    Keeping,
    Records,
    Withdrawal,
)
from estip_desktop.referrals import ReferralState
from estip_desktop.vault import Backups, SlotKind
from estip_desktop.vault.passphrases import to_bytes
from estip_desktop.vault.retention import Waiting
from tests.backup_support import by_passphrase
from tests.builders import (
    INCIDENT_ENDED,
    NOW,
    a_concern,
    a_decision,
    a_flag,
    a_follow_up,
    a_person,
    a_screening,
    a_session,
    an_incident,
)
from tests.fakes import CountingIds
from tests.ui.parcel_builders import a_parcel, a_referral
from tests.vault_support import PASSPHRASE, MadeVault, make_vault, quick_vaults

CONTENT = Content()
CANARY = "Zzyzx Canary"
PAGE, RESERVED = 4096, 48
CLOSED_AT = INCIDENT_ENDED + timedelta(days=91)
CLOSED = CLOSED_AT.date()


class World:
    """One vault, and the use cases of keeping."""

    def __init__(self, home: Path) -> None:
        self.made = make_vault(home)
        self.vault = self.made.open()
        self.clock = SetClock(NOW)
        self.ids = CountingIds()
        self.keeping = Keeping(
            self.vault.open_unit,
            lambda: CONTENT.profile().retention,
            self.clock,
            self.ids,
            self.vault.empty_journal,
            write_new,
        )
        self.records = Records(self.vault.open_unit, CONTENT, self.clock, self.ids)

    def keep(self, repository: str, *kept: object) -> None:
        with self.vault.open_unit() as unit:
            for record in kept:
                getattr(unit, repository).save(record)
            unit.commit()

    def person(self, number: int = 1, *, closed: bool = True, incident: str = "") -> PersonId:
        """Somebody with a record full of canaries."""
        person_id = PersonId(f"person-{number}")
        incident_id = IncidentId(incident or f"incident-{number}")
        session_id = SessionId(f"session-{number}")
        mine: dict[str, Any] = {"person_id": person_id, "session_id": session_id}
        self.keep("people", a_person(id=person_id, reference=f"P-{number:04}", name=CANARY))
        self.keep("incidents", an_incident(id=incident_id, title=f"{CANARY} collision"))
        self.keep(
            "sessions",
            a_session(
                id=session_id, person_id=person_id, incident_id=incident_id, supporter=CANARY
            ).finish(NOW),
        )
        with self.vault.open_unit() as unit:
            for link in range(60):
                unit.answers.save(Answer(session_id, f"q{link}", f"{CANARY} {'x' * link}", NOW))
            unit.keeping.add_correction(
                Correction(f"c{number}", person_id, session_id, "note", "", CANARY, NOW)
            )
            unit.commit()
        screening = a_screening(id=f"screening-{number}", result={"note": CANARY}, **mine)
        self.keep("screenings", screening)
        self.keep("flags", a_flag(id=f"flag-{number}", incident_id=incident_id, considered=CANARY,
                                  considered_at=NOW, **mine))  # fmt: skip
        self.keep("concerns", a_concern(id=f"concern-{number}", note=CANARY, **mine))
        self.keep("decisions", a_decision(id=f"decision-{number}", wish=CANARY, **mine))
        state = FollowUpState.DONE if closed else FollowUpState.DUE
        self.keep(
            "follow_ups",
            a_follow_up(
                id=FollowUpId(f"follow-up-{number}"),
                incident_id=incident_id,
                purpose="day-91",
                due_on=CLOSED,
                state=state,
                closed_at=CLOSED_AT if closed else None,
                outcome=CANARY,
                **mine,
            ),
        )
        return person_id

    def referral(self, number: int, state: ParcelState, at: Any = CLOSED_AT, revision: int = 1):
        referral = a_referral(
            id=ReferralId(f"referral-{number}"),
            revision=revision,
            person_id=PersonId(f"person-{number}"),
            incident_id=IncidentId(f"incident-{number}"),
            session_id=SessionId(f"session-{number}"),
            state=ReferralState.SIGNED,
            pdf=(CANARY * 3000).encode(),
        )
        self.keep("referrals", referral)
        parcel = a_parcel(
            referral_id=referral.id,
            revision=revision,
            state=state,
            accepted_at=at if state is ParcelState.ACCEPTED else None,
            accepted_by=CANARY,
        )
        self.keep("parcels", parcel)
        return referral

    def at(self, days_after_closing: int) -> None:
        self.clock.set_to(CLOSED_AT + timedelta(days=days_after_closing))

    def decrypted(self) -> bytes:
        """The file and its journal as whoever holds the key could read them."""
        with self.vault.open_unit() as unit:
            tables = [
                row[0]
                for row in unit.transaction.fetch(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
            ]
            told = "".join(
                repr([tuple(row) for row in unit.transaction.fetch(f"SELECT * FROM {name}")])  # noqa: S608 - its own tables
                for name in tables
            )
        return told.encode()


@pytest.fixture
def world(home: Path):
    made = World(home)
    yield made
    report = made.vault.check()
    assert report.is_sound, report.findings
    made.vault.close()


def plain_pages(made: MadeVault, vault: Any) -> bytes:
    """Every page of the file without its cipher, free ones and gaps included, as they lie.

    SQLCipher 4 (its design document): AES-256-CBC, 4,096 bytes a page, at the end of each 16 bytes
    of initialisation vector and 32 of HMAC-SHA256; the first 16 bytes of the file are the salt.
    """
    secret = vault._slots.open(vault._header, SlotKind.PASSPHRASE, to_bytes(PASSPHRASE))
    key = subkey(secret, "database", made.info.id).reveal()
    journal = made.folder / "vault.db-wal"
    assert not journal.exists() or journal.stat().st_size == 0
    data = (made.folder / "vault.db").read_bytes()
    pages = bytearray()
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        vector = page[-RESERVED : -RESERVED + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        pages += decryptor.update(page[0 if start else 16 : -RESERVED])
    assert b"CREATE TABLE people" in pages, "decrypted as it should be"
    return bytes(pages)


class TestClock:
    def test_it_stands_until_the_last_contact(self, world):
        file = world.records.open(world.person(closed=False))
        kept = world.keeping.of(file)
        assert kept.until is None
        assert kept.cases[0].dates.waiting == (Waiting.CONTACT,)

    def test_without_a_last_contact_it_says_so(self, world):
        person = world.person()
        with world.vault.open_unit() as unit:
            follow_up = unit.follow_ups.of_person(person)[0]
        world.keep("follow_ups", a_follow_up(**{**_fields(follow_up), "purpose": "check-in"}))
        kept = world.keeping.of(world.records.open(person))
        assert kept.cases[0].dates.waiting == (Waiting.CLOSING,)

    def test_whoever_declines_an_earlier_contact_declines_the_later_ones(self, world):
        person = world.person()
        with world.vault.open_unit() as unit:
            follow_up = unit.follow_ups.of_person(person)[0]
        declined = {"purpose": "check-in", "state": FollowUpState.DECLINED, "closed_at": None}
        world.keep("follow_ups", a_follow_up(**{**_fields(follow_up), **declined}))
        kept = world.keeping.of(world.records.open(person))
        assert kept.until == NOW.date() + timedelta(days=30)

    def test_only_the_newest_revision_of_a_referral_counts(self, world):
        person = world.person()
        world.referral(1, ParcelState.RETURNED)
        assert world.keeping.of(world.records.open(person)).until is None
        world.referral(1, ParcelState.ACCEPTED, revision=2)
        assert world.keeping.of(world.records.open(person)).until == CLOSED + timedelta(days=30)

    def test_a_withdrawn_referral_waits_for_nobody(self, world):
        person = world.person()
        world.referral(1, ParcelState.WITHDRAWN)
        assert world.keeping.of(world.records.open(person)).until == CLOSED + timedelta(days=30)

    def test_taking_consent_back_ends_the_case(self, world):
        person = world.person(closed=False)
        with world.vault.open_unit() as unit:
            unit.keeping.save_withdrawal(Withdrawal(person, NOW, AskedHow.PHONE))
            unit.commit()
        kept = world.keeping.of(world.records.open(person))
        assert kept.until == NOW.date() + timedelta(days=30)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


class TestPurge:
    def test_nothing_goes_on_the_last_day_and_everything_after_it(self, world):
        person = world.person()
        world.at(30)
        assert world.keeping.preview() == ()
        assert world.keeping.purge().rows == 0
        world.at(31)
        (due,) = world.keeping.preview()
        assert (due.what, due.until) == (Going.RECORD, CLOSED + timedelta(days=30))
        assert world.keeping.purge().rows > 60
        with pytest.raises(NotFoundError):
            world.records.open(person)

    def test_a_preview_changes_nothing(self, world):
        world.person()
        world.at(40)
        before = world.decrypted()
        world.keeping.preview()
        assert world.decrypted() == before

    def test_the_copy_of_a_referral_goes_first_and_that_it_was_handed_over_stays(self, world):
        person = world.person()
        world.referral(1, ParcelState.ACCEPTED)
        world.at(15)
        (due,) = world.keeping.preview()
        assert due.what is Going.REFERRAL
        world.keeping.purge()
        file = world.records.open(person)
        assert file.referrals == ()
        assert [each.reference for each in file.handovers] == [a_referral().reference]
        assert world.keeping.of(file).until == CLOSED + timedelta(days=30)
        assert world.keeping.preview() == ()
        world.at(31)
        world.keeping.purge()
        assert CANARY.encode() not in world.decrypted()

    def test_not_a_trace_stays_in_the_rows_or_the_trail(self, world):
        world.person()
        world.referral(1, ParcelState.ACCEPTED)
        world.at(60)
        assert CANARY.encode() in world.decrypted()
        certificate = world.keeping.purge()
        assert CANARY.encode() not in world.decrypted()
        assert certificate.people == 1

    def test_not_a_trace_stays_in_any_page_even_a_free_one(self, world):
        for number in range(1, 9):
            world.person(number)
        world.person(9, closed=False)
        world.vault.empty_journal()
        assert plain_pages(world.made, world.vault).count(CANARY.encode()) > 500
        world.at(60)
        world.keeping.purge()
        left = plain_pages(world.made, world.vault)
        with world.vault.open_unit() as unit:
            kept = sum(
                str(tuple(row)).count(CANARY)
                for name in ("people", "incidents", "sessions", "answers", "screenings",
                             "flags", "concerns", "decisions", "follow_ups", "corrections")
                for row in unit.transaction.fetch(f"SELECT * FROM {name}")  # noqa: S608 - as above
            )  # fmt: skip
        indexed = 1  # the name of the one who stays stands in the index for searching as well
        assert left.count(CANARY.encode()) == kept + indexed

    def test_the_journal_is_empty_afterwards(self, world):
        world.person()
        world.at(60)
        world.keeping.purge()
        assert (world.made.folder / "vault.db-wal").stat().st_size == 0

    def test_not_a_trace_stays_in_the_newest_backup(self, world, tmp_path):
        for number in range(1, 5):
            world.person(number)
        files = FolderBackups(world.made.home)
        backups = Backups(world.vault, files, world.clock, "test")
        backups.make_daily(Progress(), Cancel())
        world.at(60)
        world.keeping.purge()
        backups.make_daily(Progress(), Cancel())
        newest = backups.newest()
        assert newest is not None
        other = tmp_path / "other"
        quick_vaults(other).restores.restore(newest, by_passphrase(), Progress())
        made = replace(world.made, home=other, vaults=quick_vaults(other))
        vault = made.open()
        vault.empty_journal()
        left = plain_pages(made, vault)
        vault.close()
        assert CANARY.encode() not in left

    def test_somebody_else_and_a_shared_incident_stay(self, world):
        world.person(1, incident="incident-shared")
        other = world.person(2, closed=False, incident="incident-shared")
        world.at(60)
        world.keeping.purge()
        file = world.records.open(other)
        assert file.incident is not None
        assert len(file.answers["session-2"]) == 60

    def test_a_case_goes_and_the_persons_open_one_stays(self, world):
        person = world.person(1)
        world.keep("incidents", an_incident(id=IncidentId("later"), title="Later fire"))
        world.keep(
            "sessions",
            a_session(id=SessionId("s-later"), person_id=person, incident_id=IncidentId("later")),
        )
        world.at(60)
        world.keeping.purge()
        file = world.records.open(person)
        assert [each.id for each in file.sessions] == ["s-later"]

    def test_the_certificate_stands_in_the_trail_without_a_word(self, world):
        person = world.person()
        world.at(60)
        certificate = world.keeping.purge()
        with world.vault.open_unit() as unit:
            (line,) = [
                each for each in unit.audit_log.of([person], 50) if each.what == "records-erased"
            ]
        (erased,) = certificate.erased
        assert line.detail == (
            f"retention rows={erased.rows} tables={len(erased.tables)} sha256={erased.digest}"
        )

    def test_old_tallies_go(self, world):
        with world.vault.open_unit() as unit:
            unit.tallies.add_one(IncidentId("i"), "DI", date(2024, 11, 25))
            unit.tallies.add_one(IncidentId("i"), "DI", date(2024, 11, 26))
            unit.commit()
        assert world.keeping.purge().tallies == 1
        with world.vault.open_unit() as unit:
            assert unit.tallies.of_incident(IncidentId("i")) == 1

    def test_the_trail_is_shortened_after_its_months_and_stays_sound(self, world):
        world.person(closed=False)
        world.clock.set_to(NOW + timedelta(days=365 * 3))
        assert world.keeping.purge().entries > 0

    def test_a_damaged_record_is_left_alone_and_stops_nobody_else(self, home):
        world = World(home)
        damaged, other = world.person(1), world.person(2)
        world.at(60)
        with world.vault.open_unit() as unit:
            unit.transaction.execute("UPDATE people SET role = 'x' WHERE id = ?", (damaged,))
            unit.transaction.record(AuditEvent("changed"))
            unit.commit()
        assert [each.person_id for each in world.keeping.preview()] == [other]
        world.keeping.purge()
        with world.vault.open_unit() as unit:
            assert unit.transaction.fetch("SELECT id FROM people") == [(damaged,)]
        world.vault.close()

    def test_whoever_stops_it_keeps_each_person_whole(self, world):
        for number in (1, 2, 3):
            world.person(number)
        world.at(60)
        cancel = Cancel()
        told: list[str] = []

        class Stopping(Progress):
            def tell(self, words: str, share: float | None = None) -> None:
                del share
                told.append(words)
                if told.count("Removing…") == 2:
                    cancel.request()

        with pytest.raises(CancelledError):
            world.keeping.purge(Stopping(), cancel)
        assert len(world.keeping.preview()) == 1
        assert (world.made.folder / "vault.db-wal").stat().st_size == 0


class TestHolds:
    def test_a_hold_stops_the_purge_and_shows_itself(self, world):
        person = world.person()
        world.at(60)
        hold = world.keeping.hold(person, HoldKind.INQUEST, "Coroner asked", "Legal services")
        (due,) = world.keeping.preview()
        assert due.holds == (hold,)
        assert world.keeping.purge().rows == 0
        world.keeping.lift(hold.id, "Inquest closed")
        assert world.keeping.purge().rows > 0

    @pytest.mark.parametrize(("reason", "owner"), [("", "Legal"), (" ", "Legal"), ("Why", "")])
    def test_it_needs_a_reason_and_an_owner(self, world, reason, owner):
        with pytest.raises(InputRefusedError):
            world.keeping.hold(world.person(), HoldKind.PIP, reason, owner)

    def test_it_is_lifted_once(self, world):
        hold = world.keeping.hold(world.person(), HoldKind.PIP, "Why", "Who")
        world.keeping.lift(hold.id, "Over")
        with pytest.raises(RuleError, match="hold-is-lifted"):
            world.keeping.lift(hold.id, "Over")

    def test_the_trail_knows_the_kind_and_not_the_reason(self, world):
        hold = world.keeping.hold(world.person(), HoldKind.COMPLAINT, CANARY, "Who")
        with world.vault.open_unit() as unit:
            (line,) = unit.audit_log.of([hold.id], 5)
        assert (line.what, line.detail) == ("hold-set", "complaint")


class TestErasure:
    def test_one_person_goes_on_request_with_a_reason(self, world):
        person, other = world.person(1), world.person(2)
        certificate = world.keeping.erase(person, ErasureReason.REQUEST)
        assert certificate.rows > 60
        with pytest.raises(NotFoundError):
            world.records.open(person)
        assert world.records.open(other).sessions
        with world.vault.open_unit() as unit:
            lines = unit.audit_log.of([person], 50)
        assert any(each.detail.startswith("request rows=") for each in lines)

    def test_a_new_backup_is_owed_until_it_is_made_whoever_ends_the_program_meanwhile(self, world):
        backups = Backups(world.vault, FolderBackups(world.made.home), world.clock, "test")
        person = world.person(1)
        backups.make_daily(Progress(), Cancel())
        assert not backups.is_daily_due()
        world.keeping.erase(person, ErasureReason.REQUEST)
        assert backups.is_daily_due()
        backups.make_daily(Progress(), Cancel())
        assert not backups.is_daily_due()

    def test_a_hold_refuses_it(self, world):
        person = world.person()
        world.keeping.hold(person, HoldKind.ACCESS, "Asked for a copy", "DPO")
        with pytest.raises(RuleError, match="hold-stands"):
            world.keeping.erase(person, ErasureReason.REQUEST)
        assert world.records.open(person).sessions

    def test_a_referral_under_way_has_to_arrive_first(self, world):
        person = world.person()
        world.referral(1, ParcelState.STORED)
        with pytest.raises(RuleError, match="referral-under-way"):
            world.keeping.erase(person, ErasureReason.REQUEST)
