"""The database itself: pragmas, transactions, tags, errors."""

from __future__ import annotations

import re
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import op
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estip_desktop.adapters.storage import connection, tables
from estip_desktop.adapters.storage.border import is_lost_write, meaning
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.migrations import HEAD, VERSION_TABLE
from estip_desktop.adapters.storage.migrations.runner import newest_revision
from estip_desktop.adapters.storage.rows import MacTable
from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.adapters.storage.unit_of_work import SqlUnitOfWork
from estip_desktop.casework.ports import CaseworkUnitOfWork
from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    InputRefusedError,
    NotFoundError,
    RecordDamagedError,
    VaultDamagedError,
    VaultInUseError,
    VaultTooNewError,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.ids import PersonId
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Secret
from tests.builders import a_person
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "vault.db"
    create(place, KEY, "v-1", {}, SetClock(NOON))
    return place


@pytest.fixture
def vault(path: Path):
    opened = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    yield opened
    opened.close()


def put(vault: SqlVault, key: str, value: str) -> None:
    with vault.open_unit() as unit:
        unit.settings.set(key, value)
        unit.commit()


def entries(vault: SqlVault) -> list[tuple]:
    with vault.open_unit() as unit:
        sql = "SELECT seq, what, subject, detail FROM audit ORDER BY seq"
        return [tuple(row) for row in unit.transaction.fetch(sql)]


class TestConnection:
    def test_every_promise_about_the_file_is_in_effect(self, vault):
        # Spelt out here: a value changed in the program must not change what is expected of it.
        promised = {
            "locking_mode": "exclusive",
            "journal_mode": "wal",
            "synchronous": 2,  # FULL: an answer is on the disk before anybody says so
            "temp_store": 2,  # in memory
            "secure_delete": 1,
            "foreign_keys": 1,
            "cell_size_check": 1,
            "trusted_schema": 0,
            "mmap_size": 0,
            "cipher_hmac_algorithm": "HMAC_SHA256",
        }
        found = {name: vault._database.pragma(f"PRAGMA {name}")[0][0] for name in promised}
        assert found == promised
        assert {name for name, _, _ in connection._PRAGMAS} >= promised.keys()

    @pytest.mark.parametrize("name", [name for name, _, _ in connection._PRAGMAS])
    def test_a_pragma_that_does_not_take_effect_is_refused(self, path, monkeypatch, name):
        changed = [
            (one, value, "something else" if one == name else expected)
            for one, value, expected in connection._PRAGMAS
        ]
        monkeypatch.setattr(connection, "_PRAGMAS", changed)
        with pytest.raises(VaultDamagedError, match=f"pragma-{name}"):
            SqlVault.open(path, KEY, "v-1", SetClock(NOON))

    def test_an_sqlite_with_a_known_fault_is_refused(self, path, monkeypatch):
        monkeypatch.setattr(connection, "_OLDEST_SAFE_SQLITE", (99, 0, 0))
        with pytest.raises(VaultDamagedError, match="sqlite_version"):
            SqlVault.open(path, KEY, "v-1", SetClock(NOON))

    def test_a_library_that_does_not_encrypt_is_refused(self, path, monkeypatch):
        monkeypatch.setattr(connection, "_OLDEST_SAFE_SQLITE", (3, 0, 0))
        monkeypatch.setattr(connection, "driver", lambda: sqlite3)
        with pytest.raises(VaultDamagedError, match="cipher_version"):
            connection.open_connection(path, KEY)

    def test_the_wrong_key_opens_nothing_and_prints_nothing(self, path, capfd):
        with pytest.raises(VaultDamagedError):
            SqlVault.open(path, Secret(b"x" * 32), "v-1", SetClock(NOON))
        assert capfd.readouterr() == ("", "")

    def test_a_failed_opening_leaves_the_file_free(self, path):
        with pytest.raises(VaultDamagedError):
            SqlVault.open(path, KEY, "another id", SetClock(NOON))
        SqlVault.open(path, KEY, "v-1", SetClock(NOON)).close()

    def test_parameters_are_not_in_error_texts(self, vault):
        with vault.open_unit() as unit, pytest.raises(Exception) as caught:  # noqa: PT011
            unit.transaction.fetch("SELECT nothing FROM nowhere WHERE a = ?", ("canary-7a1",))
        assert "canary-7a1" not in f"{caught.value!r} {caught.value}"


