"""This vault's own identity."""

from __future__ import annotations

from collections.abc import Callable

from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.clock import Clock
from estip_desktop.provisioning.model import OwnIdentity
from estip_desktop.provisioning.ports import KeyMaker, ProvisioningUnitOfWork


class Identity:
    """Make and show this vault's own identity."""

    def __init__(
        self,
        open_unit: Callable[[], ProvisioningUnitOfWork],
        keys: KeyMaker,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._keys = keys
        self._clock = clock

    def ensure(
        self, name: str, *, desk: bool = False, exercise: bool = False, store: str = ""
    ) -> OwnIdentity:
        """The identity of this vault; made now if it has none (when the vault is created).

        Args:
            name: Goes into the certificate as common name.
            desk: Also make an age key, so that parcels can be sealed to this vault.
            exercise: Mark the certificate; live desks refuse what it signs.
            store: Where a desk collects, as ``file:///…``; printed on its card.
        """
        with self._open_unit() as unit:
            known = unit.identities.own()
            if known is not None:
                return known
            identity, keys = self._keys.new_identity(
                name, now=self._clock.now(), desk=desk, exercise=exercise, store=store
            )
            unit.identities.save(identity, keys)
            unit.audit.record(AuditEvent("identity-made", identity.kid))
            unit.commit()
            return identity

    def own(self) -> OwnIdentity:
        """The identity of this vault.

        Raises:
            NotFoundError: It has none yet.
        """
        with self._open_unit() as unit:
            known = unit.identities.own()
        if known is None:
            raise NotFoundError("identity")
        return known

    def card(self) -> bytes:
        """This vault's card: a signed file that others add after comparing the fingerprint."""
        own = self.own()
        with self._open_unit() as unit:
            keys = unit.identities.keys()
        return self._keys.card(own, keys, now=self._clock.now())

    def trust_pem(self) -> bytes:
        """Own and pinned certificates as one PEM file, for ``referral verify --trust``."""
        with self._open_unit() as unit:
            own = unit.identities.own()
            certificates = [own.certificate] if own is not None else []
            certificates += [sender.certificate for sender in unit.senders.all()]
        return "".join(self._keys.pem(certificate) for certificate in certificates).encode()
