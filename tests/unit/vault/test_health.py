"""What is found is remembered and recorded; what is wrong with the clock or the disk is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from estip_desktop.errors import DiskReadOnlyError, VaultDamagedError, VaultError
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.vault import CheckReport, Finding
from estip_desktop.vault.health import (
    DOUBT_FACT,
    LITTLE_ROOM_BYTES,
    PAGES_EVERY,
    Health,
    doubt_to_keep,
)
from tests.builders import NOW
from tests.fakes import FakeClock, MemoryVault

STALE = Finding("record-stale", "people:p1")
PAGE = Finding("page-damaged", "7")


class Slices:
    """A check of three slices."""

    def __init__(self, findings: tuple[Finding, ...], error: Exception | None = None) -> None:
        self.report = CheckReport(findings, 10, 20)
        self.left = 3
        self.closed = self.settled = False
        self._error = error

    def advance(self) -> bool:
        if self._error is not None:
            raise self._error
        self.left -= 1
        return self.left > 0

    def settle(self) -> None:
        self.settled = True

    def close(self) -> None:
        self.closed = True


class CheckedDouble:
    """An open vault that finds what it is told to find."""

    def __init__(self) -> None:
        self.refuses_writes: VaultError | None = None
        self.last_used_at = NOW - timedelta(days=2)
        self.rows: tuple[Finding, ...] = ()
        self.pages: tuple[Finding, ...] = ()
        self.free = 10 * LITTLE_ROOM_BYTES
        self.reserves = 0
        self.damage_met: tuple[Finding, ...] = ()
        self.slices: list[Slices] = []
        self.error: Exception | None = None

    def free_bytes(self) -> int:
        return self.free

    def keep_reserve(self) -> bool:
        self.reserves += 1
        return True

    def check(self, _progress: Progress) -> CheckReport:
        return CheckReport(self.rows + self.pages, 10, 20)

    def check_in_slices(self) -> Slices:
        self.slices.append(Slices(self.rows, self.error))
        return self.slices[-1]

    def check_pages(self, _cancel: Cancel) -> tuple[Finding, ...]:
        return self.pages


@pytest.fixture
def vault() -> CheckedDouble:
    return CheckedDouble()


@pytest.fixture
def memory() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def health(vault, memory, clock) -> Health:
    return Health(vault, memory, clock)


def again(vault, memory, clock) -> Health:
    """As after the next unlocking, which keeps its doubt together with its entry."""
    with memory() as unit:
        if vault.refuses_writes is None:
            kept = unit.settings.get(DOUBT_FACT) or ""
            unit.settings.set(DOUBT_FACT, doubt_to_keep(kept, vault.last_used_at, clock.now()))
            unit.commit()
    unlocked: Any = Health(vault, memory, clock)
    unlocked.recall()
    return unlocked


def run_through(health: Health) -> int:
    slices = 1
    while health.advance():
        slices += 1
    return slices


def test_at_first_nothing_is_known(health):
    state = health.recall()
    assert (state.rows_checked_at, state.pages_checked_at, state.findings) == (None, None, ())
    assert state.clock is None
    assert not state.has_little_room


def test_a_check_in_slices_is_remembered_when_it_is_done(health, vault, memory, clock):
    assert run_through(health) == 3
    assert health.state.rows_checked_at == NOW
    assert vault.slices[0].closed
    assert vault.slices[0].settled
    assert memory.audited == ["vault-checked"]
    assert again(vault, memory, clock).state.rows_checked_at == NOW


def test_findings_are_recorded_and_known_after_the_next_unlocking(health, vault, memory, clock):
    vault.rows = (STALE,)
    run_through(health)
    assert health.state.findings == (STALE,)
    events = [(e.what, e.subject, e.detail) for e in memory.tables.audit]
    assert events == [
        ("vault-checked", "", "damaged"),
        ("damage-found", "people:p1", "record-stale"),
    ]
    assert again(vault, memory, clock).state.findings == (STALE,)


def test_what_was_met_while_working_is_known_at_once_and_said_once(health, vault):
    met = Finding("record-damaged", "people:p1")
    vault.damage_met = (met,)
    assert health.state.findings == (met,)
    vault.rows = (met,)
    run_through(health)
    assert health.state.findings == (met,)


def test_a_later_check_that_finds_nothing_takes_it_back(health, vault):
    vault.rows = (STALE,)
    run_through(health)
    vault.rows = ()
    run_through(health)
    assert health.state.findings == ()


def test_a_sound_check_of_rows_does_not_take_back_what_the_pages_showed(health, vault):
    vault.pages = (PAGE,)
    health.check_pages()
    run_through(health)
    assert health.state.findings == (PAGE,)


def test_pages_are_due_once_a_week(health, vault, memory, clock):
    assert health.are_pages_due
    health.check_pages()
    assert not health.are_pages_due
    clock.move_on(PAGES_EVERY - timedelta(seconds=1))
    assert not again(vault, memory, clock).are_pages_due
    clock.move_on(timedelta(seconds=1))
    assert again(vault, memory, clock).are_pages_due


def test_a_clock_that_went_back_does_not_put_the_pages_off(health, clock):
    health.check_pages()
    clock.move_on(-PAGES_EVERY)
    assert health.are_pages_due


def test_everything_at_once_replaces_what_was_known(health, vault):
    vault.rows = (STALE,)
    run_through(health)
    vault.rows, vault.pages = (), (PAGE,)
    assert health.check_everything().findings == (PAGE,)
    assert health.state.findings == (PAGE,)
    assert health.state.rows_checked_at == health.state.pages_checked_at == NOW


def test_everything_at_once_begins_the_slices_anew(health, vault):
    health.advance()
    health.check_everything()
    assert vault.slices[0].closed
    health.advance()
    assert len(vault.slices) == 2


def test_a_slice_that_fails_ends_the_check(health, vault, memory):
    vault.error = VaultDamagedError("disk-io")
    with pytest.raises(VaultDamagedError):
        health.advance()
    assert vault.slices[0].closed
    assert memory.audited == []
    vault.error = None
    assert run_through(health) == 3


def test_where_nothing_can_be_written_findings_are_known_all_the_same(health, vault, memory):
    vault.refuses_writes = DiskReadOnlyError("database-read-only")
    vault.rows = (STALE,)
    run_through(health)
    health.keep_room()
    assert health.state.findings == (STALE,)
    assert health.state.refuses_writes is vault.refuses_writes
    assert memory.audited == []
    assert vault.reserves == 0
    assert not vault.slices[0].settled


def test_room_is_set_aside(health, vault):
    health.keep_room()
    assert vault.reserves == 1


@pytest.mark.parametrize(
    ("free", "is_little"), [(LITTLE_ROOM_BYTES - 1, True), (LITTLE_ROOM_BYTES, False)]
)
def test_little_room_is_said(health, vault, free, is_little):
    vault.free = free
    assert health.state.has_little_room == is_little


@pytest.mark.parametrize(
    ("away", "way"),
    [
        (timedelta(minutes=-9), None),
        (timedelta(minutes=-11), "back"),
        (timedelta(days=-20 * 365), "back"),
        (timedelta(0), None),
        (timedelta(days=365), None),
        (timedelta(days=367), "ahead"),
    ],
)
def test_a_clock_that_jumped_is_flagged_and_recorded_once(vault, memory, away, way):
    health = Health(vault, memory, FakeClock(vault.last_used_at + away))
    health.recall()
    assert [(e.what, e.detail) for e in memory.tables.audit] == (
        [] if way is None else [("clock-jumped", way)]
    )
    jump = health.state.clock
    assert health.clock_jumped is (way is not None)
    assert (jump is None) == (way is None)
    if jump is not None:
        assert jump.went_back == (way == "back")


class TestADateInDoubt:
    def ahead(self, vault, memory, years: int = 10) -> Health:
        clock = FakeClock(vault.last_used_at + timedelta(days=365 * years))
        unlocked = again(vault, memory, clock)
        vault.last_used_at = clock.now()  # whatever is saved carries the new date
        return unlocked

    def test_stays_in_doubt_over_later_unlockings(self, vault, memory):
        used_at = vault.last_used_at
        first = self.ahead(vault, memory)
        later = again(vault, memory, FakeClock(vault.last_used_at + timedelta(days=1)))
        assert later.state.clock is None
        for health in (first, later):
            doubt = health.clock_doubt()
            assert doubt is not None
            assert (doubt.last_used_at, doubt.went_back) == (used_at, False)

    def test_is_believed_once_somebody_confirms_it(self, vault, memory):
        health = self.ahead(vault, memory)
        health.confirm_clock()
        assert health.clock_doubt() is None
        assert memory.tables.audit[-1].what == "clock-confirmed"
        assert again(vault, memory, FakeClock(vault.last_used_at)).clock_doubt() is None

    def test_is_believed_once_the_clock_is_where_it_belongs(self, vault, memory):
        used_at = vault.last_used_at
        self.ahead(vault, memory)
        vault.last_used_at = used_at
        assert again(vault, memory, FakeClock(used_at)).clock_doubt() is None
        with memory() as unit:
            assert not unit.settings.get(DOUBT_FACT)

    def test_a_jump_while_the_vault_is_open_counts_too(self, vault, memory, clock):
        health = again(vault, memory, clock)
        assert health.clock_doubt() is None
        clock.move_on(timedelta(days=3650))
        assert health.clock_doubt() is not None

    def test_a_vault_that_cannot_be_written_is_still_read(self, vault, memory):
        vault.refuses_writes = DiskReadOnlyError()
        assert self.ahead(vault, memory).clock_jumped
        assert not memory.tables.audit


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"rows_at": 5}', "x" * 70_000])
def test_what_another_version_kept_is_no_error(vault, memory, clock, text):
    with memory() as unit:
        unit.settings.set("health", text)
        unit.commit()
    assert again(vault, memory, clock).state.findings == ()


def test_no_more_than_fifty_findings_are_kept(health, vault, memory, clock):
    vault.rows = tuple(Finding("record-damaged", f"people:{number}") for number in range(80))
    run_through(health)
    assert len(health.state.findings) == 80
    assert len(again(vault, memory, clock).state.findings) == 50
    assert memory.audited.count("damage-found") == 50


def test_before_a_session_what_stands_in_its_way_is_said(health, vault):
    assert health.before_a_session() is None
    vault.free = LITTLE_ROOM_BYTES - 1
    assert str(health.before_a_session()) == "disk-full: nearly"
    vault.refuses_writes = DiskReadOnlyError("database-read-only")
    assert health.before_a_session() is vault.refuses_writes
