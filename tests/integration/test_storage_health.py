"""The health of a real vault: the check after unlocking, room set aside, and a full disk."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.adapters.storage import database as database_module
from estip_desktop.adapters.storage import reserve as reserve_module
from estip_desktop.adapters.storage.reserve import RESERVE_BYTES, Reserve
from estip_desktop.errors import DiskFullError, VaultInUseError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, CancelledError, Progress
from estip_desktop.vault import OpenVault
from estip_desktop.vault.health import Health
from tests.builders import a_person
from tests.vault_support import NOON, PASSPHRASE, MadeVault, make_vault, quick_vaults


@pytest.fixture
def made(tmp_path) -> MadeVault:
    return make_vault(tmp_path / "home")


@pytest.fixture
def vault(made):
    opened = made.open()
    yield opened
    opened.close()


def inside(vault: Any) -> Any:
    return vault._database._database


def health_of(vault: OpenVault, clock: SetClock | None = None) -> Health:
    made = Health(vault, vault.open_unit, clock or SetClock(NOON))
    made.recall()
    return made


def run_through(health: Health) -> None:
    while health.advance():
        pass


class TestChecking:
    def test_a_sound_vault_stays_sound_by_being_checked(self, vault):
        health = health_of(vault)
        run_through(health)
        assert health.check_pages() == ()
        assert health.check_everything().is_sound
        assert health.state.findings == ()

    def test_an_old_row_is_found_in_the_background_and_known_at_the_next_unlocking(self, made):
        vault = made.open()
        with vault.open_unit() as unit:
            unit.people.save(a_person(role="old"))
            unit.commit()
        database = inside(vault)
        (old,) = database.pragma("SELECT role, ver, mac FROM people")
        with vault.open_unit() as unit:
            unit.people.save(a_person(role="new"))
            unit.commit()
        database._driver.execute("UPDATE people SET role = ?, ver = ?, mac = ?", tuple(old))
        run_through(health_of(vault))
        vault.close()
        again = made.open()
        (finding,) = health_of(again).state.findings
        assert (finding.code, finding.subject) == ("record-stale", "people:person-1")
        with again.open_unit() as unit:
            lines = unit.audit_log.of(["people:person-1"], 5)
        assert [(line.what, line.detail) for line in lines] == [("damage-found", "record-stale")]
        again.close()

    def test_pages_are_checked_on_connections_of_their_own(self, vault):
        database = inside(vault)
        first = database._driver
        assert vault.check_pages(Cancel()) == ()
        assert database._driver is not first
        with vault.open_unit() as unit:
            assert unit.settings.get("owner-name")

    @pytest.mark.parametrize("after", [0, 1])
    def test_it_stops_when_it_is_asked_to_and_the_vault_goes_on(self, vault, monkeypatch, after):
        class Asked(Cancel):
            looks = 0

            @property
            def is_requested(self) -> bool:
                self.looks += 1
                return self.looks > after

        monkeypatch.setattr(database_module, "_STEPS_BETWEEN_LOOKS", 1)
        health = health_of(vault)
        with pytest.raises(CancelledError):
            health.check_pages(Asked())
        assert health.state.pages_checked_at is None
        with vault.open_unit() as unit:
            unit.settings.set("a", "1")
            unit.commit()
        assert health.check_pages() == ()

    def test_a_vault_that_somebody_took_meanwhile_is_said(self, vault, monkeypatch):
        def taken() -> None:
            raise VaultInUseError("database-locked")

        monkeypatch.setattr(inside(vault), "reconnect", taken)
        with pytest.raises(VaultInUseError):
            vault.check_pages(Cancel())

    def test_pages_are_left_for_another_time_while_a_backup_is_made(self, vault, tmp_path):
        refused: list[str] = []

        def on_pages(_left: int, _total: int) -> None:
            with pytest.raises(VaultInUseError) as caught:
                vault.check_pages(Cancel())
            refused.append(str(caught.value))
            with vault.open_unit() as unit:
                unit.settings.set("meanwhile", "saved")
                unit.commit()

        copy = tmp_path / "copy.db"
        copy.touch()
        inside(vault).back_up(copy, on_pages)
        assert set(refused) == {"vault-in-use: backup"}
        with vault.open_unit() as unit:
            assert unit.settings.get("meanwhile") == "saved"
        assert vault.check_pages(Cancel()) == ()

    def test_the_journal_is_moved_into_the_file_first(self, made, vault):
        with vault.open_unit() as unit:
            unit.people.save(a_person())
            unit.commit()
        journal = made.folder / "vault.db-wal"
        assert journal.stat().st_size > 0
        assert vault.check_pages(Cancel()) == ()
        assert not journal.exists() or journal.stat().st_size == 0


class TestClock:
    def test_it_is_compared_with_the_newest_record(self, made):
        quick_vaults(made.home, SetClock(NOON + timedelta(days=3))).unlock(
            made.info.id, PASSPHRASE
        ).close()
        early = SetClock(NOON)
        vault = quick_vaults(made.home, early).unlock(made.info.id, PASSPHRASE)
        assert vault.last_used_at == NOON + timedelta(days=3)
        jump = health_of(vault, early).state.clock
        assert jump is not None
        assert jump.went_back
        vault.close()
        vault = quick_vaults(made.home, early).unlock(made.info.id, PASSPHRASE)
        assert health_of(vault, early).state.clock is None
        vault.close()

    def test_order_is_kept_whatever_the_clock_does(self, made):
        for days in (900, -9000, 20):
            clock = SetClock(NOON + timedelta(days=days))
            vault = quick_vaults(made.home, clock).unlock(made.info.id, PASSPHRASE)
            assert vault.check().is_sound
            vault.close()


class TestReserve:
    def test_it_is_private_noise_of_its_size_and_written_once(self, made):
        reserve = Reserve(made.folder)
        assert reserve.keep()
        path = made.folder / "reserve.bin"
        assert path.stat().st_size == RESERVE_BYTES
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        first = path.read_bytes()
        assert first.count(0) < RESERVE_BYTES // 100
        assert reserve.keep()
        assert path.read_bytes() == first

    def test_it_takes_no_more_than_a_quarter_of_what_is_left(self, made, monkeypatch):
        reserve = Reserve(made.folder)
        monkeypatch.setattr(reserve, "free_bytes", lambda: 4 * RESERVE_BYTES - 1)
        assert not reserve.keep()
        assert not (made.folder / "reserve.bin").exists()

    def test_a_disk_that_refuses_it_is_no_error(self, made, monkeypatch):
        def full(*_: object) -> None:
            raise DiskFullError("file")

        monkeypatch.setattr(reserve_module, "atomic_write", full)
        assert not Reserve(made.folder).keep()

    def test_half_a_reserve_is_made_whole(self, made):
        (made.folder / "reserve.bin").write_bytes(b"half")
        assert Reserve(made.folder).keep()
        assert (made.folder / "reserve.bin").stat().st_size == RESERVE_BYTES

    def test_there_is_none_to_release_where_there_is_none(self, made):
        assert not Reserve(made.folder).release()

    def test_room_that_cannot_be_told_counts_as_none(self, made):
        assert Reserve(made.folder / "gone").free_bytes() == 0
        assert Reserve(made.folder).free_bytes() > 0

    def test_a_full_disk_gives_it_back_and_the_next_try_is_saved(self, made, vault):
        assert vault.keep_reserve()
        database = inside(vault)
        (pages,) = database.pragma("PRAGMA page_count")
        database.pragma(f"PRAGMA max_page_count = {pages[0]}")
        with vault.open_unit() as unit, pytest.raises(DiskFullError):
            unit.settings.set("note", "x" * 100_000)
        assert not (made.folder / "reserve.bin").exists()
        database.pragma("PRAGMA max_page_count = 1000000")
        with vault.open_unit() as unit:
            unit.settings.set("note", "x" * 100_000)
            unit.commit()
        assert vault.check(Progress()).is_sound
        assert vault.keep_reserve()

    def test_it_is_no_part_of_what_is_listed_or_checked(self, made, vault):
        vault.keep_reserve()
        assert [one.id for one in made.vaults.list()] == [made.info.id]
        assert "reserve.bin" in os.listdir(made.folder)  # noqa: PTH208 - names are enough
        assert vault.check().is_sound
