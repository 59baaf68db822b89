"""The published scoring rules once more, written from the papers and sharing nothing with the app.

PHQ-9: Kroenke 2001, and the PHQ manual's algorithm. GAD-7: Spitzer 2006. PHQ-4: Kroenke 2009.
PC-PTSD-5: Prins 2016. PHQ-2: Kroenke 2003. GAD-2: Kroenke 2007. PCL-5: National Center for PTSD.
K6: Kessler 2003. K10: Australian Bureau of Statistics 4817.0.55.001.
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


def phq2(a: list[int]) -> tuple[int, bool]:
    """Total, and whether it reaches 3."""
    return a[0] + a[1], a[0] + a[1] > 2


def gad2(a: list[int]) -> tuple[int, bool]:
    """Total, and whether it reaches 3."""
    return a[0] + a[1], not a[0] + a[1] < 3


def pcl5(a: list[int]) -> tuple[dict[str, int], bool]:
    """Total and clusters, and whether the total reaches the lower end of 31 to 33."""
    parts = {"b": sum(a[0:5]), "c": a[5] + a[6], "d": sum(a[7:14]), "e": sum(a[14:20])}
    total = parts["b"] + parts["c"] + parts["d"] + parts["e"]
    return {"total": total, **parts}, total > 30


def pcl5_pattern(a: list[int]) -> bool:
    """One symptom of B, one of C, two of D, two of E, each rated 2 or more."""
    moderate = [number for number, points in enumerate(a, 1) if points > 1]
    if not [n for n in moderate if n <= 5] or not [n for n in moderate if n in (6, 7)]:
        return False
    mood, arousal = [n for n in moderate if 8 <= n <= 14], [n for n in moderate if n > 14]
    return len(mood) > 1 and len(arousal) > 1


def k6(a: list[int]) -> tuple[int, bool]:
    """Total of 0 to 4 each, and whether it reaches 13."""
    total = 0
    for x in a:
        total += x
    return total, total >= 13


def k10(a: list[int]) -> tuple[int, str, bool]:
    """Total of 1 to 5 each, its range, and whether that is the highest."""
    total = sum(a)
    name = "very-high"
    for below, word in ((30, "high"), (22, "moderate"), (16, "low")):
        if total < below:
            name = word
    return total, name, total > 29
