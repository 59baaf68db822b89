"""Scoring holds for every answer the rules allow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from estip_desktop.adapters.content import Content
from estip_desktop.instruments import (
    Direction,
    Instrument,
    Status,
    WindowState,
    answers_from_response,
    change,
    questionnaire_response,
    red_flags,
    score,
)
from estip_desktop.kernel.items import DECLINED, SKIPPED

INSTRUMENTS = Content().instruments()
DAYS = st.none() | st.integers(min_value=0, max_value=400)


@st.composite
def answered(draw: st.DrawFn, *, complete: bool = False) -> tuple[Instrument, dict[str, str]]:
    instrument = draw(st.sampled_from(INSTRUMENTS))
    answers: dict[str, str] = {}
    for item in instrument.items:
        codes = [option.code for option in item.item.options]
        if complete and item.scored:
            answers[item.link_id] = draw(st.sampled_from(codes))
        else:
            value = draw(st.sampled_from([*codes, SKIPPED, DECLINED, ""]))
            if value:
                answers[item.link_id] = value
    return instrument, answers


@given(answered(), DAYS, st.booleans())
def test_a_total_exists_only_when_nothing_is_missing_or_locked(
    case: tuple[Instrument, dict[str, str]],
    day: int | None,
    override: bool,
) -> None:
    instrument, answers = case
    outcome = score(instrument, answers, day=day, override=override)
    assert bool(outcome.scores) is (outcome.status is Status.COMPLETE)
    if outcome.status is Status.INCOMPLETE:
        assert outcome.missing
    if outcome.window is WindowState.BEFORE:
        assert override or outcome.status is Status.LOCKED
        assert not outcome.criteria
        assert all(each.band is None and each.positive is None for each in outcome.scores)


@given(answered(complete=True))
def test_every_total_is_in_range_and_in_exactly_one_band(
    case: tuple[Instrument, dict[str, str]],
) -> None:
    instrument, answers = case
    for each in score(instrument, answers, day=None).scores:
        low, high = each.range
        assert low <= each.value <= high
        scale = instrument.scoring.scale(each.id)
        holding = [band for band in scale.bands if band.start <= each.value <= band.end]
        assert len(holding) == (1 if scale.bands else 0)
        assert each.band == (holding[0].id if holding else None)
        if each.cut_off is not None:
            assert each.positive is (each.value >= each.cut_off)


@given(answered(), DAYS)
def test_red_items_do_not_depend_on_the_rest(
    case: tuple[Instrument, dict[str, str]], day: int | None
) -> None:
    instrument, answers = case
    expected = red_flags(instrument, answers)
    assert score(instrument, answers, day=day).flags == expected
    for red in instrument.scoring.red_items:
        alone = {red.link_id: answers[red.link_id]} if red.link_id in answers else {}
        assert red_flags(instrument, alone) == expected


@given(answered(complete=True), st.data())
def test_a_worse_answer_never_lowers_a_total(
    case: tuple[Instrument, dict[str, str]], data: st.DataObject
) -> None:
    instrument, answers = case
    item = data.draw(st.sampled_from(list(instrument.listed)))
    points = item.points(answers[item.link_id])
    highest = max(option.value or 0 for option in item.item.options)
    if points is None or points == highest:
        return
    before = score(instrument, answers, day=None).total()
    after = score(
        instrument, {**answers, item.link_id: item.code_for(points + 1)}, day=None
    ).total()
    assert before is not None
    assert after is not None
    assert after.value >= before.value


@given(st.sampled_from(INSTRUMENTS), st.data())
def test_change_is_symmetric(instrument: Instrument, data: st.DataObject) -> None:
    low, high = instrument.scoring.scale().range
    totals = st.integers(min_value=int(low), max_value=int(high))
    first, second = data.draw(totals), data.draw(totals)
    there, back = change(instrument, first, second), change(instrument, second, first)
    assert there.change == -back.change
    assert there.verdict == back.verdict
    assert (there.direction is Direction.SAME) is (first == second)


@given(answered())
def test_responses_round_trip(case: tuple[Instrument, dict[str, str]]) -> None:
    instrument, answers = case
    response = questionnaire_response(instrument, answers, authored="2026-11-23T10:00:00Z")
    shown = {item.link_id for item in instrument.shown(answers)}
    kept = {
        link: value
        for link, value in answers.items()
        if link in shown and value not in (SKIPPED, DECLINED)
    }
    assert answers_from_response(instrument, response) == kept
