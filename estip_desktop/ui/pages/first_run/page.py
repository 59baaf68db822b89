"""First run as a page: one step at a time, Back on the left, one button on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from estip_desktop.kernel.i18n import _
from estip_desktop.services import Contact
from estip_desktop.ui.frames import FocusFrame
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.first_run.model import BACK, NUMBERS, PAGE_COUNT, Owner, Step
from estip_desktop.ui.pages.first_run.presenter import FirstRunPresenter
from estip_desktop.ui.pages.first_run.steps import (
    KeepsStep,
    NationStep,
    NotCheckedStep,
    UrgentPanel,
    WelcomeStep,
    WhoStep,
)
from estip_desktop.ui.pages.first_run.view import Problems
from estip_desktop.ui.widgets.buttons import DefaultButton, PrimaryButton, QuietButton
from estip_desktop.ui.widgets.callout import Callout
from estip_desktop.ui.widgets.error_summary import ErrorSummary
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.secret_steps import (
    PassphraseStep,
    RecoveryCheckStep,
    RecoveryStep,
)
from estip_desktop.ui.widgets.step_page import StepPage

_WIDTH = 760


class FirstRunPage(FocusFrame):
    """Sets up records in six short pages.

    Args:
        again: Other records exist on this laptop, so there is a way back to the lock page.

    Signals:
        main_requested: The main action of the step.
        back_requested: One step back.
        cancel_requested: Back to the lock page.
        urgent_requested: The help numbers are wanted.
        restore_requested: Records should come back from a backup.
    """

    main_requested = Signal()
    back_requested = Signal()
    cancel_requested = Signal()
    urgent_requested = Signal()
    restore_requested = Signal()

    def __init__(self, *, again: bool) -> None:
        super().__init__(show_status=False, show_concern=False, show_lock=False, max_width=_WIDTH)
        self._again = again
        self._step = Step.WELCOME
        self._content: StepPage | None = None
        self._panel: UrgentPanel | None = None
        self._failure: Callout | None = None
        self.summary = ErrorSummary()
        self.compact_line = Text("", "line")
        self.body.column.addWidget(self.compact_line)
        self.body.column.addWidget(self.summary)
        self.back_button = DefaultButton(_("Back"), "arrow-left")
        self.cancel_button = QuietButton(_("Cancel"))
        self.urgent_button = QuietButton(_("Urgent help numbers"), "phone-call")
        self.restore_button = QuietButton(_("I have a backup"))
        self.main_button = PrimaryButton(_("Continue"), trailing="arrow-right")
        self.add_left(self.back_button)
        self.add_left(self.cancel_button)
        self.add_left(self.restore_button)
        self.add_right(self.urgent_button)
        self.add_right(self.main_button)
        self.set_main_button(self.main_button)
        self.main_button.clicked.connect(self.main_requested)
        self.back_button.clicked.connect(self._on_back_button_clicked)
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.urgent_button.clicked.connect(self.urgent_requested)
        self.restore_button.clicked.connect(self.restore_requested)
        self.width_class_changed.connect(self._place_line)
        self._place_line(self.width_class)

    def attach(self, presenter: FirstRunPresenter) -> None:
        """Let `presenter` answer this page, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.main_requested.connect(presenter.go_on)
        self.back_requested.connect(presenter.go_back)
        self.cancel_requested.connect(presenter.leave_setup)
        self.urgent_requested.connect(presenter.show_urgent)
        self.restore_requested.connect(presenter.restore_backup)
        self.destroyed.connect(presenter.leave)

    def show_step(self, step: Step, owner: Owner) -> None:
        """Show a step that needs nothing but what was said before."""
        match step:
            case Step.WELCOME:
                content: StepPage = WelcomeStep()
            case Step.KEEPS:
                content = KeepsStep(force_key=self._presenter.has_force_key)
            case Step.WHO:
                content = WhoStep(owner)
            case Step.PASSPHRASE:
                content = self._passphrase_step()
            case Step.NOT_CHECKED:
                content = NotCheckedStep()
            case _:
                content = NationStep()
        self._show(step, content)

    def show_recovery(self, groups: Sequence[str]) -> None:
        """Show the recovery key."""
        content = RecoveryStep(groups)
        content.print_requested.connect(self._on_print_requested)
        content.save_requested.connect(self._presenter.save_sheet)
        self._show(Step.RECOVERY, content)

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where the sheet was saved, or why it was not."""
        if isinstance(self._content, RecoveryStep):
            self._content.show_saved(words, kept=kept)

    def show_recovery_check(self, number: int) -> None:
        """Ask for one group of it, counted from 1."""
        content = RecoveryCheckStep(number)
        content.look_again_requested.connect(self.back_requested)
        self._show(Step.RECOVERY_CHECK, content)

    def show_urgent(self, contacts: Sequence[Contact]) -> None:
        """Lay the help numbers over the step; Back takes them away."""
        if self._panel is not None or self._content is None:
            return
        self._panel = UrgentPanel(contacts)
        self._content.hide()
        self.body.column.addWidget(self._panel)
        self._panel.show()
        self._dress_bar()
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_words(self, words: Sequence[str]) -> None:
        """Show five words."""
        if isinstance(self._content, PassphraseStep):
            self._content.show_words(words)
            self._focus_content()

    def show_own(self, own: bool) -> None:
        """Take a passphrase of one's own instead, or the words after all."""
        if isinstance(self._content, PassphraseStep):
            self._clear_problems()
            self._content.set_own(own)
            self._focus_content()

    def show_strength(self, words: str, *, enough: bool) -> None:
        """Say how strong a passphrase is."""
        if isinstance(self._content, PassphraseStep):
            self._content.show_strength(words, enough=enough)

    def show_problems(self, problems: Problems) -> None:
        """Say what is missing, at the top and beside the fields."""
        self._clear_problems()
        if self._content is not None:
            fields = self._content.fields()
            self.summary.show_problems([(fields[key], words) for key, words in problems])

    def show_failure(self, happened: str, words: str) -> None:
        """Something stands in the way of making the records."""
        self._clear_problems()
        self._failure = Callout("warn", happened, words)
        self.body.column.insertWidget(0, self._failure)
        self.body.scroll_to(self._failure)

    def show_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        self.main_button.set_busy(bool(words))
        if isinstance(self._content, PassphraseStep):
            self._content.show_progress(words)

    def owner(self) -> Owner:
        """What stands on the third page."""
        return self._content.owner() if isinstance(self._content, WhoStep) else Owner()

    def nation(self) -> str:
        """The nation picked, or empty."""
        return self._content.nation() if isinstance(self._content, NationStep) else ""

    def typed_group(self) -> str:
        """The group typed back."""
        content = self._content
        return content.group_edit.text() if isinstance(content, RecoveryCheckStep) else ""

    def own_passphrase(self) -> str:
        """The passphrase of one's own as it stands; hold it no longer than needed."""
        content = self._content
        return content.own_passphrase.text() if isinstance(content, PassphraseStep) else ""

    def take_typed(self) -> tuple[str, str]:
        """The passphrase of one's own, and what was typed to repeat it or the words."""
        content = self._content
        return content.take_typed() if isinstance(content, PassphraseStep) else ("", "")

    def first_focus(self) -> QWidget | None:
        """The first field of the step, or the main button."""
        focus = self._content.first_focus() if self._content is not None else None
        return focus or self.main_button

    def on_command(self, command_id: str) -> bool:
        """Immediate concern shows the numbers without leaving the step."""
        if command_id == "concern":
            self.urgent_requested.emit()
            return True
        if command_id == "back":
            self._on_back_button_clicked()
            return True
        return False

    def _show(self, step: Step, content: StepPage) -> None:
        self._clear_problems()
        self._close_panel()
        before, self._content, self._step = self._content, content, step
        if before is not None:
            if isinstance(before, PassphraseStep):
                before.forget()
            before.hide()
            self.body.column.removeWidget(before)
            before.deleteLater()
        self.body.column.addWidget(content)
        content.show()  # a layout shows it later, but what is hidden takes no focus
        line = _("Setting up · {number} of {count}")
        line = line.format(number=NUMBERS[step], count=PAGE_COUNT)
        self.set_line(line)
        self.compact_line.setText(line)
        self.setAccessibleName(content.title)
        self._dress_bar()
        self.body.verticalScrollBar().setValue(0)
        self._focus_content()

    def _place_line(self, width_class: str) -> None:
        """Where room is short the line scrolls with the page instead of standing above it."""
        compact = width_class == "compact"
        self.header.setVisible(not compact)
        self.compact_line.setVisible(compact)

    def _dress_bar(self) -> None:
        words = {
            Step.WELCOME: _("Set up this laptop"),
            Step.PASSPHRASE: _("Make my records"),
            Step.RECOVERY: _("I have written it down"),
            Step.RECOVERY_CHECK: _("Check it"),
            Step.NATION: _("Open my records"),
        }
        panel = self._panel is not None
        self.main_button.set_words(words.get(self._step, _("Continue")))
        self.main_button.setVisible(not panel)
        self.urgent_button.setVisible(not panel)
        self.restore_button.setVisible(self._step is Step.WELCOME and not panel)
        self.back_button.setVisible(panel or self._step in BACK)
        made = self._step not in {Step.WELCOME, Step.KEEPS, Step.WHO, Step.PASSPHRASE}
        self.cancel_button.setVisible(self._again and not made and not panel)

    def _focus_content(self) -> None:
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

    def _close_panel(self) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None

    def _passphrase_step(self) -> PassphraseStep:
        content = PassphraseStep()
        content.other_words_requested.connect(self._presenter.make_other_words)
        content.own_requested.connect(self._presenter.use_own)
        content.own_edited.connect(self._presenter.rate_own)
        for edit in (content.typed_edit, content.again_passphrase.passphrase_edit):
            edit.returnPressed.connect(self.main_requested)
        return content

    def _on_back_button_clicked(self) -> None:
        if self._panel is not None and self._content is not None:
            self._close_panel()
            self._content.show()
            self._dress_bar()
            self._focus_content()
        else:
            self.back_requested.emit()

    def _on_print_requested(self) -> None:
        if isinstance(self._content, RecoveryStep):
            from estip_desktop.ui.widgets.key_printing import (  # noqa: PLC0415 - seldom
                print_recovery_key,
            )

            print_recovery_key(self._content.groups, self)


def build(shell: Navigator, arguments: Mapping[str, str]) -> QWidget:
    """The page; ``again=1`` for further records, ``resume=1`` to finish what was left."""
    page = FirstRunPage(again=arguments.get("again") == "1")
    presenter = FirstRunPresenter(page, shell, resume=arguments.get("resume") == "1")
    page.attach(presenter)
    presenter.show()
    return page
