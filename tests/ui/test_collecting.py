"""A desk collects by itself: stores that hang, fail or are slow hold up nobody who reads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from estip_desktop.errors import DiskFullError, NotAvailableError, StoreUnreachableError
from estip_desktop.kernel.tasks import ImmediateTaskRunner
from estip_desktop.outbox import ReceiptStatus
from estip_desktop.receiving import Collected, InboxState
from estip_desktop.ui.collecting import READ_ANEW_AFTER, Collector, collector_for
from estip_desktop.ui.pages.received.page import build
from estip_desktop.ui.tasks import QtTaskRunner
from tests.fakes import HeldTasks
from tests.ui.care_world import shown
from tests.ui.desk_double import FakeDesk, a_desk_shell
from tests.ui.parcel_builders import an_entry
from tests.unit.receiving.memory_desk import DeskBench, a_parcel

HALF = "hash-is-not-the-name"
WAIT_S = 30


class Gate:
    """A store that answers once it is let through: stand in the way of one verb."""

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.reached, self.open = threading.Event(), threading.Event()
        self.threads: set[str] = set()

    def __call__(self, verb: str, _name: str) -> None:
        self.threads.add(threading.current_thread().name)
        if verb == self.verb:
            self.reached.set()
            assert self.open.wait(WAIT_S)


@pytest.fixture
def runner(qtbot):
    made = QtTaskRunner()
    yield made
    made.close()


@pytest.fixture
def bench():
    return DeskBench()


def hung(qtbot, bench: DeskBench, runner: QtTaskRunner, verb: str) -> tuple[Gate, Any, Collector]:
    """A round that hangs in the store, at the first request of this kind."""
    gate = bench.store.before = Gate(verb)
    shell = a_desk_shell(bench.desk, runner)
    collector = collector_for(shell)
    collector.start()
    qtbot.waitUntil(gate.reached.is_set)
    return gate, shell, collector


def done(qtbot, runner: QtTaskRunner, work: Any) -> Any:
    """The result of work on the vault's lane."""
    results: list[Any] = []
    runner.run(lambda _progress, _cancel: work(), on_success=results.append)
    qtbot.waitUntil(lambda: bool(results))
    return results[0]


def words_of(page: Any) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]


def ended(qtbot, collector: Collector, rounds: int = 1) -> None:
    qtbot.waitUntil(lambda: collector.state.rounds == rounds and not collector._is_under_way)


