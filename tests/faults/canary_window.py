"""The driven window with a few more things to do in it: a referral, crashes.

``canary_day`` puts it before the command of ``window.Window``, whose last word is the home.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from estip_desktop.kernel.ids import SessionId
from tests.faults import driven
from tests.faults.driven import _Driver, say


class CanaryDriver(_Driver):
    """Does what a long day asks for."""

    def do_refer(self, session: str, phone: str, reason: str, passphrase: str, card: str) -> None:
        """Decide, look at the paper in the window, sign it and leave it at the store."""
        from dataclasses import replace

        from estip_desktop.casework import ContactMethod
        from estip_desktop.errors import RuleError

        services, session_id = self._shell.services, SessionId(session)
        try:
            services.desks.add(bytes.fromhex(card))
        except RuleError as error:
            raise AssertionError(error.detail) from error
        person = services.guide.open(session_id).person
        services.casework.update_person(
            replace(person, phone=phone, staff_number="4471", contact_method=ContactMethod.PHONE)
        )
        services.care.decide(session_id, "P3", reason=reason)
        draft = services.referrals.draft_for(session_id)
        self._shell.open("referral", draft=draft.key)
        self._hand.wait_for("referral")
        self._hand.settle()
        signed = services.referrals.sign(draft.key, passphrase)
        services.outbox.send_due(now_please=True)
        self._shell.open("receipt", referral=signed.key)
        self._hand.settle()
        say(reference=signed.reference)

    def do_copy(self) -> None:
        """Put the note on the clipboard."""
        edit = self._note_edit()
        edit.selectAll()
        edit.copy()
        self._hand.settle()
        say()

    def do_crash(self, how: str) -> None:
        """End badly: ``segv``, ``abrt``, ``kill``, or ``raise`` in a slot, with text at hand."""
        if how != "raise":
            os.kill(os.getpid(), getattr(signal, f"SIG{how.upper()}"))
            return
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit

        kinds: tuple[type[Any], ...] = (QTextEdit, QPlainTextEdit)
        edits = [each.toPlainText() for kind in kinds for each in self._hand.visible(kind)]
        text = " ".join([*edits, *(each.text() for each in self._hand.visible(QLabel))])

        def fail() -> None:
            raise ValueError(text)

        QTimer.singleShot(0, fail)


if __name__ == "__main__":
    driven._Driver = CanaryDriver  # type: ignore[misc]  # the only thing that differs
    words = sys.argv[sys.argv.index("--home") :]
    sys.exit(driven.main(words, "tests.faults.canary_window"))
