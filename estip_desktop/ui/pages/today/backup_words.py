"""What Today says about backups: one quiet reminder at most, and none in the first week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.health_words import Notice

if TYPE_CHECKING:
    from estip_desktop.services import VaultBackups

FIRST_AFTER = 7
"""Days of use, each with its backup, before anybody is asked for more."""


def reminders(backups: VaultBackups) -> tuple[Notice, ...]:
    """The one thing that is due, the graver one first."""
    if backups.count() < FIRST_AFTER:  # looks at names alone: Today is read often
        return ()
    standing = backups.standing()
    if standing.is_elsewhere_due:
        return (
            Notice(
                _("A backup on another disk is due"),
                _("Those on this laptop are lost with it. One on a disk takes a minute."),
                offers_settings=True,
            ),
        )
    if standing.is_drill_due:
        return (
            Notice(
                _("Rehearse getting your records back"),
                _("Your recovery sheet opens the newest backup. Nothing is changed by it."),
                offers_settings=True,
            ),
        )
    return ()
