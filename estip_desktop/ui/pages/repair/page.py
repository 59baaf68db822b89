"""Put back a backup, as a page: whose, opened by what, which one, and what would be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.items import Option
from estip_desktop.ui import theme
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.repair.lost_card import LostLaptopCard
from estip_desktop.ui.pages.repair.presenter import ELSEWHERE, BackupRow, RepairPresenter
from estip_desktop.ui.widgets.buttons import DefaultButton, LinkButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.chips import ChipGroup
from estip_desktop.ui.widgets.choice_card import ChoiceGroup
from estip_desktop.ui.widgets.fields import LabelledField, LineEdit
from estip_desktop.ui.widgets.key_value import ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.status_line import StatusLine
from estip_desktop.ui.widgets.status_pill import ChipLabel

_WIDTH = 820
_LONGEST_PATH = 1000


class RepairPage(FocusFrame):
    """Find a good backup and put it back.

    Args:
        is_open: Whether records are open, so that they have to be locked first.

    Signals:
        source_chosen: Whose backups are meant.
        look_requested: File that was named, and whether a recovery key was typed.
        backup_chosen: Id of a backup.
        put_back_requested: The chosen backup should be put back.
        lock_first_requested: The open records should be shut first.
        back_requested: The person wants to go back.
    """

    source_chosen = Signal(str)
    look_requested = Signal(str, bool)
    backup_chosen = Signal(str)
    put_back_requested = Signal()
    lock_first_requested = Signal()
    back_requested = Signal()

    def __init__(self, *, is_open: bool) -> None:
        super().__init__(show_status=False, show_concern=False, show_lock=False, max_width=_WIDTH)
        self.setAccessibleName(_("Put a backup back"))
        self._is_open = is_open
        self._is_recovering = False
        self._source = ""
        self._action = "look"
        self.source_group: ChoiceGroup | None = None
        self.file_chips: ChipGroup | None = None
        self.backup_group: ChoiceGroup | None = None
        self.file_edit = LineEdit()
        self.file_edit.setMaxLength(_LONGEST_PATH)
        self.file_field = LabelledField(_("Where the backup lies"), self.file_edit)
        self.secret_edit = LineEdit()
        self.secret_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret_field = LabelledField(_("Passphrase"), self.secret_edit)
        self.recovery_button = LinkButton(_("Use my recovery sheet"))
        self.progress = ProgressLine(0, 0, _("How far it is"))
        self.progress_line = StatusLine("", "info", "text2")
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.main_button = PrimaryButton(_("Look at the backups"))
        self.lost_card = LostLaptopCard()
        self._notices = QVBoxLayout()
        self._sources = QVBoxLayout()
        self._files = QVBoxLayout()
        self._asking = Card()
        self._listing = QWidget()
        self._list = QVBoxLayout(self._listing)
        self._later = QVBoxLayout()
        self._fill()
        self.recovery_button.clicked.connect(self._on_recovery_button_clicked)
        self.main_button.clicked.connect(self._on_main_button_clicked)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: RepairPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.source_chosen.connect(presenter.choose_source)
        self.look_requested.connect(
            lambda file, recovering: presenter.look(file, recovering=recovering)
        )
        self.backup_chosen.connect(presenter.choose)
        self.put_back_requested.connect(presenter.put_back)
        self.lock_first_requested.connect(presenter.lock_first)
        self.back_requested.connect(presenter.go_back)
        self.lost_card.sheet_requested.connect(presenter.write_lost_laptop_sheet)
        self.destroyed.connect(presenter.leave)

    def show_sources(self, sources: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer whose backups to look at."""
        options = [Option(code, label) for code, label in sources]
        group = ChoiceGroup(options, number_keys=False, name=_("Whose backups"))
        self.source_group = group
        self._sources.addWidget(group)
        group.setVisible(len(sources) > 1)
        group.set_chosen([chosen])
        group.chosen.connect(self._take_source)
        self._show_source(chosen)

    def show_found(self, files: Sequence[tuple[str, str]]) -> None:
        """Offer backups found on disks."""
        _empty(self._files)
        self.file_chips = None
        if files:
            options = [Option(path, name) for path, name in files]
            self.file_chips = ChipGroup(options, single=True, name=_("Backups found on disks"))
            self.file_chips.changed.connect(
                lambda codes: self.file_edit.setText(codes[0] if codes else "")
            )
            self._files.addWidget(self.file_chips)

    def show_file_problem(self, text: str) -> None:
        """The file cannot be taken."""
        self.file_field.set_error(text)
        self.file_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, text: str, share: float | None = None) -> None:
        """Work is under way; empty words end it."""
        busy = bool(text)
        self.main_button.set_busy(busy, _("Working…"))
        self.back_button.setEnabled(not busy)
        for edit in (self.secret_edit, self.file_edit):
            edit.setReadOnly(busy)
        self.progress.setVisible(busy)
        self.progress_line.set_words(text)
        if share is None:
            self.progress.set_progress(0, 0)
        else:
            self.progress.set_progress(round(share * 100), 100)
        if busy:
            _empty(self._notices)

    def show_refused(self, text: str) -> None:
        """The secret was wrong."""
        self.secret_field.set_error(text)
        self.secret_edit.clear()
        self.secret_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, happened: str, text: str) -> None:
        """Something stands in the way."""
        _empty(self._notices)
        self._notices.addWidget(Callout("warn", happened, text))

    def show_backups(self, rows: Sequence[BackupRow], *, can_put_back: bool) -> None:
        """List the backups, each with what its test found."""
        self._forget_backups()
        good = [Option(row.id, row.title, row.line) for row in rows if row.is_good]
        self._list.addWidget(Heading(_("Backups"), "h2"))
        if good:
            group = ChoiceGroup(good, number_keys=False, name=_("Which backup"))
            self.backup_group = group
            group.set_chosen([row.id for row in rows if row.is_suggested])
            group.chosen.connect(self.backup_chosen)
            self._list.addWidget(group)
        for row in rows:
            if not row.is_good:
                chip = ChipLabel(_("No use"), "warn")
                self._list.addWidget(ListRow(row.title, row.line, icon="x", trailing=(chip,)))
        self._list.addLayout(self._later)
        self._listing.show()
        if not good:
            self.show_problem(
                _("None of these backups can be used."),
                _("Nothing was changed. Look for one on another disk."),
            )
            return
        self.lost_card.show()
        if can_put_back:
            self._action = "put_back"
            self.main_button.set_words(_("Put this backup back"))
        else:
            self._action = "lock_first"
            self.main_button.set_words(_("Lock, then put it back"))
        self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_later(self, title: str, lines: Sequence[str], promise: str) -> None:
        """Say what was added after the chosen backup."""
        _empty(self._later)
        if not title:
            if not self._is_open:
                return
            title = _("These records are open")
            promise = _(
                "They have to be locked before a backup takes their place. This page comes back "
                "then, and says what was added after the backup."
            )
        text = "\n".join([*lines, *([promise] if promise else [])])
        self._later.addWidget(Callout("info", title, text))

    def show_keys_back(self, text: str) -> None:
        """Say which passphrase comes back; nothing where all stays as it is."""
        if text:
            self._later.addWidget(Callout("warn", _("Which passphrase opens them then"), text))

    def show_sheet_problem(self, text: str) -> None:
        """The folder of the lost-laptop sheet cannot be taken."""
        self.lost_card.show_problem(text)

    def show_sheet_written(self, text: str) -> None:
        """The lost-laptop sheet is there."""
        self.lost_card.show_written(text)

    def show_done(self, text: str, kept_aside: str) -> None:
        """The backup is back."""
        self._forget_backups()
        self._asking.hide()
        _empty(self._notices)
        callout = Callout("ok", _("The backup is back."), text)
        self._notices.addWidget(callout)
        if kept_aside:
            words = _(
                "What was here before is kept, encrypted. Settings, Backup lists it. "
                "Its folder: {name}"
            )
            self._notices.addWidget(Text(words.format(name=kept_aside), "body2", selectable=True))
        self._action = "unlock"
        self.back_button.hide()
        self.main_button.set_words(_("Go to the lock page"))
        self.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        secret = self.secret_edit.text()
        self.secret_edit.clear()
        self.secret_field.set_error("")
        return secret

    def first_focus(self) -> QWidget:
        """The secret, or the file."""
        return self.file_edit if self._source == ELSEWHERE else self.secret_edit

    def on_command(self, command_id: str) -> bool:
        """Back goes back."""
        if command_id == "back" and self.back_button.isVisible():
            self.back_requested.emit()
            return True
        return command_id == "concern"

    def _fill(self) -> None:
        titles = QVBoxLayout()
        titles.setContentsMargins(0, theme.px(24), 0, 0)
        titles.setSpacing(theme.px(4))
        titles.addWidget(Heading(_("Put a backup back"), "h1"))
        lead = _("Each backup is tested first. What is here now is kept beside it, never removed.")
        titles.addWidget(Text(lead, "lead"))
        for layout in (self._notices, self._sources, self._files, self._list, self._later):
            layout.setSpacing(theme.px(12))
        self._list.setContentsMargins(0, 0, 0, 0)
        self._asking.column.addLayout(self._sources)
        self._asking.column.addLayout(self._files)
        self._asking.column.addWidget(self.file_field)
        self._asking.column.addWidget(self.secret_field)
        self._asking.column.addWidget(self.recovery_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(titles)
        self.column.addLayout(self._notices)
        self.column.addWidget(self._asking)
        self.column.addWidget(self.progress)
        self.column.addWidget(self.progress_line)
        self.column.addWidget(self._listing)
        self.column.addWidget(self.lost_card)
        self._listing.hide()
        self.lost_card.hide()
        self.progress.hide()
        self.header.hide()  # nothing to show in it: the bar keeps Back at every size
        self.add_left(self.back_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)

    def _forget_backups(self) -> None:
        _empty(self._later)
        self._list.removeItem(self._later)
        _empty(self._list)
        self._listing.hide()
        self.lost_card.hide()
        self.backup_group = None
        self._action = "look"
        self.main_button.set_words(_("Look at the backups"))

    def _take_source(self, source: str) -> None:
        self._forget_backups()
        _empty(self._notices)
        self._show_source(source)
        self.source_chosen.emit(source)

    def _show_source(self, source: str) -> None:
        self._source = source
        self.file_field.setVisible(source == ELSEWHERE)
        if source != ELSEWHERE:
            _empty(self._files)

    def _on_recovery_button_clicked(self) -> None:
        self._is_recovering = on = not self._is_recovering
        self.secret_field.set_error("")
        self.secret_edit.clear()
        mode = QLineEdit.EchoMode
        self.secret_edit.setEchoMode(mode.Normal if on else mode.Password)
        label = _("Recovery key") if on else _("Passphrase")
        self.secret_field.label.setText(label)
        self.secret_edit.setAccessibleName(label)
        self.recovery_button.set_words(
            _("Use my passphrase instead") if on else _("Use my recovery sheet")
        )
        self.secret_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_main_button_clicked(self) -> None:
        typed = bool(self.secret_edit.text())
        if typed or self._action == "look":
            self.file_field.set_error("")
            self.look_requested.emit(self.file_edit.text(), self._is_recovering)
        elif self._action == "put_back":
            self.put_back_requested.emit()
        elif self._action == "lock_first":
            self.lock_first_requested.emit()
        else:
            self.back_requested.emit()


def _empty(layout: QVBoxLayout) -> None:
    while (entry := layout.takeAt(0)) is not None:
        if (widget := entry.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; ``vault`` is the one that needs it, ``back`` the page to return to."""
    page = RepairPage(is_open=shell.is_unlocked)
    presenter = RepairPresenter(page, shell, arguments.get("vault", ""), arguments.get("back", ""))
    page.attach(presenter)
    presenter.show()
    return page
