"""The floor of a referral: a straight script over reportlab, pyHanko and age, with one fsync.

``python -m estip_desktop.bench.straight FOLDER``. Our code is asked once, at the start, what is
drawn where; from then on the same calls are made on a bare canvas. Nothing is composed, measured,
wrapped, checked or sent between processes.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

import pyrage
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import embed
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from estip_desktop.adapters.documents import bundle as fhir
from estip_desktop.adapters.documents import paper as sheets
from estip_desktop.adapters.documents import parcel
from estip_desktop.adapters.documents.referral_pages import Seal, referral_pages
from estip_desktop.bench.made_up import Paper, a_paper

RESERVED_BYTES = 8192
_CANVAS = -1


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that an earlier call returned."""

    call: int


Call: TypeAlias = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""Which object (the canvas, or what a call returned), method, arguments."""


@dataclass(slots=True)
class Recording:
    """What is drawn on a canvas, call by call."""

    made_with: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def replay(self) -> bytes:
        """Make the same calls on a new canvas."""
        buffer = BytesIO()
        made: dict[int, Any] = {_CANVAS: Canvas(buffer, **self.made_with)}
        for number, (whose, name, arguments, named) in enumerate(self.calls):
            plain = [made[each.call] if isinstance(each, Reference) else each for each in arguments]
            made[number] = getattr(made[whose], name)(*plain, **named)
        return buffer.getvalue()


class Recorder:
    """Stands for a canvas or a path and writes down what is asked of it."""

    def __init__(self, target: Any, recording: Recording, number: int = _CANVAS) -> None:  # noqa: ANN401 - reportlab's
        self._target = target
        self._recording = recording
        self._number = number

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever reportlab has
        found = getattr(self._target, name)
        return self._noting(name, found) if callable(found) else found

    def _noting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            number = len(self._recording.calls)
            noted = tuple(
                Reference(each._number) if isinstance(each, Recorder) else each  # noqa: SLF001 - its own kind
                for each in arguments
            )
            self._recording.calls.append((self._number, name, noted, named))
            plain = [each._target if isinstance(each, Recorder) else each for each in arguments]  # noqa: SLF001
            result = method(*plain, **named)
            if isinstance(result, PDFPathObject):
                return Recorder(result, self._recording, number)
            return result

        return call


def record(paper: Paper, data: bytes) -> Recording:
    """The calls that our pages make."""
    recording = Recording()

    def canvas(buffer: BytesIO, **named: Any) -> Recorder:  # noqa: ANN401 - reportlab's
        recording.made_with = named
        return Recorder(Canvas(buffer, **named), recording)

    with patch.object(sheets, "Canvas", canvas):
        referral_pages(paper.content, Seal(paper.identity.kid, data.hex()[:64], signed=True))
    return recording


class Straight:
    """Everything that a straight script would have at hand."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self._file = folder / "sealed.age"
        paper = a_paper()
        self._data = fhir.build_bundle(paper.content)
        self._recording = record(paper, self._data)
        self._moment = paper.content.created_at
        self._signer = signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(paper.identity.certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(paper.keys.signing_key),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        self._recipients = [
            pyrage.x25519.Recipient.from_str(each) for each in paper.order.recipients
        ]

    def make(self) -> None:
        """Pages, signature, seal, one fsync."""
        signed = self._certify(self._recording.replay())
        size = next(each for each in parcel.BUCKETS if each > len(signed))
        sealed = pyrage.encrypt(signed + secrets.token_bytes(size - len(signed)), self._recipients)
        with self._file.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())

    def _certify(self, pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        stream = embed.EmbeddedFileObject.from_file_data(writer, data=self._data, compress=True)
        embed.embed_file(writer, embed.FileSpec("bundle.json", embedded_data=stream))
        metadata = signers.PdfSignatureMetadata(
            field_name="Referrer",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        signed = signers.sign_pdf(writer, metadata, self._signer, bytes_reserved=RESERVED_BYTES)
        return bytes(signed.getvalue())


def serve(folder: Path) -> None:
    """Do it once for every line of input and print what it cost."""
    straight = Straight(folder)
    for _line in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        straight.make()
        marks = {
            "cpu": (time.process_time() - cpu) * 1000,
            "wall": (time.perf_counter() - wall) * 1000,
        }
        sys.stdout.write(json.dumps(marks) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
