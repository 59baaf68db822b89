"""Help and services: numbers, who may use them, and when they were checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import N_, _, format_date
from estip_desktop.kernel.items import Option
from estip_desktop.signposting import DirectoryEntry, DirectoryPart, dialled
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.directory.presenter import DirectoryPresenter, Parts
from estip_desktop.ui.widgets.buttons import DefaultButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.nations import nation_options
from estip_desktop.ui.widgets.places import places

_COLUMN = 900
_TITLES: Mapping[DirectoryPart, str] = {
    DirectoryPart.NOW: N_("Now"),
    DirectoryPart.LISTENING: N_("Somebody to talk to"),
    DirectoryPart.INSIDE: N_("Inside the force"),
    DirectoryPart.OUTSIDE: N_("Outside the force"),
}


class DirectoryPage(HomeFrame):
    """Services of one nation.

    Signals:
        nation_picked: The nation whose services are wanted.
        back_requested: Help.
    """

    nation_picked = Signal(str)
    back_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=desk), "help", _("Help"), max_width=_COLUMN, parent=parent)
        self.set_title(_("Help and services"), _("Help"))
        self.setAccessibleName(_("Help and services"))
        self.rows: list[ListRow] = []
        self._nation = ""
        self.back_button = DefaultButton(_("Back to Help"), "arrow-left")
        self.back_button.clicked.connect(self.back_requested)
        options = [Option(code, words) for code, words in nation_options()]
        self.nation_chips = ChipGroup(options, single=True, name=_("Services for"))
        self.nation_chips.changed.connect(self._on_nation_chips_changed)
        self.old_callout = Callout("warn", "")
        self.old_callout.hide()
        self._parts = QVBoxLayout()
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.nation_chips)
        self.column.addWidget(self.old_callout)
        self.column.addLayout(self._parts)
        self._space()
        theme.hub().changed.connect(self._space)

    def attach(self, presenter: DirectoryPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.nation_picked.connect(presenter.show_nation)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The way back: the rest is for reading."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to Help."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_services(self, nation: str, parts: Parts) -> None:
        """Show those of a nation, in place of those before."""
        self._nation = nation
        self.nation_chips.set_chosen([nation])
        self.rows = []
        while (entry := self._parts.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for part, entries in parts:
            self._parts.addWidget(Heading(_(_TITLES[part]), "h2"))
            card = ListCard()
            for each in entries:
                card.add_row(self._row(each))
            self._parts.addWidget(card)
        old = sum(each.is_old for _part, entries in parts for each in entries)
        self.old_callout.set_words(
            _("Some of these were checked long ago"),
            _("Ring them once yourself before you hand them on. They are marked below."),
        )
        self.old_callout.setVisible(bool(old))

    def _row(self, entry: DirectoryEntry) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, theme.px(4), 0, theme.px(8))
        column.setSpacing(theme.px(2))
        number = Text(dialled(entry), "h2", selectable=True)
        number.setAccessibleName(f"{entry.name}: {dialled(entry)}")
        row = ListRow(entry.name, entry.note, trailing=(number,) if dialled(entry) else ())
        self.rows.append(row)
        column.addWidget(row)
        for words in (entry.criteria, _about(entry)):
            if words:
                column.addWidget(Text(words, "small" if words == entry.criteria else "hint"))
        return whole

    def _on_nation_chips_changed(self, codes: list[str]) -> None:
        if codes:
            self.nation_picked.emit(codes[0])
        else:  # somewhere is always chosen: pressing it again changes nothing
            self.nation_chips.set_chosen([self._nation])

    def _space(self) -> None:
        self._parts.setSpacing(theme.px(10))


def _about(entry: DirectoryEntry) -> str:
    """Hours, address and how far the entry can be relied on."""
    checked = ""
    if entry.checked_on:
        day = format_date(date.fromisoformat(entry.checked_on))
        words = _("Checked on {day}.")
        if entry.is_old:
            words = _("Checked on {day}: long ago, so ring it once before you hand it on.")
        elif not entry.confirmed:
            words = _("Looked at on {day}, not confirmed by the service itself.")
        checked = words.format(day=day)
    hours = f"{entry.hours}." if entry.hours else ""
    return " ".join(part for part in (hours, checked, entry.url) if part)


def build(shell: Navigator, arguments: Mapping[str, str]) -> DirectoryPage:
    """Build the page for the shell."""
    page = DirectoryPage(desk=shell.services.desk is not None)
    presenter = DirectoryPresenter(page, shell, arguments)
    page.attach(presenter)
    page.navigation_requested.connect(shell.open)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.start()
    return page
