"""Paper for a day without power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from estip_desktop.blanks import BlankName
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.blanks.presenter import BlanksPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.page_printing import PagePrinting, ask_printer
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.status_line import StatusLine

_COLUMN = 900


class BlanksPage(HomeFrame):
    """Questionnaires and talks, each with Print and a way onto a disk.

    Signals:
        print_requested: Id of a blank, once a printer was chosen.
        save_requested: Id of a blank, and the folder of a disk.
        back_requested: Help.
    """

    print_requested = Signal(str)
    save_requested = Signal(str, str)
    back_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=desk), "help", _("Help"), max_width=_COLUMN, parent=parent)
        self.set_title(_("Paper for a day without power"), _("Help"))
        self.setAccessibleName(_("Paper for a day without power"))
        self.print_buttons: dict[str, DefaultButton] = {}
        self.savings: dict[str, DiskSaving] = {}
        self.printing_lines: dict[str, StatusLine] = {}
        self._printing: list[PagePrinting] = []
        self.back_button = DefaultButton(_("Back to Help"), "arrow-left")
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(
            Text(
                _(
                    "Print these before you need them. A blank holds nobody and no score. What was "
                    "written on one is typed in later: a talk from New session, a questionnaire "
                    "from its own first page. Once filled in, the paper is not encrypted."
                ),
                "body2",
            )
        )
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: BlanksPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.print_requested.connect(presenter.print)
        self.save_requested.connect(presenter.save)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)
        printing = self._printing
        self.destroyed.connect(lambda: _end_all(printing))

    def first_focus(self) -> QWidget:
        """The first Print, or the way back while there is none."""
        return next(iter(self.print_buttons.values()), self.back_button)

    def on_command(self, command_id: str) -> bool:
        """Back leads to Help."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_blanks(self, names: Sequence[BlankName]) -> None:
        """List them: questionnaires, then talks."""
        for title, is_talk in ((_("Questionnaires"), False), (_("Guided talks"), True)):
            self.column.addWidget(Heading(title, "h2"))
            card = Card(spacing=10)
            for name in names:
                if name.is_talk is is_talk:
                    self._add(card, name)
            self.column.addWidget(card)
        self.first_focus().setFocus()

    def show_saved(self, blank_id: str, words: str, *, kept: bool) -> None:
        """Say where one was saved, or why it was not."""
        self.savings[blank_id].show_saved(words, kept=kept)

    def show_printing(self, blank_id: str, words: str, *, failed: bool = False) -> None:
        """Say how far printing is."""
        line = self.printing_lines[blank_id]
        line.set_words(words, *(("circle-alert", "danger") if failed else ("printer", "text2")))
        line.setVisible(bool(words))
        line.announce()

    def print_page(self, picture: bytes, width_px: int, height_px: int) -> bool:
        """Print the next page."""
        return all(each.page(picture, width_px, height_px) for each in self._printing)

    def end_printing(self) -> None:
        """Hand it over."""
        _end_all(self._printing)

    def print_on(self, blank_id: str, printer: QPrinter) -> None:
        """Print one on this printer; one after the other."""
        if not self._printing:
            self._printing.append(PagePrinting(printer))
            self.print_requested.emit(blank_id)

    def _add(self, card: Card, name: BlankName) -> None:
        saving = self.savings[name.id] = DiskSaving()
        button = self.print_buttons[name.id] = DefaultButton(_("Print"), "printer")
        line = self.printing_lines[name.id] = StatusLine("", "printer", "text2")
        line.hide()
        said = _("Print: {title}").format(title=name.title)
        button.setAccessibleName(said)
        button.clicked.connect(
            lambda: ask_printer(said, self, lambda printer: self.print_on(name.id, printer))
        )
        saving.button.setAccessibleName(_("Save it on a disk: {title}").format(title=name.title))
        saving.chosen.connect(lambda folder: self.save_requested.emit(name.id, folder))
        card.column.addWidget(ListRow(name.title, name.line, trailing=(button, saving.button)))
        card.column.addWidget(line)
        card.column.addWidget(saving)


def _end_all(printing: list[PagePrinting]) -> None:
    for each in printing:
        each.end()
    printing.clear()


def build(shell: Navigator, arguments: Mapping[str, str]) -> BlanksPage:
    """Build the page for the shell."""
    del arguments
    page = BlanksPage(desk=shell.services.desk is not None)
    presenter = BlanksPresenter(page, shell)
    page.attach(presenter)
    page.navigation_requested.connect(shell.open)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
