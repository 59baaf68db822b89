"""Disks that somebody plugged in: where a backup can go without a file dialog.

A file dialog keeps a list of the folders that were visited, and a folder's name can name a person;
so the window offers the disks there are, and a field for everything else.
"""

from __future__ import annotations

import os
import re
import string
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_LIMIT_BYTES = 256 * 1024
_PLUGGED_IN = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_OCTAL = re.compile(r"\\([0-7]{3})")
_MOST = 12


def plugged_in() -> tuple[Path, ...]:
    """Top folders of removable disks that can be written now."""
    if sys.platform == "win32":
        found = [Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:]]
    elif sys.platform == "darwin":
        found = _children(Path("/Volumes"))
    else:
        found = mounted(_read(_MOUNTS))
    return tuple(path for path in found if _is_writable(path))[:_MOST]


def mounted(mountinfo: str) -> list[Path]:
    """Mount points at the usual places, from the text of ``/proc/self/mountinfo`` (proc(5))."""
    found = []
    for line in mountinfo.splitlines():
        fields = line.split(" ")
        if len(fields) > 4 and fields[4].startswith(_PLUGGED_IN):  # noqa: PLR2004 - the fifth field
            path = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
            found.append(Path(path.encode("latin-1", "replace").decode("utf-8", "replace")))
    return found


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LIMIT_BYTES).decode("latin-1")
    except OSError:
        return ""


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_writable(path: Path) -> bool:
    try:
        return path.is_dir() and os.access(path, os.W_OK)
    except OSError:
        return False
