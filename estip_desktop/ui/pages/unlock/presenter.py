"""Open a vault, or say plainly why it stays shut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from estip_desktop.errors import EstipError, SecretRefusedError, TryLaterError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:  # the lock page paints before anything that unlocking needs is imported
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.services import UnlockedVault
    from estip_desktop.ui.navigation import Navigator
    from estip_desktop.vault import VaultInfo


class UnlockView(Protocol):
    """What the page can show and hand over."""

    def show_vaults(self, vaults: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer id and label of each vault."""
        ...

    def show_reason(self, words: str) -> None:
        """Say why the window before this one locked."""
        ...

    def show_recovery(self, on: bool) -> None:
        """Ask for the recovery key instead of the passphrase, or the other way round."""
        ...

    def show_busy(self, words: str) -> None:
        """Work is under way; empty words end it."""
        ...

    def show_refused(self, words: str) -> None:
        """The secret was wrong: say so at the field, empty and focus it."""
        ...

    def show_wait(self, words: str) -> None:
        """Say how long to wait, and ask again every second; empty words end it."""
        ...

    def show_failure(
        self, happened: str, words: str, actions: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Something else stands in the way; empty takes it back."""
        ...

    def show_other_trouble(self, words: str, action: tuple[str, str]) -> None:
        """Other records of this laptop cannot be opened; empty takes it back."""
        ...

    def take_secret(self) -> str:
        """What was typed; the field is empty afterwards."""
        ...


class UnlockPresenter(PagePresenter):
    """Ask for the passphrase of one of the vaults on this laptop."""

    def __init__(self, view: UnlockView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._vaults: dict[str, VaultInfo] = {}
        self._chosen = ""
        self._recovering = False
        self._busy = False

    def show(self) -> None:
        """Say what can be said before any vault is looked at."""
        because = self.shell.context.locked_because
        if because:
            from estip_desktop.ui.pages.unlock.words import reason  # noqa: PLC0415 - not at a start

            self._view.show_reason(reason(because))

    def list_vaults(self) -> None:
        """Name the vaults; this comes once the page has painted."""
        if self._vaults:
            return
        context = self.shell.context
        self._vaults = {info.id: info for info in context.vaults.list()}
        if self._vaults:
            known = context.preferred_vault in self._vaults
            self._chosen = context.preferred_vault if known else self._first_sound()
        self._list()
        self._look()

    def choose(self, vault_id: str) -> None:
        """Another vault is meant."""
        self._chosen = vault_id
        self._look()

    def act(self, wish: str) -> None:
        """Do something about what stands in the way."""
        from estip_desktop.ui.pages.unlock import words  # noqa: PLC0415 - only when needed

        if wish == words.REPAIR:
            self.shell.open(words.REPAIR, vault=self._chosen)
        elif wish == words.LOOK_AGAIN:
            self._vaults = {info.id: info for info in self.shell.context.vaults.list()}
            self._list()
            self._look()
        else:
            self._chosen = wish.removeprefix(words.LOOK_AT)
            self._list()
            self._look()

    def look_at_wait(self) -> None:
        """Say how long it is until a secret may be tried."""
        left_s = self._wait_s()
        if not left_s:
            self._view.show_wait("")
            return
        from estip_desktop.ui.pages.unlock.words import waiting  # noqa: PLC0415 - only when needed

        self._view.show_wait(waiting(left_s))

    def ask_for_recovery_key(self, on: bool) -> None:
        """Unlock with the recovery sheet, or with the passphrase after all."""
        self._recovering = on
        self._view.show_recovery(on)

    def unlock(self) -> None:
        """Try what was typed; the key derivation takes a second or two, off the window's thread."""
        self.list_vaults()
        if self._busy or self._chosen not in self._vaults:
            return
        if self._wait_s():  # what was typed stays: it may be right
            self.look_at_wait()
            return
        secret = self._view.take_secret()
        if not secret.strip():
            words = _("Type your recovery key.") if self._recovering else _("Type your passphrase.")
            self._view.show_refused(words)
            return
        self._busy = True
        self._view.show_busy(_("Unlocking… about 2 seconds"))
        vaults, vault_id, recovering = self.shell.context.vaults, self._chosen, self._recovering

        def open_vault(progress: Progress, _cancel: Cancel) -> UnlockedVault:
            if recovering:
                return vaults.unlock_with_recovery_key(vault_id, secret, progress)
            return vaults.unlock(vault_id, secret, progress)

        self.run_long(open_vault, self._opened, self._failed)

    def open_urgent(self) -> None:
        """Show the help numbers."""
        self.shell.open("urgent", back="unlock")

    def set_up_others(self) -> None:
        """Make further records on this laptop."""
        self.shell.open("first_run", again="1")

    def _opened(self, vault: UnlockedVault) -> None:
        self._busy = False
        self.shell.unlocked(vault)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._view.show_busy("")
        if isinstance(error, SecretRefusedError):
            words, left_s = self._refused(error), self._wait_s()
            if left_s:
                from estip_desktop.ui.pages.unlock.words import wait_first  # noqa: PLC0415 - on need

                words = f"{words} {wait_first(left_s)}"
            self._view.show_refused(words)
            self.look_at_wait()
            return
        if isinstance(error, TryLaterError):
            self.look_at_wait()
            return
        if not isinstance(error, EstipError):
            raise error
        from estip_desktop.ui.pages.unlock.words import trouble  # noqa: PLC0415 - only when needed

        self._view.show_failure(*trouble(error))

    def _refused(self, error: SecretRefusedError) -> str:
        if not self._recovering:
            return _("That passphrase did not work. Check Caps Lock and try again.")
        if error.detail == "recovery-key-mistyped":
            return _("That is mistyped. Check each group against your sheet: nine groups of four.")
        return _("That recovery key did not work. Check each group against your sheet.")

    def _wait_s(self) -> int:
        return math.ceil(self.shell.context.vaults.wait_s(self._chosen))

    def _first_sound(self) -> str:
        ready = [each.id for each in self._vaults.values() if each.state == "ready"]
        return ready[0] if ready else next(iter(self._vaults))

    def _list(self) -> None:
        infos = self._vaults.values()
        if all(each.state == "ready" for each in infos):
            self._view.show_vaults([(each.id, each.label) for each in infos], self._chosen)
            return
        from estip_desktop.ui.pages.unlock.words import name_of  # noqa: PLC0415 - only when needed

        self._view.show_vaults(
            [(each.id, name_of(each.label, each.state != "ready")) for each in infos], self._chosen
        )

    def _look(self) -> None:
        """Say at once what stands in the way, of the chosen records and of others."""
        chosen = self._vaults.get(self._chosen)
        if chosen is None:
            return
        self.shell.set_exercise(chosen.kind == "exercise")
        self.look_at_wait()
        bad = [each.id for each in self._vaults.values() if each.state != "ready"]
        if not bad:
            self._view.show_failure("", "")
            self._view.show_other_trouble("", ("", ""))
            return
        from estip_desktop.ui.pages.unlock import words  # noqa: PLC0415 - only when needed

        error = self.shell.context.vaults.trouble(self._chosen)
        self._view.show_failure(*(("", "") if error is None else words.trouble(error)))
        others = [each for each in bad if each != self._chosen]
        self._view.show_other_trouble(
            words.others_in_trouble(len(others)) if others else "",
            (words.LOOK_AT + others[0], _("Look at them")) if others else ("", ""),
        )
