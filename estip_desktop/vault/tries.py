"""Secrets tried on backups slow down like those that are tried on the vault itself."""

from __future__ import annotations

from typing import Self

from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault.attempts import Attempts
from estip_desktop.vault.ports import VaultShelf
from estip_desktop.vault.watch import Watch


class Tries:
    """Secrets tried on the backups of vaults that are here; each vault counts one try at most.

    A backup must not be the door at which wrong secrets cost nothing. Several backups may have had
    several passphrases, so a secret that opens any of them was not a wrong one.
    """

    def __init__(self, shelf: VaultShelf, watch: Watch) -> None:
        self._shelf = shelf
        self._watch = watch
        self._before: dict[VaultId, Attempts] = {}
        self._wrong: set[VaultId] = set()
        self._right: set[VaultId] = set()

    def begin(self, vault_id: VaultId) -> None:
        """A secret is about to be tried.

        Raises:
            TryLaterError: Wrong ones were tried just now.
        """
        if vault_id not in self._before and vault_id in self._shelf.ids():
            self._before[vault_id] = self._watch.begin(vault_id)

    def found(self, vault_id: VaultId, *, right: bool) -> None:
        """It opened a backup of this vault, or did not."""
        (self._right if right else self._wrong).add(vault_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for vault_id, before in self._before.items():
            if vault_id in self._wrong - self._right:
                self._watch.refused(vault_id, before)
            else:
                self._watch.give_back(vault_id, before)
