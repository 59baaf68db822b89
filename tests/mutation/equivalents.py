"""Changes that change nothing, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {
    "resources/pathways/estip.json rules.13.any_of.2.before_day: 28 -> 29": (
        "from day 28 the rule before it has matched already"
    ),
}
