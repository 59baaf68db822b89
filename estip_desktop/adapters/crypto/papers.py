"""Cards, manifests, receipts and lists of packs between their dataclasses and their signed form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from estip_desktop.adapters.crypto import jws
from estip_desktop.adapters.crypto.jws import take, take_moment
from estip_desktop.errors import DocumentRefusedError, InputRefusedError
from estip_desktop.outbox import (
    Manifest,
    ManifestConsent,
    ManifestFile,
    Receipt,
    ReceiptStatus,
)
from estip_desktop.outbox.manifest import KINDS, URGENCIES
from estip_desktop.provisioning import CardKind, DeskCard, PackFile, PackList

VERSION = 1
_TEXT_LIMIT = 300


def read_card(data: bytes) -> DeskCard:
    """Verify and read a card.

    Raises:
        DocumentRefusedError: It is no card.
    """
    verified = jws.verify(data.strip(), jws.CARD)
    payload = _versioned(verified.payload)
    made_at = take_moment(payload, "made_at")
    if made_at is None:
        raise DocumentRefusedError("field:made_at")
    try:
        kind = CardKind(take(payload, "kind", str))
        return DeskCard(
            kid=verified.kid,
            kind=kind,
            name=_text(payload, "name"),
            certificate=verified.certificate,
            made_at=made_at,
            recipient=_text(payload, "recipient"),
            store=take(payload, "store", str, "")[:4096],
            exercise=take(payload, "exercise", bool, False),
        )
    except DocumentRefusedError:
        raise
    except (ValueError, InputRefusedError) as error:
        raise DocumentRefusedError("card-malformed") from error


def read_receipt(data: bytes, certificate: bytes) -> Receipt:
    """Read a receipt that ``certificate`` signed.

    Raises:
        DocumentRefusedError: ``receipt-other-key``, or what does not fit.
    """
    verified = jws.verify(data.strip(), jws.RECEIPT)
    if verified.certificate != certificate:
        raise DocumentRefusedError("receipt-other-key")
    payload = _versioned(verified.payload)
    by = take(payload, "by", dict)
    checks = take(payload, "checks", dict, {})
    at = take_moment(payload, "at")
    if at is None:
        raise DocumentRefusedError("field:at")
    try:
        return Receipt(
            object_sha256=take(payload, "object_sha256", str),
            referral_id=_text(payload, "referral_id"),
            revision=take(payload, "revision", int),
            device_id=_text(payload, "device_id"),
            status=ReceiptStatus(take(payload, "status", str)),
            at=at,
            unit=_text(by, "unit"),
            person=_text(by, "person_ref"),
            seq=take(payload, "seq", int),
            prev=_text(payload, "prev"),
            oh_ref=_text(payload, "oh_ref"),
            reason=_text(payload, "reason"),
            checks=tuple((str(name)[:_TEXT_LIMIT], bool(held)) for name, held in checks.items()),
        )
    except DocumentRefusedError:
        raise
    except (ValueError, InputRefusedError) as error:
        raise DocumentRefusedError("receipt-malformed") from error


def make_pack_list(listed: PackList, signing_key: bytes, certificate: bytes) -> bytes:
    """The list of a pack as a compact JWS."""
    payload = {
        "v": VERSION,
        "id": listed.id,
        "force": listed.force,
        "serial": listed.serial,
        "created_at": jws.moment(listed.created_at),
        "files": [
            {"path": file.path, "sha256": file.sha256, "size": file.size} for file in listed.files
        ],
    }
    return jws.sign(payload, jws.PACK, signing_key, certificate)


def read_pack_list(data: bytes) -> tuple[PackList, jws.Verified]:
    """Verify and read the list of a pack; whose key it is has to be asked besides.

    Raises:
        DocumentRefusedError: It is no such list.
    """
    verified = jws.verify(data.strip(), jws.PACK)
    payload = _versioned(verified.payload)
    created_at = take_moment(payload, "created_at")
    serial = take(payload, "serial", int)
    if created_at is None or serial < 1:
        raise DocumentRefusedError("field:created_at" if created_at is None else "field:serial")
    files = []
    for row in take(payload, "files", list, []):
        if not isinstance(row, dict) or set(row) != {"path", "sha256", "size"}:
            raise DocumentRefusedError("field:files")
        files.append(
            PackFile(take(row, "path", str), take(row, "sha256", str), take(row, "size", int))
        )
    if len({file.path for file in files}) != len(files):
        raise DocumentRefusedError("field:files")
    named, force = _text(payload, "id").strip(), _text(payload, "force").strip()
    if not named or not force:
        raise DocumentRefusedError("field:force" if named else "field:id")
    return PackList(named, force, serial, created_at, tuple(files)), verified


def make_manifest(
    manifest: Manifest, files: Sequence[ManifestFile], signing_key: bytes, certificate: bytes
) -> bytes:
    """The manifest, with the files it vouches for, as a compact JWS."""
    payload = {
        "v": VERSION,
        "kind": manifest.kind,
        "referral_id": manifest.referral_id,
        "revision": manifest.revision,
        "replaces": manifest.replaces or None,
        "force_id": manifest.force_id or None,
        "profile_serial": manifest.profile_serial,
        "recipients": list(manifest.recipients),
        "device_id": manifest.device_id,
        "sender_role": manifest.sender_role,
        "sender_ref": manifest.sender_ref or None,
        "created_at": jws.moment(manifest.created_at),
        "clock_suspect": manifest.clock_suspect,
        "urgency": manifest.urgency,
        "phoned_at": jws.moment(manifest.phoned_at),
        "phoned_to": manifest.phoned_to or None,
        "consent": {
            "given": manifest.consent.given,
            "notice": manifest.consent.notice,
            "at": jws.moment(manifest.consent.at),
        },
        "ack_by": jws.moment(manifest.ack_by),
        "files": [
            {"path": each.path, "sha256": each.sha256, "size": each.size, "type": each.type}
            for each in files
        ],
        "app": manifest.app,
    }
    return jws.sign(payload, jws.MANIFEST, signing_key, certificate)


def read_manifest(data: bytes) -> tuple[Manifest, jws.Verified]:
    """Verify and read a manifest.

    Raises:
        DocumentRefusedError: It is no manifest.
    """
    verified = jws.verify(data, jws.MANIFEST)
    payload = _versioned(verified.payload)
    consent = take(payload, "consent", dict)
    created_at, agreed_at = take_moment(payload, "created_at"), take_moment(consent, "at")
    kind, urgency = take(payload, "kind", str), take(payload, "urgency", str)
    revision = take(payload, "revision", int)
    if created_at is None or agreed_at is None or kind not in KINDS or urgency not in URGENCIES:
        raise DocumentRefusedError("manifest-malformed")
    device_id = _text(payload, "device_id")
    if device_id != verified.kid or revision < 1 or not take(payload, "referral_id", str):
        raise DocumentRefusedError("manifest-malformed")
    manifest = Manifest(
        kind=kind,
        referral_id=_text(payload, "referral_id"),
        revision=revision,
        replaces=_text(payload, "replaces"),
        force_id=_text(payload, "force_id"),
        profile_serial=take(payload, "profile_serial", int, 0),
        recipients=tuple(_strings(payload, "recipients")),
        device_id=device_id,
        sender_role=_text(payload, "sender_role"),
        sender_ref=_text(payload, "sender_ref"),
        created_at=created_at,
        clock_suspect=take(payload, "clock_suspect", bool, False),
        urgency=urgency,
        phoned_at=take_moment(payload, "phoned_at"),
        phoned_to=_text(payload, "phoned_to"),
        consent=ManifestConsent(take(consent, "given", bool), _text(consent, "notice"), agreed_at),
        ack_by=take_moment(payload, "ack_by"),
        files=tuple(_file(each) for each in take(payload, "files", list)),
        app=_text(payload, "app"),
    )
    return manifest, verified


def _file(value: object) -> ManifestFile:
    if not isinstance(value, dict):
        raise DocumentRefusedError("field:files")
    return ManifestFile(
        take(value, "path", str), take(value, "sha256", str), take(value, "size", int),
        take(value, "type", str),
    )  # fmt: skip


def _versioned(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if take(payload, "v", int) != VERSION:
        raise DocumentRefusedError("version-unknown")
    return payload


def _text(payload: Mapping[str, Any], name: str) -> str:
    value = take(payload, name, str, "")
    if len(value) > _TEXT_LIMIT:
        raise DocumentRefusedError(f"field:{name}")
    return value


def _strings(payload: Mapping[str, Any], name: str) -> list[str]:
    values = take(payload, name, list)
    if not all(isinstance(value, str) for value in values):
        raise DocumentRefusedError(f"field:{name}")
    return values
