"""What is not said in a rule asks for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments import Source
from estip_desktop.protocols import PipStatus
from estip_desktop.stepped_care import (
    Case,
    Clause,
    Contact,
    Notice,
    Pathways,
    Previous,
    Rule,
    Screen,
    Threshold,
    decide,
    follow_up,
)
from estip_desktop.stepped_care.model import Acknowledgement

PATHWAYS = Content().pathways()
INSTRUMENTS = {each.id: each for each in Content().instruments()}
SOURCE = Source("Made up", "2026-11-23")
LAST = PATHWAYS.rules[-1]


def with_rules(*rules: Rule) -> Pathways:
    return replace(PATHWAYS, rules=(*rules, LAST))


@pytest.mark.parametrize("day", [0, 99_999])
def test_a_clause_that_states_nothing_always_holds(day: int) -> None:
    pathways = with_rules(Rule("x", "P3", (Clause("Because."),), "", SOURCE))
    found = decide(Case("DI", day), pathways, {})
    assert (found.rule, found.pathway, found.reasons) == ("x", "P3", ("Because.",))


def test_a_rule_lists_what_else_matched_only_if_it_says_so() -> None:
    one = Rule("x", "P3", (Clause("One."),), "", SOURCE)
    two = Rule("y", "P1", (Clause("Two."),), "", SOURCE)
    assert decide(Case("DI", 3), with_rules(one, two), {}).also == ()
    listing = with_rules(replace(one, lists_others=True), two)
    assert [each.rule for each in decide(Case("DI", 3), listing, {}).also] == ["y"]


def test_a_notice_is_said_with_red_and_with_every_rule_unless_it_says_otherwise() -> None:
    pathways = replace(PATHWAYS, notices=(Notice("n", ("R1", "A4"), "Do it."),))
    for flags in (("R1",), ("A4",)):
        assert decide(Case("DI", 3, flags), pathways, {}).notices == ("Do it.",)
    assert decide(Case("DI", 3), pathways, {}).notices == ()


def test_a_threshold_is_of_the_total_and_needs_a_figure_or_a_criterion() -> None:
    clause = Clause("Over.", over_any=("t",))
    rule = Rule("x", "P3", (clause,), "", SOURCE)
    case = Case("MR", 28)
    for limit, matched in ((None, False), (0, True), (6, True), (7, False)):
        threshold = Threshold("t", "gad-2", "mood", "", SOURCE, at_least=limit)
        changed = replace(PATHWAYS, thresholds={**PATHWAYS.thresholds, "t": threshold})
        changed = replace(changed, rules=(rule, LAST))
        screened = replace(case, screens=(Screen("gad-2", (3, 3)),))
        assert (decide(screened, changed, INSTRUMENTS).rule == "x") is matched


def test_a_contact_that_says_nothing_is_none_and_one_with_days_is_one_day() -> None:
    rung = PATHWAYS.rung("P0")
    changed = replace(rung, contacts=(Contact(), Contact(in_days=5), Contact(anchor=True)))
    pathways = replace(PATHWAYS, rungs={**PATHWAYS.rungs, "P0": changed})
    found = follow_up(pathways, "P0", 3)
    assert [(each.from_day, each.day, each.what) for each in found] == [(8, 8, ""), (28, 28, "")]


def test_nothing_is_due_for_an_acknowledgement_that_says_nothing() -> None:
    assert Acknowledgement() == Acknowledgement(None, None, False, None)


def test_a_case_that_says_nothing_is_calm() -> None:
    case = Case("DI", 3)
    assert case == Case(
        "DI", 3, (), None, None, asks_for_help=False, poor_nights=0, cannot_function=False,
        screens=(), previous=Previous(None, {}), estim_agreed=None, pip=PipStatus.NO,
    )  # fmt: skip
    assert decide(case, PATHWAYS, {}).pathway == "P0"


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"day": -1}, "case:day"),
        ({"day": 100_000}, "case:day"),
        ({"distress": -1}, "case:distress"),
        ({"distress": 11}, "case:distress"),
        ({"previous": Previous(-1)}, "case:previous.distress"),
        ({"previous": Previous(11)}, "case:previous.distress"),
        ({"poor_nights": -1}, "case:poor_nights"),
        ({"poor_nights": 100_000}, "case:poor_nights"),
    ],
)
def test_figures_that_cannot_be_are_refused(changes: dict, detail: str) -> None:
    with pytest.raises(InputRefusedError) as caught:
        Case(**({"protocol": "DI", "day": 3} | changes))
    assert caught.value.detail == detail


@pytest.mark.parametrize(
    "changes",
    [
        {"day": 0}, {"day": 99_999}, {"distress": 0}, {"distress": 10},
        {"previous": Previous(0)}, {"previous": Previous(10)},
        {"poor_nights": 0}, {"poor_nights": 99_999},
    ],
)  # fmt: skip
def test_figures_at_either_end_are_taken(changes: dict) -> None:
    assert Case(**({"protocol": "DI", "day": 3} | changes)).protocol == "DI"


CLAUSE = Clause("Why.")


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"rules": ()}, "last-rule-must-always-match"),
        (
            {"rules": (Rule("x", "P0", (CLAUSE,), "", SOURCE),)},
            "last-rule-must-always-match",
        ),
        ({"rules": (Rule("x", "P9", (CLAUSE,), "", SOURCE), LAST)}, "pathways:x:unknown:P9"),
        (
            {"rules": (Rule("x", "P0", (Clause("", flags_any=("A4", "Z1")),), "", SOURCE), LAST)},
            "pathways:x:unknown:Z1",
        ),
        (
            {"rules": (Rule("x", "P0", (Clause("", flags_all=("A4", "Z2")),), "", SOURCE), LAST)},
            "pathways:x:unknown:Z2",
        ),
        (
            {"rules": (Rule("x", "P0", (CLAUSE, Clause("", over_any=("t",))), "", SOURCE), LAST)},
            "pathways:x:unknown:t",
        ),
        ({"notices": (Notice("n", ("A4", "Z3"), ""),)}, "pathways:n:unknown:Z3"),
        (
            {"worsening": (replace(PATHWAYS.worsening[0], ladder=("P0", "P8")),)},
            "pathways:worsening:unknown:P8",
        ),
        (
            {"closure": replace(PATHWAYS.closure, always_considered=("Z4",))},
            "pathways:closure:unknown:Z4",
        ),
        (
            {"closure": replace(PATHWAYS.closure, answered_by_next_step=("A9", "Z5"))},
            "pathways:closure:unknown:Z5",
        ),
        (
            {"closure": replace(PATHWAYS.closure, answered_by_next_step=("A9", "R6"))},
            "red-is-answered-by-nothing:R6",
        ),
    ],
)
def test_rules_that_name_what_is_not_there_are_refused(changes: dict, detail: str) -> None:
    with pytest.raises(ContentRefusedError) as caught:
        replace(PATHWAYS, **changes)
    assert caught.value.detail.endswith(detail)


def test_what_is_not_there_is_not_found() -> None:
    assert PATHWAYS.flag("A4").code == "A4"
    assert PATHWAYS.rung("P3").id == "P3"
    with pytest.raises(NotFoundError, match="flag:A99"):
        PATHWAYS.flag("A99")
    with pytest.raises(NotFoundError, match="pathway:P9"):
        PATHWAYS.rung("P9")


def test_a_questionnaire_that_raises_what_no_rule_knows_is_refused_and_not_passed_over() -> None:
    flags = {code: each for code, each in PATHWAYS.flags.items() if code != "R6"}
    unknowing = replace(PATHWAYS, flags=flags, rules=(LAST,), notices=())
    quiet, raised = (Screen("phq-9", (*[0] * 8, last)) for last in (0, 1))
    assert decide(Case("MR", 28, screens=(quiet,)), unknowing, INSTRUMENTS).pathway == "P0"
    with pytest.raises(ContentRefusedError, match="phq-9:no-such-flag:R6"):
        decide(Case("MR", 28, screens=(raised,)), unknowing, INSTRUMENTS)
