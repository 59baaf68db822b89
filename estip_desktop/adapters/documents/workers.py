"""The two document processes as the rest of the program sees them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

import msgspec

from estip_desktop.adapters.documents import frames
from estip_desktop.errors import (
    ContentRefusedError,
    DocumentRefusedError,
    EstipError,
    InputRefusedError,
    NotAvailableError,
)
from estip_desktop.kernel.clock import Clock, SystemClock
from estip_desktop.outbox import Receipt
from estip_desktop.provisioning import DeskCard, IdentityKeys, OwnIdentity
from estip_desktop.receiving import OpenedParcel
from estip_desktop.records.copies import RecordCopy
from estip_desktop.referrals import (
    Produced,
    ReferralContent,
    SealOrder,
    SupervisorNote,
    Verdict,
)
from estip_desktop.vault.lost_laptop import LostLaptopSheet
from estip_desktop.vault.model import RecoverySheet

WORKER_MODULE = "estip_desktop.adapters.documents.worker"
INSPECT_TIMEOUT_S = 10.0
PRODUCE_TIMEOUT_S = 60.0
_ROOT = Path(__file__).resolve().parents[3]
_ERRORS: dict[str, type[EstipError]] = {
    each.code: each for each in (ContentRefusedError, DocumentRefusedError, InputRefusedError)
}
WorkerCommand: TypeAlias = Callable[[str], Sequence[str]]
T = TypeVar("T")
_STARTER = ThreadPoolExecutor(1, "document-workers")
"""Starts every worker: Linux ends a worker with the thread that started it, and this one stays."""


def module_command(mode: str) -> Sequence[str]:
    """How a worker is started from a checkout or an installation."""
    return [sys.executable, "-m", WORKER_MODULE, mode]


class DocumentWorkers:
    """Makes documents in one process and inspects them in another; started when first needed.

    Safe to call from several threads: each process serves one request at a time.

    Args:
        command: From a mode (``produce`` or ``inspect``) to a command line; a frozen build passes
            its own.
        clock: Moments printed on supervisor notes.
    """

    def __init__(self, command: WorkerCommand = module_command, clock: Clock | None = None) -> None:
        self._producer = _Worker("produce", command, PRODUCE_TIMEOUT_S)
        self._inspector = _Worker("inspect", command, INSPECT_TIMEOUT_S)
        self._clock = clock or SystemClock()

    def warm(self, *, inspector: bool = False) -> None:
        """Import and register fonts now, so that the first referral does not wait for it."""
        self._producer.call(frames.Warm(), bool)
        if inspector:
            self._inspector.call(frames.Warm(), bool)

    def close(self) -> None:
        """End both processes; whatever key the producer held goes with it."""
        self._producer.kill()
        self._inspector.kill()

    def preview(self, content: ReferralContent, certificate: bytes) -> bytes:
        """The very PDF that would be signed, without a signature."""
        return self._producer.call(frames.Preview(content, certificate), bytes)

    def produce(
        self,
        content: ReferralContent,
        identity: OwnIdentity,
        keys: IdentityKeys,
        signed_at: datetime,
        order: SealOrder | None,
    ) -> Produced:
        """Render, embed, certify and, where there is a desk, pack and seal."""
        request = frames.Produce(content, identity.certificate, keys.signing_key, signed_at, order)
        return self._producer.call(request, Produced)

    def seal(
        self, pdf: bytes, identity: OwnIdentity, keys: IdentityKeys, order: SealOrder
    ) -> bytes:
        """Pack and seal a document that was signed earlier."""
        request = frames.SealDocument(pdf, identity.certificate, keys.signing_key, order)
        return self._producer.call(request, bytes)

    def supervisor_note(self, note: SupervisorNote) -> bytes:
        """The note as a PDF of its own."""
        return self._producer.call(frames.Note(note, self._clock.now()), bytes)

    def record_copy(self, copy: RecordCopy) -> bytes:
        """A copy of a record as a PDF."""
        return self._producer.call(frames.CopyOfRecord(copy), bytes)

    def recovery_sheet(self, sheet: RecoverySheet) -> bytes:
        """A recovery sheet as a PDF."""
        return self._producer.call(frames.Sheet(sheet), bytes)

    def lost_laptop_sheet(self, sheet: LostLaptopSheet) -> bytes:
        """A lost-laptop sheet as a PDF."""
        return self._producer.call(frames.LostLaptop(sheet), bytes)

    def judge(self, pdf: bytes, trust: Sequence[bytes]) -> Verdict:
        """Whether a referral is valid; ``trust`` holds certificates, each DER or a PEM file."""
        return self._inspector.call(frames.Judge(pdf, list(trust)), Verdict)

    def data_of(self, pdf: bytes) -> bytes:
        """The embedded FHIR bundle, unjudged.

        Raises:
            DocumentRefusedError: ``no-data``.
        """
        return self._inspector.call(frames.ReadData(pdf), bytes)

    def read_card(self, data: bytes) -> DeskCard:
        """Verify and read a card."""
        return self._inspector.call(frames.ReadCard(data), DeskCard)

    def read_receipt(self, jws: bytes, certificate: bytes) -> Receipt:
        """Read a receipt that ``certificate`` signed."""
        return self._inspector.call(frames.ReadReceipt(jws, certificate), Receipt)

    def inspect_parcel(
        self, plaintext: bytes, recipient: str, known: Sequence[bytes]
    ) -> OpenedParcel:
        """Unpack and check; a bad parcel is a finding, not an exception."""
        request = frames.InspectParcel(plaintext, recipient, list(known))
        try:
            with suppress(DocumentRefusedError):  # it may have died of something else: once more
                return self._inspector.call(request, OpenedParcel)
            return self._inspector.call(request, OpenedParcel)
        except DocumentRefusedError as error:
            return OpenedParcel(refused=error.detail or error.code)


def read_answer(pipe: IO[bytes]) -> frames.Answer | None:
    """What a worker says; ``None`` if it is gone, or says what no worker of ours would.

    A document may have taken it over, so its answer is a stranger's as well.
    """
    try:
        raw = frames.read_frame(pipe)
        return None if raw is None else msgspec.msgpack.decode(raw, type=frames.Answer)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


class _Worker:
    """One process, its pipes, and the lock that keeps requests apart."""

    def __init__(self, mode: str, command: WorkerCommand, timeout_s: float) -> None:
        self._mode = mode
        self._command = command
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, request: Any, kind: type[T]) -> T:  # noqa: ANN401 - one of the request types
        """Send a request and wait for its answer.

        Raises:
            DocumentRefusedError, InputRefusedError, ContentRefusedError: As the worker says; also
                when the inspector did not survive the document or took too long over it.
            NotAvailableError: The producer could not do its work (``documents-worker``).
        """
        frame = msgspec.msgpack.encode(request)
        with self._lock:
            answer = self._ask(frame)
        if isinstance(answer, frames.Done):
            try:
                return msgspec.msgpack.decode(answer.value, type=kind)
            except msgspec.MsgspecError:
                self.kill()
                answer = frames.Refused("died")
        if answer.code in _ERRORS:
            raise _ERRORS[answer.code](answer.detail)
        if self._mode == "inspect":
            raise DocumentRefusedError("unreadable")
        raise NotAvailableError(f"documents-worker:{answer.detail or answer.code}")

    def kill(self) -> None:
        """End the process, if there is one, also in the middle of a request."""
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for its answer lets go of the lock then
        with self._lock:
            self._end()

    def _ask(self, frame: bytes) -> frames.Answer:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise NotAvailableError("documents-worker")
        timer = threading.Timer(self._timeout_s, process.kill)
        timer.daemon = True
        timer.start()
        try:
            frames.write_frame(process.stdin, frame)
            answer = read_answer(process.stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._end()
            return frames.Refused("died")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = _STARTER.submit(_start, self._command(self._mode)).result()
            except OSError as error:  # no memory, too many processes
                raise NotAvailableError("documents-worker") from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # the unsent rest of a frame to a process that is gone


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """The environment, with this program importable from wherever it runs."""
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        known = environment.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), known)))
    return environment
