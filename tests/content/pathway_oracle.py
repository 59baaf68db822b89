"""The rules of the care pathway once more, written from the published outline.

Nothing here looks at ``resources/pathways`` or shares a line with the engine: the flags, the rules
in their order, what matched besides and the days of the next contacts are plain figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.content import oracle

RED = {"R1", "R2", "R3", "R4", "R5", "R6"}
AMBER = {f"A{number}" for number in range(1, 15)}
FIRST_DAY = {
    "phq-9": 14, "phq-2": 14, "gad-7": 14, "gad-2": 14, "phq-4": 14,
    "pc-ptsd-5": 28, "pcl-5": 28, "k6": 28, "k10": 28,
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One person at one contact, in plain values; screens are (id, points with None)."""

    protocol: str = "DI"
    day: int = 3
    flags: frozenset[str] = frozenset()
    distress: int | None = None
    safety: str | None = None
    help: bool = False
    nights: int = 0
    cannot: bool = False
    screening: str = "none"
    screens: tuple[tuple[str, tuple[int | None, ...]], ...] = ()
    before: int | None = None
    pcl5_before: int | None = None
    estim: bool | None = None
    pip: str = "no"


@dataclass(frozen=True)
class Found:
    """What follows; ``also`` and ``days`` in order, ``flags`` as a set."""

    pathway: str
    rule: str
    also: tuple[tuple[str, str], ...]
    flags: frozenset[str]
    days: tuple[int, ...]
    notices: int
    locked: frozenset[str]


def found(told: Told) -> Found:
    """The proposal for one case."""
    flags = _flags(told)
    matches = _matches(told, flags)
    rule, pathway = matches[0]
    also: list[tuple[str, str]] = []
    if rule == "2":
        for name, other in matches[1:]:
            if name != "11" and name not in [seen for seen, _pathway in also]:
                also.append((name, other))
    pathway = _worse(told, pathway)
    if rule == "2":
        place = next((n for n, (_rule, each) in enumerate(also) if each != "P5"), None)
        name, below = ("11", "P0") if place is None else also[place]
        lifted = _worse(told, below)
        if lifted != below and place is None:
            also.append((name, lifted))
        elif lifted != below and place is not None:
            also[place] = (name, lifted)
    return Found(
        pathway, rule, tuple(also), frozenset(flags), _days(told, pathway),
        _notices(flags, rule) + _left_open(told), _locked(told),
    )  # fmt: skip


def _flags(told: Told) -> set[str]:
    flags = set(told.flags)
    if told.distress is not None:
        if told.distress >= 8:
            flags.add("A2")
        if told.before is not None and told.distress > told.before:
            flags.add("A2")
    flags |= {"fleeting": {"A1"}, "intent": {"R1"}}.get(told.safety or "", set())
    flags |= {"A13"} if told.help else set()
    flags |= {"A10"} if told.cannot else set()
    flags |= {"A9"} if told.nights >= 2 else set()
    flags |= {"A12"} if told.pip == "yes" else set()
    for name, points in told.screens:
        if name == "phq-9" and (points[8] or 0) > 0:
            flags.add("R6")
    return flags


def _matches(told: Told, flags: set[str]) -> list[tuple[str, str]]:
    """Every rule that matches, in the order of the outline."""
    distress = -1 if told.distress is None else told.distress
    early = told.day < 28
    list_: list[tuple[str, str]] = []
    if flags & {"R1", "R2", "R4", "R5"}:
        list_.append(("1", "P5"))
    if "R3" in flags:
        list_.append(("2", "P5"))
    if flags & {"A1", "R6"}:
        list_.append(("4", "P4"))
    if told.safety == "declined" and (distress >= 8 or "A14" in flags):
        list_.append(("5", "P4"))
    if early and (
        "A10" in flags
        or (told.nights >= 3 and distress >= 8)
        or ({"A4", "A5"} <= flags and distress >= 8)
    ):
        list_.append(("6", "P4"))
    list_ += _screened(told)
    if not early and ("A10" in flags or distress >= 8 or told.nights >= 3):
        list_.append(("7b", "P3"))
    if "A13" in flags:
        list_.append(("8", "P3"))
    if len(flags & AMBER) >= 3 or {"A4", "A5"} <= flags or ("A12" in flags and distress >= 6):
        agreed = "P1" if told.estim is False else "P2"
        list_.append(("9", agreed if early else "P3"))
    if flags & AMBER or distress >= 5 or (not early and told.screening == "declined"):
        list_.append(("10", "P1"))
    list_.append(("11", "P0"))
    return list_


def _screened(told: Told) -> list[tuple[str, str]]:
    """Rules 6b and 7: questionnaires that are complete, inside their window."""
    totals = _totals(told)
    if 14 <= told.day < 28:
        depression, anxiety = totals.get("phq-9", -1), totals.get("gad-7", -1)
        if depression >= 20:
            return [("6b", "P4")]
        return [("6b", "P3")] if depression >= 15 or anxiety >= 15 else []
    if told.day < 28:
        return []
    trauma, mood = _over(told)
    urgent = totals.get("pcl-5", -1) >= 45 or totals.get("phq-9", -1) >= 20
    if (trauma and mood) or urgent:
        return [("7", "P4")]
    return [("7", "P3")] if trauma or mood else []


