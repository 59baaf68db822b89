"""Putting a vault back: made under another name, exchanged in two renames, finished if killed.

Between the two renames no folder has the vault's own name. Whoever lists the vaults next finishes
what was begun (:func:`~.folders.vault_names`), so that instant does not show.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from estip_desktop.adapters.storage.backups import BACKUPS, FolderBackups
from estip_desktop.adapters.storage.files import (
    PRIVATE_FOLDER,
    atomic_write,
    copy_new,
    disk_errors,
    make_private_folder,
    sync_folder,
)
from estip_desktop.adapters.storage.folders import (
    ENDED_PREFIX,
    KEPT_MARK,
    RESTORED_PREFIX,
    vaults_folder,
)
from estip_desktop.errors import VaultInUseError
from estip_desktop.kernel.ids import VaultId
from estip_desktop.vault.ports import VaultPlaces

_HEADERS = ("header.json", "header.bak.json")
_DATABASE, _SPOOL, _SEEN_TRIES = "vault.db", "spool", "attempts.json"
_UNFINISHED = ".restoring-"
_PENDING_BYTE, _LOCKED_BYTES = 0x40000000, 512
"""Where SQLite locks a file (https://sqlite.org/fileformat2.html#the_lock_byte_page)."""


class FolderRestores:
    """The folders of one home, as restoring sees them."""

    def __init__(self, home: Path) -> None:
        self._vaults = vaults_folder(home)
        self._backups = FolderBackups(home)

    def copy_of_present(self, vault_id: VaultId, folder: Path) -> Path | None:
        """A copy of the database that is there, with its journal."""
        from estip_desktop.adapters.storage.salvage import copy_damaged  # noqa: PLC0415 - heavy

        database = self._vaults / vault_id / _DATABASE
        with claimed(database):
            return copy_damaged(database, folder)

    def take_sealed_files(self, vault_id: VaultId, spool: Path) -> None:
        """Copy the sealed files that are there and whole."""
        from estip_desktop.adapters.storage.salvage import (  # noqa: PLC0415 - heavy
            copy_sealed_files,
        )

        copy_sealed_files(self._vaults / vault_id / _SPOOL, spool)

    def restore(
        self, vault_id: VaultId, header: bytes, day: date, fill: Callable[[VaultPlaces], None]
    ) -> str:
        """Put a vault together, then let it take the place of the one that is there."""
        make_private_folder(self._vaults)
        target = self._vaults / vault_id
        if (self._vaults / f"{ENDED_PREFIX}{vault_id}").exists():
            # What is left of it cannot go yet; what is put there now would go with it.
            raise VaultInUseError("ending")
        unfinished = self._vaults / f"{_UNFINISHED}{vault_id}"
        ready = self._vaults / f"{RESTORED_PREFIX}{vault_id}"
        for left in (unfinished, ready):
            # Of a restore that was killed before the vault itself was touched.
            shutil.rmtree(left, ignore_errors=True)
        with claimed(target / _DATABASE):
            try:
                self._make(unfinished, target, header, fill)
                with disk_errors():
                    unfinished.rename(ready)
                    sync_folder(self._vaults)
                return self._exchange(target, ready, day)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                if target.exists():
                    shutil.rmtree(ready, ignore_errors=True)
                raise

    def _make(
        self, folder: Path, present: Path, header: bytes, fill: Callable[[VaultPlaces], None]
    ) -> None:
        with disk_errors():
            folder.mkdir(mode=PRIVATE_FOLDER)
            for name in (_SPOOL, BACKUPS):
                (folder / name).mkdir(mode=PRIVATE_FOLDER)
        fill(VaultPlaces(folder / _DATABASE, folder / _SPOOL))
        for name in _HEADERS:
            atomic_write(folder / name, header)
        self._take_along(folder, present)
        with disk_errors():
            for part in (folder / _SPOOL, folder / BACKUPS, folder):
                sync_folder(part)

    def _take_along(self, folder: Path, present: Path) -> None:
        """The other backups and the count of failed tries belong to the restored vault as well."""
        names = self._backups.kept(VaultId(present.name))
        others = [f"{BACKUPS}/{name}" for name in names] + [_SEEN_TRIES]
        for name in others:
            try:
                (folder / name).hardlink_to(present / name)
            except FileNotFoundError:
                continue
            except OSError:
                # A disk without second names for the same bytes: what is kept aside may be removed
                # one day, so the backups have to be here as well.
                copy_new(present / name, folder / name)

    def _exchange(self, target: Path, ready: Path, day: date) -> str:
        aside = ""
        with disk_errors():
            if target.exists():
                aside = self._free_name(target.name, day)
                target.rename(self._vaults / aside)
            with suppress(FileNotFoundError):  # somebody who listed the vaults was quicker
                ready.rename(target)
            sync_folder(self._vaults)
        return aside

    def _free_name(self, vault_id: str, day: date) -> str:
        name, number = f"{vault_id}{KEPT_MARK}{day.isoformat()}", 1
        while (self._vaults / f"{name}-{number}").exists():
            number += 1
        return f"{name}-{number}"


@contextmanager
def claimed(database: Path) -> Iterator[None]:
    """Keep every other process from opening this database; one that is not there needs no claim.

    The claim is the lock that SQLite itself would take, so it also works on a file that SQLite can
    no longer read. Locks of one process do not bar that process: call it only while this one has
    the vault closed. On Windows a folder with an open file in it cannot be renamed, which serves.

    Raises:
        VaultInUseError: Another process has it open.
    """
    if sys.platform == "win32" or not database.exists():
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    with disk_errors():
        descriptor = os.open(database, os.O_RDWR)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED_BYTES, _PENDING_BYTE)
        except OSError as error:
            raise VaultInUseError("database-locked") from error
        yield
    finally:
        os.close(descriptor)
