"""Pages drawn by a process that holds no key, one process for each document."""

from __future__ import annotations

from typing import TypeVar

from estip_desktop.adapters.documents import frames
from estip_desktop.adapters.documents.worker_process import (
    STRANGERS_TIMEOUT_S,
    Worker,
    WorkerCommand,
)
from estip_desktop.errors import DocumentRefusedError, EstipError
from estip_desktop.kernel.page_pictures import (
    BYTES_PER_PIXEL,
    PIXEL_LIMIT,
    TEXT_LIMIT,
    DocumentPages,
)

T = TypeVar("T")
_BESIDES_BYTES = 16 * 1024
"""Room for what stands beside words and pixels: names of fields, sizes of sixty pages."""


class WorkerPageDrawer:
    """Draws one document; satisfies ``kernel.page_pictures.PageDrawer``.

    Once its process has died of the document, or was taken too long, nothing more is drawn: the
    next page would only cost another ten seconds.

    Args:
        command: From a mode to a command line.
    """

    def __init__(self, command: WorkerCommand) -> None:
        self._worker = Worker("render", command, STRANGERS_TIMEOUT_S)

    def prepare(self) -> None:
        """Start the process and let it import what it needs."""
        self._worker.call(frames.Warm(), bool)

    def open(self, pdf: bytes) -> DocumentPages:
        """Read a document."""
        return self._ask(frames.OpenPages(pdf), DocumentPages, 4 * TEXT_LIMIT)

    def draw(self, number: int, width_px: int, height_px: int) -> bytes:
        """Draw a page; a picture of another size than was asked for is refused."""
        if not 0 < width_px * height_px <= PIXEL_LIMIT:
            raise ValueError("picture-size")
        size = width_px * height_px * BYTES_PER_PIXEL
        request = frames.DrawPage(number, width_px, height_px)
        picture = self._ask(request, bytes, size)
        if len(picture) != size:
            self.close()
            raise DocumentRefusedError("unreadable")
        return picture

    def close(self) -> None:
        """End the process, also in the middle of a request."""
        self._worker.close()

    def _ask(self, request: object, kind: type[T], size_bytes: int = 0) -> T:
        try:
            return self._worker.call(request, kind, size_bytes + _BESIDES_BYTES)
        except EstipError:
            if not self._worker.is_alive:
                self._worker.close()
            raise DocumentRefusedError("unreadable") from None  # the words are a stranger's
