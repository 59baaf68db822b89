"""Cards, manifests, receipts, packs: compact JWS, ES256, the signer's certificate (RFC 7515).

The header is exactly ``alg``, ``kid``, ``typ``, ``x5c``: the algorithm is never taken from a
stranger, ``kid`` is the certificate's SHA-256, and the type keeps a receipt from passing as a card.
The bytes received are verified, never a re-encoding.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from estip_desktop.adapters.crypto import certificates
from estip_desktop.errors import DocumentRefusedError, InputRefusedError
from estip_desktop.kernel import strict_json

CARD = "estip-card+jws"
MANIFEST = "estip-manifest+jws"
RECEIPT = "estip-receipt+jws"
PACK = "estip-pack+jws"
LIMIT_BYTES = 64 * 1024
_SHAPE = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
_HEADER = frozenset({"alg", "kid", "typ", "x5c"})
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
T = TypeVar("T")


class _Registry(jose.JWSRegistry):
    """The library's limits are too small for a certificate in the header; ours come first."""

    max_header_length = LIMIT_BYTES
    max_payload_length = LIMIT_BYTES


_REGISTRY = _Registry(algorithms=["ES256"])


@dataclass(frozen=True, slots=True)
class Verified:
    """A payload whose signature fits the certificate it carries; trust is another question."""

    payload: Mapping[str, Any] = field(repr=False)
    kid: str
    certificate: bytes = field(repr=False)


def sign(payload: Mapping[str, Any], kind: str, signing_key: bytes, certificate: bytes) -> bytes:
    """A compact JWS.

    Args:
        payload: Plain JSON.
        kind: ``CARD``, ``MANIFEST``, ``RECEIPT`` or ``PACK``.
        signing_key: P-256, PKCS #8 DER.
        certificate: Its certificate, DER.
    """
    header = {
        "alg": "ES256",
        "kid": certificates.fingerprint(certificate),
        "typ": kind,
        "x5c": [base64.b64encode(certificate).decode("ascii")],
    }
    key = ECKey.import_key(_pkcs8_pem(signing_key))
    return jose.serialize_compact(
        header, strict_json.canonical(payload), key, registry=_REGISTRY
    ).encode("ascii")


def verify(data: bytes, kind: str) -> Verified:
    """Verify with the certificate that the JWS carries.

    Raises:
        DocumentRefusedError: ``jws-malformed``, ``jws-kind``, ``jws-certificate``,
            ``jws-signature``.
    """
    if len(data) > LIMIT_BYTES or not _SHAPE.fullmatch(data):
        raise DocumentRefusedError("jws-malformed")
    head, body, signature = data.split(b".")
    _bytes(signature)
    header = _json(head)
    if set(header) != _HEADER or header["alg"] != "ES256":
        raise DocumentRefusedError("jws-malformed")
    if header["typ"] != kind:
        raise DocumentRefusedError("jws-kind")
    certificate = _certificate(header["x5c"])
    if header["kid"] != certificates.fingerprint(certificate):
        raise DocumentRefusedError("jws-certificate")
    key = ECKey.import_key(certificates.pem(certificate))
    try:
        jose.deserialize_compact(data, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise DocumentRefusedError("jws-signature") from error
    return Verified(_json(body), header["kid"], certificate)


def moment(value: datetime | None) -> str | None:
    """A moment as it stands in a payload: UTC, whole seconds."""
    return None if value is None else value.astimezone(UTC).strftime(_MOMENT)


def take(payload: Mapping[str, Any], name: str, kind: type[T], default: T | None = None) -> T:
    """One field of a payload, of exactly this type; ``null`` or missing gives ``default``.

    Raises:
        DocumentRefusedError: ``field:<name>``.
    """
    value = payload.get(name)
    if value is None:
        if default is None:
            raise DocumentRefusedError(f"field:{name}")
        return default
    if type(value) is not kind:
        raise DocumentRefusedError(f"field:{name}")
    return value


def take_moment(payload: Mapping[str, Any], name: str) -> datetime | None:
    """A moment of a payload; ``None`` where it is null or missing.

    Raises:
        DocumentRefusedError: ``field:<name>``.
    """
    text = take(payload, name, str, "")
    if not text:
        return None
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise DocumentRefusedError(f"field:{name}") from error


def _bytes(part: bytes) -> bytes:
    """Decode base64url; spare bits must be zero, so that each JWS has one spelling only."""
    try:
        raw = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise DocumentRefusedError("jws-malformed") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != part:
        raise DocumentRefusedError("jws-malformed")
    return raw


def _json(part: bytes) -> dict[str, Any]:
    try:
        value = strict_json.load(_bytes(part), limit_bytes=LIMIT_BYTES)
    except InputRefusedError as error:
        raise DocumentRefusedError("jws-malformed") from error
    if not isinstance(value, dict):
        raise DocumentRefusedError("jws-malformed")
    return value


def _certificate(chain: object) -> bytes:
    if not isinstance(chain, list) or len(chain) != 1 or not isinstance(chain[0], str):
        raise DocumentRefusedError("jws-certificate")
    try:
        certificate = base64.b64decode(chain[0], validate=True)
    except (binascii.Error, ValueError) as error:
        raise DocumentRefusedError("jws-certificate") from error
    certificates.load_certificate(certificate)
    return certificate


def _pkcs8_pem(der: bytes) -> str:
    body = base64.encodebytes(der).decode("ascii")
    return f"-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n"
