"""Write a safety report, and hand it on as a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from estip_desktop.errors import EstipError, InputRefusedError
from estip_desktop.kernel.clock import local_day
from estip_desktop.kernel.i18n import _
from estip_desktop.safety import SafetyReport, report_lines
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.presenting import PagePresenter


class WentWrongView(Protocol):
    """What the page can show."""

    def show_reports(self, reports: Sequence[tuple[str, Sequence[str]]]) -> None:
        """List earlier reports: id, and lines."""
        ...

    def show_missing(self, missing: Mapping[str, str]) -> None:
        """Say what is missing or cannot stay, by field."""
        ...

    def show_written(self) -> None:
        """It was kept: empty the form."""
        ...

    def show_saved(self, words: str, *, kept: bool) -> None:
        """Say where a text was saved, or why it was not."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say that it was not kept."""
        ...


class WentWrongPresenter(PagePresenter):
    """Nothing leaves the laptop but by the hand of whoever wrote it."""

    def __init__(self, view: WentWrongView, shell: Navigator) -> None:
        super().__init__(shell)
        self._view = view
        self._reports: dict[str, SafetyReport] = {}

    def start(self) -> None:
        """Show earlier ones."""
        self.run(self.services.safety.latest, self._show)

    def write(self, kind: str, part: str, harm: str, words: str) -> None:
        """Keep a report, or say what is missing."""
        missing = {
            name: said
            for name, given, said in (
                ("kind", kind, _("Say what went wrong")),
                ("part", part, _("Say where it was")),
                ("harm", harm, _("Say whether somebody was affected")),
            )
            if not given
        }
        self._view.show_missing(missing)
        if missing:
            return
        safety = self.services.safety
        self.run(lambda: safety.write(kind, part, harm, words), self._written, self._refused)

    def save(self, report_id: str, folder: str) -> None:
        """Write a report as a text on a disk."""
        report = self._reports[report_id]
        name = f"safety-report-{local_day(report.at).isoformat()}.txt"
        text = "\n".join([*report_lines(report), ""]).encode("utf-8")
        write = self.services.write_text

        def failed(error: Exception) -> None:
            if not isinstance(error, EstipError):
                raise error
            self._view.show_saved(_("It could not be saved there. Try another disk."), kept=False)

        self.run_long(
            lambda _progress, _cancel: write(Path(folder) / name, text),
            lambda _path: self._view.show_saved(_("Saved as {name}.").format(name=name), kept=True),
            failed,
            lane="pool",
        )

    def back(self) -> None:
        """Help, where it was opened."""
        self.shell.open("help")

    def _written(self, report: SafetyReport) -> None:
        del report
        self._view.show_written()
        self.shell.say(_("The report was kept on this laptop."))
        self.start()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InputRefusedError) and error.detail == "report-names-somebody":
            said = _("Take out names, references and numbers: a report names nobody")
            self._view.show_missing({"words": said})
        else:
            self._view.show_error(error)

    def _show(self, reports: Sequence[SafetyReport]) -> None:
        self._reports = {report.id: report for report in reports}
        self._view.show_reports([(report.id, report_lines(report)) for report in reports])
