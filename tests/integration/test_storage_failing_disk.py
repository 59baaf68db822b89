"""Whatever step a disk fails at, it is told in words, nothing is half done, and reading goes on."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.adapters.storage.border import meaning
from estip_desktop.adapters.storage.connection import driver
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.head import sum_from_trail
from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.errors import DiskFullError, VaultDamagedError, VaultError, VaultInUseError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import Secret
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)
FSYNC, READ, FULL, BUSY, MEMORY = 1034, 266, 13, 5, 7


@pytest.fixture
def vault(tmp_path):
    path = tmp_path / "vault.db"
    create(path, KEY, "v-1", {}, SetClock(NOON))
    opened = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    yield opened
    opened.close()


class FailingDriver:
    """The real connection, but for one kind of statement."""

    def __init__(self, real: Any, failing: str, code: int) -> None:
        self._real, self._failing, self._code = real, failing, code

    def __getattr__(self, name: str) -> Any:
        if name == self._failing:
            return self._fail
        return getattr(self._real, name)

    def execute(self, sql: str, *parameters: Any) -> Any:
        if sql.startswith(self._failing):
            self._fail()
        return self._real.execute(sql, *parameters)

    def _fail(self) -> None:
        if self._code == MEMORY:
            raise MemoryError
        error = driver().OperationalError("disk I/O error")
        error.sqlite_errorcode = self._code
        raise error


def failing(vault: SqlVault, what: str, code: int) -> Database:
    database = vault._database
    database._driver = FailingDriver(database._driver, what, code)
    return database


def healed(database: Database) -> None:
    database._driver = database._driver._real


def put(vault: SqlVault, value: str) -> None:
    with vault.open_unit() as unit:
        unit.settings.set("k", value)
        unit.commit()


def read(vault: SqlVault) -> str | None:
    with vault.open_unit() as unit:
        return unit.settings.get("k")


@pytest.mark.parametrize(
    "step", ["BEGIN", "SELECT mac", "INSERT INTO settings", "INSERT INTO audit"]
)
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (FSYNC, VaultDamagedError),
        (READ, VaultDamagedError),
        (FULL, DiskFullError),
        (BUSY, VaultInUseError),
        (MEMORY, VaultError),
    ],
)
def test_a_step_that_fails_leaves_what_was_there(vault, step, code, error):
    put(vault, "before")
    database = failing(vault, step, code)
    with pytest.raises(error):
        put(vault, "after")
    healed(database)
    assert read(vault) == "before"
    if code == FSYNC:
        with pytest.raises(VaultDamagedError, match="disk-io-earlier"):
            put(vault, "later")
    else:
        put(vault, "later")
        assert read(vault) == "later"
    assert vault.check(Progress()).is_sound


def test_a_commit_that_fails_is_told_and_never_tried_again(vault):
    put(vault, "before")
    database = failing(vault, "commit", FSYNC)
    with pytest.raises(VaultDamagedError, match="disk-io"):
        put(vault, "after")
    healed(database)
    assert vault.refuses_writes is not None
    assert read(vault) == "before"


def test_a_commit_that_fails_after_something_was_read_leaves_reading_as_it_was(vault, monkeypatch):
    put(vault, "before")
    database = vault._database

    def full(_connection: Any) -> None:
        error = driver().OperationalError("database or disk is full")
        error.sqlite_errorcode = FULL
        raise error

    monkeypatch.setattr(database._engine.dialect, "do_commit", full)
    with vault.open_unit() as unit:
        database.fetch("SELECT 1")  # as a list is read
        unit.settings.set("k", "after")
        with pytest.raises(DiskFullError):
            unit.commit()
    monkeypatch.undo()
    assert read(vault) == "before"
    with vault.open_unit():
        assert database.fetch("SELECT 1")
    put(vault, "later")
    assert read(vault) == "later"


def test_a_commit_that_runs_out_of_memory_may_have_happened(vault):
    put(vault, "before")
    database = failing(vault, "commit", MEMORY)
    with pytest.raises(VaultError, match="memory-short"):
        put(vault, "after")
    healed(database)
    assert vault.refuses_writes is not None


def test_reading_that_runs_out_of_memory_leaves_saving_as_it_was(vault, monkeypatch):
    put(vault, "before")
    database = vault._database
    real = database._connection

    class Short:
        def exec_driver_sql(self, *_: Any) -> Any:
            raise MemoryError

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    monkeypatch.setattr(database, "_connection", Short())
    with vault.open_unit(), pytest.raises(VaultError, match="memory-short"):
        database.fetch("SELECT 1")
    monkeypatch.undo()
    put(vault, "later")
    assert read(vault) == "later"


def test_a_rollback_that_fails_lets_the_next_unit_in(vault):
    database = failing(vault, "rollback", READ)
    with pytest.raises(VaultDamagedError), vault.open_unit() as unit:
        unit.audit.record(AuditEvent("nothing"))
    healed(database)
    database._driver.rollback()
    put(vault, "later")
    assert read(vault) == "later"


def test_a_beginning_that_is_interrupted_lets_the_next_unit_in(vault):
    """Such as by Ctrl+C while another process is waited for."""
    database = vault._database

    class Interrupted(FailingDriver):
        def _fail(self) -> None:
            raise KeyboardInterrupt

    database._driver = Interrupted(database._driver, "BEGIN", 0)
    with pytest.raises(KeyboardInterrupt):
        read(vault)
    healed(database)
    put(vault, "1")
    assert read(vault) == "1"


@pytest.mark.parametrize(("code", "words"), [(READ, "disk-io"), (11, "database-malformed")])
def test_rows_that_break_off_while_they_are_streamed_are_told(vault, monkeypatch, code, words):
    class Broken:
        def partitions(self, _size: int) -> Any:
            yield [("first",)]
            error = driver().OperationalError("x")
            error.sqlite_errorcode = code
            raise error

    with vault.open_unit() as unit:
        database = vault._database
        monkeypatch.setattr(database, "_connection", Streaming(database._connection, Broken()))
        rows = database.stream("SELECT key FROM settings")
        assert next(rows) == ("first",)
        with pytest.raises(VaultDamagedError, match=words):
            next(rows)
        monkeypatch.undo()
        assert unit.settings.get("k") is None


class Streaming:
    """The real connection, but for what it reads."""

    def __init__(self, real: Any, found: Any) -> None:
        self._real, self._found = real, found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def exec_driver_sql(self, _sql: str) -> Any:
        return self._found


def test_a_pragma_of_ours_that_is_wrong_is_not_taken_for_a_wish_to_stop(vault):
    cancel = Cancel()
    with pytest.raises(driver().Error, match="incomplete input"):
        vault._database.examine("PRAGMA integrity_check(", cancel)
    assert not cancel.is_requested


def test_a_pragma_that_fails_is_told(vault):
    failing(vault, "PRAGMA page_count", READ)
    with pytest.raises(VaultDamagedError):
        vault._database.pragma("PRAGMA page_count")


def test_a_journal_that_was_not_emptied_is_never_taken_for_empty(vault, monkeypatch):
    """What was erased may still be in it."""
    monkeypatch.setattr(vault._database, "pragma", lambda _sql: [(1, 3, 0)])
    with pytest.raises(VaultInUseError, match="journal-busy"):
        vault.empty_journal()


def test_a_copy_into_a_folder_that_is_gone_is_told_and_saving_goes_on(vault, tmp_path):
    with pytest.raises(VaultDamagedError, match="database-cannot-be-opened"):
        vault._database.back_up(tmp_path / "gone" / "copy.db", lambda _left, _total: None)
    put(vault, "1")
    assert read(vault) == "1"


def test_a_check_of_pages_that_fails_is_a_finding(vault, monkeypatch):
    def fail(_sql: str, _cancel: object) -> None:
        raise VaultDamagedError("disk-io")

    monkeypatch.setattr(vault._database, "examine", fail)
    codes = [one.code for one in vault.check(Progress()).findings]
    assert codes == ["database-malformed"]


def test_a_trail_that_cannot_be_read_gives_no_sum(vault, monkeypatch):
    def fail(_sql: str) -> None:
        raise VaultDamagedError("database-malformed")

    monkeypatch.setattr(vault._database, "stream", fail)
    assert sum_from_trail(vault._database) is None


@pytest.mark.parametrize("table", ["audit", "settings"])
def test_a_table_that_cannot_be_read_is_a_finding_and_the_others_are_checked(
    vault, monkeypatch, table
):
    real = Database.fetch

    def fetch(database: Database, sql: str, parameters: tuple = ()) -> Any:
        if f"FROM {table} " in sql:
            raise VaultDamagedError("database-malformed")
        return real(database, sql, parameters)

    put(vault, "1")
    monkeypatch.setattr(Database, "fetch", fetch)
    report = vault.check(Progress())
    assert [(one.code, one.subject) for one in report.findings] == [("table-unreadable", table)]


def test_a_trail_that_breaks_off_while_it_is_replayed_is_a_finding(vault, monkeypatch):
    put(vault, "1")
    driver_of(vault).execute("DELETE FROM settings")

    def fail(_sql: str) -> None:
        raise VaultDamagedError("database-malformed")

    monkeypatch.setattr(vault._database, "stream", fail)
    found = [(one.code, one.subject) for one in vault.check(Progress()).findings]
    assert found == [("table-unreadable", "audit")]


def test_a_broken_trail_still_lets_a_wrong_sum_be_told(vault):
    put(vault, "1")
    driver_of(vault).execute("DELETE FROM settings")
    driver_of(vault).execute("UPDATE audit SET what = 'x' WHERE seq = 2")
    codes = [one.code for one in vault.check(Progress()).findings]
    assert codes == ["audit-broken", "records-differ"]


def test_half_a_text_from_the_driver_is_told_as_such():
    assert str(meaning(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"))) == (
        "input-refused: text-not-unicode"
    )


def driver_of(vault: SqlVault) -> Any:
    return vault._database._driver
