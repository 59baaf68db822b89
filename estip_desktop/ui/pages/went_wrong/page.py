"""Tell us it went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.safety import HARMS, KINDS, PARTS
from estip_desktop.ui import theme
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.messages import message_for
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.went_wrong.presenter import WentWrongPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.fields import LabelledField, ShortText
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.places import places

_COLUMN = 820


class WentWrongPage(HomeFrame):
    """Three choices and a line; earlier reports below, each with a way to hand it on.

    Signals:
        write_requested: Kind, part, harm and words.
        save_requested: Id of a report, and the folder of a disk.
        back_requested: Help.
    """

    write_requested = Signal(str, str, str, str)
    save_requested = Signal(str, str)
    back_requested = Signal()

    def __init__(self, *, desk: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(places(desk=desk), "help", _("Help"), max_width=_COLUMN, parent=parent)
        self.set_title(_("Tell us it went wrong"), _("Help"))
        self.setAccessibleName(_("Tell us it went wrong"))
        self.savings: dict[str, DiskSaving] = {}
        self._saving: DiskSaving | None = None
        self.back_button = DefaultButton(_("Back to Help"), "arrow-left")
        self.error_summary = ErrorSummary()
        self.error_callout = Callout("danger", "")
        self.error_callout.hide()
        self.kind_group = _chips(KINDS, _("What went wrong?"))
        self.part_group = _chips(PARTS, _("Where was it?"))
        self.harm_group = _chips(HARMS, _("Was somebody affected?"))
        self.words_edit = ShortText(lines=3)
        self.fields = {
            "kind": LabelledField(_("What went wrong?"), self.kind_group),
            "part": LabelledField(_("Where was it?"), self.part_group),
            "harm": LabelledField(_("Was somebody affected?"), self.harm_group),
            "words": LabelledField(
                _("In a few words"),
                self.words_edit,
                _("What did you expect instead? No names, references or numbers of anybody."),
                optional=True,
            ),
        }
        self.write_button = PrimaryButton(_("Keep this report"))
        self._earlier = QVBoxLayout()
        self._lay_out()
        self.back_button.clicked.connect(self.back_requested)
        self.write_button.clicked.connect(self._on_write_clicked)

    def attach(self, presenter: WentWrongPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.write_requested.connect(presenter.write)
        self.save_requested.connect(presenter.save)
        self.back_requested.connect(presenter.back)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """The way back, so that the page begins with what a report is."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to Help."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_reports(self, reports: Sequence[tuple[str, Sequence[str]]]) -> None:
        """List earlier reports."""
        while (entry := self._earlier.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.savings.clear()
        self.earlier_title.setVisible(bool(reports))
        for report_id, lines in reports:
            card = self._report(report_id, lines)
            self._earlier.addWidget(card)
            card.show()

    def show_missing(self, missing: Mapping[str, str]) -> None:
        """Say what is missing, at the top and beside its field."""
        for field in self.fields.values():
            field.set_error("")
        self.error_summary.show_problems([(self.fields[k], words) for k, words in missing.items()])

    def show_written(self) -> None:
        """It was kept: empty the form."""
        self.error_callout.hide()
        for group in (self.kind_group, self.part_group, self.harm_group):
            group.set_chosen([])
        self.words_edit.set_text("")

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where a text was saved, or why it was not."""
        if self._saving is not None:
            self._saving.show_saved(words, kept=kept)

    def show_error(self, error: Exception) -> None:
        """Say at the top that it was not kept; everything chosen stays."""
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        self.error_callout.set_words(
            message.happened, f"{message.safe} {message.next_step}".strip()
        )
        self.error_callout.show()

    def _lay_out(self) -> None:
        self.column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        for row in (self.error_summary, self.error_callout):
            self.column.addWidget(row)
        self.column.addWidget(
            Text(
                _(
                    "A report stays on this laptop and names nobody. You hand it on yourself, as a "
                    "text, to whoever looks after this app. If somebody is in danger now, use "
                    "Immediate concern first."
                )
            )
        )
        for field in self.fields.values():
            self.column.addWidget(field)
        self.column.addWidget(self.write_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.earlier_title = Heading(_("Reports on this laptop"), "h2")
        self.earlier_title.hide()
        self.column.addWidget(self.earlier_title)
        self._earlier.setSpacing(theme.px(12))
        self.column.addLayout(self._earlier)

    def _report(self, report_id: str, lines: Sequence[str]) -> Card:
        card = Card(spacing=4)
        for line in filter(None, lines):
            card.column.addWidget(Text(line, "small", selectable=True))
        saving = DiskSaving()
        saving.chosen.connect(lambda folder: self._on_disk_chosen(report_id, saving, folder))
        card.column.addWidget(saving.button, 0, Qt.AlignmentFlag.AlignLeft)
        card.column.addWidget(saving)
        self.savings[report_id] = saving
        return card

    def _on_disk_chosen(self, report_id: str, saving: DiskSaving, folder: str) -> None:
        self._saving = saving
        self.save_requested.emit(report_id, folder)

    def _on_write_clicked(self) -> None:
        groups = (self.kind_group, self.part_group, self.harm_group)
        kind, part, harm = (next(iter(group.chosen_codes()), "") for group in groups)
        self.write_requested.emit(kind, part, harm, self.words_edit.text())


def _chips(words: Mapping[str, str], name: str) -> ChipGroup:
    return ChipGroup(
        [Option(code, _(text)) for code, text in words.items()], single=True, name=name
    )


def build(shell: Navigator, arguments: Mapping[str, str]) -> WentWrongPage:
    """The page; it takes no arguments."""
    del arguments
    page = WentWrongPage(desk=shell.services.desk is not None)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = WentWrongPresenter(page, shell)
    page.attach(presenter)
    presenter.start()
    return page
