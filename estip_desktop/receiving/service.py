"""The use cases of a desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from estip_desktop.errors import EstipError, NotAvailableError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.outbox import ReceiptStatus, Transport, TransportOpener
from estip_desktop.provisioning import KnownSender
from estip_desktop.receiving.collecting import (
    MAY_CHANGE,
    DeskKeys,
    Looked,
    look_at,
    new_objects,
)
from estip_desktop.receiving.entries import receipt_for, receipt_name, stored_as, taken_in
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
        keys, store, kid, known = self._keys()
        result = Collected()
        transport = self._open_transport(store)
        try:
            transport.create(f"cards/{kid}.jws", self._own_card())
            fresh = new_objects(transport, known)
            for number, found in enumerate(fresh):
                cancel.check()
                progress.tell(found.name, number / len(fresh))
                looked = look_at(found, transport, keys, self._opener, self._inspector)
                if looked is not None:
                    result = self._take_in(looked, result)
            return replace(result, receipts=self._store_receipts(transport))
        finally:
            transport.close()

    def list(self) -> Sequence[InboxEntry]:
        """The inbox: urgent first, then newest."""
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

    def accept(self, entry_id: str, by: str) -> InboxEntry:
        """A named person takes it on; works for an unknown sender too, who is shown as such.

        Raises:
            RuleError: ``entry-is-closed``: it was answered before; the first acceptance stands.
        """
        if not by.strip():
            raise RuleError("name-missing")
        return self._answer(
            entry_id, ReceiptStatus.ACCEPTED, {InboxState.NEW}, person=by, assignee=by,
            accepted_at=self._clock.now(), state=InboxState.ACCEPTED,
        )  # fmt: skip

    def booked(self, entry_id: str) -> InboxEntry:
        """An appointment was made."""
        entry = self.get(entry_id)
        if entry.state is InboxState.NEW:
            raise RuleError("accept-first")
        return self._answer(
            entry_id, ReceiptStatus.BOOKED, {InboxState.ACCEPTED}, person=entry.assignee,
            state=InboxState.BOOKED,
        )  # fmt: skip

    def return_(self, entry_id: str, reason: str) -> InboxEntry:
        """Send it back with a reason the supporter can act on."""
        if not reason.strip():
            raise RuleError("reason-missing")
        return self._answer(
            entry_id, ReceiptStatus.RETURNED, _OPEN, why=reason, reason=reason,
            state=InboxState.RETURNED,
        )  # fmt: skip

    def close(self, entry_id: str) -> InboxEntry:
        """Nothing more is expected."""
        return self._answer(entry_id, ReceiptStatus.CLOSED, _OPEN, state=InboxState.CLOSED)

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
                    checks = tuple(
                        replace(check, passed=check.passed or check.code == "sender")
                        for check in other.checks
                    )
                    unit.inbox.save(replace(other, sender_known=True, checks=checks))
            unit.audit.record(AuditEvent("sender-pinned", sender.kid))
            unit.commit()
        return sender

    def _keys(self) -> tuple[DeskKeys, str, str, frozenset[str]]:
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
        return (
            DeskKeys(keys.age_key, own.recipient, pinned, own.exercise), own.store, own.kid, known,
        )  # fmt: skip

    def _take_in(self, looked: Looked, result: Collected) -> Collected:
        opened, now = looked.opened, self._clock.now()
        if opened.refused or opened.manifest is None:
            item = Quarantined(looked.found.name, opened.refused, looked.found.size, now)
            with self._open_unit() as unit:
                if any(_is_same(item, known) for known in unit.quarantine.all()):
                    return result
                unit.quarantine.save(item)
                unit.audit.record(AuditEvent("parcel-quarantined", looked.sha256, item.reason))
                unit.commit()
            return replace(
                result,
                quarantined=result.quarantined + 1,
                refused=(*result.refused, opened.refused),
            )
        with self._open_unit() as unit:
            entry, merged = taken_in(unit.inbox, looked, opened.manifest, now)
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
        return replace(result, new=result.new + (not merged), merged=result.merged + merged)

    def _answer(
        self,
        entry_id: str,
        status: ReceiptStatus,
        allowed: Collection[InboxState],
        *,
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
        self._try_to_store()
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

    def _try_to_store(self) -> None:
        """Put receipts on the store now if it can be reached; otherwise the next round does."""
        with self._open_unit() as unit:
            own = unit.identities.own()
        if own is None:
            return
        try:
            transport = self._open_transport(own.store)
        except EstipError:
            return
        try:
            self._store_receipts(transport)
        except EstipError:
            return
        finally:
            transport.close()

    def _store_receipts(self, transport: Transport) -> int:
        with self._open_unit() as unit:
            waiting = unit.inbox.unstored_receipts()
        names = [stored_as(receipt, transport) for receipt in waiting]
        kept = [
            replace(receipt, name=name, stored=True)
            for receipt, name in zip(waiting, names, strict=True)
            if name
        ]
        if kept:
            with self._open_unit() as unit:
                for receipt in kept:
                    unit.inbox.add_receipt(receipt)
                unit.commit()
        return len(kept)


def _is_same(item: Quarantined, known: Quarantined) -> bool:
    """Whether it was set aside before, and nothing has changed about it."""
    return (item.object_name, item.reason, item.size) == (
        known.object_name, known.reason, known.size,
    )  # fmt: skip
