"""A desk's work in steps: no store is asked inside a transaction, and each step may be the last."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from estip_desktop.errors import (
    NotAvailableError,
    StoreFullError,
    StoreRefusedError,
    StoreUnreachableError,
)
from estip_desktop.outbox import ReceiptStatus
from estip_desktop.receiving import Collected, InboxState
from tests.unit.receiving.memory_desk import KID, DeskBench, a_parcel, name_of

COLLECTED, ACCEPTED = ReceiptStatus.COLLECTED, ReceiptStatus.ACCEPTED
HALF = f"in/{'0' * 64}.age"


@pytest.fixture
def bench():
    return DeskBench()


def steps(bench: DeskBench) -> Generator[str]:
    """A whole round as a window does it; whoever stops asking has killed it there."""
    desk = bench.desk
    look = desk.plan_look()
    yield "planned"
    found = desk.find_new(look)
    yield "listed"
    for each in found:
        looked = desk.look_at(each, look)
        yield "fetched"
        if looked is not None:
            desk.record(looked)
        yield "recorded"
    answers = desk.plan_carrying()
    yield "carrying planned"
    if answers is not None:
        carried = desk.carry(answers)
        yield "carried"
        desk.record_carried(carried)
    yield "noted"


def arrived(bench: DeskBench) -> str:
    bench.lay(a_parcel())
    bench.desk.collect()
    return bench.entries[0].id


def test_no_store_is_asked_while_a_unit_is_open(bench):
    bench.lay(a_parcel(1), a_parcel(2), b"junk")
    assert list(steps(bench))[-1] == "noted"
    bench.desk.accept(bench.entries[0].id, "Dr Ada Example")
    assert {"create", "list", "get"} <= set(bench.store.requests)


@pytest.mark.parametrize("last", range(9))
def test_killed_after_any_step_nothing_is_lost_or_double(bench, last):
    bench.lay(a_parcel(1), a_parcel(2))
    round_ = steps(bench)
    for _ in range(last + 1):
        next(round_)
    round_.close()
    bench.desk.collect()
    assert sorted(entry.reference for entry in bench.entries) == ["R-2026-1", "R-2026-2"]
    assert [receipt.status for receipt in bench.stored_receipts()] == [COLLECTED, COLLECTED]
    assert [receipt.seq for receipt in bench.stored_receipts()] == [1, 2]
    assert bench.desk.collect() == Collected()


def test_the_same_object_recorded_twice_is_one_entry_and_one_receipt(bench):
    bench.lay(a_parcel())
    look = bench.desk.plan_look()
    looked = bench.desk.look_at(bench.desk.find_new(look)[0], look)
    assert [bench.desk.record(looked).new for _ in range(2)] == [1, 0]
    assert len(bench.entries) == len(bench.tables.receipts) == 1


def test_a_second_copy_fetched_before_the_first_was_answered_gets_the_answer(bench):
    bench.lay(a_parcel(copy=1), a_parcel(copy=2))
    look = bench.desk.plan_look()
    first, second = (bench.desk.look_at(each, look) for each in bench.desk.find_new(look))
    bench.desk.record(first)
    bench.desk.accept(bench.entries[0].id, "Dr Ada Example")
    assert bench.desk.record(second) == Collected(merged=1)
    bench.desk.collect()
    statuses = [receipt.status for receipt in bench.stored_receipts()]
    assert sorted(statuses) == [ACCEPTED, ACCEPTED, COLLECTED, COLLECTED]


def test_a_sender_pinned_while_another_parcel_is_fetched_is_known_in_it(bench):
    entry_id = arrived(bench)
    bench.lay(a_parcel(2))
    look = bench.desk.plan_look()
    looked = bench.desk.look_at(bench.desk.find_new(look)[0], look)
    assert bench.desk.pin_sender(entry_id, by="clerk").kid == KID
    bench.desk.record(looked)
    assert all(entry.sender_known for entry in bench.entries)
    assert all(check.passed for entry in bench.entries for check in entry.checks)


class TestAnswers:
    def test_it_is_recorded_without_asking_a_store(self, bench):
        entry_id = arrived(bench)
        asked = len(bench.store.requests)
        assert bench.desk.accept(entry_id, "Dr Ada Example", carry=False).assignee
        bench.desk.booked(entry_id, carry=False)
        bench.desk.return_(entry_id, "number missing", carry=False)
        assert len(bench.store.requests) == asked
        assert bench.desk.get(entry_id).state is InboxState.RETURNED

    def test_what_was_not_carried_the_next_round_carries(self, bench):
        entry_id = arrived(bench)
        bench.desk.accept(entry_id, "Dr Ada Example", carry=False)
        assert bench.desk.collect() == Collected(receipts=1)
        assert bench.stored_receipts()[-1].person == "Dr Ada Example"

    def test_carried_but_not_noted_is_carried_again_to_the_same_place(self, bench):
        entry_id = arrived(bench)
        bench.desk.accept(entry_id, "Dr Ada Example", carry=False)
        bench.desk.carry(bench.desk.plan_carrying())
        there = dict(bench.store.objects)
        assert bench.desk.collect().receipts == 1
        assert bench.store.objects == there
        assert bench.desk.plan_carrying() is None

    def test_one_answered_while_receipts_are_carried_goes_next(self, bench):
        bench.lay(a_parcel())
        round_ = steps(bench)
        while next(round_) != "carried":
            pass
        bench.desk.accept(bench.entries[0].id, "Dr Ada Example", carry=False)
        assert list(round_) == ["noted"]
        (waiting,) = bench.desk.plan_carrying().receipts
        assert bench.receipts[waiting.jws].status is ACCEPTED

    def test_those_that_got_there_before_the_store_failed_are_noted(self, bench):
        bench.lay(a_parcel(1), a_parcel(2))
        with pytest.raises(StoreFullError):
            _collect_into_a_store_with_room_for(bench, 1)
        assert [row.stored for row in bench.tables.receipts.values()] == [True, False]
        assert len(bench.entries) == 2
        assert bench.desk.collect().receipts == 1

    @pytest.mark.parametrize("error", [StoreUnreachableError("x"), StoreRefusedError("EROFS")])
    def test_a_store_that_cannot_be_opened_is_an_outcome(self, bench, error):
        arrived(bench)
        bench.desk.accept(bench.entries[0].id, "Dr Ada Example", carry=False)
        bench.desk._open_transport = _raises(error)
        carried = bench.desk.carry(bench.desk.plan_carrying())
        assert (carried.kept, carried.error) == ((), error)


class TestStore:
    def test_one_out_of_reach_is_told_and_records_nothing(self, bench):
        bench.lay(a_parcel())
        look = bench.desk.plan_look()
        (found,) = bench.desk.find_new(look)
        bench.store.is_down = True
        assert bench.desk.look_at(found, look) is None
        with pytest.raises(StoreUnreachableError):
            bench.desk.find_new(look)
        assert bench.entries == []

    def test_one_that_cannot_be_opened_is_out_of_reach_for_each(self, bench):
        bench.lay(a_parcel())
        look = bench.desk.plan_look()
        (found,) = bench.desk.find_new(look)
        bench.desk._open_transport = _raises(StoreUnreachableError("gone"))
        assert bench.desk.look_at(found, look) is None

    def test_what_fails_on_our_side_says_nothing_about_the_object(self, bench):
        bench.lay(a_parcel())
        bench.worker_is_gone = True
        with pytest.raises(NotAvailableError):
            bench.desk.collect()
        bench.worker_is_gone = False
        assert bench.desk.collect().new == 1

    def test_what_is_beyond_hope_is_not_listed_again(self, bench):
        bench.lay(b"junk")
        assert bench.desk.collect().refused == ("seal-malformed",)
        assert bench.desk.find_new(bench.desk.plan_look()) == []


class TestUnchanged:
    def refused(self, bench, time="monday"):
        bench.store.objects[HALF], bench.store.times[HALF] = b"half", time
        (found,) = bench.desk.find_new(bench.desk.plan_look())
        return {found.name: found}

    def listed(self, bench, unchanged):
        return [each.name for each in bench.desk.find_new(bench.desk.plan_look(), unchanged)]

    def test_it_is_passed_over(self, bench):
        assert self.listed(bench, self.refused(bench)) == []

    def test_another_size_is_news(self, bench):
        unchanged = self.refused(bench)
        bench.store.objects[HALF] += b" more"
        assert self.listed(bench, unchanged) == [HALF]

    def test_another_time_is_news(self, bench):
        unchanged = self.refused(bench)
        bench.store.times[HALF] = "tuesday"
        assert self.listed(bench, unchanged) == [HALF]

    def test_where_a_store_tells_no_time_it_is_read_anew(self, bench):
        assert self.listed(bench, self.refused(bench, time="")) == [HALF]

    def test_others_are_not_held_up(self, bench):
        unchanged = self.refused(bench)
        bench.lay(a_parcel())
        assert self.listed(bench, unchanged) == [name_of(a_parcel())]


def _raises(error):
    def open_transport(_address):
        raise error

    return open_transport


def _collect_into_a_store_with_room_for(bench, receipts):
    create = bench.store.create

    def limited(name, data):
        stored = [each for each in bench.store.objects if each.startswith("rc/")]
        if name.startswith("rc/") and len(stored) >= receipts:
            raise StoreFullError("ENOSPC")
        return create(name, data)

    bench.store.create = limited
    try:
        bench.desk.collect()
    finally:
        bench.store.create = create
