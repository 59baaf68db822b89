"""A guided step: the rail stays, its pages are swapped beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from estip_desktop.errors import EstipError
from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _
from estip_desktop.protocols import PageKind
from estip_desktop.ui.accessible import announce
from estip_desktop.ui.considering import ask_what_was_found
from estip_desktop.ui.frames import FocusFrame, place_of_pages
from estip_desktop.ui.keep_elsewhere import keep_elsewhere
from estip_desktop.ui.messages import unsaved
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.guided.contents import Content, HelperColumn
from estip_desktop.ui.pages.guided.presenter import GuidedPresenter
from estip_desktop.ui.pages.guided.sheet import Sheet
from estip_desktop.ui.showing import set_shown
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.form_dialog import FormDialog
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.session_rail import fill_rail, line_of
from estip_desktop.ui.widgets.step_rail import StepRail

TYPING_MS, SLOW_MS, MINUTE_MS = 500, 400, 30_000
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class GuidedPage(FocusFrame):
    """One page at a time of a guided conversation.

    Signals:
        answered: A value to save now.
        details_changed: Who they are, as it stands.
        continue_requested: On to the next page; carries the details of an identity page, or None.
        skip_requested: Leave it for now.
        worry_requested: The supporter is worried.
        back_requested: The page before.
        page_requested: The id of a page somebody has been to.
        close_requested: Save and close.
        try_again_requested: Save once more.
        copy_requested: What is on the screen should be kept elsewhere.
        look_again_submitted: How flags noted at earlier contacts are now.
        minute_passed: Time to look at the clock.
    """

    answered = Signal(object)
    details_changed = Signal(object)
    continue_requested = Signal(object)
    skip_requested = Signal()
    worry_requested = Signal()
    back_requested = Signal()
    page_requested = Signal(str)
    close_requested = Signal()
    try_again_requested = Signal()
    copy_requested = Signal()
    look_again_submitted = Signal(str)
    minute_passed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(rail=StepRail(""), parent=parent)
        self.setAccessibleName(_("Guided conversation"))
        self.content: Content | None = None
        self._saved_words = ""
        self._open_dialog: FormDialog | None = None
        self._is_typed = False
        self._is_group = False
        self._shows_what_goes = False
        self._build_frame()
        self._typing = self._timer(TYPING_MS, self.flush)
        self._slow = self._timer(SLOW_MS, self._on_slow)
        self._minutes = QTimer(self)
        self._minutes.setInterval(MINUTE_MS)
        self._minutes.timeout.connect(self._on_minutes_timeout)
        self._minutes.start()
        self._connect()

    def _on_minutes_timeout(self) -> None:
        if self.isVisible():  # a page that waits to be deleted has nobody to ask
            self.minute_passed.emit()

    def attach(self, presenter: GuidedPresenter) -> None:
        """Let ``presenter`` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.answered.connect(presenter.answer)
        self.details_changed.connect(presenter.save_details)
        self.continue_requested.connect(presenter.go_on)
        self.skip_requested.connect(presenter.skip)
        self.worry_requested.connect(presenter.worry)
        self.back_requested.connect(presenter.back)
        self.page_requested.connect(presenter.revisit)
        self.close_requested.connect(presenter.save_and_close)
        self.try_again_requested.connect(presenter.try_again)
        self.look_again_submitted.connect(presenter.look_again)
        self.minute_passed.connect(presenter.tick)
        self.concern_requested.connect(presenter.concern)
        self.destroyed.connect(presenter.leave)

    def first_focus(self) -> QWidget:
        """Nothing rings before the page is there; then what takes the answer."""
        return self._focus_of_page() if self.content is not None else self

    def flush(self) -> None:
        """Save what was typed and is not saved yet."""
        content = self.content
        self._typing.stop()
        if content is None or not self._is_typed:
            return
        self._is_typed = False
        if content.details is not None:
            details = content.details.value()
            if details.date_is_readable:
                self._slow.start()
                self.details_changed.emit(details)
        elif content.field is not None:
            value = content.field.value()
            if value is not None:
                self._on_answered(value)

    def on_command(self, command_id: str) -> bool:
        """Back, Skip for now, when it was saved, and Immediate concern for this very page."""
        match command_id:
            case "concern":
                self.concern_requested.emit()
            case "back":
                self.flush()
                self.back_requested.emit()
            case "skip":
                self._on_skip()
            case "saved":
                self.flush()
                announce(self, self._saved_words)
            case _:
                return False
        return True

    def show_session(self, guided: Guided, page_id: str) -> None:
        """Show where the session stands."""
        if self.rail is not None:
            fill_rail(self.rail, guided, page_id)
        self._is_group = guided.group is not None
        self.set_line(line_of(guided, page_id))
        words = _("Save and close") if guided.is_kept else _("Stop here")
        self.close_button.set_words(words)

    def show_sheet(self, sheet: Sheet) -> None:
        """Put a page in place of the one before."""
        old = self.content
        self._shows_what_goes = False
        column = self.body.column
        content = Content(sheet, show_why=self.width_class != "wide")
        column.insertWidget(column.count(), content)
        if old is not None:
            column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.content = content
        content.answered.connect(self._on_answered)
        content.typed.connect(self._on_typed)
        content.look_again_requested.connect(self._on_look_again)
        self._watch_answers(content)
        self.helper_column.show_sheet(sheet)
        set_shown(self.skip_button, sheet.can_skip)
        self.release()
        self.body.verticalScrollBar().setValue(0)
        self._focus_of_page().setFocus(Qt.FocusReason.OtherFocusReason)
        asked = sheet.item.text if sheet.item is not None else ""
        announce(self, f"{sheet.title}. {asked}")

    def show_flags(self, *, worried: bool, notices: str) -> None:
        """Show that the supporter is worried, and what has to be known before going on."""
        had_focus = self.focusWidget() is self.worry_button
        # Of somebody in a group it is said on the page of whom to check in with.
        self.worry_button.setVisible(not worried and not self._is_group)
        self.worried_label.setVisible(worried)
        if worried and had_focus:
            self.continue_button.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self.worried_label.text())
        content = self.content
        if content is not None and content.notice_callout.words_label.text() != notices:
            content.show_notices(notices)
            if notices:
                announce(self, content.notice_callout.accessibleName())
                QTimer.singleShot(0, content, lambda: self.body.scroll_to(content.notice_callout))

    def show_minutes(self, words: str) -> None:
        """Show how long it has taken."""
        if self.rail is not None:
            self.rail.set_foot(words, self._saved_words)
        self._minutes_words = words

    def show_saved(self, words: str) -> None:
        """Show that everything is saved."""
        self._slow.stop()
        self._saved_words = words
        if "error_callout" in self.__dict__:
            self.error_callout.hide()
            self.set_status("saved")
        if self.rail is not None:
            self.rail.set_foot(self._minutes_words, words)

    def show_missing(self, words: str) -> None:
        """Say what Continue needs, with a way to it."""
        problems = [(self._focus_of_page(), words)] if words else []
        self.error_summary.show_problems(problems)

    def show_error(self, error: Exception) -> None:
        """A callout at the top; what was typed stays."""
        if not isinstance(error, EstipError):
            raise error
        self._slow.stop()
        self.release()
        self.error_callout.set_words(
            *unsaved(error, _("We could not save the last answer. Keep this window open."))
        )
        self.error_callout.show()
        self.set_status("not_saved")
        announce(self, self.error_callout.accessibleName(), assertive=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on an answer that is chosen already goes on; on another one it chooses."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ENTER
            and isinstance(watched, QAbstractButton)
            and watched.isChecked()
        ):
            if not event.isAutoRepeat():
                self.continue_button.click()
            return True
        return super().eventFilter(watched, event)

    @cached_property
    def error_callout(self) -> Callout:
        """What could not be saved, with ``try_again_button``; made when that happens."""
        made = Callout("danger", "", parent=self.body.inner)
        self.try_again_button = DefaultButton(_("Try again"))
        self.copy_button = DefaultButton(_("Save a copy elsewhere"))
        made.add_action(self.try_again_button)
        made.add_action(self.copy_button)
        made.hide()
        self.try_again_button.clicked.connect(self.try_again_requested)
        self.copy_button.clicked.connect(self.copy_requested)
        self.column.insertWidget(self.column.indexOf(self.error_summary) + 1, made)
        return made

    def _build_frame(self) -> None:
        self._minutes_words = ""
        self.error_summary = ErrorSummary()
        self.body.column.addWidget(self.error_summary)
        self.helper_column = HelperColumn()
        self.set_side(self.helper_column, from_class="wide", width=392)
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.skip_button = QuietButton(_("Skip for now"))
        self.worry_button = QuietButton(_("I am worried"))
        self.worried_label = Text(_("Noted: you are worried"), "small")
        self.worried_label.hide()
        self.close_button = DefaultButton(_("Save and close"))
        self.continue_button = PrimaryButton(_("Continue"), trailing="arrow-right")
        self.set_back_button(self.back_button)
        self.add_left(self.skip_button)
        self.add_left(self.worry_button)
        self.add_left(self.worried_label)
        self.add_right(self.close_button)
        self.add_right(self.continue_button)
        self.set_main_button(self.continue_button)

    def _connect(self) -> None:
        self.back_button.clicked.connect(lambda: self.on_command("back"))
        self.skip_button.clicked.connect(self._on_skip)
        self.worry_button.clicked.connect(self.worry_requested)
        self.close_button.clicked.connect(self._on_close)
        self.continue_button.clicked.connect(self._on_continue)
        if self.rail is not None:
            self.rail.step_requested.connect(self._on_step_requested)
        self.width_class_changed.connect(self._on_width_class_changed)
        # Its lines take their places after they were written; until then its height is a guess.
        self.body.verticalScrollBar().rangeChanged.connect(self._show_what_goes)

    def _timer(self, interval: int, action: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(action)
        return timer

    def _focus_of_page(self) -> QWidget:
        wanted = self.content.first_focus() if self.content is not None else None
        return wanted or self.continue_button

    def _watch_answers(self, content: Content) -> None:
        if content.field is not None:
            for button in content.field.findChildren(QAbstractButton):
                if button.isCheckable():
                    button.installEventFilter(self)

    def _on_typed(self) -> None:
        self._is_typed = True
        if not self._typing.isActive():  # never put off by the next key: half a second is a promise
            self._typing.start()

    def _on_answered(self, value: object) -> None:
        self._is_typed = False
        self._typing.stop()
        self._slow.start()
        self.answered.emit(value)
        if self.content is not None and self.content.sheet.kind is PageKind.SHARING:
            self._shows_what_goes = True
            QTimer.singleShot(0, self, self._show_what_goes)

    def _show_what_goes(self) -> None:
        """What is sent is read before it is agreed."""
        if self.content is not None and self._shows_what_goes:
            self.body.scroll_to(self.content.sharing_card)

    def _on_continue(self) -> None:
        self.flush()
        details = self.content.details if self.content is not None else None
        self.continue_requested.emit(details.value() if details is not None else None)

    def _on_skip(self) -> None:
        if self.skip_button.isVisible():
            self.flush()
            self.skip_requested.emit()

    def _on_look_again(self) -> None:
        if self.content is None:
            return
        self._open_dialog = dialog = ask_what_was_found(
            tuple(self.content.sheet.noted.values()), self
        )
        dialog.submitted.connect(lambda given: self.look_again_submitted.emit(given["why"]))
        dialog.open()

    def _on_close(self) -> None:
        self.flush()
        self.close_requested.emit()

    def _on_step_requested(self, page_id: str) -> None:
        self.flush()
        self.page_requested.emit(page_id)

    def _on_slow(self) -> None:
        if self.rail is not None:
            self.rail.set_foot(self._minutes_words, _("Saving…"))

    def _on_width_class_changed(self, width_class: str) -> None:
        if self.content is not None:
            self.content.set_show_why(width_class != "wide")


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page for ``session``, at ``page``; ``back`` names where to return after one answer."""
    page = GuidedPage(place_of_pages(shell))
    presenter = GuidedPresenter(
        page,
        shell,
        arguments["session"],
        arguments.get("page", ""),
        arguments.get("back", ""),
    )
    page.attach(presenter)
    page.lock_requested.connect(shell.lock)
    page.copy_requested.connect(lambda: keep_elsewhere(shell, page, "guided", arguments))
    page.hold()
    presenter.start()
    return page
