"""Builds and loads ``shim.c``, which stands between a process and its disk."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - made by us, named by tempfile
SHORT_WRITE = -1
"""In place of an error number: the write takes half and says so."""


class Op(IntEnum):
    """What a call does, as in ``shim.c``."""

    OPEN = 1
    WRITE = 2
    TRUNCATE = 3
    SYNC = 4
    RENAME = 5
    UNLINK = 6
    LINK = 7
    MKDIR = 8
    RMDIR = 9
    CLOSE = 10
    ACK = 11
    READ = 12


def not_run() -> str:
    """Why nothing can be put before the library here; empty if it can."""
    if not sys.platform.startswith("linux"):
        return "only Linux puts a library before another by LD_PRELOAD"
    if _compiler() is None:
        return "there is no C compiler"
    return ""


def _compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@cache
def library() -> Path:
    """The compiled shim; made once for each process that asks."""
    compiler = _compiler()
    assert compiler is not None, not_run()
    folder = Path(tempfile.mkdtemp(prefix="shim-"))
    made = folder / "shim.so"
    command = [compiler, "-O2", "-fPIC", "-shared", "-o", str(made), str(SOURCE), "-lpthread"]
    subprocess.run(command, check=True)
    return made


def environment(root: Path, log: Path | None = None) -> dict[str, str]:
    """The environment of a process whose files below ``root`` are watched."""
    found = {**os.environ, "LD_PRELOAD": str(library()), "SHIM_ROOT": str(root.resolve())}
    found.pop("SHIM_LOG", None)
    if log is not None:
        found["SHIM_LOG"] = str(log)
    return found


def names_only(log: Path) -> dict[str, str]:
    """What to add to the environment of processes whose opened files are all written down."""
    return {
        "LD_PRELOAD": str(library()),
        "SHIM_ROOT": "/",
        "SHIM_LOG": str(log),
        "SHIM_NAMES_ONLY": "1",
    }


class Loaded:
    """The shim inside a process that was started with :func:`environment`."""

    def __init__(self) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.shim_arm.argtypes = [
            ctypes.c_uint,
            ctypes.c_long,
            ctypes.c_int,
            ctypes.c_int,
        ]
        self._calls.shim_seen.restype = ctypes.c_long
        self._calls.shim_fired.restype = ctypes.c_long

    def acknowledge(self, text: str) -> None:
        """Write into the log that the program said so now."""
        self._calls.shim_acknowledge(text.encode())

    def arm(self, ops: frozenset[Op], at: int, code: int, *, stays: bool) -> None:
        """Let the ``at``-th call among ``ops`` fail with ``code``; 0 only counts them."""
        mask = sum(1 << op for op in ops)
        self._calls.shim_arm(mask, at, code, int(stays))

    @property
    def seen(self) -> int:
        """Calls among ``ops`` since it was armed."""
        return int(self._calls.shim_seen())

    @property
    def fired(self) -> int:
        """How many were let fail."""
        return int(self._calls.shim_fired())


def quick_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for images of disks: in memory where there is room for that."""
    usable = MEMORY_DISK.is_dir() and os.access(MEMORY_DISK, os.W_OK)
    # Behind the shim only what lies below its root is watched.
    inside = os.environ.get("SHIM_ROOT") or (str(MEMORY_DISK) if usable else None)
    return tempfile.TemporaryDirectory(prefix="faults-", dir=inside)
