"""Whatever a store does and wherever a desk stops: nothing lost or double, everything answered."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.errors import StoreUnreachableError
from estip_desktop.outbox import ReceiptStatus
from estip_desktop.receiving import Collected, InboxState
from tests.unit.receiving.memory_desk import DeskBench, a_parcel
from tests.unit.receiving.test_collecting import steps

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("stop"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["down", "reply", "junk", "round"]), st.just(0)),
        st.tuples(st.just("parcel"), st.integers(0, 3)),
        st.tuples(st.just("copy"), st.integers(0, 3)),
        st.tuples(st.just("accept"), st.integers(0, 3)),
    ),
    max_size=14,
)


def go_on(bench: DeskBench, stop_after: int = 99) -> None:
    """A round that ends by itself, by a fault of the store, or by a kill."""
    try:
        for number, _step in enumerate(steps(bench)):
            if number == stop_after:
                return
    except StoreUnreachableError:
        return


def happen(bench: DeskBench, event: str, number: int) -> None:
    match event:
        case "parcel":
            bench.lay(a_parcel(number))
        case "copy":
            bench.lay(a_parcel(number), a_parcel(number, copy=2))
        case "junk":
            bench.lay(b"junk")
        case "accept" if number < len(bench.entries):
            entry = bench.entries[number]
            if entry.state is InboxState.NEW:
                bench.desk.accept(entry.id, "Dr Ada Example", carry=False)
        case "stop":
            go_on(bench, number)
        case "down" | "reply":
            bench.store.is_down, bench.store.loses_reply = event == "down", event == "reply"
            go_on(bench)
            bench.store.is_down = bench.store.loses_reply = False
        case "round":
            go_on(bench)


@settings(max_examples=200, deadline=None)
@given(EVENTS)
def test_each_parcel_is_taken_in_once_and_every_copy_is_answered(events):
    bench = DeskBench()
    for event, number in events:
        happen(bench, event, number)
    bench.desk.collect()
    parcels = [data for name, data in bench.store.objects.items() if name.startswith("in/")]
    referrals = {data.split()[1].decode() for data in parcels if data != b"junk"}
    assert sorted(entry.reference[7:] for entry in bench.entries) == sorted(referrals)
    receipts = bench.stored_receipts()
    assert [receipt.seq for receipt in receipts] == list(range(1, len(receipts) + 1))
    accepted = {e.referral_id for e in bench.entries if e.state is InboxState.ACCEPTED}
    said = Counter((receipt.object_sha256, receipt.status) for receipt in receipts)
    assert set(said.values()) <= {1}
    for entry in bench.entries:
        for sha256 in entry.objects:
            assert said[sha256, ReceiptStatus.COLLECTED] == 1
            is_accepted = entry.referral_id in accepted
            assert said[sha256, ReceiptStatus.ACCEPTED] == int(is_accepted)
    assert bench.desk.collect() == Collected()
