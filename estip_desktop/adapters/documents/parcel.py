"""The inside of a sealed object: a stored ZIP of manifest, one document and padding.

There is one way to write it (order, times, attributes fixed), and reading insists on it: what was
read is written again and has to come out byte for byte. So no two readers can see different files
in it, and there is nothing to inflate.
"""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from estip_desktop.adapters.crypto import age, certificates, papers
from estip_desktop.adapters.documents.verifying import embedded_bundle, inspect_referral
from estip_desktop.errors import DocumentRefusedError, InputRefusedError
from estip_desktop.kernel import strict_json
from estip_desktop.kernel.i18n import N_, _
from estip_desktop.outbox import Manifest, ManifestFile
from estip_desktop.receiving import Check, OpenedParcel
from estip_desktop.referrals import SealOrder

MANIFEST, DOCUMENT, PADDING = "manifest.jws", "referral.pdf", "pad.bin"
_NAMES = (MANIFEST, DOCUMENT, PADDING)
_KIB = 1024
BUCKETS = (64 * _KIB, 128 * _KIB, 256 * _KIB, 512 * _KIB, 1024 * _KIB, 2048 * _KIB, 4096 * _KIB)
"""Sizes of the ZIP; a store sees one of seven."""

_ALL_UNPADDED = 22 + 3 * (30 + 46) + 2 * sum(map(len, _NAMES))
"""ZIP overhead of three stored entries (APPNOTE 4.3)."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_CHECK_WORDS = {
    "hash": N_("The object is the one its name says."),
    "unsealed": N_("It was sealed to this desk."),
    "manifest": N_("The manifest is signed."),
    "recipient": N_("The manifest names this desk."),
    "files": N_("Every byte of the document is as the manifest says."),
    "pdf": N_("The PDF's signature is intact, covers the whole file and allows no change."),
    "data": N_("The data inside belongs to this referral."),
    "sender": N_("The sender's key is known here."),
    "consent": N_("The person agreed."),
    "phoned": N_("Somebody was phoned first."),
}
_URGENT = frozenset({"P4", "P5"})


def pack_and_seal(pdf: bytes, order: SealOrder, signing_key: bytes, certificate: bytes) -> bytes:
    """Manifest, document and padding, sealed to every recipient.

    Raises:
        InputRefusedError: ``document-too-large`` for the largest bucket.
    """
    entry = ManifestFile(DOCUMENT, hashlib.sha256(pdf).hexdigest(), len(pdf), "application/pdf")
    manifest = papers.make_manifest(order.manifest, (entry,), signing_key, certificate)
    return age.seal(pack({MANIFEST: manifest, DOCUMENT: pdf}), order.recipients)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of exactly a bucket's size."""
    unpadded = _ALL_UNPADDED + sum(len(data) for data in files.values())
    bucket = next((size for size in BUCKETS if size >= unpadded), None)
    if bucket is None:
        raise InputRefusedError("document-too-large")
    return _zip({**files, PADDING: secrets.token_bytes(bucket - unpadded)})


def unpack(data: bytes) -> dict[str, bytes]:
    """The three files.

    Raises:
        DocumentRefusedError: ``parcel-size`` or ``parcel-malformed``.
    """
    if len(data) not in BUCKETS:
        raise DocumentRefusedError("parcel-size")
    try:
        files = _entries(data)
    except Exception as error:
        raise DocumentRefusedError("parcel-malformed") from error
    if _zip(files) != data:
        raise DocumentRefusedError("parcel-malformed")
    return files


def _entries(data: bytes) -> dict[str, bytes]:
    """Exactly our three entries; whatever else is there is left out, and so found by comparing."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [archive.getinfo(name) for name in _NAMES]
        if sum(entry.file_size for entry in entries) > len(data):
            raise zipfile.BadZipFile("sizes")
        return {entry.filename: archive.read(entry) for entry in entries}


def inspect_parcel(plaintext: bytes, recipient: str, known: Sequence[bytes]) -> OpenedParcel:
    """Check an unsealed parcel step by step; a bad one says why.

    Args:
        plaintext: The ZIP.
        recipient: The desk's own age recipient.
        known: Pinned certificates (DER).
    """
    try:
        return _inspect(plaintext, recipient, known)
    except (DocumentRefusedError, InputRefusedError) as error:
        return OpenedParcel(refused=error.detail or error.code)
    except Exception:  # noqa: BLE001 - a hostile parcel may raise anything; it is refused
        return OpenedParcel(refused="unreadable")


def _inspect(plaintext: bytes, recipient: str, known: Sequence[bytes]) -> OpenedParcel:
    files = unpack(plaintext)
    manifest, verified = papers.read_manifest(files[MANIFEST])
    if recipient not in manifest.recipients:
        raise DocumentRefusedError("not-for-this-desk")
    pdf = files[DOCUMENT]
    if not _names(manifest, pdf):
        raise DocumentRefusedError("file-is-not-the-manifests")
    verdict = inspect_referral(pdf, [*known, verified.certificate], manifest.files[0].sha256)
    if not verdict.valid:
        raise DocumentRefusedError(f"pdf-{verdict.findings[0].code}")
    if verdict.signer_certificate != verified.certificate:
        raise DocumentRefusedError("pdf-other-signer")
    data = embedded_bundle(pdf)
    reference = _reference(data, manifest)
    is_known = verified.certificate in known
    phoned = manifest.urgency not in _URGENT or manifest.phoned_at is not None
    facts = {
        **dict.fromkeys(
            ("hash", "unsealed", "manifest", "recipient", "files", "pdf", "data"), True
        ),
        "sender": is_known,
        "consent": manifest.consent.given,
        "phoned": phoned,
    }
    return OpenedParcel(
        manifest=manifest,
        signer_kid=verified.kid,
        signer_name=certificates.common_name(verified.certificate),
        signer_certificate=verified.certificate,
        exercise=certificates.is_for_exercises(verified.certificate),
        known=is_known,
        checks=tuple(Check(code, held, _(_CHECK_WORDS[code])) for code, held in facts.items()),
        reference=reference,
        pdf=pdf,
        data=data,
    )


def _names(manifest: Manifest, pdf: bytes) -> bool:
    return len(manifest.files) == 1 and (
        manifest.files[0].path,
        manifest.files[0].sha256,
        manifest.files[0].size,
    ) == (DOCUMENT, hashlib.sha256(pdf).hexdigest(), len(pdf))


def _reference(data: bytes, manifest: Manifest) -> str:
    """The short reference, from data of the right shape that names the manifest's referral.

    Raises:
        DocumentRefusedError: ``data-malformed`` or ``data-other-referral``.
    """
    bundle = strict_json.load(data)
    try:
        if (bundle["resourceType"], bundle["type"]) != ("Bundle", "message"):
            raise DocumentRefusedError("data-malformed")
        resources = [entry["resource"] for entry in bundle["entry"]]
        kinds = [resource["resourceType"] for resource in resources]
        if kinds[0] != "MessageHeader" or kinds.count("ServiceRequest") != 1:
            raise DocumentRefusedError("data-malformed")
        request = resources[kinds.index("ServiceRequest")]
        identifiers: dict[str, Any] = {
            each["system"].rpartition("/")[2]: each["value"] for each in request["identifier"]
        }
        named = bundle["identifier"]["value"], identifiers["referral"], identifiers["reference"]
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise DocumentRefusedError("data-malformed") from error
    if named[:2] != (f"{manifest.referral_id}.{manifest.revision}", manifest.referral_id):
        raise DocumentRefusedError("data-other-referral")
    return str(named[2])[:40]


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in _NAMES:
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
