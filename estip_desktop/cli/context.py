"""What a command may ask for; ``bootstrap`` hands over the real things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from estip_desktop.kernel.clock import Clock
from estip_desktop.kernel.machine import Machine
from estip_desktop.provisioning import PackReport
from estip_desktop.referrals import DocumentInspector
from estip_desktop.services import ContentReader, Services, UnlockedVault, VaultRegister
from estip_desktop.vault import VaultInfo
from estip_desktop.vault.lost_laptop import LostLaptopSheet


class CommandContext(Protocol):
    """The real parts of one call of the command line; each is made on first use."""

    @property
    def home(self) -> Path:
        """Folder of this laptop's vaults, settings and store."""
        ...

    @property
    def json_wanted(self) -> bool:
        """Whether one JSON object on standard output was asked for."""
        ...

    @property
    def clock(self) -> Clock:
        """Where moments come from."""
        ...

    @property
    def vaults(self) -> VaultRegister:
        """The vaults in this home."""
        ...

    @property
    def content(self) -> ContentReader:
        """Protocols, instruments, pathways and services of this installation."""
        ...

    def write_lost_laptop_sheet(self, sheet: LostLaptopSheet, folder: Path) -> tuple[str, ...]:
        """Write the sheet as PDF and as text into a folder; returns the names.

        Raises:
            InputRefusedError: ``backup-target`` if there is no such folder, ``file-exists``.
            DiskFullError, DiskReadOnlyError: It could not be written.
        """
        ...

    def check_pack(self, data: bytes, keys: Sequence[bytes]) -> PackReport:
        """Look the signed content of a force through; nothing is installed.

        Args:
            data: The file.
            keys: PEM files of whoever may sign.

        Raises:
            DocumentRefusedError: It cannot be read as a pack, or a key not as one.
        """
        ...

    def machine(self) -> Machine:
        """What can be said of this laptop without opening a record."""
        ...

    def passphrase(self) -> str:
        """The passphrase from ``--passphrase-file`` (``-`` is standard input).

        Raises:
            UsageError: The option is missing.
            InputRefusedError: The file cannot be read.
        """
        ...

    def chosen_vault(self) -> VaultInfo:
        """The vault named by ``--vault``, or the only one there is."""
        ...

    def open_vault(self) -> UnlockedVault:
        """Unlock that vault; after wrong passphrases this waits first, and says so."""
        ...

    def services(self, vault: UnlockedVault) -> Services:
        """All use cases of an unlocked vault."""
        ...

    def inspecting(self) -> AbstractContextManager[DocumentInspector]:
        """Look at documents from outside in another process, for the length of a block."""
        ...

    def print_result(self, result: Mapping[str, object], text: str) -> None:
        """Print one JSON object if ``--json`` was given, else ``text``."""
        ...
