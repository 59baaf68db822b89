"""Paper for a day without power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.blanks import BlankName
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.blanks.presenter import BlanksPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.paper_rows import PaperRows
from estip_desktop.ui.widgets.places import places

_COLUMN = 900


class BlanksPage(HomeFrame):
    """Questionnaires and talks, each with Print and a way onto a disk.

    Signals:
        back_requested: Help.
    """

    back_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=desk), "help", _("Help"), max_width=_COLUMN, parent=parent)
        self.set_title(_("Paper for a day without power"), _("Help"))
        self.setAccessibleName(_("Paper for a day without power"))
        self.papers = PaperRows(self)
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
        self.papers.attach(presenter.papers)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The first Print, or the way back while there is none."""
        return next(iter(self.papers.print_buttons.values()), self.back_button)

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
                    self.papers.add(card.column, name.id, name.title, name.line)
            self.column.addWidget(card)
        self.first_focus().setFocus()


def build(shell: Navigator, arguments: Mapping[str, str]) -> BlanksPage:
    """Build the page for the shell."""
    del arguments
    page = BlanksPage(desk=shell.services.desk is not None)
    presenter = BlanksPresenter(page, page.papers, shell)
    page.attach(presenter)
    page.navigation_requested.connect(shell.open)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
