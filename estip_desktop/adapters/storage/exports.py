"""Files that somebody asked for, into a folder of their own; the only ones that are not sealed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from estip_desktop.adapters.storage.files import PRIVATE_FOLDER, atomic_write
from estip_desktop.errors import InputRefusedError, VaultError


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all of them into a folder that is new or empty.

    Raises:
        InputRefusedError: ``out-not-empty`` or ``out-not-writable``.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputRefusedError("out-not-empty")
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for name, data in files.items():
            atomic_write(folder / name, data)
    except (OSError, ValueError, VaultError) as error:
        raise InputRefusedError("out-not-writable") from error
