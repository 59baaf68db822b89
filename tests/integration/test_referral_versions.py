"""What is signed is what was looked at, and a new version answers for the ones before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.errors import RuleError
from estip_desktop.outbox import Delivery, ParcelGroup, ParcelState, group_of
from tests import builders
from tests.referral_support import record_case, sign_one, stored
from tests.vault_support import PASSPHRASE


def sign_next(world, referral):
    world.clock.move_on(timedelta(minutes=5))
    draft = world.supporter.referrals.revise(referral.key)
    return world.supporter.referrals.sign(draft.key, PASSPHRASE)


def states(world):
    return {p.revision: p.state for p in world.supporter.outbox.list()}


def needing_somebody(world):
    now = world.clock.now()
    parcels = world.supporter.outbox.list()
    return [p.revision for p in parcels if group_of(p, now) is ParcelGroup.NEEDS_YOU]


def raise_a_concern(unit):
    unit.concerns.save(builders.a_concern(outcome="Stays with a friend"))


def change_the_number(unit):
    unit.people.save(replace(unit.people.get("person-1"), phone="01632 960999"))


@pytest.mark.parametrize("change", [raise_a_concern, change_the_number])
def test_a_draft_whose_records_changed_is_not_signed_unseen(world, change):
    referrals = world.supporter.referrals
    draft = referrals.draft_for(record_case(world.supporter))
    with world.supporter.unit() as unit:
        change(unit)
        unit.commit()
    with pytest.raises(RuleError, match="referral-changed-meanwhile"):
        referrals.sign(draft.key, PASSPHRASE)
    seen = referrals.to_sign(draft.key)
    assert seen.content != draft.content
    signed = referrals.sign(draft.key, PASSPHRASE)
    assert replace(signed.content, created_at=seen.content.created_at) == seen.content
    assert referrals.to_sign(draft.key) == signed
    with world.supporter.unit() as unit:
        whats = [line.what for line in unit.audit_log.of([draft.key], 50)]
    assert whats.count("referral-viewed") == 2


def test_looking_at_a_draft_that_is_up_to_date_changes_nothing(world):
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))
    world.clock.move_on(timedelta(hours=1))
    assert world.supporter.referrals.to_sign(draft.key) == draft


def test_a_clock_that_jumped_is_told_in_the_manifest(world, monkeypatch):
    referrals = world.supporter.referrals
    draft = referrals.draft_for(record_case(world.supporter))
    for jumped in (False, True):
        monkeypatch.setattr(referrals, "_clock_is_suspect", lambda jumped=jumped: jumped)
        order = referrals.prepare_signing(draft.key, PASSPHRASE).order
        assert order.manifest.clock_suspect is jumped


def test_a_version_that_was_not_sent_yet_is_not_sent_any_more(world):
    """The new one may tell less: they may have taken a part of their agreement back."""
    second = sign_next(world, sign_one(world.supporter))
    assert states(world) == {1: ParcelState.WITHDRAWN, 2: ParcelState.SEALED}
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    desk = world.desk.desk
    assert [desk.get(entry.id).pdf for entry in desk.list()] == [second.pdf]
    assert world.supporter.outbox.sweep() == 1


def test_one_that_may_have_left_goes_its_way(world, tmp_path):
    first = sign_one(world.supporter)
    world.supporter.outbox.export((tmp_path / "stick").as_uri())
    sign_next(world, first)
    assert states(world)[1] is ParcelState.SEALED


def test_one_that_could_not_get_out_meanwhile_is_not_tried_again(world):
    """The new version was signed while the old one was on its way to a store out of reach."""
    first = sign_one(world.supporter)
    outbox = world.supporter.outbox
    errand = outbox.plan_sending()
    sign_next(world, first)
    outbox.record_delivery(Delivery(errand.parcel.key, stored=False, error="store-unreachable"))
    assert states(world) == {1: ParcelState.WITHDRAWN, 2: ParcelState.SEALED}
    outbox.send_due(now_please=True)
    world.desk.desk.collect()
    assert [entry.revision for entry in world.desk.desk.list()] == [2]


def test_one_that_may_be_out_and_cannot_go_on_needs_nobody_once_it_was_replaced(world):
    first = sign_one(world.supporter)
    outbox = world.supporter.outbox
    outbox.send_due(now_please=True)
    stored(world.store, "in")[0].unlink()
    world.supporter.spool.remove(outbox.list()[0].object_sha256)
    for _ in range(2):
        outbox.send_due(now_please=True)
    assert (needing_somebody(world), outbox.list()[0].last_error) == ([1], "spool-not-found")
    sign_next(world, first)
    outbox.send_due(now_please=True)
    assert needing_somebody(world) == []
    assert states(world) == {1: ParcelState.CLOSED, 2: ParcelState.STORED}


def test_of_two_versions_that_waited_for_a_desk_only_the_newer_is_sealed(world):
    """Whatever the clock said when they were signed."""
    supporter = world.supporter
    desk = supporter.desks.list()[0]
    supporter.desks.forget(desk.id)
    first = sign_one(supporter)
    world.clock.move_on(timedelta(days=-1))
    sign_next(world, first)
    assert states(world) == {1: ParcelState.SIGNED, 2: ParcelState.SIGNED}
    with supporter.unit() as unit:
        unit.desks.save(desk)
        unit.commit()
    assert [parcel.revision for parcel in supporter.referrals.seal_waiting()] == [2]
    assert states(world) == {1: ParcelState.WITHDRAWN, 2: ParcelState.SEALED}


def test_without_a_desk_the_version_before_stays(world):
    first = sign_one(world.supporter)
    world.supporter.desks.forget(world.supporter.desks.list()[0].id)
    sign_next(world, first)
    assert states(world) == {1: ParcelState.SEALED, 2: ParcelState.SIGNED}


def test_what_was_sent_back_needs_nobody_once_it_was_mended(world):
    first = sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    world.desk.desk.return_(world.desk.desk.list()[0].id, "number missing")
    world.supporter.outbox.send_due(now_please=True)
    assert needing_somebody(world) == [1]
    sign_next(world, first)
    assert needing_somebody(world) == []
    assert states(world)[1] is ParcelState.CLOSED


def test_what_the_store_damaged_is_sealed_anew_under_another_name(world):
    signed = sign_one(world.supporter)
    world.supporter.outbox.phoned(signed.key, to="OH duty")
    world.supporter.outbox.send_due(now_please=True)
    path = stored(world.store, "in")[0]
    path.write_bytes(path.read_bytes()[:1000])
    world.supporter.outbox.send_due(now_please=True)
    assert needing_somebody(world) == [1]
    world.supporter.outbox.try_again(signed.key)
    world.supporter.referrals.seal_waiting()
    world.supporter.outbox.send_due(now_please=True)
    collected = world.desk.desk.collect()
    assert (collected.new, collected.quarantined) == (1, 1)
    world.supporter.outbox.send_due(now_please=True)
    parcel = world.supporter.outbox.list()[0]
    assert (parcel.state, parcel.phoned_to) == (ParcelState.COLLECTED, "OH duty")
