"""Whether a signature has the one spelling we write, so that no bit of it can be changed unseen.

A valid signature protects the document, not itself: letter case of its hex, its padding, copies of
certificates and unsigned fields of the CMS may change while every validator still says "valid" (124
of 203 flips in a trial). So the CMS is built again from the parts that are verified, and
has to come out byte for byte.
"""

from __future__ import annotations

from collections.abc import Collection

from asn1crypto import cms, parser, x509


def has_one_spelling(pdf: bytes, byte_range: Collection[int], trust: Collection[bytes]) -> bool:
    """Whether the gap in the signed bytes holds exactly our CMS in upper-case hex, then zeros.

    Args:
        pdf: The whole file.
        byte_range: ``/ByteRange`` of the signature: start and length of two ranges.
        trust: Certificates (DER) that may stand beside the signer's.
    """
    start, before, after, rest = byte_range
    gap = pdf[before:after]
    if start != 0 or after + rest != len(pdf) or gap[:1] != b"<" or gap[-1:] != b">":
        return False
    container = bytes.fromhex(gap[1:-1].decode("ascii"))
    used = container[: parser.peek(container)]
    padded = used.hex().upper().encode("ascii").ljust(len(gap) - 2, b"0")
    return gap[1:-1] == padded and used == _rebuilt(used, trust)


def _rebuilt(container: bytes, trust: Collection[bytes]) -> bytes:
    """The CMS again, from the signer's certificate, the signed attributes and the signature."""
    received = cms.ContentInfo.load(container, strict=True)["content"]
    certificates = [choice.chosen for choice in received["certificates"]]
    info = received["signer_infos"][0]
    signer = next(
        each
        for each in certificates
        if each.serial_number == info["sid"].chosen["serial_number"].native
    )
    others = [each for each in certificates if each is not signer]
    if any(each.dump() not in trust for each in others):
        return b""
    sha256 = {"algorithm": "sha256"}
    signer_info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": signer.issuer, "serial_number": signer.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": info["signed_attrs"],
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": info["signature"].native,
        }
    )
    rebuilt = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [x509.Certificate.load(each.dump()) for each in certificates],
            "signer_infos": [signer_info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": rebuilt}).dump())
