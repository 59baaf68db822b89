"""Reading the audit trail, and shortening it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.adapters.storage.sql_vault import SqlVault, create
from estip_desktop.errors import RecordDamagedError, VaultDamagedError
from estip_desktop.kernel.audit import AuditEvent, AuditLine
from estip_desktop.kernel.clock import SetClock
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import Secret
from tests.vault_support import NOON

KEY = Secret(b"k" * 32)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def vault(tmp_path, clock):
    path = tmp_path / "vault.db"
    create(path, KEY, "v-1", {}, clock)
    opened = SqlVault.open(path, KEY, "v-1", clock)
    yield opened
    opened.close()


def record(vault: SqlVault, *events: AuditEvent) -> None:
    with vault.open_unit() as unit:
        for event in events:
            unit.audit.record(event)
        unit.settings.set("k", events[0].what)
        unit.commit()


def lines(vault: SqlVault, *subjects: str, limit: int = 50) -> list[AuditLine]:
    with vault.open_unit() as unit:
        return list(unit.audit_log.of(subjects, limit))


def raw(vault: SqlVault, sql: str, *cells: object) -> list[tuple]:
    return [tuple(row) for row in vault._database._driver.execute(sql, cells).fetchall()]


def numbers(vault: SqlVault) -> list[int]:
    return [row[0] for row in raw(vault, "SELECT seq FROM audit ORDER BY seq")]


def is_sound(vault: SqlVault) -> bool:
    return vault.check(Progress()).is_sound


class TestOf:
    def test_newest_first_with_moment_and_detail(self, vault, clock):
        record(vault, AuditEvent("person-viewed", "p1"))
        clock.move_on(timedelta(minutes=5))
        record(vault, AuditEvent("session-started", "s1", "DI"))
        record(vault, AuditEvent("person-viewed", "p2"))
        assert lines(vault, "p1", "s1") == [
            AuditLine(4, NOON + timedelta(minutes=5), "session-started", "s1", "DI"),
            AuditLine(3, NOON, "person-viewed", "p1"),
        ]

    def test_no_more_than_were_asked_for_and_none_for_nobody(self, vault):
        for _round in range(4):
            record(vault, AuditEvent("person-viewed", "p1"))
        assert [one.seq for one in lines(vault, "p1", limit=2)] == [6, 5]
        assert lines(vault) == []
        assert lines(vault, "p' OR 1 = 1 --") == []

    def test_single_answers_are_left_out(self, vault):
        record(vault, AuditEvent("answer-saved", "s1", "q1"))
        record(vault, AuditEvent("session-finished", "s1"))
        assert [one.what for one in lines(vault, "s1")] == ["session-finished"]

    def test_the_first_entry_of_all_is_read_too(self, vault):
        assert [one.what for one in lines(vault, "v-1")] == ["vault-opened", "vault-created"]

    def test_it_reads_by_index(self, vault):
        sql = """SELECT seq FROM audit
            WHERE what <> 'answer-saved' AND subject IN ('a', 'b') ORDER BY seq DESC"""
        plan = " ".join(row[3] for row in raw(vault, f"EXPLAIN QUERY PLAN {sql}"))
        assert "audit_by_subject" in plan

    @pytest.mark.parametrize(
        "change", ["what = 'person-changed'", "at = at + 1", "detail = 'x'", "subject = 'p2'"]
    )
    def test_a_changed_line_shows_nothing_of_itself_and_spares_the_others(self, vault, change):
        record(vault, AuditEvent("person-viewed", "p1"))
        record(vault, AuditEvent("person-viewed", "p1"))
        raw(vault, f"UPDATE audit SET {change} WHERE seq = 3")  # noqa: S608
        found = lines(vault, "p1", "p2")
        assert [(one.what, one.subject) for one in found] == [
            ("person-viewed", "p1"),
            ("entry-damaged", ""),
        ]


def test_counts_say_how_often_each_thing_happened(vault):
    record(vault, AuditEvent("answer-saved", "s1", "q1"), AuditEvent("answer-saved", "s1", "q2"))
    with vault.open_unit() as unit:
        assert unit.audit_log.counts() == {
            "answer-saved": 2,
            "vault-created": 1,
            "vault-opened": 1,
        }


def test_entries_cut_off_while_it_is_open_are_missed(vault):
    record(vault, AuditEvent("person-viewed", "p1"))
    raw(vault, "DELETE FROM audit WHERE seq >= 2")
    found = [(one.code, one.subject) for one in vault.check(Progress()).findings]
    assert ("audit-broken", "2") in found


def test_an_emptied_trail_is_no_new_vault(vault, tmp_path, clock):
    raw(vault, "DELETE FROM audit")
    vault.close()
    with pytest.raises(VaultDamagedError, match="audit-head"):
        SqlVault.open(tmp_path / "vault.db", KEY, "v-1", clock)


class TestShorten:
    def shorten(self, vault, before) -> int:
        with vault.open_unit() as unit:
            dropped = unit.audit_log.shorten(before)
            unit.commit()
        return dropped

    def a_long_trail(self, vault, clock) -> None:
        for _month in range(6):
            clock.move_on(timedelta(days=30))
            record(vault, AuditEvent("person-viewed", "p1"), AuditEvent("person-changed", "p1"))

    def test_older_entries_go_and_the_rest_still_holds(self, vault, clock):
        self.a_long_trail(vault, clock)
        assert numbers(vault) == list(range(1, 15))
        assert self.shorten(vault, clock.now() - timedelta(days=70)) == 8
        assert numbers(vault) == list(range(9, 16))
        assert is_sound(vault)
        assert [one.what for one in lines(vault, "audit")] == ["audit-shortened"]
        assert "entry-damaged" not in [one.what for one in lines(vault, "p1")]

    def test_it_can_be_shortened_again_and_again(self, vault, clock):
        self.a_long_trail(vault, clock)
        for days in (140, 100, 40, 0):
            self.shorten(vault, clock.now() - timedelta(days=days))
            assert is_sound(vault)
        record(vault, AuditEvent("person-viewed", "p1"))
        assert is_sound(vault)

    def test_it_opens_again_when_nearly_everything_was_dropped(self, vault, clock, tmp_path):
        self.a_long_trail(vault, clock)
        self.shorten(vault, clock.now() + timedelta(days=1))
        assert len(numbers(vault)) == 2
        vault.close()
        again = SqlVault.open(tmp_path / "vault.db", KEY, "v-1", clock)
        assert is_sound(again)
        again.close()

    def test_nothing_to_drop_leaves_no_entry(self, vault, clock):
        before = numbers(vault)
        assert self.shorten(vault, NOON) == 0
        assert numbers(vault) == before

    def test_a_clock_that_went_back_keeps_what_lies_behind_it(self, vault, clock):
        clock.move_on(timedelta(days=900))
        record(vault, AuditEvent("person-viewed", "p1"))
        clock.move_on(timedelta(days=-900))
        record(vault, AuditEvent("person-viewed", "p1"))
        assert self.shorten(vault, NOON + timedelta(days=100)) == 2
        assert numbers(vault) == [3, 4, 5]
        assert is_sound(vault)

    def test_it_refuses_to_cut_where_an_entry_is_not_as_it_was(self, vault, clock):
        self.a_long_trail(vault, clock)
        raw(vault, "UPDATE audit SET mac = zeroblob(32) WHERE seq = 8")
        with pytest.raises(RecordDamagedError):
            self.shorten(vault, clock.now() - timedelta(days=70))
        assert len(numbers(vault)) == 14

    def test_an_entry_dropped_by_somebody_else_is_noticed(self, vault, clock):
        self.a_long_trail(vault, clock)
        self.shorten(vault, clock.now() - timedelta(days=70))
        raw(vault, "DELETE FROM audit WHERE seq = 9")
        assert not is_sound(vault)

    @pytest.mark.parametrize("detail", ["", "10:", "x:y", "10:" + "00" * 32])
    def test_a_forged_anchor_is_noticed(self, vault, clock, detail):
        self.a_long_trail(vault, clock)
        self.shorten(vault, clock.now() - timedelta(days=70))
        raw(vault, "UPDATE audit SET detail = ? WHERE what = 'audit-shortened'", detail)
        raw(vault, "DELETE FROM audit WHERE seq <= 10")
        assert not is_sound(vault)

    def test_a_changed_row_that_the_rest_does_not_speak_of_is_still_noticed(self, vault, clock):
        with vault.open_unit() as unit:
            unit.settings.set("kept", "1")
            unit.commit()
        (old,) = raw(vault, "SELECT * FROM settings WHERE key = 'kept'")
        self.a_long_trail(vault, clock)
        self.shorten(vault, clock.now() - timedelta(days=70))
        raw(vault, "DELETE FROM settings WHERE key = 'kept'")
        assert [one.code for one in vault.check(Progress()).findings] == ["records-differ"]
        raw(vault, "INSERT INTO settings VALUES (?, ?, ?, ?)", *old)
        assert is_sound(vault)