class TestHanging:
    @pytest.mark.parametrize("verb", ["create", "list", "get"])
    def test_opening_an_entry_waits_for_no_store(self, qtbot, bench, runner, verb):
        bench.lay(a_parcel(1))
        bench.desk.collect()
        bench.lay(a_parcel(2))
        gate, _shell, collector = hung(qtbot, bench, runner, verb)
        entry = done(qtbot, runner, lambda: bench.desk.open(bench.entries[0].id))
        assert entry.reference == "R-2026-1"
        assert collector.state.rounds == 0
        gate.open.set()
        ended(qtbot, collector)
        assert len(bench.entries) == 2
        assert {name.partition("-")[0] for name in gate.threads} == {"store"}

    def test_an_answer_is_recorded_meanwhile_and_goes_before_what_is_new(
        self, qtbot, bench, runner
    ):
        bench.lay(a_parcel(1))
        bench.desk.collect()
        bench.lay(*(a_parcel(number) for number in (2, 3, 4)))
        gate, _shell, collector = hung(qtbot, bench, runner, "get")
        first = bench.entries[0].id
        changed = done(qtbot, runner, lambda: bench.desk.accept(first, "Dr Ada", carry=False))
        collector.carry()
        assert changed.state is InboxState.ACCEPTED
        gate.open.set()
        ended(qtbot, collector)
        statuses = [receipt.status for receipt in bench.stored_receipts()]
        assert statuses.count(ReceiptStatus.ACCEPTED) == 1
        receipts = [name for name in bench.store.objects if name.startswith("rc/")]
        assert receipts[1].count(".") == 2  # after the one that hung, before the last two
        assert len(receipts) == 5

    def test_a_page_opens_and_accepts_meanwhile(self, qtbot, bench, runner):
        bench.lay(a_parcel(1))
        bench.desk.collect()
        gate, shell, collector = hung(qtbot, bench, runner, "list")
        page: Any = build(shell, {"item": bench.entries[0].id})
        shown(qtbot, page)
        qtbot.waitUntil(lambda: page._side is not None)
        page.accept_requested.emit("Dr Alex Invented")
        qtbot.waitUntil(lambda: "Accepted by Dr Alex Invented" in words_of(page))
        gate.open.set()
        ended(qtbot, collector)
        assert bench.stored_receipts()[-1].person == "Dr Alex Invented"

    def test_one_that_has_not_moved_for_a_while_is_out_of_reach(self, qtbot, bench, runner):
        gate, _shell, collector = hung(qtbot, bench, runner, "list")
        heard: list[str | None] = []
        for _ in range(2):
            collector.look_again()
            heard.append(collector.state.trouble)
        assert heard == [None, "store-unreachable"]
        assert bench.store.requests == ["create"]
        gate.open.set()
        ended(qtbot, collector)
        assert collector.state.trouble == ""

    def test_a_vault_that_is_busy_is_not_a_store_out_of_reach(self):
        tasks = HeldTasks()
        collector = collector_for(a_desk_shell(FakeDesk(), tasks))
        for _ in range(3):
            collector.look_again()
        assert collector.state.trouble is None

    @pytest.mark.parametrize("verb", ["create", "list", "get"])
    def test_locking_waits_for_no_store_and_nothing_follows(self, qtbot, bench, runner, verb):
        bench.lay(a_parcel())
        gate, shell, _collector = hung(qtbot, bench, runner, verb)
        assert runner.close_vault_lane(patience_s=WAIT_S)
        shell.services = None
        before = bench.tables
        gate.open.set()
        runner._lanes["store"].close()
        qtbot.wait(0)
        assert bench.tables is before
        bench.store.before = None
        assert bench.desk.collect().new == 1

    def test_locking_while_receipts_are_carried_sends_them_again(self, qtbot, bench, runner):
        bench.lay(a_parcel())
        gate = bench.store.before = Gate("none")
        collector = collector_for(a_desk_shell(bench.desk, runner))
        bench.store.before = lambda verb, name: gate(name[:2], name)
        gate.verb = "rc"
        collector.start()
        qtbot.waitUntil(gate.reached.is_set)
        assert runner.close_vault_lane(patience_s=WAIT_S)
        gate.open.set()
        runner._lanes["store"].close()
        bench.store.before = None
        assert [row.stored for row in bench.tables.receipts.values()] == [False]
        assert len(bench.stored_receipts()) == 1
        assert bench.desk.collect().receipts == 1
        assert len(bench.stored_receipts()) == 1


class TestRounds:
    def test_there_is_one_collector_for_the_open_records(self):
        shell = a_desk_shell(FakeDesk())
        assert collector_for(shell) is collector_for(shell)

    def test_it_keeps_nothing_of_records_that_were_let_go(self):
        shell = a_desk_shell(FakeDesk())
        collector = collector_for(shell)
        collector.start()
        assert shell.services.desk not in vars(collector).values()

    def test_a_supporter_has_none(self):
        with pytest.raises(RuntimeError, match="not a desk"):
            collector_for(a_desk_shell(None))

    def test_one_that_is_under_way_is_not_begun_again(self):
        desk, tasks = FakeDesk(), HeldTasks()
        collector = collector_for(a_desk_shell(desk, tasks))
        for _ in range(3):
            collector.start()
        while tasks.count:
            tasks.release()
        assert desk.calls.count("find_new") == collector.state.rounds == 1

    def test_a_store_that_fails_is_looked_at_again_and_told_by_no_error(self):
        desk = FakeDesk()
        desk.failing["find_new"] = StoreUnreachableError("gone")
        shell = a_desk_shell(desk)
        collector = collector_for(shell)
        collector.start()
        assert (collector.state.trouble, collector.state.found) == ("store-unreachable", None)
        desk.failing.clear()
        desk.to_come = [an_entry()]
        collector.look_again()
        assert (collector.state.trouble, collector.state.found) == ("", Collected(1, receipts=1))
        assert shell.errors == []

    def test_a_fault_of_ours_is_no_failure_to_be_told(self):
        desk = FakeDesk()
        desk.to_come = [an_entry()]
        desk.failing["look_at"] = ZeroDivisionError()
        with pytest.raises(ZeroDivisionError):
            collector_for(a_desk_shell(desk)).start()


