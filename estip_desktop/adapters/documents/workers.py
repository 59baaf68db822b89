"""The document processes as the rest of the program sees them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from weakref import WeakSet

from estip_desktop.adapters.documents import frames
from estip_desktop.adapters.documents.page_drawer import WorkerPageDrawer
from estip_desktop.adapters.documents.worker_process import (
    STRANGERS_TIMEOUT_S,
    Worker,
    WorkerCommand,
    module_command,
)
from estip_desktop.blanks import Blank
from estip_desktop.errors import DocumentRefusedError, EstipError
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
from estip_desktop.signposting import Paper
from estip_desktop.vault.lost_laptop import LostLaptopSheet
from estip_desktop.vault.model import RecoverySheet

INSPECT_TIMEOUT_S = STRANGERS_TIMEOUT_S
PRODUCE_TIMEOUT_S = 60.0


class DocumentWorkers:
    """Makes documents in one process and inspects them in another; started when first needed.

    Pages are drawn in a third kind of process, a fresh one for every document.

    Safe to call from several threads: each process serves one request at a time.

    Args:
        command: From a mode (``produce``, ``inspect`` or ``render``) to a command line; a frozen
            build passes its own.
        clock: Moments printed on supervisor notes.
    """

    def __init__(self, command: WorkerCommand = module_command, clock: Clock | None = None) -> None:
        self._producer = Worker("produce", command, PRODUCE_TIMEOUT_S)
        self._inspector = Worker("inspect", command, INSPECT_TIMEOUT_S)
        self._command = command
        self._clock = clock or SystemClock()
        self._drawers: WeakSet[WorkerPageDrawer] = WeakSet()
        self._spare: WorkerPageDrawer | None = None
        self._draws_no_more = False
        self._lock = threading.Lock()

    def warm(self, *, inspector: bool = False) -> None:
        """Import and register fonts now, so that the first referral does not wait for it."""
        self._producer.call(frames.Warm(), bool)
        if inspector:
            self._inspector.call(frames.Warm(), bool)

    def close(self) -> None:
        """End all processes; whatever key the producer held goes with it."""
        self._producer.kill()
        self._inspector.kill()
        self.stop_drawing()

    def stop_drawing(self) -> None:
        """End every process that draws, for good: a document may be keeping one busy."""
        with self._lock:
            drawers = list(self._drawers)
            self._draws_no_more, self._spare = True, None
        for drawer in drawers:
            drawer.close()

    def drawer(self) -> WorkerPageDrawer:
        """For the pages of one document; its process is ready, or starts with the first request."""
        with self._lock:
            drawer, self._spare = self._spare, None
            return drawer or self._new_drawer()

    def ready_drawer(self) -> None:
        """Have a process ready for the next document, so that nobody waits for its start."""
        with self._lock:
            if self._spare is not None or self._draws_no_more:
                return
            self._spare = spare = self._new_drawer()
        with suppress(EstipError):  # opening a document says so
            spare.prepare()

    def _new_drawer(self) -> WorkerPageDrawer:
        drawer = WorkerPageDrawer(self._command)
        self._drawers.add(drawer)
        if self._draws_no_more:
            drawer.close()
        return drawer

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

    def blank(self, blank: Blank) -> bytes:
        """A blank to fill in by hand, as a PDF."""
        return self._producer.call(frames.BlankForm(blank), bytes)

    def plain_paper(self, paper: Paper) -> bytes:
        """A paper to give away as a PDF."""
        return self._producer.call(frames.PlainPaper(paper), bytes)

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
