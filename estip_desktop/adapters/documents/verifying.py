"""Is this the referral that somebody known signed, every byte of it?

Stricter than "the signature is valid": exactly one signature, which certifies
that nothing may change, covers the whole file, is intact, and was made by a known key. A library
exception on a hostile file is an answer too: not valid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from estip_desktop.adapters.crypto import certificates
from estip_desktop.adapters.documents.opening import (
    SIZE_LIMIT_BYTES,
    attachment,
    open_pdf,
    signatures,
)
from estip_desktop.adapters.documents.signature_bytes import has_one_spelling
from estip_desktop.adapters.documents.signing import BUNDLE_NAME
from estip_desktop.errors import DocumentRefusedError
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.referrals import Finding, Verdict

_NAME_AND_FILE = 2
_FINDINGS = {
    "not-a-pdf": N_("This is not a PDF that can be read."),
    "too-large": N_("The file is larger than any referral."),
    "not-signed": N_("Nobody signed it."),
    "several-signatures": N_("It has more than one signature; a referral has exactly one."),
    "not-certified": N_("The signature does not forbid later changes."),
    "not-intact": N_("Something was changed after signing."),
    "not-whole-file": N_("The signature does not cover the whole file."),
    "changed-after-signing": N_("Something was added after signing."),
    "unknown-signer": N_(
        "Nobody here knows the key that signed it: compare the fingerprint by phone."
    ),
    "weak-algorithm": N_("It was signed with another algorithm than referrals are."),
    "signature-rewritten": N_("Bytes of the signature itself were changed."),
    "other-bytes": N_("These are not the bytes that the manifest names."),
    "unreadable": N_("It cannot be read to the end."),
}


def inspect_referral(
    pdf: bytes, trust: Sequence[bytes], expected_sha256: str | None = None
) -> Verdict:
    """Judge a referral.

    Args:
        pdf: Every byte of the file.
        trust: Pinned certificates, or the force's CA: each DER, or a PEM file of several.
        expected_sha256: What the manifest says, where there is one.

    Raises:
        DocumentRefusedError: One of ``trust`` is no certificate (``certificate-malformed``).
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > SIZE_LIMIT_BYTES:
        return _refusal(sha256, "too-large")
    roots = [root for each in trust for root in _certificates(each)]
    try:
        verdict = _inspect(pdf, roots, sha256)
    except Exception:  # noqa: BLE001 - hostile files raise anything; all of it means "not valid"
        return _refusal(sha256, "unreadable")
    if expected_sha256 is not None and expected_sha256 != sha256:
        return _with_finding(verdict, "other-bytes")
    return verdict


def _certificates(data: bytes) -> tuple[bytes, ...]:
    if b"-----BEGIN" in data:
        return certificates.certificates_from_pem(data)
    certificates.load_certificate(data)
    return (data,)


def embedded_bundle(pdf: bytes) -> bytes:
    """The embedded data, unjudged.

    Raises:
        DocumentRefusedError: ``no-data`` (also where the file cannot be read), ``data-too-large``.
    """
    if len(pdf) > SIZE_LIMIT_BYTES:
        raise DocumentRefusedError("data-too-large")
    try:
        root = open_pdf(pdf, strict=True).root
        files = root["/Names"]["/EmbeddedFiles"]["/Names"]
        if len(files) != _NAME_AND_FILE or str(files[0]) != BUNDLE_NAME:
            raise DocumentRefusedError("no-data")  # noqa: TRY301 - as if there were none
        return attachment(files[1])
    except DocumentRefusedError:
        raise
    except Exception as error:
        raise DocumentRefusedError("no-data") from error


def _inspect(pdf: bytes, trust: Sequence[bytes], sha256: str) -> Verdict:
    if not pdf.startswith(b"%PDF-"):
        return _refusal(sha256, "not-a-pdf")
    found = signatures(open_pdf(pdf, strict=True))
    if not found:
        return _refusal(sha256, "not-signed")
    if len(found) > 1:
        return _refusal(sha256, "several-signatures")
    signature = found[0]
    certificate = bytes(signature.signer_cert.dump())
    context = _context(trust, certificate, signature.self_reported_timestamp)
    whole = signature.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
    # What was added to a file that is not covered whole is refused unread: comparing takes long.
    status = validate_pdf_signature(signature, context, skip_diff=not whole)
    ranges = [int(value) for value in signature.sig_object.get_object()["/ByteRange"]]
    changed = status.modification_level != ModificationLevel.NONE
    codes = [
        code
        for code, wrong in (
            ("not-certified", signature.docmdp_level != MDPPerm.NO_CHANGES),
            ("not-intact", not (status.intact and status.valid)),
            ("not-whole-file", not whole),
            ("changed-after-signing", whole and changed),
            ("weak-algorithm", not _is_our_algorithm(signature, certificate)),
            ("signature-rewritten", not has_one_spelling(pdf, ranges, trust)),
            ("unknown-signer", not _is_known(certificate, trust, trusted=bool(status.trusted))),
        )
        if wrong
    ]
    return Verdict(
        valid=not codes and bool(status.bottom_line),
        bottom_line=bool(status.bottom_line),
        findings=tuple(Finding(code, _(_FINDINGS[code])) for code in codes),
        signer=certificates.common_name(certificate),
        signed_at=signature.self_reported_timestamp,
        covers_whole_file=whole,
        changes_after_signing=changed or not whole,
        sha256=sha256,
        signer_certificate=certificate,
        intact=bool(status.intact and status.valid),
    )


def _context(
    trust: Sequence[bytes], certificate: bytes, moment: datetime | None
) -> ValidationContext:
    """Pinned certificates and CAs; nothing is ever fetched.

    The chain is judged at the moment the signature claims: a pinned key is ended by taking its pin
    away, so a referral stays readable as valid for as long as it is kept.
    """
    roots = [asn1_x509.Certificate.load(each) for each in trust]
    others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    others.register(asn1_x509.Certificate.load(certificate))
    return ValidationContext(
        trust_roots=roots, other_certs=list(others), allow_fetching=False, moment=moment
    )


def _is_known(certificate: bytes, trust: Sequence[bytes], *, trusted: bool) -> bool:
    """Pinned byte for byte, or issued by a trusted CA.

    A self-signed certificate is its own anchor, and path validation does not check an anchor's
    signature: a copy with another one would pass.
    """
    loaded = asn1_x509.Certificate.load(certificate)
    return trusted and (certificate in trust or loaded.issuer != loaded.subject)


def _is_our_algorithm(signature: Any, certificate: bytes) -> bool:  # noqa: ANN401 - untyped library
    """ECDSA on P-256 with SHA-256 and nothing else."""
    try:
        certificates.load_certificate(certificate)
    except DocumentRefusedError:
        return False
    mechanism = signature.signer_info["signature_algorithm"]["algorithm"].native
    return bool(mechanism == "sha256_ecdsa" and signature.md_algorithm == "sha256")


def _refusal(sha256: str, code: str) -> Verdict:
    return Verdict(
        valid=False,
        bottom_line=False,
        findings=(Finding(code, _(_FINDINGS[code])),),
        signer="",
        signed_at=None,
        covers_whole_file=False,
        changes_after_signing=False,
        sha256=sha256,
    )


def _with_finding(verdict: Verdict, code: str) -> Verdict:
    finding = Finding(code, _(_FINDINGS[code]))
    return replace(verdict, valid=False, findings=(*verdict.findings, finding))
