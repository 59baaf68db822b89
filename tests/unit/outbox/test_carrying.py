"""What may have left the laptop, what a store did to it, and files that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.errors import (
    DiskReadOnlyError,
    RuleError,
    StoreFullError,
    StoreRefusedError,
    VaultError,
)
from estip_desktop.outbox import ParcelState, ReceiptStatus
from estip_desktop.outbox.model import CONSENT_TAKEN_BACK
from estip_desktop.ui.pages.receipt.presenter import describe
from tests.builders import NOW
from tests.unit.outbox.memory_outbox import SEALED, SHA256, Bench, a_parcel, a_receipt

OBJECT, MACHINE = f"in/{SHA256}.age", f"rc/{SHA256}.jws"


def stored(**changes) -> Bench:
    bench = Bench()
    bench.send()
    for name, value in changes.items():
        setattr(bench.store, name, value)
    return bench


@pytest.mark.parametrize("bytes_there", [SEALED[:3], SEALED + b"x", b"y" * len(SEALED)])
def test_a_copy_that_the_store_damaged_asks_for_a_person(bytes_there):
    bench = stored()
    bench.store.objects[OBJECT] = bytes_there
    bench.send()
    assert (bench.state, bench.parcel.last_error) == (
        ParcelState.NEEDS_HUMAN, "store-kept-other-bytes",
    )  # fmt: skip
    bench.put_receipt(MACHINE, a_receipt())
    bench.send()
    assert bench.state is ParcelState.COLLECTED  # it became whole, and the desk says so


def test_a_whole_copy_is_not_read_back_for_ever():
    bench = stored()
    for _ in range(10):
        bench.send()
    assert bench.state is ParcelState.STORED
    reads = bench.store.requests.count("get")
    bench.send()
    assert bench.store.requests.count("get") == reads + 1  # the receipt's name, nothing else


@pytest.mark.parametrize("error", [StoreFullError("ENOSPC"), StoreRefusedError("EROFS")])
def test_a_store_without_room_or_leave_says_so_and_is_tried_again(error, monkeypatch):
    bench = Bench()

    def refuse(name, data):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(bench.store, "create", refuse)
        assert bench.send().errors == (error.code,)
    assert (bench.state, bench.parcel.last_error) == (ParcelState.SEALED, error.code)
    assert bench.send().stored == 1
    assert bench.parcel.last_error == ""


@pytest.mark.parametrize("error", [VaultError("spool-EIO"), DiskReadOnlyError("spool")])
def test_a_sealed_file_that_cannot_be_read_stops_no_other(error, monkeypatch):
    bench = Bench()
    other = bench.spool.put(b"another parcel")
    bench.parcels.save(
        a_parcel(
            referral_id="r-2", object_sha256=other, sealed_size=14,
            created_at=NOW + timedelta(minutes=1),
        )
    )  # fmt: skip
    read = bench.spool.get

    def fail(sha256):
        if sha256 == SHA256:
            raise error
        return read(sha256)

    monkeypatch.setattr(bench.spool, "get", fail)
    report = bench.send()
    assert (report.stored, report.errors) == (1, (f"spool-{error.code}",))
    assert bench.state is ParcelState.NEEDS_HUMAN
    exported = bench.outbox.export("memory:")
    assert [parcel.key for parcel in exported.failed] == ["r-1.1"]
    assert [parcel.key for parcel in exported.copied] == ["r-2.1"]


def test_a_sealed_file_that_cannot_be_removed_is_left_to_the_next_start(monkeypatch):
    bench = stored()

    def fail(sha256):
        raise DiskReadOnlyError("spool")

    monkeypatch.setattr(bench.spool, "remove", fail)
    bench.put_receipt(
        f"rc/{SHA256}.1.jws", a_receipt(status=ReceiptStatus.ACCEPTED, person="Dr Ada", seq=2)
    )
    assert bench.send().receipts == 1
    monkeypatch.setattr(bench.spool, "sweep", len)
    assert bench.outbox.sweep() == 0  # nothing is kept from the broom


def test_a_stick_with_half_a_copy_is_not_called_a_copy():
    bench = Bench()
    bench.store.objects[OBJECT] = SEALED[:3]
    exported = bench.outbox.export("memory:")
    assert (exported.copied, len(exported.failed)) == ((), 1)
    assert [e.what for e in bench.parcels.journal] == []


def leave_by_stick(bench: Bench) -> None:
    bench.outbox.export("memory:")


def leave_by_a_lost_reply(bench: Bench) -> None:
    bench.store.loses_reply = True
    bench.send()
    assert bench.state is ParcelState.SEALED


def leave_and_be_lost(bench: Bench) -> None:
    bench.send()
    bench.store.objects.clear()
    bench.send()
    assert bench.state is ParcelState.SEALED


def leave_as_the_power_goes(bench: Bench) -> None:
    errand = bench.outbox.plan_sending()
    assert errand is not None
    bench.outbox.deliver(errand)
    bench.spool.files.clear()
    bench.send()
    assert bench.state is ParcelState.NEEDS_HUMAN


@pytest.mark.parametrize(
    "leave",
    [leave_by_stick, leave_by_a_lost_reply, leave_and_be_lost, leave_as_the_power_goes],
)
def test_what_may_have_left_cannot_be_taken_back(leave):
    bench = Bench()
    leave(bench)
    with pytest.raises(RuleError, match="parcel-left-already"):
        bench.outbox.withdraw("r-1.1")


def test_what_certainly_never_left_can_be_taken_back(monkeypatch):
    bench = Bench()

    def refuse(name, data):
        raise StoreFullError("ENOSPC")

    monkeypatch.setattr(bench.store, "create", refuse)
    bench.send()
    assert bench.outbox.withdraw("r-1.1").state is ParcelState.WITHDRAWN


def test_what_arrived_is_not_handed_over_again():
    bench = stored()
    bench.put_receipt(MACHINE, a_receipt())
    bench.send()
    with pytest.raises(RuleError, match="parcel-arrived-already"):
        bench.outbox.hand_over("r-1.1", to="OH duty", how="stick")
    assert bench.state is ParcelState.COLLECTED


def test_what_consent_was_taken_back_for_goes_out_by_no_way():
    bench = stored()
    bench.parcels.save(
        replace(bench.parcel, state=ParcelState.NEEDS_HUMAN, last_error=CONSENT_TAKEN_BACK)
    )
    before = bench.parcel
    bench.store.objects.clear()
    exported = bench.outbox.export("memory:")
    assert (exported.copied, exported.failed, bench.store.objects) == ((), (), {})
    with pytest.raises(RuleError, match="consent-taken-back"):
        bench.outbox.hand_over("r-1.1", to="OH duty", how="stick")
    with pytest.raises(RuleError, match="consent-taken-back"):
        bench.outbox.try_again("r-1.1")
    assert bench.parcel == before  # "Phone Occupational Health and say so" stands
    assert not describe(before, (), NOW).can_hand_over


def test_a_stick_takes_what_nobody_has_accepted_yet():
    bench = stored()
    for status, seq, copied in ((ReceiptStatus.COLLECTED, 1, 1), (ReceiptStatus.ACCEPTED, 2, 0)):
        assert len(bench.outbox.export("memory:").copied) == 1
        bench.put_receipt(MACHINE, a_receipt(status=status, seq=seq, person="Dr Ada Invented"))
        bench.send()
        assert len(bench.outbox.export("memory:").copied) == copied


def test_a_look_for_receipts_remembers_how_late_it_is():
    bench = Bench()
    bench.parcels.save(a_parcel(collect_by=NOW + timedelta(hours=1)))
    bench.send()
    bench.clock.move_on(timedelta(hours=2))
    bench.send()
    bench.clock.move_on(timedelta(days=-30))
    assert bench.parcel.is_overdue(bench.clock.now())
