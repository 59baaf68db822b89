"""What holds of any table of windows, not of the published one alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from estip_desktop.errors import ContentRefusedError
from estip_desktop.protocols import Span, Window, WindowRule, WindowStatus, window_for

ENDED = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
OPEN, LOCKED, REASON, LATE = (
    WindowStatus.OPEN,
    WindowStatus.LOCKED,
    WindowStatus.NEEDS_REASON,
    WindowStatus.LATE,
)


def at(rule: WindowRule, hours: float, **more: object) -> Window:
    table = {rule.protocol_id: rule}
    return window_for(table, rule.protocol_id, ENDED, ENDED + timedelta(hours=hours), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [LOCKED, REASON])
def test_what_opens_with_the_last_span_says_when(status: WindowStatus) -> None:
    rule = WindowRule("XX", (Span(0, "hour", status), Span(24, "hour", OPEN)))
    assert at(rule, 1).opens_at == ENDED + timedelta(hours=24)
    assert at(rule, 24).opens_at is None
    rule = WindowRule("XX", (Span(0, "day", status), Span(2, "day", LATE)))
    assert at(rule, 1).opens_at == datetime(2026, 11, 4, tzinfo=UTC)


def test_what_is_locked_again_has_no_end_of_its_lock() -> None:
    rule = WindowRule(
        "XX", (Span(0, "hour", LOCKED), Span(24, "hour", LOCKED), Span(48, "hour", OPEN))
    )
    assert at(rule, 1).opens_at is None
    assert at(rule, 25).opens_at == ENDED + timedelta(hours=48)
    assert at(WindowRule("XX", (Span(0, "hour", LOCKED),)), 1).opens_at is None


def test_only_what_says_so_is_locked_by_a_procedure() -> None:
    spans = (Span(0, "hour", OPEN, label="a", reason="b", offer="c"),)
    assert at(WindowRule("XX", spans), 1) == Window(OPEN, "a", "b", "c")
    rule = WindowRule("XX", spans, locked_by_pip=True, pip_text="Wait.")
    for pip in ("yes", "unknown"):
        assert at(rule, 1, pip=pip) == Window(LOCKED, reason="Wait.", offer="DI")
        assert at(rule, 1, pip=pip, pip_cleared=True).status is OPEN
    assert at(rule, 1) == Window(LOCKED, reason="Wait.", offer="DI")
    assert at(rule, 1, pip="no").status is OPEN


def test_what_comes_first_is_asked_for_before_the_time() -> None:
    rule = WindowRule("XX", (Span(0, "hour", LATE),), ("DM", "DI"), "First a talk.", "DM")
    assert at(rule, 1) == Window(LOCKED, reason="First a talk.", offer="DM")
    assert at(rule, 1, done=("MR",)) == at(rule, 1)
    assert at(rule, 1, done=("MR", "DI-short")).status is LATE


def test_a_reason_keeps_the_label_and_what_is_offered() -> None:
    rule = WindowRule("XX", (Span(0, "hour", REASON, "early", "Why?", "DM"),))
    assert at(rule, 1) == Window(REASON, "early", "Why?", "DM")
    assert at(rule, 1, reason_given=True) == Window(OPEN, "early", "", "DM")


@pytest.mark.parametrize(
    "spans",
    [
        (),
        (Span(1, "hour", OPEN),),
        (Span(0, "hour", OPEN), Span(24, "hour", OPEN), Span(1, "day", OPEN)),
        (Span(0, "hour", OPEN), Span(25, "hour", OPEN), Span(1, "day", OPEN)),
        (Span(0, "hour", OPEN), Span(1, "day", OPEN), Span(24, "hour", OPEN)),
        (Span(0, "hour", OPEN), Span(0, "day", OPEN)),
        (Span(0, "hour", OPEN), Span(3, "day", OPEN), Span(2, "day", OPEN)),
    ],
)
def test_spans_that_do_not_rise_from_the_end_of_the_incident_are_refused(
    spans: tuple[Span, ...],
) -> None:
    with pytest.raises(ContentRefusedError):
        WindowRule("XX", spans)


def test_spans_of_hours_and_days_may_stand_side_by_side() -> None:
    rule = WindowRule(
        "XX",
        (Span(0, "hour", LOCKED), Span(23, "hour", OPEN), Span(1, "day", LATE)),
    )
    # The day of the country ends eleven hours after the incident, before the 23 hours.
    assert [at(rule, hours).status for hours in (10, 11, 23)] == [LOCKED, LATE, LATE]
