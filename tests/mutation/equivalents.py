"""Changes that change nothing, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {
    "estip_desktop/instruments/scoring.py ScaleScore: 0 -> 1": (
        "every result is made with its own number"
    ),
    "estip_desktop/instruments/scoring.py change: difference > 0 -> difference >= 0": (
        "no difference at all is told apart before"
    ),
    "resources/pathways/estip.json rules.13.any_of.2.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
}
