"""What the program and its workers say to one another: length-prefixed MessagePack on pipes.

Four bytes of length, big-endian, then one message. Requests are tagged; an answer is either the
value asked for or a refusal with its code. Nothing goes through arguments, environment or files.
"""

from __future__ import annotations

import struct
from datetime import datetime
from typing import IO, TypeAlias

import msgspec

from estip_desktop.blanks import Blank
from estip_desktop.records.copies import RecordCopy
from estip_desktop.referrals import ReferralContent, SealOrder, SupervisorNote
from estip_desktop.signposting.papers import Paper
from estip_desktop.vault.lost_laptop import LostLaptopSheet
from estip_desktop.vault.model import RecoverySheet

FRAME_LIMIT_BYTES = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Warm(msgspec.Struct, tag=True, frozen=True):
    """Import everything and register the typeface."""


class Preview(msgspec.Struct, tag=True, frozen=True):
    """Render without signing."""

    content: ReferralContent
    certificate: bytes


class Produce(msgspec.Struct, tag=True, frozen=True):
    """Render, embed, certify and, with an order, pack and seal."""

    content: ReferralContent
    certificate: bytes
    signing_key: bytes
    signed_at: datetime
    order: SealOrder | None = None


class SealDocument(msgspec.Struct, tag=True, frozen=True):
    """Pack and seal a document that was signed earlier."""

    pdf: bytes
    certificate: bytes
    signing_key: bytes
    order: SealOrder


class Note(msgspec.Struct, tag=True, frozen=True):
    """Render a supervisor note."""

    note: SupervisorNote
    made_at: datetime


class Sheet(msgspec.Struct, tag=True, frozen=True):
    """Set a recovery sheet."""

    sheet: RecoverySheet


class LostLaptop(msgspec.Struct, tag=True, frozen=True):
    """Set a lost-laptop sheet."""

    sheet: LostLaptopSheet


class BlankForm(msgspec.Struct, tag=True, frozen=True):
    """Set a blank to fill in by hand."""

    blank: Blank


class CopyOfRecord(msgspec.Struct, tag=True, frozen=True):
    """Set the copy of a person's record."""

    copy: RecordCopy


class PlainPaper(msgspec.Struct, tag=True, frozen=True):
    """Set a paper to give away."""

    paper: Paper


class Judge(msgspec.Struct, tag=True, frozen=True):
    """Verify a PDF."""

    pdf: bytes
    trust: list[bytes]


class ReadData(msgspec.Struct, tag=True, frozen=True):
    """Take the data out of a PDF."""

    pdf: bytes


class ReadCard(msgspec.Struct, tag=True, frozen=True):
    """Verify and read a card."""

    data: bytes


class ReadReceipt(msgspec.Struct, tag=True, frozen=True):
    """Verify and read a receipt."""

    jws: bytes
    certificate: bytes


class InspectParcel(msgspec.Struct, tag=True, frozen=True):
    """Unpack and check a parcel."""

    plaintext: bytes
    recipient: str
    known: list[bytes]


class OpenPages(msgspec.Struct, tag=True, frozen=True):
    """Keep a PDF at hand, and say how large its pages are and what is written on them."""

    pdf: bytes


class DrawPage(msgspec.Struct, tag=True, frozen=True):
    """Draw a page of the PDF that was opened last; pages count from 0."""

    number: int
    width_px: int
    height_px: int


ProduceRequest: TypeAlias = (
    Warm
    | Preview
    | Produce
    | SealDocument
    | Note
    | Sheet
    | LostLaptop
    | CopyOfRecord
    | BlankForm
    | PlainPaper
)
InspectRequest: TypeAlias = Warm | Judge | ReadData | ReadCard | ReadReceipt | InspectParcel
RenderRequest: TypeAlias = Warm | OpenPages | DrawPage


class Done(msgspec.Struct, tag=True, frozen=True):
    """The value asked for, encoded by itself."""

    value: bytes


class Refused(msgspec.Struct, tag=True, frozen=True):
    """Why there is none: the code of an error and its detail; never content."""

    code: str
    detail: str = ""


Answer: TypeAlias = Done | Refused


def write_frame(pipe: IO[bytes], data: bytes) -> None:
    """Send one message."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """Receive one message; ``None`` when the other side is gone.

    Raises:
        ValueError: The other side announces more than anything here is large.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > FRAME_LIMIT_BYTES:
        raise ValueError("frame-too-large")
    data = pipe.read(length)
    return data if len(data) == length else None
