"""Change the passphrase, make a new sheet, try the one there is; nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol

from estip_desktop.errors import (
    EstipError,
    InputRefusedError,
    SecretRefusedError,
    TryLaterError,
)
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.passphrase_words import strength_words, wait_words
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.sheet_saving import save_sheet
from estip_desktop.vault import PreparedKey

Problems = Sequence[tuple[str, str]]


class Stage(StrEnum):
    """Where somebody is."""

    CHANGE = "change"
    ASK = "ask"
    SHEET = "sheet"
    TYPE_BACK = "type-back"
    TRY = "try"
    DONE = "done"


_FIRST = {"passphrase": Stage.CHANGE, "sheet": Stage.ASK, "try": Stage.TRY}


class KeysView(Protocol):
    """What the page can show and hand over."""

    def show_change(self, *, with_sheet: bool) -> None:
        """Ask for the passphrase of today, or the sheet, and for the new one."""
        ...

    def show_ask(self) -> None:
        """Ask for the passphrase before a new sheet is made."""
        ...

    def show_sheet(self, groups: Sequence[str]) -> None:
        """Show the new key."""
        ...

    def show_type_back(self) -> None:
        """Ask for all of the new key."""
        ...

    def show_try(self) -> None:
        """Ask for the key on the sheet."""
        ...

    def show_done(self, title: str, words: str) -> None:
        """Say what was done."""
        ...

    def show_words(self, words: Sequence[str]) -> None:
        """Show words that were made."""
        ...

    def show_own(self, own: bool) -> None:
        """Take a passphrase of one's own instead, or the words after all."""
        ...

    def show_strength(self, words: str, *, enough: bool) -> None:
        """Say how strong a passphrase is."""
        ...

    def show_problems(self, problems: Problems) -> None:
        """Say what is missing, at the top and beside the fields."""
        ...

    def show_failure(self, happened: str, words: str) -> None:
        """Say what stands in the way."""
        ...

    def show_busy(self, words: str) -> None:
        """Say what is being done; empty words end it."""
        ...

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where the sheet was saved, or why it was not."""
        ...

    def own_passphrase(self) -> str:
        """The passphrase of one's own as it stands."""
        ...

    def take_typed(self) -> tuple[str, str]:
        """The passphrase of one's own, and what was typed to repeat it or the words."""
        ...

    def take_secret(self) -> tuple[str, bool]:
        """Passphrase or key that was typed, and whether it is the key on a sheet."""
        ...


