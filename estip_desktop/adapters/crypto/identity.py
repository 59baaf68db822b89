"""Identities: an ECDSA P-256 key with a self-signed X.509 certificate, and a desk's age key.

P-256 because Acrobat, poppler and mutool verify it and no Ed25519.

The libraries for certificates and signatures are imported when an identity or a card is made: every
window has a maker at hand, hardly one makes anything, and they would be 2 MiB of each.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from estip_desktop.adapters.crypto import age
from estip_desktop.provisioning import CardKind, IdentityKeys, OwnIdentity

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

_LIFETIME = timedelta(days=20 * 365)
_CLOCK_SLACK = timedelta(days=1)
_COMMON_NAME_LIMIT_BYTES = 64


class P256KeyMaker:
    """Makes identities and signs their cards."""

    def new_identity(
        self, name: str, *, now: datetime, desk: bool, exercise: bool, store: str
    ) -> tuple[OwnIdentity, IdentityKeys]:
        """A fresh key pair with its certificate.

        The certificate is its own trust anchor: it is compared by fingerprint and pinned, so its
        long life is ended by taking the pin away, not by its date.
        """
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - see above
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see above

        from estip_desktop.adapters.crypto import certificates  # noqa: PLC0415 - see above

        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key, name, now, exercise=exercise).public_bytes(
            serialization.Encoding.DER
        )
        secret, recipient = age.new_key() if desk else ("", "")
        own = OwnIdentity(
            kid=certificates.fingerprint(certificate),
            name=name,
            certificate=certificate,
            created_at=now,
            recipient=recipient,
            store=store if desk else "",
            exercise=exercise,
        )
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return own, IdentityKeys(private, secret)

    def card(self, identity: OwnIdentity, keys: IdentityKeys, *, now: datetime) -> bytes:
        """The signed card of ``identity``."""
        from estip_desktop.adapters.crypto import jws  # noqa: PLC0415 - see above

        payload = {
            "v": 1,
            "kind": (CardKind.DESK if identity.is_desk else CardKind.SUPPORTER).value,
            "name": identity.name,
            "recipient": identity.recipient,
            "store": identity.store,
            "exercise": identity.exercise,
            "made_at": jws.moment(now),
        }
        return jws.sign(payload, jws.CARD, keys.signing_key, identity.certificate)

    def pem(self, certificate: bytes) -> str:
        """A DER certificate as PEM."""
        from estip_desktop.adapters.crypto import certificates  # noqa: PLC0415 - see above

        return certificates.pem(certificate)


def _common_name(name: str) -> str:
    """As much of ``name`` as a certificate holds; its letters may take several bytes each."""
    kept = name.strip().encode(errors="replace")[:_COMMON_NAME_LIMIT_BYTES]
    return kept.decode(errors="ignore").strip() or "ESTIP"


def _self_signed(
    key: ec.EllipticCurvePrivateKey, name: str, now: datetime, *, exercise: bool
) -> x509.Certificate:
    from cryptography import x509  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - see above
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - see above

    from estip_desktop.adapters.crypto.certificates import EXERCISE_UNIT  # noqa: PLC0415 - see above

    parts = [x509.NameAttribute(NameOID.COMMON_NAME, _common_name(name))]
    if exercise:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, EXERCISE_UNIT))
    subject = x509.Name(parts)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
