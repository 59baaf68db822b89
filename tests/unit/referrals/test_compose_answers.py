"""What was said goes along in words, or not at all."""

from __future__ import annotations

from estip_desktop.kernel.items import SKIPPED
from tests.unit.referrals.test_compose import EVERYTHING, a_case, composed


def test_without_the_checklist_nothing_that_was_said_goes_along() -> None:
    case = a_case(checklists={}, answers={"DI5.distress": 6})
    assert composed(case, shared=EVERYTHING).answers == ()


def test_a_rating_says_out_of_how_many() -> None:
    (line,) = composed(a_case(answers={"C7.start": 6}), shared=EVERYTHING).answers
    assert line.text == "6 of 10"


def test_what_was_skipped_or_ticked_is_no_answer() -> None:
    case = a_case(answers={"C7.start": SKIPPED, "C1.private": True})
    assert composed(case, shared=EVERYTHING).answers == ()
