"""This vault's identity, the desks it knows and the senders it has pinned.

The private keys lie in the row of the identity: the vault encrypts it, the tag vouches for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from estip_desktop.adapters.storage.rows import MacTable, Row
from estip_desktop.adapters.storage.transaction import Transaction
from estip_desktop.errors import NotFoundError
from estip_desktop.kernel.clock import from_text, to_text
from estip_desktop.kernel.ids import DeskId
from estip_desktop.provisioning import IdentityKeys, KnownDesk, KnownSender, OwnIdentity

IDENTITY = MacTable(
    "identity",
    kind="identity",
    key=("id",),
    columns=(
        "kid",
        "name",
        "certificate",
        "created_at",
        "recipient",
        "store",
        "exercise",
        "signing_key",
        "age_key",
    ),
)
DESKS = MacTable(
    "desks",
    kind="desks",
    key=("id",),
    columns=("name", "certificate", "recipient", "store", "added_at", "exercise"),
)
SENDERS = MacTable(
    "senders",
    kind="desks",
    key=("kid",),
    columns=("name", "certificate", "pinned_at", "pinned_by"),
)
_OWN = "own"


class SqlIdentityRepository:
    """The one identity of the open vault."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def own(self) -> OwnIdentity | None:
        """The identity, or ``None`` before it was made."""
        row = IDENTITY.find(self._transaction, _OWN)
        if row is None:
            return None
        return OwnIdentity(
            row["kid"],
            row["name"],
            row["certificate"],
            from_text(row["created_at"]),
            row["recipient"],
            row["store"],
            bool(row["exercise"]),
        )

    def keys(self) -> IdentityKeys:
        """The private keys.

        Raises:
            NotFoundError: The vault has no identity yet.
        """
        row = IDENTITY.find(self._transaction, _OWN)
        if row is None:
            raise NotFoundError("identity")
        return IdentityKeys(row["signing_key"], row["age_key"])

    def save(self, identity: OwnIdentity, keys: IdentityKeys) -> None:
        """Keep the identity with its keys."""
        IDENTITY.put(
            self._transaction,
            {
                "id": _OWN,
                "kid": identity.kid,
                "name": identity.name,
                "certificate": identity.certificate,
                "created_at": to_text(identity.created_at),
                "recipient": identity.recipient,
                "store": identity.store,
                "exercise": identity.exercise,
                "signing_key": keys.signing_key,
                "age_key": keys.age_key,
            },
        )


class SqlDeskRepository:
    """Receiving desks that this vault knows."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, desk: KnownDesk) -> None:
        """Add or replace a desk."""
        DESKS.put(
            self._transaction,
            {
                "id": desk.id,
                "name": desk.name,
                "certificate": desk.certificate,
                "recipient": desk.recipient,
                "store": desk.store,
                "added_at": to_text(desk.added_at),
                "exercise": desk.exercise,
            },
        )

    def get(self, desk_id: DeskId) -> KnownDesk:
        """One desk."""
        return _desk(DESKS.get(self._transaction, desk_id))

    def all(self) -> Sequence[KnownDesk]:
        """Newest first."""
        return [_desk(row) for row in DESKS.select(self._transaction, order="added_at DESC, id")]

    def remove(self, desk_id: DeskId) -> None:
        """Forget a desk."""
        DESKS.delete(self._transaction, desk_id)


class SqlSenderRepository:
    """Supporters whose certificates are pinned."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, sender: KnownSender) -> None:
        """Pin a sender."""
        SENDERS.put(
            self._transaction,
            {
                "kid": sender.kid,
                "name": sender.name,
                "certificate": sender.certificate,
                "pinned_at": to_text(sender.pinned_at),
                "pinned_by": sender.pinned_by,
            },
        )

    def all(self) -> Sequence[KnownSender]:
        """Newest first."""
        rows = SENDERS.select_sound(self._transaction, order="pinned_at DESC, kid")
        return [
            KnownSender(
                row["kid"],
                row["name"],
                row["certificate"],
                from_text(row["pinned_at"]),
                row["pinned_by"],
            )
            for row in rows
        ]


def _desk(row: Row) -> KnownDesk:
    return KnownDesk(
        DeskId(row["id"]),
        row["name"],
        row["certificate"],
        row["recipient"],
        row["store"],
        from_text(row["added_at"]),
        bool(row["exercise"]),
    )
