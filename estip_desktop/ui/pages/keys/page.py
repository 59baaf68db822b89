"""One short page after another: what shows that this is the owner, the new secret, done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.keys.presenter import KeysPresenter, Problems
from estip_desktop.ui.pages.keys.steps import AskStep, ChangeStep, DoneStep, KeyStep
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.secret_steps import RecoveryStep
from estip_desktop.ui.widgets.step_page import StepPage

_WIDTH = 760


class KeysPage(FocusFrame):
    """Asks for one thing after another.

    Signals:
        main_requested: The main action of the step.
        back_requested: Back to Settings.
    """

    main_requested = Signal()
    back_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Passphrase and recovery sheet"), max_width=_WIDTH)
        self._content: StepPage | None = None
        self._failure: Callout | None = None
        self.summary = ErrorSummary()
        self.column.addWidget(self.summary)
        self.back_button = DefaultButton(_("Back to Settings"), "arrow-left")
        self.main_button = PrimaryButton(_("Continue"), trailing="arrow-right")
        self.add_left(self.back_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)
        self.main_button.clicked.connect(self.main_requested)
        self.back_button.clicked.connect(self.back_requested)

    def attach(self, presenter: KeysPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.main_requested.connect(presenter.go_on)
        self.back_requested.connect(presenter.go_back)
        self.destroyed.connect(presenter.leave)

    def show_change(self, *, with_sheet: bool) -> None:
        """Ask for the passphrase of today, or the sheet, and for the new one."""
        content = ChangeStep(with_sheet=with_sheet)
        content.other_words_requested.connect(self._presenter.make_other_words)
        content.own_requested.connect(self._presenter.use_own)
        content.own_edited.connect(self._presenter.rate_own)
        for edit in (content.typed_edit, content.again_passphrase.passphrase_edit):
            edit.returnPressed.connect(self.main_requested)
        self._show(content, _("Change the passphrase"))

    def show_ask(self) -> None:
        """Ask for the passphrase before a new sheet is made."""
        content = AskStep()
        content.passphrase.submitted.connect(self.main_requested)
        self._show(content, _("Make a new sheet"))

    def show_sheet(self, groups: Sequence[str]) -> None:
        """Show the new key."""
        content = RecoveryStep(groups)
        content.print_requested.connect(self._on_print_requested)
        content.save_requested.connect(self._presenter.save_sheet)
        self._show(content, _("I have written it down"))

    def show_type_back(self) -> None:
        """Ask for all of the new key."""
        content = KeyStep(
            _("Check what you wrote down"),
            _(
                "Look at your paper, not at the screen. All of the key is asked for, because the "
                "sheet before it stops working then."
            ),
            _("Look at the key again"),
        )
        content.look_button.clicked.connect(self._presenter.look_again)
        content.key_edit.returnPressed.connect(self.main_requested)
        self._show(content, _("Use this sheet"), back=_("Back to the key"))

    def show_try(self) -> None:
        """Ask for the key on the sheet."""
        content = KeyStep(
            _("Try your recovery sheet"),
            _("It is only looked at: nothing changes, and your passphrase stays."),
        )
        content.key_edit.returnPressed.connect(self.main_requested)
        self._show(content, _("Try it"))

    def show_done(self, title: str, words: str) -> None:
        """Say what was done."""
        self._show(DoneStep(title, words), _("Back to Settings"))
        self.back_button.hide()

    def show_words(self, words: Sequence[str]) -> None:
        """Show five words."""
        if isinstance(self._content, ChangeStep):
            self._content.show_words(words)

    def show_own(self, own: bool) -> None:
        """Take a passphrase of one's own instead, or the words after all."""
        if isinstance(self._content, ChangeStep):
            self._clear_problems()
            self._content.set_own(own)

    def show_strength(self, words: str, *, enough: bool) -> None:
        """Say how strong a passphrase is."""
        if isinstance(self._content, ChangeStep):
            self._content.show_strength(words, enough=enough)

    def show_problems(self, problems: Problems) -> None:
        """Say what is missing, at the top and beside the fields."""
        self._clear_problems()
        if self._content is not None:
            fields = self._content.fields()
            self.summary.show_problems([(fields[key], words) for key, words in problems])

    def show_failure(self, happened: str, words: str) -> None:
        """Something stands in the way."""
        self._clear_problems()
        self._failure = Callout("warn", happened, words)
        self.column.insertWidget(0, self._failure)
        self.body.scroll_to(self._failure)

    def show_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        self.main_button.set_busy(bool(words))
        if isinstance(self._content, ChangeStep):
            self._content.show_progress(words)

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where the sheet was saved, or why it was not."""
        if isinstance(self._content, RecoveryStep):
            self._content.show_saved(words, kept=kept)

    def own_passphrase(self) -> str:
        """The passphrase of one's own as it stands; hold it no longer than needed."""
        content = self._content
        return content.own_passphrase.text() if isinstance(content, ChangeStep) else ""

    def take_typed(self) -> tuple[str, str]:
        """The passphrase of one's own, and what was typed to repeat it or the words."""
        content = self._content
        return content.take_typed() if isinstance(content, ChangeStep) else ("", "")

    def take_secret(self) -> tuple[str, bool]:
        """Passphrase or key that was typed, and whether it is the key on a sheet."""
        match self._content:
            case ChangeStep() as content:
                return content.take_current(), content.by_sheet
            case AskStep() as content:
                return content.take(), False
            case KeyStep() as content:
                return content.take(), True
            case _:
                return "", False

    def first_focus(self) -> QWidget | None:
        """The first field of the step, or the main button."""
        focus = self._content.first_focus() if self._content is not None else None
        return focus or self.main_button

    def on_command(self, command_id: str) -> bool:
        """Back leads to Settings, or from typing back to the key."""
        if command_id == "back":
            self.back_requested.emit()
            return True
        return False

    def _show(self, content: StepPage, verb: str, back: str = "") -> None:
        self._clear_problems()
        before, self._content = self._content, content
        if before is not None:
            if isinstance(before, ChangeStep):
                before.forget()
            before.hide()
            self.column.removeWidget(before)
            before.deleteLater()
        self.column.addWidget(content)
        content.show()  # a layout shows it later, but what is hidden takes no focus
        self.main_button.set_words(verb)
        self.back_button.set_words(back or _("Back to Settings"))
        self.setAccessibleName(content.title)
        self.body.verticalScrollBar().setValue(0)
        focus = self.first_focus()
        if focus is not None and self.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_problems(self) -> None:
        self.summary.show_problems([])
        if self._content is not None:
            self._content.clear_errors()
        if self._failure is not None:
            self._failure.hide()
            self._failure.deleteLater()
            self._failure = None

    def _on_print_requested(self) -> None:
        if isinstance(self._content, RecoveryStep):
            from estip_desktop.ui.widgets.key_printing import print_recovery_key  # noqa: PLC0415 - seldom

            print_recovery_key(self._content.groups, self)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; ``task`` is ``passphrase``, ``sheet`` or ``try``."""
    page = KeysPage()
    presenter = KeysPresenter(page, shell, arguments.get("task", "passphrase"))
    page.attach(presenter)
    page.concern_requested.connect(shell.open_concern)
    page.lock_requested.connect(shell.lock)
    presenter.show()
    return page
