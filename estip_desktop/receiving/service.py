"""The use cases of a desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from estip_desktop.errors import (
    EstipError,
    NotAvailableError,
    RuleError,
    StoreUnreachableError,
)
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.outbox import ReceiptStatus, StoredObject, Transport, TransportOpener
from estip_desktop.provisioning import KnownSender
from estip_desktop.receiving import collecting, entries
from estip_desktop.receiving.collecting import MAY_CHANGE, DeskKeys, Look, Looked
from estip_desktop.receiving.entries import Answers, Carried, receipt_for, receipt_name, taken_in
from estip_desktop.receiving.model import (
    Collected,
    InboxEntry,
    InboxState,
    MadeReceipt,
    Quarantined,
)
from estip_desktop.receiving.ports import (
    Opener,
    ParcelInspector,
    ReceiptMaker,
    ReceivingUnitOfWork,
)

_OPEN = frozenset({InboxState.NEW, InboxState.ACCEPTED, InboxState.BOOKED})


class Desk:
    """Take in what supporters sent, and answer with signed receipts.

    Args:
        open_unit: The desk's vault.
        open_transport: From the store's address to a transport.
        opener: Unseals with the desk's key.
        inspector: Looks into parcels in a process without keys.
        receipts: Signs receipts.
        clock: Moments for rows and receipts.
        own_card: This desk's card, so that it can lie on the store as ``cards/<kid>.jws``.
    """

    def __init__(
        self,
        open_unit: Callable[[], ReceivingUnitOfWork],
        open_transport: TransportOpener,
        opener: Opener,
        inspector: ParcelInspector,
        receipts: ReceiptMaker,
        clock: Clock,
        own_card: Callable[[], bytes],
    ) -> None:
        self._open_unit = open_unit
        self._open_transport = open_transport
        self._opener = opener
        self._inspector = inspector
        self._receipts = receipts
        self._clock = clock
        self._own_card = own_card

    def collect(self, progress: Progress | None = None, cancel: Cancel | None = None) -> Collected:
        """One look at the store: take in what is new, answer each, carry on past bad ones.

        Raises:
            StoreUnreachableError: The store cannot be looked at now.
            NotAvailableError: ``not-a-desk``: this vault has no desk's identity.
        """
        progress, cancel = progress or Progress(), cancel or Cancel()
        look = self.plan_look()
        result = Collected()
        with self._at(look.store) as transport:
            fresh = self.find_new(look, transport=transport)
            for number, found in enumerate(fresh):
                cancel.check()
                progress.tell(found.name, number / len(fresh))
                looked = self.look_at(found, look, transport)
                if looked is not None:
                    result += self.record(looked)
            carried = Carried()
            if answers := self.plan_carrying():
                carried = self.carry(answers, transport)
                result += self.record_carried(carried)
        if carried.error is not None:
            raise carried.error
        return result

    def plan_look(self) -> Look:
        """What a look at the store needs (vault).

        Raises:
            NotAvailableError: ``not-a-desk``: this vault has no desk's identity.
        """
        with self._open_unit() as unit:
            own = unit.identities.own()
            if own is None or not own.is_desk:
                raise NotAvailableError("not-a-desk")
            keys = unit.identities.keys()
            pinned = tuple(sender.certificate for sender in unit.senders.all())
            hopeless = {
                item.object_name[3:-4]
                for item in unit.quarantine.all()
                if item.reason not in MAY_CHANGE
            }
            known = unit.inbox.known_objects() | hopeless
        return Look(
            own.store, f"cards/{own.kid}.jws", self._own_card(),
            DeskKeys(keys.age_key, own.recipient, pinned, own.exercise), known,
        )  # fmt: skip

    def find_new(
        self,
        look: Look,
        unchanged: Mapping[str, StoredObject] | None = None,
        transport: Transport | None = None,
    ) -> Sequence[StoredObject]:
        """What lies at the store and was not taken in yet (no vault).

        Args:
            look: What was planned.
            unchanged: By name, what was refused and is not worth another look as it stands.
            transport: The store, where it is open.

        Raises:
            StoreUnreachableError: The store cannot be looked at now.
        """
        with self._at(look.store, transport) as store:
            return collecting.new_objects(look, store, unchanged or {})

    def look_at(
        self, found: StoredObject, look: Look, transport: Transport | None = None
    ) -> Looked | None:
        """Fetch one object and look into it (no vault); ``None`` if it cannot be had now."""
        try:
            with self._at(look.store, transport) as store:
                return collecting.look_at(found, store, look.keys, self._opener, self._inspector)
        except StoreUnreachableError:
            return None

    def record(self, looked: Looked) -> Collected:
        """Take one object in, or set it aside (vault); the same again changes nothing."""
        opened, now = looked.opened, self._clock.now()
        with self._open_unit() as unit:
            if opened.refused or opened.manifest is None:
                return self._set_aside(unit, looked)
            taken = taken_in(unit.inbox, looked, opened.manifest, now)
            if taken is None:
                return Collected()
            entry, merged = taken
            if any(sender.kid == entry.sender_kid for sender in unit.senders.all()):
                entry = entry.vouched()  # it may have been pinned while this was fetched
            unit.inbox.save(entry)
            unit.quarantine.remove(looked.found.name)
            self._make_receipt(unit, entry, looked.sha256, ReceiptStatus.COLLECTED)
            if entry.state is not InboxState.NEW:  # answered before this copy of it came
                self._make_receipt(
                    unit, entry, looked.sha256, ReceiptStatus(entry.state.value),
                    person=entry.assignee, reason=entry.reason,
                )  # fmt: skip
            unit.audit.record(AuditEvent("parcel-collected", entry.id))
            unit.commit()
        return Collected(new=int(not merged), merged=int(merged))

    def plan_carrying(self) -> Answers | None:
        """Receipts that are not at the store yet (vault); ``None`` if all are."""
        with self._open_unit() as unit:
            own = unit.identities.own()
            waiting = unit.inbox.unstored_receipts()
        return Answers(own.store, tuple(waiting)) if own is not None and waiting else None

    def carry(self, answers: Answers, transport: Transport | None = None) -> Carried:
        """Leave receipts at the store (no vault); what fails is said in the outcome."""
        try:
            with self._at(answers.store, transport) as store:
                return entries.carry(answers, store)
        except EstipError as error:
            return Carried(error=error)

    def record_carried(self, carried: Carried) -> Collected:
        """Note which receipts are at the store (vault)."""
        if carried.kept:
            with self._open_unit() as unit:
                for receipt in carried.kept:
                    unit.inbox.add_receipt(receipt)
                unit.commit()
        return Collected(receipts=len(carried.kept))

    def list(self) -> Sequence[InboxEntry]:
        """The inbox: urgent first, then newest; without the documents, which :meth:`open` reads."""
        with self._open_unit() as unit:
            return unit.inbox.all()

    def get(self, entry_id: str) -> InboxEntry:
        """One entry, without a line in the audit trail (for lists)."""
        with self._open_unit() as unit:
            return unit.inbox.get(entry_id)

    def open(self, entry_id: str) -> InboxEntry:
        """One entry to be read: its ``pdf``, ``bundle()`` and ``checks``; audited."""
        with self._open_unit() as unit:
            entry = unit.inbox.get(entry_id)
            unit.audit.record(AuditEvent("inbox-opened", entry_id))
            unit.commit()
        return entry

    def accept(self, entry_id: str, by: str, *, carry: bool = True) -> InboxEntry:
        """A named person takes it on; works for an unknown sender too, who is shown as such.

        Args:
            entry_id: Which one.
            by: Who.
            carry: Also take the signed receipt to the store, if that can be reached. A window does
                this elsewhere than on the vault's thread; what is left undone the next round does.

        Raises:
            RuleError: ``entry-is-closed``: it was answered before; the first acceptance stands.
        """
        if not by.strip():
            raise RuleError("name-missing")
        return self._answer(
            entry_id, ReceiptStatus.ACCEPTED, {InboxState.NEW}, carry=carry, person=by,
            assignee=by, accepted_at=self._clock.now(), state=InboxState.ACCEPTED,
        )  # fmt: skip

    def booked(self, entry_id: str, *, carry: bool = True) -> InboxEntry:
        """An appointment was made."""
        entry = self.get(entry_id)
        if entry.state is InboxState.NEW:
            raise RuleError("accept-first")
        return self._answer(
            entry_id, ReceiptStatus.BOOKED, {InboxState.ACCEPTED}, carry=carry,
            person=entry.assignee, state=InboxState.BOOKED,
        )  # fmt: skip

    def return_(self, entry_id: str, reason: str, *, carry: bool = True) -> InboxEntry:
        """Send it back with a reason the supporter can act on."""
        if not reason.strip():
            raise RuleError("reason-missing")
        return self._answer(
            entry_id, ReceiptStatus.RETURNED, _OPEN, carry=carry, why=reason, reason=reason,
            state=InboxState.RETURNED,
        )  # fmt: skip

    def close(self, entry_id: str, *, carry: bool = True) -> InboxEntry:
        """Nothing more is expected."""
        return self._answer(
            entry_id, ReceiptStatus.CLOSED, _OPEN, carry=carry, state=InboxState.CLOSED
        )

    def quarantine(self) -> Sequence[Quarantined]:
        """Objects that could not be taken in, newest first."""
        with self._open_unit() as unit:
            return unit.quarantine.all()

    def pin_sender(self, entry_id: str, *, by: str) -> KnownSender:
        """Pin the certificate that signed this entry, after comparing its fingerprint."""
        with self._open_unit() as unit:
            entry = unit.inbox.get(entry_id)
            sender = KnownSender(
                entry.sender_kid, entry.sender_name, entry.sender_certificate,
                self._clock.now(), by,
            )  # fmt: skip
            unit.senders.save(sender)
            for other in unit.inbox.all():
                if other.sender_kid == sender.kid and not other.sender_known:
                    unit.inbox.vouch(other)
            unit.audit.record(AuditEvent("sender-pinned", sender.kid))
            unit.commit()
        return sender

    def _set_aside(self, unit: ReceivingUnitOfWork, looked: Looked) -> Collected:
        found, reason = looked.found, looked.opened.refused
        item = Quarantined(found.name, reason, found.size, self._clock.now())
        if any(_is_same(item, known) for known in unit.quarantine.all()):
            return Collected()
        unit.quarantine.save(item)
        unit.audit.record(AuditEvent("parcel-quarantined", looked.sha256, reason))
        unit.commit()
        return Collected(quarantined=1, refused=(reason,))

    def _answer(
        self,
        entry_id: str,
        status: ReceiptStatus,
        allowed: Collection[InboxState],
        *,
        carry: bool,
        person: str = "",
        why: str = "",
        **changes: object,
    ) -> InboxEntry:
        with self._open_unit() as unit:
            entry = unit.inbox.get(entry_id)
            if entry.state not in allowed:
                raise RuleError("entry-is-closed")
            changed = replace(entry, **changes)  # type: ignore[arg-type]
            for sha256 in entry.objects:
                self._make_receipt(unit, changed, sha256, status, person=person, reason=why)
            unit.inbox.save(changed)
            unit.audit.record(AuditEvent(f"inbox-{status}", entry_id))
            unit.commit()
        if carry and (answers := self.plan_carrying()):
            self.record_carried(self.carry(answers))
        return changed

    def _make_receipt(
        self,
        unit: ReceivingUnitOfWork,
        entry: InboxEntry,
        sha256: str,
        status: ReceiptStatus,
        *,
        person: str = "",
        reason: str = "",
    ) -> None:
        own = unit.identities.own()
        if own is None:
            raise NotAvailableError("not-a-desk")
        receipt = receipt_for(
            unit.inbox.last_receipt(),
            entry,
            sha256,
            status,
            self._clock.now(),
            unit=own.name,
            person=person,
            reason=reason,
        )
        jws = self._receipts.make_receipt(receipt, own, unit.identities.keys())
        name = receipt_name(sha256, unit.inbox.count_receipts(sha256))
        unit.inbox.add_receipt(MadeReceipt(receipt.seq, name, sha256, jws))

    @contextmanager
    def _at(self, address: str, opened: Transport | None = None) -> Iterator[Transport]:
        """A store, opened for the length of a block unless it is open already."""
        transport = opened if opened is not None else self._open_transport(address)
        try:
            yield transport
        finally:
            if opened is None:
                transport.close()


def _is_same(item: Quarantined, known: Quarantined) -> bool:
    """Whether it was set aside before, and nothing has changed about it."""
    return (item.object_name, item.reason, item.size) == (
        known.object_name, known.reason, known.size,
    )  # fmt: skip
