"""Parcels: one way to write them, and no other way to be read."""

from __future__ import annotations

import hashlib
import random
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from estip_desktop.adapters.crypto import age, papers
from estip_desktop.adapters.crypto.age import AgeOpener
from estip_desktop.adapters.documents.parcel import (
    BUCKETS,
    DOCUMENT,
    MANIFEST,
    PADDING,
    inspect_parcel,
    pack,
    unpack,
)
from estip_desktop.errors import DocumentRefusedError, InputRefusedError, SecretRefusedError
from estip_desktop.outbox import ManifestFile
from tests.referral_support import MOMENT, a_content, an_identity, an_order, tool


@pytest.fixture(scope="module")
def made(workers):
    own, keys = an_identity()
    desk, desk_keys = an_identity("OH", desk=True)
    produced = workers.produce(a_content(), own, keys, MOMENT, an_order(own, desk))
    plaintext = AgeOpener().open(produced.sealed, desk_keys.age_key)
    return own, keys, desk, desk_keys, produced, plaintext


def test_stock_age_opens_it(made, tmp_path):
    _own, _keys, _desk, desk_keys, produced, plaintext = made
    key, sealed, out = tmp_path / "oh.key", tmp_path / "x.age", tmp_path / "x.zip"
    key.write_text(desk_keys.age_key + "\n")
    sealed.write_bytes(produced.sealed)
    assert tool("age", "-d", "-i", key, "-o", out, sealed) == ""
    assert out.read_bytes() == plaintext
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [MANIFEST, DOCUMENT, PADDING]
        assert archive.read(DOCUMENT) == produced.pdf


def test_a_good_parcel_passes_every_check(made):
    own, _keys, desk, _desk_keys, produced, plaintext = made
    opened = inspect_parcel(plaintext, desk.recipient, [own.certificate])
    assert opened.refused == ""
    assert all(check.passed for check in opened.checks)
    assert (opened.reference, opened.pdf, opened.signer_kid) == (
        "R-2026-0093", produced.pdf, own.kid,
    )  # fmt: skip


def test_it_is_one_of_seven_sizes(made):
    assert len(made[5]) in BUCKETS
    for size in (1, 60_000, 65_000, 200_000, 3_000_000):
        assert len(pack({MANIFEST: b"m", DOCUMENT: bytes(size)})) in BUCKETS


def test_more_than_the_largest_size_is_refused():
    with pytest.raises(InputRefusedError, match="document-too-large"):
        pack({MANIFEST: b"m", DOCUMENT: bytes(BUCKETS[-1])})


def test_another_desk_cannot_open_it(made):
    _other, other_keys = an_identity("Other OH", desk=True)
    with pytest.raises(DocumentRefusedError, match="seal-not-for-us"):
        AgeOpener().open(made[4].sealed, other_keys.age_key)
    with pytest.raises(SecretRefusedError):
        AgeOpener().open(made[4].sealed, "no key")


def test_sent_on_to_another_desk_it_is_refused(made):
    """age does not say who sealed: a desk could seal a genuine parcel to another one."""
    _own, _keys, _desk, _desk_keys, _produced, plaintext = made
    other, _other_keys = an_identity("Other OH", desk=True)
    assert inspect_parcel(plaintext, other.recipient, []).refused == "not-for-this-desk"


def test_no_flipped_bit_of_the_sealed_object_is_accepted(made):
    _own, _keys, _desk, desk_keys, produced, _plaintext = made
    chance = random.Random(7)  # noqa: S311 - choosing test cases
    places = [*range(400), *(chance.randrange(len(produced.sealed)) for _ in range(400))]
    accepted = []
    for place in places:
        changed = bytearray(produced.sealed)
        changed[place] ^= 1 << chance.randrange(8)
        try:
            AgeOpener().open(bytes(changed), desk_keys.age_key)
            accepted.append(place)
        except DocumentRefusedError:
            continue
    assert accepted == []


def test_no_flipped_bit_of_the_inside_is_accepted_unless_it_is_padding(made):
    own, _keys, desk, _desk_keys, _produced, plaintext = made
    chance = random.Random(8)  # noqa: S311 - choosing test cases
    padding = plaintext.index(b"pad.bin") + len("pad.bin")
    central = plaintext.index(b"PK\x01\x02", len(plaintext) - 400)
    places = [chance.randrange(padding) for _ in range(250)]
    places += [chance.randrange(central, len(plaintext)) for _ in range(150)]
    for place in places:
        changed = bytearray(plaintext)
        changed[place] ^= 1 << chance.randrange(8)
        opened = inspect_parcel(bytes(changed), desk.recipient, [own.certificate])
        assert opened.refused, place


