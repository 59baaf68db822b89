"""What is shown only if something else was answered."""

from __future__ import annotations

import pytest

from estip_desktop.kernel.conditions import Condition, Operator, all_hold, any_holds
from estip_desktop.kernel.items import DECLINED, SKIPPED

ASKED = "C8.safety"


def holds(operator: Operator, wanted, given) -> bool:
    answers = {} if given is None else {ASKED: given}
    return Condition(ASKED, operator, wanted).holds(answers)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        (Operator.EQUAL, "intent", "intent", True),
        (Operator.EQUAL, "intent", "no", False),
        (Operator.NOT_EQUAL, "no", "fleeting", True),
        (Operator.NOT_EQUAL, "no", "no", False),
        (Operator.NOT_EQUAL, "no", DECLINED, True),
        (Operator.EXISTS, True, "no", True),
        (Operator.EXISTS, True, DECLINED, True),
        (Operator.EXISTS, False, "no", False),
        (Operator.CONTAINS, "medic", ["food", "medic"], True),
        (Operator.CONTAINS, "medic", ["food"], False),
        (Operator.CONTAINS, "medic", "medic", False),
        (Operator.AT_LEAST, 7, 6, False),
        (Operator.AT_LEAST, 7, 7, True),
        (Operator.AT_LEAST, 7, 8, True),
        (Operator.AT_MOST, 7, 6, True),
        (Operator.AT_MOST, 7, 7, True),
        (Operator.AT_MOST, 7, 8, False),
        (Operator.AT_LEAST, 7, DECLINED, False),
        (Operator.AT_MOST, 7, DECLINED, False),
        (Operator.AT_LEAST, "7", 8, False),
        (Operator.AT_MOST, "7", 6, False),
    ],
)
def test_an_answer_is_compared(operator, wanted, given, expected):
    assert holds(operator, wanted, given) is expected


@pytest.mark.parametrize("given", [None, SKIPPED])
@pytest.mark.parametrize("operator", list(Operator))
def test_of_nothing_only_its_absence_holds(operator, given):
    assert holds(operator, True, given) is False
    assert holds(operator, False, given) is (operator is Operator.EXISTS)


def test_several_conditions_hold_together_or_one_by_one():
    yes, no = Condition(ASKED, Operator.EQUAL, "no"), Condition(ASKED, Operator.EQUAL, "intent")
    given = {ASKED: "no"}
    assert all_hold([yes, yes], given)
    assert not all_hold([yes, no], given)
    assert any_holds([no, yes], given)
    assert not any_holds([no, no], given)
    assert all_hold([], given)
    assert any_holds([], given)
