"""The page of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.records import Mark
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.frames import HomeFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.person import dialogs, record_dialogs
from estip_desktop.ui.pages.person.cards import NowCard, TimelineCard, TrendsCard
from estip_desktop.ui.pages.person.presenter import PersonPresenter
from estip_desktop.ui.pages.person.record_card import RecordCard
from estip_desktop.ui.pages.person.record_words import RecordSheet
from estip_desktop.ui.pages.person.words import PersonSheet
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.form_dialog import FormDialog
from estip_desktop.ui.widgets.places import places
from estip_desktop.ui.widgets.three_columns import ThreeColumns


class PersonPage(HomeFrame):
    """Reference first; the name only when somebody asks for it.

    Signals:
        entry_requested: Kind and id of an entry of the timeline.
        session_requested: Protocol of a new session.
        follow_up_submitted: The answers of the dialog.
        back_requested: The list of people.
    """

    entry_requested = Signal(str, str)
    session_requested = Signal(str)
    follow_up_submitted = Signal(object)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(places(), "people", _("Person"), parent=parent)
        self._sheet: PersonSheet | None = None
        self._record: RecordSheet | None = None
        self._open_dialog: FormDialog | None = None
        self.columns = ThreeColumns()
        self.timeline_card = TimelineCard()
        self.trends_card = TrendsCard()
        self.now_card = NowCard()
        self.record_card = RecordCard()
        self.columns.left.addWidget(self.timeline_card)
        self.columns.middle.addWidget(self.trends_card)
        self.columns.side.addWidget(self.now_card)
        self.columns.side.addWidget(self.record_card)
        self.columns.hide()
        self.banner = Callout("info", "", icon="lock")
        self.banner.hide()
        self.column.addWidget(self.banner)
        self.not_clear_callout = Callout("info", _("Not clear for an end yet"))
        self.not_clear_callout.hide()
        self.column.addWidget(self.not_clear_callout)
        self.trends_card.hide()
        self.damage_callout = Callout(
            "warn",
            "",
            _(
                "The others are safe. Today offers to compare with the newest good backup; nothing "
                "is decided from this record until then."
            ),
        )
        self.damage_callout.hide()
        self.column.addWidget(self.damage_callout)
        self.column.addWidget(self.columns)
        self.timeline_card.open_requested.connect(self.entry_requested)
        self.now_card.session_button.clicked.connect(self._on_session_clicked)
        self.now_card.follow_up_button.clicked.connect(self._on_follow_up_clicked)
        self.now_card.close_button.clicked.connect(self._on_close_clicked)

    def attach(self, presenter: PersonPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.entry_requested.connect(presenter.open_entry)
        self.session_requested.connect(presenter.new_session)
        self.follow_up_submitted.connect(presenter.add_follow_up)
        self.back_requested.connect(presenter.back)
        record, card = presenter.record, self.record_card
        card.views_button.clicked.connect(record.see_views)
        card.lift_requested.connect(self._on_lift_requested)
        card.copy_button.clicked.connect(record.start_copy)
        card.rectify_button.clicked.connect(self._on_rectify_clicked)
        for button, ask, answer in (
            (card.hold_button, record_dialogs.hold, record.hold),
            (card.take_back_button, record_dialogs.take_back, record.take_back),
            (card.erase_button, record_dialogs.erase, record.erase),
        ):
            button.clicked.connect(
                lambda _checked=False, ask=ask, answer=answer: self._ask(ask(self), answer)
            )
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """What is done next, once the record is there."""
        if self._sheet is None or self._sheet.sealed:
            return self
        return self.now_card.session_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to the list."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def show_sheet(self, sheet: PersonSheet) -> None:
        """Show the record; what is announced holds neither name nor reference."""
        is_first, self._sheet = self._sheet is None, sheet
        self.set_title(sheet.reference, sheet.context)
        self.setAccessibleName(_("Person"))
        if sheet.damaged:
            self.damage_callout.set_words(sheet.damaged, self.damage_callout.words_label.text())
        self.damage_callout.setVisible(bool(sheet.damaged))
        self.timeline_card.show_items(sheet.items)
        self.trends_card.show_charts(sheet.charts)
        self.now_card.show_sheet(sheet)
        self.columns.show()
        if is_first:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_not_clear(self, against: Sequence[str]) -> None:
        """Say what stands against ending the case; nothing takes it back."""
        lines = "\n".join(f"• {each}" for each in against)
        words = _(
            "Nothing was changed. Agree another contact, or look at a flag again where it is."
        )
        self.not_clear_callout.set_words(_("Not clear for an end yet"), f"{lines}\n{words}")
        self.not_clear_callout.setVisible(bool(against))
        if against:
            announce(self, self.not_clear_callout.accessibleName())
            QTimer.singleShot(0, self, lambda: self.body.scroll_to(self.not_clear_callout))

    def show_record(self, sheet: RecordSheet) -> None:
        """Show how long it is kept, and what holds it."""
        self._record = sheet
        self.record_card.show_record(sheet)
        title, words = sheet.banner
        self.banner.set_words(title, words)
        self.banner.setVisible(bool(title))

    def show_views(self, views: Sequence[tuple[str, str]]) -> None:
        """List who opened it."""
        self.record_card.show_views(views)

    def ask_for_copy(self, marks: Sequence[Mark], folders: Sequence[str]) -> None:
        """Ask where the copy goes, and which names of other people stay in."""
        dialog = record_dialogs.copy(marks, folders, self)
        self._ask(
            dialog,
            lambda given: self._presenter.record.make_copy(
                given["folder"], record_dialogs.kept_marks(dialog, marks)
            ),
        )

    def show_copying(self, *, copying: bool) -> None:
        """A copy is being made."""
        self.record_card.show_copying(copying=copying)

    def show_copied(self, words: str) -> None:
        """Where the copy is."""
        self.record_card.show_copied(words)

    def _on_session_clicked(self) -> None:
        self._ask(
            dialogs.which_session(self),
            lambda given: self.session_requested.emit(given["protocol"]),
        )

    def _on_follow_up_clicked(self) -> None:
        if self._sheet is None:
            return
        dialog = dialogs.follow_up(self._sheet.incidents, self._presenter.today(), self)
        self._ask(dialog, self.follow_up_submitted.emit)

    def _on_close_clicked(self) -> None:
        if self._sheet is not None:
            dialog = dialogs.close_case(self._sheet.incidents, self)
            self._ask(dialog, self._presenter.close_case)

    def _on_lift_requested(self, hold_id: str) -> None:
        self._ask(
            record_dialogs.lift(self),
            lambda given: self._presenter.record.lift(hold_id, given["because"]),
        )

    def _on_rectify_clicked(self) -> None:
        if self._record is not None:
            dialog = record_dialogs.rectify(self._record.person, self)
            self._ask(dialog, self._presenter.record.rectify)

    def _ask(self, dialog: FormDialog, answer: Callable[[Mapping[str, str]], None]) -> None:
        self._open_dialog = dialog
        dialog.submitted.connect(answer)
        dialog.open()


def build(shell: Navigator, arguments: Mapping[str, str]) -> PersonPage:
    """The page for a ``person``."""
    page = PersonPage()
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    page.navigation_requested.connect(shell.open)
    presenter = PersonPresenter(page, shell, arguments["person"])
    page.attach(presenter)
    presenter.start()
    return page
