"""The published scoring rules once more, written from the papers and sharing nothing with the app.

PHQ-9: Kroenke 2001, and the PHQ manual's algorithm. GAD-7: Spitzer 2006. PHQ-4: Kroenke 2009.
PC-PTSD-5: Prins 2016.
"""

from __future__ import annotations


def phq9(a: list[int]) -> tuple[int, str, bool, bool]:
    """Total, range, major, other."""
    total = 0
    for x in a:
        total += x
    name = "minimal"
    for start, word in ((5, "mild"), (10, "moderate"), (15, "moderately-severe"), (20, "severe")):
        if total >= start:
            name = word
    counted = len([x for x in a[:8] if x >= 2]) + (1 if a[8] >= 1 else 0)
    core = a[0] >= 2 or a[1] >= 2
    return total, name, core and counted >= 5, core and 2 <= counted <= 4


def gad7(a: list[int]) -> tuple[int, str]:
    """Total and range."""
    total = sum(a)
    return total, ("minimal", "mild", "moderate", "severe")[min(total // 5, 3)]


def phq4(a: list[int]) -> tuple[int, str, bool, bool]:
    """Total, range, anxiety pair, mood pair."""
    total = a[0] + a[1] + a[2] + a[3]
    if total <= 2:
        name = "normal"
    elif total <= 5:
        name = "mild"
    else:
        name = "moderate" if total <= 8 else "severe"
    return total, name, a[0] + a[1] > 2, a[2] + a[3] > 2


def pcptsd5(gate: int, a: list[int]) -> tuple[int, bool]:
    """Total, and whether it reaches the cut-off of 3."""
    if gate == 0:
        return 0, False
    return a.count(1), a.count(1) >= 3
