"""What a meter's verdict on a passphrase means for the person who types it."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _


def strength_words(problem: str) -> str:
    """One short line.

    Args:
        problem: Why it may not be chosen, as a code; empty if it may.
    """
    return {
        "": _("Strong enough"),
        "passphrase-too-short": _("Too short so far: at least 15 characters"),
        "passphrase-too-long": _("Longer than this app can keep"),
    }.get(problem, _("Easy to guess: add words that do not belong together"))
