"""A document as it will print: from bytes in memory, never through a file.

Decisions
    *Every document is drawn in a process of its own*, our own referrals like a stranger's. This
    process holds the key of the vault and must never parse what arrived. With one way for all there
    is no second one to take by mistake, the window is spared PDFium's memory, and a referral waits
    no longer: the process gets ready while its pages are made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.page_pictures import DocumentPage, DocumentPages
from estip_desktop.ui import theme
from estip_desktop.ui.drawn_document import Drawing, Size
from estip_desktop.ui.widgets.buttons import IconButton, QuietButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.pdf_page import PdfPageView
from estip_desktop.ui.widgets.rows import SpreadRow

if TYPE_CHECKING:
    from estip_desktop.kernel.page_pictures import PageDrawer
    from estip_desktop.kernel.tasks import TaskRunner

_A4 = 595.0, 842.0
ZOOMS = (0.25, 0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfPreview(Card):
    """Pages in a well, with zoom and, where it is offered, Print.

    Args:
        offers_print: Whether the Print button is there.

    Signals:
        print_requested: Print was pressed.
        opened: The pages of the document are there, or it is said that they cannot be shown.
    """

    print_requested = Signal()
    opened = Signal()

    def __init__(self, *, offers_print: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("sunken", padding=16, spacing=8, parent=parent)
        self._drawing: Drawing | None = None
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
        self.cut_label = Text("", "small")
        self.cut_label.hide()
        self.column.addWidget(self.cut_label)
        self.smaller_button.clicked.connect(lambda: self._step_zoom(-1))
        self.larger_button.clicked.connect(lambda: self._step_zoom(1))
        self.print_button.clicked.connect(self.print_requested)
        self._say_zoom()

    def draw_with(self, new_drawer: Callable[[], PageDrawer], tasks: TaskRunner) -> None:
        """Say what draws documents, each in a process of its own, and have the first one started.

        Args:
            new_drawer: For one document.
            tasks: Where drawing takes place.
        """
        self._drawing = Drawing(new_drawer, tasks)
        self.destroyed.connect(self._drawing.close)

    def show_pdf(self, data: bytes) -> None:
        """Show a document: blank paper at once, its pages as soon as they are drawn.

        Args:
            data: The whole PDF, perhaps a stranger's: nothing here looks into it.
        """
        self.clear()
        if self._drawing is None:
            raise RuntimeError("nothing to draw with")
        self._add_page(DocumentPage(*_A4), _("The pages are being drawn"))
        self._drawing.open(data, self)

    def clear(self) -> None:
        """Forget the document and its bytes, and end what draws it."""
        if self._drawing is not None:
            self._drawing.end_document()
        self._remove_pages()
        self.cut_label.hide()

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

    def on_opened(self, found: DocumentPages) -> None:
        """The pages take the place of the blank paper."""
        had_focus = any(page.hasFocus() for page in self.pages)
        self._remove_pages()
        shown = len(found.pages)
        for number, page in enumerate(found.pages):
            name = _("Page {number} of {count}").format(number=number + 1, count=found.count)
            view = self._add_page(page, name)
            view.picture_wanted.connect(
                lambda width, height, number=number: self._want(number, (width, height))
            )
        words = _("Only the first {shown} of {count} pages are shown here.")
        self.cut_label.setText(words.format(shown=shown, count=found.count))
        self.cut_label.setVisible(found.count > shown)
        if had_focus:
            self.pages[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def on_drawn(self, number: int, size: Size, picture: bytes) -> None:
        """A picture for its page."""
        self.pages[number].show_picture(*size, picture)

    def on_failed(self, number: int | None) -> None:
        """Calm words in the place of a page."""
        self.pages[number or 0].show_sentence(
            _("This page cannot be shown here. Nothing is lost: the document is kept as it is.")
        )
        if number is None:
            self.opened.emit()

    def _want(self, number: int, size: Size) -> None:
        if self._drawing is not None:
            self._drawing.want(number, size)

    def _add_page(self, page: DocumentPage, name: str) -> PdfPageView:
        view = PdfPageView(page, name, self._zoom)
        self._pages_column.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        self.pages.append(view)
        return view

    def _remove_pages(self) -> None:
        for page in self.pages:
            self._pages_column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages.clear()
