"""What happened since the vault was last open, once, before anything else is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.notices.presenter import Notice, NoticesPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.labels import Heading, Text

_WIDTH = 820


class NoticesPage(FocusFrame):
    """Says what happened, and leads on.

    Signals:
        go_on_requested: The owner has read it.
        keys_requested: The passphrase is to be changed now.
    """

    go_on_requested = Signal()
    keys_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Unlocked"), max_width=_WIDTH)
        self.setAccessibleName(_("Since you last unlocked"))
        self.callouts: list[Callout] = []
        self.column.addWidget(Heading(_("Since you last unlocked"), "h1"))
        self.column.addWidget(Text(_("Read this once. Your records keep a note of it."), "lead"))
        self.keys_button = DefaultButton(_("Set a new passphrase"), "key-round")
        self.go_on_button = PrimaryButton(_("Go on"), trailing="arrow-right")
        self.add_left(self.keys_button)
        self.add_right(self.go_on_button)
        self.set_main_button(self.go_on_button)
        self.go_on_button.clicked.connect(self.go_on_requested)
        self.keys_button.clicked.connect(self.keys_requested)

    def attach(self, presenter: NoticesPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.go_on_requested.connect(presenter.go_on)
        self.keys_requested.connect(presenter.open_keys)
        self.destroyed.connect(presenter.leave)

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show them, the most serious first."""
        for notice in notices:
            callout = Callout(notice.kind, notice.title, notice.words)
            self.callouts.append(callout)
            self.column.addWidget(callout)

    def first_focus(self) -> QWidget:
        """The way on."""
        return self.go_on_button


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; it takes no arguments."""
    del arguments
    page = NoticesPage()
    presenter = NoticesPresenter(shell)
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.show(page)
    return page
