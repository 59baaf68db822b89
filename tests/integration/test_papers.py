"""Cards, manifests and receipts: what verifies, and nothing else."""

from __future__ import annotations

import base64
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from estip_desktop.adapters.crypto import certificates, jws, papers, receipts
from estip_desktop.adapters.crypto.certificates import is_for_exercises
from estip_desktop.adapters.crypto.identity import P256KeyMaker
from estip_desktop.errors import DocumentRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.provisioning import CardKind
from tests.referral_support import MOMENT, an_identity, an_order
from tests.unit.outbox.memory_outbox import a_receipt


@pytest.fixture(scope="module")
def desk():
    return an_identity("Northdale OH", desk=True)


@pytest.fixture(scope="module")
def card(desk) -> bytes:
    return P256KeyMaker().card(*desk, now=MOMENT)


def payload_of(made: bytes) -> dict[str, Any]:
    body = made.split(b".")[1]
    return json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))


def encoded(value) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def test_a_card_says_who_it_is(card, desk):
    read = papers.read_card(card + b"\n")
    own = desk[0]
    assert (read.kind, read.name, read.kid) == (CardKind.DESK, "Northdale OH", own.kid)
    assert (read.recipient, read.store, read.made_at) == (own.recipient, own.store, MOMENT)


def test_a_supporters_card_has_no_recipient():
    own, keys = an_identity("Priya Made-Up")
    read = papers.read_card(P256KeyMaker().card(own, keys, now=MOMENT))
    assert (read.kind, read.recipient) == (CardKind.SUPPORTER, "")


def test_an_exercise_is_written_into_the_certificate():
    assert is_for_exercises(an_identity(exercise=True)[0].certificate)
    assert not is_for_exercises(an_identity()[0].certificate)


def test_no_flipped_bit_of_a_card_is_accepted(card):
    chance = random.Random(3)  # noqa: S311 - choosing test cases
    for place in range(0, len(card), 2):
        changed = bytearray(card)
        changed[place] ^= 1 << chance.randrange(7)
        if changed != card:
            with pytest.raises(DocumentRefusedError):
                papers.read_card(bytes(changed))


def test_the_last_letter_has_one_spelling_only(card):
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = []
    for letter in letters:
        try:
            papers.read_card(card[:-1] + bytes([letter]))
            accepted.append(letter)
        except DocumentRefusedError:
            continue
    assert accepted == [card[-1]]


def test_a_receipt_is_no_card_and_a_card_no_receipt(card, desk):
    receipt = receipts.JwsReceiptMaker().make_receipt(a_receipt(), *desk)
    with pytest.raises(DocumentRefusedError, match="jws-kind"):
        papers.read_card(receipt)
    with pytest.raises(DocumentRefusedError, match="jws-kind"):
        papers.read_receipt(card, desk[0].certificate)


def test_a_receipt_comes_back_as_it_was(desk):
    receipt = a_receipt(prev="cd" * 32, oh_ref="OH-1", checks=(("hash", True), ("pdf", False)))
    made = receipts.JwsReceiptMaker().make_receipt(receipt, *desk)
    assert papers.read_receipt(made, desk[0].certificate) == receipt


def test_a_receipt_by_another_key_is_refused(desk):
    made = receipts.JwsReceiptMaker().make_receipt(a_receipt(), *an_identity("OH", desk=True))
    with pytest.raises(DocumentRefusedError, match="receipt-other-key"):
        papers.read_receipt(made, desk[0].certificate)


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"}, {"alg": "HS256"}, {"alg": "ES384"}, {"crit": ["b64"]}, {"jku": "x"},
        {"kid": "0" * 64}, {"x5c": []}, {"x5c": ["AAAA"]}, {"x5c": "AAAA"}, {"typ": "JWT"},
    ],
)  # fmt: skip
def test_headers_choose_nothing(card, change):
    head, body, signature = card.split(b".")
    header = json.loads(base64.urlsafe_b64decode(head + b"=="))
    with pytest.raises(DocumentRefusedError):
        papers.read_card(b".".join([encoded(header | change), body, signature]))


@pytest.mark.parametrize(
    "junk",
    [
        b"", b"a.b.c", b"\xff\xfe", b"." * 70_000, b"{}", b"AAAA.AAAA." + b"A" * 86,
        b"A.AAAA." + b"A" * 86, encoded(["alg"]) + b".AAAA." + b"A" * 86,
    ],
)  # fmt: skip
def test_junk_is_refused(junk):
    with pytest.raises(DocumentRefusedError):
        papers.read_card(junk)


