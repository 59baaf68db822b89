"""Sending: what is believed, what is tried again, and when a person is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from estip_desktop.errors import (
    InputRefusedError,
    RuleError,
    SecretRefusedError,
    StoreUnreachableError,
)
from estip_desktop.kernel.progress import Cancel, CancelledError
from estip_desktop.outbox import ParcelGroup, ParcelState, ReceiptStatus, group_of, retry
from tests.builders import NOW
from tests.unit.outbox.memory_outbox import SEALED, SHA256, Bench, a_parcel, a_receipt

MACHINE, HUMAN = f"rc/{SHA256}.jws", f"rc/{SHA256}.1.jws"


def accepted(**changes):
    return a_receipt(**({"status": ReceiptStatus.ACCEPTED, "person": "Dr Ada", "seq": 2} | changes))


def test_sent_and_stored():
    bench = Bench()
    assert bench.send().stored == 1
    assert bench.state is ParcelState.STORED
    assert bench.store.objects[f"in/{SHA256}.age"] == SEALED


def test_ok_from_a_portal_that_keeps_nothing_is_not_stored():
    bench = Bench()
    bench.store.forgets_new = True
    assert bench.send().errors == ("store-did-not-keep-it",)
    assert bench.state is ParcelState.SEALED


def test_a_truncated_object_is_not_stored():
    bench = Bench()
    bench.store.truncates_to = 3
    assert bench.send().errors == ("store-kept-other-bytes",)
    assert bench.state is ParcelState.NEEDS_HUMAN  # a store never replaces: no use trying again
    anew = bench.outbox.try_again("r-1.1")
    assert (anew.state, anew.object_sha256) == (ParcelState.SIGNED, "")


def test_a_lost_reply_is_made_good_by_the_next_try():
    bench = Bench()
    bench.store.loses_reply = True
    assert bench.send().failed == 1
    assert bench.send().stored == 1
    assert len(bench.store.objects) == 1


def test_killed_between_store_and_vault_it_is_sent_again_and_stored_once():
    bench = Bench()
    errand = bench.outbox.plan_sending()
    assert errand is not None
    bench.outbox.deliver(errand)  # killed here: nothing recorded
    assert bench.state is ParcelState.SENDING
    assert bench.send().stored == 1
    assert len(bench.store.objects) == 1


def test_tries_are_put_off_longer_and_longer():
    bench = Bench()
    bench.store.is_down = True
    waits = []
    for _ in range(10):
        bench.send()
        waits.append(((bench.parcel.next_try_at or NOW) - bench.clock.now()).total_seconds())
    assert waits == [10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert bench.outbox.send_due().failed == 0
    bench.clock.move_on(timedelta(seconds=900))
    assert bench.outbox.send_due().failed == 1


@pytest.mark.parametrize("error", [SecretRefusedError("store"), InputRefusedError("store-scheme")])
def test_a_permanent_refusal_asks_for_a_person_once(error, monkeypatch):
    bench = Bench()

    def refuse(name, data):
        raise error

    monkeypatch.setattr(bench.store, "create", refuse)
    bench.send()
    assert bench.state is ParcelState.NEEDS_HUMAN
    assert group_of(bench.parcel, NOW) is ParcelGroup.NEEDS_YOU
    assert bench.send().failed == 0
    assert bench.outbox.try_again("r-1.1").state is ParcelState.SEALED


def test_a_spool_file_that_is_gone_asks_for_a_person():
    bench = Bench()
    bench.spool.files.clear()
    assert bench.send().errors == ("spool-not-found",)
    assert bench.state is ParcelState.NEEDS_HUMAN


def test_urgent_first_then_oldest():
    bench = Bench()
    for number, (urgency, minutes) in enumerate([("P3", -5), ("P4", 5), ("P5", 9)], start=2):
        bench.parcels.save(
            a_parcel(
                referral_id=f"r-{number}",
                urgency=urgency,
                created_at=NOW + timedelta(minutes=minutes),
            )
        )
    bench.send()
    order = [e.referral_id for e in bench.parcels.journal if e.what == "sending"]
    assert order == ["r-3", "r-4", "r-2", "r-1"]


def test_one_failure_does_not_stop_the_others():
    bench = Bench()
    bench.parcels.save(a_parcel(referral_id="r-2", object_sha256="0" * 64, urgency="P4"))
    report = bench.send()
    assert (report.stored, report.failed) == (1, 1)


def test_cancelling_stops_between_parcels():
    cancel = Cancel()
    cancel.request()
    with pytest.raises(CancelledError):
        Bench().outbox.send_due(cancel=cancel)


def test_collected_and_accepted_only_by_receipts():
    bench = Bench()
    bench.send()
    bench.put_receipt(MACHINE, a_receipt())
    bench.send()
    assert bench.parcel.words == "OH's computer has it"
    bench.put_receipt(HUMAN, accepted())
    bench.send()
    assert bench.parcel.words == "Accepted by Dr Ada"
    assert SHA256 not in bench.spool.files


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"object_sha256": "0" * 64}, "receipt-other-object"),
        ({"referral_id": "r-2"}, "receipt-other-referral"),
        ({"revision": 2}, "receipt-other-referral"),
        ({"device_id": "another"}, "receipt-other-device"),
        ({"at": NOW - timedelta(days=2)}, "receipt-too-early"),
    ],
)
def test_a_receipt_about_something_else_changes_nothing(changes, code):
    bench = Bench()
    bench.send()
    bench.put_receipt(MACHINE, a_receipt(**changes))
    bench.send()
    assert bench.state is ParcelState.STORED
    assert [e.detail for e in bench.parcels.journal if e.what == "receipt-refused"] == [code]


def test_junk_instead_of_a_receipt_changes_nothing_and_hides_none_behind_it():
    bench = Bench()
    bench.send()
    bench.store.objects[MACHINE] = b"junk"
    bench.store.objects[HUMAN] = bytes(70_000)
    bench.put_receipt(f"rc/{SHA256}.2.jws", accepted())
    bench.send()
    assert bench.state is ParcelState.ACCEPTED


def test_a_replayed_receipt_never_goes_back():
    bench = Bench()
    bench.send()
    bench.put_receipt(HUMAN, accepted())
    bench.send()
    bench.put_receipt(HUMAN, a_receipt(seq=1))
    bench.send()
    assert bench.state is ParcelState.ACCEPTED


def test_receipts_that_come_together_are_applied_in_order():
    bench = Bench()
    bench.send()
    bench.put_receipt(HUMAN, accepted())
    bench.put_receipt(MACHINE, a_receipt())
    assert bench.send().receipts == 2
    assert bench.state is ParcelState.ACCEPTED


def test_polling_slows_down():
    assert [retry.poll_delay(polls).total_seconds() for polls in range(5)] == [
        30, 120, 600, 1800, 1800,
    ]  # fmt: skip


def test_a_receipt_arrives_although_the_parcel_was_carried_by_hand():
    bench = Bench()
    bench.outbox.hand_over("r-1.1", to="OH duty", how="stick")
    bench.put_receipt(MACHINE, a_receipt())
    bench.send()
    assert bench.state is ParcelState.COLLECTED


def test_withdrawing_before_it_left_removes_the_file():
    bench = Bench()
    bench.outbox.withdraw("r-1.1")
    assert bench.state is ParcelState.WITHDRAWN
    assert bench.spool.files == {}
    assert bench.send().stored == 0


def test_withdrawing_afterwards_needs_a_new_revision():
    bench = Bench()
    bench.send()
    with pytest.raises(RuleError, match="parcel-left-already"):
        bench.outbox.withdraw("r-1.1")


def test_overdue_is_a_mark_and_a_clock_set_back_does_not_silence_it():
    parcel = a_parcel(state=ParcelState.STORED, collect_by=NOW, accept_by=NOW + timedelta(days=2))
    later = NOW + timedelta(hours=1)
    assert not parcel.is_overdue(NOW)
    assert parcel.is_overdue(later)
    collected = a_parcel(
        state=ParcelState.COLLECTED, collect_by=NOW, accept_by=NOW + timedelta(days=2)
    )
    assert not collected.is_overdue(later)
    assert collected.is_overdue(NOW + timedelta(days=3))
    accepted_one = a_parcel(state=ParcelState.ACCEPTED, accept_by=NOW)
    assert not accepted_one.is_overdue(later)
    seen = a_parcel(state=ParcelState.STORED, collect_by=NOW, latest_moment=later)
    assert seen.is_overdue(NOW - timedelta(days=300))
    assert group_of(seen, NOW) is ParcelGroup.NEEDS_YOU


def test_an_unreachable_store_while_polling_is_only_told():
    bench = Bench()
    bench.send()
    bench.store.is_down = True
    assert bench.send().errors == (StoreUnreachableError.code,)
    assert bench.state is ParcelState.STORED


@pytest.mark.parametrize(
    "changes",
    [
        {"object_sha256": "x"}, {"prev": "x"}, {"seq": 0}, {"revision": 0},
        {"status": ReceiptStatus.ACCEPTED}, {"status": ReceiptStatus.RETURNED},
        {"reason": "x" * 241},
    ],
)  # fmt: skip
def test_a_receipt_that_makes_no_sense_is_refused(changes):
    with pytest.raises(InputRefusedError):
        a_receipt(**changes)


def test_random_waiting_stays_below_its_limit():
    assert all(0 <= retry.random_up_to(10) < 10 for _ in range(200))
