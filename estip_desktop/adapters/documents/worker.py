"""A document worker: ``python -m estip_desktop.adapters.documents.worker MODE``.

The mode is ``produce``, ``inspect`` or ``render``. It ends when its standard input does, and so
with the window that started it. Memory dumps and tracing by other processes are switched off before
anything is read.

The inspecting and the drawing worker may use 512 MiB more memory than they have after their
imports: a limit on all of it would have to know how much Python and its libraries map, which
differs by platform. What may be written is limited besides address space: PDFium reserves 32 GiB
of that at once and takes its memory from there, which no limit on address space sees.

Nothing here may reach a network. pyHanko brings an HTTP client along, for time stamps and lists of
revoked certificates that no referral has; it is kept out, and with it 8 MiB of each worker.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

MEMORY_LIMIT_BYTES = 512 * 1024 * 1024
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PAGES_OF_SELF = Path("/proc/self/statm")
_ONLINE = (
    ("pyhanko.sign.timestamps.aiohttp_client", "HTTPTimeStamper"),
    ("pyhanko_certvalidator.fetchers.aiohttp_fetchers", "AIOHttpFetcherBackend"),
)
"""The modules of pyHanko that import an HTTP client, and what its others take from each."""


def main(arguments: list[str]) -> int:
    """Serve one mode until the other side is gone."""
    _protect_memory()
    _stay_offline()
    logging.disable(logging.CRITICAL)  # what libraries say of a document may hold its content
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b") as nothing:
        for descriptor in (0, 1, 2):
            os.dup2(nothing.fileno(), descriptor)  # nothing else may speak on the pipes
    match arguments:
        case ["produce"]:
            return _serve(requests, answers, _producing())
        case ["inspect"]:
            handlers = _inspecting()
            _limit_memory()
            return _serve(requests, answers, handlers)
        case ["render"]:
            handlers = _rendering()
            _limit_memory()
            return _serve(requests, answers, handlers)
        case _:
            return 2


def _producing() -> Mapping[type, Callable[[Any], Any]]:
    from estip_desktop.adapters.documents import (  # noqa: PLC0415 - heavy, and per mode
        blank_pages,
        bundle,
        frames,
        ink,
        lost_pages,
        note_pages,
        parcel,
        plain_pages,
        record_pages,
        sheet_pages,
        signing,
    )
    from estip_desktop.adapters.documents.referral_pages import (  # noqa: PLC0415
        Seal,
        referral_pages,
    )
    from estip_desktop.errors import ContentRefusedError  # noqa: PLC0415
    from estip_desktop.referrals import Produced  # noqa: PLC0415

    def render(content: Any, certificate: bytes, *, signed: bool) -> tuple[bytes, bytes]:  # noqa: ANN401 - decoded by its type
        data = bundle.build_bundle(content)
        kid = hashlib.sha256(certificate).hexdigest()
        seal = Seal(kid, hashlib.sha256(data).hexdigest(), signed)
        pdf, drawn = referral_pages(content, seal)
        missing = bundle.check_against_text(content, drawn)
        if missing:
            raise ContentRefusedError(f"page-and-data-differ:{missing[0]}")
        return pdf, data

    def preview(request: frames.Preview) -> bytes:
        pdf, data = render(request.content, request.certificate, signed=False)
        return signing.with_attachment(pdf, data, request.content.created_at)

    def produce(request: frames.Produce) -> Produced:
        pdf, data = render(request.content, request.certificate, signed=True)
        certified = signing.certify(
            pdf,
            signing_key=request.signing_key,
            certificate=request.certificate,
            signed_at=request.signed_at,
            bundle=data,
        )
        sealed = b""
        if request.order is not None:
            sealed = parcel.pack_and_seal(
                certified, request.order, request.signing_key, request.certificate
            )
        return Produced(
            certified,
            hashlib.sha256(certified).hexdigest(),
            hashlib.sha256(data).hexdigest(),
            sealed,
        )

    return {
        frames.Warm: lambda _request: bool(ink.register_fonts()),
        frames.Preview: preview,
        frames.Produce: produce,
        frames.SealDocument: lambda request: parcel.pack_and_seal(
            request.pdf, request.order, request.signing_key, request.certificate
        ),
        frames.CopyOfRecord: lambda request: record_pages.record_pages(request.copy),
        frames.Note: lambda request: note_pages.note_pages(request.note, request.made_at),
        frames.Sheet: lambda request: sheet_pages.sheet_pages(request.sheet),
        frames.PlainPaper: lambda request: plain_pages.plain_pages(request.paper),
        frames.LostLaptop: lambda request: lost_pages.lost_pages(request.sheet),
        frames.BlankForm: lambda request: blank_pages.blank_pages(request.blank),
    }


def _inspecting() -> Mapping[type, Callable[[Any], Any]]:
    from estip_desktop.adapters.crypto import papers  # noqa: PLC0415 - heavy, and per mode
    from estip_desktop.adapters.documents import frames, parcel, verifying  # noqa: PLC0415

    return {
        frames.Warm: lambda _request: True,
        frames.Judge: lambda request: verifying.inspect_referral(request.pdf, request.trust),
        frames.ReadData: lambda request: verifying.embedded_bundle(request.pdf),
        frames.ReadCard: lambda request: papers.read_card(request.data),
        frames.ReadReceipt: lambda request: papers.read_receipt(request.jws, request.certificate),
        frames.InspectParcel: lambda request: parcel.inspect_parcel(
            request.plaintext, request.recipient, request.known
        ),
    }


def _rendering() -> Mapping[type, Callable[[Any], Any]]:
    import estip_desktop.toolkit  # noqa: F401, PLC0415 - before PySide6
    from estip_desktop.adapters.documents import drawing, frames  # noqa: PLC0415

    desk = drawing.DrawingDesk()
    return {
        frames.Warm: lambda _request: True,
        frames.OpenPages: lambda request: desk.open(request.pdf),
        frames.DrawPage: lambda request: desk.draw(
            request.number, request.width_px, request.height_px
        ),
    }


def _serve(
    requests: BinaryIO, answers: BinaryIO, handlers: Mapping[type, Callable[[Any], Any]]
) -> int:
    import msgspec  # noqa: PLC0415 - after the memory is protected

    from estip_desktop.adapters.documents import frames  # noqa: PLC0415
    from estip_desktop.errors import EstipError  # noqa: PLC0415

    kinds: Any = frames.RenderRequest
    if frames.Preview in handlers:
        kinds = frames.ProduceRequest
    elif frames.Judge in handlers:
        kinds = frames.InspectRequest
    decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(kinds)
    encoder = msgspec.msgpack.Encoder()
    gc.freeze()  # what was imported stays: looking through it again and again costs a tenth
    while (frame := frames.read_frame(requests)) is not None:
        answer: frames.Answer
        try:
            request = decoder.decode(frame)
            answer = frames.Done(encoder.encode(handlers[type(request)](request)))
        except EstipError as error:
            answer = frames.Refused(error.code, error.detail)
        except Exception as error:  # noqa: BLE001 - whatever it was, the other side has to hear
            answer = frames.Refused("failed", type(error).__name__)
        try:
            frames.write_frame(answers, encoder.encode(answer))
        except BrokenPipeError:
            return 0
    return 0


def _protect_memory() -> None:
    """No core dumps, no reading by other processes of the same user."""
    if sys.platform == "win32":
        return
    import ctypes  # noqa: PLC0415 - not on Windows
    import resource  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        # The end of its input is seen between two requests only; this ends it in mid-request too.
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _stay_offline() -> None:
    """Let pyHanko find an empty module wherever it would import an HTTP client."""
    for name, taken in _ONLINE:
        absent = ModuleType(name)
        setattr(absent, taken, None)
        sys.modules[name] = absent


def _limit_memory() -> None:
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not on Windows

    with contextlib.suppress(OSError, ValueError):
        sizes = _PAGES_OF_SELF.read_text(encoding="ascii").split()
        # Of the kernel's seven figures the first is all address space, the sixth what is written.
        for kind, size in ((resource.RLIMIT_AS, sizes[0]), (resource.RLIMIT_DATA, sizes[5])):
            limit = int(size) * resource.getpagesize() + MEMORY_LIMIT_BYTES
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
