"""The step rail of a support session, the same on every page of it."""

from __future__ import annotations

from estip_desktop.guidance import Guided
from estip_desktop.kernel.i18n import _
from estip_desktop.protocols import RailState
from estip_desktop.ui.widgets.step_rail import Step, StepRail, StepState

_STATES: dict[RailState, StepState] = {
    RailState.DONE: "done",
    RailState.NOW: "now",
    RailState.TODO: "todo",
    RailState.SKIPPED: "skipped",
}


def steps_of(guided: Guided, page_id: str) -> tuple[Step, ...]:
    """The rows of the rail; each carries the id of its first page."""
    rail = guided.run.rail(page_id)
    return tuple(Step(entry.first_page_id, entry.title, _STATES[entry.state]) for entry in rail)


def context_of(guided: Guided) -> str:
    """One quiet line: the reference, or that nothing is kept, and the incident."""
    if guided.group is not None:
        who = _("Group of {count}").format(count=len(guided.group.roster))
    else:
        who = guided.person.reference if guided.is_kept else _("Talk only, no note")
    return f"{who} · {guided.incident.title}"


def line_of(guided: Guided, page_id: str) -> str:
    """*Step 3 of 16*, and which of its pages where it has several; of one from paper that too."""
    rail = guided.run.rail(page_id)
    number = next(n for n, entry in enumerate(rail, 1) if entry.state is RailState.NOW)
    step = guided.protocol.step_of(page_id)
    own = {page.id for page in step.pages}
    shown = [page.id for page in guided.run.pages if page.id in own]
    if len(shown) < 2 or page_id not in shown:  # noqa: PLR2004 - one page needs no count
        line = _("Step {number} of {count}").format(number=number, count=len(rail))
    else:
        line = _("Step {number} of {count} · page {page} of {pages}").format(
            number=number, count=len(rail), page=shown.index(page_id) + 1, pages=len(shown)
        )
    return with_paper(line, guided)


def with_paper(line: str, guided: Guided) -> str:
    """The line, and that the session is typed in from paper where it is."""
    return _("{line} · typed in from paper").format(line=line) if guided.is_from_paper else line


def fill_rail(rail: StepRail, guided: Guided, page_id: str) -> None:
    """Show where the session stands."""
    rail.title_label.setText(guided.protocol.short_title)
    rail.context_label.setText(context_of(guided))
    rail.remark = _("typed in from paper") if guided.is_from_paper else ""
    steps = steps_of(guided, page_id)
    if rail.steps != steps:  # the same rows are not made again, so that nothing flickers
        rail.set_steps(steps)
