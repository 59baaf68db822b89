"""A vault that is unlocked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Generic

from estip_desktop.errors import SecretRefusedError, VaultError
from estip_desktop.kernel.progress import Progress
from estip_desktop.vault import header as headers
from estip_desktop.vault.key_slots import KeySlots
from estip_desktop.vault.model import CheckReport, Finding, Header, SlotKind, VaultInfo
from estip_desktop.vault.passphrases import to_bytes
from estip_desktop.vault.ports import SlicedCheck, UnitT_co, VaultDatabase, VaultShelf

_COPIES = ("header.json", "header.bak.json")


class OpenVault(Generic[UnitT_co]):
    """What everybody else sees of an unlocked vault; it knows neither passphrase nor key."""

    def __init__(
        self, header: Header, slots: KeySlots, shelf: VaultShelf, database: VaultDatabase[UnitT_co]
    ) -> None:
        self._header = header
        self._slots = slots
        self._shelf = shelf
        self._database = database

    @property
    def info(self) -> VaultInfo:
        """Id, label and kind."""
        return self._header.info

    @property
    def spool_dir(self) -> Path:
        """Folder for sealed files that wait to be sent."""
        return self._shelf.places(self._header.vault_id).spool

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can.

        Records that are there can be read all the same; that somebody looked is not recorded then.
        """
        return self._database.refuses_writes

    @property
    def last_used_at(self) -> datetime:
        """When it was last used before this unlocking, by the clock of that time."""
        return self._database.last_used_at

    def check_in_slices(self) -> SlicedCheck:
        """A check of rows and audit chain that lets others in between; for after unlocking."""
        return self._database.check_in_slices()

    def check_pages(self) -> Sequence[Finding]:
        """Check every page of the file; takes seconds where there is much, so call it on a thread.

        Raises:
            VaultInUseError: Another process took the file meanwhile; unlock again.
        """
        return self._database.check_pages()

    def open_unit(self) -> UnitT_co:
        """A new transaction, to be used in a ``with`` block."""
        return self._database.open_unit()

    def on_committed(self, listener: Callable[[frozenset[str]], None]) -> None:
        """After each commit, tell ``listener`` which kinds of record changed (``people``, …).

        It is called on the committing thread and must not raise: the change is already durable.
        """
        self._database.on_committed(listener)

    def verify_passphrase(self, passphrase: str) -> bool:
        """Whether this is the passphrase; takes as long as unlocking, so call it on a thread."""
        try:
            self._slots.open(self._header, SlotKind.PASSPHRASE, to_bytes(passphrase))
        except SecretRefusedError:
            return False
        return True

    def check(self, progress: Progress | None = None) -> CheckReport:
        """Read every page, row and entry of the audit chain, and both copies of the header."""
        report = self._database.check(progress or Progress())
        copies = zip(_COPIES, self._shelf.headers(self._header.vault_id), strict=True)
        damaged = tuple(
            Finding("header-copy-damaged", name) for name, data in copies if not self._is_ours(data)
        )
        return replace(report, findings=damaged + report.findings)

    def close(self) -> None:
        """Close the database; units that are still open fail."""
        self._database.close()

    def _is_ours(self, data: bytes | None) -> bool:
        try:
            return data is not None and headers.decode(data, self._slots.accepts) == self._header
        except VaultError:
            return False
