"""What a meter's verdict on a passphrase means for the person who types it."""

from __future__ import annotations

from estip_desktop.kernel.i18n import _, ngettext


def wait_words(seconds: int) -> str:
    """After wrong passphrases or keys: when the next may be tried."""
    words = ngettext(
        "Wrong ones were tried just now. Wait {n} second, then try again.",
        "Wrong ones were tried just now. Wait {n} seconds, then try again.",
        seconds,
    )
    return words.format(n=seconds)


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
