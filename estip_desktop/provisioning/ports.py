"""What provisioning needs from the vault and from the libraries that make and read keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from estip_desktop.kernel.ids import DeskId
from estip_desktop.kernel.unit_of_work import UnitOfWork
from estip_desktop.provisioning.model import (
    DeskCard,
    IdentityKeys,
    KnownDesk,
    KnownSender,
    OwnIdentity,
)


class IdentityRepository(Protocol):
    """The one identity of the open vault."""

    def own(self) -> OwnIdentity | None:
        """The identity, or ``None`` before it was made."""
        ...

    def keys(self) -> IdentityKeys:
        """The private keys.

        Raises:
            NotFoundError: The vault has no identity yet.
        """
        ...

    def save(self, identity: OwnIdentity, keys: IdentityKeys) -> None:
        """Add it, or replace the one with the same key."""
        ...


class DeskRepository(Protocol):
    """Receiving desks that this vault knows."""

    def save(self, desk: KnownDesk) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def get(self, desk_id: DeskId) -> KnownDesk:
        """One of them by its key."""
        ...

    def all(self) -> Sequence[KnownDesk]:
        """Newest first."""
        ...

    def remove(self, desk_id: DeskId) -> None:
        """Forget it; missing is fine."""
        ...


class SenderRepository(Protocol):
    """Supporters whose certificates are pinned."""

    def save(self, sender: KnownSender) -> None:
        """Add it, or replace the one with the same key."""
        ...

    def all(self) -> Sequence[KnownSender]:
        """All of them, newest first."""
        ...


class ProvisioningUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault that provisioning may touch."""

    @property
    def identities(self) -> IdentityRepository:
        """The identity of this vault."""
        ...

    @property
    def desks(self) -> DeskRepository:
        """Receiving desks this vault knows."""
        ...

    @property
    def senders(self) -> SenderRepository:
        """Supporters whose certificates are pinned."""
        ...


class KeyMaker(Protocol):
    """Makes keys and certificates, and signs cards with them."""

    def new_identity(
        self, name: str, *, now: datetime, desk: bool, exercise: bool, store: str
    ) -> tuple[OwnIdentity, IdentityKeys]:
        """A fresh key pair with its certificate."""
        ...

    def card(self, identity: OwnIdentity, keys: IdentityKeys, *, now: datetime) -> bytes:
        """The signed card of ``identity``."""
        ...

    def pem(self, certificate: bytes) -> str:
        """A DER certificate as PEM."""
        ...


class CardReader(Protocol):
    """Reads cards, away from every key."""

    def read_card(self, data: bytes) -> DeskCard:
        """Verify and read a card.

        Raises:
            DocumentRefusedError: It is no card, or its signature does not fit.
        """
        ...
