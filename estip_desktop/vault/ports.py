"""What unlocking needs from outside: derivations, a cipher, words, folders and a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from estip_desktop.errors import VaultError
from estip_desktop.kernel.audit import AuditEvent
from estip_desktop.kernel.ids import VaultId
from estip_desktop.kernel.progress import Cancel, Progress
from estip_desktop.kernel.unit_of_work import UnitOfWork
from estip_desktop.vault.backup import Snapshot
from estip_desktop.vault.lost_laptop import PersonOnSheet
from estip_desktop.vault.model import CheckReport, Finding, KeySlot
from estip_desktop.vault.repair import CarriedOver, Later
from estip_desktop.vault.secret import Secret

if TYPE_CHECKING:
    # A default saves every feature from naming the unit: each knows its own slice of it.
    from typing_extensions import TypeVar

    UnitT_co = TypeVar("UnitT_co", bound=UnitOfWork, covariant=True, default=Any)
else:
    from typing import TypeVar

    UnitT_co = TypeVar("UnitT_co", bound=UnitOfWork, covariant=True)


@dataclass(frozen=True, slots=True)
class VaultPlaces:
    """Where the parts of one vault lie."""

    database: Path
    spool: Path


class VaultShelf(Protocol):
    """The folders of all vaults in one home."""

    def ids(self) -> tuple[VaultId, ...]:
        """Ids of all vaults."""
        ...

    def headers(self, vault_id: VaultId) -> tuple[bytes | None, bytes | None]:
        """Both copies of the header, ``None`` for one that cannot be read."""
        ...

    def write_header(self, vault_id: VaultId, data: bytes) -> None:
        """Replace both copies, each whole or not at all, one after the other."""
        ...

    def attempts(self, vault_id: VaultId) -> bytes | None:
        """The note of wrong secrets, ``None`` if it cannot be read."""
        ...

    def write_attempts(self, vault_id: VaultId, data: bytes) -> None:
        """Replace that note, whole or not at all."""
        ...

    def seen(self) -> bytes | None:
        """The laptop's note of how far its vaults had got, ``None`` if it cannot be read."""
        ...

    def update_seen(self, change: Callable[[bytes | None], bytes]) -> None:
        """Replace that note, whole or not at all; no other window changes it meanwhile.

        Args:
            change: From the note as it is, ``None`` if it cannot be read, to what it is to be.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultError: It is as it was.
        """
        ...

    def places(self, vault_id: VaultId) -> VaultPlaces:
        """Where the parts of a vault lie."""
        ...

    def write_elsewhere(self, path: Path, data: bytes) -> None:
        """Write a private file outside the home, whole or not at all.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultError: It is not there.
        """
        ...

    def add(self, vault_id: VaultId, header: bytes, fill: Callable[[VaultPlaces], None]) -> None:
        """Make the folder of a new vault; it appears with everything in it or not at all."""
        ...

    def destroy_keys(self, vault_id: VaultId) -> None:
        """Remove all from which the key of a vault can be had, for good; nothing lists it after.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultError: Some of it may be gone; call it again.
        """
        ...

    def remove_ended(self, vault_id: VaultId) -> bool:
        """Remove what is left of such a vault; False where the next start has to go on."""
        ...


class SlicedCheck(Protocol):
    """A check that is done a little at a time; each step is a transaction of its own."""

    def advance(self) -> bool:
        """Read one slice, which takes a few milliseconds; False when everything was read."""
        ...

    @property
    def report(self) -> CheckReport:
        """What was found so far."""
        ...

    def settle(self) -> None:
        """Once everything was read: let the next check begin from what is sure to be right."""
        ...

    def close(self) -> None:
        """Have done, or give up."""
        ...


class CheckedVault(Protocol):
    """What the health of an open vault is told from."""

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can."""
        ...

    @property
    def last_used_at(self) -> datetime:
        """When it was used before this unlocking, by the clock of that time."""
        ...

    @property
    def damage_met(self) -> Sequence[Finding]:
        """The damaged records that anybody has met since it was opened."""
        ...

    def free_bytes(self) -> int:
        """Room on its disk."""
        ...

    def keep_reserve(self) -> bool:
        """Set a few MiB of the disk aside, to be given back when it is full."""
        ...

    def check(self, progress: Progress) -> CheckReport:
        """Read everything and report what is wrong."""
        ...

    def check_in_slices(self) -> SlicedCheck:
        """A check of rows and audit chain that lets others in between."""
        ...

    def check_pages(self, cancel: Cancel) -> Sequence[Finding]:
        """Check every page of the file."""
        ...


class SmallFacts(Protocol):
    """Small facts of the vault by name."""

    def get(self, key: str) -> str | None:
        """One fact, or ``None``."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep a fact."""
        ...


class HealthUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault in which checks are remembered."""

    @property
    def settings(self) -> SmallFacts:
        """Small facts of the vault."""
        ...


class VaultDatabase(Protocol[UnitT_co]):
    """An open database."""

    @property
    def refuses_writes(self) -> VaultError | None:
        """Why nothing more can be written, or ``None`` while it can."""
        ...

    @property
    def last_used_at(self) -> datetime:
        """When the newest entry before this opening was made, by the clock of that time."""
        ...

    @property
    def found_counter(self) -> int:
        """Number of the newest audit entry when it was opened, before its opening was recorded."""
        ...

    @property
    def was_put_back(self) -> bool:
        """Whether a restore was the last thing that happened to it before it was opened."""
        ...

    @property
    def counter(self) -> int:
        """Number of the newest audit entry now."""
        ...

    def seal(self, message: bytes) -> bytes:
        """A tag for a note that lies outside, which only this vault can make."""
        ...

    def fact(self, name: str) -> str:
        """A small fact of this vault, or empty."""
        ...

    def keep(self, facts: Mapping[str, str], events: Sequence[AuditEvent]) -> None:
        """Keep facts and record events, in one transaction.

        Raises:
            DiskFullError, DiskReadOnlyError, VaultDamagedError: Nothing of it was kept.
        """
        ...

    @property
    def damage_met(self) -> Sequence[Finding]:
        """The damaged records that anybody has met since it was opened."""
        ...

    def open_unit(self) -> UnitT_co:
        """A new transaction."""
        ...

    def on_committed(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Tell ``listener`` after each commit which kinds of record changed."""
        ...

    def check(self, progress: Progress) -> CheckReport:
        """Read everything and report what is wrong."""
        ...

    def check_in_slices(self) -> SlicedCheck:
        """A check of rows and audit chain that lets others in between."""
        ...

    def check_pages(self, cancel: Cancel) -> Sequence[Finding]:
        """Check every page of the file, and how they hang together."""
        ...

    def back_up(self, path: Path, progress: Progress, cancel: Cancel) -> Snapshot:
        """Copy the database into a new file, a little at a time, then open and check that file.

        From any thread: others may save meanwhile.

        Raises:
            CancelledError, DiskFullError, DiskReadOnlyError, VaultDamagedError
        """
        ...

    def tag_of_backup(self, message: bytes) -> bytes:
        """The tag that vouches for a backup's manifest."""
        ...

    def empty_journal(self) -> None:
        """Move what the journal holds into the file, and cut it to nothing."""
        ...

    def free_bytes(self) -> int:
        """Room on its disk."""
        ...

    def keep_reserve(self) -> bool:
        """Set a few MiB of the disk aside, to be given back when it is full."""
        ...

    def seal_own(self, data: bytes) -> bytes:
        """Seal something for whoever can unlock this vault; reads nothing of the file."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class DatabaseOpener(Protocol[UnitT_co]):
    """Makes and opens databases."""

    def create(self, path: Path, key: Secret, vault_id: VaultId, facts: Mapping[str, str]) -> None:
        """Make a database that knows the given facts of its owner, and close it."""
        ...

    def open_own(self, key: Secret, vault_id: VaultId, sealed: bytes) -> bytes:
        """Open what was sealed for whoever can unlock this vault; needs no database.

        Raises:
            DocumentRefusedError: It is no such file, of another vault, or changed.
        """
        ...

    def open(self, path: Path, key: Secret, vault_id: VaultId) -> VaultDatabase[UnitT_co]:
        """Open it for this process alone.

        Raises:
            VaultInUseError, VaultDamagedError, VaultTooNewError, DiskFullError, DiskReadOnlyError
        """
        ...

    def look_into(
        self,
        path: Path,
        key: Secret,
        vault_id: VaultId,
        progress: Progress,
        event: AuditEvent | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Snapshot:
        """Open a copy, record ``event`` and keep ``facts`` in it, read it whole, and close it.

        Raises:
            VaultDamagedError, VaultTooNewError, DiskFullError, DiskReadOnlyError
        """
        ...

    def tag_of_backup(self, key: Secret, vault_id: VaultId, message: bytes) -> bytes:
        """The tag that vouches for a backup's manifest."""
        ...

    def people_in(self, path: Path, key: Secret, vault_id: VaultId) -> tuple[PersonOnSheet, ...]:
        """Everybody in a copy of a database, by reference, with the days of their sessions."""
        ...

    def fact_in(self, path: Path, key: Secret, vault_id: VaultId, name: str) -> str:
        """A small fact in a copy of a database, or empty."""
        ...

    def later_entries(
        self,
        damaged: Path,
        backup: Path,
        key: Secret,
        vault_id: VaultId,
        counter: int,
        slots: Sequence[KeySlot],
    ) -> Later:
        """What happened after a backup, as far as a copy of a damaged database tells.

        Args:
            damaged: The copy.
            backup: The database of the backup, with the newest schema.
            key: Its key.
            vault_id: Whose it is.
            counter: Last entry of the backup.
            slots: What opened the vault on the backup's day.
        """
        ...

    def carry_over(
        self,
        damaged: Path,
        restored: Path,
        key: Secret,
        vault_id: VaultId,
        counter: int,
        slot_ids: frozenset[str],
    ) -> CarriedOver:
        """Bring what is whole in a copy of a damaged database into a restored one, all at once.

        Args:
            damaged: The copy.
            restored: The database of the backup.
            key: Of both.
            vault_id: Of both.
            counter: Last entry of the backup.
            slot_ids: What opens the restored vault, whatever was replaced after the backup.

        Raises:
            VaultError: Nothing was brought over.
        """
        ...
