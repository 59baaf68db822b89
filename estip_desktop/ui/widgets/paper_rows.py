"""Papers in a list, each with Print and a way onto a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.page_printing import PagePrinting, ask_printer
from estip_desktop.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from estip_desktop.ui.paper_presenting import PaperPresenter


class PaperRows(QObject):
    """Rows of papers and what becomes of them; the widgets go into columns of the page.

    Args:
        page: The page they stand on.

    Signals:
        print_requested: Id of a paper, once a printer was chosen.
        save_requested: Id of a paper, and the folder of a disk.
    """

    print_requested = Signal(str)
    save_requested = Signal(str, str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._printing: list[PagePrinting] = []
        self.print_buttons: dict[str, DefaultButton] = {}
        self.savings: dict[str, DiskSaving] = {}
        self.printing_lines: dict[str, StatusLine] = {}

    def attach(self, presenter: PaperPresenter) -> None:  # type: ignore[type-arg]
        """Let ``presenter`` answer, whatever it composes; keep it alive: a signal does not."""
        self._presenter = presenter
        self.print_requested.connect(presenter.print)
        self.save_requested.connect(presenter.save)
        self._page.destroyed.connect(presenter.leave)
        printing = self._printing
        self._page.destroyed.connect(lambda: _end_all(printing))

    def add(
        self, column: QVBoxLayout, paper_id: str, title: str, line: str, *first: QWidget
    ) -> None:
        """Put a row into a column; ``first`` are widgets before Print."""
        saving = self.savings[paper_id] = DiskSaving()
        button = self.print_buttons[paper_id] = DefaultButton(_("Print"), "printer")
        status = self.printing_lines[paper_id] = StatusLine("", "printer", "text2")
        status.hide()
        said = _("Print: {title}").format(title=title)
        button.setAccessibleName(said)
        button.clicked.connect(
            lambda: ask_printer(said, self._page, lambda printer: self.print_on(paper_id, printer))
        )
        saving.button.setAccessibleName(_("Save it on a disk: {title}").format(title=title))
        saving.chosen.connect(lambda folder: self.save_requested.emit(paper_id, folder))
        column.addWidget(ListRow(title, line, trailing=(*first, button, saving.button)))
        column.addWidget(status)
        column.addWidget(saving)

    def show_saved(self, paper_id: str, words: str, *, kept: bool) -> None:
        """Say where one was saved, or why it was not."""
        self.savings[paper_id].show_saved(words, kept=kept)

    def show_printing(self, paper_id: str, words: str, *, failed: bool = False) -> None:
        """Say how far printing is."""
        line = self.printing_lines[paper_id]
        line.set_words(words, *(("circle-alert", "danger") if failed else ("printer", "text2")))
        line.setVisible(bool(words))
        line.announce()

    def print_page(self, picture: bytes, width_px: int, height_px: int) -> bool:
        """Print the next page."""
        return all(each.page(picture, width_px, height_px) for each in self._printing)

    def end_printing(self) -> None:
        """Hand it over."""
        _end_all(self._printing)

    def print_on(self, paper_id: str, printer: QPrinter) -> None:
        """Print one on this printer; one after the other."""
        if not self._printing:
            self._printing.append(PagePrinting(printer))
            self.print_requested.emit(paper_id)


def _end_all(printing: list[PagePrinting]) -> None:
    for each in printing:
        each.end()
    printing.clear()
