"""What a vault is made of: its header, its key slots, and what a check of it finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.ids import VaultId

FORMAT = 1
"""Format of the header; one with a higher number was made by a newer program."""
LABEL_LIMIT = 200
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of Unicode (UAX #44) that cannot be seen, or turn what is beside them round."""
OWNER_NAME = "owner-name"
"""The fact under which casework finds the owner's name."""


class VaultKind(StrEnum):
    """What a vault is for; it decides which services and stores it may reach."""

    SUPPORTER = "supporter"
    DESK = "desk"
    EXERCISE = "exercise"


class HeaderState(StrEnum):
    """What can be said of a vault before it is unlocked."""

    READY = "ready"
    DAMAGED = "damaged"
    TOO_NEW = "too-new"


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """A vault as the lock page shows it.

    Args:
        label: What its owner chose to see there; empty if the header cannot be read.
        state: Anything but ``READY`` is shown all the same: a vault must not seem to have gone.
    """

    id: VaultId
    label: str
    kind: VaultKind
    state: HeaderState = HeaderState.READY


class SlotKind(StrEnum):
    """By what the vault key is wrapped."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind of slot
    RECOVERY = "recovery"
    FORCE = "force"


@dataclass(frozen=True, slots=True)
class KeySlot:
    """The vault key, wrapped by one secret.

    Args:
        id: Eight random bytes in hex.
        kdf: How the secret becomes a key: ``argon2id`` or ``hkdf-sha256``.
        params: Cost of the derivation.
        salt: 16 bytes.
        nonce: 12 bytes, used once: every wrapping draws a new salt and so a new key.
        wrapped: The vault key and its tag.
        since: When it was filled, as text; empty in vaults that were made before this was kept.
    """

    id: str
    kind: SlotKind
    kdf: str
    params: Mapping[str, int]
    salt: bytes
    nonce: bytes
    wrapped: bytes = field(repr=False)
    since: str = ""


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """One slot as its owner sees it; nothing secret.

    Args:
        since: When it was made, as text; empty if that is not known.
    """

    id: str
    kind: SlotKind
    kdf: str
    params: Mapping[str, int]
    since: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Everything that stands outside the encrypted database."""

    vault_id: VaultId
    label: str
    kind: VaultKind
    slots: tuple[KeySlot, ...]
    format: int = FORMAT

    @property
    def info(self) -> VaultInfo:
        """The vault as the lock page shows it."""
        return VaultInfo(self.vault_id, self.label, self.kind)

    @property
    def slot_infos(self) -> tuple[SlotInfo, ...]:
        """The slots without what opens them."""
        return tuple(
            SlotInfo(slot.id, slot.kind, slot.kdf, dict(slot.params), slot.since)
            for slot in self.slots
        )

    def slots_of(self, kind: SlotKind) -> tuple[KeySlot, ...]:
        """The slots that one kind of secret may open."""
        return tuple(slot for slot in self.slots if slot.kind is kind)


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault, and the recovery key that is shown once and kept nowhere."""

    info: VaultInfo
    recovery_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreparedKey:
    """A recovery key that opens nothing until its owner has typed it back from paper.

    Args:
        printed: As it is printed.
        slot: What will stand in the header.
    """

    printed: str = field(repr=False)
    slot: KeySlot = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is printed on a recovery sheet; no name, no passphrase.

    Args:
        label: What the lock page calls these records.
        groups: The key, group by group.
        made_at: When the key was made.
        force_key: Whether the force's recovery key opens these records as well.
    """

    label: str
    groups: tuple[str, ...] = field(repr=False)
    made_at: datetime
    exercise: bool = False
    force_key: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written.

    Args:
        code: ``cannot-be-opened``, ``header-copy-damaged``, ``audit-broken``, ``record-damaged``
            (its tag does not fit), ``record-stale`` (an older copy was put back),
            ``record-missing``, ``record-unaccounted``, ``records-differ`` (their sum does not fit,
            and the trail does not tell which one), ``table-unreadable``, ``page-damaged``,
            ``database-malformed``.
        subject: Table and id, number of the page or entry, or which copy; never a text.
    """

    code: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was read, and everything that was wrong with it."""

    findings: tuple[Finding, ...]
    records: int
    entries: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def checked_label(label: str) -> str:
    """The label as it is stored.

    Raises:
        InputRefusedError: It is empty, longer than 200 characters, or not printable.
    """
    label = label.strip()
    if not label:
        raise InputRefusedError("label-missing")
    if len(label) > LABEL_LIMIT:
        raise InputRefusedError("label-too-long")
    if any(unicodedata.category(character) in _NOT_SHOWN for character in label):
        raise InputRefusedError("label-not-printable")
    return label