@pytest.mark.parametrize(
    "payload",
    [
        {}, {"v": 2}, {"v": "1"}, {"v": True}, {"v": 1, "kind": "desk"}, {"v": 1, "kind": []},
        {"v": 1, "kind": "desk", "name": "x", "made_at": "2026"},
        {"v": 1, "kind": "desk", "name": "x", "made_at": "2026-11-23T00:00:00Z"},
        {"v": 1, "kind": "other", "name": "x", "made_at": "2026-11-23T00:00:00Z"},
    ],
)  # fmt: skip
def test_a_signed_card_that_makes_no_sense_is_refused(desk, payload):
    own, keys = desk
    made = jws.sign(payload, jws.CARD, keys.signing_key, own.certificate)
    with pytest.raises(DocumentRefusedError):
        papers.read_card(made)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": None}, "field:at"),
        ({"at": "yesterday"}, "field:at"),
        ({"by": None}, "field:by"),
        ({"by": {"unit": "u" * 301}}, "field:unit"),
        ({"checks": [["hash", True]]}, "field:checks"),
        ({"seq": "1"}, "field:seq"),
        ({"seq": True}, "field:seq"),
        ({"seq": 0}, "receipt-malformed"),
        ({"status": "lost"}, "receipt-malformed"),
        ({"status": "accepted"}, "receipt-malformed"),
        ({"object_sha256": "nothing"}, "receipt-malformed"),
        ({"v": 2}, "version-unknown"),
    ],
)
def test_a_signed_receipt_that_makes_no_sense_is_refused(desk, change, code):
    own, keys = desk
    genuine = payload_of(receipts.JwsReceiptMaker().make_receipt(a_receipt(), own, keys))
    made = jws.sign(genuine | change, jws.RECEIPT, keys.signing_key, own.certificate)
    with pytest.raises(DocumentRefusedError, match=code):
        papers.read_receipt(made, own.certificate)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"created_at": None}, "manifest-malformed"),
        ({"consent": {"given": True, "notice": "notice/1"}}, "manifest-malformed"),
        ({"consent": {"given": "yes", "at": "2026-11-23T00:00:00Z"}}, "field:given"),
        ({"kind": "letter"}, "manifest-malformed"),
        ({"urgency": "P1"}, "manifest-malformed"),
        ({"device_id": "0" * 64}, "manifest-malformed"),
        ({"revision": 0}, "manifest-malformed"),
        ({"referral_id": ""}, "manifest-malformed"),
        ({"recipients": ["age1", 2]}, "field:recipients"),
        ({"files": ["referral.pdf"]}, "field:files"),
        ({"files": [{"path": "referral.pdf", "sha256": "", "size": "1"}]}, "field:size"),
        ({"app": "a" * 301}, "field:app"),
    ],
)
def test_a_signed_manifest_that_makes_no_sense_is_refused(change, code):
    own, keys = an_identity()
    manifest = an_order(own, an_identity("OH", desk=True)[0]).manifest
    genuine = payload_of(papers.make_manifest(manifest, (), keys.signing_key, own.certificate))
    made = jws.sign(genuine | change, jws.MANIFEST, keys.signing_key, own.certificate)
    with pytest.raises(DocumentRefusedError, match=code):
        papers.read_manifest(made)


def test_a_signed_payload_that_is_no_object_is_refused(desk, monkeypatch):
    own, keys = desk
    monkeypatch.setattr(strict_json, "canonical", lambda _value: b"[1]")
    made = jws.sign({}, jws.CARD, keys.signing_key, own.certificate)
    with pytest.raises(DocumentRefusedError, match="jws-malformed"):
        papers.read_card(made)


def test_a_certificate_with_a_key_of_another_curve_is_refused():
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alex Example")])
    other = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(MOMENT)
        .not_valid_after(MOMENT + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
    with pytest.raises(DocumentRefusedError, match="certificate-algorithm"):
        certificates.load_certificate(other)


def test_keys_do_not_show_in_their_representation(desk):
    own, keys = desk
    assert "AGE-SECRET" not in repr(keys)
    assert "signing_key" not in repr(keys)
    assert "Northdale" not in repr(own)


@pytest.mark.parametrize(
    ("name", "common_name"),
    [
        ("Siân Ŵŷnne-Example", "Siân Ŵŷnne-Example"),
        ("ŵ" * 200, "ŵ" * 32),
        ("a" + "ŵ" * 200, "a" + "ŵ" * 31),
        ("\N{SLIGHTLY SMILING FACE}" * 40, "\N{SLIGHTLY SMILING FACE}" * 16),
        ("not\udcffunicode", "not?unicode"),
        ("   ", "ESTIP"),
    ],
)
def test_a_long_name_is_cut_between_letters_and_never_refused(name, common_name):
    own, _keys = an_identity(name)
    assert certificates.common_name(own.certificate) == common_name
