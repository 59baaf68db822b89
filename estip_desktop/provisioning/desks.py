"""The desks and senders a vault knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from estip_desktop.errors import NotFoundError, RuleError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.ids import DeskId
from estip_desktop.provisioning.model import (
    CardKind,
    DeskCard,
    KnownDesk,
    KnownSender,
    same_fingerprint,
)
from estip_desktop.provisioning.ports import CardReader, ProvisioningUnitOfWork


class Desks:
    """Receiving desks that were added by their cards, and senders that were pinned."""

    def __init__(
        self,
        open_unit: Callable[[], ProvisioningUnitOfWork],
        cards: CardReader,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._cards = cards
        self._clock = clock

    def read_card(self, data: bytes) -> DeskCard:
        """What a card says, so that people can compare its fingerprint; nothing is added.

        Raises:
            DocumentRefusedError: It is no card, or its signature does not fit.
        """
        return self._cards.read_card(data)

    def add(self, data: bytes, *, typed_fingerprint: str = "") -> KnownDesk:
        """Make a desk known by its card.

        Args:
            data: The card.
            typed_fingerprint: What a person typed; needed where a desk of this name had another
                key before, because that is how a forged card would look.

        Raises:
            DocumentRefusedError: It is no card.
            RuleError: ``card-is-not-a-desk``, ``desk-is-for-exercises``, ``desk-is-live``, or
                ``desk-key-changed``: compare both fingerprints and type the new one.
        """
        card = self.read_card(data)
        if card.kind is not CardKind.DESK:
            raise RuleError("card-is-not-a-desk")
        with self._open_unit() as unit:
            own = unit.identities.own()
        if own is None:
            raise NotFoundError("identity")
        if own.exercise != card.exercise:
            raise RuleError("desk-is-for-exercises" if card.exercise else "desk-is-live")
        desk = KnownDesk(
            DeskId(card.kid),
            card.name,
            card.certificate,
            card.recipient,
            card.store,
            self._clock.now(),
            card.exercise,
        )
        with self._open_unit() as unit:
            changed = [
                known
                for known in unit.desks.all()
                if known.name == desk.name and known.id != desk.id
            ]
            if changed and not same_fingerprint(typed_fingerprint, desk.id):
                raise RuleError("desk-key-changed")
            for known in changed:
                unit.desks.remove(known.id)
            unit.desks.save(desk)
            unit.audit.record(AuditEvent("desk-added", desk.id))
            unit.commit()
        return desk

    def list(self) -> Sequence[KnownDesk]:
        """Desks this vault knows, newest first."""
        with self._open_unit() as unit:
            return unit.desks.all()

    def forget(self, desk_id: DeskId) -> None:
        """Send nothing more to this desk; parcels under way keep the key of its receipts."""
        with self._open_unit() as unit:
            unit.desks.remove(desk_id)
            unit.audit.record(AuditEvent("desk-forgotten", desk_id))
            unit.commit()

    def pin(self, data: bytes, *, by: str = "") -> KnownSender:
        """Pin the certificate on a card: what it signs is from a known sender from now on."""
        card = self.read_card(data)
        sender = KnownSender(card.kid, card.name, card.certificate, self._clock.now(), by)
        with self._open_unit() as unit:
            unit.senders.save(sender)
            unit.audit.record(AuditEvent("sender-pinned", sender.kid))
            unit.commit()
        return sender

    def senders(self) -> Sequence[KnownSender]:
        """Senders whose certificates are pinned."""
        with self._open_unit() as unit:
            return unit.senders.all()