class KeysPresenter(PagePresenter):
    """Lead through one of the three.

    Args:
        view: The page.
        shell: The window.
        task: ``passphrase``, ``sheet`` or ``try``.
    """

    def __init__(self, view: KeysView, shell: Navigator, task: str) -> None:
        super().__init__(shell)
        self._view = view
        self.stage = _FIRST.get(task, Stage.CHANGE)
        self._words = ""
        self._is_own = False
        self._busy = False
        self._prepared: PreparedKey | None = None

    def show(self) -> None:
        """Show the first page."""
        match self.stage:
            case Stage.ASK:
                self._view.show_ask()
            case Stage.TRY:
                self._view.show_try()
            case _:
                by_sheet = self.services.vault.notices.by_recovery_key
                self._view.show_change(with_sheet=by_sheet)
                self.make_other_words()

    def go_on(self) -> None:
        """Do the main action of the page."""
        if self._busy:
            return
        match self.stage:
            case Stage.CHANGE:
                self._change()
            case Stage.ASK:
                self._prepare()
            case Stage.SHEET:
                self.stage = Stage.TYPE_BACK
                self._view.show_type_back()
            case Stage.TYPE_BACK:
                self._finish()
            case Stage.TRY:
                self._try()
            case Stage.DONE:
                self.go_back()

    def go_back(self) -> None:
        """Back to Settings; from typing back, to the key."""
        if self._busy:
            return
        if self.stage is Stage.TYPE_BACK:
            self.look_again()
        else:
            self._prepared = None
            self.shell.open("settings")

    def look_again(self) -> None:
        """Show the new key once more."""
        if self._prepared is not None:
            self.stage = Stage.SHEET
            self._view.show_sheet(self._prepared.printed.split("-"))

    def make_other_words(self) -> None:
        """Five other words."""
        self._words = self.services.keys.generate_passphrase()
        self._view.show_words(self._words.split())

    def use_own(self, own: bool) -> None:
        """A passphrase of one's own, or the words after all."""
        self._is_own = own
        self._view.show_own(own)

    def rate_own(self) -> None:
        """Say how strong the passphrase is that is being typed."""
        typed, keys = self._view.own_passphrase(), self.services.keys
        if not typed:
            self._view.show_strength("", enough=False)
            return
        self.run(
            lambda: keys.passphrase_problem(typed),
            lambda problem: self._view.show_strength(strength_words(problem), enough=not problem),
        )

    def save_sheet(self, folder: str) -> None:
        """Write the sheet on a disk that was plugged in."""
        if self._prepared is not None:
            save_sheet(
                self,
                self._prepared.printed,
                folder,
                lambda words, kept: self._view.show_saved(words, kept=kept),
            )

    def _change(self) -> None:
        new = self._new_passphrase()
        if not new:
            return
        current, by_sheet = self._view.take_secret()
        if not current.strip():
            words = _("Type your recovery key.") if by_sheet else _("Type your passphrase.")
            self._view.show_problems([("current", words)])
            return
        keys = self.services.keys
        self._start(
            _("Changing the passphrase… some seconds"),
            lambda: (keys.recover if by_sheet else keys.change_passphrase)(current, new),
            lambda _nothing: self._done(
                _("Your passphrase is changed"),
                _("From now on only the new one opens your records. Your sheet stays as it is."),
            ),
            "current",
        )

    def _new_passphrase(self) -> str:
        """The passphrase to use, or empty after saying what is missing."""
        own, again = self._view.take_typed()
        if not self._is_own:
            if again.lower().split() == self._words.split():
                return self._words
            self._view.show_problems([("typed", _("Type the five words as they stand above"))])
        elif not own:
            self._view.show_problems([("own", _("Enter a passphrase"))])
        elif own != again:
            self._view.show_problems([("again", _("Type the same passphrase again"))])
        else:
            return own
        return ""

    def _prepare(self) -> None:
        passphrase, _by_sheet = self._view.take_secret()
        if not passphrase.strip():
            self._view.show_problems([("current", _("Type your passphrase."))])
            return
        keys = self.services.keys
        self._start(
            _("Making a new key… about 2 seconds"),
            lambda: keys.prepare_sheet(passphrase),
            self._show_prepared,
            "current",
        )

    def _show_prepared(self, prepared: PreparedKey) -> None:
        self._prepared = prepared
        self.look_again()

    def _finish(self) -> None:
        typed, _by_sheet = self._view.take_secret()
        prepared, keys = self._prepared, self.services.keys
        if prepared is None or not typed.strip():
            self._view.show_problems([("key", _("Type the key from your new sheet."))])
            return
        self._start(
            _("Putting the new key in place…"),
            lambda: keys.finish_sheet(prepared, typed),
            lambda _nothing: self._done(
                _("The new sheet works"),
                _("The sheet before it stopped working: tear it up. Keep the new one away."),
            ),
            "key",
        )

    def _try(self) -> None:
        typed, _by_sheet = self._view.take_secret()
        if not typed.strip():
            self._view.show_problems([("key", _("Type the key from your sheet."))])
            return
        keys = self.services.keys
        self._start(_("Trying the key…"), lambda: keys.try_sheet(typed), self._tried, "key")

    def _tried(self, works: bool) -> None:
        if works:
            self._done(
                _("Your sheet works"),
                _("Today is kept as the day you last tried it. Put the sheet away again."),
            )
        else:
            words = _("This key does not open these records. Is it the sheet of other records?")
            self._view.show_problems([("key", words)])

    def _done(self, title: str, words: str) -> None:
        self.stage = Stage.DONE
        self._words = ""
        self._prepared = None
        self._view.show_done(title, words)

    def _start(
        self, words: str, work: Callable[[], Any], then: Callable[[Any], None], field: str
    ) -> None:
        """Do the work of a page; what is wrong with a secret is said at this field."""

        def succeeded(result: object) -> None:
            self._busy = False
            self._view.show_busy("")
            then(result)

        def failed(error: Exception) -> None:
            self._busy = False
            self._view.show_busy("")
            self._failed(error, field)

        self._busy = True
        self._view.show_busy(words)
        self.run(work, succeeded, failed)

    def _failed(self, error: Exception, field: str) -> None:
        if isinstance(error, SecretRefusedError):
            self._view.show_problems([(field, _refused(error, field))])
        elif isinstance(error, TryLaterError):
            self._view.show_problems([(field, wait_words(error.wait_s))])
        elif isinstance(error, InputRefusedError) and error.detail.startswith("passphrase-"):
            new = "own" if self._is_own else "typed"
            self._view.show_problems([(new, _unsuitable(error.detail))])
        elif isinstance(error, EstipError):
            from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

            message = message_for(error)
            safe = _("What opened your records before still opens them.")
            self._view.show_failure(message.happened, f"{safe} {message.next_step}".strip())
        else:
            raise error


def _refused(error: SecretRefusedError, field: str) -> str:
    if error.detail == "recovery-key-mistyped":
        return _("That is mistyped. Check each group against your sheet: nine groups of four.")
    if error.detail in {"recovery", "slot"} or field == "key":
        return _("That is not the key. Check each group against your sheet.")
    return _("That passphrase did not work. Check Caps Lock and try again.")


def _unsuitable(detail: str) -> str:
    if detail == "passphrase-unchanged":
        return _("That is the passphrase you have now. Choose another one")
    return _("Choose a stronger passphrase: four or five words that do not belong together")
