"""Made-up questionnaires of the shapes that force packs have; not a word of a licensed one.

Each is a folder as in ``resources/instruments``: the same shape as a real instrument, with items
that ask nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCED = {"source": "Made up for a test", "reviewed": "2026-11-26"}
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
YES_NO = (("yes", 1), ("no", 0))


def points(low: int, high: int) -> tuple[tuple[str, int], ...]:
    """Options worth so many points."""
    return tuple((f"p{value}", value) for value in range(low, high + 1))


def _question(link: str, options: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return {
        "linkId": link,
        "text": f"Made-up question {link}",
        "type": "choice",
        "answerOption": [
            {
                "extension": [{"url": ORDINAL, "valueDecimal": value}],
                "valueCoding": {"system": "urn:made-up", "code": code, "display": code},
            }
            for code, value in options
        ],
    }


def write(
    root: Path, name: str, options: Mapping[str, Sequence[tuple[str, int]]], **scoring: Any
) -> Path:
    """A made-up instrument below ``root``; what is given replaces what every one has.

    Args:
        root: A content folder.
        name: Id.
        options: By link id, in order.
        scoring: Keys of ``scoring.json``.
    """
    folder = root / "instruments" / name
    folder.mkdir(parents=True)
    questionnaire = {
        "resourceType": "Questionnaire",
        "id": name,
        "language": "en",
        "url": f"urn:estip-desktop:questionnaire:{name}",
        "version": "1.0.0",
        "name": "MadeUp",
        "title": name.upper(),
        "status": "active",
        "subjectType": ["Patient"],
        "date": "2026-11-26",
        "copyright": "Made up for a test.",
        "item": [_question(link, each) for link, each in options.items()],
    }
    rules = {
        "instrument": name,
        "version": "1.0.0",
        "reviewed": "2026-11-26",
        "name": "A made-up questionnaire",
        "topic": "nothing",
        "recall": "the last week",
        "usual_minutes": 1,
        "tiers": ["oh"],
        "licence": {"class": "by_permission", "attribution": "Nobody.", "notice": "None."}
        | SOURCED,
        "languages": {"en": "official"},
        "window": {"opens_day": 7, "reason": "It asks about the last week."} | SOURCED,
        "missing": {"allowed": 0} | SOURCED,
        "gates": [],
        "criteria": [],
        "change": None,
        "red_items": [],
    }
    for file, value in (("questionnaire", questionnaire), ("scoring", rules | scoring)):
        (folder / f"{file}.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def scale(items: Sequence[str], low: float, high: float, **more: Any) -> dict[str, Any]:
    """A scale, ``total`` unless another id is given."""
    return (
        {"id": "total", "label": "Total", "items": list(items), "range": [low, high]}
        | SOURCED
        | more
    )


def band(name: str, low: float, high: float) -> dict[str, Any]:
    """A range."""
    return {"id": name, "label": name.capitalize(), "from": low, "to": high} | SOURCED


def needs(items: Sequence[str], start: int, minimum: int) -> dict[str, Any]:
    """So many of these reach so many points."""
    return {"items": list(items), "from": start, "minimum": minimum}


def rule(name: str, *requirements: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A criterion."""
    return {"id": name, "label": name, "requirements": list(requirements)} | SOURCED | more


def links(prefix: str, count: int) -> list[str]:
    """``p1``, ``p2``, …"""
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def wellbeing(root: Path) -> str:
    """Five items 0-5, higher is better, the sum counts four times; below 50 asks for more."""
    own = links("w", 5)
    write(
        root,
        "well",
        dict.fromkeys(own, points(0, 5)),
        scales=[
            scale(
                own,
                0,
                100,
                multiplier=4,
                higher_is_better=True,
                cut_off={"value": 50, "side": "below"} | SOURCED,
            )
        ],
        change={"reliable": 10} | SOURCED,
    )
    return "well"


def two_levels(root: Path) -> str:
    """Two patterns with impairment each; the wider one excludes the narrower."""
    own = [*links("p", 9), *links("c", 9)]
    core = [needs(["p1", "p2"], 2, 1), needs(["p3", "p4"], 2, 1), needs(["p5", "p6"], 2, 1)]
    self_ = [needs(["c1", "c2"], 2, 1), needs(["c3", "c4"], 2, 1), needs(["c5", "c6"], 2, 1)]
    write(
        root,
        "levels",
        dict.fromkeys(own, points(0, 4)),
        scales=[
            scale(own[:6], 0, 24),
            scale(own[9:15], 0, 24, id="wider", label="Wider"),
        ],
        criteria=[
            rule("core", *core, needs(["p7", "p8", "p9"], 2, 1)),
            rule("self", *self_, needs(["c7", "c8", "c9"], 2, 1)),
            rule("complex", needs=["core", "self"]),
            rule("simple", needs=["core"], excludes=["complex"]),
        ],
    )
    return "levels"


def counted_gate(root: Path) -> str:
    """Nine yes/no items: two of the first four open the other five."""
    own = links("g", 9)
    write(
        root,
        "counted",
        dict.fromkeys(own, YES_NO),
        scales=[scale(own, 0, 9, cut_off={"value": 5} | SOURCED)],
        sections=[{"items": own[4:], "opens_when": needs(own[:4], 1, 2)} | SOURCED],
    )
    return "counted"


def reversed_mean(root: Path) -> str:
    """Six items 1-5, every second one backwards, as a mean with ranges on two decimals."""
    own = links("r", 6)
    write(
        root,
        "mean",
        dict.fromkeys(own, points(1, 5)),
        scales=[
            scale(
                own,
                1,
                5,
                method="mean",
                decimals=2,
                higher_is_better=True,
                reverse_keyed=own[1::2],
                bands=[band("low", 1, 2.99), band("middle", 3, 4.3), band("high", 4.31, 5)],
            )
        ],
    )
    return "mean"


def yes_no_count(root: Path) -> str:
    """Ten yes/no items, six of which ask for more."""
    own = links("y", 10)
    write(
        root,
        "count",
        dict.fromkeys(own, YES_NO),
        scales=[scale(own, 0, 10, cut_off={"value": 6} | SOURCED)],
    )
    return "count"


def subscales(root: Path) -> str:
    """Twenty-two items 0-4 with three lists of their own as means, and a total."""
    own = links("s", 22)
    lists = {
        "avoidance": [5, 7, 8, 11, 12, 13, 17, 22],
        "intrusion": [1, 2, 3, 6, 9, 16, 20],
        "arousal": [4, 10, 14, 15, 18, 19, 21],
    }
    write(
        root,
        "parts",
        dict.fromkeys(own, points(0, 4)),
        scales=[
            scale(own, 0, 88),
            *(
                scale(
                    [f"s{n}" for n in numbers], 0, 4, id=name, label=name, method="mean", decimals=2
                )
                for name, numbers in lists.items()
            ),
        ],
    )
    return "parts"


def prorated(root: Path) -> str:
    """Five items 0-3 of which two may be missing; the last one may be red."""
    own = links("m", 5)
    write(
        root,
        "missing",
        dict.fromkeys(own, points(0, 3)),
        scales=[scale(own, 0, 15, cut_off={"value": 8} | SOURCED)],
        missing={"allowed": 2} | SOURCED,
        red_items=[{"item": "m5", "from": 1, "flag": "R6"} | SOURCED],
    )
    return "missing"
