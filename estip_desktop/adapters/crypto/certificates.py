"""Certificates: what is read from them, and the fingerprint that names them."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import NameOID

from estip_desktop.errors import DocumentRefusedError

EXERCISE_UNIT = "EXERCISE"


def pem(certificate: bytes) -> str:
    """A DER certificate as PEM."""
    return load_certificate(certificate).public_bytes(serialization.Encoding.PEM).decode("ascii")


def fingerprint(certificate: bytes) -> str:
    """SHA-256 over the DER certificate, 64 lower-case hexadecimal digits: the ``kid``."""
    return hashlib.sha256(certificate).hexdigest()


def load_certificate(certificate: bytes) -> x509.Certificate:
    """Parse a DER certificate that holds a P-256 key.

    Raises:
        DocumentRefusedError: ``certificate-malformed`` or ``certificate-algorithm``.
    """
    try:
        loaded = x509.load_der_x509_certificate(certificate)
        key = loaded.public_key()
        tuple(loaded.subject)  # the library reads names late, and a hostile one must fail here
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise DocumentRefusedError("certificate-malformed") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DocumentRefusedError("certificate-algorithm")
    return loaded


def common_name(certificate: bytes) -> str:
    """The name in a certificate; empty if it has none."""
    names = load_certificate(certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def is_for_exercises(certificate: bytes) -> bool:
    """Whether the certificate was made for an exercise vault."""
    units = load_certificate(certificate).subject.get_attributes_for_oid(
        NameOID.ORGANIZATIONAL_UNIT_NAME
    )
    return any(unit.value == EXERCISE_UNIT for unit in units)


def certificates_from_pem(data: bytes) -> tuple[bytes, ...]:
    """Every certificate of a PEM file, as DER.

    Raises:
        DocumentRefusedError: ``certificate-malformed``.
    """
    try:
        loaded = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise DocumentRefusedError("certificate-malformed") from error
    return tuple(each.public_bytes(serialization.Encoding.DER) for each in loaded)


def public_key(certificate: bytes) -> bytes:
    """The public key of a certificate, as SubjectPublicKeyInfo (RFC 5280, DER).

    Raises:
        DocumentRefusedError: As :func:`load_certificate`.
    """
    return _public_bytes(load_certificate(certificate).public_key())


def public_keys_from_pem(data: bytes) -> tuple[bytes, ...]:
    """Every public key of a PEM file of certificates, or the one of a file that holds a key.

    Raises:
        DocumentRefusedError: ``certificate-malformed`` or ``certificate-algorithm``.
    """
    if b"-----BEGIN CERTIFICATE-----" in data:
        return tuple(public_key(each) for each in certificates_from_pem(data))
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DocumentRefusedError("certificate-malformed") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DocumentRefusedError("certificate-algorithm")
    return (_public_bytes(key),)


def _public_bytes(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
