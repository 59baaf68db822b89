"""What goes on by itself while records are open, whatever page is on show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from estip_desktop.ui.collecting import collector_for
from estip_desktop.ui.sending import sender_for

if TYPE_CHECKING:
    from estip_desktop.ui.shell import Shell

EVERY_MS = 60_000


class Rounds(QTimer):
    """Sends what is due, or collects at a desk, every minute; locking and closing stop it.

    A supporter's parcels are sent at once as well; a desk's first page looks by itself.

    Args:
        shell: The window, which has just been unlocked.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.setInterval(EVERY_MS)
        self._sender = sender_for(shell) if shell.services.desk is None else None
        sender = self._sender
        if sender is not None:
            self.timeout.connect(lambda: sender.start())  # noqa: PLW0108 - nothing is asked for
            sender.start()
        else:
            self.timeout.connect(collector_for(shell).look_again)
        shell.window.closing.connect(self.stop)
        self.start()

    @property
    def is_working(self) -> bool:
        """Whether something is being sent just now."""
        return self._sender is not None and self._sender.state.is_sending
