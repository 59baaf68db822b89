"""Ending an exercise from the settings page: what goes, a certificate, the passphrase, the lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError
from estip_desktop.kernel.i18n import _
from estip_desktop.records.exercise_end import (
    ExerciseCertificate,
    contents_lines,
    elsewhere_words,
)
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter
from estip_desktop.ui.reauth import ask_passphrase

ENDED = "ended"
"""Why the window locks."""


class ExerciseView(Protocol):
    """What the section can show."""

    def show_contents(self, lines: Sequence[str]) -> None:
        """List what would go."""
        ...

    def show_certificate_place(self, words: str) -> None:
        """Where the certificate will be written."""
        ...

    def show_problem(self, words: str) -> None:
        """Say why it did not end; empty takes it back."""
        ...

    def show_ending(self, *, ending: bool) -> None:
        """Whether it is being ended."""
        ...


class ExercisePresenter(PagePresenter):
    """Preview, ask, end, lock.

    Args:
        view: The section.
        shell: The window.
    """

    def __init__(self, view: ExerciseView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._folder = ""

    def show(self) -> None:
        """List what would go."""
        exercise = self.services.exercise_end
        self.run(
            exercise.preview,
            lambda contents: self._view.show_contents(
                [*contents_lines(contents), elsewhere_words()]
            ),
        )

    def keep_certificate_in(self, folder: str) -> None:
        """Write the certificate there when it ends; afterwards nothing can be asked here."""
        self._folder = folder
        self._view.show_certificate_place(
            _("A certificate without names will be written on that disk when the exercise ends.")
        )

    def end(self) -> None:
        """Ask for the passphrase, then purge the key and lock."""
        self._view.show_problem("")
        ask_passphrase(
            self.shell,
            title=_("End this exercise"),
            why=_("Its key is purged and its data deleted. They cannot be brought back here."),
            button=_("End the exercise"),
            on_confirmed=self._end,
        )

    def _end(self) -> None:
        exercise_end = self.services.exercise_end
        folder = Path(self._folder) if self._folder else None
        self._view.show_ending(ending=True)
        self.run(
            lambda: exercise_end.end(folder),
            self._ended,
            self._failed,
            after_leaving=self._ended,
        )

    def _ended(self, _certificate: ExerciseCertificate) -> None:
        self.shell.lock(ENDED)

    def _failed(self, error: Exception) -> None:
        self._view.show_ending(ending=False)
        if not isinstance(error, EstipError):
            raise error
        from estip_desktop.ui.messages import message_for  # noqa: PLC0415 - only when needed

        self._view.show_problem(message_for(error).words)
