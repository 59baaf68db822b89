"""Our verifier: what it accepts, and everything it must not."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from reportlab.pdfgen.canvas import Canvas

from estip_desktop.adapters.crypto.certificates import pem
from estip_desktop.adapters.documents import opening
from estip_desktop.adapters.documents.opening import BUNDLE_LIMIT_BYTES, SIZE_LIMIT_BYTES
from estip_desktop.adapters.documents.signing import attach, certify
from estip_desktop.adapters.documents.verifying import embedded_bundle, inspect_referral
from estip_desktop.errors import DocumentRefusedError
from tests.referral_support import MOMENT, a_content, an_identity


@pytest.fixture(scope="module")
def made(workers):
    own, keys = an_identity()
    return workers.produce(a_content(), own, keys, MOMENT, None).pdf, own, keys


def codes(verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


def test_our_own_is_valid(made):
    pdf, own, _keys = made
    verdict = inspect_referral(pdf, [own.certificate])
    assert verdict.valid
    assert verdict.bottom_line
    assert verdict.covers_whole_file
    assert not verdict.changes_after_signing
    assert (verdict.signer, verdict.signed_at) == ("Alex Example", MOMENT)


def test_trust_may_be_a_pem_file_of_several(made):
    pdf, own, _keys = made
    other, _other_keys = an_identity("Other")
    both = (pem(other.certificate) + pem(own.certificate)).encode()
    assert inspect_referral(pdf, [both]).valid


@pytest.mark.parametrize(
    "trust", [b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"", b"hello", b"%PDF-1.7"]
)
def test_trust_that_is_no_certificate_is_refused(made, trust):
    with pytest.raises(DocumentRefusedError, match="certificate-malformed"):
        inspect_referral(made[0], [trust])


def test_an_unknown_signer_is_not_valid(made):
    pdf, _own, _keys = made
    stranger, _stranger_keys = an_identity()
    for trust in ([], [stranger.certificate]):
        verdict = inspect_referral(pdf, trust)
        assert not verdict.valid
        assert codes(verdict) == ["unknown-signer"]


def test_other_bytes_than_the_manifest_names_are_not_valid(made):
    pdf, own, _keys = made
    verdict = inspect_referral(pdf, [own.certificate], "0" * 64)
    assert codes(verdict) == ["other-bytes"]


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%", b"\x00", b"%%EOF\n"])
def test_appended_bytes_are_not_valid(made, tail):
    verdict = inspect_referral(made[0] + tail, [made[1].certificate])
    assert not verdict.valid
    assert not verdict.covers_whole_file


def test_an_update_appended_to_it_is_not_valid(made):
    pdf, own, _keys = made
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Extra"] = writer.add_object(writer.root["/Pages"].get_object())
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    verdict = inspect_referral(out.getvalue(), [own.certificate])
    assert not verdict.valid
    assert verdict.changes_after_signing


def test_a_file_cut_short_is_not_valid(made):
    pdf, own, _keys = made
    for length in (0, 5, 100, len(pdf) // 2, len(pdf) - 1):
        assert not inspect_referral(pdf[:length], [own.certificate]).valid


def blank() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 72, "blank")
    canvas.save()
    return buffer.getvalue()


def many_pages(count: int) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for _ in range(count):
        canvas.drawString(72, 72, "one page")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def plainly_signed(pdf: bytes, own, keys, name: str, others=(), **options) -> bytes:
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    beside = SimpleCertificateStore()
    beside.register_multiple([x509.Certificate.load(other.certificate) for other in others])
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(own.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(keys.signing_key),
        cert_registry=beside,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **options
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    return signers.sign_pdf(writer, metadata, signer=signer, bytes_reserved=8192).getvalue()


def test_a_signature_that_certifies_nothing_is_not_valid(made):
    _pdf, own, keys = made
    pdf = plainly_signed(blank(), own, keys, "Plain")
    assert codes(inspect_referral(pdf, [own.certificate])) == ["not-certified"]


def test_a_certification_that_allows_filling_in_is_not_valid(made):
    _pdf, own, keys = made
    pdf = plainly_signed(
        blank(), own, keys, "Fill", certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS
    )
    assert codes(inspect_referral(pdf, [own.certificate])) == ["not-certified"]


def test_two_signatures_are_not_valid(made):
    _pdf, own, keys = made
    first = plainly_signed(
        blank(), own, keys, "One", certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS
    )
    second = plainly_signed(first, own, keys, "Two")
    assert codes(inspect_referral(second, [own.certificate])) == ["several-signatures"]


def test_a_crowd_of_certificates_is_refused_before_a_path_is_sought_through_it(made):
    """Eight that might each have issued another took the library nine seconds, nine a minute."""
    _pdf, own, keys = made
    crowd = [an_identity()[0] for _ in range(4)]
    pdf = plainly_signed(blank(), own, keys, "Crowd", crowd)
    assert codes(inspect_referral(pdf, [own.certificate])) == ["unreadable"]
    pdf = plainly_signed(blank(), own, keys, "Crowd", crowd[:3])
    verdict = inspect_referral(pdf, [own.certificate])
    assert codes(verdict) == ["not-certified", "signature-rewritten"]


def test_a_packing_that_is_slow_to_undo_is_refused(made):
    """As ``bundle.json`` is packed, and no other way."""
    pdf, _own, _keys = made
    assert pdf.count(b"/Filter /FlateDecode\n") == 1
    assert embedded_bundle(pdf).startswith(b"{")
    other = pdf.replace(b"/Filter /FlateDecode\n", b"/Filter /LZWDecode  \n")
    with pytest.raises(DocumentRefusedError, match="no-data"):
        embedded_bundle(other)


def test_data_beyond_its_limit_is_refused_by_size():
    buffer = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(blank()))
    attach(writer, bytes(BUNDLE_LIMIT_BYTES + 1), MOMENT)
    writer.write(buffer)
    with pytest.raises(DocumentRefusedError, match="data-too-large"):
        embedded_bundle(buffer.getvalue())
    with pytest.raises(DocumentRefusedError, match="data-too-large"):
        embedded_bundle(bytes(SIZE_LIMIT_BYTES + 1))


def test_the_largest_referral_stays_far_from_the_meters_end(made, monkeypatch):
    """A tenth of what it allows is enough for ours, a quarter for one of two hundred pages."""
    pdf, own, keys = made
    writer = IncrementalPdfFileWriter(BytesIO(many_pages(200)))
    attach(writer, bytes(BUNDLE_LIMIT_BYTES), MOMENT)
    buffer = BytesIO()
    writer.write(buffer)
    large = certify(
        buffer.getvalue(),
        signing_key=keys.signing_key,
        certificate=own.certificate,
        signed_at=MOMENT,
    )
    for each, most in ((pdf, 10), (large, 4)):
        monkeypatch.setattr(opening, "BITES", 250_000 // most)
        assert inspect_referral(each, [own.certificate]).valid
        assert embedded_bundle(each)


def test_an_unsigned_pdf_and_no_pdf_are_not_valid():
    assert codes(inspect_referral(blank(), [])) == ["not-signed"]
    assert codes(inspect_referral(b"GIF89a", [])) == ["not-a-pdf"]


def test_a_copy_signed_by_somebody_else_is_not_ours(made):
    _pdf, own, _keys = made
    forger, forger_keys = an_identity("Alex Example")
    pdf = certify(
        blank(), signing_key=forger_keys.signing_key, certificate=forger.certificate,
        signed_at=MOMENT,
    )  # fmt: skip
    verdict = inspect_referral(pdf, [own.certificate])
    assert verdict.signer == "Alex Example"
    assert codes(verdict) == ["unknown-signer"]


def test_no_single_flipped_bit_is_accepted(made):
    """A sample over the whole file, and every bit of the signature's first 1,200 hex digits."""
    pdf, own, _keys = made
    trust = [own.certificate]
    start = pdf.index(b"<3082") + 1
    chance = random.Random(20261123)  # noqa: S311 - choosing test cases
    places = [chance.randrange(len(pdf)) for _ in range(250)]
    places += [start + offset for offset in range(0, 1_200, 7)]
    places += [chance.randrange(start + 2_400, start + 8_000) for _ in range(60)]
    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 1 << chance.randrange(8)
        assert not inspect_referral(bytes(changed), trust).valid, place
