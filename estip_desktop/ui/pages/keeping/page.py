"""The page about what is over its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.keeping.presenter import DueList, DueRow, KeepingPresenter
from estip_desktop.ui.widgets.buttons import DangerButton, DefaultButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.card import Card
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.empty_state import EmptyState
from estip_desktop.ui.widgets.fields import DateEdit, LabelledField
from estip_desktop.ui.widgets.form_dialog import FormDialog
from estip_desktop.ui.widgets.key_value import ListCard, ListRow
from estip_desktop.ui.widgets.labels import Heading, Text
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.progress import ProgressLine
from estip_desktop.ui.widgets.rows import SpreadRow


class KeepingPage(HomeFrame):
    """A preview first; nothing goes without the passphrase.

    Signals:
        remove_requested: Let everything go that is not held.
        cancel_requested: Stop.
        open_requested: Id of a person.
        back_requested: Settings.
        save_requested: Folder of a disk on which the certificate should lie.
        date_confirmed: Today's date was typed, and the laptop says the same.
    """

    remove_requested = Signal()
    cancel_requested = Signal()
    open_requested = Signal(str)
    back_requested = Signal()
    save_requested = Signal(str)
    date_confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        title = _("What is kept, and how long")
        super().__init__(places(), "settings", title, max_width=1060, parent=parent)
        self.back_button = DefaultButton(_("Back to Settings"), "arrow-left")
        self.rules_text = Text("", "body2")
        self.certificate_card = Card()
        self.certificate_card.column.addWidget(Heading(_("Removed"), "h2"))
        self.certificate_text = Text("", "body", selectable=True)
        self.certificate_card.column.addWidget(self.certificate_text)
        self.saving = DiskSaving()
        self.certificate_card.column.addWidget(self.saving.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.certificate_card.column.addWidget(self.saving)
        self.progress_text = Text("", "small")
        self.progress = ProgressLine(0, 100, "")
        self.cancel_button = DefaultButton(_("Stop"))
        self.doubt_callout = Callout("warn", _("The clock of this laptop may be wrong"))
        self.date_dialog: FormDialog | None = None
        self.due_title = Heading(_("Over its time"), "h2")
        self.due_card = ListCard()
        self.remove_button = DangerButton("")
        self.held_title = Heading(_("Held back"), "h2")
        self.held_card = ListCard()
        self.nothing = EmptyState(_("Nothing is over its time."))
        column = self.column
        column.addWidget(SpreadRow([self.back_button]))
        column.addWidget(self.rules_text)
        for widget in (
            self.certificate_card, self.progress_text, self.progress, self.doubt_callout,
            self.due_title, self.due_card,
        ):  # fmt: skip
            column.addWidget(widget)
        for button in (self.cancel_button, self.remove_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.held_title, self.held_card, self.nothing):
            column.addWidget(widget)
        hidden: tuple[QWidget, ...] = (
            self.certificate_card, self.progress_text, self.progress, self.cancel_button,
            self.due_title, self.due_card, self.remove_button, self.held_title, self.held_card,
            self.nothing, self.doubt_callout,
        )  # fmt: skip
        for each in hidden:
            each.hide()
        self.back_button.clicked.connect(self.back_requested)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.remove_button.clicked.connect(self.remove_requested)
        self.saving.chosen.connect(self.save_requested)

    def attach(self, presenter: KeepingPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.remove_requested.connect(presenter.remove)
        self.cancel_requested.connect(presenter.cancel)
        self.open_requested.connect(presenter.open)
        self.back_requested.connect(presenter.back)
        self.save_requested.connect(presenter.save_certificate)
        self.date_confirmed.connect(presenter.confirm_date)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Back: what removes is never under the first key."""
        return self.back_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to Settings."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_rules(self, words: str) -> None:
        """How long what is kept."""
        self.rules_text.setText(words)

    def show_due(self, due: DueList) -> None:
        """List what is over its time."""
        self._fill(self.due_title, self.due_card, due.due)
        self._fill(self.held_title, self.held_card, due.held)
        count = len(due.due)
        words = ngettext("Remove this one", "Remove these {count}", count)
        self.remove_button.set_words(words.format(count=count))
        self.remove_button.setVisible(bool(due.due))
        self.nothing.setVisible(not due.due and not due.held)

    def show_doubt(self, words: str) -> None:
        """Why the date of this laptop may be wrong; empty where it is believed."""
        self.doubt_callout.set_words(_("The clock of this laptop may be wrong"), words)
        self.doubt_callout.setVisible(bool(words))

    def ask_for_date(self, today: date) -> None:
        """Ask for today's date, which has to be the laptop's."""
        editor = DateEdit()

        def check(_answers: Mapping[str, str]) -> Mapping[str, str]:
            if editor.day() == today:
                return {}
            if editor.day() is None:
                return {"date": _("Type a day, a month and a year")}
            return {"date": _("This laptop has another date. Set its clock first")}

        self.date_dialog = dialog = FormDialog(
            _("What is today's date?"),
            _(
                "The clock of this laptop may be wrong, and it decides what is over its time. Look "
                "at another clock, for example your phone."
            ),
            {"date": LabelledField(_("Today's date"), editor, _("Day, month and year"))},
            verb=_("Go on"),
            safe_verb=_("Not now"),
            check=check,
            parent=self,
        )
        dialog.submitted.connect(lambda _answers: self.date_confirmed.emit())
        dialog.open()

    def show_progress(self, words: str, share: float | None) -> None:
        """How far it is."""
        self.progress.set_progress(int(100 * (share or 0)), 100)
        self.progress.setAccessibleName(words)
        self.progress_text.setText(words)

    def show_working(self, *, working: bool) -> None:
        """Whether something is under way."""
        for widget in (self.progress_text, self.progress):
            widget.setVisible(working)
        self.cancel_button.setVisible(working)
        self.remove_button.set_busy(working)

    def show_certificate(self, lines: Sequence[str]) -> None:
        """What went."""
        self.certificate_text.setText("\n".join(lines))
        self.saving.clear()
        self.certificate_card.show()

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Where the certificate was saved, or why it was not."""
        self.saving.show_saved(words, kept=kept)

    def _fill(self, title: Heading, card: ListCard, rows: Sequence[DueRow]) -> None:
        card.clear_rows()
        for row in rows:
            opener = QuietButton(_("Open"))
            opener.setAccessibleName(_("Open: {title}").format(title=row.title))
            opener.clicked.connect(
                lambda _checked=False, person=row.person_id: self.open_requested.emit(person)
            )
            made = ListRow(row.title, row.line, icon="archive", trailing=(opener,))
            card.add_row(made)
            made.show()
        for widget in (title, card):
            widget.setVisible(bool(rows))


def build(shell: Navigator, arguments: Mapping[str, str]) -> KeepingPage:
    """The page; it takes no arguments."""
    del arguments
    page = KeepingPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = KeepingPresenter(page, shell)
    page.attach(presenter)
    presenter.start()
    return page
