"""A warm referral, from content to a durable sealed file, against the libraries alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from estip_desktop.bench.pairs import Clock, Stage
from estip_desktop.bench.processes import Served, module_command, own_command

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

GOAL = 1.3
_CLOCKS: tuple[Clock, ...] = ("cpu", "wall")
_WARMING = 3


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``referral``.

    CPU is that of the window's process and of the worker together; how long a person waits shows in
    the wall.
    """
    with (
        Served(module_command("straight", str(plan.folder / "straight")), plan.folder) as straight,
        Served(own_command("referral", str(plan.folder / "referral")), plan.folder) as real,
    ):
        for _round in range(_WARMING):
            straight("cpu")
            real("cpu")
        yield [
            Stage(
                id=f"referral.warm.{clock}",
                title="two pages rendered, certified, sealed and durable",
                floor=partial(straight, clock),
                ours=partial(real, clock),
                goal=GOAL,
                clock=clock,
                rounds=plan.rounds,
            )
            for clock in _CLOCKS
        ]
