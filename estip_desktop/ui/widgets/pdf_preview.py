"""A document as it will print: from bytes in memory, never through a file.

QtPdf is imported with the first document. Paper stays white in dark themes, dimmed by 15 % until
it is hovered or focused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui import theme
from estip_desktop.ui.widgets.buttons import IconButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.rows import SpreadRow

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument

_PIXELS_PER_POINT = 96 / 72
_DIM = 0.15
ZOOMS = (0.25, 0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfPageView(QWidget):
    """One page of paper."""

    ring_radius: float = 4

    def __init__(
        self, document: QPdfDocument, page: int, zoom: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._page = page
        self._zoom = zoom
        self._picture: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = _("Page {number} of {count}").format(number=page + 1, count=document.pageCount())
        self.setAccessibleName(words)
        self.setAccessibleDescription(document.getAllText(page).text())

    def set_zoom(self, zoom: float) -> None:
        """Show the paper larger or smaller."""
        self._zoom = zoom
        self._picture = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The paper at this zoom."""
        points = self._document.pagePointSize(self._page)
        factor = _PIXELS_PER_POINT * self._zoom
        return QSize(round(points.width() * factor), round(points.height() * factor))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Full white."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Dimmed again."""
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Full white."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Dimmed again."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """White paper, the page, perhaps dimmed; pages off screen are never rendered."""
        del event
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, QColor(theme.current().tokens.paper))
        ratio = self.devicePixelRatioF()
        pixels = self.size() * ratio
        if self._picture is None or self._picture.size() != pixels:  # not yet, or laid out anew
            image = self._document.render(self._page, pixels)
            self._picture = QPixmap.fromImage(image)
            self._picture.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, self._picture)
        if theme.current().name != "light" and not (self.underMouse() or self.hasFocus()):
            dim = QColor(theme.colour("shadow"))
            dim.setAlphaF(_DIM)
            painter.fillRect(area, dim)
        painter.setPen(theme.colour("line"))
        painter.drawRect(area.adjusted(0, 0, -1, -1))


class PdfPreview(Card):
    """Pages in a well, with zoom and, where it is offered, Print.

    Args:
        offers_print: Whether the Print button is there.

    Signals:
        print_requested: Print was pressed.
    """

    print_requested = Signal()

    def __init__(self, *, offers_print: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("sunken", padding=16, spacing=8, parent=parent)
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._zoom = 0.9
        self.pages: list[PdfPageView] = []
        self.zoom_label = Text("", "small", wrap=False)
        self.smaller_button = IconButton(_("Smaller"), "minus", boxed=False)
        self.larger_button = IconButton(_("Larger"), "plus", boxed=False)
        self.print_button = QuietButton(_("Print"), "printer")
        tools = [self.smaller_button, self.zoom_label, self.larger_button, self.print_button]
        self.column.addWidget(SpreadRow([Heading(_("Preview"), "strong")], tools))
        self.print_button.setVisible(offers_print)
        self._scroll = QScrollArea()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        holder = QWidget()
        self._pages_column = QVBoxLayout(holder)
        self._pages_column.setSpacing(theme.px(16))
        self._scroll.setWidget(holder)
        holder.setAutoFillBackground(False)  # setWidget turned it on
        self.column.addWidget(self._scroll, 1)
        self.smaller_button.clicked.connect(lambda: self._step_zoom(-1))
        self.larger_button.clicked.connect(lambda: self._step_zoom(1))
        self.print_button.clicked.connect(self.print_requested)
        self._say_zoom()

    def show_pdf(self, data: bytes) -> bool:
        """Show a document.

        Args:
            data: The whole PDF.

        Returns:
            Whether it could be read.
        """
        from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 - heavy, and only where there is a preview

        self.clear()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(self)
        self._document.load(self._buffer)
        if self._document.status() != QPdfDocument.Status.Ready:
            self.clear()
            return False
        for number in range(self._document.pageCount()):
            page = PdfPageView(self._document, number, self._zoom)
            self._pages_column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(page)
        return True

    def clear(self) -> None:
        """Forget the document and its bytes."""
        for page in self.pages:
            page.hide()
            page.deleteLater()
        self.pages.clear()
        if self._document is not None:
            self._document.close()
            self._document.deleteLater()
            self._document = None
        if self._buffer is not None:
            self._buffer.close()
            self._buffer.setData(QByteArray())
            self._buffer.deleteLater()
            self._buffer = None

    @property
    def zoom(self) -> float:
        """1.0 is the size of the paper."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show the paper larger or smaller."""
        self._zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        for page in self.pages:
            page.set_zoom(self._zoom)
        self._say_zoom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom while the preview has the focus."""
        if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._step_zoom(1)
        elif event.key() == Qt.Key.Key_Minus:
            self._step_zoom(-1)
        else:
            super().keyPressEvent(event)

    def _step_zoom(self, step: int) -> None:
        beyond = [zoom for zoom in ZOOMS if (zoom - self._zoom) * step > 0]
        if beyond:
            self.set_zoom(min(beyond) if step > 0 else max(beyond))

    def _say_zoom(self) -> None:
        self.zoom_label.setText(f"{round(self._zoom * 100)}%")
