"""How long it takes to lock: until the curtain is painted, and until the old process is dead.

``python -m tests.faults.lock_speed --rounds N``. On an X server of its own where there is one,
whose picture is looked at a thousand times a second: between the key and the lock page nobody may
see the desktop. Every tenth window is hidden with F12 instead, which is meant to leave the desktop.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import screen
from tests.faults.window import PATIENCE_S, Window
from tests.vault_support import make_vault

CURTAIN_GOAL_MS, DEAD_GOAL_MS = 50, 250
LOCKS_OF_A_START = 9
_LOOK_S = 0.0005
"""Then one window is hidden, and the next launcher begins."""


@dataclass(slots=True)
class Outcome:
    """Milliseconds from the key, one for each lock.

    Args:
        curtain: Until the page was covered.
        hidden: The same for F12.
        dead: Until the process that had been unlocked was gone.
        frames: How often the screen was looked at.
        bare: How often the desktop was seen.
        display: Where the windows were.
    """

    curtain: list[float] = field(default_factory=list)
    hidden: list[float] = field(default_factory=list)
    dead: list[float] = field(default_factory=list)
    frames: int = 0
    bare: int = 0
    display: str = "offscreen"


def one_lock(window: Window, shown_on: screen.Screen | None, outcome: Outcome) -> None:
    """Unlock, wait for a standby, lock, and wait for the lock page."""
    window.unlock()
    window.make_standby()
    with screen.Frames(shown_on) as frames:
        said, dead_ms = _press(window, "Ctrl+L")
        outcome.curtain.append(said)
        outcome.dead.append(dead_ms)
        window.next_window()
    outcome.frames += frames.seen
    outcome.bare += frames.bare


def one_hiding(window: Window, outcome: Outcome) -> None:
    """Unlock, wait for a standby, hide."""
    window.unlock()
    window.make_standby()
    said, dead_ms = _press(window, "F12")
    outcome.hidden.append(said)
    outcome.dead.append(dead_ms)


def _press(window: Window, key: str) -> tuple[float, float]:
    process = window.pid
    window.tell("press", key=key)
    deadline = time.monotonic() + PATIENCE_S
    while window.is_still_there(process):
        assert time.monotonic() < deadline
        time.sleep(_LOOK_S)
    now = time.monotonic()
    said = window.answer()
    return said["covered_s"] * 1000, (now - said["pressed"]) * 1000


def run(rounds: int, folder: Path) -> Outcome:
    """Lock ``rounds`` times."""
    home = folder / "home"
    home.mkdir()
    made = make_vault(home)
    outcome = Outcome()
    with ExitStack() as stack:
        shown_on = None
        if not screen.why_not():
            shown_on = stack.enter_context(screen.Screen(folder / "screen"))
            outcome.display = "Xvfb"
        display = shown_on.display if shown_on is not None else ""
        while len(outcome.dead) < rounds:
            with Window(made.home, folder / "user", display=display) as window:
                for _number in range(min(LOCKS_OF_A_START, rounds - len(outcome.dead))):
                    one_lock(window, shown_on, outcome)
                if len(outcome.dead) < rounds:
                    one_hiding(window, outcome)
    return outcome


def told(name: str, values: Sequence[float], goal_ms: float) -> str:
    """One line: median, 95th percentile and worst beside the goal."""
    if not values:
        return f"{name:24} no rounds"
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return (
        f"{name:24} p50 {statistics.median(ordered):6.1f} ms  p95 {high:6.1f} ms  "
        f"worst {ordered[-1]:6.1f} ms  goal {goal_ms} ms  n={len(ordered)}"
    )


def main() -> int:
    """Run from the command line; exit status 1 if the desktop was ever seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.lock_speed")
    parser.add_argument("--rounds", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(arguments.rounds, Path(folder))
    lines = [
        told("curtain, Ctrl+L", outcome.curtain, CURTAIN_GOAL_MS),
        told("curtain, F12", outcome.hidden, CURTAIN_GOAL_MS),
        told("old process dead", outcome.dead, DEAD_GOAL_MS),
        f"{outcome.display}: desktop seen in {outcome.bare} of {outcome.frames} frames",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if outcome.bare else 0


if __name__ == "__main__":
    sys.exit(main())
