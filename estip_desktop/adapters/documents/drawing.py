"""Draws pages with PDFium; imported by the worker that draws, and by nothing else.

PDFium comes with Qt as it is, so no other library is needed, and it needs neither an application
nor a display. ``estip_desktop.toolkit`` has to be imported first.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from estip_desktop.errors import DocumentRefusedError
from estip_desktop.kernel.page_pictures import (
    LARGEST_POINTS,
    PAGE_LIMIT,
    PIXEL_LIMIT,
    TEXT_LIMIT,
    DocumentPage,
    DocumentPages,
)


class DrawingDesk:
    """One document at a time."""

    def __init__(self) -> None:
        self._document = QPdfDocument()  # sets PDFium up, before memory is limited
        self._buffer = QBuffer()

    def open(self, pdf: bytes) -> DocumentPages:
        """Read a document; it stays until the next one.

        Raises:
            DocumentRefusedError: ``unreadable``.
        """
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        count = self._document.pageCount()
        if self._document.status() != QPdfDocument.Status.Ready or count < 1:
            raise DocumentRefusedError("unreadable")
        pages, room = [], TEXT_LIMIT
        for number in range(min(count, PAGE_LIMIT)):
            size = self._document.pagePointSize(number)
            text = self._document.getAllText(number).text()[:room] if room else ""
            room -= len(text)
            pages.append(DocumentPage(_paper(size.width()), _paper(size.height()), text))
        return DocumentPages(tuple(pages), count)

    def draw(self, number: int, width_px: int, height_px: int) -> bytes:
        """Draw a page of it.

        Raises:
            DocumentRefusedError: ``unreadable``: there is no such page, or no such picture.
        """
        sizes = min(width_px, height_px)
        if not 0 <= number < self._document.pageCount() or sizes < 1:
            raise DocumentRefusedError("unreadable")
        if width_px * height_px > PIXEL_LIMIT:
            raise DocumentRefusedError("unreadable")
        picture = self._document.render(number, QSize(width_px, height_px))
        if picture.isNull():
            raise DocumentRefusedError("unreadable")
        picture.convertTo(QImage.Format.Format_ARGB32)
        return bytes(picture.constBits())


def _paper(points: float) -> float:
    return min(max(points, 1.0), LARGEST_POINTS)
