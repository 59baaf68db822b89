"""From an older schema to the newest: on a copy, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from estip_desktop.adapters.storage import upgrade
from estip_desktop.adapters.storage.connection import driver
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.migrations import HEAD, runner
from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.errors import DiskFullError, VaultDamagedError, VaultTooNewError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.vault import OpenVault
from tests.builders import a_person
from tests.golden.make_vault import GOLDEN
from tests.vault_support import NOON, PASSPHRASE

PAGE = 4096


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN.with_name("vault_0001"), tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def path(home: Path) -> Path:
    return next(home.glob("vaults/*/vault.db"))


def unlock(home: Path) -> OpenVault:
    vaults = vaults_in(home, SetClock(NOON))
    return vaults.unlock(vaults.list()[0].id, PASSPHRASE)


def inside(vault: Any) -> Database:
    return vault._database._database


def names(path: Path) -> set[str]:
    """All that belongs to the vault; the note of wrong secrets lies beside it."""
    return {one.name for one in path.parent.iterdir()} - {"attempts.json"}


def test_it_is_done_once_and_leaves_nothing_beside_the_database(home, path):
    before = names(path)
    vault = unlock(home)
    (stored,) = inside(vault).pragma("SELECT version_num FROM schema_version")
    assert stored[0] == HEAD
    vault.close()
    assert names(path) == before
    inode = path.stat().st_ino
    unlock(home).close()
    assert path.stat().st_ino == inode


def test_the_rows_are_summed_up_at_the_first_opening(home):
    vault = unlock(home)
    head = inside(vault).head
    assert head.rows is not None
    assert head.rows.count == vault.check().records
    with vault.open_unit() as unit:
        assert unit.people.get(a_person().id) == a_person()
    vault.close()


@pytest.mark.parametrize("where", ["copied_to", "migrate", "leave_journal"])
def test_whatever_stops_it_the_old_file_is_untouched_and_opens_later(
    home, path, monkeypatch, where
):
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise DiskFullError("database-full")

    with monkeypatch.context() as patched:
        patched.setattr(Database, where, fail)
        with pytest.raises(DiskFullError):
            unlock(home)
    assert path.read_bytes() == before
    assert names(path) == {"vault.db", "header.json", "header.bak.json"}
    vault = unlock(home)
    assert vault.check().is_sound
    vault.close()


def test_a_full_disk_while_it_is_copied_is_told_in_words(home, path, monkeypatch):
    before = path.read_bytes()

    def full(_database: Database, _source: object) -> None:
        raise driver().OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "filled_from", full)
        with pytest.raises(DiskFullError):
            unlock(home)
    assert path.read_bytes() == before
    unlock(home).close()


def test_a_change_of_the_schema_that_fails_half_way_is_undone(home, path, monkeypatch):
    """A file with a damaged page is changed as it lies: then nothing but this protects it."""

    def half(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (way TEXT)")
        error = driver().OperationalError("disk I/O error")
        raise DBAPIError("CREATE", None, error)

    damaged = bytearray(path.read_bytes())
    damaged[-PAGE + 100] ^= 1
    path.write_bytes(damaged)
    with monkeypatch.context() as patched:
        patched.setattr(runner, "upgrade", half)
        with pytest.raises(VaultDamagedError, match="disk-io"):
            unlock(home)
    vault = unlock(home)
    tables = inside(vault).pragma("SELECT name FROM sqlite_master WHERE name = 'half'")
    assert tables == []
    vault.close()


@pytest.mark.parametrize("sql", ["DELETE FROM schema_version", "UPDATE schema_version SET {}"])
def test_a_vault_that_does_not_say_its_schema_is_never_guessed_at(home, sql):
    vault = unlock(home)
    database = inside(vault)
    database.pragma(sql.format("version_num = '9999'"))
    vault.close()
    expected = VaultDamagedError if "DELETE" in sql else VaultTooNewError
    with pytest.raises(expected, match="schema-version"):
        unlock(home)


def test_a_copy_that_lacks_a_row_is_not_taken(home, path, monkeypatch):
    real = Database.migrate
    before = path.read_bytes()

    def lossy(database: Database) -> None:
        real(database)
        database.pragma("DELETE FROM answers")

    monkeypatch.setattr(Database, "migrate", lossy)
    with pytest.raises(VaultDamagedError, match="upgrade-not-sound"):
        unlock(home)
    assert path.read_bytes() == before


def test_a_copy_with_a_bad_page_is_not_taken(home, monkeypatch):
    answers = iter([(), ("a finding",)])
    monkeypatch.setattr(upgrade, "page_findings", lambda _database: next(answers))
    with pytest.raises(VaultDamagedError, match="upgrade-not-sound"):
        unlock(home)


def test_a_file_with_a_damaged_page_opens_all_the_same_and_the_check_tells(home, path):
    damaged = bytearray(path.read_bytes())
    damaged[-PAGE + 100] ^= 1
    path.write_bytes(damaged)
    vault = unlock(home)
    assert "page-damaged" in {one.code for one in vault.check().findings}
    vault.close()


def test_what_an_earlier_try_left_behind_is_cleared_away(home, path):
    left = path.with_name(f".vault.db.{HEAD}")
    left.write_bytes(b"half a copy")
    unlock(home).close()
    assert not left.exists()
