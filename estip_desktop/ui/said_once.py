"""Failures of rounds that begin by themselves: told once, not at every round."""

from __future__ import annotations

from estip_desktop.errors import EstipError
from estip_desktop.ui.navigation import Navigator


class SaidOnce:
    """Tells a failure, unless it was the last thing told and nobody asked.

    Args:
        shell: The window.
    """

    def __init__(self, shell: Navigator) -> None:
        self._shell = shell
        self._said: tuple[str, str] | None = None

    def tell(self, error: Exception, *, asked: bool) -> None:
        """Say what went wrong; a bug is raised.

        Args:
            error: What a round ended with.
            asked: A person waits for the round.
        """
        if not isinstance(error, EstipError):
            raise error
        failure = (error.code, error.detail)
        if asked or failure != self._said:
            self._said = failure
            self._shell.show_error(error)

    def clear(self) -> None:
        """A whole round went well: what comes now is news."""
        self._said = None
