"""Asking an owner for the passphrase again before what an unlocked laptop alone must not do.

Exporting, keeping a copy elsewhere, changing keys and erasing ask here. The dialog is found by
name, as pages are, so that a presenter may ask without knowing the window toolkit.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from estip_desktop.errors import EstipError, TryLaterError
from estip_desktop.kernel.i18n import _
from estip_desktop.ui.passphrase_words import wait_words

if TYPE_CHECKING:
    from estip_desktop.ui.navigation import Navigator

_DIALOG = "estip_desktop.ui.widgets.passphrase_dialog"
_open: set[_Asking] = set()


def ask_passphrase(
    shell: Navigator,
    *,
    title: str,
    why: str,
    button: str,
    on_confirmed: Callable[[], None],
) -> None:
    """Ask for the passphrase, then go on; nothing happens if the owner goes back.

    Args:
        shell: The window.
        title: What is about to be done, a few words.
        why: Why it asks, in one sentence.
        button: What the deciding button does (*Export the records*).
        on_confirmed: Called once, on the window's thread, after the passphrase was right.
    """
    _Asking(shell, on_confirmed).begin(title, why, button)


class _Asking:
    """One dialog from its opening to its end."""

    def __init__(self, shell: Navigator, on_confirmed: Callable[[], None]) -> None:
        self._shell = shell
        self._on_confirmed = on_confirmed
        self._visit = shell.visit
        self._dialog: Any = None  # its type would name the window toolkit

    def begin(self, title: str, why: str, button: str) -> None:
        """Open the dialog."""
        module = importlib.import_module(_DIALOG)
        is_exercise = self._shell.services.vault.info.kind == "exercise"
        self._dialog = dialog = module.PassphraseDialog(
            title, why, button, exercise=is_exercise, parent=module.owner_window()
        )
        _open.add(self)  # a signal keeps nothing alive
        dialog.submitted.connect(self._verify)
        dialog.finished.connect(self._end)
        dialog.open()

    def _verify(self) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        secret = dialog.take()
        if not secret.strip():
            dialog.show_refused(_("Type your passphrase."))
            return
        dialog.show_busy(_("Checking…"))
        vault = self._shell.services.vault
        self._shell.tasks.run(
            lambda _progress, _cancel: vault.verify_passphrase(secret),
            on_success=self._answered,
            on_failure=self._failed,
            lane="pool",
        )

    def _answered(self, is_right: bool) -> None:
        dialog = self._dialog
        if dialog is None or self._visit.is_over:
            return
        if not is_right:
            dialog.show_refused(_("That passphrase did not work. Check Caps Lock and try again."))
            return
        dialog.accept()
        self._on_confirmed()

    def _failed(self, error: Exception) -> None:
        dialog = self._dialog
        if not isinstance(error, EstipError):
            raise error
        if dialog is None:
            return
        if isinstance(error, TryLaterError):
            dialog.show_refused(wait_words(error.wait_s))
            return
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        dialog.show_refused(message_for(error).words)

    def _end(self, _result: int) -> None:
        self._dialog = None
        _open.discard(self)
