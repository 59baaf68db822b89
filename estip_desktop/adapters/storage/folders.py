"""The folders in which vaults lie, known by their names alone.

The first page of a window depends on whether there are any, so this imports next to nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

RESTORED_PREFIX = ".restored-"
"""Of a vault that was put back and is complete, but has not taken its own name yet."""
KEPT_MARK = ".kept-"
"""Between the id of a vault and the day of the restore before which it was like this."""
ENDED_PREFIX = ".ended-"
"""Of an empty file that says: this vault is on its way out, and no page may show it."""
_PARTS = [8, 4, 4, 4, 12]
"""Hexadecimal digits between the hyphens of a vault's id; no pattern, which takes long to make."""


def vaults_folder(home: Path) -> Path:
    """Where all vaults of a home lie."""
    return home / "vaults"


def vault_names(home: Path) -> list[str]:
    """Ids of all vaults, sorted; other folders, such as unfinished ones, do not count."""
    folder = vaults_folder(home)
    try:
        with os.scandir(folder) as entries:
            names = {entry.name: entry.is_dir() for entry in entries}
    except OSError:
        return []
    found = {name for name, is_folder in names.items() if is_folder}
    ended = {name.removeprefix(ENDED_PREFIX) for name in names if name.startswith(ENDED_PREFIX)}
    if ended:
        found -= ended | {f"{RESTORED_PREFIX}{name}" for name in ended}
        _remove_ended(home, sorted(filter(_is_vault_id, ended)))
    for name in [name for name in found if name.startswith(RESTORED_PREFIX)]:
        vault_id = name.removeprefix(RESTORED_PREFIX)
        if vault_id not in found and _is_vault_id(vault_id):
            # A restore was killed after the old vault was put aside: finish it.
            with suppress(OSError):
                (folder / name).rename(folder / vault_id)
                found.add(vault_id)
    return sorted(name for name in found if _is_vault_id(name))


def _remove_ended(home: Path, ended: list[str]) -> None:
    """A window locked, or was killed, after it had removed the keys: remove the rest."""
    from estip_desktop.adapters.storage import ending  # noqa: PLC0415 - next to never needed

    for vault_id in ended:
        ending.remove(home, vault_id)


def _is_vault_id(name: str) -> bool:
    return [len(part) for part in name.split("-")] == _PARTS and not name.strip("0123456789abcdef-")
