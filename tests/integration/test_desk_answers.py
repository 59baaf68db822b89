"""A desk answers what it has seen, once, and its answers get through."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from estip_desktop.adapters.storage.receiving_rows import DOCUMENTS, INBOX
from estip_desktop.adapters.transports.folder import FolderTransport
from estip_desktop.errors import DiskFullError, RecordDamagedError, RuleError, StoreRefusedError
from estip_desktop.outbox import ParcelState
from tests.referral_support import record_case, sign_one, stored
from tests.vault_support import PASSPHRASE


def lay(world, sealed: bytes) -> None:
    """Put a sealed object on the store, as another copy of the vault might."""
    inbox = world.store / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / f"{hashlib.sha256(sealed).hexdigest()}.age").write_bytes(sealed)


def arrived(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    return world.desk.desk.list()[0]


def parcel(world):
    world.supporter.outbox.send_due(now_please=True)
    return world.supporter.outbox.list()[0]


def test_the_same_revision_with_other_data_is_another_entry(world):
    """A vault restored from before the signing signs the same revision again."""
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))
    signing = world.supporter.referrals.prepare_signing(draft.key, PASSPHRASE)
    before = world.supporter.referrals.produce(signing)
    worse = replace(draft.choices, reason="Worse since yesterday")
    world.supporter.referrals.save_draft(draft.key, worse)
    world.clock.move_on(timedelta(minutes=5))
    after = world.supporter.referrals.sign(draft.key, PASSPHRASE)
    lay(world, before.sealed)
    world.supporter.outbox.send_due(now_please=True)
    collected = world.desk.desk.collect()
    assert (collected.new, collected.merged) == (2, 0)
    desk = world.desk.desk
    assert {desk.get(entry.id).pdf for entry in desk.list()} == {before.pdf, after.pdf}


def test_a_document_that_is_damaged_stands_in_nobody_elses_way(world):
    first = arrived(world)
    arrived(world)
    desk = world.desk.desk
    second = next(entry for entry in desk.list() if entry.id != first.id)
    pages = desk.get(first.id).pdf
    with world.desk.unit() as unit:
        unit.transaction.execute(
            "UPDATE inbox_documents SET pdf = x'00' WHERE id = ?", (second.id,)
        )
        unit.commit()
    desk.pin_sender(first.id, by="clerk")
    assert all(entry.sender_known for entry in desk.list())
    assert all(check.passed for entry in desk.list() for check in entry.checks)
    assert desk.get(first.id).pdf == pages
    assert desk.accept(first.id, "Dr Ada Example").sender_known
    with pytest.raises(RecordDamagedError, match="inbox_documents"):
        desk.open(second.id)


@pytest.mark.parametrize("answered", ["accepted", "booked", "returned"])
def test_a_second_copy_gets_the_answer_that_the_first_one_got(world, answered):
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))
    signing = world.supporter.referrals.prepare_signing(draft.key, PASSPHRASE)
    lay(world, world.supporter.referrals.produce(signing).sealed)
    desk = world.desk.desk
    desk.collect()
    entry = desk.list()[0]
    if answered == "returned":
        desk.return_(entry.id, "number missing")
    else:
        desk.accept(entry.id, "Dr Ada Example")
    if answered == "booked":
        desk.booked(entry.id)
    world.supporter.referrals.sign(draft.key, PASSPHRASE)
    world.supporter.outbox.send_due(now_please=True)
    assert desk.collect().merged == 1
    told = parcel(world)
    assert told.state.value == answered
    assert told.accepted_by == ("" if answered == "returned" else "Dr Ada Example")
    if answered == "accepted":
        desk.booked(entry.id)
        assert parcel(world).state is ParcelState.BOOKED


def test_the_first_acceptance_stands(world):
    entry = arrived(world)
    desk = world.desk.desk
    desk.accept(entry.id, "Dr Ada Example")
    with pytest.raises(RuleError, match="entry-is-closed"):
        desk.accept(entry.id, "Dr Bea Example")
    desk.booked(entry.id)
    for again in (lambda: desk.accept(entry.id, "Dr Bea Example"), lambda: desk.booked(entry.id)):
        with pytest.raises(RuleError, match="entry-is-closed"):
            again()
    assert parcel(world).accepted_by == "Dr Ada Example"
    desk.return_(entry.id, "moved force")
    with pytest.raises(RuleError, match="entry-is-closed"):
        desk.accept(entry.id, "Dr Bea Example")
    assert parcel(world).state is ParcelState.RETURNED


def test_booking_comes_after_accepting(world):
    with pytest.raises(RuleError, match="accept-first"):
        world.desk.desk.booked(arrived(world).id)


def test_once_pinned_the_sender_is_known_in_every_check(world):
    entry = arrived(world)
    assert [check.code for check in entry.checks if not check.passed] == ["sender"]
    world.desk.desk.pin_sender(entry.id, by="clerk")
    assert all(check.passed for check in world.desk.desk.list()[0].checks)


@pytest.mark.parametrize("squatter", [b"junk", b"x" * 100_000])
def test_a_receipt_whose_name_is_taken_gets_through_under_the_next(world, squatter):
    entry = arrived(world)
    name = parcel(world).object_sha256
    (world.store / "rc" / f"{name}.1.jws").write_bytes(squatter)
    world.desk.desk.accept(entry.id, "Dr Ada Example")
    assert parcel(world).state is ParcelState.ACCEPTED
    world.desk.desk.booked(entry.id)
    assert parcel(world).state is ParcelState.BOOKED
    assert len(stored(world.store, "rc")) == 4
    assert world.desk.desk.collect().receipts == 0


def test_a_file_that_may_not_be_read_holds_up_no_receipt(world, monkeypatch):
    entry = arrived(world)
    name = f"rc/{parcel(world).object_sha256}.1.jws"
    (world.store / name).write_bytes(b"somebody else's")
    read = FolderTransport.get

    def get(self, wanted, limit_bytes):
        if wanted == name:
            raise StoreRefusedError("EACCES")
        return read(self, wanted, limit_bytes)

    monkeypatch.setattr(FolderTransport, "get", get)
    world.desk.desk.accept(entry.id, "Dr Ada Example")
    assert "store-refused" in world.supporter.outbox.send_due(now_please=True).errors
    assert parcel(world).state is ParcelState.ACCEPTED
    assert world.desk.desk.collect().receipts == 0


def test_half_a_machine_receipt_is_made_good(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    half = world.store / "rc" / f"{parcel(world).object_sha256}.jws"
    half.write_bytes(b"eyJhbGciOi")
    world.desk.desk.collect()
    assert parcel(world).state is ParcelState.COLLECTED


def test_what_a_folder_holds_unchanged_is_passed_over_until_it_is_written_again(world):
    """A synchronising program may show zeros of the right size under the final name."""
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    path = stored(world.store, "in")[0]
    whole = path.read_bytes()
    path.write_bytes(bytes(len(whole)))
    desk = world.desk.desk
    look = desk.plan_look()
    (found,) = desk.find_new(look)
    assert desk.record(desk.look_at(found, look)).refused == ("hash-is-not-the-name",)
    unchanged = {found.name: found}
    assert desk.find_new(desk.plan_look(), unchanged) == []
    path.write_bytes(whole)
    os.utime(path, (0, 0))
    (again,) = desk.find_new(desk.plan_look(), unchanged)
    assert desk.record(desk.look_at(again, look)).new == 1
    assert desk.quarantine() == []


def test_an_answer_that_was_never_carried_is_carried_by_the_next_window(world):
    """Killed after recording: the receipt was signed in the same transaction."""
    entry = arrived(world)
    world.desk.desk.accept(entry.id, "Dr Ada Example", carry=False)
    assert parcel(world).state is ParcelState.COLLECTED
    assert world.desk.desk.collect().receipts == 1
    assert parcel(world).accepted_by == "Dr Ada Example"


def test_a_commit_that_fails_leaves_the_object_for_the_next_round(world, monkeypatch):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    desk = world.desk.desk
    look = desk.plan_look()
    (found,) = desk.find_new(look)
    looked = desk.look_at(found, look)

    def full(_self):
        raise DiskFullError("test")

    with monkeypatch.context() as patched:
        patched.setattr("estip_desktop.adapters.storage.transaction.Transaction.commit", full)
        with pytest.raises(DiskFullError):
            desk.record(looked)
    assert (desk.list(), desk.plan_carrying()) == ([], None)
    assert desk.collect().new == 1


def test_a_document_of_a_vault_of_before_is_read_from_where_it_lies(world):
    signed = sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    desk = world.desk.desk
    desk.collect()
    entry = desk.get(desk.list()[0].id)
    with world.desk.unit() as unit:
        row = INBOX.get(unit.transaction, entry.id)
        INBOX.put(unit.transaction, {**row, "pdf": entry.pdf, "data": entry.data})
        DOCUMENTS.delete(unit.transaction, entry.id)
        unit.commit()
    assert desk.get(entry.id) == entry
    assert desk.accept(entry.id, "Dr Ada Example").pdf == signed.pdf
    with world.desk.unit() as unit:
        assert DOCUMENTS.get(unit.transaction, entry.id)["pdf"] == signed.pdf
        assert INBOX.get(unit.transaction, entry.id)["pdf"] == b""


def test_an_entry_whose_document_is_gone_is_damaged_and_still_listed(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    desk = world.desk.desk
    desk.collect()
    (entry,) = desk.list()
    with world.desk.unit() as unit:
        unit.transaction.execute("DELETE FROM inbox_documents")
        unit.commit()
    assert desk.list() == [entry]
    with pytest.raises(RecordDamagedError, match="inbox_documents"):
        desk.open(entry.id)
