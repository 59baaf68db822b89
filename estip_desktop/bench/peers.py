"""Other programs beside ours: from the start of each until its first real window is mapped (X11).

``--peer NAME=CMD`` names a command; its processes are ended as soon as a window was seen. Ours is
the real program on the same display. CPU is that of the whole process tree.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from estip_desktop.bench.pairs import Stage
from estip_desktop.bench.processes import BenchError, environment

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

GOAL = 1.0
"""Ours starts no slower than a peer."""

_REAL_PIXELS = 200
_LOOK_S = 0.004
_PATIENCE_S = 60.0
_VIEWABLE = 2
_TICKS_PER_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def peer_stages(plan: Plan, home: Path) -> list[Stage]:
    """One stage per peer."""
    ours = [sys.executable, "-m", "estip_desktop", "--home", str(home)]
    own_environment = {**environment(plan.folder), "QT_QPA_PLATFORM": "xcb"}
    return [
        Stage(
            id=f"start.unlock.{name}",
            title=f"process start to window mapped, beside {name}",
            floor=partial(mapped_cpu_ms, shlex.split(command), dict(os.environ)),
            ours=partial(mapped_cpu_ms, ours, own_environment),
            goal=GOAL,
            clock="cpu",
            rounds=plan.rounds,
        )
        for name, command in plan.peers
    ]


def mapped_cpu_ms(command: Sequence[str], with_environment: Mapping[str, str]) -> float:
    """CPU milliseconds from the start of a program until a window of real size is mapped.

    Raises:
        BenchError: No window appeared.
    """
    with Display() as display:
        before = set(display.windows())
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=with_environment,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + _PATIENCE_S
            while not set(display.windows()) - before:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise BenchError(Path(command[0]).name)
                time.sleep(_LOOK_S)
            return tree_cpu_ms(process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def tree_cpu_ms(root: int) -> float:
    """CPU of a process and its descendants, ended ones included."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            process = int(path.parent.name)
            parents[process] = int(fields[1])
            ticks[process] = sum(map(int, fields[11:15]))
    family = {root}
    while more := {each for each, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(each, 0) for each in family) * 1000 / _TICKS_PER_S


class _Attributes(ctypes.Structure):
    """``XWindowAttributes`` of ``X11/Xlib.h`` up to ``map_state``."""

    _fields_ = (
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("border_width", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        ("class_", ctypes.c_int),
        ("bit_gravity", ctypes.c_int),
        ("win_gravity", ctypes.c_int),
        ("backing_store", ctypes.c_int),
        ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        ("rest", ctypes.c_byte * 64),
    )


class Display:
    """The X display, as far as its top-level windows go."""

    def __init__(self) -> None:
        found = ctypes.util.find_library("X11")
        if found is None:
            raise BenchError("libX11")
        self._x = ctypes.CDLL(found)
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        if self._display.value is None:
            raise BenchError("display")
        # A window may go between being listed and being asked; the default handler would exit.
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(_ignored)
        self._x.XSetErrorHandler(self._ignore)
        self._root = self._x.XDefaultRootWindow(self._display)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._x.XCloseDisplay(self._display)

    def windows(self) -> Iterator[int]:
        """Mapped top-level windows of a size that somebody can use."""
        parent, root, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self._x.XQueryTree(
            self._display,
            ctypes.c_ulong(self._root),
            ctypes.byref(root),
            ctypes.byref(parent),
            ctypes.byref(children),
            ctypes.byref(count),
        )
        for window in children[: count.value]:
            seen = _Attributes()
            known = self._x.XGetWindowAttributes(
                self._display, ctypes.c_ulong(window), ctypes.byref(seen)
            )
            if known and seen.map_state == _VIEWABLE and seen.width >= _REAL_PIXELS:
                yield window
        if count.value:
            self._x.XFree(children)


def _ignored(_display: int, _error: int) -> int:
    return 0
