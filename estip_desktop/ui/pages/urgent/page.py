"""Urgent help numbers: large, few, and without a passphrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.services import Contact
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.urgent.presenter import UrgentPresenter
from estip_desktop.ui.widgets.body import Columns
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.key_value import NumberRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.nations import nation_options
from estip_desktop.ui.widgets.number_list import number_words

_WIDTH, _SIDE = 1140, 320


class UrgentPage(FocusFrame):
    """Numbers to dial or read out.

    Signals:
        nation_picked: The nation whose numbers are wanted; empty for all.
        back_requested: The person wants to go back.
    """

    nation_picked = Signal(str)
    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(show_status=False, show_concern=False, show_lock=False, max_width=_WIDTH)
        self.setAccessibleName(_("Urgent help numbers"))
        self._nation = ""
        self._numbers = QVBoxLayout()
        self.number_rows: list[NumberRow] = []
        options = [Option(code, words) for code, words in nation_options()]
        self.nation_chips = ChipGroup(options, single=True, name=_("Numbers for"))
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self._fill()
        self.nation_chips.changed.connect(self._on_nation_chips_changed)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: UrgentPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.nation_picked.connect(presenter.show_nation)
        self.back_requested.connect(presenter.go_back)

    def show_nation(self, nation: str) -> None:
        """Show whose numbers are listed."""
        self._nation = nation
        self.nation_chips.set_chosen([nation])

    def show_numbers(self, contacts: Sequence[Contact]) -> None:
        """Show whom to ring, most urgent first."""
        for row in self.number_rows:
            self._numbers.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.number_rows = []
        for each in contacts:
            icon = "message-square-text" if each.is_text_message else "phone-call"
            row = NumberRow(each.name, each.detail, number_words(each), icon)
            self._numbers.addWidget(row)
            self.number_rows.append(row)

    def first_focus(self) -> QWidget:
        """Back: the numbers are for reading."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back goes back; Immediate concern is this page already."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return command_id == "concern"

    def _fill(self) -> None:
        columns = Columns(side_width=_SIDE)
        titles = QVBoxLayout()
        titles.setContentsMargins(0, theme.px(24), 0, 0)
        titles.setSpacing(theme.px(4))
        titles.addWidget(Heading(_("Urgent help numbers"), "h1"))
        words = _("If somebody is in danger now, ring 999 first. Stay with them if you can.")
        titles.addWidget(Text(words, "lead"))
        self._numbers.setSpacing(theme.px(10))
        columns.main.addLayout(self._numbers)
        where = Card()
        where.column.addWidget(Heading(_("Where are you?"), "h2"))
        where.column.addWidget(Text(_("Some numbers differ by nation."), "body2"))
        where.column.addWidget(self.nation_chips)
        where.column.addWidget(Text(_("Nothing you do on this page is recorded."), "hint"))
        columns.side.addWidget(where)
        self.column.addLayout(titles)
        self.column.addWidget(columns)
        self.header.hide()  # nothing to show in it: the bar keeps Back at every size
        self.add_left(self.back_button)

    def _on_nation_chips_changed(self, codes: list[str]) -> None:
        if codes:
            self.nation_picked.emit(codes[0])
        else:  # somewhere is always chosen: pressing it again changes nothing
            self.nation_chips.set_chosen([self._nation])


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; ``back`` is the page to return to."""
    page = UrgentPage()
    presenter = UrgentPresenter(page, shell, arguments.get("back", ""))
    page.attach(presenter)
    presenter.show()
    return page
