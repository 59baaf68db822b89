"""Looking at the laptop: disk, swap, permissions, versions; no privileges, no program started.

On Linux the devices under a file are found in ``/sys`` (Documentation/ABI/stable/sysfs-block): a
device-mapper device whose ``dm/uuid`` begins with ``CRYPT-`` is dm-crypt. Where the devices do not
show, as in a container or on a network share, the answer is that nobody can tell.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from estip_desktop import __version__
from estip_desktop.adapters.storage.backups import FolderBackups
from estip_desktop.adapters.storage.folders import vault_names, vaults_folder
from estip_desktop.kernel.ids import VaultId
from estip_desktop.kernel.machine import Answer, Machine, VaultAge
from estip_desktop.vault.backup import day_in

_PACKAGES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlcipher3",
    "cryptography",
    "pyrage",
    "reportlab",
    "pyHanko",
)
_SEALED = re.compile(r"[0-9a-f]{64}\.age")
_DEPTH = 8
_SWAP_DEVICE, _SWAP_FIELDS = 0, 5
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine(
    home: Path,
    *,
    sys_root: Path = Path("/sys"),
    proc_root: Path = Path("/proc"),
    system: str = sys.platform,
) -> Machine:
    """Look at everything once.

    Args:
        home: Need not exist.
        sys_root: Where the kernel shows devices; tests bring their own.
        proc_root: Where it shows mounts and swap.
        system: As ``sys.platform`` says.
    """
    present = home
    while not present.exists() and present != present.parent:
        present = present.parent
    is_linux = system.startswith("linux")
    return Machine(
        versions=_versions(),
        free_bytes=_free(present),
        disk_is_encrypted=_disk(present, sys_root) if is_linux else Answer.CANNOT_TELL,
        swap_is_encrypted=_swap(sys_root, proc_root) if is_linux else Answer.CANNOT_TELL,
        home_is_private=_private(home) if system != "win32" else Answer.CANNOT_TELL,
        program_since=_program_since(),
        vaults=tuple(_age(home, vault_id) for vault_id in vault_names(home)),
    )


def _versions() -> dict[str, str]:
    found = {
        "estip-desktop": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "missing"
    return found


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _disk(folder: Path, sys_root: Path) -> Answer:
    try:
        number = folder.stat().st_dev
    except OSError:
        return Answer.CANNOT_TELL
    return _device(sys_root / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}")


def _swap(sys_root: Path, proc_root: Path) -> Answer:
    try:
        lines = (proc_root / "swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return Answer.CANNOT_TELL
    answers = []
    for line in lines:
        fields = line.split()
        if len(fields) == _SWAP_FIELDS:
            answers.append(_swap_on(Path(fields[_SWAP_DEVICE]), sys_root))
    if Answer.NO in answers:
        return Answer.NO
    return Answer.CANNOT_TELL if Answer.CANNOT_TELL in answers else Answer.YES


def _swap_on(path: Path, sys_root: Path) -> Answer:
    if path.name.startswith("zram"):  # in memory, compressed
        return Answer.YES
    if path.is_relative_to("/dev"):
        return _device(sys_root / "class" / "block" / path.resolve().name)
    return _disk(path, sys_root)


def _device(entry: Path, depth: int = 0) -> Answer:
    """Whether a device is encrypted, or everything it lies on is."""
    try:
        if not entry.exists() or depth > _DEPTH:
            return Answer.CANNOT_TELL
        uuid = entry / "dm" / "uuid"
        if uuid.exists() and uuid.read_text(encoding="utf-8").startswith("CRYPT-"):
            return Answer.YES
        slaves = entry / "slaves"
        below = sorted(slaves.iterdir()) if slaves.is_dir() else []
    except (OSError, UnicodeDecodeError):
        return Answer.CANNOT_TELL
    if not below:
        return Answer.NO
    answers = {_device(slave, depth + 1) for slave in below}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.CANNOT_TELL if Answer.CANNOT_TELL in answers else Answer.YES


def _private(home: Path) -> Answer:
    try:
        mode = home.stat().st_mode
        folder = vaults_folder(home)
        inner = folder.stat().st_mode if folder.exists() else 0
    except FileNotFoundError:
        return Answer.YES
    except OSError:
        return Answer.CANNOT_TELL
    # Whoever cannot enter the folder of the vaults sees nothing, whatever the home allows.
    return Answer.YES if not mode & _OTHERS or (inner and not inner & _OTHERS) else Answer.NO


def _program_since() -> datetime | None:
    try:
        package = Path(__file__).parents[2]
        newest = max(path.stat().st_mtime for path in package.glob("*.py"))
    except (OSError, ValueError):
        return None
    return datetime.fromtimestamp(newest, UTC)


def _age(home: Path, vault_id: str) -> VaultAge:
    kept = FolderBackups(home).kept(VaultId(vault_id))
    folder = vaults_folder(home) / vault_id
    try:
        sealed = [
            path.stat().st_mtime
            for path in (folder / "spool").iterdir()
            if _SEALED.fullmatch(path.name)
        ]
    except OSError:
        sealed = []
    return VaultAge(
        newest_backup=day_in(kept[-1]) if kept else None,
        sealed_waiting=len(sealed),
        oldest_sealed=datetime.fromtimestamp(min(sealed), UTC) if sealed else None,
        last_written=_written(folder / "vault.db"),
    )


def _written(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
