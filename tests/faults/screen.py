"""An X server of our own; its picture lies in a file, so that every frame can be looked at."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.faults.window import wait_for

SIZE = (1366, 768)
_HEADER = struct.Struct(">25I")
"""Of an XWD file, version 7: header size, ..., bytes per line (12), ..., colours (19)."""
_LOOK_S = 0.001
_COLOUR_BYTES = 12


def why_not() -> str:
    """Why there can be no such server here; empty if there can."""
    return "" if shutil.which("Xvfb") else "Xvfb is not installed"


class Screen:
    """A display that nobody else uses; its desktop is black, which no page of ours is.

    Args:
        folder: Empty; holds the picture.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        reads, writes = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        server = shutil.which("Xvfb")
        assert server is not None
        self._server = subprocess.Popen(
            [server, "-displayfd", str(writes), "-screen", "0", size, "-br", "-nolisten", "tcp",
             "-fbdir", str(folder)],
            pass_fds=(writes,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writes)
        with os.fdopen(reads) as told:
            self.display = f":{told.readline().strip()}"
        picture = folder / "Xvfb_screen0"
        wait_for(picture.exists, "picture")
        with picture.open("rb") as file:
            self._picture = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = _HEADER.unpack_from(self._picture)
        self._start = header[0] + header[19] * _COLOUR_BYTES
        self._line = header[12]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._picture.close()
        self._server.terminate()
        self._server.wait()

    def is_bare(self) -> bool:
        """Whether the desktop is seen where a window should be."""
        points = ((3, 3), (SIZE[0] // 2, 3), (SIZE[0] // 2, 300), (SIZE[0] - 4, 400))
        return not any(self._pixel(*point) for point in points)

    def _pixel(self, x: int, y: int) -> int:
        at = self._start + y * self._line + 4 * x
        return int.from_bytes(self._picture[at : at + 3], "little")


class Frames:
    """Looks at a screen again and again while a block runs.

    Args:
        screen: Where there is one.

    Attributes:
        seen: How often it looked.
        bare: How often the desktop was seen.
    """

    def __init__(self, screen: Screen | None) -> None:
        self._screen = screen
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.seen = 0
        self.bare = 0

    def __enter__(self) -> Self:
        if self._screen is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._screen is not None:
            self._thread.join()

    def _look(self) -> None:
        while self._screen is not None and not self._stop.is_set():
            self.seen += 1
            self.bare += self._screen.is_bare()
            time.sleep(_LOOK_S)
