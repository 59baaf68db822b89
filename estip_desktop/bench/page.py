"""A question page from nothing to painted, against forty bare labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from estip_desktop.bench.pairs import Clock, Stage
from estip_desktop.bench.processes import Served, floor_command, own_command

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

GOAL = 3.0
_CLOCKS: tuple[Clock, ...] = ("cpu", "wall")


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``page``."""
    home = plan.folder / "page"
    with (
        Served(floor_command("bare_labels.py"), plan.folder) as labels,
        Served(own_command("page", str(home)), plan.folder) as question,
    ):
        yield [
            Stage(
                id=f"page.question.{clock}",
                title="question page, opened to painted, reading it from the vault included",
                floor=partial(labels, clock),
                ours=partial(question, clock),
                goal=GOAL,
                clock=clock,
                rounds=plan.rounds,
            )
            for clock in _CLOCKS
        ]
