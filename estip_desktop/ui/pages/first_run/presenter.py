"""What first run asks, checks and makes."""

from __future__ import annotations

import secrets

from estip_desktop.casework.service import NATION
from estip_desktop.errors import EstipError, InputRefusedError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.first_run.making import Made, make
from estip_desktop.ui.pages.first_run.model import (
    BACK,
    FIRST_RUN,
    NO_NATION,
    UNCHECKED,
    Owner,
    Step,
    same_group,
    same_words,
)
from estip_desktop.ui.pages.first_run.view import FirstRunView
from estip_desktop.ui.passphrase_words import strength_words
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.sheet_saving import save_sheet
from estip_desktop.vault.model import checked_label


class FirstRunPresenter(PagePresenter):
    """Lead from an empty laptop to records that only their owner can open."""

    def __init__(self, view: FirstRunView, shell: Navigator, *, resume: bool = False) -> None:
        super().__init__(shell)
        self._view = view
        self._resume = resume
        self._step = Step.WELCOME
        self._owner = Owner()
        self._words = ""
        self._is_own = False
        self._made: Made | None = None
        self._asked_group = 0
        self._busy = False

    @property
    def step(self) -> Step:
        """Where somebody is."""
        return self._step

    @property
    def has_force_key(self) -> bool:
        """Whether the force's recovery key will open the records as well."""
        return bool(self.shell.context.content.profile().recovery_recipient)

    def show(self) -> None:
        """Show the first page, or go on where an earlier run stopped."""
        if not self._resume:
            self._go(Step.WELCOME)
            return
        casework = self.services.casework
        self.run(lambda: casework.setting(FIRST_RUN), self._resumed)

    def go_on(self) -> None:
        """Do the main action of the page."""
        match self._step:
            case Step.WELCOME:
                self._go(Step.KEEPS)
            case Step.KEEPS:
                self._go(Step.WHO)
            case Step.WHO:
                self._keep_owner()
            case Step.PASSPHRASE:
                self._make_records()
            case Step.RECOVERY:
                self._ask_for_group()
            case Step.RECOVERY_CHECK:
                self._check_group()
            case Step.NOT_CHECKED:
                self._remember(NO_NATION)
                self._go(Step.NATION)
            case Step.NATION:
                self._keep_nation()

    def go_back(self) -> None:
        """One page back, or out; nothing was written before the records exist."""
        if self._busy:
            return
        if self._step is Step.WHO:
            self._owner = self._view.owner()
        if self._step is Step.RECOVERY_CHECK:
            self.look_again()
        elif self._step in BACK:
            self._go(BACK[self._step])

    def restore_backup(self) -> None:
        """Bring records back instead of setting up new ones."""
        self.shell.open("repair")

    def leave_setup(self) -> None:
        """Back to the lock page; only before anything was made."""
        if self._made is None and not self._busy:
            self.shell.open("unlock")

    def show_urgent(self) -> None:
        """The help numbers, without losing what is on the page."""
        self._view.show_urgent(self.shell.context.urgent_numbers(None))

    def make_other_words(self) -> None:
        """Five other words."""
        self._words = self.shell.context.vaults.generate_passphrase()
        self._view.show_words(self._words.split())

    def use_own(self, own: bool) -> None:
        """A passphrase of one's own, or the words after all."""
        self._is_own = own
        self._view.show_own(own)

    def rate_own(self) -> None:
        """Say how strong the passphrase is that is being typed."""
        typed, owner, vaults = self._view.own_passphrase(), self._owner, self.shell.context.vaults
        if not typed:
            self._view.show_strength("", enough=False)
            return
        self.run_long(
            lambda _progress, _cancel: vaults.passphrase_problem(typed, owner.label, owner.name),
            self._rated,
            lane="pool",
        )

    def _rated(self, problem: str) -> None:
        self._view.show_strength(strength_words(problem), enough=not problem)

    def save_sheet(self, folder: str) -> None:
        """Write the sheet on a disk that was plugged in."""
        if self._made is not None:
            save_sheet(
                self,
                "-".join(self._made.groups),
                folder,
                lambda words, kept: self._view.show_saved(words, kept=kept),
            )

    def look_again(self) -> None:
        """Show the recovery key once more, while these records are still being set up."""
        if self._made is not None:
            self._step = Step.RECOVERY
            self._view.show_recovery(self._made.groups)

    def _go(self, step: Step) -> None:
        self._step = step
        self._view.show_step(step, self._owner)
        if step is Step.PASSPHRASE:
            self._is_own = False
            self.make_other_words()

    def _resumed(self, left: str) -> None:
        if left == UNCHECKED:
            self._go(Step.NOT_CHECKED)
        elif left == NO_NATION:
            self._go(Step.NATION)
        else:
            self._finish()

    def _keep_owner(self) -> None:
        self._owner = owner = self._view.owner()
        problems = []
        if not owner.kind:
            problems.append(("kind", _("Choose whose records these are")))
        if not owner.label:
            problems.append(("label", _("Enter a label for the lock page, for example Van 2")))
        elif not _is_label(owner.label):
            words = _("Type the label anew: it holds characters that cannot be seen")
            problems.append(("label", words))
        if not owner.name:
            problems.append(("name", _("Enter your name, as colleagues know you")))
        if owner.label and owner.name and owner.name.lower() in owner.label.lower():
            problems.append(("label", _("Enter a label without your name: anybody can read it")))
        if problems:
            self._view.show_problems(problems)
        else:
            self._go(Step.PASSPHRASE)

    def _make_records(self) -> None:
        if self._busy:
            return
        passphrase = self._checked_passphrase()
        if not passphrase:
            return
        self._busy = True
        self._view.show_busy(_("Making your records…"))
        context, owner = self.shell.context, self._owner
        self.run_long(
            lambda progress, cancel: make(context, owner, passphrase, progress, cancel),
            self._made_records,
            self._not_made,
            on_progress=lambda words, _share: self._view.show_busy(words),
            after_leaving=lambda made: self.shell.hold(made.vault, made.services),
        )

    def _checked_passphrase(self) -> str:
        """The passphrase to use, or empty after saying what is missing."""
        own, again = self._view.take_typed()
        if not self._is_own:
            if same_words(again, self._words):
                return self._words
            self._view.show_problems([("typed", _("Type the five words as they stand above"))])
            return ""
        if not own:
            self._view.show_problems([("own", _("Enter a passphrase"))])
        elif own != again:
            self._view.show_problems([("again", _("Type the same passphrase again"))])
        else:
            return own
        return ""

    def _made_records(self, made: Made) -> None:
        self._busy = False
        self._words = ""
        self._made = made
        self.shell.hold(made.vault, made.services, resume="1")
        self._view.show_busy("")
        self._step = Step.RECOVERY
        self._view.show_recovery(made.groups)

    def _not_made(self, error: Exception) -> None:
        self._busy = False
        self._view.show_busy("")
        if isinstance(error, InputRefusedError) and error.detail.startswith("passphrase-"):
            words = _(
                "Choose a stronger passphrase: four or five words that do not belong together"
            )
            self._view.show_problems([("own" if self._is_own else "typed", words)])
            return
        if not isinstance(error, EstipError):
            raise error
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        message = message_for(error)
        self._view.show_failure(message.happened, f"{message.safe} {message.next_step}".strip())

    def _ask_for_group(self) -> None:
        if self._made is not None:
            self._asked_group = secrets.randbelow(len(self._made.groups))
            self._step = Step.RECOVERY_CHECK
            self._view.show_recovery_check(self._asked_group + 1)

    def _check_group(self) -> None:
        if self._made is None:
            return
        if same_group(self._view.typed_group(), self._made.groups[self._asked_group]):
            self._remember(NO_NATION)
            self._go(Step.NATION)
            return
        words = _("That is not group {number}. Check your paper, or look at the key again")
        self._view.show_problems([("group", words.format(number=self._asked_group + 1))])

    def _keep_nation(self) -> None:
        nation = self._view.nation()
        if not nation:
            self._view.show_problems([("nation", _("Choose the nation you work in"))])
            return
        casework = self.services.casework

        def keep() -> None:
            casework.set_setting(NATION, nation)
            casework.set_setting(FIRST_RUN, "")
            casework.remember_place(None)

        self.run_once(keep, lambda _done: self._finish())

    def _finish(self) -> None:
        self.shell.open("today" if self.services.desk is None else "inbox")

    def _remember(self, left: str) -> None:
        casework = self.services.casework
        self.run(lambda: casework.set_setting(FIRST_RUN, left))


def _is_label(label: str) -> bool:
    try:
        checked_label(label)
    except InputRefusedError:
        return False
    return True
