"""Where a figure lies, in words: one place for screen, paper and command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from estip_desktop.instruments.scales import Points, Side
from estip_desktop.kernel.i18n import N_, _

_REACHED: Mapping[Side, str] = {
    Side.AT_OR_ABOVE: N_("at or above the cut-off of {cut}"),
    Side.BELOW: N_("below the cut-off of {cut}"),
    Side.AT_OR_BELOW: N_("at or below the cut-off of {cut}"),
}
_NOT_REACHED: Mapping[Side, str] = {
    Side.AT_OR_ABOVE: N_("below the cut-off of {cut}"),
    Side.BELOW: N_("at or above the cut-off of {cut}"),
    Side.AT_OR_BELOW: N_("above the cut-off of {cut}"),
}
_HEADINGS: Mapping[Side, tuple[str, str]] = {
    Side.AT_OR_ABOVE: (N_("At or above the cut-off"), N_("Below the cut-off")),
    Side.BELOW: (N_("Below the cut-off"), N_("At or above the cut-off")),
    Side.AT_OR_BELOW: (N_("At or below the cut-off"), N_("Above the cut-off")),
}
_FROM: Mapping[Side, str] = {
    Side.AT_OR_ABOVE: N_("Cut-off {cut} or more"),
    Side.BELOW: N_("Cut-off below {cut}"),
    Side.AT_OR_BELOW: N_("Cut-off {cut} or less"),
}


def where(side: Side, cut_off: Points, *, reached: bool) -> str:
    """Where a figure lies: *at or above the cut-off of 10*."""
    return _((_REACHED if reached else _NOT_REACHED)[side]).format(cut=cut_off)


def where_in_short(side: Side, *, reached: bool) -> str:
    """The same as a heading, without the figure."""
    return _(_HEADINGS[side][0 if reached else 1])


def asks_from(side: Side, cut_off: Points) -> str:
    """From where on a screen asks for more: *Cut-off 10 or more*."""
    return _(_FROM[side]).format(cut=cut_off)


def same_rules(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two stored results were worked out by the same rules, and may be compared."""
    if one is None or other is None:
        return False
    keys = ("instrument", "scoring_version", "system")
    return all(one.get(key, "") == other.get(key, "") for key in keys)


def points_in(row: Mapping[str, Any]) -> Points:
    """The figure of a score as it was stored."""
    value = row["value"]
    return value if isinstance(value, float) else int(value)
