"""What backing up and restoring need from outside: files, folders, and a few facts of the vault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from estip_desktop.kernel.ids import VaultId
from estip_desktop.kernel.unit_of_work import UnitOfWork
from estip_desktop.vault.backup import Part
from estip_desktop.vault.ports import VaultPlaces

if TYPE_CHECKING:
    from typing_extensions import TypeVar
else:
    from typing import TypeVar


class FactRepository(Protocol):
    """Small facts of a vault."""

    def get(self, key: str) -> str | None:
        """One of them."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep one."""
        ...


class BackupUnitOfWork(UnitOfWork, Protocol):
    """The slice of the vault in which it says when it was last backed up."""

    @property
    def settings(self) -> FactRepository:
        """Small facts of this vault."""
        ...


if TYPE_CHECKING:
    BackupUnitT = TypeVar("BackupUnitT", bound=BackupUnitOfWork, default=Any)
else:
    BackupUnitT = TypeVar("BackupUnitT", bound=BackupUnitOfWork)


class OpenedBackup(Protocol):
    """A backup file whose form is right; what it says is not yet believed."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of each part but the manifest, by name."""
        ...

    def small(self, name: str, limit_bytes: int) -> bytes:
        """One part in memory.

        Raises:
            InputRefusedError: ``backup-incomplete`` or ``backup-altered``.
        """
        ...

    def verify(self, part: Part, on_bytes: Callable[[int], None]) -> None:
        """Read a part and compare it with the manifest.

        Raises:
            InputRefusedError: ``backup-altered``.
        """
        ...

    def extract(self, part: Part, target: Path, on_bytes: Callable[[int], None]) -> None:
        """Write a part to a new private file, compared with the manifest.

        Raises:
            InputRefusedError: ``backup-altered``.
            DiskFullError, DiskReadOnlyError: It could not be written.
        """
        ...


class BackupFiles(Protocol):
    """Backup files: those in the vaults' own folders, and those anywhere."""

    def kept(self, vault_id: VaultId) -> tuple[str, ...]:
        """Names of the backups in a vault's own folder, oldest first."""
        ...

    def set_aside(self, vault_id: VaultId) -> tuple[str, ...]:
        """Folders of this vault as it was before each restore, oldest first."""
        ...

    def remove_aside(self, vault_id: VaultId, name: str) -> None:
        """Remove one of those folders, first what opens it; cut short, it can be done again.

        Raises:
            NotFoundError: ``kept-aside``: this vault has no such folder.
            DiskReadOnlyError, VaultError: Some of it is still there, and it is still listed.
        """
        ...

    def path_of(self, vault_id: VaultId, name: str) -> Path:
        """Where one of them lies."""
        ...

    def next_name(self, vault_id: VaultId, day: date) -> str:
        """The name of the next one: it sorts after all others, whatever the clock says."""
        ...

    def drop_oldest(self, vault_id: VaultId, keep: int) -> None:
        """Remove all but the newest ``keep``."""
        ...

    def disks(self) -> tuple[Path, ...]:
        """Top folders of removable disks that can be written now."""
        ...

    def found_on(self, folder: Path) -> tuple[Path, ...]:
        """Files in one folder that are called like backups, newest name first."""
        ...

    def target(self, path: Path, name: str) -> Path:
        """The file to write where somebody named a file or a folder; in a folder it gets ``name``.

        Raises:
            InputRefusedError: ``file-exists``, or ``backup-target`` if there is no such folder.
        """
        ...

    def workshop(
        self, vault_id: VaultId, beside: Path | None = None
    ) -> AbstractContextManager[Path]:
        """A private folder for the length of a block; what a killed process left is removed.

        Args:
            vault_id: Whose copy is worked on.
            beside: On the disk of this file instead of the vault's.
        """
        ...

    def open(self, path: Path) -> AbstractContextManager[OpenedBackup]:
        """A file from anywhere.

        Raises:
            InputRefusedError: ``file-unreadable``, ``backup-not-one``, ``backup-cut-off`` or
                ``backup-altered``.
        """
        ...

    def pack(
        self,
        target: Path,
        header: bytes,
        places: VaultPlaces,
        manifest: Callable[[tuple[Part, ...]], bytes],
        verify: Callable[[OpenedBackup], None],
        on_bytes: Callable[[int], None],
    ) -> None:
        """Write a backup; ``target`` appears when it is complete, durable and verified.

        Args:
            target: Must not be there yet.
            header: Bytes of the vault's header.
            places: The copied database, and the sealed files beside the live one.
            manifest: From the parts to the manifest's bytes.
            verify: Looks at what was written and raises if it is not what was meant.
            on_bytes: Told how many more bytes were handled; may raise to stop.

        Raises:
            InputRefusedError: ``file-exists``, or what ``verify`` found.
            DiskFullError, DiskReadOnlyError, VaultError: Nothing is left behind.
        """
        ...


class RestorePlace(Protocol):
    """The folders of a home, as restoring sees them."""

    def copy_of_present(self, vault_id: VaultId, folder: Path) -> Path | None:
        """A copy of the database that is there, however damaged; ``None`` if there is none.

        Raises:
            VaultInUseError: The vault is open.
        """
        ...

    def take_sealed_files(self, vault_id: VaultId, spool: Path) -> None:
        """Copy the sealed files that are there and whole into a restored vault."""
        ...

    def restore(
        self, vault_id: VaultId, header: bytes, day: date, fill: Callable[[VaultPlaces], None]
    ) -> str:
        """Put a vault together under another name, then let it take its own.

        A vault of that id that is there already is kept under a new name, with its backups; the
        restored one knows them too. Killed at any instant, either the old vault or the new one is
        there, whole.

        Returns:
            The name under which the vault that was there is kept; empty if there was none.

        Raises:
            VaultInUseError: The vault that is there is open.
            DiskFullError, DiskReadOnlyError, VaultError: Everything is as it was.
        """
        ...