class TestFailures:
    @pytest.mark.parametrize("verb", ["plan_look", "find_new", "look_at", "record", "carry"])
    def test_one_is_said_once_and_again_when_somebody_asks(self, verb):
        desk = FakeDesk()
        desk.to_come = [an_entry()]
        desk.failing[verb] = NotAvailableError("documents-worker")
        shell = a_desk_shell(desk)
        collector = collector_for(shell)
        for _ in range(3):
            collector.look_again()
        assert len(shell.errors) == 1
        collector.start(now_please=True)
        assert len(shell.errors) == 2
        assert not collector.state.is_asked

    def test_another_one_is_news_and_so_is_the_same_after_a_good_round(self):
        desk = FakeDesk()
        shell = a_desk_shell(desk)
        collector = collector_for(shell)
        for error in (NotAvailableError("a"), DiskFullError("b"), None, DiskFullError("b")):
            desk.failing = {"plan_look": error} if error else {}
            collector.look_again()
        assert [str(error) for error in shell.errors] == [
            "not-available: a", "disk-full: b", "disk-full: b",
        ]  # fmt: skip

    def test_a_store_out_of_reach_in_between_makes_it_no_news(self):
        desk = FakeDesk()
        shell = a_desk_shell(desk)
        collector = collector_for(shell)
        for error in (NotAvailableError("a"), StoreUnreachableError(), NotAvailableError("a")):
            desk.failing = {"find_new": error}
            collector.look_again()
        assert len(shell.errors) == 1

    def test_where_looking_fails_what_is_signed_is_carried_all_the_same(self):
        desk = FakeDesk(an_entry())
        desk.to_come = [an_entry()]
        desk.failing["look_at"] = NotAvailableError("documents-worker")
        desk.accept("", "Dr Ada Example", carry=False)
        collector_for(a_desk_shell(desk)).start()
        assert desk.waiting == []


class TestUnchanged:
    def rounds(self, desk: FakeDesk, number: int, **how: bool) -> Collector:
        collector = collector_for(a_desk_shell(desk))
        for _ in range(number):
            collector.start(**how)
        return collector

    def test_what_may_change_is_read_once_while_it_stands(self):
        desk = FakeDesk()
        desk.to_come = [HALF, "object-too-large"]
        self.rounds(desk, 4)
        assert desk.calls.count("look_at") == 2

    def test_what_could_not_be_set_aside_is_read_again(self):
        desk = FakeDesk()
        desk.to_come = [HALF]
        desk.failing["record"] = DiskFullError("vault")
        self.rounds(desk, 2)
        assert desk.unchanged == [[], []]

    def test_somebody_who_asks_has_everything_read(self):
        desk = FakeDesk()
        desk.to_come = [HALF]
        self.rounds(desk, 3, now_please=True)
        assert desk.calls.count("look_at") == 3

    def test_now_and_then_it_is_read_all_the_same(self):
        desk = FakeDesk()
        desk.to_come = [HALF]
        self.rounds(desk, 2 * READ_ANEW_AFTER - 1)
        assert desk.calls.count("look_at") == 2


class TestCarrying:
    def test_with_nothing_to_carry_no_store_is_asked(self):
        desk = FakeDesk()
        collector = collector_for(a_desk_shell(desk))
        collector.carry()
        assert desk.calls == ["plan_carrying"]
        assert collector.state.rounds == 0

    def test_one_that_failed_waits_for_the_next_round(self):
        desk = FakeDesk(an_entry())
        collector = collector_for(a_desk_shell(desk))
        desk.accept("", "Dr Ada Example", carry=False)
        desk.failing["carry"] = StoreUnreachableError("gone")
        collector.carry()
        assert (len(desk.waiting), collector.state.trouble) == (1, "store-unreachable")
        desk.failing.clear()
        collector.look_again()
        assert desk.waiting == []

    def test_one_signed_while_others_are_carried_follows_at_once(self):
        desk, tasks = FakeDesk(an_entry()), HeldTasks()
        collector = collector_for(a_desk_shell(desk, tasks))
        desk.accept("", "Dr Ada Example", carry=False)
        collector.carry()
        while "carry" not in desk.calls:
            tasks.release()
        desk.booked("", carry=False)
        collector.carry()
        while tasks.count:
            tasks.release()
        assert desk.waiting == []
        assert desk.calls.count("carry") == 2


def test_a_page_hears_of_each_parcel_of_a_round():
    desk = FakeDesk()
    desk.to_come = [an_entry(), an_entry(id="2.1")]
    collector = collector_for(a_desk_shell(desk, ImmediateTaskRunner()))
    heard: list[int] = []
    collector.listen(lambda: heard.append(len(desk.entries)))
    collector.start()
    assert {0, 1, 2} <= set(heard)