def _complete(told: Told) -> list[tuple[str, list[int]]]:
    whole = []
    for name, points in told.screens:
        if name == "pc-ptsd-5" and points[0] == 0:  # the gate ends it
            answered = [0] * 6
        else:
            answered = [each for each in points if each is not None]
        if len(answered) == len(points) and told.day >= FIRST_DAY[name]:
            whole.append((name, answered))
    return whole


def _totals(told: Told) -> dict[str, int]:
    """The highest total of each questionnaire."""
    totals: dict[str, int] = {}
    for name, points in _complete(told):
        total = sum(points[1:]) if name == "pc-ptsd-5" else sum(points)
        totals[name] = max(totals.get(name, 0), total)
    return totals


def _over(told: Told) -> tuple[bool, bool]:
    """Whether a trauma form, and whether a form on mood, anxiety or distress, is over."""
    trauma = mood = False
    for name, points in _complete(told):
        total = sum(points)
        if name == "pc-ptsd-5":
            trauma = trauma or oracle.pcptsd5(points[0], points[1:])[1]
        elif name == "pcl-5":
            trauma = trauma or total >= 31 or oracle.pcl5_pattern(points)
        elif name in {"phq-9", "gad-7"}:
            mood = mood or total >= 10
        elif name == "phq-4":
            pairs = oracle.phq4(points)
            mood = mood or total >= 6 or pairs[2] or pairs[3]
        else:
            mood = mood or total >= {"phq-2": 3, "gad-2": 3, "k6": 13, "k10": 30}[name]
    return trauma, mood


def _worse(told: Told, pathway: str) -> str:
    """A rise of 10 or more on the PCL-5 raises one level, to Urgent at most."""
    now = _totals(told).get("pcl-5")
    if now is None or told.pcl5_before is None or now - told.pcl5_before < 10:
        return pathway
    return {"P0": "P1", "P1": "P3", "P3": "P4"}.get(pathway, pathway)


def _days(told: Told, pathway: str) -> tuple[int, ...]:
    day = told.day
    later = [each for each in (28, 91) if each > day][:1]
    days = {
        "P0": later,
        "P1": ([day + 7] if day < 14 else []) + (later or [day + 28]),
        "P2": [day + 3, *later],
        "P3": [day + 7, *later],
        "P4": [day + 1, day + 3],
        "P5": [day + 1],
    }[pathway]
    if told.protocol == "DM" and pathway in {"P0", "P1", "P2"} and day < 3:
        days = [3, *days]
    return tuple(sorted(set(days)))


def _notices(flags: set[str], rule: str) -> int:
    conflict = "L2" in flags and not flags & RED
    return int(conflict) + int("L1" in flags) + int("R3" in flags and rule != "2")


def _left_open(told: Told) -> int:
    """How many questionnaires were not finished, and whether the direct question stands open."""
    open_ones = {
        name
        for name, points in told.screens
        if told.day >= FIRST_DAY[name]
        and not _complete(Told(day=told.day, screens=((name, points),)))
    }
    return len(open_ones) + int(told.safety == "declined")


def _locked(told: Told) -> frozenset[str]:
    early = {name for name, _points in told.screens if told.day < FIRST_DAY[name]}
    return frozenset(early | ({"DG"} if told.pip != "no" else set()))


def verdict(name: str, first: int, second: int) -> tuple[str, str]:
    """What a change between two totals means, and in which direction it went."""
    size = abs(second - first)
    direction = "same" if not size else "worse" if second > first else "better"
    limits = {"phq-9": (6, 6), "gad-7": (4, 4), "pcl-5": (10, 15)}
    if name not in limits:
        return "no-rule", direction
    possible, reliable = limits[name]
    if size >= reliable:
        return "reliable", direction
    return ("possible" if size >= possible else "none"), direction


def window(protocol: str, hours: int, day: int) -> tuple[str, str]:
    """Whether a talk may be held so long after the incident, and what is offered instead."""
    if protocol == "DM":
        return ("open", "") if hours < 24 else ("locked", "DI")
    if protocol == "EM":
        return ("open", "") if day <= 28 else ("needs_reason", "OH")
    if protocol == "MR":
        late = 42 < day < 64 or day > 112
        return ("locked", "DI") if day < 21 else ("late" if late else "open", "")
    if day > 20:
        return "locked", "MR"
    status = "needs_reason" if hours < 48 else "open" if hours < 120 else "late"
    return ("locked", "DM") if hours < 24 else (status, "")


DEADLINES = {"P2": (1, 3), "P3": (1, 3), "P4": (None, 1), "P5": (None, 1)}
"""Working days until a parcel has to be collected, and accepted."""
