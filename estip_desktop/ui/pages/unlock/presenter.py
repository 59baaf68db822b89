"""Open a vault, or say plainly why it stays shut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from estip_desktop.errors import EstipError, SecretRefusedError
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui.presenting import PagePresenter

if TYPE_CHECKING:  # the lock page paints before anything that unlocking needs is imported
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.services import UnlockedVault
    from estip_desktop.ui.navigation import Navigator
    from estip_desktop.vault import VaultInfo

USUAL_IDLE_MINUTES = 5


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

    def show_failure(self, happened: str, words: str) -> None:
        """Something else stands in the way."""
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
        self._view.show_reason(_reason(self.shell.context.locked_because))

    def list_vaults(self) -> None:
        """Name the vaults; this comes once the page has painted."""
        if self._vaults:
            return
        context = self.shell.context
        self._vaults = {info.id: info for info in context.vaults.list()}
        if self._vaults:
            known = context.preferred_vault in self._vaults
            self._chosen = context.preferred_vault if known else next(iter(self._vaults))
        unread = _("Records that cannot be read")
        offered = [(info.id, info.label or unread) for info in self._vaults.values()]
        self._view.show_vaults(offered, self._chosen)

    def choose(self, vault_id: str) -> None:
        """Another vault is meant."""
        self._chosen = vault_id

    def ask_for_recovery_key(self, on: bool) -> None:
        """Unlock with the recovery sheet, or with the passphrase after all."""
        self._recovering = on
        self._view.show_recovery(on)

    def unlock(self) -> None:
        """Try what was typed; the key derivation takes a second or two, off the window's thread."""
        self.list_vaults()
        if self._busy or self._chosen not in self._vaults:
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
            self._view.show_refused(
                _("That recovery key did not work. Check each group against your sheet.")
                if self._recovering
                else _("That passphrase did not work. Check Caps Lock and try again.")
            )
            return
        if not isinstance(error, EstipError):
            raise error
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        message = message_for(error)
        self._view.show_failure(message.happened, f"{message.safe} {message.next_step}".strip())


def _reason(locked_because: str) -> str:
    """The words for why the window before this one locked.

    Args:
        locked_because: ``manual``, ``hide``, ``sleep``, ``fault``, or ``idle`` with the minutes it
            waited where they are not the usual five (``idle:15``).
    """
    kind, _colon, minutes = locked_because.partition(":")
    if kind == "idle":
        count = int(minutes) if minutes.isdigit() else USUAL_IDLE_MINUTES
        words = ngettext(
            "Locked itself after {count} minute without activity. Your draft was saved first.",
            "Locked itself after {count} minutes without activity. Your draft was saved first.",
            count,
        )
        return words.format(count=count)
    return {
        "manual": _("Locked. Your work was saved first."),
        "hide": _("Locked. Your work was saved first."),
        "sleep": _("Locked because the laptop went to sleep. Your work was saved first."),
        "fault": _("Something went wrong on our side, so the app locked. Your work is saved."),
    }.get(kind, "")
