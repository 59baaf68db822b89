"""Certify a referral: data embedded and signed in one incremental update (PAdES B-B, P-256)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.model import DocumentMetadata
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

BUNDLE_NAME = "bundle.json"
FIELD_NAME = "Referrer"
_RESERVED_BYTES = 8192
"""Room for the CMS; stating it spares pyHanko a trial signature."""


def certify(
    pdf: bytes,
    *,
    signing_key: bytes,
    certificate: bytes,
    signed_at: datetime,
    bundle: bytes = b"",
) -> bytes:
    """Embed ``bundle``, if there is one, and certify: no changes allowed afterwards.

    Args:
        pdf: Rendered pages.
        signing_key: P-256, PKCS #8 DER.
        certificate: X.509, DER.
        signed_at: The moment the signature claims.
        bundle: FHIR JSON, to be found as ``bundle.json``.
    """
    writer = _TimedWriter(pdf, signed_at)
    if bundle:
        attach(writer, bundle, signed_at)
    signer = signers.SimpleSigner(
        signing_cert=_parsed(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(signing_key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # the signer's own is added anyway, once is enough
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    timed = _TimedSigner(metadata, signer=signer)
    timed.signed_at = signed_at
    signed = timed.sign_pdf(writer, bytes_reserved=_RESERVED_BYTES)
    return bytes(signed.getvalue())


@lru_cache(maxsize=4)
def _parsed(certificate: bytes) -> asn1_x509.Certificate:
    """A certificate, parsed once: a window signs with one and the same."""
    return asn1_x509.Certificate.load(certificate)


class _TimedWriter(IncrementalPdfFileWriter):
    """Says by the program's clock when the file was changed: pyHanko asks the system's."""

    def __init__(self, pdf: bytes, moment: datetime) -> None:
        super().__init__(BytesIO(pdf))
        self._meta = _TimedMetadata(moment)


class _TimedMetadata(DocumentMetadata):
    """Document information whose moment of change stays: the writer sets it to now at the end."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        super().__init__()

    def __setattr__(self, name: str, value: object) -> None:
        """Keep every value but another moment."""
        super().__setattr__(name, self._moment if name == "last_modified" else value)


class _TimedSigner(signers.PdfSigner):
    """Claims the program's moment instead of the system's, so that an exercise clock holds too."""

    signed_at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.signed_at
        return session


def attach(writer: IncrementalPdfFileWriter, bundle: bytes, moment: datetime) -> None:
    """Embed the data as an associated file."""
    stream = embed.EmbeddedFileObject.from_file_data(
        writer,
        data=bundle,
        compress=True,
        mime_type="application/fhir+json",
        params=embed.EmbeddedFileParams(creation_date=moment, modification_date=moment),
    )
    embed.embed_file(
        writer,
        embed.FileSpec(
            file_spec_string=BUNDLE_NAME,
            file_name=BUNDLE_NAME,
            embedded_data=stream,
            description="FHIR R4 message bundle",
            af_relationship=generic.pdf_name("/Data"),
        ),
    )


def with_attachment(pdf: bytes, bundle: bytes, moment: datetime) -> bytes:
    """The preview: the same file without a signature."""
    writer = _TimedWriter(pdf, moment)
    attach(writer, bundle, moment)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
