"""Taking a whole vault off this laptop: first that it is ending, then its keys, then the rest.

The mark beside the folders comes first, and a listing leaves a marked vault out and goes on where a
killed process stopped. So at every instant either the whole vault is there, or it is on its way out
and the next start sees to what is left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from estip_desktop.adapters.storage import folders
from estip_desktop.adapters.storage.files import PRIVATE_FILE, disk_errors, sync_folder
from estip_desktop.adapters.storage.seen_note import update_seen
from estip_desktop.errors import VaultError
from estip_desktop.vault import seen

_HEADERS = ("header.json", "header.bak.json")
_BACKUPS = "backups"
_HEADER_REACH = 64 * 1024
"""A backup begins with the header of its day, which is smaller than this."""
_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def destroy_keys(vaults: Path, vault_id: str) -> None:
    """Mark the vault as ending, and remove everything from which its key can be had.

    That is both copies of the header and the backups, which hold it as well, also in the folders
    that restores kept aside. They are overwritten before they go; a disk may keep old blocks all
    the same. The database may still be open.

    Raises:
        DiskFullError, DiskReadOnlyError, VaultError: It may be marked already; call it again.
    """
    with disk_errors():
        mark = vaults / f"{folders.ENDED_PREFIX}{vault_id}"
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | _AS_IT_IS, PRIVATE_FILE))
        sync_folder(vaults)
        for folder in _folders_of(vaults, vault_id):
            _remove_keys(folder)


def remove(home: Path, vault_id: str) -> bool:
    """Remove what :func:`destroy_keys` left; False where some of it could not go yet.

    It may be called for a vault whose keys another process is removing.
    """
    vaults = folders.vaults_folder(home)
    for folder in list(_folders_of(vaults, vault_id)):
        with suppress(OSError):
            _remove_keys(folder)
        shutil.rmtree(folder, ignore_errors=True)
    if any(_folders_of(vaults, vault_id)):
        return False
    with suppress(VaultError):  # a number and a tag, which say nothing by themselves
        update_seen(home, lambda data: seen.encode(seen.without(seen.decode(data), vault_id)))
    with suppress(OSError):
        (vaults / f"{folders.ENDED_PREFIX}{vault_id}").unlink()
        sync_folder(vaults)
    return True


def _folders_of(vaults: Path, vault_id: str) -> Iterator[Path]:
    """The vault, what restores kept aside of it, and what killed processes left of it."""
    starts = (f"{vault_id}{folders.KEPT_MARK}", f".work-{vault_id}-")
    before = ("", folders.RESTORED_PREFIX, ".restoring-", ".new-")
    names = {f"{one}{vault_id}" for one in before}
    try:
        found = sorted(vaults.iterdir())
    except OSError:
        return
    for path in found:
        is_of_it = path.name in names or path.name.startswith(starts)
        if is_of_it and path.is_dir() and not path.is_symlink():
            yield path


def _remove_keys(folder: Path) -> None:
    for holder, names in ((folder, _HEADERS), (folder / _BACKUPS, None)):
        if holder.is_symlink() or not holder.is_dir():
            continue
        for path in [holder / name for name in names] if names else sorted(holder.iterdir()):
            if path.is_symlink() or path.is_file():
                _overwrite(path)
                path.unlink(missing_ok=True)
        sync_folder(holder)


def _overwrite(path: Path) -> None:
    with suppress(OSError):  # what cannot be written over is removed all the same
        descriptor = os.open(path, os.O_WRONLY | _AS_IT_IS)
        try:
            os.write(descriptor, bytes(min(os.fstat(descriptor).st_size, _HEADER_REACH)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
