"""The first unlocking of a day makes a backup beside the records, while their owner works.

It says nothing when all is well. When it could not be made, Settings says since when there is none,
and the window says so once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.kernel.progress import CancelledError
from estip_desktop.ui.messages import message_for

if TYPE_CHECKING:
    from estip_desktop.kernel.progress import Cancel, Progress
    from estip_desktop.ui.navigation import Navigator


def start(shell: Navigator) -> None:
    """Make today's backup, unless there is one; off the window's thread and beside the vault's."""
    backups = shell.services.backups

    def make(progress: Progress, cancel: Cancel) -> None:
        if backups.is_daily_due():
            backups.make_daily(progress, cancel)

    def failed(error: Exception) -> None:
        if isinstance(error, CancelledError):  # the window is closing; the next one makes it
            return
        if not isinstance(error, EstipError):
            raise error
        message = message_for(error)
        words = _("Today's backup was not made. {why} {next_step}")
        shell.say(words.format(why=message.happened, next_step=message.next_step).strip())

    shell.tasks.run(make, on_failure=failed, lane="pool")