def evil(names_and_data, *, compress=zipfile.ZIP_STORED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, data in names_and_data:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        bytes(BUCKETS[0]),
        evil([(MANIFEST, b"m"), (DOCUMENT, b"d")]),
        evil([("../../evil", b"x")]),
    ],
)
def test_what_is_no_bucket_or_no_zip_is_refused(data):
    with pytest.raises(DocumentRefusedError):
        unpack(data)


@pytest.mark.parametrize(
    "entries",
    [
        [(MANIFEST, b"m"), (DOCUMENT, b"d"), (PADDING, b"p"), ("extra.txt", b"x")],
        [(DOCUMENT, b"d"), (MANIFEST, b"m"), (PADDING, b"p")],
        [(MANIFEST, b"m"), ("../referral.pdf", b"d"), (PADDING, b"p")],
    ],
)
def test_other_entries_are_refused_at_the_right_size(entries):
    data = evil(entries)
    padded = evil(
        [*entries[:-1], (entries[-1][0], bytes(BUCKETS[0] - len(data) + len(entries[-1][1])))]
    )
    assert len(padded) == BUCKETS[0]
    with pytest.raises(DocumentRefusedError, match="parcel-malformed"):
        unpack(padded)


def test_a_zip_bomb_is_refused():
    bomb = evil([(MANIFEST, b"m"), (DOCUMENT, bytes(50_000_000)), (PADDING, b"p")],
                compress=zipfile.ZIP_DEFLATED)  # fmt: skip
    padded = bomb + bytes(BUCKETS[0] - len(bomb) % BUCKETS[0])
    with pytest.raises(DocumentRefusedError):
        unpack(padded[: BUCKETS[0]])


def resealed(made, *, manifest=None, pdf=None, file=None, signer=None) -> str:
    """Inspect a parcel with one part exchanged, signed by its true sender or by ``signer``."""
    own, keys, desk, _desk_keys, produced, _plaintext = made
    own, keys = signer or (own, keys)
    body = pdf or produced.pdf
    entry = file or ManifestFile(
        DOCUMENT, hashlib.sha256(body).hexdigest(), len(body), "application/pdf"
    )
    jws = papers.make_manifest(
        manifest or an_order(own, desk).manifest, (entry,), keys.signing_key, own.certificate
    )
    plaintext = pack({MANIFEST: jws, DOCUMENT: body})
    return inspect_parcel(plaintext, desk.recipient, [made[0].certificate]).refused


def test_the_helper_itself_makes_good_parcels(made):
    assert resealed(made) == ""


def test_another_document_than_the_manifest_names_is_refused(made):
    wrong = ManifestFile(DOCUMENT, "0" * 64, len(made[4].pdf), "application/pdf")
    assert resealed(made, file=wrong) == "file-is-not-the-manifests"


def test_a_manifest_about_another_referral_is_refused(made):
    other = replace(an_order(made[0], made[2]).manifest, revision=2)
    assert resealed(made, manifest=other) == "data-other-referral"


def test_a_manifest_by_somebody_else_than_the_pdf_is_refused(made):
    stranger = an_identity("Alex Example")
    assert resealed(made, signer=stranger) == "pdf-other-signer"


def test_a_document_that_is_no_referral_is_refused(made):
    assert resealed(made, pdf=b"%PDF-1.4 nonsense").startswith("pdf-")


def test_an_urgent_parcel_nobody_phoned_about_is_taken_in_and_marked(made):
    own, keys, desk, _desk_keys, produced, _plaintext = made
    manifest = replace(an_order(own, desk).manifest, urgency="P4")
    entry = ManifestFile(
        DOCUMENT, hashlib.sha256(produced.pdf).hexdigest(), len(produced.pdf), "application/pdf"
    )
    jws = papers.make_manifest(manifest, (entry,), keys.signing_key, own.certificate)
    opened = inspect_parcel(
        pack({MANIFEST: jws, DOCUMENT: produced.pdf}), desk.recipient, [own.certificate]
    )
    assert opened.refused == ""
    assert {check.code: check.passed for check in opened.checks}["phoned"] is False


def test_sealing_to_nobody_or_to_nonsense_is_refused():
    with pytest.raises(InputRefusedError, match="recipient-missing"):
        age.seal(b"x", [])
    with pytest.raises(InputRefusedError, match="recipient-malformed"):
        age.seal(b"x", ["age1nonsense"])
