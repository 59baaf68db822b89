"""The engine scores questionnaires of other shapes by their data alone."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError, InputRefusedError
from estip_desktop.instruments import (
    Direction,
    Instrument,
    Outcome,
    Status,
    change,
    score,
    where,
)
from tests.content import made_up_packs as packs


def read(root: Path, make: Callable[[Path], str]) -> Instrument:
    return Content(root).instrument(make(root))


def scored(instrument: Instrument, points: Sequence[int | None], **more: Any) -> Outcome:
    return score(instrument, instrument.answers_from_points(points), day=30, **more)


def values(outcome: Outcome) -> dict[str, float]:
    return {each.id: each.value for each in outcome.scores}


def test_a_scale_where_higher_is_better_counts_four_times(tmp_path: Path) -> None:
    well = read(tmp_path, packs.wellbeing)
    for chosen in itertools.product((0, 2, 3, 5), repeat=5):
        total = scored(well, list(chosen)).total()
        assert total is not None
        assert total.value == 4 * sum(chosen)
        assert total.positive is (4 * sum(chosen) < 50)
        assert total.range == (0, 100)
        assert where(total.side, 50, reached=False) == "at or above the cut-off of 50"
        assert where(total.side, 50, reached=True) == "below the cut-off of 50"
    up, down = change(well, 40, 52), change(well, 52, 40)
    assert (up.direction, up.verdict, up.change) == (Direction.BETTER, "reliable", 12)
    assert (down.direction, down.verdict, down.change) == (Direction.WORSE, "reliable", -12)


def test_a_rule_of_two_levels_gives_one_of_them(tmp_path: Path) -> None:
    levels = read(tmp_path, packs.two_levels)
    numbers = random.Random(18)  # noqa: S311 - a repeatable sample, no secret
    seen = set()
    for _ in range(3000):
        a = [numbers.choice((0, 0, 1, 2, 4)) for _ in range(18)]
        p, c = a[:9], a[9:]
        core = all(max(p[i], p[i + 1]) >= 2 for i in (0, 2, 4)) and max(p[6:]) >= 2
        self_ = all(max(c[i], c[i + 1]) >= 2 for i in (0, 2, 4)) and max(c[6:]) >= 2
        outcome = scored(levels, list(a))
        met = {each.id: each.met for each in outcome.criteria}
        assert met == {
            "core": core,
            "self": self_,
            "complex": core and self_,
            "simple": core and not self_,
        }
        assert values(outcome) == {"total": sum(p[:6]), "wider": sum(c[:6])}
        seen.add((met["simple"], met["complex"]))
    assert seen == {(False, False), (True, False), (False, True)}


def test_a_gate_that_counts_opens_the_rest(tmp_path: Path) -> None:
    counted = read(tmp_path, packs.counted_gate)
    for first in itertools.product((0, 1), repeat=4):
        answers = counted.answers_from_points([*first, *[None] * 5])
        assert len(counted.shown(answers)) == (9 if sum(first) >= 2 else 4)
        alone = score(counted, answers, day=30)
        if sum(first) >= 2:
            assert alone.status is Status.INCOMPLETE
            assert values(scored(counted, [*first, 1, 0, 1, 1, 0])) == {"total": sum(first) + 3}
            with pytest.raises(InputRefusedError):
                counted.answers_from_points(list(first))
        else:
            assert (alone.status, values(alone)) == (Status.COMPLETE, {"total": sum(first)})
            assert values(scored(counted, list(first))) == {"total": sum(first)}
            ignored = scored(counted, [*first, 1, 1, 1, 1, 1])
            assert values(ignored) == {"total": sum(first)}


def test_a_mean_of_items_some_of_them_backwards(tmp_path: Path) -> None:
    mean = read(tmp_path, packs.reversed_mean)
    for chosen in itertools.product((1, 2, 4, 5), repeat=6):
        keyed = [value if place % 2 == 0 else 6 - value for place, value in enumerate(chosen)]
        exact = Fraction(sum(keyed), 6)
        total = scored(mean, list(chosen)).total()
        assert total is not None
        rounded = (exact * 100 + Fraction(1, 2)).__floor__()
        assert round(total.value * 100) == rounded
        assert total.band == ("low" if rounded < 300 else "middle" if rounded <= 430 else "high")


def test_six_of_ten_yes_answers_ask_for_more(tmp_path: Path) -> None:
    count = read(tmp_path, packs.yes_no_count)
    for yes in range(11):
        total = scored(count, [1] * yes + [0] * (10 - yes)).total()
        assert total is not None
        assert (total.value, total.positive) == (yes, yes >= 6)


def test_parts_are_those_the_pack_lists(tmp_path: Path) -> None:
    parts = read(tmp_path, packs.subscales)
    a = [(7 * n) % 5 for n in range(22)]
    found = values(scored(parts, list(a)))
    assert found["total"] == sum(a)
    listed = [a[n - 1] for n in (5, 7, 8, 11, 12, 13, 17, 22)]
    assert found["avoidance"] == pytest.approx(sum(listed) / 8, abs=0.005)
    assert set(found) == {"total", "avoidance", "intrusion", "arousal"}


def test_missing_items_are_pro_rated_only_where_the_pack_says_so(tmp_path: Path) -> None:
    missing = read(tmp_path, packs.prorated)
    outcome = scored(missing, [3, None, 2, None, 0])
    total = outcome.total()
    assert total is not None
    assert (total.value, total.prorated, outcome.missing) == (8, 2, ("m2", "m4"))  # 5 of 3, so 8.33
    assert total.positive is True
    assert "Pro-rated: 2 missing." in outcome.message
    assert scored(missing, [3, None, None, None, 0]).status is Status.INCOMPLETE
    # What may raise a flag is never guessed.
    assert scored(missing, [3, 3, 3, 3, None]).status is Status.INCOMPLETE
    assert scored(missing, [None, 3, 3, 3, 1]).flags == ("R6",)


def test_nothing_is_pro_rated_before_the_window_without_authority(tmp_path: Path) -> None:
    missing = read(tmp_path, packs.prorated)
    answers = missing.answers_from_points([3, None, 2, 1, 0])
    assert score(missing, answers, day=3).status is Status.LOCKED


SCALE = packs.scale(["a", "b"], 0, 6)


def _banded(*bands: tuple[float, float]) -> dict[str, Any]:
    named = [packs.band(f"b{number}", *each) for number, each in enumerate(bands)]
    return {"scales": [SCALE | {"bands": named}]}


def banded(*bands: tuple[str, int, int]) -> dict[str, Any]:
    """The scale with these ranges."""
    return SCALE | {"bands": [packs.band(*each) for each in bands]}


RED = {"item": "a", "from": 1, "flag": "R6"} | packs.SOURCED


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("band-gap", {"scales": [SCALE | {"bands": [packs.band("x", 0, 2), packs.band("y", 4, 6)]}]}),
    (
        "band-overlap",
        {"scales": [SCALE | {"bands": [packs.band("x", 0, 3), packs.band("y", 3, 6)]}]},
    ),
    ("range-does-not-fit", {"scales": [SCALE | {"range": [0, 7]}]}),
    ("range-does-not-fit", {"scales": [SCALE | {"multiplier": 2}]}),
    ("decimals", {"scales": [SCALE | {"decimals": 1}]}),
    ("decimals", {"scales": [SCALE | {"method": "mean", "range": [0, 3], "decimals": 9}]}),
    ("reversed-out-of-range", {"scales": [SCALE | {"reverse_keyed": ["c"]}]}),
    ("unknown-item", {"scales": [packs.scale(["a", "z"], 0, 6)]}),
    ("duplicate-scale", {"scales": [SCALE, SCALE]}),
    ("no-total", {"scales": [SCALE | {"id": "sum"}]}),
    (
        "cut-off-on-the-wrong-side",
        {"scales": [SCALE | {"cut_off": {"value": 3, "side": "below"} | packs.SOURCED}]},
    ),
    (
        "cut-off-on-the-wrong-side",
        {"scales": [SCALE | {"cut_off": {"value": 3} | packs.SOURCED, "higher_is_better": True}]},
    ),
    ("cut-off-out-of-range", {"scales": [SCALE | {"cut_off": {"value": 7} | packs.SOURCED}]}),
    ("duplicate-criterion", {"criteria": [packs.rule("x", packs.needs(["a"], 1, 1))] * 2}),
    ("criterion-without-rule", {"criteria": [packs.rule("x")]}),
    ("looks-ahead", {"criteria": [packs.rule("x", needs=["y"])]}),
    ("count", {"criteria": [packs.rule("x", packs.needs(["a"], 1, 2))]}),
    ("item-twice", {"criteria": [packs.rule("x", packs.needs(["a", "a"], 1, 1))]}),
    (
        "looks-ahead",
        {"sections": [{"items": ["a"], "opens_when": packs.needs(["b"], 1, 1)} | packs.SOURCED]},
    ),
    (
        "unknown-item",
        {"sections": [{"items": ["z"], "opens_when": packs.needs(["a"], 1, 1)} | packs.SOURCED]},
    ),
    ("most-missing", {"missing": {"allowed": 2} | packs.SOURCED}),
    ("change-rule", {"change": {"reliable": 3, "possible": 3} | packs.SOURCED}),
    ("unknown-item", {"red_items": [{"item": "z", "from": 1, "flag": "R6"} | packs.SOURCED]}),
    *[
        ("no-red-flag", {"red_items": [RED | {"flag": flag}]})
        for flag in ("r6", "A4", "R0", "L1", "R6 ", "R100")
    ],
    ("red-item-out-of-reach", {"red_items": [RED | {"from": 4}]}),
    ("band-between-steps", _banded((0, 2.4), (3, 6))),
    ("band-between-steps", _banded((0, 2), (2.6, 6))),
    (
        "band-between-steps",
        {
            "scales": [
                SCALE
                | {"method": "mean", "decimals": 2, "range": [0, 3]}
                | {"bands": [packs.band("x", 0, 1.99), packs.band("y", 2.004, 3)]}
            ]
        },
    ),
    (
        "cut-off-between-steps",
        {"scales": [SCALE | {"cut_off": {"value": 4.5} | packs.SOURCED}]},
    ),
    ("unknown-gate", {"gates": ["z"]}),
    ("window-shorter-than-recall", {"recall": "the past month"}),
    ("window-shorter-than-recall", {"recall": "Over the last 2 weeks"}),
    ("window-shorter-than-recall", {"recall": "the last 30 days"}),
    ("language-not-listed", {"languages": {"cy": "official"}}),
    ("no-such-day", {"scales": [SCALE | {"reviewed": "2026-02-30"}]}),
    ("", {"window": {"opens_day": 7, "reason": "  "} | packs.SOURCED}),
    ("", {"missing": {"allowed": 0, "source": " ", "reviewed": "2026-11-26"}}),
    ("gate-closes-nothing", {"gates": ["c"]}),
    ("", {"licence": {"class": "unknown", "attribution": "x", "notice": "x"} | packs.SOURCED}),
    ("", {"licence": {"class": "us_gov", "attribution": "", "notice": "x"} | packs.SOURCED}),
    ("", {"window": {"opens_day": 0, "reason": "x"} | packs.SOURCED}),
    ("", {"scales": [{key: SCALE[key] for key in ("id", "label", "items", "range")}]}),
    ("", {"scales": []}),
]


@pytest.mark.parametrize(("why", "changes"), BROKEN)
def test_a_pack_that_breaks_a_rule_is_refused(
    tmp_path: Path, why: str, changes: dict[str, Any]
) -> None:
    options = {"a": packs.points(0, 3), "b": packs.points(0, 3), "c": packs.YES_NO}
    packs.write(tmp_path / "whole", "pack", options, scales=[SCALE])
    assert Content(tmp_path / "whole").instrument("pack").id == "pack"
    packs.write(tmp_path / "broken", "pack", options, **{"scales": [SCALE], **changes})
    with pytest.raises(ContentRefusedError, match=why or None):
        Content(tmp_path / "broken").instrument("pack")


def test_two_items_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = packs.write(
        tmp_path, "pack", {"a": packs.points(0, 3)}, scales=[packs.scale(["a"], 0, 3)]
    )
    path = folder / "questionnaire.json"
    text = path.read_text(encoding="utf-8")
    start = text.index('{"linkId"')
    item = text[start : text.rindex("]")]
    path.write_text(text.replace(item, f"{item}, {item}"), encoding="utf-8")
    with pytest.raises(ContentRefusedError, match="duplicate-link-id"):
        Content(tmp_path).instrument("pack")


def a_questionnaire(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], **more: Any
) -> Path:
    """A made-up one with a gate, three items behind it and one beside, its wording changed."""
    behind = dict.fromkeys(("q1", "q2", "q3"), packs.points(0, 3))
    rules = {"gates": ["g"], "scales": [packs.scale(["q1", "q2", "q3"], 0, 9)]} | more
    folder = packs.write(tmp_path, "pack", {"g": packs.YES_NO, **behind}, **rules)
    path = folder / "questionnaire.json"
    wording = json.loads(path.read_text("utf-8"))
    for item in wording["item"][1:]:
        item["enableWhen"] = [when("g")]
    change(wording)
    path.write_text(json.dumps(wording), "utf-8")
    return tmp_path


def when(question: str, code: str = "yes", **more: Any) -> dict[str, Any]:
    coding = {"system": "urn:made-up", "code": code} | more
    return {"question": question, "operator": "=", "answerCoding": coding}


def group(link: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link, "text": "A group", "type": "group", "item": list(items)} | more


def without_a_no(wording: dict[str, Any]) -> None:
    for option in wording["item"][0]["answerOption"]:
        option["extension"][0]["valueDecimal"] = 1


def upside_down(wording: dict[str, Any]) -> None:
    yes, no = wording["item"][0]["answerOption"]
    yes["extension"][0]["valueDecimal"], no["extension"][0]["valueDecimal"] = 0, 1


STRUCTURE: dict[str, tuple[str, Callable[[dict[str, Any]], object], dict[str, Any]]] = {
    "hidden by what is no gate": (
        "scored-item-may-be-hidden|gate-closes-nothing", lambda w: None, {"gates": []},
    ),
    "hidden by another item": (
        "scored-item-may-be-hidden",
        lambda w: w["item"][3].update(enableWhen=[when("q1", "p3")]), {},
    ),
    "a code nobody can choose": (
        "unknown-answer", lambda w: w["item"][1].update(enableWhen=[when("g", "maybe")]), {},
    ),
    "a code of another system": (
        "unknown-answer",
        lambda w: w["item"][1].update(enableWhen=[when("g", system="urn:other")]), {},
    ),
    "a question below a question": (
        "question-below-a-question", lambda w: w["item"][1].update(item=[w["item"].pop()]), {},
    ),
    "a gate without a no": ("gate-without-a-no", without_a_no, {}),
    "a gate whose yes is worth nothing": ("gate-closes-wrongly", upside_down, {}),
    "a group named as an item": (
        "duplicate-link-id", lambda w: w["item"].append(group("q1", packs_item("q9"))), {},
    ),
    "two groups of one name": (
        "duplicate-link-id",
        lambda w: w.update(item=[
            *w["item"][:2], group("part", w["item"][2]), group("part", w["item"][3])
        ]), {},
    ),
    "an empty group": ("group-asks", lambda w: w["item"].append(group("part")), {}),
    "a group with answers": (
        "group-asks",
        lambda w: w["item"].append(
            group("part", w["item"].pop(), answerOption=w["item"][0]["answerOption"])
        ), {},
    ),
    "closed and counted backwards": (
        "closed-items-count-the-most",
        lambda w: None,
        {"scales": [packs.scale(["q1", "q2", "q3"], 0, 9) | {"reverse_keyed": ["q1"]}]},
    ),
    "closed where higher is better": (
        "closed-items-count-the-most",
        lambda w: None,
        {"scales": [packs.scale(["q1", "q2", "q3"], 0, 9) | {"higher_is_better": True}]},
    ),
}  # fmt: skip


def packs_item(link: str) -> dict[str, Any]:
    option = {"valueCoding": {"system": "urn:made-up", "code": "x", "display": "x"}}
    return {"linkId": link, "text": "More", "type": "choice", "answerOption": [option]}


def test_a_gate_that_closes_what_it_says_is_taken(tmp_path: Path) -> None:
    instrument = Content(a_questionnaire(tmp_path, lambda w: None)).instrument("pack")
    closed = score(instrument, {"g": "no"}, day=30)
    assert (closed.status, closed.total().value) == ("complete", 0)  # type: ignore[union-attr]
    assert score(instrument, {"g": "yes"}, day=30).status == "incomplete"
    assert score(instrument, {}, day=30).status == "incomplete"


@pytest.mark.parametrize(("why", "change", "rules"), STRUCTURE.values(), ids=list(STRUCTURE))
def test_wording_that_could_hide_a_question_is_refused(
    tmp_path: Path,
    why: str,
    change: Callable[[dict[str, Any]], object],
    rules: dict[str, Any],
) -> None:
    root = a_questionnaire(tmp_path, change, **rules)
    with pytest.raises(ContentRefusedError, match=why):
        Content(root).instrument("pack")


def test_a_red_item_that_may_be_hidden_is_refused(tmp_path: Path) -> None:
    """It has points and is not added up: a total never asks for it."""
    options = {"a": packs.points(0, 3), "b": packs.points(0, 3)}
    folder = packs.write(
        tmp_path,
        "pack",
        options,
        scales=[packs.scale(["a"], 0, 3)],
        red_items=[RED | {"item": "b"}],
    )
    path = folder / "questionnaire.json"
    wording = json.loads(path.read_text("utf-8"))
    assert Content(tmp_path).instrument("pack").id == "pack"
    wording["item"][1]["enableWhen"] = [when("a", "p3")]
    path.write_text(json.dumps(wording), "utf-8")
    with pytest.raises(ContentRefusedError, match="red-item-may-be-hidden"):
        Content(tmp_path).instrument("pack")
