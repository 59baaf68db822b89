"""Whatever goes wrong in whatever order: nothing is lost, doubled or believed too early."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from estip_desktop.outbox import ParcelState, ReceiptStatus
from tests.unit.outbox.memory_outbox import SEALED, SHA256, Bench, a_receipt

FAULTS = st.lists(
    st.sampled_from(
        ["down", "portal", "reply", "kill-before", "kill-after", "lose", "junk", "fine"]
    ),
    max_size=12,
)


def disturb(bench: Bench, fault: str) -> None:
    bench.store.is_down = fault == "down"
    bench.store.forgets_new = fault == "portal"
    bench.store.loses_reply = fault == "reply"
    if fault == "kill-before":
        bench.outbox.plan_sending(ignore_delay=True)
        return
    if fault == "kill-after":
        errand = bench.outbox.plan_sending(ignore_delay=True)
        if errand is not None:
            bench.outbox.deliver(errand)
        return
    if fault == "lose":
        bench.store.objects.clear()
    if fault == "junk":
        bench.store.objects[f"rc/{SHA256}.jws"] = b"junk"
    bench.send()


@settings(max_examples=150, deadline=None)
@given(FAULTS)
def test_a_parcel_arrives_once_and_is_believed_only_by_receipt(faults):
    bench = Bench()
    for fault in faults:
        disturb(bench, fault)
        assert bench.state in {
            ParcelState.SEALED, ParcelState.SENDING, ParcelState.STORED,
        }  # fmt: skip
    bench.store.is_down = bench.store.forgets_new = bench.store.loses_reply = False
    for _ in range(3):
        bench.send()
    assert bench.state is ParcelState.STORED
    parcels = [data for name, data in bench.store.objects.items() if name.startswith("in/")]
    assert parcels == [SEALED]
    bench.put_receipt(
        f"rc/{SHA256}.1.jws", a_receipt(status=ReceiptStatus.ACCEPTED, person="Dr Ada", seq=2)
    )
    bench.send()
    assert bench.parcel.accepted_by == "Dr Ada"