class TestSchema:
    def test_the_constant_is_the_newest_revision(self):
        assert newest_revision() == HEAD

    def test_every_table_is_known_to_the_check(self, vault):
        rows = vault._database.pragma("SELECT name FROM sqlite_master WHERE type = 'table'")
        known = {table.name for table in tables.ALL_TABLES}
        assert {row[0] for row in rows} == known | {"audit", VERSION_TABLE}

    @pytest.mark.parametrize("table", tables.ALL_TABLES, ids=lambda table: table.name)
    def test_columns_are_those_that_are_tagged(self, vault, table: MacTable):
        info = vault._database.pragma(f"PRAGMA table_info({table.name})")
        assert {row[1] for row in info} == {*table.columns, "ver", "mac"}
        assert {row[1] for row in info if row[5]} == set(table.key)

    @pytest.mark.parametrize("table", tables.ALL_TABLES, ids=lambda table: table.name)
    def test_tables_are_strict(self, vault, table: MacTable):
        tables_now = dict(vault._database.pragma("SELECT name, sql FROM sqlite_master"))
        assert re.search(r"\)\s*STRICT", tables_now[table.name])

    @pytest.mark.parametrize(
        ("sql", "index"),
        [
            (
                "SELECT * FROM sessions WHERE state = 'draft' ORDER BY touched_at DESC, id DESC",
                "sessions_drafts",
            ),
            (
                """SELECT * FROM follow_ups
                WHERE state = 'due' AND due_on <= 'x' ORDER BY due_on, id""",
                "follow_ups_due",
            ),
            ("SELECT * FROM concerns WHERE closing = 'open' ORDER BY opened_at", "concerns_open"),
            (
                """SELECT * FROM sessions
                WHERE person_id = 'x' AND state <> 'discarded'
                ORDER BY started_at DESC, id DESC""",
                "sessions_of_person",
            ),
            ("SELECT * FROM incidents ORDER BY created_at DESC, id DESC", "incidents_by_age"),
        ],
        ids=["drafts", "due", "concerns", "person", "incidents"],
    )
    def test_lists_of_the_first_page_are_read_by_index(self, vault, sql, index):
        plan = " ".join(row[3] for row in vault._database.pragma(f"EXPLAIN QUERY PLAN {sql}"))
        assert index in plan

    def test_a_newer_schema_is_refused(self, vault, path):
        vault._database.pragma(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
        vault.close()
        with pytest.raises(VaultTooNewError):
            SqlVault.open(path, KEY, "v-1", SetClock(NOON))

    def test_a_failed_migration_leaves_no_table(self, tmp_path, monkeypatch):
        done = op.execute

        def fail_late(sql: str) -> None:
            if "counters" in sql:
                raise RuntimeError("power cut")
            done(sql)

        monkeypatch.setattr(op, "execute", fail_late)
        place = tmp_path / "new.db"
        place.touch()
        database = Database.open(place, KEY, "v-1", SetClock(NOON), create=True)
        with pytest.raises(RuntimeError):
            database.migrate()
        database.close()
        monkeypatch.undo()
        database = Database.open(place, KEY, "v-1", SetClock(NOON), create=True)
        assert database.pragma("SELECT name FROM sqlite_master") == []
        database.close()


class TestUnit:
    def test_without_commit_nothing_is_kept(self, vault):
        before = entries(vault)
        with vault.open_unit() as unit:
            unit.settings.set("nation", "wales")
            unit.audit.record(AuditEvent("setting-changed"))
        with vault.open_unit() as unit:
            assert unit.settings.get("nation") is None
        assert entries(vault) == before

    def test_an_exception_rolls_back_and_passes(self, vault):
        def fail() -> None:
            with vault.open_unit() as unit:
                unit.settings.set("nation", "wales")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        with vault.open_unit() as unit:
            assert unit.settings.get("nation") is None

    def test_the_chain_goes_on_after_a_rollback(self, vault):
        put(vault, "a", "1")
        with vault.open_unit() as unit:
            unit.settings.set("a", "2")
        put(vault, "a", "3")
        assert [entry[0] for entry in entries(vault)] == [1, 2, 3, 4]
        assert vault.check(Progress()).is_sound

    def test_a_failed_commit_keeps_nothing_and_the_next_one_works(self, vault, monkeypatch):
        database = vault._database
        real = database.execute

        def fail_on_audit(sql: str, parameters: tuple = ()) -> None:
            if "audit" in sql:
                raise DiskFullError("database-full")
            real(sql, parameters)

        monkeypatch.setattr(database, "execute", fail_on_audit)
        with pytest.raises(DiskFullError):
            put(vault, "a", "1")
        monkeypatch.undo()
        put(vault, "b", "2")
        with vault.open_unit() as unit:
            assert (unit.settings.get("a"), unit.settings.get("b")) == (None, "2")
        assert vault.check(Progress()).is_sound

    def test_several_events_are_kept_in_order(self, vault):
        with vault.open_unit() as unit:
            unit.audit.record(AuditEvent("one", "s", "d"))
            unit.settings.set("a", "1")
            unit.audit.record(AuditEvent("two"))
            unit.commit()
        assert entries(vault)[-2:] == [(3, "one", "s", "d"), (4, "two", "", "")]
        assert vault.check(Progress()).is_sound

    def test_a_change_without_an_event_is_recorded_all_the_same(self, vault):
        put(vault, "a", "1")
        assert entries(vault)[-1][1] == "changed"

    def test_units_do_not_nest(self, vault):
        with vault.open_unit(), pytest.raises(RuntimeError), vault.open_unit():
            pass

    def test_a_unit_is_over_after_commit(self, vault):
        with vault.open_unit() as unit:
            unit.commit()
            with pytest.raises(RuntimeError):
                unit.settings.get("a")

    def test_threads_take_turns(self, vault):
        def work(name: str) -> None:
            for number in range(20):
                with vault.open_unit() as unit:
                    count = int(unit.settings.get("count") or 0)
                    unit.settings.set("count", str(count + 1))
                    unit.settings.set(name, str(number))
                    unit.commit()

        threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with vault.open_unit() as unit:
            assert unit.settings.get("count") == "80"
        assert vault.check(Progress()).is_sound

    def test_listeners_hear_after_the_commit_what_changed(self, vault):
        heard: list[frozenset[str]] = []

        def listen(kinds: frozenset[str]) -> None:
            with vault.open_unit() as unit:
                assert unit.settings.get("a") == "1"
            heard.append(kinds)

        vault.on_committed(listen)
        with vault.open_unit() as unit:
            unit.settings.set("a", "1")
            unit.people.save(a_person())
            assert heard == []
            unit.commit()
        with vault.open_unit() as unit:
            unit.settings.set("b", "1")
        with vault.open_unit() as unit:
            unit.audit.record(AuditEvent("viewed"))
            unit.commit()
        assert heard == [frozenset({"settings", "people"})]


class TestRows:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def test_any_text_comes_back(self, vault, text):
        put(vault, "k", text)
        with vault.open_unit() as unit:
            assert unit.settings.get("k") == text

    def test_half_a_surrogate_pair_is_refused(self, vault):
        with pytest.raises(InputRefusedError, match="text-not-unicode"):
            put(vault, "k", "\ud83d")
        put(vault, "k", "fine")

    def test_booleans_and_missing_cells_come_back(self, vault):
        with vault.open_unit() as unit:
            unit.people.save(a_person(message_ok=True))
            unit.commit()
        with vault.open_unit() as unit:
            assert unit.people.get(PersonId("person-1")) == a_person(message_ok=True)

    def test_an_unknown_key_is_not_found(self, vault):
        with vault.open_unit() as unit, pytest.raises(NotFoundError, match="people:nobody"):
            unit.people.get(PersonId("nobody"))

    @pytest.mark.parametrize(
        "change",
        [
            "value = 'forged'",
            "ver = ver + 1",
            "ver = 1",
            "mac = zeroblob(16)",
            "mac = x''",
            "key = 'other'",
        ],
    )
    def test_a_changed_row_is_never_shown(self, vault, change):
        put(vault, "k", "canary")
        vault._database.pragma(f"UPDATE settings SET {change} WHERE key = 'k'")  # noqa: S608
        key = "other" if "other" in change else "k"
        with vault.open_unit() as unit:
            with pytest.raises(RecordDamagedError, match=f"settings:{key}") as caught:
                unit.settings.get(key)
            assert "canary" not in str(caught.value)
        codes = {finding.code for finding in vault.check(Progress()).findings}
        assert "record-damaged" in codes

    def test_a_row_of_another_table_does_not_pass(self, vault):
        put(vault, "k", "1")
        (row,) = vault._database.pragma("SELECT * FROM settings WHERE key = 'k'")
        vault._database.execute("INSERT INTO own_checks VALUES (?, ?, ?, ?)", tuple(row))
        found = [(one.code, one.subject) for one in vault.check(Progress()).findings]
        assert ("record-damaged", "own_checks:k") in found

    def test_an_old_copy_of_a_row_is_noticed_by_the_check(self, vault):
        put(vault, "k", "old")
        (old,) = vault._database.pragma("SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        sql = "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'"
        vault._database.execute(sql, tuple(old))
        found = [(one.code, one.subject) for one in vault.check(Progress()).findings]
        assert found == [("record-stale", "settings:k")]

    def test_a_row_of_a_later_copy_of_the_file_is_never_shown(self, path):
        before = path.read_bytes()
        later = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
        for number in range(5):
            put(later, "k", str(number))
        (row,) = later._database.pragma("SELECT * FROM settings WHERE key = 'k'")
        later.close()
        path.write_bytes(before)
        earlier = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
        earlier._database.execute("INSERT INTO settings VALUES (?, ?, ?, ?)", tuple(row))
        with earlier.open_unit() as unit, pytest.raises(RecordDamagedError):
            unit.settings.get("k")
        earlier.close()

    def test_a_removed_row_and_one_put_back_are_noticed(self, vault):
        put(vault, "gone", "1")
        with vault.open_unit() as unit:
            unit.settings.set_place(None)
            unit.settings.set("place", "{}")
            unit.commit()
        (row,) = vault._database.pragma("SELECT * FROM settings WHERE key = 'place'")
        with vault.open_unit() as unit:
            unit.settings.set_place(None)
            unit.commit()
        vault._database.execute("INSERT INTO settings VALUES (?, ?, ?, ?)", tuple(row))
        vault._database.pragma("DELETE FROM settings WHERE key = 'gone'")
        found = {(one.code, one.subject) for one in vault.check(Progress()).findings}
        assert found == {
            ("record-unaccounted", "settings:place"),
            ("record-missing", "settings:gone"),
        }

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit SET what = 'nothing' WHERE seq = 2",
            "UPDATE audit SET at = at + 1 WHERE seq = 1",
            "UPDATE audit SET rows = x'90' WHERE seq = 3",
            "DELETE FROM audit WHERE seq = 2",
            "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        ],
    )
    def test_a_changed_audit_trail_is_noticed(self, vault, sql):
        put(vault, "a", "1")
        put(vault, "a", "2")
        vault._database.pragma(sql)
        codes = {finding.code for finding in vault.check(Progress()).findings}
        assert "audit-broken" in codes

    def test_a_changed_end_of_the_trail_is_noticed_on_opening(self, vault, path):
        put(vault, "a", "1")
        vault._database.pragma("UPDATE audit SET what = 'x' WHERE seq = 3")
        vault.close()
        with pytest.raises(VaultDamagedError, match="audit-head"):
            SqlVault.open(path, KEY, "v-1", SetClock(NOON))


class _Reported(Exception):  # noqa: N818 - stands for what the driver raises
    def __init__(self, code: int) -> None:
        super().__init__("canary")
        self.sqlite_errorcode = code


class TestBorder:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            (5, VaultInUseError),
            (6, VaultInUseError),
            (517, VaultInUseError),
            (8, DiskReadOnlyError),
            (1032, DiskReadOnlyError),
            (10, VaultDamagedError),
            (778, VaultDamagedError),
            (11, VaultDamagedError),
            (13, DiskFullError),
            (26, VaultDamagedError),
        ],
    )
    def test_codes_become_our_errors(self, code, kind):
        found = meaning(_Reported(code))
        assert type(found) is kind
        assert "canary" not in str(found)

    def test_a_bug_stays_a_bug(self):
        assert meaning(_Reported(1)) is None
        assert meaning(_Reported(19)) is None

    def test_only_writes_are_lost(self):
        assert [is_lost_write(_Reported(code)) for code in (10, 778, 1034, 266, 522, 13)] == [
            True,
            True,
            True,
            False,
            False,
            False,
        ]

    def test_after_a_lost_write_it_can_be_read_but_not_written(self, vault):
        put(vault, "a", "1")
        before = entries(vault)
        vault._database.translated(_Reported(1034))
        for _try in range(2):
            with pytest.raises(VaultDamagedError, match="disk-io-earlier"):
                put(vault, "a", "2")
        with vault.open_unit() as unit:
            assert unit.settings.get("a") == "1"
            unit.audit.record(AuditEvent("person-viewed", "p1"))
            unit.commit()
        assert entries(vault) == before
        assert str(vault.refuses_writes) == "vault-damaged: disk-io-earlier"

    def test_a_full_disk_keeps_what_was_saved_and_goes_on_when_there_is_room(self, vault):
        put(vault, "a", "1")
        (pages,) = vault._database.pragma("PRAGMA page_count")
        vault._database.pragma(f"PRAGMA max_page_count = {pages[0]}")
        with pytest.raises(DiskFullError):
            put(vault, "big", "x" * 200_000)
        with vault.open_unit() as unit:
            assert unit.settings.get("a") == "1"
        vault._database.pragma("PRAGMA max_page_count = 1000000")
        put(vault, "big", "x" * 200_000)
        assert vault.check(Progress()).is_sound


def test_the_unit_is_what_casework_asks_for(vault):
    def typed(unit: SqlUnitOfWork) -> CaseworkUnitOfWork:
        return unit

    with vault.open_unit() as unit:
        assert typed(unit) is unit
