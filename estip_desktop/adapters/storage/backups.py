"""Backup files: those of a vault's own folder, and writing one anywhere."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from estip_desktop.adapters.home.disks import plugged_in
from estip_desktop.adapters.storage.backup_file import BackupReader, BackupWriter
from estip_desktop.adapters.storage.files import (
    PRIVATE_FOLDER,
    disk_errors,
    make_private_folder,
    sync_folder,
)
from estip_desktop.adapters.storage.folders import KEPT_MARK, vaults_folder
from estip_desktop.errors import InputRefusedError, NotFoundError
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault.backup import (
    DATABASE_PART,
    HEADER_PART,
    MANIFEST_PART,
    PARTS_LIMIT,
    SPOOL_PREFIX,
    Part,
)
from estip_desktop.vault.backup_ports import OpenedBackup
from estip_desktop.vault.ports import VaultPlaces

BACKUPS = "backups"
_KEPT = re.compile(r"(\d{6,9})-\d{4}-\d\d-\d\d\.estip-backup")
_ASIDE = re.compile(re.escape(KEPT_MARK) + r"\d{4}-\d\d-\d\d-\d{1,6}")
_HEADERS = ("header.json", "header.bak.json")
SUFFIX = ".estip-backup"
_MOST_FOUND = 20
_WORKSHOP = ".work-"
"""Beside the vaults, so that a backup of a vault that never was here can be tried too."""
_OTHER_PARTS = 3
_SEALED = re.compile(r"[0-9a-f]{64}\.age")


class FolderBackups:
    """``vaults/<id>/backups/`` of one home."""

    def __init__(self, home: Path) -> None:
        self._vaults = vaults_folder(home)

    def kept(self, vault_id: VaultId) -> tuple[str, ...]:
        """Names of whole backups, oldest first; unfinished ones have other names."""
        try:
            found = [path.name for path in self._folder(vault_id).iterdir()]
        except OSError:
            return ()
        return tuple(sorted(filter(_KEPT.fullmatch, found), key=_number))

    def set_aside(self, vault_id: VaultId) -> tuple[str, ...]:
        """Folders of this vault as it was before each restore, oldest first."""
        found = [path.name for path in self._vaults.glob(f"{vault_id}{KEPT_MARK}*")]
        return tuple(sorted(name for name in found if _ASIDE.fullmatch(name, len(vault_id))))

    def remove_aside(self, vault_id: VaultId, name: str) -> None:
        """Remove one of those folders: both headers first, which alone open what is in it."""
        folder = self._vaults / name
        if name not in self.set_aside(vault_id) or folder.is_symlink():
            raise NotFoundError("kept-aside")
        with disk_errors():
            for header in _HEADERS:
                (folder / header).unlink(missing_ok=True)
            sync_folder(folder)
            # Backups in it are in the vault that took its place as well, and stay there.
            shutil.rmtree(folder)
            sync_folder(self._vaults)

    def path_of(self, vault_id: VaultId, name: str) -> Path:
        """Where one of them lies."""
        if not _KEPT.fullmatch(name):
            raise InputRefusedError("backup-name")
        return self._folder(vault_id) / name

    def next_name(self, vault_id: VaultId, day: date) -> str:
        """A number above all others, and the day."""
        kept = self.kept(vault_id)
        number = _number(kept[-1]) + 1 if kept else 1
        return f"{number:06d}-{day.isoformat()}.estip-backup"

    def drop_oldest(self, vault_id: VaultId, keep: int) -> None:
        """Remove all but the newest."""
        with disk_errors():
            for name in self.kept(vault_id)[:-keep]:
                self.path_of(vault_id, name).unlink(missing_ok=True)

    def disks(self) -> tuple[Path, ...]:
        """Top folders of removable disks that can be written now."""
        return plugged_in()

    def found_on(self, folder: Path) -> tuple[Path, ...]:
        """Files in one folder that are called like backups, newest name first."""
        try:
            found = [path for path in folder.iterdir() if path.name.endswith(SUFFIX)]
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda path: path.name, reverse=True)[:_MOST_FOUND])

    def target(self, path: Path, name: str) -> Path:
        """The file to write where somebody named a file or a folder."""
        if "\0" in str(path):  # pathlib answers questions about it, and opens nothing
            raise InputRefusedError("backup-target")
        try:
            if path.is_dir():
                path = path / name
            if path.exists():
                raise InputRefusedError("file-exists")
            if not path.parent.is_dir():
                raise InputRefusedError("backup-target")
        except OSError as error:
            raise InputRefusedError("backup-target") from error
        return path

    @contextmanager
    def workshop(self, vault_id: VaultId, beside: Path | None = None) -> Iterator[Path]:
        """A private folder in this home or elsewhere; those of killed processes go first."""
        folder = self._vaults if beside is None else beside.parent
        make_private_folder(folder)
        for left in folder.glob(f"{_WORKSHOP}{vault_id}-*"):
            shutil.rmtree(left, ignore_errors=True)
        place = folder / f"{_WORKSHOP}{vault_id}-{secrets.token_hex(4)}"
        with disk_errors():
            place.mkdir(mode=PRIVATE_FOLDER)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def open(self, path: Path) -> BackupReader:
        """A file from anywhere."""
        return BackupReader(path)

    def pack(
        self,
        target: Path,
        header: bytes,
        places: VaultPlaces,
        manifest: Callable[[tuple[Part, ...]], bytes],
        verify: Callable[[OpenedBackup], None],
        on_bytes: Callable[[int], None],
    ) -> None:
        """Write under another name, sync, read it back, and only then give it its name."""
        unfinished = target.with_name(f".{target.name}.new")
        make_private_folder(target.parent)
        with disk_errors():
            unfinished.unlink(missing_ok=True)
        try:
            with BackupWriter(unfinished) as writer:
                parts = [
                    writer.add_bytes(HEADER_PART, header),
                    writer.add_file(DATABASE_PART, places.database, on_bytes),
                ]
                for path in _sealed_files(places.spool):
                    # One that is gone by now was accepted meanwhile.
                    with suppress(FileNotFoundError):
                        name = f"{SPOOL_PREFIX}{path.name}"
                        parts.append(writer.add_file(name, path, on_bytes))
                writer.add_bytes(MANIFEST_PART, manifest(tuple(parts)))
            with BackupReader(unfinished) as reader:
                verify(reader)
            with disk_errors():
                unfinished.rename(target)
                sync_folder(target.parent)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise

    def _folder(self, vault_id: VaultId) -> Path:
        return self._vaults / vault_id / BACKUPS


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _sealed_files(spool: Path) -> list[Path]:
    try:
        found = sorted(path for path in spool.iterdir() if _SEALED.fullmatch(path.name))
    except FileNotFoundError:
        return []
    if len(found) > PARTS_LIMIT - _OTHER_PARTS:
        raise InputRefusedError("backup-too-many-parts")
    return found
