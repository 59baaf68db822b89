"""Open a stranger's PDF within bounds that no referral comes near.

A few hundred bytes can keep a PDF library busy for hours: a table of objects that claims two
thousand million of them, form fields that contain one another twice over, a signed range listed ten
thousand times; and so can eight megabytes of blanks, which it reads one by one. What our own
program writes needs none of it. So the library reads through a meter, tables of objects stand
in plain text, and what remains is counted before it is followed.

Alternatives: a limit of time alone (the worker has one) makes whoever opens the file wait for it,
and refuses honest files on a slow laptop.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader

from estip_desktop.errors import DocumentRefusedError

SIZE_LIMIT_BYTES = 8 * 1024 * 1024
BUNDLE_LIMIT_BYTES = 2 * 1024 * 1024
BITES = 250_000
"""Small reads, and the bytes read by them: 22,000 for a usual referral."""

_BITE_BYTES = 64
_MOST_REVISIONS = 8
_MOST_FIELDS = 16
_MOST_CERTIFICATES = 4
_RANGE_NUMBERS = 4
"""Of everything before the signature and everything after it: start and length."""


class TooMuchError(Exception):
    """More than there is in any referral."""


class _Meter(BytesIO):
    """Bytes that end the reading when it goes on for too long."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._bites, self._rest = BITES, SIZE_LIMIT_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        """As ever.

        Raises:
            TooMuchError: There were too many small reads, or too much of the file was read again.
        """
        data = super().read(size)
        if len(data) > _BITE_BYTES:
            self._rest -= len(data)
        else:
            self._bites -= 1 + len(data)
        if self._bites < 0 or self._rest < 0:
            raise TooMuchError
        return data


class _Never(StreamDecodeLimits):
    """Of a kind that no referral has."""

    def output_cap(self, encoded_size: int) -> int | None:
        raise PdfDecodeLimitError(f"{encoded_size} bytes that no referral has")


_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_ratio=None, max_output_size=BUNDLE_LIMIT_BYTES),
    per_purpose={DecodePurpose.XREF_STREAM: _Never(), DecodePurpose.OBJECT_STREAM: _Never()},
    document_budget=DocumentDecodeBudget(base_allowance=2 * BUNDLE_LIMIT_BYTES, max_ratio=0),
)


def open_pdf(pdf: bytes, *, strict: bool) -> PdfFileReader:
    """A reader of at most ``SIZE_LIMIT_BYTES``.

    Raises:
        TooMuchError: Reading it goes beyond what a referral needs; later reading may raise it too.
        Exception: Whatever the library makes of a hostile file.
    """
    reader = PdfFileReader(_Meter(pdf), strict=strict, decode_limits=_LIMITS)
    if reader.total_revisions > _MOST_REVISIONS:
        raise TooMuchError
    return reader


def signatures(reader: PdfFileReader) -> list[Any]:
    """Those in fields of a plain list, as ours are.

    Raises:
        TooMuchError: There is a tree of fields, or a signature of too many parts.
    """
    try:
        fields: Any = reader.root["/AcroForm"]["/Fields"]
    except KeyError:
        return []
    count = len(fields)
    if count > _MOST_FIELDS or any("/Kids" in fields[place] for place in range(count)):
        raise TooMuchError
    found = list(reader.embedded_signatures)
    for signature in found:
        ranges: Collection[int] = signature.byte_range
        certificates: Collection[Any] = signature.signed_data["certificates"]
        if len(ranges) != _RANGE_NUMBERS or len(certificates) > _MOST_CERTIFICATES:
            raise TooMuchError
    return found


def attachment(entry: Any) -> bytes:  # noqa: ANN401 - untyped library
    """What is attached, packed as we pack it: other ways of packing are slow to undo.

    Raises:
        DocumentRefusedError: ``data-too-large``.
        TooMuchError: It is packed otherwise.
    """
    stream = entry["/EF"]["/F"]
    if stream.get("/Filter", "/FlateDecode") != "/FlateDecode" or "/DecodeParms" in stream:
        raise TooMuchError
    try:
        return bytes(stream.data)
    except PdfDecodeLimitError as error:
        raise DocumentRefusedError("data-too-large") from error
