"""The use cases of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from estip_desktop.errors import EstipError, RuleError, VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.outbox import retry, sending
from estip_desktop.outbox.model import (
    ARRIVED,
    CONSENT_TAKEN_BACK,
    ENDED,
    NOT_LEFT,
    OutboxEvent,
    Parcel,
    ParcelState,
    may_have_left,
    once_replaced,
)
from estip_desktop.outbox.ports import (
    OutboxUnitOfWork,
    ReceiptReader,
    Spool,
    Transport,
    TransportOpener,
)
from estip_desktop.outbox.receipt import applied
from estip_desktop.outbox.sending import (
    DAMAGED,
    Delivery,
    Errand,
    Exported,
    Fetched,
    SendReport,
)
from estip_desktop.outbox.steps import after_delivery, polled

_ROUND = 200


class Outbox:
    """Keep sealed parcels, send them, and believe nothing but a verified receipt.

    Args:
        open_unit: The vault.
        open_transport: From a store's address to a transport.
        spool: Sealed files beside the vault.
        receipts: Verifies receipts in a process without keys.
        clock: Moments for the journal.
        jitter: Random waiting; tests pass their own.
    """

    def __init__(
        self,
        open_unit: Callable[[], OutboxUnitOfWork],
        open_transport: TransportOpener,
        spool: Spool,
        receipts: ReceiptReader,
        clock: Clock,
        jitter: retry.Jitter = retry.random_up_to,
    ) -> None:
        self._open_unit = open_unit
        self._open_transport = open_transport
        self._spool = spool
        self._receipts = receipts
        self._clock = clock
        self._jitter = jitter

    def list(self, limit: int = 1000) -> Sequence[Parcel]:
        """Parcels, newest first; ``outbox.group_of`` says in which list of the page each stands."""
        with self._open_unit() as unit:
            return unit.parcels.page(limit)

    def get(self, key: str) -> Parcel:
        """One parcel by ``<referral id>.<revision>``."""
        with self._open_unit() as unit:
            return unit.parcels.get(key)

    def count_open(self) -> int:
        """How many parcels still wait for something."""
        with self._open_unit() as unit:
            return unit.parcels.count_open()

    def events(self, key: str) -> Sequence[OutboxEvent]:
        """The journal of one parcel, oldest first."""
        with self._open_unit() as unit:
            return unit.parcels.events(key)

    def plan_sending(
        self, *, ignore_delay: bool = False, skip: frozenset[str] = frozenset()
    ) -> Errand | None:
        """Mark the next parcel as *sending* (vault): urgent first, then oldest."""
        now = self._clock.now()
        with self._open_unit() as unit:
            due = unit.parcels.due(now, len(skip) + 1, ignore_delay=ignore_delay)
            parcel = next((parcel for parcel in due if parcel.key not in skip), None)
            if parcel is None:
                return None
            if parcel.state is ParcelState.SENDING:  # the laptop went off in the middle of it
                self._note(unit, parcel, "may-be-stored")
            started = replace(parcel, state=ParcelState.SENDING, tries=parcel.tries + 1)
            unit.parcels.save(started)
            self._note(unit, started, "sending")
            unit.commit()
        return Errand(started)

    def deliver(self, errand: Errand) -> Delivery:
        """Add the object to its store (network only; no vault)."""
        try:
            transport = self._open_transport(errand.parcel.store)
        except EstipError as error:
            return Delivery(errand.parcel.key, stored=False, error=error.code)
        try:
            return sending.deliver(errand, transport, self._spool)
        finally:
            transport.close()

    def record_delivery(self, delivery: Delivery) -> Parcel:
        """Write down how it went (vault)."""
        now = self._clock.now()
        with self._open_unit() as unit:
            parcel = unit.parcels.get(delivery.key)
            if parcel.state is not ParcelState.SENDING:
                return parcel
            changed = after_delivery(parcel, delivery, now, self._jitter)
            unit.parcels.save(changed)
            self._note(unit, changed, changed.state.value, delivery.error)
            if delivery.may_be_there:
                self._note(unit, changed, "may-be-stored", delivery.error)
            changed = self._unless_replaced(unit, changed)
            unit.audit.record(
                AuditEvent("parcel-" + changed.state.value, changed.key, delivery.error)
            )
            unit.commit()
            return changed

    def plan_polling(self, *, ignore_delay: bool = False, limit: int = _ROUND) -> Sequence[Errand]:
        """Parcels whose receipts should be looked for (vault)."""
        with self._open_unit() as unit:
            waiting = unit.parcels.awaiting_receipt(
                self._clock.now(), limit, ignore_delay=ignore_delay
            )
        return [Errand(parcel) for parcel in waiting]

    def fetch(self, errand: Errand, transport: Transport | None = None) -> Fetched:
        """Look for receipts on the parcel's store, or on another one at hand (no vault)."""
        try:
            store = transport or self._open_transport(errand.parcel.store)
        except EstipError as error:
            return Fetched(errand.parcel.key, error=error.code)
        try:
            found = sending.fetch(errand, store, self._receipts)
        finally:
            if transport is None:
                store.close()
        return found if transport is None else replace(found, lost=False, damaged=False)

    def record_fetched(self, fetched: Fetched) -> Parcel:
        """Apply verified receipts (vault); refused ones leave a line in the journal only."""
        now = self._clock.now()
        with self._open_unit() as unit:
            parcel = unit.parcels.get(fetched.key)
            changed = parcel
            for receipt, jws in fetched.receipts:
                if receipt.seq > changed.receipt_seq and changed.state not in ENDED:
                    changed = applied(changed, receipt, jws, now)
                    self._note(unit, changed, f"receipt-{receipt.status}")
                    unit.audit.record(AuditEvent(f"parcel-{receipt.status}", changed.key))
            for code in fetched.refused:
                self._note(unit, parcel, "receipt-refused", code)
            if fetched.lost and changed.state is ParcelState.STORED:
                changed = replace(changed, state=ParcelState.SEALED, next_try_at=None, tries=0)
                self._note(unit, changed, "lost-by-store")
            if fetched.damaged and changed.state is ParcelState.STORED:
                changed = replace(changed, state=ParcelState.NEEDS_HUMAN, last_error=DAMAGED)
                self._note(unit, changed, "damaged-by-store")
            changed = polled(changed, now)
            unit.parcels.save(changed)
            unit.commit()
        if changed.state in ARRIVED | {ParcelState.RETURNED}:
            with suppress(VaultError):  # the next start sweeps it
                self._spool.remove(changed.object_sha256)
        return changed

    def send_due(
        self,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
        *,
        now_please: bool = False,
    ) -> SendReport:
        """One round: every due parcel, one at a time, then every receipt.

        Args:
            progress: Hears how far it is.
            cancel: Checked between parcels.
            now_please: A person asked: no waiting, and everything is looked at once.
        """
        progress, cancel = progress or Progress(), cancel or Cancel()
        stored = failed = receipts = 0
        errors: list[str] = []
        done: set[str] = set()
        while errand := self.plan_sending(ignore_delay=now_please, skip=frozenset(done)):
            cancel.check()
            done.add(errand.parcel.key)
            progress.tell(errand.parcel.reference)
            delivery = self.deliver(errand)
            self.record_delivery(delivery)
            stored += delivery.stored
            failed += not delivery.stored
            errors += [delivery.error] if delivery.error else []
        for errand in self.plan_polling(ignore_delay=now_please):
            cancel.check()
            fetched = self.fetch(errand)
            self.record_fetched(fetched)
            receipts += len(fetched.receipts)
            errors += [fetched.error] if fetched.error else []
            errors += [DAMAGED] if fetched.damaged else []
        with self._open_unit() as unit:
            waiting = unit.parcels.count_open()
        return SendReport(stored, failed, receipts, waiting, tuple(sorted(set(errors))))

    def export(self, address: str) -> Exported:
        """Copy to a stick or folder what waits and what nobody has accepted yet.

        It is sealed already, so nothing else is needed. What lies at a store is copied too, until
        the desk has answered. One that cannot be copied stops no other; one for which consent was
        taken back is left out.

        Args:
            address: Of the folder, as ``file:///…``.
        """
        with self._open_unit() as unit:
            parcels = [
                parcel
                for parcel in unit.parcels.all()
                if parcel.object_sha256
                and parcel.state not in ENDED | ARRIVED
                and not parcel.is_stopped_for_good
            ]
        target = self._open_transport(address)
        copied: list[Parcel] = []
        try:
            copied += (each for each in parcels if sending.copy_to(each, target, self._spool))
        finally:
            target.close()
            self._note_exported(copied)
        return Exported(tuple(copied), tuple(each for each in parcels if each not in copied))

    def bring_in(self, address: str) -> int:
        """Take receipts from a stick or folder; returns how many were new."""
        source = self._open_transport(address)
        try:
            found = [self.fetch(errand, source) for errand in self.plan_polling(ignore_delay=True)]
        finally:
            source.close()
        for fetched in found:
            if fetched.receipts or fetched.refused:
                self.record_fetched(fetched)
        return sum(len(fetched.receipts) for fetched in found)

    def hand_over(self, key: str, *, to: str, how: str) -> Parcel:
        """A person took it there by hand; receipts are still looked for.

        Raises:
            RuleError: ``parcel-arrived-already``, or ``consent-taken-back``.
        """
        parcel = self.get(key)
        _require_consent(parcel)
        if not parcel.can_be_carried:
            raise RuleError("parcel-arrived-already")
        return self._by_hand(
            key, "handed-over", how, state=ParcelState.HANDED_OVER, handed_to=to,
            handed_at=self._clock.now(),
        )  # fmt: skip

    def phoned(self, key: str, *, to: str) -> Parcel:
        """Somebody was phoned about it."""
        return self._by_hand(key, "phoned", "", phoned_to=to, phoned_at=self._clock.now())

    def try_again(self, key: str) -> Parcel:
        """A person has dealt with what stopped it.

        Where the store has a damaged copy, it is sealed anew: under another name it finds room.

        Raises:
            RuleError: ``parcel-does-not-need-you``, or ``consent-taken-back``.
        """
        parcel = self.get(key)
        _require_consent(parcel)
        if parcel.state is not ParcelState.NEEDS_HUMAN:
            raise RuleError("parcel-does-not-need-you")
        anew = parcel.last_error == DAMAGED
        return self._by_hand(
            key, "try-again", "", tries=0, next_try_at=None, last_error="",
            state=ParcelState.SIGNED if anew else ParcelState.SEALED,
            object_sha256="" if anew else parcel.object_sha256,
        )  # fmt: skip

    def withdraw(self, key: str) -> Parcel:
        """Take back what has not left the laptop; the sealed file is removed.

        Raises:
            RuleError: ``parcel-left-already``, or a copy of it may have: the desk has to be told.
        """
        parcel = self.get(key)
        if parcel.state not in NOT_LEFT or may_have_left(self.events(key)):
            raise RuleError("parcel-left-already")
        changed = self._by_hand(key, "withdrawn", "", state=ParcelState.WITHDRAWN)
        if parcel.object_sha256:
            self._spool.remove(parcel.object_sha256)
        return changed

    def sweep(self) -> int:
        """Remove unfinished spool files at start-up, and sealed ones that no row speaks of."""
        with self._open_unit() as unit:
            keep = frozenset(
                parcel.object_sha256
                for parcel in unit.parcels.all()
                if parcel.state not in ENDED | ARRIVED
            )
        return self._spool.sweep(keep)

    def _unless_replaced(self, unit: OutboxUnitOfWork, parcel: Parcel) -> Parcel:
        """The parcel, or its end if a newer version was sealed while this one did not get out."""
        later = unit.parcels.find(_next_key(parcel))
        while later is not None and not later.object_sha256:
            later = unit.parcels.find(_next_key(later))
        state = once_replaced(parcel, unit.parcels.events(parcel.key)) if later else parcel.state
        if state is parcel.state:
            return parcel
        ended = replace(parcel, state=state)
        unit.parcels.save(ended)
        self._note(unit, ended, "replaced")
        return ended

    def _note_exported(self, parcels: Sequence[Parcel]) -> None:
        with self._open_unit() as unit:
            for parcel in parcels:
                self._note(unit, parcel, "exported")
                unit.audit.record(AuditEvent("parcel-exported", parcel.key))
            unit.commit()

    def _by_hand(self, key: str, what: str, detail: str, **changes: object) -> Parcel:
        with self._open_unit() as unit:
            parcel = unit.parcels.get(key)
            changed = replace(parcel, **changes)  # type: ignore[arg-type]
            unit.parcels.save(changed)
            self._note(unit, changed, what, detail)
            unit.audit.record(AuditEvent(f"parcel-{what}", key))
            unit.commit()
        return changed

    def _note(self, unit: OutboxUnitOfWork, parcel: Parcel, what: str, detail: str = "") -> None:
        now, ticks = self._clock.now(), self._clock.monotonic_s()
        event = OutboxEvent(parcel.referral_id, parcel.revision, now, ticks, what, detail)
        unit.parcels.add_event(event)


def _require_consent(parcel: Parcel) -> None:
    if parcel.is_stopped_for_good:
        raise RuleError(CONSENT_TAKEN_BACK)


def _next_key(parcel: Parcel) -> str:
    return f"{parcel.referral_id}.{parcel.revision + 1}"
