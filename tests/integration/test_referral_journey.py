"""From a session to "Accepted by", through real vaults, real documents and a folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.adapters.crypto.papers import read_receipt
from estip_desktop.adapters.crypto.receipts import JwsReceiptMaker
from estip_desktop.casework import Answer, Casework, Share
from estip_desktop.errors import DiskFullError, RuleError, SecretRefusedError
from estip_desktop.kernel.ids import UuidFactory
from estip_desktop.outbox import ParcelState, ReceiptStatus
from estip_desktop.receiving import InboxState
from estip_desktop.referrals import ReferralState, SharedPart, SupervisorNote, what_goes
from tests import builders
from tests.referral_support import (
    CANARY,
    a_colleague,
    record_case,
    sign_one,
    stored,
    text_of,
)
from tests.vault_support import PASSPHRASE


def state(world) -> ParcelState:
    return world.supporter.outbox.list()[0].state


def test_a_referral_is_accepted_by_a_named_person(world):
    signed = sign_one(world.supporter)
    assert signed.state is ReferralState.SIGNED
    assert state(world) is ParcelState.SEALED
    world.supporter.outbox.send_due(now_please=True)
    assert state(world) is ParcelState.STORED
    assert world.desk.desk.collect().new == 1
    world.supporter.outbox.send_due(now_please=True)
    assert world.supporter.outbox.list()[0].words == "OH's computer has it"
    entry = world.desk.desk.list()[0]
    assert (entry.reference, entry.pdf) == (signed.reference, b"")  # a list reads no document
    assert world.desk.desk.open(entry.id).pdf == signed.pdf
    world.desk.desk.accept(entry.id, "Dr Ada Example")
    world.supporter.outbox.send_due(now_please=True)
    assert world.supporter.outbox.list()[0].words == "Accepted by Dr Ada Example"
    world.desk.desk.booked(entry.id)
    world.supporter.outbox.send_due(now_please=True)
    assert state(world) is ParcelState.BOOKED
    assert world.supporter.outbox.count_open() == 0


def test_names_and_bytes_on_the_store_say_nothing_about_the_person(world):
    signed = sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    words = [CANARY, signed.reference, signed.id, "Ferry Lane", "Priya", "4471"]
    for path in (p for p in world.store.rglob("*") if p.is_file() and p.parent.name != "cards"):
        for word in words:
            assert word not in path.name
            if path.parent.name == "in":
                assert word.encode() not in path.read_bytes()


def test_without_agreement_nothing_is_signed(world):
    with world.supporter.unit() as unit:
        unit.people.save(a_colleague())
        unit.incidents.save(builders.an_incident())
        unit.sessions.save(builders.a_session(consent=builders.a_consent(share=Share.NO)))
        unit.decisions.save(builders.a_decision(chosen="P3", suggested="P3", reason="x"))
        unit.commit()
    draft = world.supporter.referrals.draft_for(builders.a_session().id)
    with pytest.raises(RuleError, match="consent-missing"):
        world.supporter.referrals.sign(draft.key, PASSPHRASE)
    assert world.supporter.outbox.list() == []


def test_who_agrees_later_is_referred_and_the_page_says_when(world):
    supporter = world.supporter
    session = record_case(supporter)
    with supporter.unit() as unit:
        kept = unit.sessions.get(session)
        later = builders.a_consent(share=Share.LATER)
        unit.sessions.save(replace(kept, consent=later))
        unit.commit()
    draft = supporter.referrals.draft_for(session)
    with pytest.raises(RuleError, match="consent-missing"):
        supporter.referrals.sign(draft.key, PASSPHRASE)
    casework = Casework(supporter.unit, world.clock, UuidFactory(world.clock))
    asked = casework.record_sharing(session, Share.YES, "phone")
    draft = supporter.referrals.draft_for(session)
    assert (draft.content.consent.share, draft.content.consent.at) == (True, asked.consent.at)
    assert supporter.referrals.sign(draft.key, PASSPHRASE).state is ReferralState.SIGNED
    with pytest.raises(RuleError, match="sharing-is-signed"):
        casework.record_sharing(session, Share.NO, "phone")


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ("oh-summary", set()),
        ("oh-full", {SharedPart.FLAGS, SharedPart.SESSION_ANSWERS}),
    ],
)
def test_what_they_chose_is_what_the_draft_shares_and_the_page_had_said(
    world, tmp_path, answer, parts
):
    supporter = world.supporter
    session = record_case(supporter)
    with supporter.unit() as unit:
        unit.flags.save(builders.a_flag(code="A5"))
        unit.answers.save(Answer(session, "C7.start", 6, builders.NOW))
        unit.answers.save(Answer(session, "C12.share", answer, builders.NOW))
        unit.commit()
    said = supporter.referrals.would_go(session)[answer]
    draft = supporter.referrals.draft_for(session)
    assert set(draft.choices.shared) == parts
    assert what_goes(draft.content) == said
    paper = "".join(text_of(supporter.referrals.preview(draft), tmp_path).split())
    for line in said:
        for part in line.partition(": ")[::2]:
            assert "".join(part.split()) in paper, line


def test_a_yes_taken_back_before_signing_stops_it(world):
    supporter = world.supporter
    session = record_case(supporter)
    draft = supporter.referrals.draft_for(session)
    casework = Casework(supporter.unit, world.clock, UuidFactory(world.clock))
    casework.record_sharing(session, Share.NO, "phone")
    with pytest.raises(RuleError, match="consent-missing"):
        supporter.referrals.sign(draft.key, PASSPHRASE)


def test_what_is_missing_is_named(world):
    draft = world.supporter.referrals.draft_for(
        record_case(world.supporter, person=builders.a_person())
    )
    codes = [gap.code for gap in world.supporter.referrals.missing(draft)]
    assert codes == ["person-number-missing", "contact-method-missing"]
    with pytest.raises(RuleError, match="person-number-missing"):
        world.supporter.referrals.sign(draft.key, PASSPHRASE)


def test_a_wrong_passphrase_signs_nothing(world):
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))
    with pytest.raises(SecretRefusedError):
        world.supporter.referrals.sign(draft.key, "wrong")
    assert world.supporter.referrals.get(draft.key).state is ReferralState.DRAFT


def test_an_urgent_referral_is_phoned_first(world):
    session = record_case(world.supporter, chosen="P4")
    draft = world.supporter.referrals.draft_for(session)
    assert [gap.code for gap in world.supporter.referrals.missing(draft)] == ["phone-first"]
    choices = replace(draft.choices, phoned_to="OH duty", phoned_at=builders.NOW)
    draft = world.supporter.referrals.save_draft(draft.key, choices)
    world.supporter.referrals.sign(draft.key, PASSPHRASE)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    entry = world.desk.desk.list()[0]
    assert (entry.urgency, entry.phoned_to) == ("P4", "OH duty")


def test_a_change_after_signing_is_a_new_version(world):
    first = sign_one(world.supporter)
    with pytest.raises(RuleError, match="referral-is-signed"):
        world.supporter.referrals.save_draft(first.key, first.choices)
    world.supporter.outbox.send_due(now_please=True)
    draft = world.supporter.referrals.revise(first.key)
    assert (draft.revision, draft.reference) == (2, first.reference)
    second = world.supporter.referrals.sign(draft.key, PASSPHRASE)
    assert second.replaces == first.pdf_sha256
    world.supporter.outbox.send_due(now_please=True)
    assert world.desk.desk.collect().new == 2
    assert {entry.revision for entry in world.desk.desk.list()} == {1, 2}


def test_the_same_referral_sealed_twice_is_one_entry_with_two_receipts(world):
    """A crash after the spool file was written: the draft is signed and sealed again."""
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))
    signing = world.supporter.referrals.prepare_signing(draft.key, PASSPHRASE)
    lost = world.supporter.referrals.produce(signing)
    lost_name = world.supporter.spool.put(lost.sealed)  # killed here: file there, no row
    world.supporter.referrals.sign(draft.key, PASSPHRASE)
    world.supporter.outbox.send_due(now_please=True)
    spooled = world.supporter.spool.get(lost_name)
    (world.store / "in" / f"{lost_name}.age").write_bytes(spooled)
    collected = world.desk.desk.collect()
    assert (collected.new, collected.merged) == (1, 1)
    assert len(world.desk.desk.list()) == 1
    assert len(stored(world.store, "rc")) == 2
    assert world.supporter.outbox.sweep() == 1


def test_a_failed_commit_leaves_the_draft_and_no_parcel(world, monkeypatch):
    draft = world.supporter.referrals.draft_for(record_case(world.supporter))

    def full(self):
        raise DiskFullError("test")

    with monkeypatch.context() as patched:
        patched.setattr("estip_desktop.adapters.storage.transaction.Transaction.commit", full)
        with pytest.raises(DiskFullError):
            world.supporter.referrals.sign(draft.key, PASSPHRASE)
    assert world.supporter.referrals.get(draft.key).state is ReferralState.DRAFT
    assert world.supporter.outbox.list() == []
    assert world.supporter.referrals.sign(draft.key, PASSPHRASE).pdf


def test_signed_without_a_desk_waits_for_its_address(world):
    desk = world.supporter.desks.list()[0]
    world.supporter.desks.forget(desk.id)
    signed = sign_one(world.supporter)
    assert state(world) is ParcelState.SIGNED
    world.supporter.desks.add(world.desk.identity.card())
    assert len(world.supporter.referrals.seal_waiting()) == 1
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    assert world.desk.desk.get(world.desk.desk.list()[0].id).pdf == signed.pdf


def test_bad_objects_are_quarantined_and_the_others_flow(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    inbox = world.store / "in"
    good = stored(world.store, "in")[0]
    (inbox / f"{'0' * 64}.age").write_bytes(b"not what its name says")
    import hashlib

    for junk in (b"junk", b"age-encryption.org/v1\n-> scrypt x 23\nAA\n--- AA\n", bytes(9_000_000)):
        (inbox / f"{hashlib.sha256(junk).hexdigest()}.age").write_bytes(junk)
    flipped = bytearray(good.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (inbox / f"{hashlib.sha256(flipped).hexdigest()}.age").write_bytes(flipped)
    (inbox / "README.txt").write_text("somebody's note")
    collected = world.desk.desk.collect()
    assert (collected.new, collected.quarantined) == (1, 5)
    assert {item.reason for item in world.desk.desk.quarantine()} == {
        "hash-is-not-the-name", "seal-malformed", "seal-not-x25519", "object-too-large",
        "seal-not-for-us",
    }  # fmt: skip
    assert world.desk.desk.collect().quarantined == 0


def test_what_was_still_being_copied_is_taken_in_once_it_is_whole(world):
    """A synchronising program may show a beginning, or zeros, under the final name."""
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    path = stored(world.store, "in")[0]
    whole = path.read_bytes()
    for beginning in (whole[:1000], bytes(9_000_000), bytes(len(whole))):
        path.write_bytes(beginning)
        assert world.desk.desk.collect().quarantined == 1
        assert world.desk.desk.collect().quarantined == 0
        assert len(world.desk.desk.quarantine()) == 1
    path.write_bytes(whole)
    assert world.desk.desk.collect().new == 1
    assert world.desk.desk.quarantine() == []


def test_a_store_that_lost_an_object_is_offered_it_again(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    for path in stored(world.store, "in"):
        path.unlink()
    world.supporter.outbox.send_due(now_please=True)
    assert state(world) is ParcelState.SEALED
    world.supporter.outbox.send_due(now_please=True)
    assert world.desk.desk.collect().new == 1


def test_a_receipt_by_another_key_changes_nothing(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    world.desk.desk.accept(world.desk.desk.list()[0].id, "Dr Ada Example")
    parcel = world.supporter.outbox.list()[0]
    certificate = world.desk.identity.own().certificate
    for path in stored(world.store, "rc"):
        genuine = read_receipt(path.read_bytes(), certificate)
        forger, keys = P256KeyMaker().new_identity(
            "Northdale OH", now=builders.NOW, desk=True, exercise=False, store=""
        )
        path.write_bytes(JwsReceiptMaker().make_receipt(genuine, forger, keys))
    world.supporter.outbox.send_due(now_please=True)
    assert state(world) is ParcelState.STORED
    refused = [e.detail for e in world.supporter.outbox.events(parcel.key) if "refused" in e.what]
    assert refused == ["receipt-other-key"]


def test_a_receipt_moved_to_another_parcel_changes_nothing(world):
    first = sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    second = world.supporter.referrals.sign(
        world.supporter.referrals.revise(first.key).key, PASSPHRASE
    )
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    names = {p.key: p.object_sha256 for p in world.supporter.outbox.list()}
    mine = world.store / "rc" / f"{names[first.key]}.jws"
    other = world.store / "rc" / f"{names[second.key]}.jws"
    shutil.copy(mine, other)
    world.supporter.outbox.send_due(now_please=True)
    states = {p.key: p.state for p in world.supporter.outbox.list()}
    assert states[first.key] is ParcelState.COLLECTED
    assert states[second.key] is ParcelState.STORED


def test_an_older_receipt_never_overrides_a_newer_one(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    world.desk.desk.accept(world.desk.desk.list()[0].id, "Dr Ada Example")
    world.supporter.outbox.send_due(now_please=True)
    machine, human = sorted(stored(world.store, "rc"), key=lambda p: -len(p.name))[::-1]
    human.write_bytes(machine.read_bytes())
    world.supporter.outbox.send_due(now_please=True)
    assert state(world) is ParcelState.ACCEPTED


def test_what_is_sent_back_says_why(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    entry = world.desk.desk.list()[0]
    assert world.desk.desk.return_(entry.id, "contact missing").state is InboxState.RETURNED
    world.supporter.outbox.send_due(now_please=True)
    assert world.supporter.outbox.list()[0].words == "Sent back: contact missing"


def test_an_unknown_sender_is_shown_so_and_can_be_pinned(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    entry = world.desk.desk.list()[0]
    assert not entry.sender_known
    sender = world.desk.desk.pin_sender(entry.id, by="clerk")
    assert sender.kid == world.supporter.identity.own().kid
    assert world.desk.desk.list()[0].sender_known
    assert b"BEGIN CERTIFICATE" in world.desk.identity.trust_pem()


def test_receipts_of_a_desk_form_a_chain(world):
    sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    world.desk.desk.accept(world.desk.desk.list()[0].id, "Dr Ada Example")
    certificate = world.desk.identity.own().certificate
    receipts = sorted(
        (read_receipt(path.read_bytes(), certificate) for path in stored(world.store, "rc")),
        key=lambda receipt: receipt.seq,
    )
    assert [receipt.seq for receipt in receipts] == [1, 2]
    assert [receipt.status for receipt in receipts] == [
        ReceiptStatus.COLLECTED, ReceiptStatus.ACCEPTED,
    ]  # fmt: skip
    assert receipts[0].prev == ""
    assert len(receipts[1].prev) == 64


def test_a_stick_carries_parcels_there_and_receipts_back(world, tmp_path):
    sign_one(world.supporter)
    stick = tmp_path / "stick"
    assert len(world.supporter.outbox.export(stick.as_uri()).copied) == 1
    key = world.supporter.outbox.list()[0].key
    world.supporter.outbox.hand_over(key, to="The duty clerk", how="by-hand")
    assert state(world) is ParcelState.HANDED_OVER
    shutil.copytree(stick / "in", world.store / "in", dirs_exist_ok=True)
    world.desk.desk.collect()
    shutil.copytree(world.store / "rc", stick / "rc", dirs_exist_ok=True)
    assert world.supporter.outbox.bring_in(stick.as_uri()) == 1
    assert state(world) is ParcelState.COLLECTED


def test_an_unreachable_store_costs_nothing_but_time(world):
    sign_one(world.supporter)
    world.store.write_text("a file where the store should be")
    report = world.supporter.outbox.send_due(now_please=True)
    assert report.errors == ("store-unreachable",)
    assert state(world) is ParcelState.SEALED
    world.store.unlink()
    assert world.supporter.outbox.send_due().stored == 0  # not due yet: it backs off
    world.clock.move_on(timedelta(seconds=11))
    assert world.supporter.outbox.send_due().stored == 1


def test_an_exercise_and_a_live_desk_never_mix(world, tmp_path, workers):
    from estip_desktop.vault import VaultKind
    from tests.referral_support import a_side

    exercise = a_side(
        tmp_path / "exercise", VaultKind.EXERCISE, workers, world.clock, name="Exercise",
        store=world.store,
    )  # fmt: skip
    try:
        with pytest.raises(RuleError, match="desk-is-live"):
            exercise.desks.add(world.desk.identity.card())
    finally:
        exercise.close()


def test_a_changed_desk_key_waits_for_a_typed_fingerprint(world):
    maker = P256KeyMaker()
    forged, keys = maker.new_identity(
        "Northdale OH", now=builders.NOW, desk=True, exercise=False, store="file:///x"
    )
    card = maker.card(forged, keys, now=builders.NOW)
    with pytest.raises(RuleError, match="desk-key-changed"):
        world.supporter.desks.add(card)
    assert world.supporter.desks.add(card, typed_fingerprint=forged.fingerprint).id == forged.kid
    assert len(world.supporter.desks.list()) == 1


def test_the_data_of_an_entry_is_the_bundle_in_its_pdf(world, workers):
    signed = sign_one(world.supporter)
    world.supporter.outbox.send_due(now_please=True)
    world.desk.desk.collect()
    entry = world.desk.desk.open(world.desk.desk.list()[0].id)
    assert entry.bundle() == json.loads(workers.data_of(signed.pdf))
    assert {check.code: check.passed for check in entry.checks}["sender"] is False


def test_a_supervisor_note_that_nobody_agreed_to_is_not_made(world):
    day = date(2026, 11, 24)
    note = SupervisorNote("R-2026-0001", CANARY, "4471", ("No night duty",), day, day, day)
    with pytest.raises(RuleError, match="note-not-agreed"):
        world.supporter.referrals.supervisor_note(note, seen_and_agreed=False)
    assert world.supporter.referrals.supervisor_note(note, seen_and_agreed=True)


def test_the_numbers_in_the_foot_are_those_of_the_vaults_nation(world):
    supporter = world.supporter
    supporter.referrals._crisis_of = lambda nation: ((f"Line of {nation.value}", "01632 960417"),)
    session = record_case(supporter)
    draft = supporter.referrals.draft_for(session)
    assert draft.content.crisis == (("Samaritans", "116 123"),)
    with supporter.unit() as unit:
        unit.settings.set("nation", "scotland")
        unit.commit()
    draft = supporter.referrals.draft_for(session)
    assert draft.content.crisis == (("Line of scotland", "01632 960417"),)
