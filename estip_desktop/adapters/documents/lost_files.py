"""Writing the lost-laptop sheet: paper and plain text, beside one another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from estip_desktop.adapters.storage.files import write_new
from estip_desktop.errors import InputRefusedError
from estip_desktop.kernel.clock import local_day
from estip_desktop.vault.lost_laptop import LostLaptopSheet, as_text


def write_sheet(
    sheet: LostLaptopSheet, folder: Path, paper: Callable[[LostLaptopSheet], bytes]
) -> tuple[str, ...]:
    """Write both into a folder under neutral names; returns the names.

    Raises:
        InputRefusedError: ``backup-target`` if there is no such folder, ``file-exists``.
        DiskFullError, DiskReadOnlyError: They could not be written.
    """
    stem = f"lost-laptop-{local_day(sheet.made_at).isoformat()}"
    names = f"{stem}.pdf", f"{stem}.txt"
    if not folder.is_dir():
        raise InputRefusedError("backup-target")
    if any((folder / name).exists() for name in names):
        raise InputRefusedError("file-exists")
    parts = paper(sheet), as_text(sheet).encode("utf-8")
    for name, data in zip(names, parts, strict=True):
        write_new(folder / name, data)
    return names
