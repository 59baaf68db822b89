"""Vaults: one supporter's or desk's records, shut by a passphrase.

A random vault key encrypts the records. Each secret that may open the vault (the passphrase, the
recovery key on paper) has a slot in the header in which it wraps that key; so a passphrase can
change without a record being written anew. The header is kept twice; whatever opened the vault
repairs the other copy. Several vaults on one laptop know nothing of each other.

Decisions:

* **The tag of a slot covers the header and its own slot, not the other slots.** Consequence: a slot
  can be replaced with only its own secret at hand. A slot that is taken away is noticed by its
  owner alone.
* **The recovery key needs no slow derivation.** It has 160 random bits; HKDF is enough, and
  unlocking with it works on a machine that lacks the memory for Argon2id.
* **Of two secrets one works at every instant.** A change first adds the new slot, reads it back and
  opens it, then takes the old one away. The vault itself remembers slots that were replaced, so an
  older header that is put back brings no old passphrase back.
* **Wrong secrets slow down, and never lock out.** The count lies beside the vault and can be
  removed by whoever has this account; that is told to the owner, and not prevented.
* **No error offers deletion.** A vault that does not open stays where it is. What a restore kept
  aside can be removed, from within the vault that took its place and after its passphrase.
* **How an open vault is doing** is in :mod:`~estip_desktop.vault.health`, which is imported from
  there: the lock page has no use for it, and making its classes takes time.
* **A damaged or newer vault is listed all the same.** What cannot be opened must not seem to have
  gone.
"""

from __future__ import annotations

from estip_desktop.vault.backup import BackupManifest, BackupState, KeptBackup
from estip_desktop.vault.backups import Backups, BackupStanding
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.keys import Keys
from estip_desktop.vault.model import (
    CheckReport,
    Created,
    Finding,
    HeaderState,
    PreparedKey,
    RecoverySheet,
    SlotInfo,
    SlotKind,
    VaultInfo,
    VaultKind,
)
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.proof import Proof
from estip_desktop.vault.repair import CarriedOver, KeysBack, Later
from estip_desktop.vault.restored import Restored, Tested
from estip_desktop.vault.restores import Restores
from estip_desktop.vault.secret import Secret
from estip_desktop.vault.service import Vaults
from estip_desktop.vault.watch import Notices

__all__ = [
    "BackupManifest",
    "BackupStanding",
    "BackupState",
    "Backups",
    "CarriedOver",
    "CheckReport",
    "Created",
    "Finding",
    "HeaderState",
    "KeptBackup",
    "KeySlots",
    "Keys",
    "KeysBack",
    "Later",
    "Notices",
    "OpenVault",
    "PreparedKey",
    "Proof",
    "RecoverySheet",
    "Restored",
    "Restores",
    "Secret",
    "SlotInfo",
    "SlotKind",
    "Tested",
    "VaultInfo",
    "VaultKind",
    "Vaults",
]
