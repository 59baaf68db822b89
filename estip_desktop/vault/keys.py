"""What an owner may do with the secrets of an open vault."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.kernel.clock import from_text
from estip_desktop.vault import passphrases, recovery_key
from estip_desktop.vault.model import SlotInfo
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.service import Vaults

DRILL_FACT = "recovery-drill"
"""The fact under which a vault remembers when its sheet was last tried."""


class Keys:
    """Passphrase, recovery sheet and slots of one open vault.

    Args:
        vaults: Make and judge passphrases.
        vault: The one that is open.
        known: What a colleague who knows the owner would guess first: names, numbers.
    """

    def __init__(
        self, vaults: Vaults[Any], vault: OpenVault[Any], known: Callable[[], tuple[str, ...]]
    ) -> None:
        self._vaults = vaults
        self._vault = vault
        self._known = known

    @property
    def slots(self) -> tuple[SlotInfo, ...]:
        """Everything that may open this vault."""
        return self._vault.slots

    def generate_passphrase(self) -> str:
        """Five words, drawn anew each time."""
        return self._vaults.generate_passphrase()

    def passphrase_problem(self, passphrase: str) -> str:
        """Why it may not be chosen, as a code; empty if it may."""
        return self._vaults.passphrase_problem(passphrase, self._vault.info.label, *self._known())

    def change_passphrase(self, current: str, new: str) -> None:
        """Let ``new`` open the vault instead of ``current``; takes some seconds.

        Raises:
            InputRefusedError: ``new`` is too weak, or no other than ``current``.
            SecretRefusedError: ``current`` is not the passphrase.
            TryLaterError: Wrong ones were tried just now.
            DiskFullError, DiskReadOnlyError, VaultError: ``current`` still opens the vault.
        """
        same = hmac.compare_digest(passphrases.to_bytes(current), _checked(new))
        if same:
            raise InputRefusedError("passphrase-unchanged")
        self._require_strong(new)
        self._vault.change_passphrase(current, new)

    def recover(self, text: str, new: str) -> None:
        """Let ``new`` open the vault instead of a passphrase nobody knows any more.

        Raises:
            InputRefusedError: ``new`` is too weak.
            SecretRefusedError: ``text`` is not the key on the recovery sheet.
            TryLaterError, DiskFullError, DiskReadOnlyError, VaultError: As `change_passphrase`.
        """
        self._require_strong(new)
        self._vault.recover(text, new)

    def offer_recovery_key(self) -> str:
        """A new key as it is printed; it opens nothing until it was typed back."""
        return recovery_key.new()[1]

    def is_copied(self, offered: str, typed: str) -> bool:
        """Whether ``typed`` is the key that was offered, read back from paper."""
        try:
            keys = (recovery_key.parse(offered).reveal(), recovery_key.parse(typed).reveal())
        except SecretRefusedError:
            return False
        return hmac.compare_digest(*keys)

    def replace_recovery_key(self, passphrase: str, typed: str) -> None:
        """Let the key that was typed back open the vault; the sheet before it stops working.

        Raises:
            SecretRefusedError: Mistyped, or not the passphrase.
            TryLaterError, DiskFullError, DiskReadOnlyError, VaultError: The old sheet still works.
        """
        self._vault.replace_recovery_key(passphrase, typed)

    def try_sheet(self, text: str) -> bool:
        """Whether the sheet would open this vault; if so, the day is remembered.

        Raises:
            SecretRefusedError: Mistyped (``recovery-key-mistyped``).
            TryLaterError: Wrong ones were tried just now.
        """
        works = self._vault.verify_recovery_key(text)
        if works:
            self._vault.remember_drill(DRILL_FACT)
        return works

    @property
    def last_drill(self) -> datetime | None:
        """When the sheet was last tried."""
        text = self._vault.fact(DRILL_FACT)
        return from_text(text) if text else None

    def _require_strong(self, passphrase: str) -> None:
        problem = self.passphrase_problem(passphrase)
        if problem:
            raise InputRefusedError(problem)


def _checked(passphrase: str) -> bytes:
    try:
        return passphrases.to_bytes(passphrase)
    except SecretRefusedError as error:
        raise InputRefusedError("passphrase-too-long") from error
