"""Which answer raises which flag: a table written from the outline, not from the files."""

from __future__ import annotations

from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.kernel.items import DECLINED, SKIPPED
from estip_desktop.protocols import flags_raised

HIGH_EXPOSURE = ("child", "colleague", "known", "own-life", "bodies")
RAISES: list[tuple[str, dict[str, Any], set[str]]] = [
    # Shared blocks, by protocols that hold them.
    *[(p, {"C1.conflict": "yes"}, {"L2"}) for p in ("DM", "DI", "DM-short", "MR-short")],
    *[(p, {"C6.injury": "medic"}, {"R4"}) for p in ("DM", "DI", "DM-short", "DI-short")],
    *[(p, {"C8.safety": "fleeting"}, {"A1"}) for p in ("DI", "MR", "DI-short", "MR-short")],
    *[(p, {"C8.safety": "intent"}, {"R1"}) for p in ("DI", "MR", "DI-short", "MR-short")],
    *[
        (p, {"C8.safety": DECLINED, "C8.worry": "yes"}, {"A14"})
        for p in ("DI", "MR", "DI-short", "MR-short")
    ],
    *[
        (p, {"C12.evidence": "yes"}, {"L1"})
        for p in ("DM", "DI", "MR", "DM-short", "DI-short", "MR-short")
    ],
    # Demobilising.
    ("DM", {"C7.start": 2, "C7.end": 5, "DM6.home": "alone"}, {"A3"}),
    ("DM", {"W1.worry": "yes"}, {"A14"}),
    ("DM", {"C7.start": 7, "C8.safety": "intent"}, {"R1"}),
    ("DM", {"C7.start": 9, "C8.safety": "fleeting"}, {"A1"}),
    ("DM", {"W1.worry": "yes", "C8.safety": "intent"}, {"A14", "R1"}),
    ("DM", {"DM4.signs": ["shaky", "lost"]}, {"R5"}),
    ("DM", {"DM5.worries": ["statement"]}, {"A12"}),
    ("DM", {"DM6.travel": "unfit"}, {"R4"}),
    ("DM", {"C7.start": 5, "DM6.home": "alone"}, {"A3"}),
    ("DM", {"DM9.awake": "yes"}, {"A9"}),
    *[("DM", {"DM7.exposure": [code]}, {"A4"}) for code in HIGH_EXPOSURE],
    ("DM-short", {"C7.start": 10, "DM6.home": "alone"}, {"A3"}),
    # Defusing.
    *[("DI", {"DI4.exposure": [code]}, {"A4"}) for code in HIGH_EXPOSURE],
    ("DI", {"DI4.exposure": ["prolonged", "helpless"]}, {"A4"}),
    ("DI", {"DI5.danger": "yes"}, {"A4"}),
    ("DI", {"DI5.blame": "yes"}, {"A5"}),
    ("DI", {"DI2.event": "yes"}, {"A6"}),
    ("DI", {"DI8.load": "heavy"}, {"A6"}),
    ("DI", {"DI8.past": "yes"}, {"A7"}),
    *[("DI", {"DI10.alcohol": kind, "DI10.days": 4}, {"A8"}) for kind in ("less", "same", "more")],
    ("DI", {"DI10.days": 4}, {"A8"}),
    ("DI", {"DI2.poor-nights": "2"}, {"A9"}),
    ("DI", {"DI2.poor-nights": "3"}, {"A9"}),
    *[("DI", {f"DI7.{what}": "cannot"}, {"A10"}) for what in ("work", "home", "driving")],
    ("DI", {"DI9.supports": ["none"]}, {"A11"}),
    ("DI", {"DI11.contact": "yes"}, {"A12"}),
    ("DI", {"DI13.kind": "someone"}, {"A13"}),
    ("DI", {"DI3.change": "worse"}, {"A2"}),
    ("DI-short", {"DI5.danger": "yes", "DI5.blame": "yes"}, {"A4", "A5"}),
    ("DI-short", {"DI7.work": "cannot"}, {"A10"}),
    # Monitor and refer.
    ("MR", {"MR2.change": "worse"}, {"A2"}),
    # An answer to the direct question counts, whatever else was changed after it.
    ("DM", {"C7.start": 6, "W1.worry": "no", "C8.safety": "intent"}, {"R1"}),
    ("MR-short", {"MR2.change": "worse"}, {"A2"}),
    ("MR", {"MR3.poor-nights": "2"}, {"A9"}),
    *[("MR", {"MR3.alcohol": kind, "MR3.days": 7}, {"A8"}) for kind in ("less", "same", "more")],
    ("MR", {"MR3.days": 4}, {"A8"}),
    *[("MR", {f"MR3.{what}": "cannot"}, {"A10"}) for what in ("work", "home", "driving")],
]
RAISES_NOTHING: list[tuple[str, dict[str, Any]]] = [
    ("DM", {"C7.start": 4, "DM6.home": "alone"}),
    ("DM", {"DM6.home": "alone"}),
    ("DM", {"C7.start": 10, "DM6.home": "someone"}),
    ("DM", {"C7.start": 10, "DM6.home": "elsewhere"}),
    ("DM", {"DM7.exposure": ["prolonged", "fatality", "online"]}),
    ("DM", {"DM6.travel": "lift", "DM4.signs": ["shaky", "tearful", "unreal"]}),
    ("DM", {"DM5.worries": ["family", "pets", "children", "phone", "kit", "other"]}),
    ("DI", {"DI10.alcohol": "more", "DI10.days": 3}),
    ("MR", {"MR3.alcohol": "more", "MR3.days": 3}),
    ("DI", {"DI2.poor-nights": "1", "DI4.exposure": ["helpless"], "DI5.control": "yes"}),
    ("DI", {"DI7.work": "harder", "DI8.load": "some", "DI13.kind": "practical"}),
    *[
        (p, {"C8.safety": answer})
        for p in ("DI", "MR", "DI-short", "MR-short")
        for answer in ("no", DECLINED, SKIPPED)
    ],
]


@pytest.mark.parametrize(("name", "answers", "codes"), RAISES)
def test_answers_raise_the_flags_of_the_outline(
    content: Content, name: str, answers: dict[str, Any], codes: set[str]
) -> None:
    raised = flags_raised(content.protocol(name), answers)
    assert {flag.code for flag in raised} == codes


@pytest.mark.parametrize(("name", "answers"), RAISES_NOTHING)
def test_other_answers_raise_nothing(content: Content, name: str, answers: dict[str, Any]) -> None:
    assert flags_raised(content.protocol(name), answers) == ()
