"""Pages that were drawn elsewhere, on a printer somebody chose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.page_pictures import BYTES_PER_PIXEL


class PagePrinting:
    """One document on its way to a printer, page after page.

    Args:
        printer: As the dialog left it.
    """

    def __init__(self, printer: QPrinter) -> None:
        printer.setFullPage(True)
        self._printer = printer
        self._painter: QPainter | None = None

    def page(self, picture: bytes, width_px: int, height_px: int) -> bool:
        """Print the next page; whether the printer took it."""
        if self._painter is None:
            self._painter = QPainter()
            if not self._painter.begin(self._printer):
                self._painter = None
                return False
        elif not self._printer.newPage():
            return False
        row = width_px * BYTES_PER_PIXEL
        image = QImage(picture, width_px, height_px, row, QImage.Format.Format_ARGB32)
        paper = QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))
        size = QSizeF(width_px, height_px).scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.fillRect(paper, Qt.GlobalColor.white)
        self._painter.drawImage(QRectF(paper.topLeft(), size), image)
        return True

    def end(self) -> None:
        """Hand it over; after a failure, what was printed so far."""
        painter, self._painter = self._painter, None
        if painter is not None:
            painter.end()


def ask_printer(name: str, parent: QWidget, then: Callable[[QPrinter], None]) -> None:
    """Ask which printer; ``then`` gets it once one was chosen.

    Args:
        name: Of the document, as the printer's queue shows it.
        parent: The page.
        then: What to do with it.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Choose a printer"))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.accepted.connect(lambda: then(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()
