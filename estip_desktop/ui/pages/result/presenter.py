"""Show a result, and what may be done with it."""

from __future__ import annotations

from typing import Protocol

from estip_desktop.casework import ConcernClosing, ScreeningState
from estip_desktop.guidance import OpenedConcern, standing_codes
from estip_desktop.instruments import Status
from estip_desktop.kernel.ids import ScreeningId
from estip_desktop.stepped_care import what_is_over
from estip_desktop.ui.navigation import Navigator
from estip_desktop.ui.pages.result.words import Found, Result, describe
from estip_desktop.ui.presenting import PagePresenter


class ResultView(Protocol):
    """What the page can show."""

    def show_result(self, result: Result) -> None:
        """Show the score and what follows."""
        ...


class ResultPresenter(PagePresenter):
    """Show a result; carry on, change an answer, or keep it without a score.

    Args:
        view: The page.
        shell: The window.
        screening_id: Which questionnaire.
    """

    def __init__(self, view: ResultView, shell: Navigator, screening_id: str) -> None:
        super().__init__(shell)
        self._view = view
        self._id = ScreeningId(screening_id)
        self._found: Found | None = None

    def start(self) -> None:
        """Work it out where that has not happened, and show it."""
        self.run(self._look, self._show)

    def carry_on(self) -> None:
        """The main button: on with the session, or back to the questions left open."""
        found = self._found
        if found is None:
            return
        if found.outcome.status is Status.INCOMPLETE:
            self.change(found.outcome.missing[0])
        else:
            self._open("screening", screening=False)

    def keep_without_score(self) -> None:
        """Keep the answers as they are; no total is ever guessed."""
        self.run(
            lambda: self.services.questionnaires.finish(self._id),
            lambda _outcome: self._open("screening", screening=False),
        )

    def change(self, link_id: str) -> None:
        """Back to one question."""
        self._open("question", item=link_id)

    def back(self) -> None:
        """The list of answers."""
        self._open("check")

    def save_and_close(self) -> None:
        """Leave; everything is saved already."""
        self.shell.open("today")

    def concern(self) -> None:
        """Immediate concern: the one of this session, or a new one by hand."""
        found = self._found.concern if self._found else None
        if found is not None and found.is_open:
            self.shell.open_concern(OpenedConcern(found.id, found.flags))
        else:
            self.shell.open_concern()

    def _look(self) -> Found:
        use_cases = self.services.questionnaires
        asked = use_cases.open(self._id)
        outcome = use_cases.outcome(self._id)
        if asked.screening.state is ScreeningState.DRAFT and outcome.status is Status.COMPLETE:
            outcome = use_cases.finish(self._id)
            asked = use_cases.open(self._id)
        else:
            use_cases.looked_at(self._id)
        concerns = [
            each
            for each in self.services.concerns.of_session(asked.screening.session_id)
            if each.closing in {ConcernClosing.OPEN, ConcernClosing.RECORDED}
        ]
        concerns.sort(key=lambda each: not each.is_open)
        return Found(
            asked,
            outcome,
            use_cases.previous_total(self._id),
            concerns[0] if concerns else None,
            self.services.clock.now(),
            standing_codes(self.services.guide.open(asked.screening.session_id).flags),
            what_is_over(outcome, self.services.content.pathways()),
        )

    def _show(self, found: Found) -> None:
        self._found = found
        self._view.show_result(describe(found))

    def _open(self, page: str, *, screening: bool = True, **more: str) -> None:
        if self._found is None:
            return
        arguments = {"session": str(self._found.asked.screening.session_id), **more}
        if screening:
            arguments["screening"] = self._id
        self.shell.open(page, **arguments)
