"""What the lock page says: why it locked, and what keeps records shut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from estip_desktop.errors import (
    DiskFullError,
    DiskReadOnlyError,
    EstipError,
    VaultDamagedError,
    VaultHeaderDamagedError,
)
from estip_desktop.kernel.i18n import _, ngettext
from estip_desktop.ui.pages import PAGES

USUAL_IDLE_MINUTES = 5
REPAIR, LOOK_AGAIN, LOOK_AT = "repair", "look_again", "look_at:"


class Trouble(NamedTuple):
    """What stands in the way of opening records.

    Args:
        happened: What it is.
        words: What is safe, and what to do next.
        actions: Id and words of each button.
    """

    happened: str
    words: str
    actions: Sequence[tuple[str, str]]


def trouble(error: EstipError) -> Trouble:
    """The sentence for each thing that can keep records shut, each with a next step of its own."""
    if isinstance(error, DiskFullError):
        return Trouble(
            _("The disk is full, so your records cannot be opened."),
            _("What you saved is still there. Make room on the disk, then try again."),
            [],
        )
    if isinstance(error, DiskReadOnlyError):
        return Trouble(
            _("The folder of your records cannot be written."),
            _("What you saved is still there. Ask your IT desk to make the folder writable."),
            [],
        )
    if isinstance(error, VaultDamagedError) and error.detail == "database-missing":
        return Trouble(
            _("We cannot find your records at the usual place."),
            _(
                "If they lie on a disk that was taken out, put it back and look again. Otherwise "
                "restore a backup."
            ),
            [(LOOK_AGAIN, _("Look again")), *_repairing(_("Restore a backup"))],
        )
    from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

    message = message_for(error)
    damaged = isinstance(error, VaultHeaderDamagedError | VaultDamagedError)
    return Trouble(
        message.happened,
        f"{message.safe} {message.next_step}".strip(),
        _repairing(_("Repair these records")) if damaged else [],
    )


def others_in_trouble(count: int) -> str:
    """Other records that cannot be opened."""
    words = ngettext(
        "Other records on this laptop cannot be read.",
        "{n} other sets of records on this laptop cannot be read.",
        count,
    )
    return words.format(n=count)


def name_of(label: str, in_trouble: bool) -> str:
    """Records as the list of the lock page names them."""
    if not label:
        return _("Records that cannot be read")
    if in_trouble:
        return _("{label} (cannot be opened)").format(label=label)
    return label


def waiting(seconds: int) -> str:
    """The words of the button while nothing may be tried."""
    words = ngettext("Try again in {n} second", "Try again in {n} seconds", seconds)
    return words.format(n=seconds)


def wait_first(seconds: int) -> str:
    """Beside a field that was refused: the next try has to wait."""
    words = ngettext("Wait {n} second first.", "Wait {n} seconds first.", seconds)
    return words.format(n=seconds)


def reason(locked_because: str) -> str:
    """The words for why the window before this one locked.

    Args:
        locked_because: ``manual``, ``hide``, ``handed``, ``sleep``, ``session``, ``limit``,
            ``fault``, ``ended``, or ``idle`` with the minutes it waited where they are not the
            usual five (``idle:15``).
    """
    if locked_because == "ended":
        return _("The exercise has ended. Its key is purged and its data deleted.")
    words = _why(locked_because)
    return f"{words} {_('Nothing is sent while it is locked.')}" if words else ""


def _why(locked_because: str) -> str:
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
        "handed": _("Passed back. Every answer is saved."),
        "sleep": _("Locked because the laptop went to sleep. Your work was saved first."),
        "session": _("Locked with the laptop. Your work was saved first."),
        "limit": _("Locked after 8 hours. Your work was saved first."),
        "fault": _("Something went wrong on our side, so the app locked. Your work is saved."),
    }.get(kind, "")


def _repairing(verb: str) -> list[tuple[str, str]]:
    return [(REPAIR, verb)] if REPAIR in PAGES else []
