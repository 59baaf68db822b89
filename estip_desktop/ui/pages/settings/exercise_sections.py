"""Ending an exercise, on the settings page of exercise records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from estip_desktop.kernel.i18n import _
from estip_desktop.ui.pages.settings.exercise_presenter import ExercisePresenter
from estip_desktop.ui.pages.settings.sections import Section
from estip_desktop.ui.widgets.buttons import DangerButton
from estip_desktop.ui.widgets.disk_saving import DiskSaving
from estip_desktop.ui.widgets.labels import Text
from estip_desktop.ui.widgets.status_line import StatusLine


class ExerciseSection(Section):
    """What goes, where a certificate lies, and the button."""

    def __init__(self) -> None:
        super().__init__(_("Exercise"))
        words = _(
            "When the exercise is over, end it: its key is purged and all its data deleted from "
            "this laptop. Real records are not touched."
        )
        self.contents_text = Text("", "body")
        self.saving = DiskSaving()
        self.saving.button.set_words(_("Keep a certificate on a disk…"))
        self.end_button = DangerButton(_("End this exercise…"))
        self.problem_line = StatusLine("", "", "danger")
        self.column.addWidget(Text(words, "body2"))
        self.column.addWidget(self.contents_text)
        self.column.addWidget(self.saving.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.saving)
        self.column.addWidget(self.end_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.problem_line)

    def attach(self, presenter: ExercisePresenter) -> None:
        """Let `presenter` answer this section, and keep it alive: a signal does not."""
        self._presenter = presenter
        self.saving.chosen.connect(presenter.keep_certificate_in)
        self.end_button.clicked.connect(presenter.end)
        self.destroyed.connect(presenter.leave)

    def show_contents(self, lines: Sequence[str]) -> None:
        """List what would go."""
        self.contents_text.setText("\n".join(lines))

    def show_certificate_place(self, words: str) -> None:
        """Where the certificate will be written."""
        self.saving.show_saved(words, kept=True)

    def show_problem(self, words: str) -> None:
        """Say why it did not end; empty takes it back."""
        self.problem_line.set_words(words, "circle-alert" if words else "", "danger")
        if words:
            self.problem_line.announce()

    def show_ending(self, *, ending: bool) -> None:
        """Whether it is being ended."""
        self.end_button.set_busy(ending, _("Ending…") if ending else "")
