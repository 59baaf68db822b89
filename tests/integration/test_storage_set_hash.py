"""The sum over all rows, the check that compares it, and what may happen while it runs."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from estip_desktop.adapters.storage import audit_log
from estip_desktop.adapters.storage import check as check_module
from estip_desktop.adapters.storage.check import Check
from estip_desktop.adapters.storage.database import Database
from estip_desktop.adapters.storage.head import sum_from_trail
from estip_desktop.adapters.storage.set_hash import SetHash, unpack
from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.adapters.storage.tables import ALL_TABLES
from estip_desktop.casework import Answer
from estip_desktop.errors import DiskFullError, VaultDamagedError
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Secret
from tests.builders import a_person
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)


@pytest.fixture
def vault(tmp_path):
    path = tmp_path / "vault.db"
    create(path, KEY, "v-1", {}, SetClock(NOON))
    opened = SqlVault.open(path, KEY, "v-1", SetClock(NOON))
    yield opened
    opened.close()


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(check_module, "SLICE", 2)


def put(vault: SqlVault, key: str, value: str) -> None:
    with vault.open_unit() as unit:
        unit.settings.set(key, value)
        unit.commit()


def findings(vault: SqlVault) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for one in vault.check(Progress()).findings]


def raw(vault: SqlVault, sql: str, *cells: object) -> list[tuple]:
    return [tuple(row) for row in vault._database._driver.execute(sql, cells).fetchall()]


def test_it_is_what_a_fresh_sum_gives(vault):
    with vault.open_unit() as unit:
        unit.people.save(a_person())
        unit.answers.save(Answer("s", "q1", "a", NOON))
        unit.answers.save(Answer("s", "q2", "b", NOON))
        unit.answers.save(Answer("s", "q2", "c", NOON))
        unit.commit()
    put(vault, "k", "1")
    put(vault, "k", "2")
    with vault.open_unit() as unit:
        unit.settings.set_place(None)
        unit.answers.remove("s", "q1")
        unit.answers.remove("s", "never there")
        unit.commit()
    held = vault._database.head.rows
    assert held == sum_from_trail(vault._database)
    check = Check(vault._database)
    check.run()
    assert check._rows.sum == held
    assert held.count == len(vault_rows(vault))
    with vault.open_unit() as unit:
        unit.people.save(a_person(name="Someone Else"))
    assert vault._database.head.rows == held


def vault_rows(vault: SqlVault) -> list[tuple]:
    return [row for table in ALL_TABLES for row in raw(vault, f"SELECT 1 FROM {table.name}")]  # noqa: S608


def test_each_entry_stores_it_and_it_is_there_again_after_opening(vault, tmp_path):
    put(vault, "k", "1")
    held = vault._database.head.rows
    (stored,) = raw(vault, "SELECT state FROM audit ORDER BY seq DESC LIMIT 1")
    assert unpack(stored[0]) == held
    vault.close()
    again = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", SetClock(NOON))
    assert again._database.head.rows == held
    again.close()


def test_a_changed_sum_breaks_the_chain(vault):
    put(vault, "k", "1")
    raw(vault, "UPDATE audit SET state = ? WHERE seq = 2", SetHash(5, 5).packed())
    assert ("audit-broken", "2") in findings(vault)


def test_a_sum_taken_out_of_an_entry_breaks_the_chain(vault):
    put(vault, "k", "1")
    raw(vault, "UPDATE audit SET state = x'' WHERE seq = 2")
    assert ("audit-broken", "2") in findings(vault)


class TestWhatIsPutBack:
    def test_an_older_copy_of_a_row(self, vault):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        assert findings(vault) == [("record-stale", "settings:k")]

    def test_a_row_that_was_removed(self, vault):
        with vault.open_unit() as unit:
            unit.answers.save(Answer("s", "q1", "a", NOON))
            unit.commit()
        (old,) = raw(vault, "SELECT * FROM answers")
        with vault.open_unit() as unit:
            unit.answers.remove("s", "q1")
            unit.commit()
        raw(vault, "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", *old)
        assert findings(vault) == [("record-unaccounted", "answers:s/q1")]

    def test_a_genuine_row_of_another_copy_of_the_vault(self, vault, tmp_path):
        other = tmp_path / "other.db"
        vault.empty_journal()
        shutil.copyfile(tmp_path / "vault.db", other)
        twin = SqlVault.open(other, KEY, "v-1", SetClock(NOON))
        put(twin, "k", "written there")
        (row,) = raw(twin, "SELECT * FROM settings WHERE key = 'k'")
        twin.close()
        put(vault, "other", "as many entries as there")
        put(vault, "other", "and more")
        raw(vault, "INSERT INTO settings VALUES (?, ?, ?, ?)", *row)
        assert findings(vault) == [("record-unaccounted", "settings:k")]

    def test_one_taken_away_is_named_and_one_that_its_owner_removed_is_not(self, vault):
        with vault.open_unit() as unit:
            unit.answers.save(Answer("s", "q1", "a", NOON))
            unit.commit()
        with vault.open_unit() as unit:
            unit.answers.remove("s", "q1")
            unit.commit()
        put(vault, "k", "1")
        raw(vault, "DELETE FROM settings WHERE key = 'k'")
        assert findings(vault) == [("record-missing", "settings:k")]

    def test_a_row_from_before_the_trail_was_shortened_is_not_blamed(self, vault):
        """The trail cannot vouch for it any more; that something is missing is still told."""
        put(vault, "gone", "1")
        put(vault, "old", "1")
        put(vault, "new", "1")
        put(vault, "newer", "1")
        with vault.open_unit() as unit:
            unit.audit_log.shorten(NOON + timedelta(days=1))
            unit.commit()
        raw(vault, "DELETE FROM settings WHERE key = 'gone'")
        assert findings(vault) == [("records-differ", "")]

    def test_a_row_taken_away(self, vault):
        put(vault, "k", "1")
        raw(vault, "DELETE FROM settings WHERE key = 'k'")
        assert findings(vault) == [("record-missing", "settings:k")]

    def test_an_older_copy_stays_noticed_after_something_was_written_over_it(self, vault):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        put(vault, "k", "newer")
        assert findings(vault) == [("records-differ", "")]
        assert findings(vault) == [("records-differ", "")]
        assert self.settled(vault) == ["records-differ"]
        assert findings(vault) == []
        (newest,) = raw(vault, "SELECT what FROM audit ORDER BY seq DESC LIMIT 1")
        assert newest == ("rows-summed-again",)

    @staticmethod
    def settled(vault) -> list[str]:
        check = Check(vault._database)
        while check.advance():
            pass
        check.settle()
        check.close()
        return [one.code for one in check.report.findings]

    def test_an_older_copy_that_is_there_still_is_never_taken_for_right(self, vault):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        assert self.settled(vault) == ["record-stale"]
        assert findings(vault) == [("record-stale", "settings:k")]

    def test_a_sum_is_not_made_again_where_the_trail_does_not_tell_all(self, vault):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        with vault.open_unit() as unit:
            unit.audit_log.shorten(NOON + timedelta(days=1))
            unit.commit()
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        for _try in range(2):
            assert self.settled(vault) != []

    def test_a_sound_vault_is_settled_without_a_word(self, vault):
        put(vault, "k", "1")
        before = raw(vault, "SELECT count(*) FROM audit")
        assert self.settled(vault) == []
        assert raw(vault, "SELECT count(*) FROM audit") == before

    def test_a_sum_that_cannot_be_written_stays_as_it_was(self, vault, monkeypatch):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        put(vault, "k", "newer")
        held = vault._database.head

        def full(*_: object) -> None:
            raise DiskFullError("database-full")

        with monkeypatch.context() as patched:
            patched.setattr(vault._database, "commit", full)
            with pytest.raises(DiskFullError):
                self.settled(vault)
        assert vault._database.head == held
        assert self.settled(vault) == ["records-differ"]


class TestInSlices:
    @pytest.fixture(autouse=True)
    def _small(self, small_slices):
        del small_slices

    def fill(self, vault) -> None:
        for number in range(9):
            put(vault, f"k{number}", "1")

    @pytest.mark.parametrize("key", ["k0", "k4", "k8", "k9"])
    @pytest.mark.parametrize("when", range(14))
    def test_work_in_between_is_no_finding(self, vault, key, when):
        self.fill(vault)
        check = Check(vault._database)
        done = False
        for _slice in range(when):
            done = done or not check.advance()
        put(vault, key, "2")
        with vault.open_unit() as unit:
            unit.people.save(a_person())
            unit.answers.save(Answer("s", "q1", "a", NOON))
            unit.commit()
        while not done and check.advance():
            pass
        check.close()
        assert check.report.is_sound, check.report.findings

    def test_work_that_is_undone_in_between_is_no_finding(self, vault):
        self.fill(vault)
        check = Check(vault._database)
        while check.advance():
            with vault.open_unit() as unit:
                unit.settings.set("k0", "undone")
        assert check.report.is_sound

    def test_other_work_is_let_in_between_two_slices(self, vault):
        self.fill(vault)
        check = Check(vault._database)
        slices = 0
        while check.advance():
            slices += 1
            put(vault, "count", str(slices))
        read = check.report.records + check.report.entries
        assert slices + 1 >= read // check_module.SLICE > 4
        assert check.report.is_sound

    def test_it_finds_what_a_run_at_once_finds(self, vault):
        self.fill(vault)
        raw(vault, "UPDATE settings SET value = 'forged' WHERE key = 'k3'")
        raw(vault, "DELETE FROM settings WHERE key = 'k5'")
        check = Check(vault._database)
        while check.advance():
            pass
        check.close()
        assert {(one.code, one.subject) for one in check.report.findings} == {
            ("record-damaged", "settings:k3"),
            ("record-missing", "settings:k5"),
        }

    def test_a_finished_check_listens_no_more(self, vault):
        check = Check(vault._database)
        check.run()
        assert vault._database._watchers == []
        check.close()  # as whoever stops it does, not knowing that it has ended
        put(vault, "k", "1")
        assert vault.check(Progress()).is_sound


class TestOfAnOlderProgram:
    """Vaults of schema 0001 have no sum; the golden one is opened by the tests beside this."""

    def test_damage_that_was_there_before_is_still_found(self, vault, tmp_path):
        put(vault, "k", "old")
        (old,) = raw(vault, "SELECT value, ver, mac FROM settings WHERE key = 'k'")
        put(vault, "k", "new")
        self.forget_sums(vault)
        raw(vault, "UPDATE settings SET value = ?, ver = ?, mac = ? WHERE key = 'k'", *old)
        vault.close()
        again = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", SetClock(NOON))
        assert findings(again) == [("record-stale", "settings:k")]
        again.close()

    def test_what_follows_a_forged_entry_vouches_for_nothing(self, vault, tmp_path):
        put(vault, "k", "1")
        for number in range(3):
            put(vault, "later", str(number))
        self.forget_sums(vault)
        before = vault_rows(vault)
        raw(vault, "UPDATE audit SET detail = 'forged' WHERE seq = 3")
        vault.close()
        again = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", SetClock(NOON))
        held = again._database.head.rows
        assert held is not None
        assert held.count < len(before)
        assert findings(again) == [("audit-broken", "3"), ("records-differ", "")]
        again.close()

    def test_a_trail_that_could_not_be_read_once_does_not_stop_the_work(
        self, vault, tmp_path, monkeypatch
    ):
        put(vault, "k", "1")
        self.forget_sums(vault)
        vault.close()

        def fail(_database: Database, _sql: str) -> None:
            raise VaultDamagedError("disk-io")

        with monkeypatch.context() as patched:
            patched.setattr(Database, "stream", fail)
            again = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", SetClock(NOON))
        put(again, "k", "2")
        assert again._database.head.rows is None
        again.close()
        later = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", SetClock(NOON))
        held = later._database.head.rows
        assert held is not None
        assert held.count == len(vault_rows(later))
        assert findings(later) == []
        later.close()

    @staticmethod
    def forget_sums(vault) -> None:
        """Write the trail again as schema 0001 did."""
        database, head = vault._database, audit_log.ChainHead()
        for row in raw(vault, audit_log.ALL):
            one = audit_log.Entry(*row)
            event = (one.what, one.subject, one.detail)
            tag = audit_log.tag_of(database.chain_tags, head, one.at, event, one.rows, b"")
            raw(vault, "UPDATE audit SET state = x'', mac = ? WHERE seq = ?", tag, one.seq)
            head = audit_log.ChainHead(one.seq, tag)
