"""Backups on the settings page: how old they are, one on another disk, and trying the sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.pages.settings.aside_rows import AsideRows
from estip_desktop.ui.pages.settings.backup_presenter import (
    AsideWords,
    BackupPresenter,
    StandingWords,
)
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.buttons import Button, DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.card import Divider
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.ui.widgets.status_pill import ChipLabel

_LONGEST_PATH = 1000


class _Asking(QWidget):
    """A row that opens to a question, its button, and what came of it."""

    def __init__(self, title: str, icon: str, opener: str) -> None:
        super().__init__()
        self.chip = ChipLabel("")
        self.open_button = DefaultButton(opener)
        self.row = ListRow(title, " ", icon=icon, trailing=(self.chip, self.open_button))
        self.more = QWidget()
        self.done_line = StatusLine("", "circle-check", "ok")
        self.progress = ProgressLine(0, 100, title)
        self.body = QVBoxLayout(self.more)
        self.body.setContentsMargins(0, 0, 0, theme.px(6))
        self.body.setSpacing(theme.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.row)
        column.addWidget(self.more)
        column.addWidget(self.progress)
        column.addWidget(self.done_line)
        self.more.hide()
        self.progress.hide()
        self.open_button.clicked.connect(self._on_open_button_clicked)

    def set_words(self, line: str, chip: str, tone: str) -> None:
        """Say how things stand."""
        self.row.line_label.setText(line)
        self.row.line_label.show()
        self.row.setAccessibleName(f"{self.row.title_label.text()}. {line}")
        self.chip.set_state(chip, "ok" if tone == "ok" else "warn")
        self.chip.setVisible(bool(chip))

    def set_progress(self, share: float | None) -> None:
        """How far it is; ``None`` while nobody knows."""
        self.progress.show()
        if share is None:
            self.progress.set_progress(0, 0)
        else:
            self.progress.set_progress(round(share * 100), 100)

    def end(self, words: str, *, good: bool) -> None:
        """Say what came of it; only what went well closes the question."""
        self.progress.hide()
        if good:
            self.more.hide()
            self.done_line.set_words(words, "circle-check", "ok")
        else:
            self.done_line.set_words(words, "circle-alert" if words else "", "danger")
        self.done_line.announce()

    def first_field(self) -> QWidget:
        """What gets the focus when it opens."""
        return self.more

    def _on_open_button_clicked(self) -> None:
        shown = not self.more.isVisible()
        self.more.setVisible(shown)
        self.done_line.set_words("")
        if shown:
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)


class ElsewhereRow(_Asking):
    """A backup on another disk.

    Signals:
        folder_chosen: Where it should go.
        stop_requested: It should not be finished.
    """

    folder_chosen = Signal(str)
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("On another disk"), "usb", _("Back up to a disk…"))
        self.disks = QVBoxLayout()
        self.disk_chips: ChipGroup | None = None
        self.folder_edit = LineEdit()
        self.folder_edit.setMaxLength(_LONGEST_PATH)
        self.folder_field = LabelledField(
            _("Folder"),
            self.folder_edit,
            _("The file gets a name that says nothing about you. No list of folders is kept."),
        )
        self.make_button = PrimaryButton(_("Make the backup"), "hard-drive-download")
        self.stop_button = DefaultButton(_("Stop"))
        self.body.addLayout(self.disks)
        self.body.addWidget(self.folder_field)
        self.body.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.stop_button.hide()
        self.make_button.clicked.connect(self._on_make_button_clicked)
        self.folder_edit.returnPressed.connect(self._on_make_button_clicked)
        self.stop_button.clicked.connect(self.stop_requested)

    def show_disks(self, disks: Sequence[tuple[str, str]]) -> None:
        """Offer the disks that are plugged in, by path and name."""
        if self.disk_chips is not None:
            self.disk_chips.hide()
            self.disk_chips.deleteLater()
            self.disk_chips = None
        if not disks:
            return
        options = [Option(path, name) for path, name in disks]
        self.disk_chips = ChipGroup(options, single=True, name=_("Disks that are plugged in"))
        self.disk_chips.changed.connect(
            lambda codes: self.folder_edit.setText(codes[0] if codes else "")
        )
        self.disks.addWidget(self.disk_chips)

    def set_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        self.make_button.set_busy(bool(words), words)
        self.stop_button.setVisible(bool(words))
        self.folder_edit.setReadOnly(bool(words))
        if not words:
            self.progress.hide()

    def first_field(self) -> QWidget:
        """The disks, or the folder."""
        return self.disk_chips or self.folder_edit

    def _on_make_button_clicked(self) -> None:
        self.folder_field.set_error("")
        self.folder_chosen.emit(self.folder_edit.text().strip())


class SheetRow(_Asking):
    """Opening the newest backup with the recovery sheet alone, as after a loss.

    Signals:
        key_typed: What stands on the sheet.
    """

    key_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Rehearsal"), "key-round", _("Rehearse getting them back…"))
        self.key_edit = LineEdit()
        self.key_field = LabelledField(
            _("Recovery key"),
            self.key_edit,
            _("From your sheet. Capitals and spaces do not matter. Nothing is changed by it."),
        )
        self.try_button = PrimaryButton(_("Open the newest backup"), "key-round")
        self.body.addWidget(self.key_field)
        self.body.addWidget(self.try_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.try_button.clicked.connect(self._on_try_button_clicked)
        self.key_edit.returnPressed.connect(self._on_try_button_clicked)

    def set_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        self.try_button.set_busy(bool(words), words)
        self.key_edit.setReadOnly(bool(words))
        if not words:
            self.progress.hide()

    def first_field(self) -> QWidget:
        """The key."""
        return self.key_edit

    def _on_try_button_clicked(self) -> None:
        self.key_field.set_error("")
        typed = self.key_edit.text()
        self.key_edit.clear()
        self.key_typed.emit(typed)


class BackupSection(Section):
    """Everything about backups.

    Signals:
        all_requested: The page with every backup is wanted.
    """

    all_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Backup"))
        self.here_chip = ChipLabel("")
        self.here_row = ListRow(
            _("On this laptop"), " ", icon="hard-drive", trailing=(self.here_chip,)
        )
        self.elsewhere = ElsewhereRow()
        self.sheet = SheetRow()
        self.aside = AsideRows()
        self.all_button: Button = DefaultButton(_("Look at the backups"), trailing="arrow-right")
        words = _("If this laptop is lost or broken, a backup on another disk is what is left.")
        self.column.addWidget(Text(words, "body2"))
        for widget in (self.here_row, self.elsewhere, self.sheet):
            self.column.addWidget(widget)
            self.column.addWidget(Divider())
        self.column.addWidget(self.aside)
        self.column.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.all_button.clicked.connect(self.all_requested)

    def attach(self, presenter: BackupPresenter) -> None:
        """Let `presenter` answer this section, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.elsewhere.folder_chosen.connect(presenter.back_up_to)
        self.elsewhere.stop_requested.connect(presenter.stop)
        self.elsewhere.open_button.clicked.connect(presenter.look_for_disks)
        self.sheet.key_typed.connect(presenter.try_sheet)
        self.aside.remove_requested.connect(presenter.remove_aside)
        self.all_requested.connect(presenter.open_all)
        self.destroyed.connect(presenter.leave)

    def show_standing(self, words: StandingWords) -> None:
        """Say how old the backups are."""
        self.here_row.line_label.setText(words.here)
        self.here_row.line_label.show()
        self.here_row.setAccessibleName(f"{self.here_row.title_label.text()}. {words.here}")
        self.here_chip.set_state(words.here_chip, "ok" if words.here_good else "warn")
        tone = "ok" if words.elsewhere_good else "warn"
        self.elsewhere.set_words(words.elsewhere, words.elsewhere_chip, tone)
        tone = "ok" if words.drill_good else "warn"
        self.sheet.set_words(words.drill, words.drill_chip, tone)
        self.sheet.open_button.setEnabled(words.can_drill)

    def show_disks(self, disks: Sequence[tuple[str, str]]) -> None:
        """Offer disks."""
        self.elsewhere.show_disks(disks)

    def show_folder_problem(self, words: str) -> None:
        """The folder cannot be taken."""
        self.elsewhere.folder_field.set_error(words)
        self.elsewhere.folder_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_backing_up(self, words: str, share: float | None) -> None:
        """A backup is being made; empty words end it."""
        self.elsewhere.set_busy(words)
        if words:
            self.elsewhere.set_progress(share)

    def show_backed_up(self, words: str, *, good: bool) -> None:
        """What came of it."""
        self.elsewhere.end(words, good=good)

    def show_key_problem(self, words: str) -> None:
        """The key on the sheet does not open it."""
        self.sheet.key_field.set_error(words)
        self.sheet.key_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trying(self, words: str, share: float | None) -> None:
        """The sheet is being tried; empty words end it."""
        self.sheet.set_busy(words)
        if words:
            self.sheet.set_progress(share)

    def show_tried(self, words: str, *, good: bool) -> None:
        """What came of it."""
        self.sheet.end(words, good=good)

    def show_aside(self, rows: Sequence[AsideWords]) -> None:
        """List what restores kept aside."""
        self.aside.show_rows(rows)

    def show_removing(self, *, removing: bool) -> None:
        """One of them is being removed."""
        self.aside.set_busy(busy=removing)

    def show_removed(self, words: str, *, good: bool) -> None:
        """What came of it."""
        self.aside.end(words, good=good)
