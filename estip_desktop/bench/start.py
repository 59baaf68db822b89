"""From the start of the process to Unlock, and on to Today, against a bare window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from estip_desktop.adapters.storage.vault_files import vaults_in
from estip_desktop.bench.pairs import Stage
from estip_desktop.bench.processes import floor_command, own_command, run
from estip_desktop.bench.synthetic import PASSPHRASE, quick_derivation
from estip_desktop.kernel.clock import SystemClock
from estip_desktop.vault import VaultKind

if TYPE_CHECKING:
    from estip_desktop.bench.command import Plan

UNLOCK_GOAL, HOME_GOAL = 1.3, 1.6


@contextmanager
def stages(plan: Plan) -> Iterator[list[Stage]]:
    """The stages of the group ``start``."""
    home = plan.folder / "start"
    vaults_in(home, SystemClock(), derivation=quick_derivation()).create(
        "Bench", VaultKind.SUPPORTER, PASSPHRASE
    )

    def floor() -> float:
        return run(floor_command("bare_window.py"), plan.folder)["cpu"]

    def ours(mode: str) -> float:
        return run(own_command(mode, str(home)), plan.folder)["cpu"]

    made = [
        Stage(
            id="start.unlock",
            title="process start to Unlock painted",
            floor=floor,
            ours=lambda: ours("start"),
            goal=UNLOCK_GOAL,
            clock="cpu",
            rounds=plan.rounds,
        ),
        Stage(
            id="start.home",
            title="the same, then Enter to Today painted",
            floor=floor,
            ours=lambda: ours("home"),
            goal=HOME_GOAL,
            clock="cpu",
            rounds=plan.rounds,
        ),
    ]
    if plan.peers and os.environ.get("DISPLAY"):
        from estip_desktop.bench.peers import peer_stages

        made += peer_stages(plan, home)
    yield made
