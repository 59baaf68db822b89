"""The folders in which vaults lie, known by their names alone.

The first page of a window depends on whether there are any, so this imports nothing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_VAULT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def vaults_folder(home: Path) -> Path:
    """Where all vaults of a home lie."""
    return home / "vaults"


def vault_names(home: Path) -> list[str]:
    """Ids of all vaults, sorted; other folders, such as unfinished ones, do not count."""
    try:
        with os.scandir(vaults_folder(home)) as entries:
            found = [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return []
    return sorted(name for name in found if _VAULT_ID.fullmatch(name))
