"""Speed as ratios: our own code beside the least this machine can do, in the same run.

``estip-desktop bench [--only GROUP] [--rounds N] [--size small|lifetime] [--json]``. Synthetic data
in a throw-away folder; the report names no host, user or path, so it may be sent to anybody.

Decisions:

* **The figure of a stage is the median of per-round ratios, its verdict depends on their
  quartiles.** A restless machine gets no verdict, a slow disk hides no bad path. Nothing in the
  test-suite asserts a time.
* **A floor shares nothing with us but the machine.** Bare windows, bare labels and a straight
  script over the libraries are scripts of their own, started by their path so that not even this
  package is imported beside them.
* **What is measured is the real thing**: the real program up to its first paint, the real shell on
  a real vault, the real worker. Only the key derivation is replaced, by one too cheap to show.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str], context: object) -> int:
    """Measure and report; the exit status is 1 if a goal was missed."""
    from estip_desktop.bench import command

    return command.main(arguments, context)
