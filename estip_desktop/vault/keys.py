"""What an owner may do with the secrets of an open vault."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from estip_desktop.errors import InputRefusedError, SecretRefusedError
from estip_desktop.kernel.clock import Clock, from_text
from estip_desktop.vault import passphrases
from estip_desktop.vault.model import PreparedKey, RecoverySheet, SlotInfo, SlotKind, VaultKind
from estip_desktop.vault.open_vault import OpenVault
from estip_desktop.vault.service import Vaults

DRILL_FACT = "recovery-drill"
"""The fact under which a vault remembers when its sheet was last tried."""
_SHEET_NAME = "estip-sheet.pdf"
"""Says nothing about anybody."""


class Keys:
    """Passphrase, recovery sheet and slots of one open vault.

    Args:
        vaults: Make and judge passphrases.
        vault: The one that is open.
        known: What a colleague who knows the owner would guess first: names, numbers.
        clock: For the date on a sheet.
        make_sheet: Sets a recovery sheet as a PDF.
        write: Writes a private file, whole or not at all.
    """

    def __init__(
        self,
        vaults: Vaults[Any],
        vault: OpenVault[Any],
        known: Callable[[], tuple[str, ...]],
        clock: Clock,
        make_sheet: Callable[[RecoverySheet], bytes],
        write: Callable[[Path, bytes], None],
    ) -> None:
        self._vaults = vaults
        self._vault = vault
        self._known = known
        self._clock = clock
        self._make_sheet = make_sheet
        self._write = write

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

    def prepare_sheet(self, passphrase: str) -> PreparedKey:
        """A new recovery key; the sheet before works until all of the new one was typed back.

        Of the first key of a vault one group is enough: no sheet stops working by it.

        Raises:
            SecretRefusedError: This is not the passphrase.
            TryLaterError: Wrong ones were tried just now.
        """
        return self._vault.prepare_recovery_key(passphrase)

    def finish_sheet(self, prepared: PreparedKey, typed: str) -> None:
        """The key was typed back: from now on it works, and the sheet before does not.

        Raises:
            SecretRefusedError: Mistyped, or another key.
            DiskFullError, DiskReadOnlyError, VaultError: The sheet before still works.
        """
        self._vault.finish_recovery_key(prepared, typed)

    def print_sheet(self, printed: str) -> bytes:
        """The recovery sheet as a PDF; takes a second, so call it on a thread."""
        info = self._vault.info
        return self._make_sheet(
            RecoverySheet(
                info.label,
                tuple(printed.split("-")),
                self._clock.now(),
                exercise=info.kind is VaultKind.EXERCISE,
                force_key=any(slot.kind is SlotKind.FORCE for slot in self.slots),
            )
        )

    def save_sheet(self, printed: str, folder: Path) -> str:
        """Write the sheet into a folder somebody chose, such as a stick; returns the file's name.

        This is the one way in which the key gets onto a disk.

        Raises:
            InputRefusedError: It is full of older ones, which stay as they are (``file-exists``).
            DiskFullError, DiskReadOnlyError, VaultError: Nothing was written.
        """
        later = (_SHEET_NAME.replace(".", f"-{number}.") for number in range(2, 100))
        for name in (_SHEET_NAME, *later):
            if not (folder / name).exists():
                self._write(folder / name, self.print_sheet(printed))
                return name
        raise InputRefusedError("file-exists")

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
