"""The ordered rules, case by case and at their borders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from estip_desktop.adapters.content import Content
from estip_desktop.errors import ContentRefusedError, InputRefusedError, NotFoundError
from estip_desktop.instruments import score
from estip_desktop.kernel.items import AnswerValue
from estip_desktop.protocols import PipStatus
from estip_desktop.stepped_care import (
    Case,
    Notice,
    Pathways,
    Recommendation,
    Safety,
    Screen,
    Screening,
    case_from_answers,
    case_from_dict,
    complete_flags,
    decide,
    what_is_over,
)

CONTENT = Content()
INSTRUMENTS = {instrument.id: instrument for instrument in CONTENT.instruments()}


@pytest.fixture(scope="module")
def pathways() -> Pathways:
    return CONTENT.pathways()


def propose(pathways: Pathways, **case: Any) -> Recommendation:
    return decide(case_from_dict(case), pathways, INSTRUMENTS)


def phq9(*points: int) -> dict[str, Any]:
    return {"instrument": "phq-9", "answers": [*points, *[0] * (9 - len(points))]}


def gad7(*points: int) -> dict[str, Any]:
    return {"instrument": "gad-7", "answers": [*points, *[0] * (7 - len(points))]}


def phq4(*points: int) -> dict[str, Any]:
    return {"instrument": "phq-4", "answers": list(points)}


def pcptsd5(total: int) -> dict[str, Any]:
    return {"instrument": "pc-ptsd-5", "answers": [1] + [1] * total + [0] * (5 - total)}


WORKED = [
    ("W1", {"protocol": "DM", "day": 0, "distress": 4}, "P0", "11"),
    ("W3", {"protocol": "DI", "day": 3, "flags": ["A4", "A5"], "distress": 6}, "P2", "9"),
    ("W4", {"protocol": "DI", "day": 3, "safety": "fleeting"}, "P4", "4"),
    ("W6", {"protocol": "MR", "day": 28, "screens": [phq4(1, 0, 1, 0), pcptsd5(3)]}, "P3", "7"),
    (
        "W7",
        {"protocol": "MR", "day": 28, "screens": [pcptsd5(4), phq9(3, 3, 3, 3, 2, 2, 0, 0, 0)]},
        "P4",
        "7",
    ),
    ("W10", {"protocol": "DI", "day": 4, "screens": [pcptsd5(5)]}, "P0", "11"),
]


@pytest.mark.parametrize(("name", "case", "pathway", "rule"), WORKED, ids=[w[0] for w in WORKED])
def test_worked_decision(
    pathways: Pathways, name: str, case: dict[str, Any], pathway: str, rule: str
) -> None:
    found = propose(pathways, **case)
    assert (found.pathway, found.rule) == (pathway, rule), name


def test_w1_offers_defusing_on_day_3_and_contact_on_day_28(pathways: Pathways) -> None:
    found = propose(pathways, protocol="DM", day=0, distress=4)
    assert [(each.day, each.protocol) for each in found.follow_up] == [(3, "DI"), (28, "")]


def test_w10_names_the_locked_questionnaire(pathways: Pathways) -> None:
    found = propose(pathways, protocol="DI", day=4, screens=[pcptsd5(5)])
    assert [each.what for each in found.locked] == ["pc-ptsd-5"]
    assert "day 28" in found.locked[0].reason


@pytest.mark.parametrize(("pip", "locked"), [("yes", True), ("unknown", True), ("no", False)])
def test_w12_group_support_is_locked_under_pip(
    pathways: Pathways, pip: str, *, locked: bool
) -> None:
    found = propose(pathways, protocol="DG", day=3, pip=pip)
    assert ("DG" in {each.what for each in found.locked}) is locked


BORDERS = [
    # rule 1 before everything
    ({"day": 3, "flags": ["R1", "R3"]}, "P5", "1"),
    ({"day": 3, "flags": ["R2"]}, "P5", "1"),
    ({"day": 3, "flags": ["R4"]}, "P5", "1"),
    ({"day": 3, "flags": ["R5"]}, "P5", "1"),
    ({"day": 3, "safety": "intent"}, "P5", "1"),
    ({"day": 28, "safety": "intent", "screens": [phq9(0, 0, 0, 0, 0, 0, 0, 0, 1)]}, "P5", "1"),
    ({"day": 3, "flags": ["R3"]}, "P5", "2"),
    # rule 4
    ({"day": 3, "flags": ["R6"]}, "P4", "4"),
    ({"day": 3, "flags": ["R6"], "safety": "no"}, "P4", "4"),
    ({"day": 3, "flags": ["R6"], "safety": "declined"}, "P4", "4"),
    ({"day": 40, "screens": [phq9(0, 0, 0, 0, 0, 0, 0, 0, 1)]}, "P4", "4"),
    ({"day": 2, "screens": [phq9(0, 0, 0, 0, 0, 0, 0, 0, 1)]}, "P4", "4"),
    # rule 5
    ({"day": 3, "safety": "declined", "distress": 8}, "P4", "5"),
    ({"day": 3, "safety": "declined", "flags": ["A14"]}, "P4", "5"),
    ({"day": 3, "safety": "declined", "distress": 7}, "P1", "10"),
    ({"day": 3, "safety": "declined"}, "P0", "11"),
    ({"day": 3, "flags": ["A14"]}, "P1", "10"),
    # rule 6
    ({"day": 27, "cannot_function": True}, "P4", "6"),
    ({"day": 27, "flags": ["A10"]}, "P4", "6"),
    ({"day": 28, "cannot_function": True}, "P3", "7b"),
    ({"day": 5, "poor_nights": 3, "distress": 8}, "P4", "6"),
    ({"day": 5, "poor_nights": 3, "distress": 7}, "P1", "10"),
    ({"day": 5, "poor_nights": 2, "distress": 8}, "P1", "10"),
    ({"day": 5, "flags": ["A4", "A5"], "distress": 8}, "P4", "6"),
    ({"day": 5, "flags": ["A4", "A5"], "distress": 7}, "P2", "9"),
    # rule 6b
    ({"day": 14, "screens": [phq9(3, 3, 3, 3, 3, 3, 2)]}, "P4", "6b"),
    ({"day": 14, "screens": [phq9(3, 3, 3, 3, 3)]}, "P3", "6b"),
    ({"day": 27, "screens": [gad7(3, 3, 3, 3, 3)]}, "P3", "6b"),
    ({"day": 14, "screens": [phq9(3, 3, 3, 3, 2)]}, "P0", "11"),
    ({"day": 13, "screens": [phq9(3, 3, 3, 3, 3, 3, 3)]}, "P0", "11"),
    ({"day": 20, "screens": [phq4(3, 3, 3, 3)]}, "P0", "11"),
    # rule 7
    ({"day": 28, "screens": [pcptsd5(3)]}, "P3", "7"),
    ({"day": 28, "screens": [pcptsd5(2)]}, "P0", "11"),
    ({"day": 28, "screens": [phq9(3, 3, 3, 1)]}, "P3", "7"),
    ({"day": 28, "screens": [phq9(3, 3, 3)]}, "P0", "11"),
    ({"day": 28, "screens": [phq9(3, 3, 3, 3, 3, 3, 2)]}, "P4", "7"),
    ({"day": 28, "screens": [gad7(3, 3, 3, 1)]}, "P3", "7"),
    ({"day": 28, "screens": [phq4(2, 1, 2, 1)]}, "P3", "7"),
    ({"day": 28, "screens": [phq4(2, 0, 2, 0)]}, "P0", "11"),
    ({"day": 28, "screens": [phq4(0, 0, 2, 1)]}, "P3", "7"),
    ({"day": 28, "screens": [phq4(3, 0, 0, 0)]}, "P3", "7"),
    ({"day": 28, "screens": [phq9(3, 3, 3, 1), gad7(3, 3, 3, 3, 3, 3, 3)]}, "P3", "7"),
    ({"day": 28, "screens": [pcptsd5(3), phq4(3, 3, 0, 0)]}, "P4", "7"),
    # rule 7b, 8
    ({"day": 28, "distress": 8, "screens": [phq4(0, 0, 0, 0), pcptsd5(0)]}, "P3", "7b"),
    ({"day": 28, "poor_nights": 3, "screening": "declined"}, "P3", "7b"),
    ({"day": 28, "distress": 7}, "P1", "10"),
    ({"day": 3, "asks_for_help": True}, "P3", "8"),
    ({"day": 3, "flags": ["A13"]}, "P3", "8"),
    # rule 9
    ({"day": 3, "flags": ["A6", "A7", "A11"]}, "P2", "9"),
    ({"day": 3, "flags": ["A6", "A7", "A11"], "estim_agreed": True}, "P2", "9"),
    ({"day": 3, "flags": ["A6", "A7", "A11"], "estim_agreed": False}, "P1", "9"),
    ({"day": 28, "flags": ["A6", "A7", "A11"]}, "P3", "9"),
    ({"day": 28, "flags": ["A4", "A5"], "estim_agreed": False}, "P3", "9"),
    ({"day": 3, "pip": "yes", "distress": 6}, "P2", "9"),
    ({"day": 3, "pip": "yes", "distress": 5}, "P1", "10"),
    ({"day": 3, "pip": "unknown", "distress": 6}, "P1", "10"),
    # rule 10, 11
    ({"day": 3, "flags": ["A6"]}, "P1", "10"),
    ({"day": 3, "distress": 5}, "P1", "10"),
    ({"day": 3, "distress": 4}, "P0", "11"),
    ({"day": 28, "screening": "declined"}, "P1", "10"),
    ({"day": 27, "screening": "declined"}, "P0", "11"),
    ({"day": 3, "distress": 4, "previous": {"distress": 3}}, "P1", "10"),
    ({"day": 3, "distress": 4, "previous": {"distress": 4}}, "P0", "11"),
    ({"day": 3, "flags": ["L1", "L2"]}, "P0", "11"),
    ({}, "P0", "11"),
]


@pytest.mark.parametrize(("case", "pathway", "rule"), BORDERS)
def test_border(pathways: Pathways, case: dict[str, Any], pathway: str, rule: str) -> None:
    found = propose(pathways, **case)
    assert (found.pathway, found.rule) == (pathway, rule)
    assert found.reasons


def test_flags_are_completed_once_each_in_order(pathways: Pathways) -> None:
    case = case_from_dict(
        {
            "day": 30,
            "flags": ["A13", "A2"],
            "distress": 9,
            "safety": "fleeting",
            "asks_for_help": True,
            "poor_nights": 2,
            "cannot_function": True,
            "pip": "yes",
            "screens": [phq9(0, 0, 0, 0, 0, 0, 0, 0, 2)],
        }
    )
    flags = complete_flags(case, pathways, INSTRUMENTS)
    assert flags == ("R6", "A1", "A2", "A9", "A10", "A12", "A13")


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"distress": 8}, "A2"),
        ({"distress": 2, "previous": {"distress": 1}}, "A2"),
        ({"safety": "fleeting"}, "A1"),
        ({"safety": "intent"}, "R1"),
        ({"asks_for_help": True}, "A13"),
        ({"cannot_function": True}, "A10"),
        ({"poor_nights": 2}, "A9"),
        ({"pip": "yes"}, "A12"),
    ],
)
def test_each_fact_completes_its_flag(pathways: Pathways, case: dict[str, Any], code: str) -> None:
    assert complete_flags(case_from_dict(case), pathways, INSTRUMENTS) == (code,)


def test_an_incomplete_screen_never_decides_but_its_red_item_counts(pathways: Pathways) -> None:
    answers: list[int | None] = [3, 3, 3, 3, 3, 3, 3, None, 0]
    screen = {"instrument": "phq-9", "answers": answers}
    assert propose(pathways, day=28, screens=[screen]).pathway == "P0"
    answers[8] = 1
    assert propose(pathways, day=28, screens=[screen]).rule == "4"


def test_safeguarding_lists_what_else_matched(pathways: Pathways) -> None:
    found = propose(pathways, day=3, flags=["R3", "A1", "A6", "A7"])
    assert [(match.rule, match.pathway) for match in found.also] == [
        ("4", "P4"),
        ("9", "P2"),
        ("10", "P1"),
    ]
    assert propose(pathways, day=3, flags=["A1", "A6"]).also == ()


def test_notices_never_change_the_pathway(pathways: Pathways) -> None:
    plain = propose(pathways, day=3, flags=["A4", "A5"])
    noticed = propose(pathways, day=3, flags=["A4", "A5", "L1", "L2"])
    assert noticed.pathway == plain.pathway
    assert len(noticed.notices) == 2
    red = propose(pathways, day=3, flags=["R1", "L1", "L2"])
    assert len(red.notices) == 1
    assert "ESTIP lead" in red.notices[0]


def test_safeguarding_is_not_lost_behind_another_red(pathways: Pathways) -> None:
    assert any("safeguarding" in text for text in propose(pathways, flags=["R1", "R3"]).notices)
    assert propose(pathways, flags=["R3"]).notices == ()


def test_reasons_name_totals_and_ambers(pathways: Pathways) -> None:
    found = propose(pathways, day=28, screens=[phq9(3, 3, 3, 3, 2)])
    assert "PHQ-9 is 14, at or above 10." in found.reasons
    found = propose(pathways, day=3, flags=["A6", "A7", "A11"])
    assert "Little support." in found.reasons


def test_a_red_is_not_hidden_by_later_green(pathways: Pathways) -> None:
    found = propose(pathways, day=28, flags=["R4"], safety="no", screens=[phq4(0, 0, 0, 0)])
    assert found.pathway == "P5"


@pytest.mark.parametrize(
    ("flags", "before", "after", "pathway"),
    [
        ([], 2, 12, "P1"),
        ([], 2, 11, "P0"),
        (["A6"], 2, 12, "P3"),
        (["A13"], 2, 12, "P4"),
        (["A1"], 2, 12, "P4"),
        (["R4"], 2, 12, "P5"),
    ],
)
def test_worsening_lifts_by_one_available_rung(
    pathways: Pathways, flags: list[str], before: int, after: int, pathway: str
) -> None:
    """Tried with an instrument that is here in place of the PCL-5."""
    rule = replace(pathways.worsening[0], instrument="gad-7")
    quiet = {name: t for name, t in pathways.thresholds.items() if t.instrument != "gad-7"}
    rules = tuple(
        replace(
            line,
            any_of=tuple(
                replace(
                    clause, over_any=tuple(n for n in clause.over_any if n in quiet) or ("k6>=13",)
                )
                if clause.over_any
                else clause
                for clause in line.any_of
            ),
        )
        for line in pathways.rules
    )
    changed = replace(pathways, worsening=(rule,), thresholds=quiet, rules=rules)
    points = [3] * (after // 3) + [after % 3]
    case = {
        "day": 40,
        "flags": flags,
        "screens": [gad7(*points)],
        "previous": {"totals": {"gad-7": before}},
    }
    assert decide(case_from_dict(case), changed, INSTRUMENTS).pathway == pathway


def test_unknown_flags_and_instruments_are_refused(pathways: Pathways) -> None:
    for case in (
        {"flags": ["A99"]},
        {"screens": [{"instrument": "phq-15", "answers": [0]}]},
        {"screens": [{"instrument": "phq-9", "answers": [0] * 8}]},
        {"screens": [{"instrument": "phq-9", "answers": [4] * 9}]},
    ):
        with pytest.raises(InputRefusedError):
            propose(pathways, **case)


@pytest.mark.parametrize(
    "case",
    [
        [],
        {"protocol": "XX"},
        {"day": -1},
        {"day": "3"},
        {"day": True},
        {"distress": 11},
        {"distress": -1},
        {"distress": 4.5},
        {"safety": "maybe"},
        {"asks_for_help": "yes"},
        {"flags": "A1"},
        {"flags": [1]},
        {"screening": "later"},
        {"screens": ["phq-9"]},
        {"screens": [{"instrument": "phq-9"}]},
        {"screens": [{"instrument": "phq-9", "answers": ["1"]}]},
        {"previous": []},
        {"previous": {"totals": []}},
        {"previous": {"totals": {"pcl-5": "4"}}},
        {"previous": {"distress": 12}},
        {"estim_agreed": "no"},
        {"pip": True},
        {"poor_nights": -1},
        {"surprise": 1},
    ],
)
def test_cases_that_do_not_fit_are_refused(case: object) -> None:
    with pytest.raises(InputRefusedError):
        case_from_dict(case)


def test_missing_and_null_keys_mean_nothing_known() -> None:
    keys = "flags distress safety screens previous estim_agreed screening pip poor_nights"
    nulls = dict.fromkeys(keys.split())
    assert case_from_dict(nulls) == case_from_dict({}) == Case(protocol="", day=0)


def test_definitions_that_name_what_is_not_there_are_refused(pathways: Pathways) -> None:
    with pytest.raises(ContentRefusedError):
        replace(pathways, rules=pathways.rules[:-1])
    with pytest.raises(ContentRefusedError):
        replace(pathways, flags={"A1": pathways.flag("A1")})
    with pytest.raises(ContentRefusedError):
        replace(pathways, thresholds={})
    with pytest.raises(ContentRefusedError):
        replace(pathways, rungs={"P0": pathways.rung("P0")})
    with pytest.raises(ContentRefusedError):
        replace(pathways, notices=(Notice("x", ("Z1",), "x"),))
    with pytest.raises(NotFoundError):
        pathways.flag("Z1")
    with pytest.raises(NotFoundError):
        pathways.rung("P6")


def test_a_case_is_drawn_from_the_answers_of_a_session(pathways: Pathways) -> None:
    answers: dict[str, AnswerValue] = {
        "C7.start": 4,
        "C7.end": 6,
        "C8.safety": "fleeting",
        "DI2.poor-nights": "3",
        "DI7.work": "cannot",
        "DI13.kind": "someone",
    }
    case = case_from_answers(
        pathways,
        CONTENT.protocol("DI"),
        answers,
        day=3,
        flags=("A14",),
        pip=PipStatus.NO,
    )
    assert case.distress == 6
    assert case.safety is Safety.FLEETING
    assert case.poor_nights == 3
    assert set(case.flags) == {"A14", "A1", "A9", "A10", "A13", "A2"}


def test_declined_answers_are_kept_apart_from_no(pathways: Pathways) -> None:
    answers = {
        "C8.safety": "__declined__",
        "C7.start": "__declined__",
        "MR4.screens": "__declined__",
    }
    case = case_from_answers(pathways, CONTENT.protocol("MR"), answers, day=28)
    assert case.poor_nights == 0
    assert case.safety is Safety.DECLINED
    assert case.distress is None
    assert case.screening is Screening.DECLINED


def test_skipped_answers_and_small_rises_say_nothing(pathways: Pathways) -> None:
    answers: dict[str, AnswerValue] = {"C8.safety": "__skipped__", "C7.start": 4, "C7.end": 5}
    case = case_from_answers(pathways, CONTENT.protocol("DI"), answers, day=3)
    assert case.safety is None
    assert case.flags == ()


def test_answered_screens_mean_that_screening_was_done(pathways: Pathways) -> None:
    screens = (Screen("phq-4", (0, 0, 0, 0)),)
    case = case_from_answers(pathways, CONTENT.protocol("MR"), {}, day=28, screens=screens)
    assert case.screening is Screening.DONE


def test_the_pattern_of_the_pcl5_counts_although_its_total_is_low(pathways: Pathways) -> None:
    points = [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0]
    low = {"instrument": "pcl-5", "answers": points}
    found = propose(pathways, protocol="MR", day=28, screens=[low])
    assert (found.pathway, found.rule) == ("P3", "7")
    assert "PCL-5 symptom pattern is met." in found.reasons


def test_what_was_left_open_is_told_and_never_reassures(pathways: Pathways) -> None:
    blank = {"instrument": "phq-9", "answers": [0] * 8 + [None]}
    found = propose(pathways, protocol="MR", day=28, screens=[blank], safety="declined")
    assert found.pathway == "P0"
    assert found.notices == (
        "PHQ-9 was not finished. Ask about what was left open.",
        "They would rather not say whether they are safe. Ask again another time.",
    )
    assert propose(pathways, protocol="MR", day=28, screens=[phq9()]).notices == ()


def test_a_rise_is_the_only_reason_where_nothing_else_speaks(pathways: Pathways) -> None:
    risen = {"instrument": "pcl-5", "answers": [1] * 15 + [0] * 5}
    previous = {"totals": {"pcl-5": 2}}
    found = propose(pathways, protocol="MR", day=91, screens=[risen], previous=previous)
    assert (found.pathway, found.rule) == ("P1", "11")
    assert found.reasons == ("PCL-5 has risen by 10 or more since the last contact.",)


def test_a_proposal_tells_everything_it_looked_at(pathways: Pathways) -> None:
    case = {
        "protocol": "MR", "day": 30, "flags": ["A5"], "distress": 8, "safety": "no",
        "asks_for_help": True, "poor_nights": 2, "screening": "done", "estim_agreed": False,
        "screens": [phq9(1, 1), {"instrument": "gad-7", "answers": [None] * 7}],
        "previous": {"distress": 4, "totals": {"phq-9": 7}}, "pip": "yes",
    }  # fmt: skip
    assert propose(pathways, **case).inputs == {
        "protocol": "MR",
        "day": "30",
        "flags": "A2,A5,A9,A12,A13",
        "distress": "8",
        "safety": "no",
        "asks_for_help": "yes",
        "poor_nights": "2",
        "cannot_function": "no",
        "screening": "done",
        "estim_agreed": "no",
        "pip": "yes",
        "previous_distress": "4",
        "phq-9": "2",
        "gad-7": "incomplete",
        "previous_phq-9": "7",
    }
    bare = propose(pathways, protocol="DM", day=0).inputs
    assert [key for key, value in bare.items() if not value] == [
        "flags", "distress", "safety", "estim_agreed", "previous_distress",
    ]  # fmt: skip


@pytest.mark.parametrize("totals", [{"pcl-5": None}, {"pcl-5": "40"}, {"pcl-5": True}, [40]])
def test_an_earlier_total_is_a_number(totals: object) -> None:
    with pytest.raises(InputRefusedError):
        case_from_dict({"previous": {"totals": totals}})


@pytest.mark.parametrize(
    ("name", "points", "day", "over"),
    [
        ("phq-9", [2, 2, 2, 2, 2, 0, 0, 0, 0], 30, ["PHQ-9 is 10, at or above 10."]),
        ("phq-9", [2, 2, 2, 2, 1, 0, 0, 0, 0], 30, []),
        ("phq-9", [2, 2, 2, 2, 2, 0, 0, 0, None], 30, []),
        ("phq-9", [2, 2, 2, 2, 2, 0, 0, 0, 0], 13, []),
        ("gad-2", [1, 1], 30, []),
    ],
)
def test_what_a_questionnaire_has_reached_is_told(
    pathways: Pathways, name: str, points: list[int | None], day: int, over: list[str]
) -> None:
    instrument = INSTRUMENTS[name]
    outcome = score(instrument, instrument.answers_from_points(points), day=day, override=True)
    assert list(what_is_over(outcome, pathways)) == over


@pytest.mark.parametrize(
    ("more", "also"),
    [
        ({}, [("11", "P1")]),
        ({"distress": 6}, [("10", "P3")]),
        ({"flags": ["R3", "A13"]}, [("8", "P4"), ("10", "P1")]),
        ({"flags": ["R3", "A1"]}, [("4", "P4"), ("10", "P1")]),
    ],
)
def test_a_rise_lifts_what_is_gone_on_with_after_safeguarding(
    pathways: Pathways, more: dict[str, Any], also: list[tuple[str, str]]
) -> None:
    points = [1] * 20
    case = {
        "day": 30, "flags": ["R3"], "screens": [{"instrument": "pcl-5", "answers": points}],
        "previous": {"totals": {"pcl-5": 5}},
    }  # fmt: skip
    found = propose(pathways, **(case | more))
    assert found.pathway == "P5"
    assert [(match.rule, match.pathway) for match in found.also] == also
    rose = any("rise" in reason.lower() or "risen" in reason.lower() for reason in found.reasons)
    assert rose is (also[0] != ("4", "P4"))
    calm = case | more | {"previous": {"totals": {"pcl-5": 15}}}
    assert [match.pathway for match in propose(pathways, **calm).also] != [p for _r, p in also] or (
        also[0] == ("4", "P4")
    )


def test_a_flag_of_a_questionnaire_that_nobody_knows_is_never_passed_over(
    pathways: Pathways,
) -> None:
    instrument = INSTRUMENTS["phq-9"]
    (red,) = instrument.scoring.red_items
    scoring = replace(instrument.scoring, red_items=(replace(red, flag="R99"),))
    case = case_from_dict(
        {"day": 30, "screens": [{"instrument": "phq-9", "answers": [0] * 8 + [1]}]}
    )
    with pytest.raises(ContentRefusedError, match="phq-9:no-such-flag:R99"):
        decide(case, pathways, {"phq-9": replace(instrument, scoring=scoring)})
