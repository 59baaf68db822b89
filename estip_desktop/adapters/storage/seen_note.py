"""``seen.json`` of a home: how far each vault had got, changed by one process at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from estip_desktop.adapters.storage.files import atomic_write, read_capped
from estip_desktop.adapters.storage.turns import turn_in
from estip_desktop.vault import seen

_NOTE, _TURN = "seen.json", "seen.lock"


def read_seen(home: Path) -> bytes | None:
    """The note as it is; ``None`` where it is missing, unreadable or too large."""
    return read_capped(home / _NOTE, seen.LIMIT_BYTES)


def update_seen(home: Path, change: Callable[[bytes | None], bytes]) -> None:
    """Replace the note, with no other window in between.

    Raises:
        DiskFullError, DiskReadOnlyError, VaultError: It is as it was.
    """
    with turn_in(home, _TURN):
        atomic_write(home / _NOTE, change(read_seen(home)))
